"""What was asked for, in words: names, amounts, verbs, and what it is found by."""

import pytest

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.asks import BurnToken, IssueToken, MintToken, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.operation import Ask, Made
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.ask_words import amount_text, head_words, kind_words, other_side, side_words, verbs_of
from qwallet_desktop.ui.operation_rows import Terms, findable, row_of
from tests.ui import operations as told
from tests.ui.builders import NOW, QTK, did
from tests.ui.operations import ACME, EVERYONE, MARA, TOKENS, one

NUMBERS = NumberStyle()
TERMS = Terms(EVERYONE, TOKENS, NUMBERS)
MINT, BURN = MintToken(QTK, "250.00", "Second round"), BurnToken(QTK, "12.50", "")
ISSUE = IssueToken("BOAT", "Boat shares", 2, "0f" * 16, "1000.00")
RENAME = RenameIdentity("Mara L.\u202e")
FREEZE = SetIdentityStatus(ACME, IdentityStatus.FROZEN, "laptop lost")
UNFREEZE = SetIdentityStatus(ACME, IdentityStatus.ACTIVE, "")
ALL: tuple[Ask, ...] = (told.BOAT, told.salaries(2), MINT, BURN, ISSUE, RENAME, FREEZE, UNFREEZE)


@pytest.mark.parametrize(
    ("ask", "kind", "title", "amount"),
    [
        (MINT, "Minting", "Mint", ("250.00", "QTK")),
        (BURN, "Burning", "Burn", ("12.50", "QTK")),
        (ISSUE, "New token", "Issue BOAT", ("1,000.00", "BOAT")),
        (RENAME, "New name", "Rename to Mara L.", ("", "")),
        (FREEZE, "Freeze", "Freeze Acme Treasury", ("", "")),
        (UNFREEZE, "Unfreezing", "Unfreeze Acme Treasury", ("", "")),
    ],
)
def test_a_command_is_a_line_like_any_other(ask: Ask, kind: str, title: str, amount: tuple[str, str]) -> None:
    row = row_of(one(1, Made(NOW), ask), None, TERMS)
    assert (row.kind, row.title, (row.whole_amount, row.symbol)) == (kind, title, amount)


def test_a_token_without_a_first_amount_has_none() -> None:
    assert amount_text(IssueToken("BOAT", "", 2, "", ""), TOKENS, NUMBERS) == ("", "")


def test_an_amount_that_can_not_be_read_is_shown_as_it_is() -> None:
    assert amount_text(IssueToken("BOAT", "", 2, "", "many"), TOKENS, NUMBERS) == ("many", "BOAT")
    assert amount_text(MintToken(QTK, "many", ""), TOKENS, NUMBERS) == ("many", "QTK")


def test_the_reason_of_a_freeze_stands_with_whose_it_is() -> None:
    assert row_of(one(1, Made(NOW), FREEZE), None, TERMS).subtitle == "Mara Lindqvist · laptop lost"


@pytest.mark.parametrize("ask", ALL, ids=kind_words)
def test_each_has_verbs_of_its_own(ask: Ask) -> None:
    words = [each for other in ALL if other is not ask for each in verbs_of(other, made=True)[:2]]
    assert not set(verbs_of(ask, made=True)[:2]) & set(words)


def test_what_was_made_is_shown_and_what_may_have_been_is_looked_for() -> None:
    assert [verbs_of(MINT, made=made).look for made in (True, False)] == ["Show in activity", "Look in activity"]


def test_the_head_says_what_stands_nowhere_below() -> None:
    assert [head_words(ask, EVERYONE, NUMBERS) for ask in (MINT, ISSUE, FREEZE)] == [
        "Minting",
        "Issue BOAT",
        "Freeze Acme Treasury",
    ]


def test_who_signs_is_called_what_they_are() -> None:
    assert [side_words(ask)[0] for ask in (told.BOAT, MINT, RENAME, FREEZE)] == [
        "From",
        "Issuer",
        "Identity",
        "Signed by",
    ]


def test_a_freeze_is_about_somebody() -> None:
    assert (other_side(FREEZE), other_side(MINT), other_side(RENAME)) == (ACME, None, None)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (MINT, ["minting", "250.00", "qtk", "second round", "lindqvist"]),
        (ISSUE, ["new token", "boat shares", "1,000.00", "1000.00"]),
        (RENAME, ["mara l."]),
        (FREEZE, ["freeze", "acme treasury", ACME.casefold(), "laptop lost"]),
        (told.salaries(2), ["20.50", "27.50", "november", "acme treasury"]),
    ],
)
def test_it_is_found_by_what_it_says(ask: Ask, words: list[str]) -> None:
    found = findable(one(1, Made(NOW), ask), TERMS)
    assert [word for word in words if word not in found] == []


def test_a_stranger_who_is_frozen_is_called_by_the_id() -> None:
    row = row_of(one(1, Made(NOW), SetIdentityStatus(did(90), IdentityStatus.FROZEN, "")), HoldUp.NODE, TERMS)
    assert row.title.startswith("Freeze did:key:")
    assert MARA in row.who.did
