"""History: any page of any query equals what plain Python makes of all entries."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.ids import Sequence, TokenId
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery, SortKey, TransferKind
from qwallet_desktop.node.grouping import namer
from qwallet_desktop.node.history import export_page, history
from qwallet_desktop.node.tokens import Burn, Mint
from qwallet_desktop.wire.requests import ExportPage
from tests.helpers.postgres import drop_databases
from tests.node.builders import START, Bank, accepted, ask, issue, open_bank, pay, person, register

MEMOS = [
    "",
    "Rent March",
    "rent april",
    "Café",
    "café au lait",
    "Invoice 2041",
    "invoice 20",
    "100% & more_",
    "Überweisung",
    "A long story that goes on beyond what sorts: zebra",
    "a long story that goes on beyond what sorts: aardvark",
]
PEOPLE = [person(name) for name in ("Ann", "Ben", "Cleo")]


@pytest.fixture(autouse=True, scope="module")
def _own_databases() -> Iterator[None]:
    """Keep this module's databases until its last test: one of them is for all of these."""
    yield
    drop_databases()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, _own_databases: None) -> Iterator[Bank]:
    """A bank with two tokens of different decimals and forty movements, two at each moment."""
    bank = open_bank(Path(tmp_path_factory.mktemp("history")) / "node")
    ann, ben, cleo = PEOPLE
    register(bank.node, cleo)
    gold = issue(bank.node, ann, "5", "GOLD", 6)
    for number in range(36):
        if number % 2:
            bank.clock.forward(hours=7)
        token = bank.qtk if number % 3 else gold
        amount = (
            ["1", "2.5", "10", "0.07"][number % 4] if token == bank.qtk else ["0.000001", "0.07", "0.1"][number % 3]
        )
        sender, recipient = ((ann, ben), (ann, cleo), (ben, cleo), (cleo, ann))[
            number % 4 if number > 8 else number % 2
        ]
        pay(bank.node, sender, recipient, token, amount, MEMOS[number % len(MEMOS)])
    accepted(ask(bank.node, ann, Mint(bank.qtk, "3", "fresh rent")))
    accepted(ask(bank.node, ann, Burn(bank.qtk, "3", "")))
    yield bank
    bank.node.close()


def all_entries(bank: Bank, number: int) -> list[HistoryEntry]:
    with bank.node.read() as connection:
        page = history(connection, PEOPLE[number].id, HistoryQuery(descending=False), 0, 10_000)
    return list(page.entries)


def plain_words(text: str) -> list[str]:
    """Split as search does, for the few signs that these tests use."""
    return re.findall("[a-z0-9]+", text.lower().replace("é", "e").replace("ü", "u"))


def searched(typed: str, entry: HistoryEntry) -> bool:
    """Say whether all that is typed is in an entry: words, and the beginnings of ids."""
    transfer_id, identifier = entry.transfer.id[3:], (entry.counterparty or "").rpartition(":")[2].lower()
    for begun in re.findall(r"\btr_([0-9a-f]+)", typed):
        if not transfer_id.startswith(begun):
            return False
    for begun in re.findall(r"did:key:(\w+)", typed):
        if not identifier.startswith(begun):
            return False
    for begun in plain_words(re.sub(r"\btr_[0-9a-f]+|did:key:\w+", " ", typed)):
        ids = (transfer_id, identifier) if len(begun) >= 6 else ()
        if not any(there.startswith(begun) for there in (*plain_words(entry.transfer.memo), *ids)):
            return False
    return True


def wanted(query: HistoryQuery, entry: HistoryEntry) -> bool:
    moved = entry.transfer
    return all(
        (
            searched(query.search.lower(), entry),
            query.since is None or moved.at >= query.since,
            query.until is None or moved.at < query.until,
            query.token_id in {None, moved.amount.token_id},
            query.direction in {None, entry.direction},
            query.kind in {None, moved.kind},
            query.counterparty in {None, entry.counterparty},
        )
    )


