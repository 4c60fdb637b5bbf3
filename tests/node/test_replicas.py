"""Several nodes on one PostgreSQL database: one order of events, one set of books, and news that reach everybody."""

import os
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node.audit import leaf_proof
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.grants import save_grants
from qwallet_desktop.node.node_key import make_key
from qwallet_desktop.node.replicas import CHANNEL
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.visibility import Visibility
from tests.helpers.ledgers import open_node
from tests.helpers.logs import LogCollector
from tests.helpers.postgres import ON_POSTGRESQL, USER, database_of, order, share_database
from tests.node.builders import START, Bank, TurnedClock, ask, code, command, person, register, rows, signed_grant
from tests.node.http_builders import Person, open_web, taken
from tests.node.stream_builders import listening

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL only: one node has SQLite's file")

PATIENCE = 30
MANY_FILES = 1_100
"""More than `select` takes."""
TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = '{name}' AND application_name = 'qwallet-node'"
)


def copied(folder: Path, others: Path) -> Path:
    """Make the folder of a further node, as its operator does."""
    folder.mkdir()
    shutil.copy(others / "node.key", folder)
    share_database(folder, others)
    return folder


@pytest.fixture
def other(bank: Bank, tmp_path: Path) -> Iterator[Node]:
    """A second node on the bank's database."""
    with closing(open_node(copied(tmp_path / "other", tmp_path / "node"), clock=TurnedClock())) as opened:
        yield opened


@contextmanager
def out_of_reach(folder: Path) -> Iterator[None]:
    """Cut every connection of nodes to a folder's database, and let none be made meanwhile."""
    database = database_of(folder)
    assert database is not None
    order(database, f"ALTER DATABASE {database.database} ALLOW_CONNECTIONS false")
    order(database, TERMINATE.format(name=database.database))
    try:
        yield
    finally:
        order(database, f"ALTER DATABASE {database.database} ALLOW_CONNECTIONS true")


def test_all_are_one_node_to_their_clients(bank: Bank, other: Node) -> None:
    assert (other.node_id, other.public_key) == (bank.node.node_id, bank.node.public_key)


def test_one_without_the_others_key_is_refused_and_gets_none(bank: Bank, tmp_path: Path) -> None:
    share_database(tmp_path / "stranger", tmp_path / "node")

    with pytest.raises(Refused) as refused:
        open_node(tmp_path / "stranger")

    assert refused.value.problem.facts == {"file": "node.key"}
    assert not (tmp_path / "stranger" / "node.key").exists()


def test_two_that_start_at_once_on_an_empty_database_become_one_node(tmp_path: Path) -> None:
    database_of(tmp_path / "a", empty=True)
    share_database(tmp_path / "b", tmp_path / "a")
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        make_key(folder, bytes(32))
    at_once = threading.Barrier(2)

    def start(folder: Path) -> Node:
        at_once.wait(PATIENCE)
        return open_node(folder)

    with ThreadPoolExecutor(2) as threads:
        nodes = list(threads.map(start, (tmp_path / "a", tmp_path / "b")))
    for node in nodes:
        node.close()

    assert nodes[0].node_id == nodes[1].node_id


def test_payments_at_both_at_once_make_one_order_without_gaps(bank: Bank, other: Node) -> None:
    futures = [
        node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "0.01", str(number))))
        for number in range(60)
        for node in (bank.node, other)
    ]
    assert {future.result(PATIENCE).status for future in futures} == {201}

    events = [row["sequence"] for row in rows(other, "SELECT sequence FROM events ORDER BY sequence")]
    leaves = [row["n"] for row in rows(other, "SELECT n FROM audit_leaves ORDER BY n")]
    assert events == list(range(1, len(events) + 1))
    with other.read() as connection:
        assert all(leaf_proof(connection, other, n, TransferId("")).holds() for n in leaves)


def test_nobody_spends_at_two_nodes_what_is_there_once(bank: Bank, other: Node) -> None:
    futures = [
        node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "100", "")))
        for _ in range(8)
        for node in (bank.node, other)
    ]
    statuses = [future.result(PATIENCE).status for future in futures]

    assert (statuses.count(201), statuses.count(422)) == (10, 6)


def test_one_request_sent_to_both_is_carried_out_once(bank: Bank, other: Node) -> None:
    asked = command(bank.ann, Pay(bank.ben.id, bank.qtk, "25", ""))

    replies = [future.result(PATIENCE) for future in [node.writer.submit(asked) for node in (bank.node, other)]]

    assert len({(reply.status, reply.body) for reply in replies}) == 1
    assert sorted(reply.replayed for reply in replies) == [False, True]


def test_what_one_commits_the_other_tells_its_listeners(bank: Bank, other: Node) -> None:
    heard = threading.Event()
    stop = other.on_commit(heard.set)

    bank.pay()

    assert heard.wait(PATIENCE)
    stop()


def test_one_that_listens_no_more_is_not_called(bank: Bank, other: Node) -> None:
    heard, later = threading.Event(), threading.Event()
    other.on_commit(heard.set)()
    other.on_commit(later.set)

    bank.pay()

    assert later.wait(PATIENCE)
    assert not heard.is_set()


def test_a_listener_that_fails_harms_no_other(bank: Bank, other: Node, expected_logs: LogCollector) -> None:
    heard = threading.Event()

    def fail() -> None:
        raise RuntimeError

    other.on_commit(fail)
    other.on_commit(heard.set)
    bank.pay()

    assert heard.wait(PATIENCE)
    assert len(expected_logs.records) == 1


