"""Payments: what is refused, what a payment leaves behind, and that a preview says the same."""

import pytest

from qwallet_desktop.domain.decisions import Outcome
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node import transfers
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.wallets import balances
from tests.node.builders import START, Bank, accepted, answered, ask, code, person, rows

STRANGER = person("nobody knows").id
REFUSED = {
    "an empty amount": ({"amount": " "}, "AMOUNT_EMPTY", "amount"),
    "letters": ({"amount": "abc"}, "AMOUNT_NOT_A_NUMBER", "amount"),
    "zero": ({"amount": "0"}, "AMOUNT_ZERO", "amount"),
    "a negative amount": ({"amount": "-1"}, "AMOUNT_NEGATIVE", "amount"),
    "too many decimals": ({"amount": "1.001"}, "AMOUNT_TOO_PRECISE", "amount"),
    "more than available": ({"amount": "1000.01"}, "INSUFFICIENT_FUNDS", "amount"),
    "ten to the eightieth": ({"amount": "1" + "0" * 80}, "AMOUNT_TOO_LARGE", "amount"),
    "an unknown token": ({"token_id": "qtk1" + "0" * 64}, "TOKEN_UNKNOWN", "tokenId"),
    "a token id that is none": ({"token_id": "QTK"}, "TOKEN_UNKNOWN", "tokenId"),
    "no recipient": ({"recipient": "  "}, "RECIPIENT_EMPTY", "recipient"),
    "a recipient that is no DID": ({"recipient": "Ben"}, "NOT_A_DID", "recipient"),
    "an unknown recipient": ({"recipient": STRANGER}, "RECIPIENT_UNKNOWN", "recipient"),
    "oneself": ({"recipient": person("Ann").id}, "SELF_TRANSFER", "recipient"),
    "a memo that is too long": ({"memo": "x" * 281}, "MEMO_INVALID", "memo"),
    "half characters": ({"recipient": "\ud800", "memo": "\udfff"}, "NOT_A_DID", "recipient"),
}


@pytest.mark.parametrize(("wrong", "expected", "at"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_payment_is_refused_by_name(bank: Bank, wrong: dict[str, str], expected: str, at: str) -> None:
    problem = answered(bank.pay(**wrong))

    assert (problem["code"], problem["field"]) == (expected, at)


@pytest.mark.parametrize("wrong", [wrong for wrong, _, _ in REFUSED.values()], ids=REFUSED)
def test_a_refused_payment_writes_no_posting_and_no_event(bank: Bank, wrong: dict[str, str]) -> None:
    count = "SELECT (SELECT count(*) FROM postings) AS p, (SELECT count(*) FROM events) AS e"
    before = rows(bank.node, count)

    bank.pay(**wrong)

    assert rows(bank.node, count) == before


def test_a_refusal_leaves_an_audit_leaf_of_its_kind(bank: Bank) -> None:
    bank.pay("0")

    (leaf,) = rows(bank.node, "SELECT kind, payload FROM audit_leaves, audit_payloads WHERE n = leaf_n AND n = 3")
    assert leaf["kind"] == "PAY_REFUSED"
    assert '"code":"AMOUNT_ZERO"' in leaf["payload"]


def test_the_lack_of_funds_names_what_is_there(bank: Bank) -> None:
    assert answered(bank.pay("2000"))["facts"] == {"available": "1000.00", "symbol": "QTK"}


def test_a_frozen_sender_is_refused_with_the_reason(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ann, SetStatus(bank.ann.id, "FROZEN", "lost the laptop")))

    problem = answered(bank.pay())

    assert (problem["code"], problem["facts"]) == ("SENDER_FROZEN", {"reason": "lost the laptop"})


def test_a_frozen_recipient_is_refused_without_the_reason(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ben, SetStatus(bank.ben.id, "FROZEN", "private")))

    problem = answered(bank.pay())

    assert (problem["code"], problem["facts"]) == ("RECIPIENT_FROZEN", {})


def test_a_payer_who_is_not_registered_is_unknown_and_leaves_nothing(bank: Bank) -> None:
    before = rows(bank.node, "SELECT * FROM log_head")

    reply = ask(bank.node, person("nobody knows"), transfers.Pay(bank.ben.id, bank.qtk, "1", ""))

    assert (reply.status, code(reply)) == (404, "IDENTITY_UNKNOWN")
    assert rows(bank.node, "SELECT * FROM log_head") == before


def test_the_receipt_shows_the_transfer_and_the_new_balance(bank: Bank) -> None:
    receipt = accepted(bank.pay("25.00", memo=" two  coffees "))

    assert receipt["transfer"]["memo"] == "two coffees"
    assert receipt["balance"]["settled"]["value"] == "975.00"


def test_both_balances_are_right_after_a_payment(bank: Bank) -> None:
    bank.pay("25.00")

    with bank.node.read() as connection:
        settled = [balances(connection, who.id)[0].settled.units for who in (bank.ann, bank.ben)]
    assert settled == [97_500, 2_500]


def test_a_transfer_is_read_back_as_it_was_answered(bank: Bank) -> None:
    answer = accepted(bank.pay("25.00", memo="rent"))["transfer"]

    with bank.node.read() as connection:
        read = transfers.transfer(connection, answer["id"])
    assert read is not None
    assert (read.sender, read.recipient, read.memo, read.sequence, read.amount.units, read.at) == (
        bank.ann.id,
        bank.ben.id,
        "rent",
        answer["sequence"],
        2_500,
        bank.clock.now,
    )


def test_a_transfer_that_does_not_exist_reads_as_none(bank: Bank) -> None:
    with bank.node.read() as connection:
        assert transfers.transfer(connection, "tr_" + "0" * 32) is None


@pytest.mark.parametrize(("wrong", "expected", "at"), REFUSED.values(), ids=REFUSED)
def test_a_preview_says_what_the_payment_would_say(bank: Bank, wrong: dict[str, str], expected: str, at: str) -> None:
    asked = {"recipient": bank.ben.id, "token_id": bank.qtk, "amount": "25.00", "memo": "", **wrong}

    with bank.node.read() as connection:
        if expected == "TOKEN_UNKNOWN":
            with pytest.raises(Refused) as refused:
                transfers.preview(connection, bank.ann.id, transfers.Pay(**asked), START, bank.ann.id)
            problem = refused.value.problem
        else:
            decision = transfers.preview(connection, bank.ann.id, transfers.Pay(**asked), START, bank.ann.id)
            assert decision.outcome is Outcome.DENY
            assert decision.problem is not None
            problem = decision.problem
    assert (problem.code, problem.field) == (expected, at)


def test_a_preview_of_a_good_payment_allows_it_and_says_what_is_left(bank: Bank) -> None:
    with bank.node.read() as connection:
        decision = transfers.preview(
            connection, bank.ann.id, transfers.Pay(bank.ben.id, bank.qtk, "25", ""), START, bank.ann.id
        )

    assert (decision.outcome, decision.remaining.units) == (Outcome.ALLOW, 97_500)


def test_a_preview_for_an_unknown_sender_is_refused(bank: Bank) -> None:
    with bank.node.read() as connection, pytest.raises(Refused) as refused:
        transfers.preview(connection, STRANGER, transfers.Pay(bank.ben.id, bank.qtk, "25", ""), START, STRANGER)

    assert refused.value.problem.code is Code.IDENTITY_UNKNOWN
