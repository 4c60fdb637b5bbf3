"""Notifications: what is noted here, what came in, what is shown of it, and what was read."""

from pathlib import Path

import pytest

from qwallet_desktop.domain.events import ItemNews, NotificationsRead, StatusSet
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.multisig import ItemStatus
from qwallet_desktop.domain.notifications import Notable, Notification, NotificationPage, noticed
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction
from qwallet_desktop.state import exports
from qwallet_desktop.state.addressbook import BookExported
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.exports import ExportEnded
from qwallet_desktop.state.health import (
    EffectCrashed,
    EventReceived,
    NodeReady,
    Resynced,
    StreamConnected,
)
from qwallet_desktop.state.identities import IdentitiesLoaded, IdentityAccepted, SwitchIdentity
from qwallet_desktop.state.inbox import MOST, Inbox
from qwallet_desktop.state.inboxes import (
    MOST_ASKED,
    MOST_IN_ALL,
    FetchNotifications,
    FetchOlder,
    LoadNotifications,
    LoadOlder,
    MarkRead,
    NotificationsFailed,
    NotificationsLoaded,
    SendReadMarks,
    of,
)
from qwallet_desktop.state.lazy_actions import AwaitNextTry, TryAgain
from qwallet_desktop.state.notice import (
    FileWritten,
    ItemTold,
    Noted,
    Notice,
    PaymentReceived,
    StatusTold,
)
from qwallet_desktop.state.notice import told as told_by_node
from qwallet_desktop.state.notifications import (
    MOST_NOTED,
    Action,
    DateNotice,
    DismissToast,
    MarkAllRead,
    MarkSeen,
    NoticeDated,
    Notifications,
    reduce,
    unread,
)
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.toast import MOST_TOASTS, Burst, Toast
from tests.helpers.items import MINE
from tests.state.builders import ADA, BEN, EVE, NODE, NOW, UNREACHABLE, entry, event, identity, posted, request

NONE = Notifications()
FROZEN = StatusSet(EVE, IdentityStatus.FROZEN, "lost", NOW)
WAITS = ItemNews(MINE.proposal, ItemStatus.PENDING, EVE, "", NOW)


def after(*actions: Action, start: Notifications = NONE) -> Notifications:
    for action in actions:
        start = reduce(start, action)[0]
    return start


def asked(action: Action, start: Notifications = NONE) -> tuple[Effect, ...]:
    return reduce(start, action)[1]


def came(sequence: int, whose_is_it: IdentityId = ADA) -> EventReceived:
    return EventReceived(posted(sequence, whose_is_it, Direction.IN))


def written(name: str) -> ExportEnded:
    return ExportEnded(request(), exports.Exported(Path(name), 1))


def news(sequence: int) -> Notification:
    made = noticed(posted(sequence, ADA, Direction.IN))
    assert made is not None
    return made


def page(*sequences: int, read_up_to: int = 0, after_it: str = "") -> NotificationPage:
    entries = tuple(news(sequence) for sequence in sequences)
    count = sum(sequence > read_up_to for sequence in sequences)
    return NotificationPage(entries, count, Sequence(read_up_to), Sequence(10_000), after_it)


def shown(notifications: Notifications) -> list[Notice | Burst]:
    return [toast.notice for toast in notifications.toasts]


def test_what_happens_here_is_noted_shown_and_dated() -> None:
    told, effects = reduce(NONE, written("a.csv"))
    assert told.noted == (Noted(1, FileWritten("a.csv", 1)),)
    assert effects == (DateNotice(1),)
    assert after(NoticeDated(1, NOW), start=told).noted == (Noted(1, FileWritten("a.csv", 1), NOW),)


def test_a_time_for_a_notice_that_is_gone_changes_nothing() -> None:
    told = after(written("a.csv"))
    assert after(NoticeDated(9, NOW), start=told) is told


def test_the_same_is_not_told_twice_while_it_is_shown() -> None:
    assert len(after(written("a"), written("a")).noted) == 1


def test_the_oldest_notices_go() -> None:
    many = after(*(written(f"{number}.csv") for number in range(MOST_NOTED + 5)))
    assert (len(many.noted), many.noted[0].number) == (MOST_NOTED, 6)


def test_what_went_wrong_is_unread_until_it_was_seen() -> None:
    told = after(EffectCrashed("X", "KeyError"), written("a"))
    assert unread(told) == 1
    assert unread(after(MarkSeen(1), start=told)) == 0


def test_a_burst_of_payments_is_one_toast() -> None:
    burst = after(came(1), came(2), came(3))
    assert burst.toasts == (Toast(1, Burst(0, ADA)),)
    assert burst.inboxes.arrived == 3


def test_a_burst_to_several_names_none_of_them() -> None:
    assert shown(after(came(1), came(2, EVE), came(3, EVE))) == [Burst(0, None)]


def test_a_freeze_within_a_burst_is_none_of_its_payments() -> None:
    told = after(came(1), came(2), EventReceived(event(7, ADA, FROZEN)), came(8))
    assert shown(told) == [Burst(1, ADA), StatusTold(ADA, FROZEN)]
    assert told.inboxes.arrived - 1 == 3


