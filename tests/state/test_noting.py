"""What operations give to tell, and what is kept of it over runs."""

from dataclasses import replace

import pytest
from immutables import Map

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.state import lock
from qwallet_desktop.state.asks import Command, DecideItem, RetryItem
from qwallet_desktop.state.lock import Phase, VaultInspected
from qwallet_desktop.state.notice import (
    ApprovalAsked,
    IdentityMade,
    ItemDecided,
    NoCopy,
    Noted,
    NotKept,
    OperationAged,
    OperationCancelled,
    OperationRefused,
    Own,
    PaymentSent,
    SupplyChanged,
    whose,
)
from qwallet_desktop.state.notifications import (
    MOST_NOTED,
    KeepNotices,
    MarkAllRead,
    MarkSeen,
    NoticeDated,
    NoticesRead,
    Notifications,
    ReadNotices,
    Tell,
    reduce,
)
from qwallet_desktop.state.noting import notices_follow
from qwallet_desktop.state.operation import Cancelled, Made, Operation, Refused, Sending, Stage, Waiting
from qwallet_desktop.state.operation import NotKept as NeverKept
from qwallet_desktop.state.operation_actions import (
    CancelOperation,
    OperationsRead,
    OperationsWritten,
    RetryOperation,
    Submit,
)
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.root import reduce as reduce_all
from qwallet_desktop.state.transfers import PaymentDraft
from tests.helpers import items
from tests.state.builders import ADA, BEN, NOW, QTK, REFUSAL, UNREACHABLE, identity, request, token, transfer

WAITS = Waiting(NOW)
OLD = Waiting(NOW, is_old=True)
WRITTEN = OperationsWritten(NOW)
FAULT = NoCopy(UNREACHABLE)


def operation(stage: Stage, number: int = 1) -> Operation:
    return Operation(request(number), ADA, PaymentDraft(BEN, QTK, "1.00", ""), NOW, stage)


def having(*operations: Operation) -> State:
    known = Map((each.id, each) for each in operations)
    return State(operations=replace(State().operations, known=known))


def told(before: State, after: State, action: Action = WRITTEN) -> list[Own]:
    found = notices_follow(before, after, action)
    assert all(isinstance(each, Tell) for each in found)
    return [each.notice for each in found if isinstance(each, Tell)]


@pytest.mark.parametrize(
    ("before", "after", "notice"),
    [
        (Sending(NOW, 1), Refused(NOW, REFUSAL), OperationRefused(ADA, request(), REFUSAL)),
        (WAITS, Cancelled(NOW), OperationCancelled(ADA, request())),
        (WAITS, NeverKept(UNREACHABLE), NotKept(UNREACHABLE)),
        (WAITS, OLD, OperationAged(ADA, request())),
    ],
)
def test_what_became_of_an_operation_is_told(before: Stage, after: Stage, notice: Own) -> None:
    assert told(having(operation(before)), having(operation(after))) == [notice]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (WAITS, Sending(NOW, 1)),
        (Sending(NOW, 1), Made(NOW)),
        (OLD, Waiting(NOW, UNREACHABLE, is_old=True)),
        (OLD, WAITS),
    ],
)
def test_a_step_on_the_way_is_not_told(before: Stage, after: Stage) -> None:
    assert told(having(operation(before)), having(operation(after))) == []


@pytest.mark.parametrize(
    ("ask", "item", "notice"),
    [
        (PaymentDraft(BEN, QTK, "1.00", ""), items.MINE, ApprovalAsked(ADA, items.MINE.proposal)),
        (
            DecideItem(items.MINE.proposal.item_id, Choice.REJECT, "", "00"),
            items.MINE,
            ItemDecided(ADA, items.MINE.proposal, Choice.REJECT, executed=False),
        ),
        (
            RetryItem(items.MADE.proposal.item_id),
            items.MADE,
            ItemDecided(ADA, items.MADE.proposal, Choice.SIGN, executed=True),
        ),
    ],
)
def test_what_became_of_an_item_is_told_to_who_signed(ask: Command, item: Item, notice: Own) -> None:
    sent, made = operation(Sending(NOW, 1)), operation(Made(NOW, item))
    assert told(having(replace(sent, ask=ask)), having(replace(made, ask=ask))) == [notice]
    assert whose(notice) == ADA


