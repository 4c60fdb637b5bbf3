"""A ledger is copied while twenty others pay: the copy is one commit, and every row of it is checked."""

import errno
import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from qwallet_desktop.domain import merkle
from qwallet_desktop.domain.backups import LedgerFacts
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node import ledger_check
from qwallet_desktop.node.audit import checkpoint
from qwallet_desktop.node.copies import COPY_NAME, LEDGER_NAME, copy_ledger, read_facts, remove_copy
from qwallet_desktop.node.core import DATABASE_NAME, Node
from qwallet_desktop.node.ledger_check import check_ledger
from qwallet_desktop.node.log import stored_node
from tests.keys.builders import refused
from tests.node.builders import Bank, accepted, issue, pay, person, register, rows

pytestmark = pytest.mark.sqlite_only("the embedded node's file is what is copied")

SENDERS = 20


@pytest.fixture
def folder(bank: Bank, tmp_path: Path) -> Path:
    for _ in range(3):
        accepted(bank.pay())
    return tmp_path / "node"


@contextmanager
def twenty_paying(bank: Bank) -> Iterator[list[int]]:
    """Let twenty people pay Ben without a pause for the time of the block; holds how many payments were made."""
    people = [person(f"Sender {number}") for number in range(SENDERS)]
    for each in people:
        register(bank.node, each)
    tokens = [issue(bank.node, bank.ann, "1000000", f"T{number}") for number in range(SENDERS)]
    for each, token in zip(people, tokens, strict=True):
        accepted(pay(bank.node, bank.ann, each, token, "1000000"))
    done, made = threading.Event(), [0]

    def pay_on(number: int) -> None:
        while not done.is_set():
            accepted(pay(bank.node, people[number], bank.ben, tokens[number], "1.00"))
            made[0] += 1

    with ThreadPoolExecutor(SENDERS) as pool:
        paying = [pool.submit(pay_on, number) for number in range(SENDERS)]
        try:
            yield made
        finally:
            done.set()
        for payer in paying:
            payer.result()


def root_at(bank: Bank, size: int) -> str:
    """Return the root that the ledger itself has for its first `size` leaves."""
    with bank.node.read() as connection:
        return merkle.root(size, lambda level, position: stored_node(connection, level, position)).hex()


BALANCES = (
    "SELECT p.account_n, p.balance FROM postings p JOIN transfers t ON t.n = p.transfer_n "
    "WHERE t.leaf_n < {size} ORDER BY p.n"
)


def balances_in(path: Path, size: int) -> dict[int, str]:
    with closing(sqlite3.connect(path)) as ledger:
        return dict(ledger.execute(BALANCES.format(size=size)))


def history_in(path: Path, size: int) -> list[tuple[object, ...]]:
    question = "SELECT h.* FROM history h JOIN transfers t ON t.n = h.transfer_n WHERE t.leaf_n < ? ORDER BY h.n"
    with closing(sqlite3.connect(path)) as ledger:
        return list(ledger.execute(question, (size,)))


def test_copies_made_while_twenty_pay_are_whole_commits_of_the_ledger(bank: Bank, folder: Path, tmp_path: Path) -> None:
    copies: list[tuple[Path, LedgerFacts]] = []
    with twenty_paying(bank) as made:
        for number in range(3):
            before = made[0]
            copy = copy_ledger(folder).rename(tmp_path / f"copy-{number}")
            copies.append((copy, read_facts(copy)))
            while made[0] < before + SENDERS:
                threading.Event().wait(0.001)
    assert copies[0][1].size < copies[1][1].size < copies[2][1].size
    for copy, facts in copies:
        check_ledger(copy, facts)
        assert facts.root == root_at(bank, facts.size)
        assert balances_in(copy, facts.size) == balances_in(folder / LEDGER_NAME, facts.size)
        assert history_in(copy, facts.size) == history_in(folder / LEDGER_NAME, facts.size)
        # Nothing of a later commit is in it.
        assert len(history_in(copy, 1 << 40)) == len(history_in(copy, facts.size))


