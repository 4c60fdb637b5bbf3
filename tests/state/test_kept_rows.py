"""While the node is away, the rows that are kept here answer what is asked of a history."""

from dataclasses import replace

import pytest
from immutables import Map

from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId
from qwallet_desktop.domain.last_known import KnownTable
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryPage, HistoryQuery, SortKey
from qwallet_desktop.state import health, history, wallets
from qwallet_desktop.state.kept_rows import matching
from qwallet_desktop.state.last_known import LastKnownRead
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.silence import AnswerOverdue, NodeSilent
from qwallet_desktop.state.wallet_facts import LATEST
from tests.state.builders import ADA, BEN, EVE, NOW, QTK, UNREACHABLE, context, posted, token, transfer
from tests.state.test_last_known import HEAD, UP, last, latest, run


def show(**asked: object) -> Action:
    return history.ShowHistory(ADA, replace(HistoryQuery(), **asked))  # type: ignore[arg-type]


def test_the_rows_that_are_kept_are_shown_before_the_node_answers() -> None:
    table = run(LastKnownRead(last())).history[ADA]
    assert (table.total, table.local, table.kept) == (HEAD, True, last().tables[0])


@pytest.mark.parametrize("descending", [True, False])
def test_a_history_is_sorted_here_while_the_node_is_away(descending: bool) -> None:
    table = run(LastKnownRead(last()), show(sort=SortKey.AT, descending=descending)).history[ADA]
    shown = [row.transfer.sequence for row in table.pages[0]]
    assert shown == sorted(shown, reverse=descending)


SECOND = TokenId("qtk1" + "1" * 64)
TOKENS = {QTK: token(), SECOND: replace(token(), id=SECOND, symbol="ABC", decimals=0)}


def row(sequence: int, memo: str, moved: Amount, *, other: IdentityId | None, direction: Direction) -> HistoryEntry:
    sides = (ADA, other) if direction is Direction.OUT else (other, ADA)
    moving = replace(transfer(sequence), sender=sides[0], recipient=sides[1], amount=moved, memo=memo)
    return HistoryEntry(ADA, moving, direction, moved)


ROWS = (
    row(4, "b", Amount(3, 0, SECOND), other=None, direction=Direction.OUT),
    row(3, "a", Amount(250, 2, QTK), other=EVE, direction=Direction.IN),
    row(2, "C", Amount(900, 2, QTK), other=BEN, direction=Direction.OUT),
    row(1, "a", Amount(3, 0, SECOND), other=EVE, direction=Direction.OUT),
)


@pytest.mark.parametrize(
    ("key", "order"),
    [
        (SortKey.AT, [1, 2, 3, 4]),
        (SortKey.AMOUNT, [3, 1, 4, 2]),
        (SortKey.SYMBOL, [1, 4, 2, 3]),
        (SortKey.DIRECTION, [3, 1, 2, 4]),
        (SortKey.COUNTERPARTY, [4, 2, 1, 3]),
        (SortKey.MEMO, [1, 3, 4, 2]),
    ],
)
def test_rows_are_sorted_by_each_column_and_then_as_they_came(key: SortKey, order: list[int]) -> None:
    found = matching(ROWS, HistoryQuery(sort=key, descending=False), TOKENS)
    assert [each.transfer.sequence for each in found] == order


def test_a_history_is_filtered_here_while_the_node_is_away() -> None:
    table = run(LastKnownRead(last()), show(direction=Direction.OUT)).history[ADA]
    assert (table.total, table.local) == (0, True)


def test_the_node_answers_a_history_alone_while_it_is_there() -> None:
    table = run(LastKnownRead(last()), UP, show(direction=Direction.OUT)).history[ADA]
    assert (table.total, table.local) == (None, False)


def test_the_nodes_answer_takes_the_place_of_the_rows_kept_here() -> None:
    asked = run(LastKnownRead(last()), show())
    page = HistoryPage(latest(9), 0, 9, Sequence(9))
    table = run(history.HistoryLoaded(ADA, HistoryQuery(), None, 0, page), state=asked).history[ADA]
    assert (table.total, table.local) == (9, False)
    assert table.kept == KnownTable(ADA, latest(9), 9)


def test_a_node_that_falls_leaves_the_newest_rows_to_ask() -> None:
    page = HistoryPage(latest(9), 0, 9, Sequence(9))
    state = run(UP, show(), history.HistoryLoaded(ADA, HistoryQuery(), None, 0, page))
    told = health.EventReceived(posted(10, ADA, Direction.OUT, 900))
    gone = run(told, health.NodeLost(NOW, UNREACHABLE), show(direction=Direction.OUT), state=state)
    assert [row.transfer.sequence for row in gone.history[ADA].pages[0]] == [10]


def test_dropping_forgets_the_tables_too() -> None:
    assert run(LastKnownRead(last()), LastKnownDropped()).history == Map()


def overview(count: int) -> Action:
    """The overview was read, and that many entries with it."""
    return wallets.WalletLoaded(context(ADA, sequence=count), latest(count), NOW)


@pytest.mark.parametrize(("count", "whole"), [(3, True), (LATEST, False)])
def test_a_history_that_was_never_read_is_what_the_overview_knows_of_it(count: int, whole: bool) -> None:
    table = run(UP, overview(count), health.NodeLost(NOW, UNREACHABLE), show()).history[ADA]
    assert (table.total, table.local) == (count, True)
    assert table.kept is not None
    assert table.kept.is_whole == whole


def test_a_history_that_is_looked_at_while_the_node_hangs_is_what_the_overview_knows_of_it() -> None:
    looked = run(UP, overview(3), show())
    assert looked.history[ADA].total is None
    active = looked.having({"identities": replace(looked.identities, active=ADA)})
    hung = run(AnswerOverdue(NOW), NodeSilent(), state=active)
    assert hung.history[ADA].total == 3
