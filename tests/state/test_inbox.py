"""One identity's notifications: in order, each once, and counted as unread above a mark that never goes back."""

from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.notifications import Notification, NotificationPage, noticed
from qwallet_desktop.domain.transfers import Direction
from qwallet_desktop.state import inbox
from qwallet_desktop.state.inbox import MOST, MOST_SHOWN, Inbox
from tests.state.builders import ADA, BEN, UNREACHABLE, posted


def news(sequence: int) -> Notification:
    made = noticed(posted(sequence, ADA, Direction.IN))
    assert made is not None
    return made


def page(
    *sequences: int, unread: int = 0, read_up_to: int = 0, after: str = "", as_of: int = 10_000
) -> NotificationPage:
    entries = tuple(news(sequence) for sequence in sequences)
    return NotificationPage(entries, unread, Sequence(read_up_to), Sequence(as_of), after)


def sequences(shown: Inbox) -> list[int]:
    return [int(entry.sequence) for entry in shown.entries]


def told(*numbers: int, into: Inbox = Inbox()) -> Inbox:  # noqa: B008 - frozen
    for number in numbers:
        into = inbox.received(into, news(number))
    return into


@given(st.lists(st.integers(1, MOST), max_size=60))
def test_whatever_comes_late_or_twice_ends_the_same(numbers: list[int]) -> None:
    assert told(*numbers) == told(*sorted(set(numbers)))


def test_what_comes_twice_changes_nothing() -> None:
    once = told(1, 2)
    assert inbox.received(once, news(1)) is once


def test_only_the_newest_are_kept_but_all_are_counted() -> None:
    shown = told(*range(1, MOST + 11))
    assert (sequences(shown)[0], sequences(shown)[-1], len(shown.entries)) == (MOST + 10, 11, MOST)
    assert shown.unread == MOST + 10


def test_what_is_older_than_all_that_is_kept_is_passed_over() -> None:
    shown = told(*range(10, MOST + 10))
    assert inbox.received(shown, news(5)) is shown


def test_what_falls_off_the_end_takes_the_cursor_with_it() -> None:
    full = told(*range(1, MOST + 1))._replace(older="cursor")
    assert inbox.received(full, news(MOST + 1)).older == ""


def test_with_room_left_the_cursor_stays() -> None:
    assert inbox.received(told(1)._replace(older="cursor"), news(2)).older == "cursor"


def test_a_page_replaces_what_was_known_but_not_what_came_since() -> None:
    shown = inbox.loaded(told(3, 12), page(9, 5, unread=2, as_of=10, after="next"), frozenset())
    assert (sequences(shown), shown.older) == ([12, 9, 5], "next")
    assert shown.unread == 3


def test_what_ones_own_identities_did_is_no_news() -> None:
    shown = inbox.loaded(Inbox(), page(9, 5, unread=2), frozenset({BEN}))
    assert (shown.entries, shown.unread) == ((), 0)


def test_a_page_that_is_unread_throughout_counts_what_lies_beyond_it() -> None:
    assert inbox.loaded(Inbox(), page(9, 5, unread=1_000), frozenset()).unread == 1_000


def test_a_mark_that_the_node_has_not_heard_of_stays() -> None:
    shown = inbox.loaded(inbox.read(told(5, 9), Sequence(9)), page(9, 5, unread=1_000), frozenset())
    assert (shown.read_up_to, shown.unread) == (9, 0)


def test_an_answer_takes_away_the_problem() -> None:
    assert inbox.loaded(Inbox(problem=UNREACHABLE, asked=True), page(1), frozenset()) == Inbox((news(1),), 1)


def test_older_ones_are_put_below() -> None:
    shown = inbox.extended(told(8, 9)._replace(asked=True), page(7, 6, after="next"), frozenset())
    assert (sequences(shown), shown.older, shown.asked, shown.unread) == ([9, 8, 7, 6], "next", False, 2)


def test_a_list_does_not_grow_for_ever() -> None:
    long = Inbox(tuple(news(number) for number in range(MOST_SHOWN + 20, 20, -1)))
    shown = inbox.extended(long, page(7, 6, after="next"), frozenset())
    assert (len(shown.entries), shown.older) == (MOST_SHOWN, "")


def test_the_mark_counts_what_is_above_it() -> None:
    assert inbox.read(told(1, 2, 3), Sequence(2)).unread == 1


def test_the_mark_never_goes_back() -> None:
    shown = inbox.read(told(1, 2, 3), Sequence(2))
    assert inbox.read(shown, Sequence(1)) is shown


def test_what_is_below_the_mark_is_not_unread_when_it_comes() -> None:
    assert told(4, into=Inbox(read_up_to=Sequence(5))).unread == 0


def test_a_mark_below_all_that_is_kept_leaves_what_fell_off_counted() -> None:
    shown = inbox.read(told(*range(1, MOST + 11)), Sequence(5))
    assert (shown.read_up_to, shown.unread) == (5, MOST + 10)
    assert inbox.read(shown, Sequence(MOST + 8)).unread == 2


def test_thinned_of_its_older_ones_it_keeps_the_count_but_not_the_cursor() -> None:
    shown = inbox.thinned(told(1, 2, 3)._replace(older="cursor"), Sequence(2))
    assert (sequences(shown), shown.unread, shown.older) == ([3, 2], 3, "")


def test_the_newest_one_is_never_thinned_out() -> None:
    assert sequences(inbox.thinned(told(1, 2, 3), Sequence(9))) == [3]


def test_what_has_nothing_older_is_left_as_it_is() -> None:
    new, single = told(8, 9), told(1)
    assert inbox.thinned(new, Sequence(8)) is new
    assert inbox.thinned(single, Sequence(8)) is single
    assert inbox.thinned(Inbox(), Sequence(8)) == Inbox()


def test_what_comes_late_takes_its_place() -> None:
    shown = told(1, 4, 2)
    assert (sequences(shown), shown.unread) == ([4, 2, 1], 3)
