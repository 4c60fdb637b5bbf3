"""What is learned about a node that keeps somebody waiting: whether it is slow with one answer, or hangs."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class AnswerOverdue:
    """Something that the node was asked is not answered yet, though it should be by now."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NodeSilent:
    """Asked whether it is there, the node did not answer either: it hangs."""


@dataclass(frozen=True, slots=True)
class NodeAnswered:
    """Asked whether it is there, the node answered."""


Doubt: TypeAlias = AnswerOverdue | NodeSilent | NodeAnswered
