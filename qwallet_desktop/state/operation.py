"""The life of one thing that a person asked for, kept on the disk until the node has decided (seed: operations)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from qwallet_desktop.domain.batches import BatchReceipt
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.state.asks import Command, SetIdentityStatus
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.transfers import PaymentDraft

LONGEST_WAIT = timedelta(hours=24)
"""What was not sent for so long is asked about again: the person may not want it any more."""

Ask: TypeAlias = PaymentDraft | Order | Command
"""What was asked for."""


@dataclass(frozen=True, slots=True)
class FoundedAlone:
    """A group was founded, and those who are to join it from other desktops could not be asked, for this problem."""

    group_id: IdentityId
    problem: Problem


Result: TypeAlias = Receipt | BatchReceipt | Item | FoundedAlone
"""What the node answers to what it moved; an item where that waits for others, or was decided of one."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """It is being written to the disk; nothing may be sent yet."""


@dataclass(frozen=True, slots=True)
class NotKept:
    """It could not be written to the disk: nothing was sent."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Waiting:
    """It is on the disk and nothing has left this desktop.

    Attributes:
        confirmed_at: When the person last said that it is wanted.
        problem: What stood in the way of the last attempt.
        is_old: It has waited for so long that it goes out only when the person says again that it is wanted.
        tries: How many attempts could not even leave this desktop.
    """

    confirmed_at: datetime
    problem: Problem | None = None
    is_old: bool = False
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Sending:
    """An attempt is under way: from now on it may be in the ledger.

    Attributes:
        since: When the attempt began.
        attempt: Which one it is, from 1.
        back: What it becomes again if nothing leaves this desktop; None where an earlier attempt did leave.
        has_left: False while the disk does not say yet that it may have left; until then nothing is sent.
    """

    since: datetime
    attempt: int
    back: Waiting | None = None
    has_left: bool = True


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It was sent and no answer is known; it goes out again under the same id, so it can't be done twice."""

    since: datetime
    problem: Problem
    attempt: int


@dataclass(frozen=True, slots=True)
class Made:
    """The node did it; the receipt of what was moved, or what became of each payment of a list.

    An item where the node opened one for what was asked: it is the newest of it that is known here.
    """

    at: datetime
    receipt: Result | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The node refused it, for good under this id; *Retry* is a new operation."""

    at: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class Cancelling:
    """The person called it off; it will never be sent, and once the disk says so it is cancelled."""

    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person called it off before anything was sent."""

    at: datetime


Stage: TypeAlias = Keeping | NotKept | Waiting | Sending | Unanswered | Made | Refused | Cancelling | Cancelled

ENDED = (NotKept, Made, Refused, Cancelled)
"""The stages that nothing leads out of."""


@dataclass(frozen=True, slots=True)
class Course:
    """When an operation passed the points of its time line; of attempts only the first and the last are told.

    Attributes:
        kept_at: When it was on the disk.
        first_sent_at: When it first left this desktop.
        last_sent_at: When it last did.
        attempts: How often it did.
    """

    kept_at: datetime | None = None
    first_sent_at: datetime | None = None
    last_sent_at: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that was asked for.

    Attributes:
        id: The request id of its every attempt.
        identity_id: Whose it is, in whose line it waits.
        ask: What was asked for.
        submitted_at: When.
        stage: How far it is.
        retry_of: The refused operation that this one repeats.
        course: When it passed the points of its time line.
        node_id: Whose ledger it is for; None while no node has ever been met.
        actor: Who signs it where that is another: a member for its group, an owner or a guardian.
    """

    id: RequestId
    identity_id: IdentityId
    ask: Ask
    submitted_at: datetime
    stage: Stage
    retry_of: RequestId | None = None
    course: Course = Course()
    node_id: NodeId | None = None
    actor: IdentityId | None = None

    @property
    def signer(self) -> IdentityId:
        """Who signs it."""
        return self.actor or self.identity_id


def has_ended(operation: Operation) -> bool:
    """Tell whether nothing more will become of an operation."""
    return isinstance(operation.stage, ENDED)


def comes_first(operation: Operation) -> bool:
    """Tell whether an operation goes out ahead of all that moves something: a freeze is there to stop that.

    Unfreezing goes with it, so that of both the one that was asked for last is done last.
    """
    return isinstance(operation.ask, SetIdentityStatus)


def as_kept(operation: Operation) -> Operation:
    """Return what the disk is told: what may have left by the time that it is read again counts as sent."""
    match operation.stage:
        case Keeping():
            return replace(operation, stage=Waiting(operation.submitted_at))
        case Sending(since, attempt):
            return replace(operation, stage=Unanswered(since, Problem(Code.PROGRAM_ENDED), attempt))
        case Cancelling():
            return replace(operation, stage=Cancelled(operation.submitted_at))
        case _:
            return operation
