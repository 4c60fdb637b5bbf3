"""A list of payments for each identity: filled, checked, paid, and mended (seed: transfer_batch)."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.batch import Batch, Listing, NotPaid, Order, Paid, Paying, Recipients, is_open
from qwallet_desktop.state.effect import Effect

Batches: TypeAlias = Map[IdentityId, Batch]


@dataclass(frozen=True, slots=True)
class WriteList:
    """The list reads so now, and this is how refusals are to be treated."""

    identity_id: IdentityId
    text: str
    mode: BatchMode


@dataclass(frozen=True, slots=True)
class ReadListFile:
    """Take the list from a file."""

    identity_id: IdentityId
    path: Path


@dataclass(frozen=True, slots=True)
class ListFileRead:
    """What the file says."""

    identity_id: IdentityId
    text: str


@dataclass(frozen=True, slots=True)
class ListNotTaken:
    """What was pasted or chosen can't be the list: it holds too much, or could not be read."""

    identity_id: IdentityId
    problem: Problem


@dataclass(frozen=True, slots=True)
class CheckRecipients:
    """Ask the node about the recipients of these payments."""

    identity_id: IdentityId
    payments: tuple[AskedPayment, ...]


@dataclass(frozen=True, slots=True)
class RecipientsChecked:
    """What the node said of some recipients."""

    identity_id: IdentityId
    recipients: Recipients


@dataclass(frozen=True, slots=True)
class SubmitBatch:
    """Pay everything on the list."""

    identity_id: IdentityId
    request_id: RequestId
    order: Order


@dataclass(frozen=True, slots=True)
class RetryBatch:
    """Send an unanswered order again under its own id."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class BatchDecided:
    """The node decided about each payment."""

    request_id: RequestId
    identity_id: IdentityId
    receipt: BatchReceipt


@dataclass(frozen=True, slots=True)
class BatchRefused:
    """The node refused the whole order, or its decision is not known (`unanswered`)."""

    request_id: RequestId
    identity_id: IdentityId
    problem: Problem
    unanswered: bool


@dataclass(frozen=True, slots=True)
class NewList:
    """Begin another list with this text, empty or of what was refused."""

    identity_id: IdentityId
    text: str = ""


@dataclass(frozen=True, slots=True)
class SaveList:
    """Write a list to the file that the person chose."""

    identity_id: IdentityId
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class ListSaved:
    """How the writing ended."""

    identity_id: IdentityId
    result: Path | Problem


@dataclass(frozen=True, slots=True)
class ReadFile(Effect):
    """Read a list's file."""

    identity_id: IdentityId
    path: Path

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """The file that was chosen last is the one that counts."""
        return ("batch-file", self.identity_id)


@dataclass(frozen=True, slots=True)
class AskRecipients(Effect):
    """Ask the node about recipients, after a moment without a change."""

    identity_id: IdentityId
    payments: tuple[AskedPayment, ...]

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """Only the newest list matters."""
        return ("batch-recipients", self.identity_id)


@dataclass(frozen=True, slots=True)
class ExecuteBatch(Effect):
    """Send the order to the node."""

    identity_id: IdentityId
    request_id: RequestId
    order: Order


@dataclass(frozen=True, slots=True)
class WriteFile(Effect):
    """Write a list's file."""

    identity_id: IdentityId
    path: Path
    text: str


Action: TypeAlias = (
    WriteList
    | ReadListFile
    | ListFileRead
    | ListNotTaken
    | CheckRecipients
    | RecipientsChecked
    | SubmitBatch
    | RetryBatch
    | BatchDecided
    | BatchRefused
    | NewList
    | SaveList
    | ListSaved
)


def reduce(batches: Batches, action: Action) -> tuple[Batches, tuple[Effect, ...]]:
    """Apply an action to the list of the identity that it names."""
    batch = batches.get(action.identity_id, Listing())
    changed, effects = _reduce(batch, action)
    return (batches if changed is batch else batches.set(action.identity_id, changed)), effects


def _reduce(batch: Batch, action: Action) -> tuple[Batch, tuple[Effect, ...]]:
    match action:
        case WriteList(_, text, mode):
            if not isinstance(batch, Listing):
                return batch, ()
            return replace(batch, text=text, mode=mode, problem=None), ()
        case ReadListFile(identity_id, path):
            return batch, ((ReadFile(identity_id, path),) if isinstance(batch, Listing) else ())
        case ListFileRead(_, text):
            if not isinstance(batch, Listing):
                return batch, ()
            return replace(batch, text=text, problem=None, taken=batch.taken + 1), ()
        case ListNotTaken(_, problem):
            return (replace(batch, problem=problem) if isinstance(batch, Listing) else batch), ()
        case CheckRecipients(identity_id, payments):
            return batch, ((AskRecipients(identity_id, payments),) if isinstance(batch, Listing) else ())
        case RecipientsChecked(_, recipients):
            if not isinstance(batch, Listing):
                return batch, ()
            return replace(batch, recipients=batch.recipients.update(recipients)), ()
        case SubmitBatch(identity_id, request_id, order):
            if is_open(batch):
                return batch, ()
            return Paying(order, request_id), (ExecuteBatch(identity_id, request_id, order),)
        case RetryBatch(identity_id):
            if not isinstance(batch, NotPaid) or not batch.unanswered:
                return batch, ()
            again = Paying(batch.order, batch.request_id)
            return again, (ExecuteBatch(identity_id, batch.request_id, batch.order),)
        case BatchDecided(request_id, _, receipt):
            if not isinstance(batch, Paying) or batch.request_id != request_id:
                return batch, ()
            return Paid(batch.order, request_id, receipt), ()
        case BatchRefused(request_id, _, problem, unanswered):
            if not isinstance(batch, Paying) or batch.request_id != request_id:
                return batch, ()
            return NotPaid(batch.order, request_id, problem, unanswered), ()
        case NewList(_, text):
            if isinstance(batch, Listing):
                return replace(batch, text=text, problem=None, taken=batch.taken + 1), ()
            return (batch if is_open(batch) else Listing(text, batch.order.mode)), ()
        case SaveList(identity_id, path, text):
            return batch, (WriteFile(identity_id, path, text),)
        case ListSaved(_, result):
            return (replace(batch, saved=result) if isinstance(batch, Paid) else batch), ()
        case _:
            assert_never(action)
