"""A node that is killed while it writes keeps everything that it acknowledged, once, and nothing half."""

import subprocess
import sys
from pathlib import Path

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.node.audit import leaf_proof
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.tokens import Mint
from tests.helpers.ledgers import open_node
from tests.helpers.postgres import database_of
from tests.node.builders import accepted, ask, open_bank, person, rows

ROOT = Path(__file__).resolve().parents[2]
ACKNOWLEDGED_BEFORE_THE_KILL = (1, 150, 400)


def pay_until_killed(folder: Path, token_id: str, run: int, after: int) -> list[str]:
    """Start a paying process, kill it after so many acknowledgements, and return all that it still printed."""
    database = database_of(folder)
    where = [database.render_as_string()] if database else []
    arguments = [sys.executable, "-m", "tests.node.paying", str(folder), token_id, f"run{run}", *where]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(after)]
        process.kill()
        lines += process.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


def test_a_killed_node_keeps_all_that_it_acknowledged_exactly_once(tmp_path: Path) -> None:
    bank = open_bank(tmp_path)
    accepted(ask(bank.node, person("Ann"), Mint(bank.qtk, "100000", "")))
    bank.node.close()
    acknowledged = [
        request_id
        for run, after in enumerate(ACKNOWLEDGED_BEFORE_THE_KILL)
        for request_id in pay_until_killed(tmp_path, bank.qtk, run, after)
    ]

    node = open_node(tmp_path)
    try:
        question = (
            "SELECT request_id, t.n AS transfer FROM requests r LEFT JOIN transfers t ON t.leaf_n = r.leaf_n "
            "WHERE request_id LIKE 'run%'"
        )
        kept = {row["request_id"]: row["transfer"] for row in rows(node, question)}
        assert len(acknowledged) >= sum(ACKNOWLEDGED_BEFORE_THE_KILL)
        assert set(acknowledged) <= set(kept)
        assert len(set(kept.values())) == len(kept)
        assert None not in kept.values()
        payments = [row["n"] for row in rows(node, "SELECT n FROM transfers WHERE kind = 'TRANSFER'")]
        assert sorted(payments) == sorted(kept.values())
        assert_books_are_balanced(node, len(kept))
        assert_every_leaf_is_proved(node)
    finally:
        node.close()


def assert_books_are_balanced(node: Node, payments: int) -> None:
    question = (
        "SELECT i.name, kind, balance, "
        "(SELECT p.balance FROM postings p WHERE p.account_n = a.n ORDER BY n DESC LIMIT 1) AS posted "
        "FROM accounts a JOIN identities i ON i.n = a.identity_n"
    )
    found = {(row["name"], row["kind"]): row for row in rows(node, question)}
    assert all(row["balance"] == row["posted"] for row in found.values())
    assert int(found["Ben", "AVAILABLE"]["balance"]) == payments
    assert int(found["Ann", "AVAILABLE"]["balance"]) == 10_100_000 - payments


def assert_every_leaf_is_proved(node: Node) -> None:
    with node.read() as connection:
        for row in rows(node, "SELECT n FROM audit_leaves"):
            assert leaf_proof(connection, node, row["n"], TransferId("")).holds()
