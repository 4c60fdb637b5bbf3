"""The payment form of each identity: drafted, previewed, submitted (seed: transfers)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.permissions import Decision
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """What a payment form says; `amount` is decimal text with `.` as the point."""

    recipient: str
    token_id: TokenId
    amount: str
    memo: str


@dataclass(frozen=True, slots=True)
class Drafting:
    """The form is being filled; what the node would decide about `draft`, if it was asked."""

    draft: PaymentDraft | None = None
    preview: Remote[Decision] | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The payment was asked for under this id; what became of it is read from the operations."""

    draft: PaymentDraft
    request_id: RequestId


Payment: TypeAlias = Drafting | Submitted
Payments: TypeAlias = Map[IdentityId, Payment]


@dataclass(frozen=True, slots=True)
class PreviewTransfer:
    """Ask what the node would decide."""

    identity_id: IdentityId
    draft: PaymentDraft


@dataclass(frozen=True, slots=True)
class TransferPreviewed:
    """What the node would decide."""

    identity_id: IdentityId
    draft: PaymentDraft
    decision: Decision
    at: datetime


@dataclass(frozen=True, slots=True)
class PreviewFailed:
    """The node could not be asked, or the draft makes no sense to it."""

    identity_id: IdentityId
    draft: PaymentDraft
    problem: Problem


@dataclass(frozen=True, slots=True)
class SubmitTransfer:
    """Pay as soon as that is possible."""

    identity_id: IdentityId
    request_id: RequestId
    draft: PaymentDraft
    at: datetime


@dataclass(frozen=True, slots=True)
class TransferCompleted:
    """The node made the payment."""

    request_id: RequestId
    identity_id: IdentityId
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Begin with an empty form."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class AskPreview(Effect):
    """Ask the node what it would decide, after a moment without typing."""

    identity_id: IdentityId
    draft: PaymentDraft

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """Only the newest draft matters."""
        return ("preview", self.identity_id)


Action: TypeAlias = PreviewTransfer | TransferPreviewed | PreviewFailed | SubmitTransfer | NewPayment


_EMPTY = Drafting()
_ASKED = Loading()


def reduce(payments: Payments, action: Action) -> tuple[Payments, tuple[Effect, ...]]:
    """Apply an action to the form of the identity that it names."""
    payment = payments.get(action.identity_id, _EMPTY)
    match action:
        case NewPayment(identity_id):
            return payments.set(identity_id, _EMPTY), ()
        case _ if isinstance(payment, Submitted):
            # A second click was on its way when the first had sent the form.
            return payments, ()
        case PreviewTransfer():
            identity_id, draft = action.identity_id, action.draft
            kept = payment.preview if payment.draft == draft else _ASKED
            return payments.set(identity_id, Drafting(draft, kept)), (AskPreview(identity_id, draft),)
        case TransferPreviewed(identity_id, draft, decision, at):
            return _decided(payments, payment, identity_id, draft, Loaded(decision, at)), ()
        case PreviewFailed(identity_id, draft, problem):
            return _decided(payments, payment, identity_id, draft, Failed(problem)), ()
        case SubmitTransfer(identity_id, request_id, draft):
            return payments.set(identity_id, Submitted(draft, request_id)), ()
        case _:
            assert_never(action)


def _decided(
    payments: Payments, payment: Drafting, identity_id: IdentityId, draft: PaymentDraft, preview: Remote[Decision]
) -> Payments:
    return payments.set(identity_id, Drafting(draft, preview)) if payment.draft == draft else payments
