"""Tokens: who may issue, mint and burn, what is refused, and which tokens are seen by whom."""

import pytest

from qwallet_desktop.node import tokens
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.tokens import Burn, Issue, Mint
from qwallet_desktop.node.wallets import balances
from tests.node.builders import Bank, accepted, answered, ask, code, issue, person, register

SALT = "ab" * 16
GOOD = {"symbol": "GOLD", "name": "Gold", "decimals": 6, "salt": SALT, "amount": ""}


@pytest.mark.parametrize(
    ("wrong", "expected", "at"),
    [
        ({"symbol": "G"}, "TOKEN_INVALID", "symbol"),
        ({"name": "x" * 61}, "TOKEN_INVALID", "name"),
        ({"decimals": 31}, "TOKEN_INVALID", "decimals"),
        ({"decimals": -1}, "TOKEN_INVALID", "decimals"),
        ({"salt": "salty"}, "TOKEN_INVALID", "salt"),
        ({"amount": "abc"}, "AMOUNT_NOT_A_NUMBER", "amount"),
        ({"amount": "1.0000001"}, "AMOUNT_TOO_PRECISE", "amount"),
        ({"amount": "1" + "0" * 72}, "AMOUNT_TOO_LARGE", "amount"),
    ],
)
def test_a_wrong_declaration_is_refused_and_declares_nothing(
    bank: Bank, wrong: dict[str, object], expected: str, at: str
) -> None:
    problem = answered(ask(bank.node, bank.ann, Issue(**{**GOOD, **wrong})))  # type: ignore[arg-type]

    assert (problem["code"], problem["field"]) == (expected, at)
    with bank.node.read() as connection:
        assert [token.symbol for token in tokens.tokens(connection, [bank.ann.id])] == ["QTK"]


def test_who_was_not_allowed_to_issue_is_refused(bank: Bank) -> None:
    assert code(ask(bank.node, bank.ben, Issue("GOLD", "", 2, SALT, ""))) == "NOT_PERMITTED"


def test_the_same_declaration_twice_is_refused(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ann, Issue("GOLD", "", 2, SALT, "")))

    assert code(ask(bank.node, bank.ann, Issue("GOLD", "", 2, SALT, "5"))) == "TOKEN_EXISTS"


def test_one_issuer_may_have_two_tokens_of_one_symbol(bank: Bank) -> None:
    first = accepted(ask(bank.node, bank.ann, Issue("GOLD", "", 2, SALT, "")))
    second = accepted(ask(bank.node, bank.ann, Issue("GOLD", "", 2, "cd" * 16, "")))

    assert first["token"]["id"] != second["token"]["id"]


def test_a_token_issued_without_an_amount_has_a_balance_of_zero(bank: Bank) -> None:
    answer = accepted(ask(bank.node, bank.ann, Issue("GOLD", "", 2, SALT, " ")))

    assert answer["balance"]["settled"]["value"] == "0.00"


@pytest.mark.parametrize("kind", [Mint, Burn])
def test_only_the_issuer_mints_and_burns(bank: Bank, kind: type[Mint | Burn]) -> None:
    bank.pay("25")

    assert code(ask(bank.node, bank.ben, kind(bank.qtk, "1", ""))) == "NOT_THE_ISSUER"


@pytest.mark.parametrize("kind", [Mint, Burn])
def test_a_frozen_issuer_neither_mints_nor_burns(bank: Bank, kind: type[Mint | Burn]) -> None:
    accepted(ask(bank.node, bank.ann, SetStatus(bank.ann.id, "FROZEN", "holiday")))

    assert code(ask(bank.node, bank.ann, kind(bank.qtk, "1", ""))) == "SENDER_FROZEN"


def test_a_frozen_issuer_declares_nothing(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ann, SetStatus(bank.ann.id, "FROZEN", "holiday")))

    assert code(ask(bank.node, bank.ann, Issue("GOLD", "", 2, SALT, ""))) == "SENDER_FROZEN"


@pytest.mark.parametrize("kind", [Mint, Burn])
@pytest.mark.parametrize(
    ("token_id", "amount", "memo", "expected"),
    [
        ("qtk1" + "0" * 64, "1", "", "TOKEN_UNKNOWN"),
        (None, "", "", "AMOUNT_EMPTY"),
        (None, "0.00", "", "AMOUNT_ZERO"),
        (None, "1", "x" * 281, "MEMO_INVALID"),
    ],
)
def test_wrong_minting_and_burning_is_refused(  # noqa: PLR0913, PLR0917  (one row of the table)
    bank: Bank, kind: type[Mint | Burn], token_id: str | None, amount: str, memo: str, expected: str
) -> None:
    assert code(ask(bank.node, bank.ann, kind(token_id or bank.qtk, amount, memo))) == expected


def test_more_than_one_has_can_not_be_burned(bank: Bank) -> None:
    problem = answered(ask(bank.node, bank.ann, Burn(bank.qtk, "1000.01", "")))

    assert (problem["code"], problem["facts"]["available"]) == ("INSUFFICIENT_FUNDS", "1000.00")


def test_minting_stops_where_the_ledger_can_hold_no_more(bank: Bank) -> None:
    huge = "9" * 76 + ".99"

    assert code(ask(bank.node, bank.ann, Mint(bank.qtk, huge, ""))) == "AMOUNT_TOO_LARGE"


def test_minting_and_burning_change_the_issuers_balance(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ann, Mint(bank.qtk, "5", "more")))
    receipt = accepted(ask(bank.node, bank.ann, Burn(bank.qtk, "3", "less")))

    assert receipt["transfer"]["kind"] == "BURN"
    with bank.node.read() as connection:
        assert balances(connection, bank.ann.id)[0].settled.units == 100_200


def test_tokens_are_seen_by_issuer_holder_former_holder_and_owner_only(bank: Bank) -> None:
    child, stranger = person("Child"), person("Cleo")
    register(bank.node, child, parent=bank.ben)
    register(bank.node, stranger)
    issue(bank.node, bank.ann, symbol="GOLD")
    bank.pay("1", recipient=child.id)

    with bank.node.read() as connection:
        seen = {
            who.name: [token.symbol for token in tokens.tokens(connection, [who.id])]
            for who in (bank.ann, bank.ben, child, stranger)
        }
    assert seen == {"Ann": ["QTK", "GOLD"], "Ben": ["QTK"], "Child": ["QTK"], "Cleo": []}


def test_a_token_is_read_back_as_it_was_declared(bank: Bank) -> None:
    with bank.node.read() as connection:
        token = tokens.token(connection, bank.qtk)
        nothing = tokens.token(connection, "qtk1" + "0" * 64)

    assert token is not None
    assert (token.id, token.symbol, token.issuer, token.created_at) == (
        bank.qtk,
        "QTK",
        bank.ann.id,
        bank.clock.now,
    )
    assert nothing is None