def test_its_own_commits_are_told_once(bank: Bank, other: Node) -> None:
    told = threading.Semaphore(0)
    bank.node.on_commit(told.release)

    bank.pay()
    # Heard after the announcement of the payment, which this node must not take for another's.
    register(other, person("Cleo"))

    assert told.acquire(timeout=PATIENCE)
    assert told.acquire(timeout=PATIENCE)
    assert not told.acquire(blocking=False)


def test_a_grant_given_to_one_counts_at_the_other(bank: Bank, other: Node) -> None:
    session, known = person("Session"), Visibility(other.access_version)

    def seen() -> frozenset[str]:
        with other.read() as connection:
            return frozenset(known.actors(connection, session.id, START))

    assert seen() == frozenset()
    heard = threading.Event()
    other.on_commit(heard.set)
    save_grants(bank.node, [signed_grant(bank.ann, session, bank.node.node_id, START.replace(hour=13))], START)

    assert heard.wait(PATIENCE)
    assert seen() == {bank.ann.id}


def test_a_payment_changes_nobodys_access(bank: Bank, other: Node) -> None:
    before, heard = other.access_version(), threading.Event()
    other.on_commit(heard.set)
    bank.pay()

    assert heard.wait(PATIENCE)
    assert other.access_version() == before


def test_a_node_that_can_not_hear_trusts_no_cache_and_looks_again_afterwards(
    bank: Bank, other: Node, tmp_path: Path, expected_logs: LogCollector
) -> None:
    quiet, heard = other.access_version(), threading.Event()
    other.on_commit(heard.set)
    with out_of_reach(tmp_path / "node"):
        while other.access_version() == quiet:
            pass
        assert len({other.access_version() for _ in range(5)}) == 5

    assert heard.wait(PATIENCE)
    assert other.access_version() == other.access_version()
    assert {record.name for record in expected_logs.records} == {"qwallet_desktop.node.replicas"}


def test_a_database_out_of_reach_is_named_and_the_request_can_be_tried_again(
    bank: Bank, tmp_path: Path, expected_logs: LogCollector
) -> None:
    asked = command(bank.ann, Pay(bank.ben.id, bank.qtk, "25", ""))
    with out_of_reach(tmp_path / "node"):
        reply = bank.node.writer.submit(asked).result(PATIENCE)
        with pytest.raises(Refused) as refused, bank.node.read():
            pass

    assert (reply.status, code(reply)) == (503, "DATABASE_UNREACHABLE")
    assert refused.value.problem.code is Code.DATABASE_UNREACHABLE
    assert bank.node.writer.submit(asked).result(PATIENCE).status == 201
    assert expected_logs.records


def test_a_node_closes_while_its_database_is_out_of_reach(
    bank: Bank, other: Node, tmp_path: Path, expected_logs: LogCollector
) -> None:
    quiet = other.access_version()
    with out_of_reach(tmp_path / "node"):
        while other.access_version() == quiet:
            pass
        other.close()

    assert code(ask(other, bank.ann, Pay(bank.ben.id, bank.qtk, "1", ""))) == "NODE_UNREACHABLE"
    assert expected_logs.records


@pytest.mark.asyncio
async def test_a_stream_at_one_tells_of_a_payment_at_the_other(tmp_path: Path) -> None:
    alice, bob = Person("Alice"), Person("Bob")
    async with open_web(tmp_path / "node") as one:
        for who in (alice, bob):
            taken(await one.register(who))
        token = await one.issue(alice)
        async with open_web(copied(tmp_path / "other", tmp_path / "node")) as two, listening(two, bob) as listener:
            assert (await listener.next()).event == "hello"
            taken(await one.pay(alice, bob, token))
            told = await listener.next()

    assert "TRANSFER_POSTED" in told.data


def test_a_servers_limit_of_time_cuts_questions_off_but_no_writer(bank: Bank, tmp_path: Path) -> None:
    database = database_of(tmp_path / "node")
    assert database is not None
    order(database, f"ALTER DATABASE {database.database} SET statement_timeout = '7s'")
    with closing(open_node(copied(tmp_path / "late", tmp_path / "node"))) as late:
        shown = late.writer.run(lambda writing: writing.exec_driver_sql("SHOW statement_timeout").scalar())
        assert shown.result(PATIENCE) == "0"
        with late.read() as connection:
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "7s"


def test_what_somebody_else_announces_harms_nothing_and_is_looked_into(bank: Bank, other: Node, tmp_path: Path) -> None:
    database = database_of(tmp_path / "node")
    assert database is not None
    for words in ("", "one", "rather more than two words"):
        before, heard = other.access_version(), threading.Event()
        stop = other.on_commit(heard.set)
        with psycopg.connect(host=str(database.query["host"]), user=USER, dbname=database.database) as stranger:
            stranger.execute("SELECT pg_notify(%s, %s)", (CHANNEL, words))

        assert heard.wait(PATIENCE)
        stop()
        assert other.access_version() > before


def test_a_node_with_a_thousand_open_files_still_hears(bank: Bank, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limits[1] < MANY_FILES + 100:
        pytest.skip("this system allows no process so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits[1], limits[1]))
    with ExitStack() as many:
        many.callback(resource.setrlimit, resource.RLIMIT_NOFILE, limits)
        null = os.open(os.devnull, os.O_RDONLY)
        many.callback(os.close, null)
        for _ in range(MANY_FILES):
            many.callback(os.close, os.dup(null))
        late = many.enter_context(closing(open_node(copied(tmp_path / "late", tmp_path / "node"), clock=TurnedClock())))
        heard = threading.Event()
        late.on_commit(heard.set)
        bank.pay()

        assert heard.wait(PATIENCE)
