"""A ledger that the first version of the program wrote is brought to the newest tables with all that it holds.

The ledger's file was written by that version: three people, two tokens, payments, a refusal, a grant, a freeze.
"""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, column, insert, table

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.node.audit import leaf_proof
from qwallet_desktop.node.columns import AmountType
from qwallet_desktop.node.core import DATABASE_NAME, Node
from qwallet_desktop.node.database import make_engine, writing
from qwallet_desktop.node.history import history
from qwallet_desktop.node.migrations.run import upgrade
from qwallet_desktop.node.node_key import make_key
from qwallet_desktop.node.notifications import notifications
from qwallet_desktop.node.schema import LATEST
from qwallet_desktop.node.wallets import balances
from tests.helpers.postgres import database_of
from tests.node.builders import TurnedClock, accepted, pay, person, rows

FIRST = "0001"
LEDGER = json.loads(Path(__file__).with_name("ledger_of_revision_0001.json").read_text("utf-8"))
# What the version gave its key instead of random bytes.
KEY_SECRET = hashlib.sha512(b"first revision 1").digest()[:32]
AMOUNTS = {"amount", "units", "balance", "balance_after", "out_sum"}
TOLD: list[tuple[int, int]] = []
PEOPLE = ("Ann", "Ben", "Cleo")


def value(connection: Connection, name: str, written: Any) -> Any:
    """Give back to a database what the file holds of one column: SQLite's own values, bytes in hex."""
    if isinstance(written, dict):
        return bytes.fromhex(written["hex"])
    if connection.dialect.name == "postgresql" and name in AMOUNTS:
        return Decimal(AmountType().process_result_value(written, connection.dialect) or 0)
    return bool(written) if name == "can_issue" else written


def write_first_revision(database: Path | URL) -> None:
    """Make the first version's tables by its own migration, and fill them as it did."""
    engine = make_engine(database)
    with writing(engine) as connection:
        upgrade(connection, FIRST)
        for name, told in LEDGER["tables"].items():
            names = told["columns"]
            filled = [
                {key: value(connection, key, one) for key, one in zip(names, row, strict=True)} for row in told["rows"]
            ]
            if filled:
                connection.execute(insert(table(name, *map(column, names))), filled)
    engine.dispose()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    database = database_of(tmp_path, empty=True)
    write_first_revision(database or tmp_path / DATABASE_NAME)
    make_key(tmp_path, KEY_SECRET)
    opened = Node.open(tmp_path, database=database, clock=TurnedClock(), told=lambda *told: TOLD.append(told))
    yield opened
    opened.close()
    TOLD.clear()


def test_every_row_is_still_there(node: Node) -> None:
    counted = {name: rows(node, f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in LEDGER["tables"]}  # noqa: S608

    assert counted == {name: len(told["rows"]) for name, told in LEDGER["tables"].items()}


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_holds_what_they_held(node: Node, name: str) -> None:
    with node.read() as connection:
        held = {balance.token_id: str(balance.settled.units) for balance in balances(connection, person(name).id)}

    assert held == LEDGER["held"][name]


@pytest.mark.parametrize("name", PEOPLE)
def test_the_history_reads_as_before(node: Node, name: str) -> None:
    with node.read() as connection:
        page = history(connection, person(name).id, HistoryQuery(), 0, 100)

    assert [
        [
            told.transfer.id,
            told.direction,
            str(told.transfer.amount.units),
            told.transfer.memo,
            str(told.balance_after.units),
        ]
        for told in page.entries
    ] == LEDGER["history"][name]


@pytest.mark.parametrize(("typed", "name", "count"), [("marz", "Ben", 1), ("ελλαδα", "Ann", 1), ("marz", "Cleo", 0)])
def test_old_memos_are_found(node: Node, typed: str, name: str, count: int) -> None:
    with node.read() as connection:
        page = history(connection, person(name).id, HistoryQuery(search=typed), 0, 100)

    assert len(page.entries) == count


def test_how_far_it_is_is_told_to_the_end(node: Node) -> None:
    total = sum(len(LEDGER["tables"][name]["rows"]) for name in ("history", "transfers"))

    assert [done for done, _ in TOLD] == sorted(done for done, _ in TOLD)
    assert (TOLD[-1], {told for _, told in TOLD}, len(TOLD) > 5) == ((total, total), {total}, True)
    assert rows(node, "SELECT version_num FROM alembic_version") == [{"version_num": LATEST}]


def test_the_log_is_still_proved_by_the_same_key(node: Node) -> None:
    with node.read() as connection:
        leaves = range(len(LEDGER["tables"]["audit_leaves"]["rows"]))
        assert all(leaf_proof(connection, node, n, TransferId("")).holds() for n in leaves)


def test_the_ledger_goes_on(node: Node) -> None:
    newest = LEDGER["tables"]["log_head"]["rows"][0][1]
    token_id = LEDGER["tables"]["tokens"]["rows"][0][1]

    receipt = accepted(pay(node, person("Cleo"), person("Ann"), token_id, "0.01"))

    assert receipt["transfer"]["sequence"] == newest + 1


@pytest.mark.parametrize(("name", "came_in"), [("Ann", 1), ("Ben", 2), ("Cleo", 1)])
def test_what_happened_before_counts_as_read(node: Node, name: str, came_in: int) -> None:
    with node.read() as connection:
        page = notifications(connection, person(name).id, "", 100)

    assert (page.unread, [entry.read for entry in page.entries]) == (0, [True] * came_in)


def test_what_happens_from_now_on_is_unread(node: Node) -> None:
    token_id = LEDGER["tables"]["tokens"]["rows"][0][1]
    accepted(pay(node, person("Cleo"), person("Ann"), token_id, "0.01"))

    with node.read() as connection:
        page = notifications(connection, person("Ann").id, "", 100)

    assert (page.unread, page.entries[0].read) == (1, False)
