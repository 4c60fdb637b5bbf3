"""Whose transfers words find, whatever they are made of."""

import pytest

from qwallet_desktop.domain.search_terms import words
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.node.history import history
from qwallet_desktop.node.search import tidy
from tests.node.builders import Bank, person, register


# The most that a memo and a search may hold, and signs that each become six.
@pytest.mark.parametrize("memo", ["a" * 280, "\u3316" * 280, "\U0001f389" * 280, "\u00e9" * 280, "東京" * 140])
def test_words_of_any_length_are_kept_and_found(bank: Bank, memo: str) -> None:
    bank.pay("1", memo=memo)
    bank.pay("1", memo="lunch")

    with bank.node.read() as connection:
        found = [history(connection, bank.ben.id, HistoryQuery(search=typed), 0, 10) for typed in (memo[:200], "lunch")]

    assert memo in {entry.transfer.memo for entry in found[0].entries}
    assert [entry.transfer.memo for entry in found[1].entries] == ["lunch"]


@pytest.mark.parametrize(
    "typed",
    ["'", '"', "'; DROP TABLE transfers; --", "\\", "\\'", "a & b", "a | !b", "a:*", "<->", "(a", "NEAR(a b)",
     "words:a", "^a", "a* OR b*", "-a", "\u00a71", "\0", "a\0b", "%", "_", "\u02bca", "\u2019a", "NOT", "AND OR",
     "\x7f", "\ufffd"],
)  # fmt: skip
def test_signs_that_a_database_reads_as_its_own_are_only_text(bank: Bank, typed: str) -> None:
    bank.pay("1", memo="something else")

    with bank.node.read() as connection:
        found = history(connection, bank.ben.id, HistoryQuery(search=typed), 0, 10).total

    assert found == (0 if words(typed) else 1)


def test_nobody_finds_by_typing_who_took_part(bank: Bank) -> None:
    bank.pay("1", memo="rent")

    with bank.node.read() as connection:
        found = [
            history(connection, bank.ben.id, HistoryQuery(search=typed), 0, 10).total
            for typed in ("\u00a71", "\u00a72")
        ]

    assert found == [0, 0]


def test_a_word_finds_nothing_of_payments_between_others(bank: Bank) -> None:
    cleo = person("Cleo")
    register(bank.node, cleo)
    bank.pay("1", memo="rent")

    with bank.node.read() as connection:
        found = [history(connection, who.id, HistoryQuery(search="rent"), 0, 10).total for who in (bank.ben, cleo)]

    assert found == [1, 0]


def test_a_ledger_can_be_tidied_while_it_is_open(bank: Bank) -> None:
    bank.pay("1", memo="rent")
    tidy(bank.node.engine)
    bank.pay("1", memo="rent")

    with bank.node.read() as connection:
        assert history(connection, bank.ben.id, HistoryQuery(search="rent"), 0, 10).total == 2
