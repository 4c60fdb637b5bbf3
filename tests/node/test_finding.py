"""Finding by words and by the beginnings of ids: all that is one's own, and nothing that is others'."""

import pytest

from qwallet_desktop.domain.transfers import HistoryQuery, SortKey
from qwallet_desktop.node.history import export_page, history
from tests.node.builders import Bank, person, register


@pytest.mark.parametrize("few", [1, 2_000])
def test_two_words_that_may_both_be_ids_must_both_be_there(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("qwallet_desktop.node.finding.FEW", few)
    cleo = person("Cleo")
    register(bank.node, cleo)
    begun, other = bank.ben.id[8:18], cleo.id[8:18]
    memos = [f"{other} {begun}", f"{other} {begun}", f"{begun} lunch", f"{begun} lunch", "rent"]
    for memo in memos:
        bank.pay("1", recipient=cleo.id, memo=memo)
    bank.pay("1", memo=other)
    bank.pay("1", memo="rent")

    def found(typed: str) -> list[str]:
        with bank.node.read() as connection:
            page = history(connection, bank.ann.id, HistoryQuery(search=typed, descending=False), 0, 10)
        return [entry.transfer.memo for entry in page.entries]

    assert found(f"{begun} {other}") == [*memos[:4], other]
    assert found(f"{begun} rent") == ["rent"]
    assert found(f"{begun} {other} lunch") == memos[2:4]


def test_the_beginning_of_ids_finds_ones_own_however_many_others_have_newer_ones(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qwallet_desktop.node.finding.FEW", 1)
    cleo = person("Cleo")
    register(bank.node, cleo)
    bank.pay("1", recipient=cleo.id)
    for _ in range(3):
        bank.pay("1")

    with bank.node.read() as connection:
        found = [history(connection, who.id, HistoryQuery(search="tr_0"), 0, 10).total for who in (bank.ben, cleo)]

    assert found == [3, 1]


@pytest.mark.parametrize("typed", ["rent", "tr_0", "did:key:z", "'", "\u00a7", ""])
@pytest.mark.parametrize("sort", SortKey)
def test_what_others_pay_each_other_changes_nothing_that_one_may_count(bank: Bank, typed: str, sort: SortKey) -> None:
    cleo = person("Cleo")
    register(bank.node, cleo)
    bank.pay("1", recipient=cleo.id, memo="rent")
    query = HistoryQuery(search=typed, sort=sort)

    def seen() -> tuple[object, ...]:
        with bank.node.read() as connection:
            page = history(connection, cleo.id, query, 0, 10)
            return page.total, page.more, page.entries, export_page(connection, cleo.id, query, "", 10)

    before = seen()
    for _ in range(3):
        bank.pay("1", memo="rent")

    assert seen() == before
