"""How the node's services are: the names of the services, and what a circuit breaker says of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import TypeAlias

from qwallet_desktop.domain.problems import Problem


class Service(StrEnum):
    """A part of the node that can fail while the others work."""

    @staticmethod
    def _generate_next_value_(name: str, *_: object) -> str:
        return name

    IDENTITIES = auto()
    WALLET = auto()
    AUDIT = auto()
    NOTIFICATIONS = auto()
    CONSENT = auto()
    MULTISIG = auto()


@dataclass(frozen=True, slots=True)
class Closed:
    """The service works: every call goes through."""


@dataclass(frozen=True, slots=True)
class Open:
    """The service rests: no call goes through before `until`.

    Attributes:
        since: When it began to fail for good; probes that failed meanwhile don't change it.
        until: When one call may go through again.
        problem: The last failure.
    """

    since: datetime
    until: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class HalfOpen:
    """One call is under way to see whether the service works again; no other goes through."""

    since: datetime
    problem: Problem


BreakerState: TypeAlias = Closed | Open | HalfOpen
