"""The activity tables: pages at a fixed sequence, asked for once, and no more than memory allows."""

from dataclasses import replace

from immutables import Map

from qwallet_desktop.domain.events import IdentityChanged, TransferPosted
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.transfers import Direction, HistoryQuery
from qwallet_desktop.state import history
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.history import MOST_PAGES, PAGE_ROWS, Histories, table
from tests.state.builders import ADA, BEN, UNREACHABLE, event, identity, page, posted

QUERY = HistoryQuery()
RENT = HistoryQuery(search="rent")
TOTAL = 10_000
EMPTY: Histories = Map()


def shown(total: int = TOTAL) -> Histories:
    asked = history.reduce(EMPTY, history.ShowHistory(ADA, QUERY))[0]
    first = history.HistoryLoaded(ADA, QUERY, None, 0, page(0, min(PAGE_ROWS, total), total))
    return history.reduce(asked, first)[0]


def loaded(number: int) -> history.HistoryLoaded:
    return history.HistoryLoaded(ADA, QUERY, Sequence(1_000), number, page(number * PAGE_ROWS, PAGE_ROWS, TOTAL))


def test_the_first_page_says_how_many_rows_there_are() -> None:
    asked, effects = history.reduce(EMPTY, history.ShowHistory(ADA, QUERY))
    assert effects == (history.FetchHistoryPage(ADA, QUERY, None, 0),)
    assert table(asked, ADA).total is None
    assert (table(shown(), ADA).total, table(shown(), ADA).as_of) == (TOTAL, 1_000)


def test_rows_that_come_into_view_are_fetched_once() -> None:
    asked, effects = history.reduce(shown(), history.ShowHistoryRows(ADA, 950, 1_050))
    assert [effect.number for effect in effects if isinstance(effect, history.FetchHistoryPage)] == [9, 10]
    assert history.reduce(asked, history.ShowHistoryRows(ADA, 950, 1_050)) == (asked, ())


def test_pages_that_were_scrolled_past_give_way_and_are_fetched_again_when_seen_again() -> None:
    asked, first = history.reduce(shown(), history.ShowHistoryRows(ADA, 900, 900))
    asked, second = history.reduce(asked, history.ShowHistoryRows(ADA, 1_200, 1_200))
    assert first[0].exclusive == second[0].exclusive
    assert history.reduce(asked, loaded(9)) == (asked, ())
    again = history.reduce(asked, history.ShowHistoryRows(ADA, 900, 900))[1]
    assert again == first


def test_pages_that_are_seen_together_are_fetched_together() -> None:
    effects = history.reduce(shown(), history.ShowHistoryRows(ADA, 950, 1_150))[1]
    assert len({effect.exclusive for effect in effects}) == len(effects) == 3


def test_no_other_page_takes_the_place_of_a_first_one() -> None:
    begun, first = history.reduce(shown(), history.ShowHistory(ADA, QUERY))
    others = history.reduce(begun, history.ShowHistoryRows(ADA, 100, 450))[1]
    assert first[0].exclusive not in {effect.exclusive for effect in others}


def test_a_search_that_found_too_much_is_said() -> None:
    asked = history.reduce(EMPTY, history.ShowHistory(ADA, RENT))[0]
    answer = replace(page(0, PAGE_ROWS, TOTAL), more=True)
    found = history.reduce(asked, history.HistoryLoaded(ADA, RENT, None, 0, answer))[0]
    assert table(found, ADA).more
    other = history.reduce(found, history.ShowHistory(ADA, QUERY))[0]
    other = history.reduce(other, history.HistoryLoaded(ADA, QUERY, None, 0, page(0, PAGE_ROWS, TOTAL)))[0]
    assert not table(other, ADA).more


def test_new_entries_that_the_filters_leave_out_are_not_counted() -> None:
    told = posted(1_001)
    assert isinstance(told.fact, TransferPosted)
    direction = told.fact.entry.direction
    for wanted, fresh in ((direction, 1), (Direction.OUT if direction is Direction.IN else Direction.IN, 0)):
        query = HistoryQuery(direction=wanted)
        asked = history.reduce(EMPTY, history.ShowHistory(ADA, query))[0]
        first = history.HistoryLoaded(ADA, query, None, 0, page(0, PAGE_ROWS, TOTAL))
        counted = history.reduce(history.reduce(asked, first)[0], EventReceived(told))[0]
        assert (table(counted, ADA).fresh, table(counted, ADA).newest) == (fresh, 1_001)


def test_rows_beyond_the_end_or_of_an_unknown_table_are_not_fetched() -> None:
    assert history.reduce(EMPTY, history.ShowHistoryRows(ADA, 0, 10)) == (EMPTY, ())
    effects = history.reduce(shown(), history.ShowHistoryRows(ADA, TOTAL - 1, TOTAL + 500))[1]
    assert [effect.number for effect in effects if isinstance(effect, history.FetchHistoryPage)] == [99]