def test_a_copy_says_what_it_is(bank: Bank, folder: Path) -> None:
    facts = read_facts(copy_ledger(folder))
    assert (facts.node_id, facts.node_key) == (bank.node.node_id, bank.node.public_key.hex())
    assert [(each.id, each.name) for each in facts.members] == [(bank.ann.id, "Ann"), (bank.ben.id, "Ben")]
    assert (facts.tokens, facts.transfers) == (1, 4)
    with bank.node.read() as connection:
        assert facts.note == checkpoint(connection)


def test_a_copy_is_one_file_for_its_owner_only(bank: Bank, folder: Path) -> None:
    copy = copy_ledger(folder)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir() if path.name.startswith(COPY_NAME)] == [COPY_NAME]
    remove_copy(folder)
    assert not copy.exists()


def test_the_copy_takes_the_ledger_by_the_name_that_the_node_gives_it() -> None:
    assert LEDGER_NAME == DATABASE_NAME


def test_a_copy_that_is_called_off_leaves_nothing(bank: Bank, folder: Path) -> None:
    class EnoughError(Exception):
        pass

    def tick(_done: int, _total: int) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        copy_ledger(folder, tick)
    assert not (folder / COPY_NAME).exists()


def test_a_folder_without_a_ledger_has_nothing_to_copy(tmp_path: Path) -> None:
    with refused(Code.DATABASE_DAMAGED):
        copy_ledger(tmp_path)


def test_a_file_that_is_no_ledger_is_damage(tmp_path: Path) -> None:
    (tmp_path / LEDGER_NAME).write_bytes(b"no database at all, but long enough to be read as one" * 100)
    with refused(Code.DATABASE_DAMAGED):
        copy_ledger(tmp_path)


# ------------------------------------------------------------------------------ the check


@pytest.fixture
def copy(bank: Bank, folder: Path) -> Path:
    return copy_ledger(folder)