def test_an_item_that_waits_is_told() -> None:
    assert shown(after(EventReceived(event(7, ADA, WAITS)))) == [ItemTold(ADA, WAITS)]


@pytest.mark.parametrize(("fact", "notice"), [(FROZEN, StatusTold(ADA, FROZEN)), (WAITS, ItemTold(ADA, WAITS))])
def test_what_the_node_noted_is_told_as_what_an_event_tells(fact: Notable, notice: Notice) -> None:
    assert told_by_node(Notification(Sequence(7), ADA, NOW, fact, read=False)) == notice


def test_a_book_that_was_written_is_told_with_its_size() -> None:
    assert shown(after(BookExported(Path("book.csv"), 3))) == [FileWritten("book.csv", 3)]


def test_a_payment_that_comes_twice_is_told_once() -> None:
    assert shown(after(came(1), came(1))) == [PaymentReceived(entry(1, ADA, Direction.IN))]


def test_after_a_burst_was_dismissed_the_next_payment_is_told_by_itself() -> None:
    assert shown(after(came(1), came(2), DismissToast(1), came(3))) == [PaymentReceived(entry(3, ADA, Direction.IN))]


def test_what_came_in_goes_before_what_i_did() -> None:
    own = [written(f"{number}.csv") for number in range(MOST_TOASTS)]
    assert [type(each) for each in shown(after(came(1), *own))] == [FileWritten] * MOST_TOASTS


def test_what_came_in_does_not_push_what_i_did_away() -> None:
    own = [written(f"{number}.csv") for number in range(MOST_TOASTS)]
    full = after(*own)
    assert after(came(1), start=full).toasts == full.toasts


def test_of_what_i_did_the_oldest_goes() -> None:
    own = [written(f"{number}.csv") for number in range(MOST_TOASTS + 1)]
    assert shown(after(*own))[0] == FileWritten("1.csv", 1)


def test_a_payment_between_ones_own_identities_is_no_news() -> None:
    ours = after(IdentitiesLoaded((identity(ADA), identity(BEN)), NOW))
    assert after(came(1), start=ours) is ours


def test_an_identity_just_made_is_one_of_ours() -> None:
    made = after(IdentityAccepted(request(), identity(BEN), created=True))
    assert after(came(1), start=made) is made


def test_a_freeze_by_somebody_else_is_told() -> None:
    told = after(EventReceived(event(4, ADA, FROZEN)))
    assert (shown(told), unread(told)) == ([StatusTold(ADA, FROZEN)], 1)


def test_what_came_in_is_counted_as_unread_also_beyond_what_is_kept() -> None:
    assert unread(after(*(came(number) for number in range(1, MOST + 21)))) == MOST + 20


