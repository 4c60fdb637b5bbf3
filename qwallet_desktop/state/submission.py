"""The life of one thing that a person asked the node to do, as a union: no wrong state can be built."""

from dataclasses import dataclass
from typing import TypeAlias

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing has been asked."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Asked under this id; no answer yet."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Accepted:
    """The node did it."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Refused:
    """The node said no, or gave no answer, for this reason."""

    request_id: RequestId
    problem: Problem


Submission: TypeAlias = Idle | Pending | Accepted | Refused


def awaits(submission: Submission, request_id: RequestId) -> bool:
    """Tell whether an answer to this request is still waited for."""
    return submission == Pending(request_id)
