"""How text is split into words for searching, and which entries have all that is looked for."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.ids import IdentityId, TransferId
from qwallet_desktop.domain.search_terms import LONGEST_WORD, MOST_WORDS, Term, finds, terms, words
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer
from tests.domain.builders import ALICE, amount, transfer

OTHER = IdentityId("did:key:z6MkOther")


def paid(moved: Transfer) -> HistoryEntry:
    return HistoryEntry(ALICE, moved, Direction.OUT, amount(0))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", []),
        ("  ", []),
        ("Rent, March 2026!", ["rent", "march", "2026"]),
        ("CAFÉ", ["cafe"]),
        ("cafe\u0301", ["cafe"]),
        ("Straße", ["strasse"]),
        ("東京 駅", ["東京", "駅"]),
        ('"a" OR b*', ["a", "or", "b"]),
        ("tr_00ff", ["tr", "00ff"]),
        ("ﬁne ①", ["fine", "1"]),
        ("Acme™", ["acmetm"]),
        ("🎉 a\0b § 'c' \\d", ["a", "b", "c", "d"]),
        ("a" * 65_536, ["a" * LONGEST_WORD]),
    ],
)
def test_words_are_letters_and_digits_without_case_and_accents(typed: str, expected: list[str]) -> None:
    assert words(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ()),
        ("rent", (Term("rent"),)),
        ("Rent rent", (Term("rent"),)),
        ("tr", (Term("tr"),)),
        ("tr_0", (Term(transfer_id="0"),)),
        ("TR_00FF rent", (Term(transfer_id="00ff"), Term("rent"))),
        ("cafe", (Term("cafe"),)),
        ("cafe12", (Term("cafe12", "cafe12", "cafe12"),)),
        ("Z6MkAB", (Term("z6mkab", "", "z6mkab"),)),
        ("Überweisung", (Term("uberweisung", "", "uberweisung"),)),
        ("東京東京東京", (Term("東京東京東京"),)),
        ("did:key:z6Mk", (Term(identifier="z6mk"),)),
    ],
)
def test_what_is_typed_may_be_words_and_the_beginnings_of_ids(typed: str, expected: tuple[Term, ...]) -> None:
    assert terms(typed) == expected


def test_no_more_than_so_many_words_are_looked_for() -> None:
    assert len(terms(" ".join(f"w{number}" for number in range(100)))) == MOST_WORDS


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", True),
        ("may rent", True),
        ("RENT ma", True),
        ("cafe", True),
        ("ent", False),
        ("rent june", False),
        ("tr_00c0", True),
        ("00c0ff", True),
        ("c0ffee", False),
        ("tr_c0", False),
        ("did:key:z6mk", True),
        ("z6MkOt", True),
        ("MkOther", False),
        ("did:key:other", False),
    ],
)
def test_an_entry_is_found_by_the_beginnings_of_its_words_and_ids(typed: str, *, found: bool) -> None:
    one = transfer(ALICE, OTHER)
    moved = replace(one, id=TransferId("tr_00c0ffee" + "0" * 24), memo="Rent for May, Café")
    assert finds(terms(typed), paid(moved)) is found


def test_an_entry_without_another_side_is_found_by_its_memo_alone() -> None:
    burned = paid(replace(transfer(ALICE, None), memo="burned"))
    assert finds(terms("burned"), burned)
    assert not finds(terms("did:key:z"), burned)
