"""One payment at a time for each identity: drafted, previewed, submitted, completed or refused (seed: transfers)."""

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
class Sending:
    """The payment was sent under this id; no answer yet."""

    draft: PaymentDraft
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Sent:
    """The payment is in the ledger."""

    draft: PaymentDraft
    request_id: RequestId
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class NotSent:
    """The node refused the payment, or no answer is known (`unanswered`).

    Unanswered payments may have been made: *Retry* sends the same request id.
    """

    draft: PaymentDraft
    request_id: RequestId
    problem: Problem
    unanswered: bool


Payment: TypeAlias = Drafting | Sending | Sent | NotSent
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
    """Pay."""

    identity_id: IdentityId
    request_id: RequestId
    draft: PaymentDraft


@dataclass(frozen=True, slots=True)
class RetryTransfer:
    """Send an unanswered payment again under its own id."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class TransferCompleted:
    """The node made the payment."""

    request_id: RequestId
    identity_id: IdentityId
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class TransferRefused:
    """The node refused the payment, or its decision is not known (`unanswered`)."""

    request_id: RequestId
    identity_id: IdentityId
    problem: Problem
    unanswered: bool


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


@dataclass(frozen=True, slots=True)
class ExecuteTransfer(Effect):
    """Send the payment to the node."""

    identity_id: IdentityId
    request_id: RequestId
    draft: PaymentDraft


Action: TypeAlias = (
    PreviewTransfer
    | TransferPreviewed
    | PreviewFailed
    | SubmitTransfer
    | RetryTransfer
    | TransferCompleted
    | TransferRefused
    | NewPayment
)


def reduce(payments: Payments, action: Action) -> tuple[Payments, tuple[Effect, ...]]:
    """Apply an action to the payment of the identity that it names."""
    payment = payments.get(action.identity_id, Drafting())
    match action:
        case PreviewTransfer(identity_id, draft):
            if is_open(payment):
                return payments, ()
            kept = payment.preview if isinstance(payment, Drafting) and payment.draft == draft else Loading()
            return payments.set(identity_id, Drafting(draft, kept)), (AskPreview(identity_id, draft),)
        case TransferPreviewed(identity_id, draft, decision, at):
            if not isinstance(payment, Drafting) or payment.draft != draft:
                return payments, ()
            return payments.set(identity_id, Drafting(draft, Loaded(decision, at))), ()
        case PreviewFailed(identity_id, draft, problem):
            if not isinstance(payment, Drafting) or payment.draft != draft:
                return payments, ()
            return payments.set(identity_id, Drafting(draft, Failed(problem))), ()
        case SubmitTransfer(identity_id, request_id, draft):
            if is_open(payment):
                return payments, ()
            sending = Sending(draft, request_id)
            return payments.set(identity_id, sending), (ExecuteTransfer(identity_id, request_id, draft),)
        case RetryTransfer(identity_id):
            if not isinstance(payment, NotSent) or not payment.unanswered:
                return payments, ()
            again = Sending(payment.draft, payment.request_id)
            return payments.set(identity_id, again), (ExecuteTransfer(identity_id, payment.request_id, payment.draft),)
        case TransferCompleted(request_id, identity_id, receipt):
            if not isinstance(payment, Sending) or payment.request_id != request_id:
                return payments, ()
            return payments.set(identity_id, Sent(payment.draft, request_id, receipt)), ()
        case TransferRefused(request_id, identity_id, problem, unanswered):
            if not isinstance(payment, Sending) or payment.request_id != request_id:
                return payments, ()
            return payments.set(identity_id, NotSent(payment.draft, request_id, problem, unanswered)), ()
        case NewPayment(identity_id):
            return (payments if isinstance(payment, Sending) else payments.set(identity_id, Drafting())), ()
        case _:
            assert_never(action)


def is_open(payment: Payment) -> bool:
    """Tell whether a payment may have been made without our knowing: it must be resolved before the next."""
    return isinstance(payment, Sending) or (isinstance(payment, NotSent) and payment.unanswered)