def test_an_action_that_names_an_operation_looks_at_that_one_alone() -> None:
    before = having(operation(WAITS), operation(WAITS, 2))
    after = having(operation(Cancelled(NOW)), operation(Cancelled(NOW), 2))
    assert told(before, after, RetryOperation(request(2), request(3), NOW)) == [OperationCancelled(ADA, request(2))]


def test_of_what_an_earlier_run_left_only_what_asks_again_is_told() -> None:
    left = (operation(Refused(NOW, REFUSAL)), operation(OLD, 2))
    assert told(State(), having(*left), OperationsRead(left, NOW)) == [OperationAged(ADA, request(2))]


def test_where_no_operation_moved_nothing_is_looked_at() -> None:
    state = having(operation(OLD))
    assert notices_follow(state, state, WRITTEN) == []


def inspected(phase: Phase) -> VaultInspected:
    return VaultInspected(
        phase, lock.Slot.KEYRING, words_checked=True, has_previous=False, keyring_usable=True, held=(ADA,)
    )


def opened(*noted: Noted) -> Notifications:
    return reduce(Notifications(), NoticesRead(noted))[0]


def noted(number: int = 0, *, seen: bool = True) -> Noted:
    return Noted(number, PaymentSent(ADA, transfer(5)), NOW, seen)


def test_with_the_vault_comes_what_earlier_runs_had_to_tell() -> None:
    assert reduce(Notifications(), inspected(Phase.OPEN)) == (Notifications(), (ReadNotices(),))
    assert reduce(Notifications(), inspected(Phase.LOCKED)) == (Notifications(), ())
    assert reduce(opened(), inspected(Phase.OPEN))[1] == ()


def test_earlier_notices_stand_before_those_of_this_run_under_their_own_numbers() -> None:
    this = reduce(Notifications(), Tell(FAULT))[0]
    joined, effects = reduce(this, NoticesRead((noted(), noted())))
    assert [each.number for each in joined.noted] == [-1, 0, 1]
    assert effects == (KeepNotices(joined.noted),)


def test_earlier_notices_are_taken_once() -> None:
    once = opened(noted())
    assert reduce(once, NoticesRead((noted(),))) == (once, ())


def test_of_earlier_notices_the_newest_are_kept() -> None:
    assert len(opened(*(noted() for _ in range(MOST_NOTED + 50))).noted) == MOST_NOTED


def test_nothing_is_kept_before_the_earlier_ones_are_known() -> None:
    this = reduce(Notifications(), Tell(FAULT))[0]
    assert reduce(this, NoticeDated(1, NOW))[1] == ()


def test_a_notice_is_kept_once_it_is_dated() -> None:
    this, effects = reduce(opened(), Tell(FAULT))
    assert not any(isinstance(effect, KeepNotices) for effect in effects)
    dated, effects = reduce(this, NoticeDated(1, NOW))
    assert effects == (KeepNotices(dated.noted),)
    assert effects[0].exclusive == "notices"


def test_what_was_seen_is_kept_as_seen() -> None:
    shown = reduce(opened(), Tell(FAULT))[0]
    for action in (MarkSeen(1), MarkAllRead()):
        seen, effects = reduce(shown, action)
        assert effects == (KeepNotices(seen.noted),)
        assert reduce(seen, action)[1] == ()


def test_what_asks_again_is_asked_once_in_the_list() -> None:
    aged = OperationAged(ADA, request())
    earlier = opened(Noted(0, aged, NOW), noted())._replace(toasts=())
    assert [each.notice for each in reduce(earlier, Tell(aged))[0].noted] == [PaymentSent(ADA, transfer(5)), aged]


@pytest.mark.parametrize(
    ("notice", "owner"),
    [
        (PaymentSent(ADA, transfer(5)), ADA),
        (IdentityMade(identity()), ADA),
        (SupplyChanged(token()), ADA),
        (FAULT, None),
    ],
)
def test_a_notice_is_about_an_identity_or_about_the_program(notice: Own, owner: IdentityId | None) -> None:
    assert whose(notice) == owner


def test_a_payment_that_was_called_off_is_noted_by_the_whole_state() -> None:
    state = reduce_all(State(), inspected(Phase.OPEN))[0]
    for action in (
        Submit(request(), ADA, PaymentDraft(BEN, QTK, "1.00", ""), NOW),
        OperationsRead((), NOW),
        OperationsWritten(NOW),
        CancelOperation(request()),
        OperationsWritten(NOW),
    ):
        state = reduce_all(state, action)[0]
    assert [each.notice for each in state.notifications.noted] == [OperationCancelled(ADA, request())]
