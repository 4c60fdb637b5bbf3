"""The slice of lists of payments: written, sent once, and resolved before the next."""

from pathlib import Path

import pytest
from immutables import Map

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt, PaymentMade, PaymentRefused
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state import batches, notifications, wallets
from qwallet_desktop.state.batch import Listing, NotPaid, Order, Paid, Paying
from qwallet_desktop.state.batches import Action, Batches
from qwallet_desktop.state.notifications import ListPaid
from qwallet_desktop.state.root import State, _unanswered
from tests.state.builders import ADA, BEN, QTK, REFUSAL, UNREACHABLE, receipt, request

PAYMENT = AskedPayment(BEN, QTK, "1.00", "rent")
ORDER = Order((PAYMENT, PAYMENT), BatchMode.EACH, "the list")
ANSWER = BatchReceipt((PaymentMade(receipt(5, 900)), PaymentRefused(REFUSAL)))
EMPTY: Batches = Map()
WRITTEN = batches.reduce(EMPTY, batches.WriteList(ADA, "the list", BatchMode.EACH))[0]
PAYING = batches.reduce(WRITTEN, batches.SubmitBatch(ADA, request(), ORDER))[0]
PAID = batches.reduce(PAYING, batches.BatchDecided(request(), ADA, ANSWER))[0]
UNANSWERED = batches.reduce(PAYING, batches.BatchRefused(request(), ADA, UNREACHABLE, unanswered=True))[0]
REFUSED = batches.reduce(PAYING, batches.BatchRefused(request(), ADA, REFUSAL, unanswered=False))[0]


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


def test_an_order_is_sent_under_one_id_however_often_it_is_asked() -> None:
    assert batches.reduce(WRITTEN, batches.SubmitBatch(ADA, request(), ORDER)) == (
        EMPTY.set(ADA, Paying(ORDER, request())),
        (batches.ExecuteBatch(ADA, request(), ORDER),),
    )
    assert batches.reduce(PAYING, batches.SubmitBatch(ADA, request(2), ORDER)) == (PAYING, ())


@pytest.mark.parametrize(
    "late",
    [
        batches.WriteList(ADA, "other", BatchMode.ALL_OR_NOTHING),
        batches.ReadListFile(ADA, Path("list.csv")),
        batches.ListFileRead(ADA, "other"),
        batches.ListNotTaken(ADA, REFUSAL),
        batches.CheckRecipients(ADA, (PAYMENT,)),
        batches.RecipientsChecked(ADA, Map({BEN: None})),
        batches.NewList(ADA, ""),
        batches.ListSaved(ADA, REFUSAL),
        batches.RetryBatch(ADA),
        batches.BatchDecided(request(9), ADA, ANSWER),
        batches.BatchRefused(request(9), ADA, REFUSAL, unanswered=False),
    ],
    ids=lambda action: type(action).__name__,
)
def test_nothing_changes_an_order_that_is_under_way(late: Action) -> None:
    assert batches.reduce(PAYING, late) == (PAYING, ())


def test_a_decided_order_shows_what_became_of_each_payment() -> None:
    assert PAID[ADA] == Paid(ORDER, request(), ANSWER)


def test_a_decision_that_is_told_twice_changes_nothing() -> None:
    assert batches.reduce(PAID, batches.BatchDecided(request(), ADA, ANSWER)) == (PAID, ())


def test_a_refused_order_gives_way_to_its_list() -> None:
    assert REFUSED[ADA] == NotPaid(ORDER, request(), REFUSAL, unanswered=False)
    assert batches.reduce(REFUSED, batches.RetryBatch(ADA)) == (REFUSED, ())
    assert batches.reduce(REFUSED, batches.NewList(ADA, "mended"))[0][ADA] == Listing("mended", BatchMode.EACH)


def test_an_unanswered_order_is_tried_again_under_its_own_id_before_any_other() -> None:
    assert batches.reduce(UNANSWERED, batches.RetryBatch(ADA)) == (
        PAYING,
        (batches.ExecuteBatch(ADA, request(), ORDER),),
    )
    assert batches.reduce(UNANSWERED, batches.SubmitBatch(ADA, request(2), ORDER)) == (UNANSWERED, ())
    assert batches.reduce(UNANSWERED, batches.NewList(ADA)) == (UNANSWERED, ())


def test_an_unanswered_order_is_sent_again_once_the_node_is_back() -> None:
    assert _unanswered(State(batches=UNANSWERED)) == [batches.RetryBatch(ADA)]
    assert _unanswered(State(batches=REFUSED)) == []


def test_another_text_for_a_list_that_is_being_written_counts_as_taken() -> None:
    assert batches.reduce(WRITTEN, batches.NewList(ADA, ""))[0][ADA] == Listing("", BatchMode.EACH, taken=1)


def test_refused_lines_are_written_to_a_file_and_the_result_says_where() -> None:
    path = Path("refused.csv")
    assert batches.reduce(PAID, batches.SaveList(ADA, path, "lines")) == (
        PAID,
        (batches.WriteFile(ADA, path, "lines"),),
    )
    saved = batches.reduce(PAID, batches.ListSaved(ADA, path))[0]
    assert saved[ADA] == Paid(ORDER, request(), ANSWER, path)


def test_answers_that_nobody_awaits_change_nothing() -> None:
    assert batches.reduce(EMPTY, batches.BatchDecided(request(), ADA, ANSWER)) == (EMPTY, ())
    assert batches.reduce(EMPTY, batches.BatchRefused(request(), ADA, REFUSAL, unanswered=True)) == (EMPTY, ())


def test_another_identitys_list_is_left_alone() -> None:
    assert batches.reduce(PAYING, batches.WriteList(BEN, "other", BatchMode.EACH))[0][ADA] == PAYING[ADA]


def test_the_balances_of_the_payments_made_are_known_at_once() -> None:
    after = wallets.reduce(Map(), batches.BatchDecided(request(), ADA, ANSWER))[0]

    assert after[ADA].balances[QTK] == receipt(5, 900).balance


def test_a_toast_counts_what_was_made_and_refused() -> None:
    shown = notifications.reduce(notifications.Notifications(), batches.BatchDecided(request(), ADA, ANSWER))[0]

    assert [toast.notice for toast in shown.toasts] == [ListPaid(ADA, request(), 1, 1)]
