"""Many payments in one request: all or nothing, each for itself, and no trace of what was refused."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qwallet_desktop.domain.audit import InclusionProof
from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import LARGEST_UNITS
from qwallet_desktop.node import audit, tables, transfers
from qwallet_desktop.node.batch import decide
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.events import events_after
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.wallets import balances
from qwallet_desktop.node.writer import Command, Reply
from tests.node.builders import (
    Bank,
    accepted,
    answered,
    ask,
    code,
    command,
    fresh_request_id,
    issue,
    open_bank,
    pay,
    person,
    register,
    rows,
    writer_held,
)
from tests.node.model import ModelLedger

STRANGER = person("nobody knows").id
TOUCHED = (
    "SELECT (SELECT count(*) FROM transfers) AS transfers, (SELECT count(*) FROM postings) AS postings, "
    "(SELECT count(*) FROM history) AS history, (SELECT count(*) FROM events) AS events"
)


def many(bank: Bank, *amounts: str, mode: BatchMode = BatchMode.EACH, recipient: IdentityId | None = None) -> PayMany:
    to = recipient or bank.ben.id
    return PayMany(mode, tuple(Pay(to, bank.qtk, amount, f"payment {n}") for n, amount in enumerate(amounts)))


def whole(bank: Bank, *amounts: str) -> PayMany:
    return many(bank, *amounts, mode=BatchMode.ALL_OR_NOTHING)


def settled(bank: Bank) -> tuple[int, ...]:
    """Read what Ann and Ben hold, in cents."""
    with bank.node.read() as connection:
        held = [balances(connection, who.id) for who in (bank.ann, bank.ben)]
    return tuple(sum(balance.settled.units for balance in one) for one in held)


@pytest.mark.parametrize("mode", BatchMode)
def test_good_payments_are_all_made_in_their_order(bank: Bank, mode: BatchMode) -> None:
    answer = accepted(ask(bank.node, bank.ann, many(bank, "1", "2", "3", mode=mode)))

    made = [outcome["receipt"]["transfer"] for outcome in answer["outcomes"]]
    assert [(one["amount"]["value"], one["memo"]) for one in made] == [
        ("1.00", "payment 0"),
        ("2.00", "payment 1"),
        ("3.00", "payment 2"),
    ]
    assert [one["sequence"] for one in made] == sorted(one["sequence"] for one in made)
    assert settled(bank) == (99_400, 600)


def test_each_receipt_shows_the_balance_that_its_payment_left(bank: Bank) -> None:
    answer = accepted(ask(bank.node, bank.ann, many(bank, "100", "200")))

    left = [outcome["receipt"]["balance"]["settled"]["value"] for outcome in answer["outcomes"]]
    assert left == ["900.00", "700.00"]


def test_of_two_payments_that_are_too_much_together_the_second_is_refused(bank: Bank) -> None:
    answer = accepted(ask(bank.node, bank.ann, many(bank, "600", "600")))

    first, second = answer["outcomes"]
    assert first["receipt"]["transfer"]["amount"]["value"] == "600.00"
    assert second["problem"] == {
        "code": "INSUFFICIENT_FUNDS",
        "facts": {"available": "400.00", "symbol": "QTK"},
        "field": "amount",
    }


def test_each_for_itself_goes_on_after_a_refusal(bank: Bank) -> None:
    answer = accepted(ask(bank.node, bank.ann, many(bank, "600", "600", "400")))

    assert ["problem" in outcome for outcome in answer["outcomes"]] == [False, True, False]
    assert settled(bank) == (0, 100_000)


def test_all_or_nothing_names_the_first_payment_that_is_refused(bank: Bank) -> None:
    problem = answered(ask(bank.node, bank.ann, whole(bank, "600", "600", "x")))

    assert (problem["status"], problem["code"], problem["field"]) == (422, "INSUFFICIENT_FUNDS", "payments[1].amount")
    assert problem["facts"] == {"available": "400.00", "symbol": "QTK", "index": "1"}


def test_all_or_nothing_moves_nothing_where_one_payment_is_refused(bank: Bank) -> None:
    before = rows(bank.node, TOUCHED), settled(bank)

    ask(bank.node, bank.ann, whole(bank, "1", "2", "0"))

    assert (rows(bank.node, TOUCHED), settled(bank)) == before


def test_all_or_nothing_leaves_one_leaf_that_says_what_was_refused(bank: Bank) -> None:
    before = rows(bank.node, "SELECT count(*) AS n FROM audit_leaves")[0]["n"]

    ask(bank.node, bank.ann, whole(bank, "1", "0"))

    (leaf,) = rows(
        bank.node, "SELECT kind, payload FROM audit_leaves, audit_payloads WHERE n = leaf_n AND n >= :n", n=before
    )
    assert leaf["kind"] == "PAY_MANY_REFUSED"
    assert '"field":"payments[1].amount"' in leaf["payload"]


def test_a_batch_leaves_a_leaf_for_each_payment_made_and_one_for_itself(bank: Bank) -> None:
    before = rows(bank.node, "SELECT count(*) AS n FROM audit_leaves")[0]["n"]

    ask(bank.node, bank.ann, many(bank, "1", "0", "2"))

    leaves = rows(
        bank.node, "SELECT kind, payload FROM audit_leaves, audit_payloads WHERE n = leaf_n AND n >= :n", n=before
    )
    assert [leaf["kind"] for leaf in leaves] == ["PAY", "PAY_REFUSED", "PAY", "PAY_MANY"]
    assert '"refused":[{"code":"AMOUNT_ZERO","facts":{},"field":"amount","index":1}]' in leaves[-1]["payload"]


def test_every_payment_of_a_batch_has_its_own_proof(bank: Bank) -> None:
    answer = accepted(ask(bank.node, bank.ann, many(bank, "1", "2", "3")))

    with bank.node.read() as connection:
        for outcome in answer["outcomes"]:
            made = transfers.transfer(connection, outcome["receipt"]["transfer"]["id"])
            proof = audit.proof(connection, bank.node, outcome["receipt"]["transfer"]["id"])
            assert made is not None
            assert isinstance(proof, InclusionProof)
            assert proof.shows(made)


def test_a_batch_reads_the_accounts_of_each_payment_and_no_others(bank: Bank) -> None:
    people = [person(name) for name in ("Cleo", "Dora", "Emil")]
    token_ids = [issue(bank.node, bank.ann, symbol=symbol) for symbol in ("AAA", "BBB", "CCC")]
    for who in people:
        register(bank.node, who)
    payments = tuple(Pay(who.id, token, "1", "") for who, token in zip(people, token_ids, strict=True))
    bank.node.writer.run(lambda _connection: None).result(30)

    accepted(ask(bank.node, bank.ann, PayMany(BatchMode.EACH, payments)))

    # Hers and one other's of each token.
    assert len(bank.node.writer._known.accounts) == 2 * len(token_ids)


def test_both_sides_are_told_of_each_payment(bank: Bank) -> None:
    with bank.node.read() as connection:
        before = max((e.sequence for e in events_after(connection, 0, [bank.ann.id, bank.ben.id], 100)), default=0)

    ask(bank.node, bank.ann, many(bank, "1", "2"))

    with bank.node.read() as connection:
        told = events_after(connection, before, [bank.ann.id, bank.ben.id], 100)
    assert [event.identity_id for event in told] == [bank.ann.id, bank.ben.id] * 2


def test_a_batch_where_all_are_refused_is_an_answer_too(bank: Bank) -> None:
    reply = ask(bank.node, bank.ben, many(bank, "1", "2", recipient=bank.ann.id))

    assert reply.status == 200
    assert [outcome["problem"]["code"] for outcome in answered(reply)["outcomes"]] == ["INSUFFICIENT_FUNDS"] * 2


def test_a_frozen_sender_is_refused_at_the_first_payment(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ann, SetStatus(bank.ann.id, "FROZEN", "lost the laptop")))

    problem = answered(ask(bank.node, bank.ann, whole(bank, "1")))

    assert (problem["code"], problem["field"]) == ("SENDER_FROZEN", "payments[0]")


def test_a_payer_who_is_not_registered_leaves_nothing(bank: Bank) -> None:
    before = rows(bank.node, "SELECT * FROM log_head")

    reply = ask(bank.node, person("nobody knows"), many(bank, "1"))

    assert code(reply) == "IDENTITY_UNKNOWN"
    assert rows(bank.node, "SELECT * FROM log_head") == before


@pytest.mark.parametrize("mode", BatchMode)
def test_the_same_batch_again_gets_the_same_answer_and_pays_once(bank: Bank, mode: BatchMode) -> None:
    key, what = fresh_request_id(), many(bank, "1", "2", mode=mode)

    first, second = (ask(bank.node, bank.ann, what, key) for _ in range(2))

    assert (second.body, second.replayed) == (first.body, True)
    assert settled(bank) == (99_700, 300)


def test_a_refused_batch_is_refused_again_even_when_it_would_no_longer_be(bank: Bank) -> None:
    key = fresh_request_id()
    what = many(bank, "25", mode=BatchMode.ALL_OR_NOTHING, recipient=bank.ann.id)
    ask(bank.node, bank.ben, what, key)
    bank.pay("100")

    assert code(ask(bank.node, bank.ben, what, key)) == "INSUFFICIENT_FUNDS"


def test_what_a_token_can_hold_is_known_before_anything_is_made(bank: Bank) -> None:
    """A sum of all that ever went out may outgrow the ledger though no balance does."""
    huge = str(LARGEST_UNITS // 100 - 1)
    token = issue(bank.node, bank.ann, huge, symbol="BIG")
    accepted(pay(bank.node, bank.ann, bank.ben, token, huge))
    accepted(pay(bank.node, bank.ben, bank.ann, token, huge))

    answer = accepted(ask(bank.node, bank.ann, PayMany(BatchMode.EACH, (Pay(bank.ben.id, token, huge, ""),))))

    assert answer["outcomes"][0]["problem"]["code"] == "AMOUNT_TOO_LARGE"


def test_a_payment_after_a_refused_batch_of_the_same_commit_finds_everything_as_it_was(bank: Bank) -> None:
    with writer_held(bank):
        refused = bank.node.writer.submit(command(bank.ann, whole(bank, "900", "900")))
        paid = bank.node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "1000", "")))

    assert (refused.result(30).status, paid.result(30).status) == (422, 201)


def test_a_batch_counts_with_each_of_its_payments(bank: Bank) -> None:
    assert command(bank.ann, many(bank, "1", "2", "3")).weight == 3


# ------------------------------------------------------------------- any mixture, one commit

NAMES = ("Ann", "Ben", "Cleo", "Dora")
PAYMENT = st.tuples(st.sampled_from(NAMES), st.integers(1, 60_000))
SINGLE = st.tuples(st.just(None), st.sampled_from(NAMES[:3]), st.lists(PAYMENT, min_size=1, max_size=1))
BATCH = st.tuples(st.sampled_from(BatchMode), st.sampled_from(NAMES[:3]), st.lists(PAYMENT, min_size=1, max_size=6))
Asked = tuple[BatchMode | None, str, list[tuple[str, int]]]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as made:
        yield Path(made)


def said(reply: Reply) -> list[str]:
    """Read what a reply says of each payment; of the first refusal only, where that refused all."""
    body = answered(reply)
    if "outcomes" in body:
        return ["accepted" if "receipt" in one else one["problem"]["code"] for one in body["outcomes"]]
    return [body.get("code", "accepted")]


def expected(model: ModelLedger, mode: BatchMode | None, sender: str, payments: list[tuple[str, int]]) -> list[str]:
    asked = [(recipient, "QTK", units) for recipient, units in payments]
    words = model.pay_many(sender, asked, all_or_nothing=mode is BatchMode.ALL_OR_NOTHING)
    refusals = [word for word in words if word != "accepted"]
    return refusals[:1] if mode is BatchMode.ALL_OR_NOTHING and refusals else words


def as_command(bank: Bank, mode: BatchMode | None, sender: str, payments: list[tuple[str, int]]) -> Command:
    asked = [Pay(person(to).id, bank.qtk, f"{units // 100}.{units % 100:02d}", "") for to, units in payments]
    return command(person(sender), PayMany(mode, tuple(asked)) if mode else asked[0])


@settings(max_examples=40, deadline=None)
@given(commands=st.lists(SINGLE | BATCH, min_size=1, max_size=12))
def test_batches_and_single_payments_of_one_commit_agree_with_the_model(folder: Path, commands: list[Asked]) -> None:
    bank = open_bank(folder / fresh_request_id())
    register(bank.node, person("Cleo"))
    model = ModelLedger(dict.fromkeys(NAMES[:3], False), balances={("Ann", "QTK"): 100_000})
    asked = [as_command(bank, *one) for one in commands]

    replies = bank.node.writer.run(partial(decide, commands=asked, around=bank.node.around)).result(60)

    assert [said(reply) for reply in replies] == [expected(model, *one) for one in commands]
    with bank.node.read() as connection:
        for name in NAMES[:3]:
            held = sum(one.settled.units for one in balances(connection, person(name).id))
            assert held == model.balances.get((name, "QTK"), 0)
        assert sum(connection.scalars(select(tables.postings.c.units))) == 0
    bank.node.close()
