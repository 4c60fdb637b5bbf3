"""Drives the slice of operations in tests: what it is told, and what it asked for."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state import operations
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.operation import Ask, Operation, Stage
from qwallet_desktop.state.operation_actions import (
    Action,
    OperationFailed,
    OperationMade,
    OperationsNotWritten,
    OperationsRead,
    OperationsWritten,
    SeeWay,
    Submit,
)
from qwallet_desktop.state.operations import HoldUp, Operations, hold_up
from qwallet_desktop.state.transfers import PaymentDraft
from tests.state.builders import ADA, BEN, NOW, QTK, REFUSAL, UNREACHABLE, receipt, request

E = TypeVar("E", bound=Effect)

DRAFT = PaymentDraft(BEN, QTK, "25.00", "rent")


@dataclass
class Driven:
    """The slice, and all effects that it asked for."""

    operations: Operations = Operations()
    asked: list[Effect] = field(default_factory=list[Effect])

    def tell(self, *actions: Action) -> "Driven":
        """Apply actions."""
        for action in actions:
            self.operations, effects = operations.reduce(self.operations, action)
            self.asked.extend(effects)
        return self

    def of(self, kind: type[E]) -> list[E]:
        """Return the effects of one kind, as they came."""
        return [effect for effect in self.asked if isinstance(effect, kind)]

    def open_way(self, *earlier: Operation, at: datetime = NOW) -> "Driven":
        """Let the node answer, the keys be at hand and the disk be read."""
        return self.tell(SeeWay(node=True, unlocked=True), OperationsRead(earlier, at))

    def close_way(self) -> "Driven":
        """Let the node be away."""
        return self.tell(SeeWay(node=False, unlocked=True))

    def submit(self, number: int = 1, owner: IdentityId = ADA, ask: Ask = DRAFT, at: datetime = NOW) -> "Driven":
        """Ask for a payment."""
        return self.tell(Submit(request(number), owner, ask, at))

    def written(self, at: datetime = NOW) -> "Driven":
        """Let the disk say what it was to say."""
        return self.tell(OperationsWritten(at))

    def not_written(self, problem: Problem, at: datetime = NOW) -> "Driven":
        """Let the disk fail."""
        return self.tell(OperationsNotWritten(problem, at))

    def made(self, number: int = 1, at: datetime = NOW) -> "Driven":
        """Let the node do it."""
        return self.tell(OperationMade(request(number), at, receipt()))

    def refused(self, number: int = 1, at: datetime = NOW) -> "Driven":
        """Let the node refuse it."""
        return self.tell(OperationFailed(request(number), at, REFUSAL, sent=True, decided=True))

    def unanswered(self, number: int = 1, at: datetime = NOW) -> "Driven":
        """Let an answer be lost."""
        return self.tell(OperationFailed(request(number), at, UNREACHABLE, sent=True, decided=False))

    def not_sent(self, number: int = 1, problem: Problem = UNREACHABLE, at: datetime = NOW) -> "Driven":
        """Let an attempt not even leave."""
        return self.tell(OperationFailed(request(number), at, problem, sent=False, decided=False))

    def operation(self, number: int = 1) -> Operation:
        """Return an operation."""
        return self.operations.known[request(number)]

    def stage(self, number: int = 1) -> Stage:
        """Return how far one is."""
        return self.operation(number).stage

    def hold(self, number: int = 1) -> HoldUp | None:
        """Return what one waits for."""
        return hold_up(self, self.operation(number))

    def line(self, owner: IdentityId = ADA) -> tuple[RequestId, ...]:
        """Return an identity's line."""
        return self.operations.lines.get(owner, ())
