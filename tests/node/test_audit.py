"""The audit log: every decision is provable, and later logs contain earlier ones."""

import json
from pathlib import Path

import pytest

from qwallet_desktop.domain.audit import opened_note
from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.merkle import consistency_holds
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node.audit import checkpoint, consistency, leaf_proof, proof
from tests.node.builders import Bank, a_node, accepted, rows


def test_a_payment_is_proved_and_the_proof_shows_what_happened(bank: Bank) -> None:
    answer = accepted(bank.pay("25.00", memo="rent"))["transfer"]

    with bank.node.read() as connection:
        shown = proof(connection, bank.node, answer["id"])

    assert shown is not None
    assert shown.holds()
    payload = json.loads(shown.payload)
    assert (payload["transferId"], payload["units"], payload["memo"]) == (answer["id"], "2500", "rent")


def test_minting_with_a_new_token_is_proved_by_the_leaf_of_its_issue(bank: Bank) -> None:
    (minted,) = rows(bank.node, "SELECT id FROM transfers")

    with bank.node.read() as connection:
        shown = proof(connection, bank.node, minted["id"])

    assert shown is not None
    assert (shown.holds(), shown.entry.kind) == (True, "ISSUE")


def test_an_unknown_transfer_has_no_proof(bank: Bank) -> None:
    with bank.node.read() as connection:
        assert proof(connection, bank.node, "tr_" + "0" * 32) is None


def test_every_leaf_is_proved_at_every_size_of_the_log(bank: Bank) -> None:
    for number in range(20):
        bank.pay("0" if number % 3 else "1")

        with bank.node.read() as connection:
            size = number + 4
            assert all(leaf_proof(connection, bank.node, index, TransferId("")).holds() for index in range(size))


def test_an_erased_payload_leaves_the_proof_whole(bank: Bank) -> None:
    answer = accepted(bank.pay())["transfer"]
    erase = "DELETE FROM audit_payloads"
    bank.node.writer.run(lambda connection: connection.exec_driver_sql(erase).close()).result(30)

    with bank.node.read() as connection:
        shown = proof(connection, bank.node, answer["id"])

    assert shown is not None
    assert (shown.holds(), shown.payload) == (True, "")


def test_a_changed_leaf_breaks_its_proof(bank: Bank) -> None:
    answer = accepted(bank.pay())["transfer"]
    change = "UPDATE audit_leaves SET actor = 'somebody else' WHERE n = 3"
    bank.node.writer.run(lambda connection: connection.exec_driver_sql(change).close()).result(30)

    with bank.node.read() as connection:
        shown = proof(connection, bank.node, answer["id"])

    assert shown is not None
    assert not shown.holds()


def test_every_later_log_contains_every_earlier_one(bank: Bank) -> None:
    heads = {}
    for _ in range(12):
        bank.pay("1")
        with bank.node.read() as connection:
            opened = opened_note(checkpoint(connection), bank.node.public_key)
        assert opened is not None
        heads[opened.size] = opened.root

    with bank.node.read() as connection:
        for first, root in heads.items():
            for second in range(first, max(heads) + 1):
                path = [bytes.fromhex(step) for step in consistency(connection, first, second)]
                assert consistency_holds(first, root, second, heads[second], path)


@pytest.mark.parametrize(
    ("first", "second", "at"), [(0, 2, "first"), (3, 2, "first"), (-1, 1, "first"), (1, 4, "second")]
)
def test_sizes_that_can_not_be_are_malformed(bank: Bank, first: int, second: int, at: str) -> None:
    with bank.node.read() as connection, pytest.raises(Refused) as refused:
        consistency(connection, first, second)

    assert (refused.value.problem.code, refused.value.problem.field) == (Code.MALFORMED, at)


def test_a_new_node_has_a_signed_checkpoint_of_nothing(tmp_path: Path) -> None:
    with a_node(tmp_path) as node, node.read() as connection:
        opened = opened_note(checkpoint(connection), node.public_key)

    assert opened is not None
    assert (opened.size, opened.origin) == (0, f"qwallet.node/{node.node_id}")