def test_the_least_recently_shown_pages_are_forgotten() -> None:
    histories = shown()
    for number in range(1, MOST_PAGES + 5):
        histories = history.reduce(histories, history.ShowHistoryRows(ADA, number * PAGE_ROWS, number * PAGE_ROWS))[0]
        histories = history.reduce(histories, loaded(number))[0]
        histories = history.reduce(histories, history.ShowHistoryRows(ADA, 0, 0))[0]
    kept = table(histories, ADA)
    assert len(kept.pages) == len(kept.recent) == MOST_PAGES
    assert 0 in kept.pages
    assert 1 not in kept.pages


def test_a_page_of_another_query_or_sequence_is_not_shown() -> None:
    other = history.reduce(shown(), history.ShowHistory(ADA, RENT))[0]
    assert (table(other, ADA).total, len(table(other, ADA).pages)) == (None, 0)
    assert history.reduce(other, loaded(3)) == (other, ())
    asked = history.reduce(shown(), history.ShowHistoryRows(ADA, 300, 300))[0]
    wrong = history.HistoryLoaded(ADA, QUERY, Sequence(5), 3, page(300, 100, TOTAL))
    assert history.reduce(asked, wrong) == (asked, ())


def test_a_refresh_keeps_the_rows_until_newer_ones_come() -> None:
    again = history.reduce(shown(), history.ShowHistory(ADA, QUERY))[0]
    assert table(again, ADA).total == TOTAL


def test_a_failure_is_told_and_the_page_can_be_asked_for_again() -> None:
    asked = history.reduce(shown(), history.ShowHistoryRows(ADA, 300, 300))[0]
    failed = history.reduce(asked, history.HistoryFailed(ADA, QUERY, 3, UNREACHABLE))[0]
    assert table(failed, ADA).problem == UNREACHABLE
    assert history.reduce(failed, history.ShowHistoryRows(ADA, 300, 300))[1] != ()
    assert history.reduce(asked, history.HistoryFailed(ADA, RENT, 3, UNREACHABLE)) == (asked, ())


def test_newer_entries_are_counted_once_and_not_inserted() -> None:
    told = EventReceived(posted(1_001))
    counted = history.reduce(shown(), told)[0]
    assert (table(counted, ADA).fresh, table(counted, ADA).total) == (1, TOTAL)
    assert history.reduce(counted, told) == (counted, ())
    assert history.reduce(counted, EventReceived(posted(900))) == (counted, ())
    refreshed = history.reduce(counted, history.ShowHistory(ADA, QUERY))[0]
    newer = history.HistoryLoaded(ADA, QUERY, None, 0, page(0, PAGE_ROWS, TOTAL + 1, as_of=1_001))
    assert table(history.reduce(refreshed, newer)[0], ADA).fresh == 0


def test_a_page_older_than_what_was_told_leaves_the_count() -> None:
    counted = history.reduce(shown(), EventReceived(posted(1_001)))[0]
    refreshed = history.reduce(counted, history.ShowHistory(ADA, QUERY))[0]
    old = history.HistoryLoaded(ADA, QUERY, None, 0, page(0, PAGE_ROWS, TOTAL))
    assert table(history.reduce(refreshed, old)[0], ADA).fresh == 1


def test_entries_of_tables_never_shown_and_other_facts_change_nothing() -> None:
    histories = shown()
    assert history.reduce(histories, EventReceived(posted(2_000, BEN))) == (histories, ())
    assert history.reduce(histories, EventReceived(event(4, ADA, IdentityChanged(identity())))) == (histories, ())


def test_an_earlier_answer_is_shown_rather_than_nothing_until_the_new_one_is_here() -> None:
    asked = history.reduce(EMPTY, history.ShowHistory(ADA, QUERY))[0]
    earlier = history.HistoryRemembered(ADA, QUERY, page(0, 3, 3, 900))
    remembered = history.reduce(asked, earlier)[0]
    assert (table(remembered, ADA).total, table(remembered, ADA).as_of) == (3, 900)
    now = history.reduce(remembered, history.HistoryLoaded(ADA, QUERY, None, 0, page(0, 4, 4, 1_000)))[0]
    assert (table(now, ADA).total, table(now, ADA).as_of) == (4, 1_000)


def test_an_earlier_answer_takes_the_place_of_nothing_newer_and_of_no_other_query() -> None:
    earlier = history.HistoryRemembered(ADA, QUERY, page(0, 3, 3, 900))
    assert history.reduce(shown(), earlier)[0] == shown()
    other = history.reduce(EMPTY, history.ShowHistory(ADA, RENT))[0]
    assert history.reduce(other, earlier)[0] == other
    assert history.reduce(EMPTY, earlier)[0] == EMPTY


def test_rows_that_are_kept_here_never_take_the_place_of_the_node_s_answer() -> None:
    here = history.HistoryFoundHere(ADA, QUERY, ())
    assert history.reduce(shown(), here)[0] == shown()
