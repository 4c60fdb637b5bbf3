"""The payment form's slice: drafted, previewed, and submitted once."""

from immutables import Map

from qwallet_desktop.domain.decisions import Decision, Outcome, Rule
from qwallet_desktop.state import transfers
from qwallet_desktop.state.operation import Keeping
from qwallet_desktop.state.remote import Failed, Loaded, Loading
from qwallet_desktop.state.root import State, reduce
from qwallet_desktop.state.transfers import Drafting, PaymentDraft, Payments, Submitted
from tests.state.builders import ADA, BEN, NOW, QTK, UNREACHABLE, amount, request

DRAFT = PaymentDraft(BEN, QTK, "25.00", "rent")
OTHER = PaymentDraft(BEN, QTK, "26.00", "rent")
ALLOWED = Decision(Outcome.ALLOW, Rule.DEFAULT, amount(0))
EMPTY: Payments = Map()
SUBMIT = transfers.SubmitTransfer(ADA, request(), DRAFT, NOW)
SUBMITTED = transfers.reduce(EMPTY, SUBMIT)[0]


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


def test_a_form_is_submitted_once_however_often_it_is_clicked() -> None:
    assert SUBMITTED[ADA] == Submitted(DRAFT, request())
    assert transfers.reduce(SUBMITTED, transfers.SubmitTransfer(ADA, request(2), DRAFT, NOW)) == (SUBMITTED, ())
    assert transfers.reduce(SUBMITTED, transfers.PreviewTransfer(ADA, OTHER)) == (SUBMITTED, ())
    assert transfers.reduce(SUBMITTED, transfers.PreviewFailed(ADA, DRAFT, UNREACHABLE)) == (SUBMITTED, ())


def test_a_submitted_form_gives_way_to_an_empty_one_whatever_becomes_of_it() -> None:
    assert transfers.reduce(SUBMITTED, transfers.NewPayment(ADA))[0][ADA] == Drafting()


def test_one_click_becomes_one_operation() -> None:
    state = reduce(State(), SUBMIT)[0]
    twice = reduce(state, transfers.SubmitTransfer(ADA, request(2), DRAFT, NOW))[0]
    assert list(twice.operations.order) == [request()]
    operation = twice.operations.known[request()]
    assert (operation.identity_id, operation.ask, operation.stage) == (ADA, DRAFT, Keeping())


def test_the_next_form_becomes_an_operation_of_its_own() -> None:
    state = reduce(State(), SUBMIT)[0]
    state = reduce(state, transfers.NewPayment(ADA))[0]
    state = reduce(state, transfers.SubmitTransfer(ADA, request(2), OTHER, NOW))[0]
    assert state.operations.lines[ADA] == (request(), request(2))


def test_a_payment_that_is_begun_elsewhere_fills_an_empty_form() -> None:
    wanted = transfers.PaymentDraft(BEN, QTK, "1.00", "")
    assert transfers.reduce(SUBMITTED, transfers.BeginPayment(ADA, wanted))[0][ADA] == Drafting(wanted=wanted)