def rank(key: SortKey, symbols: dict[TokenId, str], entry: HistoryEntry) -> tuple[Any, int]:
    amount = entry.transfer.amount
    value: Any = {
        SortKey.AT: entry.transfer.at,
        SortKey.AMOUNT: amount.units * 10 ** (30 - amount.decimals),
        SortKey.SYMBOL: symbols.get(amount.token_id, ""),
        SortKey.DIRECTION: entry.direction,
        SortKey.COUNTERPARTY: entry.counterparty or "",
        SortKey.MEMO: entry.transfer.memo.casefold()[:40],
    }[key]
    return value, entry.transfer.sequence


MOMENTS = st.none() | st.integers(-10, 140).map(lambda hours: START + timedelta(hours=hours))
SEARCHES = st.sampled_from(
    ["", "rent", "REN mar", "cafe", "CAFÉ", "inv 20", "2041", "uber", "did", "tr", "did:key:z6Mk", "zzz", "%",
     "100 more", "rent tr", "tr_0", "tr_0 rent", "tr_0 tr_f", f"{PEOPLE[1].id[8:20]} rent",
     PEOPLE[1].id, PEOPLE[1].id[:20], "' OR 1=1 --", '"', "a*"]
)  # fmt: skip
QUERIES = st.builds(
    HistoryQuery,
    search=SEARCHES,
    since=MOMENTS,
    until=MOMENTS,
    direction=st.sampled_from([None, *Direction]),
    kind=st.sampled_from([None, None, *TransferKind]),
    counterparty=st.sampled_from([None, None, *(who.id for who in PEOPLE), person("nobody knows").id]),
    sort=st.sampled_from(list(SortKey)),
    descending=st.booleans(),
)


