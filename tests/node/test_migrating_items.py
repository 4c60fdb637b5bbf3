"""Items of an older ledger keep what they hold, and are given the leaf of the audit log that says how they ended."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.database import writing
from qwallet_desktop.node.item_records import record
from qwallet_desktop.node.item_rows import item_rows
from qwallet_desktop.node.migrations.run import upgrade
from qwallet_desktop.node.policies import put_policy
from qwallet_desktop.node.schema import LATEST
from tests.helpers.ledgers import open_node
from tests.node.approving import Wanted, in_a_turn, proposed, vote
from tests.node.builders import Bank, accepted, open_bank, person, register, rows

CLEO = person("Cleo")
BEFORE = (
    "ALTER TABLE items DROP COLUMN leaf_n",
    "ALTER TABLE items DROP COLUMN payments",
    "UPDATE alembic_version SET version_num = '0005'",
)
AFTER = text("UPDATE alembic_version SET version_num = :latest").bindparams(latest=LATEST)


def made_old_and_migrated(bank: Bank) -> None:
    """Take away what the sixth revision brought, and have that brought again; later ones are there already."""
    with writing(bank.node.engine) as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
        upgrade(connection, "0006")
        connection.execute(AFTER)
    bank.node.close()


@pytest.fixture
def before(tmp_path: Path) -> Bank:
    """Ann's items: carried out, rejected, expired, superseded, and waiting."""
    bank = open_bank(tmp_path / "node")
    register(bank.node, CLEO)
    executed, rejected, _ = (proposed(bank, bank.ann, Wanted((CLEO,), units=100 + n)) for n in range(3))
    accepted(vote(bank.node, executed, CLEO))
    accepted(vote(bank.node, rejected, CLEO, Choice.REJECT, "No"))
    bank.clock.forward(hours=72)
    accepted(bank.pay("1.00"))
    proposed(bank, bank.ann, Wanted((CLEO,)))
    in_a_turn(bank.node, bank.ann.id, lambda turn: put_policy(turn, turn.actor, ConsentPolicy(can_vote=False), ""))
    proposed(bank, bank.ann, Wanted((CLEO,)))
    return bank


def kept(node: Node) -> list[dict[str, object]]:
    return [dict(row) for row in rows(node, "SELECT id, state, payments, leaf_n FROM items ORDER BY n")]


def test_every_item_has_what_it_would_have_been_given(before: Bank, tmp_path: Path) -> None:
    expected = kept(before.node)
    # Why it was superseded says the leaf of another's doing, which was not kept of older ones.
    expected[3]["leaf_n"] = None
    made_old_and_migrated(before)

    with closing(open_node(tmp_path / "node", clock=before.clock)) as node:
        assert kept(node) == expected
        assert [one["leaf_n"] is None for one in expected] == [False, False, False, True, True]


def test_the_proof_of_an_older_item_can_be_read(before: Bank, tmp_path: Path) -> None:
    made_old_and_migrated(before)

    with closing(open_node(tmp_path / "node", clock=before.clock)) as node:
        executed = rows(node, "SELECT id FROM items ORDER BY n")[0]["id"]
        with node.read() as connection:
            proof = record(connection, node, next(item_rows(connection, [executed]))).proof
        assert proof is not None
        assert proof.holds()
        assert proof.tells({"itemId": executed})
