"""A list of payments for each identity: filled, checked, submitted, and mended (seed: transfer_batch)."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.batch import Batch, Listing, Order, Recipients, Submitted
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
    """Ask the node about the recipients of these payments; `actor` asks where that is another."""

    identity_id: IdentityId
    payments: tuple[AskedPayment, ...]
    actor: IdentityId | None = None


@dataclass(frozen=True, slots=True)
class RecipientsChecked:
    """What the node said of some recipients."""

    identity_id: IdentityId
    recipients: Recipients


@dataclass(frozen=True, slots=True)
class SubmitBatch:
    """Pay everything on the list as soon as that is possible; `actor` signs it where that is another."""

    identity_id: IdentityId
    request_id: RequestId
    order: Order
    at: datetime
    actor: IdentityId | None = None


@dataclass(frozen=True, slots=True)
class ShowOrder:
    """Show in place of the form what became of an order; a list that is being written stays."""

    identity_id: IdentityId
    request_id: RequestId
    order: Order


@dataclass(frozen=True, slots=True)
class BatchDecided:
    """The node decided about each payment."""

    request_id: RequestId
    identity_id: IdentityId
    receipt: BatchReceipt


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
    actor: IdentityId | None = None

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """Only the newest list matters."""
        return ("batch-recipients", self.identity_id)


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
    | ShowOrder
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
        case CheckRecipients(identity_id, payments, actor):
            return batch, ((AskRecipients(identity_id, payments, actor),) if isinstance(batch, Listing) else ())
        case RecipientsChecked(_, recipients):
            if not isinstance(batch, Listing):
                return batch, ()
            return replace(batch, recipients=batch.recipients.update(recipients)), ()
        case SubmitBatch(_, request_id, order):
            # A second click was on its way when the first had sent the list.
            return (Submitted(order, request_id) if isinstance(batch, Listing) else batch), ()
        case ShowOrder(_, request_id, order):
            written = isinstance(batch, Listing) and batch.text.strip()
            return (batch if written else Submitted(order, request_id)), ()
        case NewList(_, text):
            if isinstance(batch, Listing):
                return replace(batch, text=text, problem=None, taken=batch.taken + 1), ()
            return Listing(text, batch.order.mode), ()
        case SaveList(identity_id, path, text):
            return batch, (WriteFile(identity_id, path, text),)
        case ListSaved(_, result):
            return (replace(batch, saved=result) if isinstance(batch, Submitted) else batch), ()
        case _:
            assert_never(action)