@given(
    QUERIES, st.integers(0, 2), st.sampled_from([None, "QTK", "GOLD", "none"]), st.integers(0, 30), st.integers(1, 20)
)
def test_a_page_equals_a_plain_python_filter(  # noqa: PLR0913, PLR0917  (drawn by Hypothesis)
    filled: Bank, query: HistoryQuery, number: int, token: str | None, offset: int, limit: int
) -> None:
    entries = all_entries(filled, number)
    first = entries[len(entries) // 2].transfer.amount.token_id
    named = {None: None, "QTK": filled.qtk, "GOLD": first, "none": TokenId("qtk1" + "0" * 64)}
    check_a_page(filled, replace(query, token_id=named[token]), number, offset, limit)


def check_a_page(filled: Bank, query: HistoryQuery, number: int, offset: int, limit: int) -> None:
    """Compare a page with what plain Python makes of all entries."""
    entries = all_entries(filled, number)
    symbols = {entry.transfer.amount.token_id: "GOLD" for entry in entries} | {filled.qtk: "QTK"}
    expected = sorted(
        (entry for entry in entries if wanted(query, entry)),
        key=partial(rank, query.sort, symbols),
        reverse=query.descending,
    )

    with filled.node.read() as connection:
        page = history(connection, PEOPLE[number].id, query, offset, limit)

    assert (page.total, list(page.entries)) == (len(expected), expected[offset : offset + limit]), query


# A DID, the beginning of one with a word, and with a word that others' DIDs may begin with.
NAMED = (PEOPLE[1].id, "did:key:z6mk", f"{PEOPLE[1].id[8:20]} rent", "invoice z6mk")


def drawn(chance: Random) -> HistoryQuery:
    """Draw a query: filters, order and search, each as often there as not."""
    return HistoryQuery(
        search=chance.choice([*[""] * 6, "rent", "cafe", "invoice 20", "fresh", "zzz", "tr_0 rent", *NAMED]),
        since=chance.choice([None, START + timedelta(hours=chance.randint(-10, 140))]),
        until=chance.choice([None, START + timedelta(hours=chance.randint(-10, 140))]),
        direction=chance.choice([None, None, *Direction]),
        kind=chance.choice([None, None, None, *TransferKind]),
        counterparty=chance.choice([None, None, None, *(who.id for who in PEOPLE)]),
        sort=chance.choice(list(SortKey)),
        descending=chance.random() < 0.5,
    )


def test_the_same_pages_come_where_many_entries_are_walked_through(
    filled: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three hundred queries with other ideas of how many are few: the same rows come by the other way."""
    chance = Random(20_260_301)  # noqa: S311  (no secrets)
    for few in (0, 3):
        monkeypatch.setattr("qwallet_desktop.node.ranking.FEW", few)
        monkeypatch.setattr("qwallet_desktop.node.ranking.FEW_OF_MANY", few)
        monkeypatch.setattr("qwallet_desktop.node.grouping.FEW", few)
        monkeypatch.setattr("qwallet_desktop.node.finding.FEW", few)
        monkeypatch.setattr("qwallet_desktop.node.finding.COMMON", few)
        monkeypatch.setattr("qwallet_desktop.node.facets.MOST_PARAMETERS", few)
        for _ in range(150):
            check_a_page(filled, drawn(chance), chance.randrange(3), chance.randrange(35), chance.randint(1, 20))


@pytest.mark.parametrize(
    "query", [HistoryQuery("cafe"), HistoryQuery("cafe", descending=False), HistoryQuery("cafe", sort=SortKey.AMOUNT)]
)
def test_a_search_that_finds_too_much_shows_the_newest_or_the_oldest(
    filled: Bank, query: HistoryQuery, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [entry for entry in all_entries(filled, 0) if wanted(query, entry)]
    oldest = query.sort is SortKey.AT and not query.descending
    kept = entries[:3] if oldest else entries[-3:]
    expected = sorted(kept, key=partial(rank, query.sort, {}), reverse=query.descending)
    monkeypatch.setattr("qwallet_desktop.node.finding.MOST_FOUND", 3)

    with filled.node.read() as connection:
        page = history(connection, PEOPLE[0].id, query, 0, 10)

    assert len(entries) > 3
    assert (page.more, page.total, list(page.entries)) == (True, 3, expected)


def test_a_search_that_finds_as_much_as_can_be_shown_found_all(filled: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    found = len([entry for entry in all_entries(filled, 0) if wanted(HistoryQuery("cafe"), entry)])
    monkeypatch.setattr("qwallet_desktop.node.finding.MOST_FOUND", found)

    with filled.node.read() as connection:
        page = history(connection, PEOPLE[0].id, HistoryQuery("cafe"), 0, 10)

    assert (page.more, page.total) == (False, found)


@pytest.mark.parametrize("sort", SortKey)
def test_pages_at_one_position_stay_the_same_while_rows_are_added(bank: Bank, sort: SortKey) -> None:
    for number in range(9):
        bank.pay(str(number % 3 + 1), memo=MEMOS[number])
    query = HistoryQuery(sort=sort)

    def pages() -> list[object]:
        with bank.node.read() as connection:
            return [history(connection, bank.ann.id, query, offset, 4, as_of) for offset in range(0, 12, 4)]

    with bank.node.read() as connection:
        as_of = history(connection, bank.ann.id, query, 0, 1).as_of
    before = pages()
    accepted(ask(bank.node, bank.ann, Mint(bank.qtk, "3", "a newer one")))
    accepted(ask(bank.node, bank.ann, Burn(bank.qtk, "1", "")))
    bank.pay("2", memo=MEMOS[1])

    assert pages() == before


def test_an_export_of_what_words_find_is_whole_however_small_its_pieces(
    filled: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qwallet_desktop.node.finding.MOST_FOUND", 2)
    for query in (HistoryQuery("rent"), HistoryQuery("rent", direction=Direction.IN), HistoryQuery("rent tr_0")):
        expected = [entry for entry in all_entries(filled, 0) if wanted(query, entry)]
        found: list[HistoryEntry] = []
        with filled.node.read() as connection:
            cursor = f"{history(connection, PEOPLE[0].id, HistoryQuery(), 0, 1).as_of}.0"
            while cursor:
                page = export_page(connection, PEOPLE[0].id, query, cursor, 3)
                found += page.entries
                cursor = page.next
        assert len(expected) > 2
        assert found == expected


@given(QUERIES, st.integers(0, 2), st.integers(1, 12))
def test_an_export_is_the_filtered_history_oldest_first(
    filled: Bank, query: HistoryQuery, number: int, limit: int
) -> None:
    expected = [entry for entry in all_entries(filled, number) if wanted(query, entry)]
    found: list[HistoryEntry] = []
    cursor = ""

    with filled.node.read() as connection:
        while True:
            page = export_page(connection, PEOPLE[number].id, query, cursor, limit)
            found.extend(page.entries)
            if not (cursor := page.next):
                break

    assert found == expected


@given(st.integers(0, 2), st.integers(0, 80), QUERIES)
def test_a_page_as_of_a_position_does_not_know_what_came_later(
    filled: Bank, number: int, position: int, query: HistoryQuery
) -> None:
    entries = (entry for entry in all_entries(filled, number) if entry.transfer.sequence <= position)
    expected = {entry.transfer.id for entry in entries if wanted(query, entry)}

    with filled.node.read() as connection:
        page = history(connection, PEOPLE[number].id, query, 0, 100, Sequence(position))

    assert (page.as_of, page.total) == (position, len(expected))
    assert {entry.transfer.id for entry in page.entries} == expected


def test_the_balance_after_each_entry_adds_up(filled: Bank) -> None:
    for number in range(3):
        balance: dict[TokenId, int] = {}
        for entry in all_entries(filled, number):
            amount = entry.transfer.amount
            signed = amount.units if entry.direction is Direction.IN else -amount.units
            balance[amount.token_id] = balance.get(amount.token_id, 0) + signed
            assert entry.balance_after.units == balance[amount.token_id]


def test_an_export_does_not_show_what_came_after_its_first_page(bank: Bank) -> None:
    for _ in range(3):
        bank.pay("1")
    with bank.node.read() as connection:
        first = export_page(connection, bank.ben.id, HistoryQuery(), "", 2)
    bank.pay("1")

    with bank.node.read() as connection:
        rest = export_page(connection, bank.ben.id, HistoryQuery(), first.next, 2)

    assert (len(rest.entries), rest.next) == (1, "")


@pytest.mark.parametrize("cursor", ["x", "1", "1.", "-1.2", "1.2.3", "9" * 30 + ".1"])
def test_a_wrong_cursor_is_malformed(bank: Bank, cursor: str) -> None:
    with bank.node.read() as connection, pytest.raises(Refused) as refused:
        export_page(connection, bank.ben.id, HistoryQuery(), cursor, 2)

    assert (refused.value.problem.code, refused.value.problem.field) == (Code.MALFORMED, "cursor")


def test_a_transfer_id_finds_its_transfer(filled: Bank) -> None:
    entry = all_entries(filled, 1)[3]

    with filled.node.read() as connection:
        for typed in (entry.transfer.id, entry.transfer.id[3:15].upper()):
            page = history(connection, PEOPLE[1].id, HistoryQuery(search=typed), 0, 10)
            assert page.entries == (entry,)


def test_the_history_of_an_unknown_identity_is_empty(bank: Bank) -> None:
    with bank.node.read() as connection:
        assert history(connection, person("nobody knows").id, HistoryQuery(), 0, 10).total == 0


def test_an_identity_without_entries_has_none_at_any_time(bank: Bank) -> None:
    newcomer = person("Newcomer")
    register(bank.node, newcomer)

    with bank.node.read() as connection:
        page = history(connection, newcomer.id, HistoryQuery(since=START, sort=SortKey.SYMBOL), 0, 10)

    assert (page.total, page.entries) == (0, ())


def test_nobody_has_nothing_to_export(bank: Bank) -> None:
    with bank.node.read() as connection:
        assert export_page(connection, person("nobody knows").id, HistoryQuery(), "", 10) == ExportPage((), "")


@pytest.mark.parametrize("key", [SortKey.AT, SortKey.AMOUNT, SortKey.MEMO])
def test_what_an_index_sorts_has_no_groups(bank: Bank, key: SortKey) -> None:
    with bank.node.read() as connection, pytest.raises(ValueError, match=key):
        namer(connection, 1, key)
