"""A token is what its issuer declared: checked, tidied, and named by its hash."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import TOKEN_ID, TokenDeclaration, declare_token
from tests.domain.builders import ALICE, BOB, outcome, problem_of

SALT = "00112233445566778899aabbccddeeff"
OTHER_SALT = "ff" * 16


def test_a_declaration_is_tidied() -> None:
    declared = declare_token(ALICE, " qtk\u202e ", "Quick\u200b  Token\n", 2, SALT)
    assert declared == TokenDeclaration(ALICE, "QTK", "Quick Token", 2, SALT)


@pytest.mark.parametrize("name", ["", "  ", "\u202e"])
def test_a_token_without_a_name_is_called_by_its_symbol(name: str) -> None:
    assert declare_token(ALICE, "qtk", name, 2, SALT).name == "QTK"


def test_the_id_is_the_hash_of_what_was_declared() -> None:
    form = f'{{"decimals":2,"issuer":"{ALICE}","salt":"{SALT}","symbol":"QTK"}}'
    assert declare_token(ALICE, "QTK", "Any", 2, SALT).id == "qtk1" + hashlib.sha256(form.encode()).hexdigest()


def test_the_id_has_the_form_of_token_ids() -> None:
    assert TOKEN_ID.fullmatch(declare_token(ALICE, "QTK", "Any", 2, SALT).id)


@pytest.mark.parametrize(
    "changed",
    [
        TokenDeclaration(BOB, "QTK", "Any", 2, SALT),
        TokenDeclaration(ALICE, "QTJ", "Any", 2, SALT),
        TokenDeclaration(ALICE, "QTK", "Any", 3, SALT),
        TokenDeclaration(ALICE, "QTK", "Any", 2, OTHER_SALT),
    ],
)
def test_another_declaration_has_another_id(changed: TokenDeclaration) -> None:
    assert changed.id != declare_token(ALICE, "QTK", "Any", 2, SALT).id


@pytest.mark.parametrize("symbol", ["QT", "A1", "QTK9876543"])
def test_symbols_have_2_to_10_letters_and_digits(symbol: str) -> None:
    assert declare_token(ALICE, symbol, "", 0, SALT).symbol == symbol


@pytest.mark.parametrize(
    "symbol",
    [*("", "Q", "Q" * 11, "1QT", "Q-T", "Q T", "Q.T", "\u00c4B", "\u0410\u0412", "\uff31\uff34", "Q\u0661", "QT\n\nK")],
    ids=ascii,
)
def test_other_symbols_are_refused(symbol: str) -> None:
    problem = problem_of(lambda: declare_token(ALICE, symbol, "", 2, SALT))
    assert problem == Problem(Code.TOKEN_INVALID, {}, "symbol")


def test_a_name_of_60_characters_is_not_too_long() -> None:
    assert declare_token(ALICE, "QTK", "x" * 60, 2, SALT).name == "x" * 60


@pytest.mark.parametrize("decimals", [0, 30])
def test_a_token_has_0_to_30_decimals(decimals: int) -> None:
    assert declare_token(ALICE, "QTK", "", decimals, SALT).decimals == decimals


@pytest.mark.parametrize(
    ("wrong", "field", "facts"),
    [
        ({"name": "x" * 61}, "name", {}),
        ({"decimals": -1}, "decimals", {"most": "30"}),
        ({"decimals": 31}, "decimals", {"most": "30"}),
        ({"decimals": 10**80}, "decimals", {"most": "30"}),
        ({"salt": ""}, "salt", {}),
        ({"salt": SALT[:-1]}, "salt", {}),
        ({"salt": SALT + "0"}, "salt", {}),
        ({"salt": SALT.upper()}, "salt", {}),
        ({"salt": SALT + "\n"}, "salt", {}),
    ],
    ids=str,
)
def test_what_else_is_wrong_is_named(wrong: Mapping[str, Any], field: str, facts: Mapping[str, str]) -> None:
    inputs: dict[str, Any] = {"symbol": "QTK", "name": "", "decimals": 2, "salt": SALT, **wrong}
    assert problem_of(lambda: declare_token(ALICE, **inputs)) == Problem(Code.TOKEN_INVALID, facts, field)


@given(st.text(max_size=15), st.text(max_size=80), st.integers(), st.text(max_size=40) | st.just(SALT))
def test_any_declaration_is_a_token_or_a_refusal(symbol: str, name: str, decimals: int, salt: str) -> None:
    declared = outcome(lambda: declare_token(ALICE, symbol, name, decimals, salt))
    assert declared is Code.TOKEN_INVALID or (
        isinstance(declared, TokenDeclaration) and TOKEN_ID.fullmatch(declared.id) is not None
    )