def test_of_very_many_identities_the_oldest_go_first_and_all_are_counted() -> None:
    each = MOST - 1
    many = [IdentityId(f"did:key:z{number}") for number in range(MOST_IN_ALL // (each - 1) + 1)]
    told = after(came(1, EVE), *(came(2 + at, whose) for at, whose in enumerate(many * each)))
    boxes = told.inboxes.boxes
    assert told.inboxes.kept == sum(len(box.entries) for box in boxes.values()) <= MOST_IN_ALL + len(boxes)
    assert unread(told) == 1 + each * len(many)
    assert len(of(told.inboxes, EVE).entries) == 1
    assert {int(of(told.inboxes, whose).newest) for whose in many} == set(
        range(2 + (each - 1) * len(many), 2 + each * len(many))
    )
    oldest = min(int(box.entries[-1].sequence) for whose, box in boxes.items() if whose != EVE)
    assert oldest > len(many)


def test_with_the_identities_their_notifications_are_asked_for() -> None:
    loaded = IdentitiesLoaded((identity(ADA), identity(BEN)), NOW)
    told, effects = reduce(NONE, loaded)
    assert effects == (FetchNotifications((ADA, BEN)),)
    assert reduce(told, loaded)[1] == ()


def test_of_very_many_identities_the_first_are_asked_for() -> None:
    many = tuple(identity(IdentityId(f"did:key:z{number}")) for number in range(1_000))
    (fetch,) = asked(IdentitiesLoaded(many, NOW))
    assert isinstance(fetch, FetchNotifications)
    assert len(fetch.identity_ids) == MOST_ASKED


def test_of_another_identity_they_are_asked_for_when_one_first_acts_under_it() -> None:
    many = tuple(identity(IdentityId(f"did:key:z{number}")) for number in range(MOST_ASKED + 1))
    loaded = after(IdentitiesLoaded(many, NOW))
    last = many[-1].id
    switched, effects = reduce(loaded, SwitchIdentity(last))
    assert effects == (FetchNotifications((last,)),)
    assert reduce(switched, SwitchIdentity(last)) == (switched, ())


def test_acting_under_an_unknown_identity_asks_nothing() -> None:
    assert reduce(NONE, SwitchIdentity(EVE)) == (NONE, ())


def test_a_page_is_taken_and_counted() -> None:
    told = after(LoadNotifications(ADA), NotificationsLoaded(ADA, page(9, 5, read_up_to=5)))
    assert [int(each.sequence) for each in of(told.inboxes, ADA).entries] == [9, 5]
    assert unread(told) == 1


def test_a_failure_is_kept_and_goes_with_the_next_attempt() -> None:
    failed = after(LoadNotifications(ADA), NotificationsFailed(ADA, UNREACHABLE))
    assert of(failed.inboxes, ADA) == Inbox(problem=UNREACHABLE)
    assert of(after(LoadNotifications(ADA), start=failed).inboxes, ADA) == Inbox(asked=True)


@pytest.mark.parametrize("free", [NodeReady(NODE), StreamConnected(Sequence(1)), TryAgain()])
def test_when_the_way_is_free_what_could_not_be_read_is_read(free: Action) -> None:
    failed = after(LoadNotifications(ADA), NotificationsFailed(ADA, UNREACHABLE), came(1, EVE))
    assert asked(free, failed) == (FetchNotifications((ADA,)),)


def test_what_could_not_be_read_is_tried_again_after_a_while() -> None:
    assert asked(NotificationsFailed(ADA, UNREACHABLE), after(LoadNotifications(ADA))) == (AwaitNextTry(),)
    assert asked(NotificationsFailed(ADA, Problem(Code.GRANT_EXPIRED)), after(LoadNotifications(ADA))) == ()


def test_after_a_gap_everything_is_read_anew() -> None:
    assert asked(Resynced(), after(came(1), came(2, EVE))) in {
        (FetchNotifications((ADA, EVE)),),
        (FetchNotifications((EVE, ADA)),),
    }


def test_what_another_node_told_is_dropped_and_what_i_did_stays() -> None:
    dropped = after(came(1), written("a.csv"), LastKnownDropped())
    assert (unread(dropped), len(dropped.inboxes.boxes), len(dropped.noted)) == (0, 0, 1)


def test_a_mark_that_moves_nothing_changes_nothing() -> None:
    read = after(came(1), MarkAllRead())
    assert after(EventReceived(event(3, ADA, NotificationsRead(Sequence(1)))), start=read) is read


def test_older_ones_are_asked_for_by_the_cursor_once() -> None:
    told = after(NotificationsLoaded(ADA, page(9, 8, after_it="c")))
    asking, effects = reduce(told, LoadOlder(ADA))
    assert effects == (FetchOlder(ADA, "c"),)
    assert asked(LoadOlder(ADA), asking) == ()
    older = after(NotificationsLoaded(ADA, page(7), "c"), start=asking)
    assert [int(each.sequence) for each in of(older.inboxes, ADA).entries] == [9, 8, 7]
    assert asked(LoadOlder(ADA), older) == ()


def test_an_older_page_after_a_cursor_that_is_gone_is_left_out() -> None:
    asking = after(NotificationsLoaded(ADA, page(9, after_it="c")), LoadOlder(ADA))
    anew = after(NotificationsLoaded(ADA, page(20, 19, after_it="d")), start=asking)
    assert of(after(NotificationsLoaded(ADA, page(7), "c"), start=anew).inboxes, ADA) == of(anew.inboxes, ADA)


def test_reading_up_to_a_line_is_told_to_the_node_once() -> None:
    told = after(came(1), came(2), came(3))
    read, effects = reduce(told, MarkRead(ADA, Sequence(2)))
    assert effects == (SendReadMarks(((ADA, Sequence(2)),)),)
    assert unread(read) == 1
    assert reduce(read, MarkRead(ADA, Sequence(2))) == (read, ())


def test_all_is_read_at_once() -> None:
    told = after(came(1), came(2, EVE), EffectCrashed("X", "KeyError"))
    read, effects = reduce(told, MarkAllRead())
    assert unread(read) == 0
    (sent,) = effects
    assert isinstance(sent, SendReadMarks)
    assert dict(sent.marks) == {ADA: 1, EVE: 2}


def test_one_identitys_notifications_are_read_by_themselves() -> None:
    told = after(came(1), came(2, EVE), EffectCrashed("X", "KeyError"))
    read, effects = reduce(told, MarkAllRead(EVE))
    assert (unread(read), effects) == (2, (SendReadMarks(((EVE, Sequence(2)),)),))


def test_a_mark_from_another_desktop_holds_here_and_is_not_sent_back() -> None:
    told, effects = reduce(after(came(1)), EventReceived(event(2, ADA, NotificationsRead(Sequence(1)))))
    assert (unread(told), effects) == (0, ())


def test_a_mark_that_did_not_reach_the_node_is_sent_with_the_next_reading() -> None:
    read = after(came(1), MarkAllRead())
    assert asked(NotificationsLoaded(ADA, page(1)), read) == (SendReadMarks(((ADA, Sequence(1)),)),)
    assert asked(NotificationsLoaded(ADA, page(1, read_up_to=1)), read) == ()


def test_what_came_in_by_event_in_this_run_is_counted_for_the_tray() -> None:
    told = after(came(1), NotificationsLoaded(ADA, page(2, 1)), came(3, EVE))
    assert told.inboxes.arrived == 2
    assert told.inboxes.latest is not None
    assert told.inboxes.latest.sequence == 3
