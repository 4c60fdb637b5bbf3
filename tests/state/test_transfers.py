"""The payments' slice: drafted, previewed, sent once, and resolved before the next."""

from immutables import Map

from qwallet_desktop.domain.permissions import Decision, Outcome, Rule
from qwallet_desktop.state import transfers
from qwallet_desktop.state.remote import Failed, Loaded, Loading
from qwallet_desktop.state.transfers import Drafting, NotSent, PaymentDraft, Payments, Sending, Sent
from tests.state.builders import ADA, BEN, NOW, QTK, REFUSAL, UNREACHABLE, amount, receipt, request

DRAFT = PaymentDraft(BEN, QTK, "25.00", "rent")
OTHER = PaymentDraft(BEN, QTK, "26.00", "rent")
ALLOWED = Decision(Outcome.ALLOW, Rule.DEFAULT, amount(0))
EMPTY: Payments = Map()
SENDING = transfers.reduce(EMPTY, transfers.SubmitTransfer(ADA, request(), DRAFT))[0]
UNANSWERED = transfers.reduce(SENDING, transfers.TransferRefused(request(), ADA, UNREACHABLE, unanswered=True))[0]
REFUSED = transfers.reduce(SENDING, transfers.TransferRefused(request(), ADA, REFUSAL, unanswered=False))[0]


def test_a_draft_is_previewed_and_the_answer_shown_with_the_draft_it_is_about() -> None:
    asked, effects = transfers.reduce(EMPTY, transfers.PreviewTransfer(ADA, DRAFT))
    assert (asked[ADA], effects) == (Drafting(DRAFT, Loading()), (transfers.AskPreview(ADA, DRAFT),))
    assert transfers.AskPreview(ADA, DRAFT).exclusive == transfers.AskPreview(ADA, OTHER).exclusive
    told = transfers.reduce(asked, transfers.TransferPreviewed(ADA, DRAFT, ALLOWED, NOW))[0]
    assert told[ADA] == Drafting(DRAFT, Loaded(ALLOWED, NOW))
    assert transfers.reduce(told, transfers.PreviewTransfer(ADA, DRAFT))[0] == told


def test_an_answer_about_an_older_draft_is_not_shown() -> None:
    asked = transfers.reduce(EMPTY, transfers.PreviewTransfer(ADA, OTHER))[0]
    assert transfers.reduce(asked, transfers.TransferPreviewed(ADA, DRAFT, ALLOWED, NOW))[0] is asked
    assert transfers.reduce(asked, transfers.PreviewFailed(ADA, DRAFT, UNREACHABLE))[0] is asked


def test_a_preview_that_failed_says_why() -> None:
    asked = transfers.reduce(EMPTY, transfers.PreviewTransfer(ADA, DRAFT))[0]
    failed = transfers.reduce(asked, transfers.PreviewFailed(ADA, DRAFT, UNREACHABLE))[0]
    assert failed[ADA] == Drafting(DRAFT, Failed(UNREACHABLE))


def test_a_payment_is_sent_under_one_id_however_often_it_is_asked() -> None:
    assert SENDING[ADA] == Sending(DRAFT, request())
    assert transfers.reduce(SENDING, transfers.SubmitTransfer(ADA, request(2), DRAFT)) == (SENDING, ())
    assert transfers.reduce(SENDING, transfers.PreviewTransfer(ADA, OTHER)) == (SENDING, ())
    assert transfers.reduce(SENDING, transfers.NewPayment(ADA)) == (SENDING, ())


def test_a_completed_payment_shows_its_receipt() -> None:
    sent = transfers.reduce(SENDING, transfers.TransferCompleted(request(), ADA, receipt()))[0]
    assert sent[ADA] == Sent(DRAFT, request(), receipt())
    assert transfers.reduce(sent, transfers.NewPayment(ADA))[0][ADA] == Drafting()


def test_a_refused_payment_can_be_edited() -> None:
    assert REFUSED[ADA] == NotSent(DRAFT, request(), REFUSAL, unanswered=False)
    assert transfers.reduce(REFUSED, transfers.RetryTransfer(ADA)) == (REFUSED, ())
    assert transfers.reduce(REFUSED, transfers.PreviewTransfer(ADA, OTHER))[0][ADA] == Drafting(OTHER, Loading())


def test_an_unanswered_payment_is_tried_again_under_its_own_id_before_any_other() -> None:
    again, effects = transfers.reduce(UNANSWERED, transfers.RetryTransfer(ADA))
    assert (again, effects) == (SENDING, (transfers.ExecuteTransfer(ADA, request(), DRAFT),))
    assert transfers.reduce(UNANSWERED, transfers.SubmitTransfer(ADA, request(2), OTHER)) == (UNANSWERED, ())


def test_answers_that_nobody_awaits_change_nothing() -> None:
    assert transfers.reduce(EMPTY, transfers.TransferCompleted(request(), ADA, receipt())) == (EMPTY, ())
    late = transfers.TransferRefused(request(9), ADA, REFUSAL, unanswered=False)
    assert transfers.reduce(SENDING, late) == (SENDING, ())
    assert transfers.reduce(EMPTY, transfers.RetryTransfer(ADA)) == (EMPTY, ())
