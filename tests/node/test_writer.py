"""The writer: many commands to a commit, no command hurts another, and the database's troubles have names."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from qwallet_desktop.domain.messages import Successor
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.node.closing import Close
from qwallet_desktop.node.database import writing
from qwallet_desktop.node.succession import Succeed
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.wallets import balances
from qwallet_desktop.node.writer import Writer
from tests.helpers.logs import LogCollector
from tests.helpers.postgres import ON_POSTGRESQL
from tests.node.builders import (
    Bank,
    answered,
    code,
    command,
    fresh_request_id,
    issue,
    pay,
    person,
    register,
    rows,
    writer_held,
)


@contextmanager
def every_connection(bank: Bank, setting: str) -> Iterator[None]:
    """Set something on each connection before its transaction, and use new connections afterwards."""

    def take(connection: DBAPIConnection, *_: object) -> None:
        connection.cursor().execute(setting)

    event.listen(bank.node.engine, "checkout", take)
    try:
        yield
    finally:
        event.remove(bank.node.engine, "checkout", take)
        bank.node.engine.dispose()


def test_two_hundred_at_once_are_all_answered_in_few_commits(bank: Bank) -> None:
    with writer_held(bank):
        futures = [
            bank.node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", str(number))))
            for number in range(200)
        ]

    assert [future.result(30).status for future in futures] == [201] * 200
    assert rows(bank.node, "SELECT count(*) AS n FROM checkpoints WHERE size > 3") == [{"n": 1}]


def test_two_hundred_threads_pay_once_each(bank: Bank) -> None:
    statuses: list[int] = []

    def one() -> None:
        reply = bank.node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", ""))).result(30)
        statuses.append(reply.status)

    threads = [threading.Thread(target=one) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [201] * 200
    assert rows(bank.node, "SELECT count(*) AS n FROM transfers WHERE kind = 'TRANSFER'") == [{"n": 200}]


def test_commands_of_one_batch_are_decided_in_their_order(bank: Bank) -> None:
    with writer_held(bank):
        asked = [
            Pay(bank.ben.id, bank.qtk, "900", ""),
            Pay(bank.ben.id, bank.qtk, "101", ""),
            Pay(bank.ben.id, bank.qtk, "100", ""),
        ]
        futures = [bank.node.writer.submit(command(bank.ann, what)) for what in asked]

    assert [future.result(30).status for future in futures] == [201, 422, 201]


def test_where_many_ask_at_once_a_commit_waits_for_those_who_come(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qwallet_desktop.node.writer.MOMENT_SECONDS", 0.5)
    asked = [command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", "")) for _ in range(4)]
    with writer_held(bank):
        busy = [bank.node.writer.submit(one) for one in asked[:2]]
    assert [one.result(30).status for one in busy] == [201, 201]

    gathered = [bank.node.writer.submit(one) for one in asked[2:]]

    assert [one.result(30).status for one in gathered] == [201, 201]
    assert rows(bank.node, "SELECT size FROM checkpoints ORDER BY size DESC LIMIT 2") == [{"size": 7}, {"size": 5}]


def test_a_command_that_fails_does_not_hurt_the_others(bank: Bank, expected_logs: LogCollector) -> None:
    broken = replace(command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", "")), fields={"x": 1})  # type: ignore[dict-item]
    with writer_held(bank):
        futures = [
            bank.node.writer.submit(asked)
            for asked in (
                command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", "before")),
                broken,
                command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", "after")),
            )
        ]

    assert [future.result(30).status for future in futures] == [201, 500, 201]
    assert rows(bank.node, "SELECT memo FROM transfers WHERE kind = 'TRANSFER'") == [
        {"memo": "before"},
        {"memo": "after"},
    ]
    assert ["each is tried alone" in expected_logs.lines[0], "a command failed" in expected_logs.lines[1]] == [True] * 2


def test_what_failed_inside_is_not_remembered(bank: Bank, expected_logs: LogCollector) -> None:
    asked = command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", ""))
    bank.node.writer.submit(replace(asked, fields={"x": 1})).result(30)  # type: ignore[dict-item]

    assert bank.node.writer.submit(asked).result(30).status == 201
    assert len(expected_logs.records) == 1


@pytest.mark.sqlite_only("PostgreSQL can't be told how large its files may grow")
def test_a_full_disk_is_named_and_nothing_is_remembered(bank: Bank) -> None:
    key = fresh_request_id()
    what = Pay(bank.ben.id, bank.qtk, "1", "")
    pages = rows(bank.node, "PRAGMA page_count")[0]["page_count"]
    with every_connection(bank, f"PRAGMA max_page_count={pages}"):
        full = [bank.node.writer.submit(command(bank.ann, what)).result(30) for _ in range(40)][-1]
        refused = bank.node.writer.submit(command(bank.ann, what, key)).result(30)

    assert (full.status, code(full), refused.status) == (507, "STORAGE_FULL", 507)
    assert bank.node.writer.submit(command(bank.ann, what, key)).result(30).status == 201


def test_a_database_that_became_read_only_is_named(bank: Bank) -> None:
    setting = "SET default_transaction_read_only = on" if ON_POSTGRESQL else "PRAGMA query_only=ON"
    with every_connection(bank, setting):
        reply = bank.pay()

    assert (reply.status, code(reply)) == (503, "STORAGE_READ_ONLY")


def test_a_database_locked_by_another_connection_is_named_and_can_be_tried_again(bank: Bank) -> None:
    asked = command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", ""))
    impatient = every_connection(bank, "SET lock_timeout = '10ms'") if ON_POSTGRESQL else nullcontext()
    with impatient, writing(bank.node.engine):
        locked = bank.node.writer.submit(asked).result(30)

    assert (locked.status, code(locked)) == (503, "DATABASE_LOCKED")
    assert bank.node.writer.submit(asked).result(30).status == 201


def test_a_full_queue_answers_at_once(bank: Bank) -> None:
    writer = Writer(bank.node.engine, bank.node.around, longest_queue=0)
    try:
        reply = writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", ""))).result(0)
    finally:
        writer.close()

    assert (reply.status, code(reply)) == (429, "OVERLOADED")


def test_what_is_queued_at_the_end_is_still_written(bank: Bank) -> None:
    with writer_held(bank):
        future = bank.node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", "")))
        closing = threading.Thread(target=bank.node.writer.close)
        closing.start()
    closing.join(30)

    assert future.result(0).status == 201


def test_a_closed_writer_says_so(bank: Bank) -> None:
    bank.node.writer.close()

    assert bank.pay().status == 503
    with pytest.raises(Refused):
        bank.node.writer.run(lambda _connection: None).result(0)


def test_a_command_that_was_cancelled_in_time_is_not_carried_out(bank: Bank) -> None:
    with writer_held(bank):
        future = bank.node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", "")))
        assert future.cancel()
        job = bank.node.writer.run(lambda connection: connection.exec_driver_sql("DELETE FROM grants").close())
        assert job.cancel()

    assert bank.pay("2").status == 201
    assert rows(bank.node, "SELECT count(*) AS n FROM transfers WHERE kind = 'TRANSFER'") == [{"n": 1}]


def test_listeners_hear_the_new_head_after_the_commit(bank: Bank) -> None:
    heard: list[tuple[int, int]] = []
    told = threading.Event()

    def listen(head: int) -> None:
        heard.append((head, rows(bank.node, "SELECT events FROM log_head")[0]["events"]))
        told.set()

    # A reply comes before the listeners of its commit are called.
    bank.node.writer.run(lambda _connection: None).result(30)
    stop = bank.node.writer.on_commit(listen)
    bank.pay()
    assert told.wait(30)
    stop()
    bank.pay()

    bank.node.writer.run(lambda _connection: None).result(30)
    assert heard == [(6, 6)]


def test_a_refusal_wakes_no_listener(bank: Bank) -> None:
    heard: list[int] = []
    bank.node.writer.run(lambda _connection: None).result(30)
    bank.node.writer.on_commit(heard.append)

    bank.pay("0")

    bank.node.writer.run(lambda _connection: None).result(30)
    assert heard == []


def test_a_listener_that_fails_stops_nothing(bank: Bank, expected_logs: LogCollector) -> None:
    def fail(_head: int) -> None:
        raise RuntimeError

    bank.node.writer.on_commit(fail)
    bank.pay()

    assert bank.pay().status == 201
    bank.node.writer.run(lambda _connection: None).result(30)
    assert "a listener failed" in expected_logs.lines[0]


def test_a_job_that_raises_rolls_back_and_tells_who_asked(bank: Bank) -> None:
    def job(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM audit_payloads").close()
        raise KeyError

    with pytest.raises(KeyError):
        bank.node.writer.run(job).result(30)
    assert rows(bank.node, "SELECT count(*) AS n FROM audit_payloads") == [{"n": 3}]


def test_moments_are_kept_to_the_millisecond(bank: Bank) -> None:
    bank.clock.now = datetime.fromisoformat("2026-03-01T13:00:00.123987+01:00")

    bank.pay()

    (row,) = rows(bank.node, "SELECT max(at) AS at FROM transfers")
    assert row["at"] == int(datetime.fromisoformat("2026-03-01T12:00:00.123+00:00").timestamp() * 1000)


def test_an_unknown_actor_in_a_batch_leaves_the_others_alone(bank: Bank) -> None:
    with writer_held(bank):
        futures = [
            bank.node.writer.submit(command(who, Pay(bank.ben.id, bank.qtk, "1", "")))
            for who in (bank.ann, person("nobody knows"), bank.ann)
        ]

    assert [future.result(30).status for future in futures] == [201, 404, 201]


def test_a_batch_over_several_tokens_keeps_their_accounts_apart(bank: Bank) -> None:
    gold = issue(bank.node, bank.ann, "500", "GOLD")
    bank.pay("100")
    pay(bank.node, bank.ann, bank.ben, gold, "7")
    register(bank.node, cleo := person("Cleo"))
    register(bank.node, dora := person("Dora"))
    pay(bank.node, bank.ann, cleo, gold, "5")
    with writer_held(bank):
        futures = [
            bank.node.writer.submit(command(bank.ben, Pay(dora.id, bank.qtk, "100", ""))),
            bank.node.writer.submit(command(cleo, Pay(dora.id, gold, "5", ""))),
            bank.node.writer.submit(command(bank.ben, Pay(dora.id, gold, "8", ""))),
            bank.node.writer.submit(command(bank.ben, Pay(dora.id, gold, "7", ""))),
        ]

    assert [future.result(30).status for future in futures] == [201, 201, 422, 201]


def test_a_token_that_a_batch_does_not_move_stays_out_of_it(bank: Bank) -> None:
    gold = issue(bank.node, bank.ann, "500", "GOLD")
    register(bank.node, cleo := person("Cleo"))
    register(bank.node, dora := person("Dora"))
    pay(bank.node, bank.ann, cleo, gold, "5")
    with writer_held(bank):
        futures = [
            bank.node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "1", ""))),
            bank.node.writer.submit(command(cleo, Pay(dora.id, gold, "5", ""))),
        ]

    assert [future.result(30).status for future in futures] == [201, 201]
    with bank.node.read() as connection:
        assert [balance.settled.units for balance in balances(connection, bank.ann.id)] == [49_500, 99_900]


def test_what_follows_a_succession_at_once_finds_its_ties(bank: Bank) -> None:
    new, sub = person("Ann's next key"), person("Sub")
    register(bank.node, sub, parent=bank.ann)
    message = Successor(bank.ann.id, new.id, bank.ann.id, bank.node.node_id).message()
    succession = Succeed(bank.ann.id, new.id, new.sign(message).hex(), bank.ann.sign(message).hex(), None)
    with writer_held(bank):
        futures = [
            bank.node.writer.submit(command(bank.ann, succession)),
            bank.node.writer.submit(command(new, Close(new.id, bank.ben.id))),
        ]

    first, second = (future.result(30) for future in futures)
    assert (first.status, code(second), answered(second)["facts"]["part"]) == (201, "HAS_DEPENDENTS", "owner")
