"""The words of operations: every stage has a chip, a sentence and a time line."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.operation import Course, Keeping, Operation, Refused, Sending, Waiting
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.ask_words import amount_asked
from qwallet_desktop.ui.operation_rows import Terms, row_of
from qwallet_desktop.ui.operation_words import mark, meaning, wait_words
from qwallet_desktop.ui.screens.operations_course import points_of
from qwallet_desktop.ui.widgets.time_line import Place
from tests.ui import operations as told
from tests.ui.builders import NOW, QTK
from tests.ui.operations import ACME, LEO, one, pay, sent

NUMBERS = NumberStyle()
EVERY = (*told.TOLD, told.SAVING, told.STOPPING)


def course(operation: Operation, hold: HoldUp | None = None) -> list[tuple[str, Place]]:
    return [(point.words, point.place) for point in points_of(operation, hold, NUMBERS)]


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (told.SAVING, "Saving"),
        (told.NOT_KEPT, "Not saved"),
        (told.SENDS, "Sending"),
        (told.SILENT, "No answer yet"),
        (told.MADE, "Made"),
        (told.PARTLY, "Partly made"),
        (told.REFUSED, "Refused"),
        (told.STOPPING, "Cancelling"),
        (told.CALLED_OFF, "Cancelled"),
    ],
)
def test_each_stage_has_its_word(operation: Operation, words: str) -> None:
    assert mark(operation, None).words == words


@pytest.mark.parametrize(
    ("hold", "words"),
    [
        (None, "Waiting"),
        (HoldUp.NODE, "Waits for the node"),
        (HoldUp.UNLOCK, "Waits for unlock"),
        (HoldUp.EARLIER, "Next in line"),
        (HoldUp.CONFIRM, "Asks you again"),
        (HoldUp.LEDGER, "For another ledger"),
    ],
)
def test_what_waits_says_for_what(hold: HoldUp | None, words: str) -> None:
    assert mark(told.WAITS, hold).words == words


@pytest.mark.parametrize(("problem", "tone"), [(told.DOWN, "caution"), (None, "neutral")])
def test_what_could_not_leave_stands_out_from_what_waits_its_turn(problem: Problem | None, tone: str) -> None:
    assert mark(replace(told.WAITS, stage=Waiting(NOW, problem)), None).tone == tone


def test_what_can_be_saved_only_after_unlock_says_so() -> None:
    assert mark(told.SAVING, HoldUp.UNLOCK).words == "Waits for unlock"
    assert "as soon as you unlock" in meaning(told.SAVING, HoldUp.UNLOCK, NUMBERS)


@pytest.mark.parametrize("operation", EVERY, ids=lambda each: f"{type(each.stage).__name__}-{each.id[:8]}")
@pytest.mark.parametrize("hold", [None, *HoldUp])
def test_each_stage_has_a_whole_sentence(operation: Operation, hold: HoldUp | None) -> None:
    words = meaning(operation, hold, NUMBERS)
    assert words[-1] in ".?"
    assert "{" not in words


def test_what_waits_for_a_node_that_comes_back_by_itself_does_not_say_so_twice() -> None:
    waits = replace(told.WAITS, stage=Waiting(NOW, told.DOWN))
    assert meaning(waits, HoldUp.NODE, NUMBERS) == meaning(told.WAITS, HoldUp.NODE, NUMBERS)


def test_what_else_stood_in_the_way_is_said() -> None:
    waits = replace(told.WAITS, stage=Waiting(NOW, Problem(Code.OVERLOADED)))
    assert meaning(waits, HoldUp.NODE, NUMBERS).endswith("too much to do just now. Try again in a moment.")


def test_braces_in_what_others_wrote_are_only_braces() -> None:
    frozen = Problem(Code.SENDER_FROZEN, {"reason": "{why} {0}"})
    refused = replace(told.REFUSED, stage=Refused(NOW, frozen))
    assert "{why} {0}" in meaning(refused, None, NUMBERS)


@pytest.mark.parametrize("hold", [None, *HoldUp])
def test_the_time_line_says_what_is_waited_for(hold: HoldUp | None) -> None:
    assert course(told.WAITS, hold)[2] == (wait_words(hold), Place.PRESENT)


def test_what_waits_has_been_saved_and_is_still_to_be_sent() -> None:
    assert course(told.WAITS, HoldUp.NODE) == [
        ("Asked for", Place.PAST),
        ("Saved on this computer", Place.PAST),
        ("Waits for the node", Place.PRESENT),
        ("Sent to the node", Place.COMING),
        ("The node decides", Place.COMING),
    ]


def test_what_was_confirmed_again_says_so() -> None:
    again = replace(told.WAITS, submitted_at=told.OLD.submitted_at, stage=Waiting(NOW))
    assert ("You said that you still want it", Place.PAST) in course(again)


def test_the_first_attempt_is_the_present_while_it_is_under_way() -> None:
    assert course(told.SENDS)[2:] == [("Is being sent", Place.PRESENT), ("The node decides", Place.COMING)]


def test_a_later_attempt_is_numbered_and_the_first_one_lies_in_the_past() -> None:
    third = replace(told.SENDS, stage=Sending(NOW, 3), course=sent(9, 3, 0))
    assert course(third)[2:4] == [("Sent to the node", Place.PAST), ("Is being sent, attempt 3", Place.PRESENT)]


def test_what_is_about_to_leave_again_has_left_before() -> None:
    leaving = replace(told.SENDS, stage=Sending(NOW, 2, has_left=False), course=sent(9))
    assert course(leaving)[2][0] == "Sent to the node"


def test_attempts_are_counted_and_the_last_one_has_its_time() -> None:
    last = points_of(told.SILENT, None, NUMBERS)[3]
    assert (last.words, last.at) == ("Sent again, 4 times in all", told.SILENT.course.last_sent_at)


def test_what_was_not_saved_was_never_sent() -> None:
    assert course(told.NOT_KEPT) == [("Asked for", Place.PAST), ("Could not be saved", Place.PAST)]


@pytest.mark.parametrize(
    ("operation", "end"),
    [
        (told.MADE, "Done by the node"),
        (told.REFUSED, "Refused by the node"),
        (told.CALLED_OFF, "Called off by you"),
    ],
)
def test_what_has_ended_has_nothing_to_come(operation: Operation, end: str) -> None:
    assert course(operation)[-1] == (end, Place.PAST)


@pytest.mark.parametrize(
    ("operation", "now"),
    [(told.SAVING, "Is being saved on this computer"), (told.STOPPING, "Is being called off")],
)
def test_what_the_disk_is_being_told_is_the_present(operation: Operation, now: str) -> None:
    assert (now, Place.PRESENT) in course(operation)


def test_a_moment_that_nobody_knows_is_not_made_up() -> None:
    unknown = replace(told.WAITS, course=Course())
    assert points_of(unknown, None, NUMBERS)[1].at is None


def test_the_sum_of_a_list_is_exact() -> None:
    order = Order(tuple(replace(told.salaries(1).payments[0], amount="0.10") for _ in range(3)), BatchMode.EACH, "")
    amount = amount_asked(order, told.TOKENS)
    assert amount is not None
    assert (amount.units, amount.token_id) == (30, QTK)


def test_an_amount_that_can_not_be_read_has_no_sum() -> None:
    assert amount_asked(pay(ACME, "a lot"), told.TOKENS) is None


def test_an_empty_list_has_no_sum() -> None:
    assert amount_asked(Order((), BatchMode.EACH, ""), told.TOKENS) is None


def test_a_vast_amount_is_cut_in_its_cell_and_whole_behind_it() -> None:
    row = row_of(told.LARGE, None, Terms(told.EVERYONE, told.TOKENS, NUMBERS))
    assert len(row.amount) < 24 < len(row.whole_amount)


def test_the_name_of_another_can_not_turn_the_words_around() -> None:
    row = row_of(one(1, Keeping(), pay(LEO, "1.00")), None, Terms(told.EVERYONE, told.TOKENS, NUMBERS))
    assert "\u202e" not in row.title
