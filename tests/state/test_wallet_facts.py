"""New facts join what is known of a wallet, and leave alone what they don't change."""

from datetime import date, timedelta

import pytest
from immutables import Map

from qwallet_desktop.domain.wallets import DailyBalance
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from qwallet_desktop.state.wallet_facts import LATEST, Entries, Line, Lines, closed, closing, joined, with_entry
from tests.state.builders import NOW, QTK, UNREACHABLE, amount, balance, entry

TODAY, YESTERDAY = NOW.date(), NOW.date() - timedelta(days=1)


def line(*points: tuple[date, int]) -> tuple[DailyBalance, ...]:
    return tuple(DailyBalance(day, amount(units)) for day, units in points)


def numbers(entries: Entries) -> list[int]:
    return [one.transfer.sequence for one in entries]


@pytest.mark.parametrize("new", [(9,), (5,), (8, 7), (10, 9, 3)])
def test_entries_are_joined_newest_first_and_each_once(new: tuple[int, ...]) -> None:
    before = tuple(entry(number) for number in (8, 7, 6, 4))
    after = joined(tuple(entry(number) for number in new), before)
    assert numbers(after) == sorted({*new, 8, 7, 6, 4}, reverse=True)[:LATEST]


def test_what_is_there_already_leaves_the_same_entries() -> None:
    before = tuple(entry(number) for number in range(20, 20 - LATEST, -1))
    assert joined(before[2:3], before) is before
    assert joined((entry(3),), before) is before


@pytest.mark.parametrize("kind", ["loaded", "stale"])
def test_an_entry_joins_those_that_are_known_however_old(kind: str) -> None:
    known = (entry(4),)
    before: Remote[Entries] = Loaded(known, NOW) if kind == "loaded" else Stale(known, NOW, UNREACHABLE)
    after = with_entry(before, entry(5))
    assert isinstance(after, type(before))
    assert isinstance(after, (Loaded, Stale))
    assert numbers(after.value) == [5, 4]
    assert with_entry(after, entry(5)) is after


@pytest.mark.parametrize("before", [Loading(), Failed(UNREACHABLE)])
def test_an_entry_makes_nothing_known_of_those_before_it(before: Remote[Entries]) -> None:
    assert with_entry(before, entry(5)) is before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Loaded(line((YESTERDAY, 1), (TODAY, 2)), NOW), Loaded(line((YESTERDAY, 1), (TODAY, 7)), NOW)),
        (Stale(line((TODAY, 2)), NOW, UNREACHABLE), Stale(line((TODAY, 7)), NOW, UNREACHABLE)),
    ],
)
def test_a_line_ends_at_the_balance(before: Line, after: Line) -> None:
    assert closing(before, balance(7, 9)) == after
    assert closed(Map({QTK: before}), balance(7, 9), TODAY) == Map({QTK: after})


@pytest.mark.parametrize("before", [Loading(), Loaded((), NOW), Loaded(line((TODAY, 7)), NOW)])
def test_a_line_that_is_not_there_or_ends_so_stays(before: Line) -> None:
    lines = Map({QTK: before})
    assert closing(before, balance(7, 9)) is before
    assert closed(lines, balance(7, 9), TODAY) is lines


def test_a_line_without_the_day_is_left_to_be_read_anew() -> None:
    lines: Lines = Map({QTK: Loaded(line((YESTERDAY, 2)), NOW)})
    assert closed(lines, balance(7, 9), TODAY) is lines
