"""The slice of lists of payments: written, checked, and submitted once."""

from pathlib import Path

import pytest
from immutables import Map

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt, PaymentMade, PaymentRefused
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state import batches, notifications, wallets
from qwallet_desktop.state.batch import Listing, Order, Submitted
from qwallet_desktop.state.batches import Action, Batches
from qwallet_desktop.state.notice import ListPaid
from qwallet_desktop.state.operation import Keeping
from qwallet_desktop.state.root import State, reduce
from tests.state.builders import ADA, BEN, NOW, QTK, REFUSAL, receipt, request

PAYMENT = AskedPayment(BEN, QTK, "1.00", "rent")
ORDER = Order((PAYMENT, PAYMENT), BatchMode.EACH, "the list")
ANSWER = BatchReceipt((PaymentMade(receipt(5, 900)), PaymentRefused(REFUSAL)))
EMPTY: Batches = Map()
WRITTEN = batches.reduce(EMPTY, batches.WriteList(ADA, "the list", BatchMode.EACH))[0]
SUBMIT = batches.SubmitBatch(ADA, request(), ORDER, NOW)
SUBMITTED = batches.reduce(WRITTEN, SUBMIT)[0]


def test_a_list_is_kept_as_it_is_written() -> None:
    assert WRITTEN[ADA] == Listing("the list", BatchMode.EACH)


def test_what_is_typed_does_not_count_as_taken_from_elsewhere() -> None:
    read = batches.reduce(WRITTEN, batches.ListFileRead(ADA, "a file"))[0]

    assert (read[ADA], WRITTEN[ADA].taken) == (Listing("a file", BatchMode.EACH, taken=1), 0)  # type: ignore[union-attr]


def test_a_file_that_was_not_taken_says_why_until_the_list_is_written() -> None:
    problem = Problem(Code.TOO_MANY_PAYMENTS, {"count": "501", "most": "500"}, "payments")
    refused = batches.reduce(WRITTEN, batches.ListNotTaken(ADA, problem))[0]

    assert refused[ADA] == Listing("the list", BatchMode.EACH, problem=problem)
    assert batches.reduce(refused, batches.WriteList(ADA, "the list", BatchMode.EACH))[0] == WRITTEN


def test_a_file_is_read_and_the_one_chosen_last_counts() -> None:
    path = Path("list.csv")

    assert batches.reduce(WRITTEN, batches.ReadListFile(ADA, path)) == (WRITTEN, (batches.ReadFile(ADA, path),))
    assert batches.ReadFile(ADA, path).exclusive == batches.ReadFile(ADA, Path("other.csv")).exclusive


def test_recipients_are_asked_about_and_what_is_said_of_them_adds_up() -> None:
    asked, effects = batches.reduce(WRITTEN, batches.CheckRecipients(ADA, (PAYMENT,)))
    assert (asked, effects) == (WRITTEN, (batches.AskRecipients(ADA, (PAYMENT,)),))
    assert effects[0].exclusive == batches.AskRecipients(ADA, ()).exclusive
    told = batches.reduce(WRITTEN, batches.RecipientsChecked(ADA, Map({BEN: None})))[0]
    more = batches.reduce(told, batches.RecipientsChecked(ADA, Map({ADA: REFUSAL})))[0]
    assert more[ADA] == Listing("the list", BatchMode.EACH, Map({BEN: None, ADA: REFUSAL}))


def test_a_list_is_submitted_once_however_often_it_is_clicked() -> None:
    assert EMPTY.set(ADA, Submitted(ORDER, request())) == SUBMITTED
    assert batches.reduce(SUBMITTED, batches.SubmitBatch(ADA, request(2), ORDER, NOW)) == (SUBMITTED, ())


def test_one_click_becomes_one_operation() -> None:
    state = reduce(State(), SUBMIT)[0]
    twice = reduce(state, batches.SubmitBatch(ADA, request(2), ORDER, NOW))[0]
    assert list(twice.operations.order) == [request()]
    operation = twice.operations.known[request()]
    assert (operation.identity_id, operation.ask, operation.stage) == (ADA, ORDER, Keeping())


@pytest.mark.parametrize(
    "late",
    [
        batches.WriteList(ADA, "other", BatchMode.ALL_OR_NOTHING),
        batches.ReadListFile(ADA, Path("list.csv")),
        batches.ListFileRead(ADA, "other"),
        batches.ListNotTaken(ADA, REFUSAL),
        batches.CheckRecipients(ADA, (PAYMENT,)),
        batches.RecipientsChecked(ADA, Map({BEN: None})),
    ],
    ids=lambda action: type(action).__name__,
)
def test_nothing_changes_a_list_that_was_submitted(late: Action) -> None:
    assert batches.reduce(SUBMITTED, late) == (SUBMITTED, ())


def test_a_submitted_list_gives_way_to_another_whatever_becomes_of_it() -> None:
    assert batches.reduce(SUBMITTED, batches.NewList(ADA, "mended"))[0][ADA] == Listing("mended", BatchMode.EACH)


def test_an_order_is_shown_again_unless_a_list_is_being_written() -> None:
    show = batches.ShowOrder(ADA, request(), ORDER)
    assert batches.reduce(EMPTY, show)[0] == SUBMITTED
    assert batches.reduce(WRITTEN, show) == (WRITTEN, ())


def test_another_text_for_a_list_that_is_being_written_counts_as_taken() -> None:
    assert batches.reduce(WRITTEN, batches.NewList(ADA, ""))[0][ADA] == Listing("", BatchMode.EACH, taken=1)


def test_refused_lines_are_written_to_a_file_and_the_result_says_where() -> None:
    path = Path("refused.csv")
    assert batches.reduce(SUBMITTED, batches.SaveList(ADA, path, "lines")) == (
        SUBMITTED,
        (batches.WriteFile(ADA, path, "lines"),),
    )
    saved = batches.reduce(SUBMITTED, batches.ListSaved(ADA, path))[0]
    assert saved[ADA] == Submitted(ORDER, request(), path)


def test_a_file_that_was_written_for_a_result_that_is_gone_is_not_told() -> None:
    assert batches.reduce(WRITTEN, batches.ListSaved(ADA, REFUSAL)) == (WRITTEN, ())


def test_another_identitys_list_is_left_alone() -> None:
    assert batches.reduce(SUBMITTED, batches.WriteList(BEN, "other", BatchMode.EACH))[0][ADA] == SUBMITTED[ADA]


def test_the_balances_of_the_payments_made_are_known_at_once() -> None:
    after = wallets.reduce(Map(), batches.BatchDecided(request(), ADA, ANSWER))[0]

    assert after[ADA].balances[QTK] == receipt(5, 900).balance


def test_a_toast_counts_what_was_made_and_refused() -> None:
    shown = notifications.reduce(notifications.Notifications(), batches.BatchDecided(request(), ADA, ANSWER))[0]

    assert [toast.notice for toast in shown.toasts] == [ListPaid(ADA, request(), 1, 1)]
