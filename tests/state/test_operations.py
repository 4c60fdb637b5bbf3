"""The slice of operations: kept before it is sent, sent in order, tried again, called off, remembered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from qwallet_desktop.domain.batches import AskedPayment, BatchMode
from qwallet_desktop.domain.health import Closed, Open, Service
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence
from qwallet_desktop.domain.last_known import LastKnown
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state import health, lock
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.notice import NotKept as Untold
from qwallet_desktop.state.operation import (
    LONGEST_WAIT,
    Cancelled,
    Cancelling,
    Course,
    Keeping,
    Made,
    NotKept,
    Operation,
    Refused,
    Sending,
    Unanswered,
    Waiting,
    as_kept,
)
from qwallet_desktop.state.operation_actions import (
    CancelOperation,
    ConfirmOperation,
    DiskDue,
    OperationDue,
    OperationFailed,
    OperationMade,
    OperationsNotRead,
    OperationsNotWritten,
    OperationsRead,
    OperationsWritten,
    Proceed,
    ReadClock,
    ReadOperations,
    RestDisk,
    RestOperation,
    RetryOperation,
    SeeWay,
    SendOperation,
    Submit,
    WatchAge,
    WriteOperations,
)
from qwallet_desktop.state.operation_disk import at_rest
from qwallet_desktop.state.operation_line import MOST_ENDED, MOST_ENDED_PAYMENTS, PATIENCE, SLACK
from qwallet_desktop.state.operations import HoldUp, Operations, hold_up, open_count
from qwallet_desktop.state.recalled import LastKnownFound
from qwallet_desktop.state.root import State, reduce
from qwallet_desktop.state.transfers import SubmitTransfer
from tests.state.builders import ADA, BEN, NODE, NOW, QTK, REFUSAL, UNREACHABLE, receipt, request
from tests.state.operating import DRAFT, Driven

FULL, LOCKED = Problem(Code.STORAGE_FULL), Problem(Code.VAULT_LOCKED)
LATER = NOW + timedelta(minutes=1)
TOO_LATE = NOW + LONGEST_WAIT
WAITING = Waiting(NOW)
ORDER = Order((AskedPayment(BEN, QTK, "1.00", ""),) * 500, BatchMode.EACH, "")


def waiting(number: int = 1, stage: Waiting = WAITING) -> Operation:
    return Operation(request(number), ADA, DRAFT, NOW, stage, course=Course(NOW))


def sending() -> Driven:
    """A payment that is on its way."""
    return Driven().open_way().submit().written()


def offline() -> Driven:
    """A payment that waits for the node."""
    return Driven().open_way().close_way().submit().written()


# From the click to the answer


def test_nothing_is_sent_before_the_disk_says_that_it_may_have_left() -> None:
    driven = Driven().open_way().submit()
    (told,) = driven.of(WriteOperations)
    assert [type(one.stage) for one in told.operations] == [Unanswered]
    assert driven.of(SendOperation) == []


def test_a_payment_goes_out_after_one_writing() -> None:
    driven = sending()
    assert [effect.operation.id for effect in driven.of(SendOperation)] == [request()]
    assert len(driven.of(WriteOperations)) == 1
    assert driven.stage() == Sending(NOW, 1, WAITING)


def test_the_time_line_says_when_it_was_kept_and_sent() -> None:
    driven = sending().unanswered().tell(OperationDue(request(), LATER))
    assert driven.operation().course == Course(NOW, NOW, LATER, 2)


def test_a_payment_that_was_made_has_its_receipt_and_leaves_the_line() -> None:
    driven = sending().made(at=LATER)
    assert driven.stage() == Made(LATER, receipt())
    assert driven.line() == ()


def test_the_disk_is_told_of_what_has_ended() -> None:
    driven = sending().made()
    assert isinstance(driven.of(WriteOperations)[-1].operations[0].stage, Made)


def test_a_refusal_is_final_and_nothing_is_tried_again() -> None:
    driven = sending().refused()
    assert driven.stage() == Refused(NOW, REFUSAL)
    assert driven.of(RestOperation) == []


@pytest.mark.parametrize(
    "late",
    [
        OperationMade(request(), NOW, receipt()),
        OperationMade(request(9), NOW, receipt()),
        OperationFailed(request(), NOW, UNREACHABLE, sent=True, decided=False),
        OperationFailed(request(9), NOW, REFUSAL, sent=True, decided=True),
        OperationDue(request(), NOW),
        OperationDue(request(9), NOW),
        CancelOperation(request()),
        CancelOperation(request(9)),
        ConfirmOperation(request(), NOW),
        ConfirmOperation(request(9), NOW),
        RetryOperation(request(9), request(8), NOW),
        Submit(request(), ADA, DRAFT, NOW),
    ],
    ids=lambda action: f"{type(action).__name__}-{action.request_id[-1]}",
)
def test_what_nobody_awaits_changes_nothing(late: OperationMade) -> None:
    driven = sending().refused().written()
    before = driven.operations
    assert driven.tell(late).operations == before


def test_an_unanswered_one_is_sent_again_under_its_id_without_another_writing() -> None:
    driven = sending().unanswered()
    assert driven.stage() == Unanswered(NOW, UNREACHABLE, 1)
    assert driven.of(RestOperation) == [RestOperation(request(), 1, 0.0)]
    driven.tell(OperationDue(request(), LATER))
    assert [effect.operation.id for effect in driven.of(SendOperation)] == [request(), request()]
    assert len(driven.of(WriteOperations)) == 1


def test_one_of_which_nothing_left_waits_again_and_can_be_called_off() -> None:
    driven = sending().not_sent()
    assert driven.stage() == Waiting(NOW, UNREACHABLE, tries=1)
    assert driven.hold() is HoldUp.NODE
    assert driven.written().tell(CancelOperation(request())).written().stage() == Cancelled(NOW)


def test_an_attempt_that_did_not_leave_keeps_an_earlier_one_unanswered() -> None:
    driven = sending().unanswered().tell(OperationDue(request(), NOW)).not_sent()
    assert driven.stage() == Unanswered(NOW, UNREACHABLE, 2)


def test_the_node_may_ask_for_a_longer_rest() -> None:
    failed = OperationFailed(request(), NOW, UNREACHABLE, sent=True, decided=False, retry_after=7.0)
    assert sending().tell(failed).of(RestOperation) == [RestOperation(request(), 1, 7.0)]


def test_a_rest_ends_at_once_when_the_way_is_seen_anew() -> None:
    driven = sending().unanswered().tell(SeeWay(node=True, unlocked=True))
    assert driven.of(ReadClock)
    assert isinstance(driven.tell(Proceed(LATER)).stage(), Sending)


def test_a_rest_ends_at_once_when_the_person_wants_it() -> None:
    driven = sending().unanswered().tell(RetryOperation(request(), request(2), LATER))
    assert driven.stage() == Sending(LATER, 2)


# In order


def test_one_identitys_operations_go_out_one_after_the_other() -> None:
    driven = sending().submit(2).written()
    assert (driven.stage(2), driven.hold(2)) == (WAITING, HoldUp.EARLIER)
    driven.made(1, LATER).written().written()
    assert driven.stage(2) == Sending(LATER, 1, WAITING)


def test_another_identitys_operations_do_not_wait() -> None:
    driven = sending().submit(2, BEN).written()
    assert isinstance(driven.stage(2), Sending)


def test_what_gets_no_answer_for_long_lets_others_pass_but_never_beside_it() -> None:
    driven = sending().submit(2).written()
    for _ in range(PATIENCE - 1):
        driven.unanswered().tell(OperationDue(request(), NOW))
    assert driven.hold(2) is HoldUp.EARLIER
    driven.unanswered().written()
    assert isinstance(driven.stage(2), Sending)
    driven.tell(OperationDue(request(), NOW))
    assert isinstance(driven.stage(1), Unanswered)
    driven.made(2)
    assert isinstance(driven.stage(1), Sending)


# While something is missing


def test_while_the_node_is_away_it_waits_on_the_disk() -> None:
    driven = offline()
    assert (driven.stage(), driven.hold()) == (WAITING, HoldUp.NODE)
    assert driven.of(WriteOperations)[-1].operations[0].stage == WAITING


def test_it_goes_out_when_the_node_is_back() -> None:
    driven = offline().tell(SeeWay(node=True, unlocked=True), Proceed(LATER)).written()
    assert driven.stage() == Sending(LATER, 1, WAITING)
    assert len(driven.of(SendOperation)) == 1


def test_it_waits_for_unlock_where_only_the_keys_are_missing() -> None:
    driven = offline().tell(SeeWay(node=True, unlocked=False))
    assert driven.hold() is HoldUp.UNLOCK


def test_the_node_is_named_first_where_both_are_missing() -> None:
    assert offline().tell(SeeWay(node=False, unlocked=False)).hold() is HoldUp.NODE


def test_what_is_on_its_way_or_has_ended_waits_for_nothing() -> None:
    assert sending().hold() is None
    assert sending().made().hold() is None
    assert sending().unanswered().hold() is None


def test_a_way_that_closes_before_it_left_lets_it_wait() -> None:
    driven = Driven().open_way().submit().close_way().written().written()
    assert driven.stage() == WAITING
    assert driven.of(WriteOperations)[-1].operations[0].stage == WAITING


def test_a_way_that_opens_while_it_is_being_kept_waits_for_a_writing_that_says_so() -> None:
    driven = Driven().open_way().close_way().submit().tell(SeeWay(node=True, unlocked=True), Proceed(NOW))
    assert driven.written().of(SendOperation) == []
    assert len(driven.written().of(SendOperation)) == 1


def test_what_the_disk_hinders_does_not_wait_for_the_node() -> None:
    driven = offline().tell(SeeWay(node=True, unlocked=True), Proceed(NOW)).not_written(FULL)
    assert driven.hold() is None


# Another ledger


HERE, OTHER = (
    SeeWay(node=True, unlocked=True, node_id=NODE),
    SeeWay(node=True, unlocked=True, node_id=NodeId("cd" * 16)),
)


def moved(stage: Waiting | Unanswered = WAITING) -> Driven:
    """A payment of one ledger, found by a program that has another one open."""
    earlier = replace(waiting(), stage=stage, node_id=NODE)
    return Driven().tell(OTHER, OperationsRead((earlier,), NOW), Proceed(NOW)).written()


@pytest.mark.parametrize("stage", [WAITING, Unanswered(NOW, UNREACHABLE, 1)])
def test_what_is_for_another_ledger_is_not_sent_to_this_one(stage: Waiting | Unanswered) -> None:
    driven = moved(stage)
    assert driven.tell(RetryOperation(request(), request(9), NOW)).written().of(SendOperation) == []
    assert driven.hold() is HoldUp.LEDGER


def test_what_is_for_another_ledger_goes_out_when_that_one_is_back() -> None:
    driven = moved().tell(HERE, Proceed(NOW)).written()
    assert [effect.operation.id for effect in driven.of(SendOperation)] == [request()]


def test_what_is_for_another_ledger_holds_up_nobody() -> None:
    driven = moved().submit(2).written()
    assert isinstance(driven.stage(2), Sending)


def test_what_is_for_another_ledger_never_asks_and_never_wakes_the_program() -> None:
    driven = moved().tell(Proceed(TOO_LATE), Proceed(TOO_LATE))
    assert driven.stage() == WAITING
    assert driven.of(WatchAge) == []


def test_what_is_for_another_ledger_can_be_called_off() -> None:
    assert moved().tell(CancelOperation(request())).written().stage() == Cancelled(NOW)


def test_an_operation_is_for_the_ledger_that_the_person_sees() -> None:
    driven = Driven().tell(Submit(request(), ADA, DRAFT, NOW, node_id=NODE), OTHER, OperationsRead((), NOW))
    assert driven.written().hold() is HoldUp.LEDGER


def test_one_that_was_asked_for_before_any_node_was_met_is_for_the_first_that_answers() -> None:
    driven = Driven().submit().tell(HERE, OperationsRead((), NOW)).written()
    assert driven.of(SendOperation)[0].operation.node_id == NODE


def test_a_retry_is_for_the_ledger_that_is_open() -> None:
    earlier = replace(waiting(), stage=Refused(NOW, REFUSAL), node_id=NODE)
    driven = Driven().tell(OTHER, OperationsRead((earlier,), NOW), RetryOperation(request(), request(9), NOW))
    assert driven.operation(9).node_id == NodeId("cd" * 16)


# After a day


def test_what_has_waited_for_a_day_asks_again_and_is_not_sent() -> None:
    driven = offline().tell(SeeWay(node=True, unlocked=True), Proceed(TOO_LATE))
    assert (driven.stage(), driven.hold()) == (Waiting(NOW, is_old=True), HoldUp.CONFIRM)
    assert driven.of(SendOperation) == []


def test_it_is_said_when_the_next_one_will_be_too_old() -> None:
    assert offline().of(WatchAge)[-1] == WatchAge(TOO_LATE)


@pytest.mark.parametrize("hours", [23, -23])
def test_a_clock_that_is_turned_by_less_than_a_day_asks_nobody(hours: int) -> None:
    driven = offline().tell(SeeWay(node=True, unlocked=True), Proceed(NOW + timedelta(hours=hours)))
    assert isinstance(driven.written().stage(), Sending)


def test_a_clock_that_was_turned_back_by_more_than_a_day_asks_again() -> None:
    driven = offline().tell(SeeWay(node=True, unlocked=True), Proceed(NOW - timedelta(hours=25)))
    assert driven.hold() is HoldUp.CONFIRM


def test_one_that_asks_does_not_hold_up_later_ones() -> None:
    driven = offline().tell(Proceed(TOO_LATE)).submit(2, at=TOO_LATE).written()
    driven.tell(SeeWay(node=True, unlocked=True), Proceed(TOO_LATE)).written()
    assert isinstance(driven.stage(2), Sending)


def test_confirmed_it_goes_out_and_counts_from_then() -> None:
    driven = offline().tell(SeeWay(node=True, unlocked=True), Proceed(TOO_LATE), ConfirmOperation(request(), TOO_LATE))
    assert driven.written().stage() == Sending(TOO_LATE, 1, Waiting(TOO_LATE))


# Called off


def test_called_off_it_is_cancelled_once_the_disk_says_so() -> None:
    driven = offline().tell(CancelOperation(request()))
    assert (driven.stage(), driven.line()) == (Cancelling(), ())
    assert driven.written(LATER).stage() == Cancelled(LATER)


def test_what_is_called_off_is_not_sent_whatever_the_disk_does() -> None:
    driven = offline().tell(CancelOperation(request())).not_written(FULL)
    driven.tell(SeeWay(node=True, unlocked=True), Proceed(NOW))
    assert driven.stage() == Cancelling(FULL)
    assert driven.of(SendOperation) == []


def test_what_is_called_off_before_it_was_kept_is_cancelled_also_without_the_disk() -> None:
    driven = Driven().open_way().close_way().submit().tell(CancelOperation(request())).not_written(FULL, LATER)
    assert driven.stage() == Cancelled(LATER)


def test_what_an_earlier_run_kept_is_not_cancelled_before_the_disk_says_so() -> None:
    kept = as_kept(Operation(request(), ADA, DRAFT, NOW, Keeping()))
    driven = Driven().open_way(kept).close_way().written().tell(CancelOperation(request())).not_written(FULL)
    assert driven.stage() == Cancelling(FULL)


def test_those_behind_go_on_when_the_first_is_called_off() -> None:
    driven = sending().not_sent().submit(2).written().tell(CancelOperation(request())).written().written()
    assert isinstance(driven.stage(2), Sending)


# Once more


def test_a_refused_one_is_asked_for_anew_with_a_new_id_and_once() -> None:
    driven = (
        sending()
        .refused()
        .tell(RetryOperation(request(), request(2), LATER), RetryOperation(request(), request(3), LATER))
    )
    assert driven.operation(2).retry_of == request()
    assert request(3) not in driven.operations.known


def test_a_repetition_that_was_refused_too_can_be_repeated() -> None:
    driven = sending().refused().written().tell(RetryOperation(request(), request(2), LATER)).written().refused(2)
    assert request(3) in driven.tell(RetryOperation(request(), request(3), LATER)).operations.known


def test_one_that_was_cancelled_can_be_asked_for_after_all() -> None:
    driven = offline().tell(CancelOperation(request())).written().tell(RetryOperation(request(), request(2), NOW))
    assert (driven.operation(2).retry_of, driven.stage(1)) == (request(), Cancelled(NOW))


def test_one_that_was_made_is_not_asked_for_anew() -> None:
    driven = sending().made().tell(RetryOperation(request(), request(2), NOW))
    assert request(2) not in driven.operations.known


def test_one_that_could_not_be_kept_can_be_asked_for_anew() -> None:
    driven = Driven().open_way().submit().not_written(FULL).tell(RetryOperation(request(), request(2), NOW))
    assert driven.operation(2).retry_of == request()


# The disk


def test_what_could_not_be_kept_is_not_sent_and_says_so() -> None:
    driven = Driven().open_way().submit().not_written(FULL)
    assert (driven.stage(), driven.line()) == (NotKept(FULL), ())
    assert driven.of(RestDisk)
    assert driven.of(SendOperation) == []


def test_what_could_not_be_kept_is_not_written_later() -> None:
    driven = Driven().open_way().submit().not_written(FULL).tell(DiskDue())
    assert driven.of(WriteOperations)[-1].operations == ()


def test_one_that_is_kept_waits_while_the_disk_can_not_say_that_it_leaves() -> None:
    driven = offline().tell(SeeWay(node=True, unlocked=True), Proceed(NOW)).not_written(FULL)
    assert driven.stage() == Waiting(NOW, FULL)
    assert driven.of(RestOperation) == [RestOperation(request(), 1, 0.0)]


def test_locked_in_the_middle_nothing_is_lost() -> None:
    driven = Driven().open_way().submit().tell(SeeWay(node=True, unlocked=False)).not_written(LOCKED)
    assert (driven.stage(), driven.hold()) == (Keeping(), HoldUp.UNLOCK)
    driven.tell(SeeWay(node=True, unlocked=True), Proceed(LATER)).written().written()
    assert driven.stage() == Sending(LATER, 1, WAITING)


def test_what_is_learned_while_locked_is_written_at_unlock() -> None:
    driven = sending().tell(SeeWay(node=True, unlocked=False)).made()
    assert len(driven.of(WriteOperations)) == 1
    driven.tell(SeeWay(node=True, unlocked=True))
    assert isinstance(driven.of(WriteOperations)[-1].operations[0].stage, Made)


def test_a_burst_of_answers_is_one_writing_more() -> None:
    driven = Driven().open_way()
    owners = [IdentityId(f"did:key:z{number}") for number in range(30)]
    for number, owner in enumerate(owners, 1):
        driven.submit(number, owner)
    driven.written().written()
    before = len(driven.of(WriteOperations))
    for number in range(1, 31):
        driven.made(number)
    driven.written()
    assert len(driven.of(WriteOperations)) - before == 2


def test_the_disk_is_read_once_the_keys_are_there_and_once() -> None:
    driven = Driven().tell(SeeWay(node=False, unlocked=False))
    assert driven.of(ReadOperations) == []
    driven.tell(SeeWay(node=False, unlocked=True), SeeWay(node=True, unlocked=True))
    assert len(driven.of(ReadOperations)) == 1


def test_nothing_is_written_over_what_was_not_read() -> None:
    driven = Driven().tell(SeeWay(node=True, unlocked=True)).submit()
    assert (driven.of(WriteOperations), driven.stage()) == ([], Keeping())


def test_what_earlier_runs_left_goes_out_first() -> None:
    driven = Driven().tell(SeeWay(node=True, unlocked=True)).submit(2)
    driven.tell(OperationsRead((waiting(1),), NOW)).written()
    assert driven.line() == (request(1), request(2))
    assert [effect.operation.id for effect in driven.of(SendOperation)] == [request(1)]


def test_what_is_read_twice_is_there_once() -> None:
    driven = Driven().open_way(waiting(1)).tell(OperationsRead((waiting(1),), NOW))
    assert driven.line() == (request(1),)


def test_a_disk_that_can_not_be_read_takes_nothing() -> None:
    driven = Driven().tell(SeeWay(node=True, unlocked=True)).submit().tell(OperationsNotRead(FULL))
    assert (driven.stage(), driven.operations.disk.problem) == (NotKept(FULL), FULL)


def test_a_disk_that_can_not_be_read_is_read_again_with_the_next_payment() -> None:
    driven = Driven().tell(SeeWay(node=True, unlocked=True)).submit().tell(OperationsNotRead(FULL)).submit(2)
    assert len(driven.of(ReadOperations)) == 2
    driven.tell(OperationsNotRead(REFUSAL))
    assert (driven.stage(1), driven.stage(2)) == (NotKept(FULL), NotKept(REFUSAL))


def test_a_disk_that_could_not_be_read_is_tried_again_for_the_sake_of_earlier_payments() -> None:
    driven = Driven().tell(SeeWay(node=True, unlocked=True), OperationsNotRead(FULL), DiskDue())
    assert (len(driven.of(RestDisk)), len(driven.of(ReadOperations))) == (1, 2)
    driven.tell(OperationsRead((waiting(),), NOW)).written()
    assert isinstance(driven.stage(), Sending)


def test_locked_while_it_is_read_nothing_is_lost() -> None:
    driven = Driven().tell(SeeWay(node=True, unlocked=True)).submit().tell(OperationsNotRead(LOCKED))
    assert driven.stage() == Keeping()


def test_a_document_that_was_lost_is_told() -> None:
    lost = Problem(Code.OPERATIONS_DAMAGED)
    assert Driven().tell(OperationsRead((), NOW, lost)).operations.disk.problem == lost


def test_the_disk_is_told_only_of_what_it_may_say() -> None:
    kept = [as_kept(Operation(request(), ADA, DRAFT, NOW, stage)).stage for stage in (Keeping(), Cancelling())]
    assert kept == [WAITING, Cancelled(NOW)]
    left = as_kept(Operation(request(), ADA, DRAFT, NOW, Sending(LATER, 3))).stage
    assert left == Unanswered(LATER, Problem(Code.PROGRAM_ENDED), 3)


def test_what_may_have_left_before_the_end_is_sent_again_at_once_and_can_not_be_called_off() -> None:
    left = as_kept(Operation(request(), ADA, DRAFT, NOW, Sending(NOW, 1)))
    driven = Driven().tell(SeeWay(node=False, unlocked=True), OperationsRead((left,), NOW), CancelOperation(request()))
    driven.tell(SeeWay(node=True, unlocked=True), Proceed(LATER))
    assert driven.stage() == Sending(LATER, 2)


def test_what_was_about_to_leave_at_the_end_of_the_program_has_not_left() -> None:
    left = at_rest(Driven().open_way().submit().operations)
    assert left is not None
    assert [one.stage for one in left] == [WAITING]


def test_what_has_left_by_the_end_of_the_program_may_have_been_done() -> None:
    left = at_rest(sending().submit(2).operations)
    assert left is not None
    assert [type(one.stage) for one in left] == [Unanswered, Waiting]


def test_at_the_end_nothing_is_written_over_what_was_not_read_or_says_the_same() -> None:
    assert at_rest(Driven().tell(SeeWay(node=True, unlocked=True)).submit().operations) is None
    assert at_rest(offline().operations) is None
    assert at_rest(offline().tell(CancelOperation(request()), SeeWay(node=True, unlocked=False)).operations) is None


# What is remembered


def test_the_newest_that_have_ended_are_remembered_and_all_that_are_open() -> None:
    made = [Operation(request(number), ADA, DRAFT, NOW, Made(NOW)) for number in range(2, 2 + MOST_ENDED + SLACK)]
    driven = Driven().open_way(waiting(1), *made).written()
    assert len(driven.operations.order) == 1 + MOST_ENDED + SLACK
    driven.made(1)
    assert len(driven.operations.order) == MOST_ENDED
    assert driven.operations.order[-1] == made[-1].id


def test_lists_weigh_as_much_as_their_payments() -> None:
    fitting = MOST_ENDED_PAYMENTS // len(ORDER.payments)
    driven = Driven().open_way()
    for number in range(1, fitting + 3):
        driven.submit(number, ask=ORDER).written().made(number).written()
    assert len(driven.operations.order) == fitting
    assert set(driven.operations.known) == set(driven.operations.order)


@pytest.mark.parametrize("fails", [False, True])
def test_what_was_let_go_while_the_disk_wrote_it_is_not_missed(*, fails: bool) -> None:
    count = MOST_ENDED_PAYMENTS // len(ORDER.payments) + 2
    driven = Driven().open_way()
    for number in range(1, count + 1):
        driven.submit(number, IdentityId(f"did:key:z{number}"), ORDER)
    driven.written().written()
    for number in range(1, count + 1):
        driven.made(number)
    assert driven.operations.disk.writing == frozenset({request(1)})
    driven.not_written(FULL) if fails else driven.written()
    assert request(1) not in driven.operations.known


def test_open_ones_are_never_let_go() -> None:
    made = [Operation(request(number), ADA, DRAFT, NOW, Made(NOW)) for number in range(3, 3 + MOST_ENDED + SLACK)]
    driven = Driven().open_way(waiting(1), waiting(2), *made).written().made(1)
    assert request(2) in driven.operations.order


def test_what_is_still_to_be_done_is_counted() -> None:
    assert open_count(sending().submit(2).submit(3, BEN).operations) == 3
    assert open_count(Operations()) == 0


# The rest of the state


def opened(state: State, phase: lock.Phase = lock.Phase.OPEN) -> State:
    return reduce(
        state,
        lock.VaultInspected(
            phase, lock.Slot.PASSPHRASE, words_checked=True, has_previous=False, keyring_usable=True, held=(ADA,)
        ),
    )[0]


def test_the_way_is_open_when_the_node_answers_and_the_keys_are_at_hand() -> None:
    state = reduce(opened(State()), health.NodeReady(NODE))[0]
    assert (state.operations.node, state.operations.unlocked) == (True, True)
    locked = reduce(state, lock.LockNow())[0]
    assert (locked.operations.node, locked.operations.unlocked) == (True, False)
    away = reduce(state, health.NodeLost(NOW, UNREACHABLE))[0]
    assert (away.operations.node, away.operations.unlocked) == (False, True)


@pytest.mark.parametrize(
    "effects",
    [
        (ReadOperations(), ReadOperations()),
        (RestOperation(request(), 1, 0.0), RestOperation(request(), 2, 0.0)),
        (RestDisk(), RestDisk()),
        (ReadClock(), ReadClock()),
        (WatchAge(NOW), WatchAge(LATER)),
    ],
    ids=lambda pair: type(pair[0]).__name__,
)
def test_of_waits_and_looks_the_newest_is_the_one_that_counts(effects: tuple[ReadClock, ReadClock]) -> None:
    assert effects[0].exclusive == effects[1].exclusive is not None


@pytest.mark.parametrize(
    ("effect", "waits"),
    [(RestOperation(request(), 1, 0.0), True), (RestDisk(), True), (WatchAge(NOW), True), (ReadClock(), False)],
    ids=lambda value: type(value).__name__,
)
def test_nobody_waits_for_the_end_of_a_rest(effect: ReadClock, *, waits: bool) -> None:
    assert effect.waits is waits


def test_what_got_no_answer_is_asked_again_when_the_node_is_back() -> None:
    driven = sending().unanswered()
    state = replace(opened(State()), operations=driven.close_way().operations)
    state, effects = reduce(state, health.NodeReady(NODE))
    assert ReadClock() in effects
    assert any(isinstance(effect, SendOperation) for effect in reduce(state, Proceed(LATER))[1])


def test_what_got_no_answer_is_asked_again_when_its_service_works_again() -> None:
    driven = sending().unanswered()
    state = replace(reduce(opened(State()), health.NodeReady(NODE))[0], operations=driven.operations)
    resting = health.ServiceChanged(Service.WALLET, Open(NOW, LATER, UNREACHABLE))
    assert ReadClock() not in reduce(state, resting)[1]
    assert ReadClock() in reduce(state, health.ServiceChanged(Service.WALLET, Closed()))[1]


@pytest.mark.parametrize("met", [health.NodeReady(NODE), LastKnownFound(LastKnown(NODE, NOW, Sequence(1)))])
def test_what_is_submitted_is_for_the_ledger_that_is_known(met: health.NodeReady | LastKnownFound) -> None:
    state = reduce(reduce(State(), met)[0], SubmitTransfer(ADA, request(), DRAFT, NOW))[0]
    assert state.operations.known[request()].node_id == NODE


def test_another_ledger_is_known_as_such_from_the_moment_that_its_node_answers() -> None:
    state = reduce(reduce(State(), health.NodeReady(NODE))[0], SubmitTransfer(ADA, request(), DRAFT, NOW))[0]
    state = reduce(state, health.NodeReady(NodeId("cd" * 16)))[0]
    assert hold_up(state, state.operations.known[request()]) is HoldUp.LEDGER


def test_a_payment_that_a_full_disk_does_not_take_is_not_kept_and_the_next_one_is() -> None:
    state = opened(State())
    for action in (
        OperationsRead((), NOW),
        SubmitTransfer(ADA, request(), DRAFT, NOW),
        OperationsNotWritten(FULL, NOW),
    ):
        state = reduce(state, action)[0]
    assert state.operations.known[request()].stage == NotKept(FULL)
    assert told(state) == [Untold(FULL)]
    state = reduce(reduce(state, DiskDue())[0], OperationsWritten(NOW))[0]
    state = reduce(state, SubmitTransfer(BEN, request(2), DRAFT, NOW))[0]
    assert state.operations.disk.writing == frozenset({request(2)})


def told(state: State) -> list[object]:
    return [toast.notice for toast in state.notifications.toasts]


def test_a_document_that_was_lost_is_said_to_the_person() -> None:
    lost = Problem(Code.OPERATIONS_DAMAGED)
    assert told(reduce(State(), OperationsRead((), NOW, lost))[0]) == [Untold(lost)]
    assert told(reduce(State(), OperationsRead((), NOW))[0]) == []


def test_a_disk_that_fails_again_and_again_is_said_once() -> None:
    state = reduce(State(), OperationsNotWritten(FULL, NOW))[0]
    assert told(state) == [Untold(FULL)]
    dismissed = replace(state, notifications=state.notifications._replace(toasts=()))
    assert told(reduce(dismissed, OperationsNotWritten(FULL, NOW))[0]) == []


def test_a_lock_is_no_failure_of_the_disk() -> None:
    assert told(reduce(State(), OperationsNotRead(LOCKED))[0]) == []