def changed(copy: Path, *statements: str) -> LedgerFacts:
    """Change a copy after its facts were read."""
    facts = read_facts(copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as ledger:
        for statement in statements:
            ledger.execute(statement)
    return facts


def part(copy: Path, facts: LedgerFacts) -> str:
    with pytest.raises(Refused) as caught:
        check_ledger(copy, facts)
    assert caught.value.problem.code is Code.BACKUP_DAMAGED
    return caught.value.problem.facts["part"]


def test_a_whole_copy_is_told_row_by_row(copy: Path) -> None:
    told: list[tuple[int, int]] = []
    check_ledger(copy, read_facts(copy), lambda done, total: told.append((done, total)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 0


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_leaves SET actor = 'system' WHERE n = 1", "tree"),
        ("UPDATE audit_leaves SET at = at + 1 WHERE n = 0", "tree"),
        ("UPDATE audit_leaves SET digest = zeroblob(32) WHERE n = 2", "tree"),
        ("UPDATE log_head SET audit_leaves = audit_leaves + 1", "tree"),
        ("UPDATE audit_leaves SET n = 99 WHERE n = (SELECT max(n) FROM audit_leaves)", "content"),
        ("UPDATE postings SET balance = '0' WHERE n = 1", "books"),
        ("UPDATE accounts SET balance = printf('%079d', 5) WHERE n = 1", "books"),
        ("UPDATE accounts SET balance = 'much' WHERE n = 1", "content"),
        ("UPDATE identities SET name = 'Mallory' WHERE n = 1", "content"),
        ("UPDATE checkpoints SET note = 'none'", "content"),
        ("DROP TABLE postings", "content"),
        ("UPDATE postings SET account_n = 99 WHERE n = 1", "content"),
    ],
)
def test_a_change_anywhere_is_found_and_named(copy: Path, statement: str, found: str) -> None:
    assert part(copy, changed(copy, statement)) == found


def test_a_payment_that_is_taken_back_without_a_trace_is_found(copy: Path) -> None:
    last = "(SELECT max(n) FROM transfers)"
    facts = changed(
        copy,
        f"DELETE FROM history WHERE transfer_n = {last}",  # noqa: S608 - our own words
        f"DELETE FROM postings WHERE transfer_n = {last}",  # noqa: S608
    )
    assert part(copy, facts) == "books"


def test_units_out_of_nowhere_are_found(copy: Path) -> None:
    facts = changed(
        copy,
        "UPDATE postings SET units = printf('%078d', 999), balance = printf('%078d', 999) WHERE n = "
        "(SELECT max(n) FROM postings)",
        "UPDATE accounts SET balance = printf('%078d', 999) WHERE n = "
        "(SELECT account_n FROM postings ORDER BY n DESC LIMIT 1)",
    )
    assert part(copy, facts) == "books"


def test_the_checkpoint_of_another_node_is_found(copy: Path) -> None:
    facts = read_facts(copy)
    assert part(copy, replace(facts, node_key="11" * 32)) == "tree"


def test_a_ledger_of_a_later_program_asks_for_it(copy: Path) -> None:
    facts = changed(copy, "UPDATE alembic_version SET version_num = '9999'")
    with refused(Code.BACKUP_NEWER):
        check_ledger(copy, facts)


def test_a_page_that_was_overwritten_is_found(copy: Path) -> None:
    facts = read_facts(copy)
    data = bytearray(copy.read_bytes())
    data[3 * 4096 : 4 * 4096] = bytes(4096)
    copy.write_bytes(data)
    assert part(copy, facts) in {"content", "tree", "books"}


def test_a_gap_in_the_log_is_found(copy: Path) -> None:
    last = "(SELECT max(n) FROM audit_leaves WHERE n < 99)"
    moved = ("audit_payloads SET leaf_n", "transfers SET leaf_n", "requests SET leaf_n")
    facts = changed(
        copy,
        *(f"UPDATE {each} = 99 WHERE leaf_n = {last}" for each in moved),
        f"UPDATE audit_leaves SET n = 99 WHERE n = {last}",  # noqa: S608
    )
    assert part(copy, facts) == "tree"


class NoLongerWantedError(Exception):
    """What a person's change of mind raises."""


def test_the_check_of_the_file_is_stopped_in_its_midst(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_check, "STEPS_BETWEEN_LOOKS", 1)
    looks: list[int] = []

    def tick(done: int, _total: int) -> None:
        looks.append(done)
        if len(looks) == 3:
            raise NoLongerWantedError

    with pytest.raises(NoLongerWantedError):
        check_ledger(copy, read_facts(copy), tick)
    assert looks == [0, 0, 0]


def test_a_copy_that_can_not_be_removed_is_named(tmp_path: Path) -> None:
    (tmp_path / COPY_NAME).mkdir()
    with refused(Code.STORAGE_READ_ONLY):
        remove_copy(tmp_path)


def test_a_full_disk_is_named_and_leaves_nothing(bank: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "touch", full)
    with refused(Code.STORAGE_FULL):
        copy_ledger(folder)
    assert not (folder / COPY_NAME).exists()


def test_a_checkpoint_that_is_not_the_nodes_is_damage(copy: Path) -> None:
    changed(copy, "UPDATE checkpoints SET note = replace(note, 'qwallet', 'others')")
    with refused(Code.DATABASE_DAMAGED):
        read_facts(copy)


def test_an_empty_ledger_is_whole(tmp_path: Path) -> None:
    Node.open(tmp_path).close()
    copy = copy_ledger(tmp_path)
    facts = read_facts(copy)
    check_ledger(copy, facts)
    assert (facts.size, facts.root) == (0, merkle.EMPTY_ROOT.hex())


def test_the_ledger_itself_is_left_as_it_is(bank: Bank, folder: Path) -> None:
    copy_ledger(folder)
    accepted(bank.pay())
    assert len(rows(bank.node, "SELECT n FROM transfers")) == 5
