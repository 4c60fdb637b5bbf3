"""Request ids: one decision each, given again for ever, and a mismatch that names the field."""

from pathlib import Path

import pytest

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.node.identities import Register, SetStatus
from qwallet_desktop.node.transfers import Pay
from tests.helpers.ledgers import open_node
from tests.node.builders import Bank, answered, ask, code, command, fresh_request_id, person, rows, writer_held


def test_the_same_request_again_gets_the_same_answer_and_pays_once(bank: Bank) -> None:
    what = Pay(bank.ben.id, bank.qtk, "25", "once")
    key = fresh_request_id()

    first, second = ask(bank.node, bank.ann, what, key), ask(bank.node, bank.ann, what, key)

    assert (second.status, second.body, second.replayed) == (first.status, first.body, True)
    assert rows(bank.node, "SELECT count(*) AS n FROM transfers WHERE memo = 'once'") == [{"n": 1}]


def test_a_refusal_is_given_again_even_when_it_would_no_longer_be_one(bank: Bank) -> None:
    what = Pay(bank.ann.id, bank.qtk, "25", "")
    key = fresh_request_id()
    ask(bank.node, bank.ben, what, key)
    bank.pay("100")

    assert code(ask(bank.node, bank.ben, what, key)) == "INSUFFICIENT_FUNDS"


def test_answers_are_remembered_over_a_restart(bank: Bank, tmp_path: Path) -> None:
    what, key = Pay(bank.ben.id, bank.qtk, "25", ""), fresh_request_id()
    first = ask(bank.node, bank.ann, what, key)
    bank.node.close()
    bank.node = open_node(tmp_path / "node", clock=bank.clock)

    assert ask(bank.node, bank.ann, what, key).body == first.body


@pytest.mark.parametrize(
    ("other", "at"),
    [
        (Pay(person("Ben").id, "", "26", ""), "amount"),
        (Pay(person("Ben").id, "", "25", "x"), "memo"),
        (Pay(person("Ann").id, "", "25", ""), "recipient"),
    ],
)
def test_the_same_id_with_another_body_names_the_field_that_differs(bank: Bank, other: Pay, at: str) -> None:
    key = fresh_request_id()
    ask(bank.node, bank.ann, Pay(bank.ben.id, "", "25", ""), key)

    reply = ask(bank.node, bank.ann, other, key)

    assert (reply.status, answered(reply)["code"], answered(reply)["field"]) == (409, "IDEMPOTENCY_MISMATCH", at)


def test_the_same_id_on_another_route_is_a_mismatch(bank: Bank) -> None:
    what, key = Pay(bank.ben.id, bank.qtk, "25", ""), fresh_request_id()
    bank.node.writer.submit(command(bank.ann, what, key)).result(30)

    elsewhere = bank.node.writer.submit(command(bank.ann, what, key, route="POST /v1/elsewhere")).result(30)

    assert answered(elsewhere)["facts"] == {"route": "POST /PAY"}


def test_a_mismatch_writes_nothing(bank: Bank) -> None:
    key = fresh_request_id()
    ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "25", ""), key)
    before = rows(bank.node, "SELECT * FROM log_head")

    ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "26", ""), key)

    assert rows(bank.node, "SELECT * FROM log_head") == before


def test_two_identities_may_use_the_same_request_id(bank: Bank) -> None:
    bank.pay("100")
    key = fresh_request_id()

    replies = [
        ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "1", ""), key),
        ask(bank.node, bank.ben, Pay(bank.ann.id, bank.qtk, "1", ""), key),
    ]

    assert [reply.status for reply in replies] == [201, 201]


def test_the_same_request_twice_in_one_batch_pays_once(bank: Bank) -> None:
    what, key = Pay(bank.ben.id, bank.qtk, "25", ""), fresh_request_id()
    with writer_held(bank):
        futures = [bank.node.writer.submit(command(bank.ann, what, key)) for _ in range(5)]

    assert [future.result(30).replayed for future in futures] == [False, True, True, True, True]


def test_a_registration_is_remembered_too(bank: Bank) -> None:
    cleo, key = person("Cleo"), fresh_request_id()
    what = Register(cleo.id, "ROOT", "Cleo", None, launched=True)

    first, second = ask(bank.node, cleo, what, key), ask(bank.node, cleo, what, key)

    assert (first.status, second.body, second.replayed) == (201, first.body, True)


def test_what_was_malformed_may_come_again_in_a_better_form(bank: Bank) -> None:
    key = fresh_request_id()
    ask(bank.node, bank.ann, SetStatus(bank.ann.id, "CLOSED", "x"), key)

    assert ask(bank.node, bank.ann, SetStatus(bank.ann.id, "FROZEN", "x"), key).status == 200


def test_the_signed_request_is_kept_with_what_it_caused(bank: Bank) -> None:
    asked = command(bank.ann, Pay(bank.ben.id, bank.qtk, "25", ""))

    bank.node.writer.submit(asked).result(30)

    (kept,) = rows(
        bank.node,
        "SELECT signature_base, signature, kind FROM requests JOIN audit_leaves ON leaf_n = audit_leaves.n "
        "WHERE request_id = :key",
        key=RequestId(asked.request_id),
    )
    assert kept == {"signature_base": "the signature base", "signature": asked.evidence.signature, "kind": "PAY"}
