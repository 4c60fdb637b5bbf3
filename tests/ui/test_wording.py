"""Every problem has a sentence for a person, with its facts in the locale's figures."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum

import pytest
from PySide6.QtCore import QLocale

from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, TransferKind
from qwallet_desktop.state.health import Down, Health, Starting, Up
from qwallet_desktop.ui import wording
from qwallet_desktop.ui.identity_sentences import IdentitySentences
from qwallet_desktop.ui.sentences import Sentences
from qwallet_desktop.ui.wording import placeholders, sentence

WITH_FACTS = {**Sentences.WITH_FACTS, **IdentitySentences.WITH_FACTS}
FACTS = {
    "longest": "60",
    "reason": "audit",
    "available": "1234.50",
    "symbol": "QTK",
    "decimals": "2",
    "digits": "78",
    "type": "DAO",
    "folder": "/data",
    "file": "a.csv",
    "count": "23",
    "expected": "24",
    "position": "7",
    "shortest": "10",
    "most": "30",
    "example": "1234.50",
}
GERMAN = NumberStyle(",", ".")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


def is_sentence(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z“].*[.!?]", text)) and "{" not in text


@pytest.mark.parametrize("code", Code)
def test_every_problem_without_facts_is_said_in_a_whole_sentence(code: Code) -> None:
    assert is_sentence(sentence(Problem(code)))


@pytest.mark.parametrize("code", Code)
def test_every_problem_with_all_facts_is_said_in_a_whole_sentence(code: Code) -> None:
    assert is_sentence(sentence(Problem(code, FACTS)))


@pytest.mark.parametrize("code", Code)
def test_no_sentence_shows_a_code(code: Code) -> None:
    said = sentence(Problem(code, FACTS)) + sentence(Problem(code))
    assert not re.search(r"[A-Z]{2,}_[A-Z]|_", said)


@pytest.mark.parametrize("code", WITH_FACTS)
def test_a_sentence_with_facts_says_each_of_them(code: Code) -> None:
    asked = placeholders(str(WITH_FACTS[code]))
    said = sentence(Problem(code, {name: f"fact {name}" for name in asked}))
    assert asked
    assert all(f"fact {name}" in said for name in asked)


@pytest.mark.parametrize(("code", "part"), [*Sentences.BY_PART, *IdentitySentences.BY_PART])
def test_what_was_wrong_with_a_part_is_said_in_a_whole_sentence(code: Code, part: str) -> None:
    by_part = {**Sentences.BY_PART, **IdentitySentences.BY_PART}[code, part]
    asked = {name: f"fact {name}" for name in placeholders(str(by_part))}
    said = sentence(Problem(code, asked, part))
    assert is_sentence(said)
    assert said != sentence(Problem(code))


def test_a_fact_that_is_missing_gives_the_plain_sentence() -> None:
    assert sentence(Problem(Code.INSUFFICIENT_FUNDS)) == "This is more than can be spent now. Enter less."


def test_numbers_among_the_facts_are_written_as_the_locale_does() -> None:
    problem = Problem(Code.INSUFFICIENT_FUNDS, {"available": "1234567.50", "symbol": "QTK"})
    assert sentence(problem, GERMAN) == "Only 1.234.567,50 QTK can be spent now. Enter less."


def test_without_a_style_numbers_follow_the_default_locale() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert "1.234,50" in sentence(Problem(Code.AMOUNT_NOT_A_NUMBER))


def test_an_amount_of_78_digits_is_grouped_to_its_end() -> None:
    problem = Problem(Code.INSUFFICIENT_FUNDS, {"available": "9" * 78, "symbol": "QTK"})
    assert ",".join(["999"] * 26) in sentence(problem)


def test_text_of_other_people_loses_its_tricks() -> None:
    said = sentence(Problem(Code.SENDER_FROZEN, {"reason": "ok\u202e gnp\n<b>"}))
    assert "“ok gnp <b>”" in said


def test_a_fact_in_braces_is_text_and_no_placeholder() -> None:
    assert "“{symbol}”" in sentence(Problem(Code.SENDER_FROZEN, {"reason": "{symbol}"}))


def test_a_very_long_fact_is_cut() -> None:
    assert len(sentence(Problem(Code.SENDER_FROZEN, {"reason": "x" * 5000}))) < 300


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (wording.type_word, IdentityType),
        (wording.type_sentence, IdentityType),
        (wording.status_word, IdentityStatus),
        (wording.kind_word, TransferKind),
        (wording.direction_word, Direction),
        (wording.outcome_word, Outcome),
        (wording.rule_sentence, Rule),
    ],
)
def test_every_member_has_words_of_its_own(words: object, members: type[StrEnum]) -> None:
    assert callable(words)
    said = [words(member) for member in members]
    assert all(said)
    assert len(set(said)) == len(said)


def test_a_payment_is_called_by_its_direction_and_a_mint_by_its_kind() -> None:
    assert wording.movement_word(TransferKind.TRANSFER, Direction.OUT) == "Sent"
    assert wording.movement_word(TransferKind.MINT, Direction.IN) == "Minted"


AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("health", "word"),
    [
        (Health(Starting()), "Starting"),
        (Health(Starting(7)), "Updating"),
        (Health(Up(NodeId("n")), live=True), "Online"),
        (Health(Up(NodeId("n"))), "Connecting"),
        (Health(Down(AT, Problem(Code.NODE_UNREACHABLE))), "Reconnecting"),
        (Health(Down(AT, Problem(Code.STORAGE_FULL))), "Node down"),
        (Health(Starting(), served="https://n"), "Starting"),
        (Health(Down(AT, Problem(Code.NODE_UNREACHABLE)), served="https://n"), "Reconnecting"),
        (Health(Down(AT, Problem(Code.NODE_OTHER)), served="https://n"), "Node down"),
    ],
)
def test_each_state_of_the_node_has_a_word_and_a_sentence(health: Health, word: str) -> None:
    assert wording.connection_word(health) == word
    assert is_sentence(wording.connection_sentence(health))
