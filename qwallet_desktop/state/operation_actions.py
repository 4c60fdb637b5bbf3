"""What is asked of operations, what becomes of them, and what their reducer asks to be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.operation import Ask, Operation, Result


@dataclass(frozen=True, slots=True)
class Submit:
    """Do this as soon as that is possible.

    Attributes:
        request_id: Names it for ever.
        identity_id: Whose it is.
        ask: What is asked for.
        at: When.
        retry_of: The refused operation that it repeats.
        node_id: Whose ledger it is for: the one that the person sees, be it as it was last known.
        actor: Who signs it where that is another.
    """

    request_id: RequestId
    identity_id: IdentityId
    ask: Ask
    at: datetime
    retry_of: RequestId | None = None
    node_id: NodeId | None = None
    actor: IdentityId | None = None


@dataclass(frozen=True, slots=True)
class CancelOperation:
    """Call off what has not been sent."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class ConfirmOperation:
    """What has waited for long is still wanted."""

    request_id: RequestId
    at: datetime


@dataclass(frozen=True, slots=True)
class RetryOperation:
    """Try now: what waits or got no answer under its own id, what has ended without being made anew as `new_id`."""

    request_id: RequestId
    new_id: RequestId
    at: datetime


@dataclass(frozen=True, slots=True)
class SeeWay:
    """Whether a node answers, which, and whether the keys are at hand; what waited for that is tried at once."""

    node: bool
    unlocked: bool
    node_id: NodeId | None = None


@dataclass(frozen=True, slots=True)
class Proceed:
    """It is now `at`: what is too old asks again, and what may go out goes out."""

    at: datetime


@dataclass(frozen=True, slots=True)
class OperationMade:
    """The node did it."""

    request_id: RequestId
    at: datetime
    receipt: Result | None


@dataclass(frozen=True, slots=True)
class OperationFailed:
    """An attempt did not succeed.

    Attributes:
        request_id: Which operation's.
        at: When that was known.
        problem: Why.
        sent: Whether anything left this desktop.
        decided: Whether this is the node's decision, which it gives again under this id for ever.
        retry_after: Seconds that the node wants to be left alone.
    """

    request_id: RequestId
    at: datetime
    problem: Problem
    sent: bool
    decided: bool
    retry_after: float = 0.0


@dataclass(frozen=True, slots=True)
class OperationDue:
    """An operation has rested for long enough after an attempt."""

    request_id: RequestId
    at: datetime


@dataclass(frozen=True, slots=True)
class OperationsRead:
    """What the disk says of earlier runs, oldest first; `lost` says why that is not all."""

    operations: tuple[Operation, ...]
    at: datetime
    lost: Problem | None = None


@dataclass(frozen=True, slots=True)
class OperationsNotRead:
    """The disk could not be read, so that it must not be written either."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class OperationsWritten:
    """The disk says what it was to say."""

    at: datetime


@dataclass(frozen=True, slots=True)
class OperationsNotWritten:
    """The disk says what it said before."""

    problem: Problem
    at: datetime


@dataclass(frozen=True, slots=True)
class ItemsMoved:
    """What operations opened for others to agree to has come further."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class DiskDue:
    """The disk has rested for long enough."""


@dataclass(frozen=True, slots=True)
class ReadOperations(Effect):
    """Read what earlier runs left."""

    @property
    def exclusive(self) -> str:
        """There is one disk."""
        return "operations-read"


@dataclass(frozen=True, slots=True)
class WriteOperations(Effect):
    """Have the disk say this, oldest first; never two at a time."""

    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class SendOperation(Effect):
    """Sign and send an operation under its id."""

    operation: Operation


@dataclass(frozen=True, slots=True)
class RestOperation(Effect):
    """Wait before an operation is tried again: the longer the more tries there were, but `at_least` so many seconds."""

    request_id: RequestId
    tries: int
    at_least: float

    @property
    def exclusive(self) -> tuple[str, RequestId]:
        """An operation rests once at a time."""
        return ("operation-rest", self.request_id)

    @property
    def waits(self) -> bool:
        """Nobody need wait for its end."""
        return True


@dataclass(frozen=True, slots=True)
class RestDisk(Effect):
    """Wait before the disk is tried again."""

    @property
    def exclusive(self) -> str:
        """There is one disk."""
        return "operations-disk"

    @property
    def waits(self) -> bool:
        """Nobody need wait for its end."""
        return True


@dataclass(frozen=True, slots=True)
class ReadClock(Effect):
    """Say what time it is, for operations to proceed."""

    @property
    def exclusive(self) -> str:
        """The newest time is the one that counts."""
        return "operations-clock"


@dataclass(frozen=True, slots=True)
class WatchAge(Effect):
    """Say what time it is once it is `until`: by then an operation has waited for so long that it asks again."""

    until: datetime

    @property
    def exclusive(self) -> str:
        """The next to grow old is the one that counts."""
        return "operations-age"

    @property
    def waits(self) -> bool:
        """Nobody need wait for its end."""
        return True


Action: TypeAlias = (
    Submit
    | CancelOperation
    | ConfirmOperation
    | RetryOperation
    | SeeWay
    | Proceed
    | OperationMade
    | OperationFailed
    | OperationDue
    | OperationsRead
    | OperationsNotRead
    | OperationsWritten
    | OperationsNotWritten
    | ItemsMoved
    | DiskDue
)
