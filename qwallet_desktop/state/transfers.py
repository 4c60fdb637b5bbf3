"""The payment form of each identity: drafted, previewed, submitted (seed: transfers)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.decisions import Decision
from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """What a payment form says; `amount` is decimal text with `.` as the point.

    `expected` is the outcome that the person was shown when it was submitted (ALLOW or
    NEEDS_APPROVAL); empty where nothing was shown. The node refuses another one.
    """

    recipient: str
    token_id: TokenId
    amount: str
    memo: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Drafting:
    """The form is being filled; what the node would decide about `draft`, if it was asked.

    `actor` is who would sign it where that is another than the identity: a member of a group. `wanted` is
    what the form is to begin with, as asked for from elsewhere.
    """

    draft: PaymentDraft | None = None
    preview: Remote[Decision] | None = None
    actor: IdentityId | None = None
    wanted: PaymentDraft | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The payment was asked for under this id; what became of it is read from the operations."""

    draft: PaymentDraft
    request_id: RequestId


Payment: TypeAlias = Drafting | Submitted
Payments: TypeAlias = Map[IdentityId, Payment]


@dataclass(frozen=True, slots=True)
class PreviewTransfer:
    """Ask what the node would decide if the identity, or `actor` for it, asked for this payment."""

    identity_id: IdentityId
    draft: PaymentDraft
    actor: IdentityId | None = None


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
    """Pay as soon as that is possible; `actor` signs it where that is another than the identity."""

    identity_id: IdentityId
    request_id: RequestId
    draft: PaymentDraft
    at: datetime
    actor: IdentityId | None = None


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
class BeginPayment:
    """Begin with a form that says this, such as what is sent back to whom it came from."""

    identity_id: IdentityId
    wanted: PaymentDraft


@dataclass(frozen=True, slots=True)
class AskPreview(Effect):
    """Ask the node what it would decide, after a moment without typing."""

    identity_id: IdentityId
    draft: PaymentDraft
    actor: IdentityId | None = None

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """Only the newest draft matters."""
        return ("preview", self.identity_id)


Action: TypeAlias = PreviewTransfer | TransferPreviewed | PreviewFailed | SubmitTransfer | NewPayment | BeginPayment


_EMPTY = Drafting()
_ASKED = Loading()


def reduce(payments: Payments, action: Action) -> tuple[Payments, tuple[Effect, ...]]:
    """Apply an action to the form of the identity that it names."""
    payment = payments.get(action.identity_id, _EMPTY)
    match action:
        case NewPayment(identity_id):
            return payments.set(identity_id, _EMPTY), ()
        case BeginPayment(identity_id, wanted):
            return payments.set(identity_id, Drafting(wanted=wanted)), ()
        case _ if isinstance(payment, Submitted):
            # A second click was on its way when the first had sent the form.
            return payments, ()
        case PreviewTransfer():
            identity_id, draft, actor = action.identity_id, action.draft, action.actor
            kept = payment.preview if (payment.draft, payment.actor) == (draft, actor) else _ASKED
            return payments.set(identity_id, Drafting(draft, kept, actor)), (AskPreview(identity_id, draft, actor),)
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
    if payment.draft != draft:
        return payments
    return payments.set(identity_id, Drafting(draft, preview, payment.actor))
