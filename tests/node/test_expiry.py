"""Items end when their time is over, by themselves: what is held comes back once, also after a restart."""

import shutil
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qwallet_desktop.domain.events import BalanceChanged, ItemNews
from qwallet_desktop.domain.multisig import Expired, ItemStatus
from qwallet_desktop.node import expiry
from qwallet_desktop.node.core import Node
from tests.helpers.ledgers import open_node
from tests.helpers.postgres import ON_POSTGRESQL, share_database
from tests.node.approving import Wanted, held, item_now, newest, news, opened, proposed, stands, told, vote
from tests.node.builders import Bank, accepted, code, person, register, rows

CLEO = person("Cleo")
PATIENCE = 30


@pytest.fixture(autouse=True)
def _others(bank: Bank) -> None:
    register(bank.node, CLEO)


def eventually(node: Node, condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, which is looked at after each commit."""
    committed = threading.Event()
    stop = node.on_commit(committed.set)
    try:
        while not condition():
            assert committed.wait(PATIENCE), "nothing was committed"
            committed.clear()
    finally:
        stop()


def releases(bank: Bank) -> int:
    return int(rows(bank.node, "SELECT count(*) AS n FROM transfers WHERE kind = 'RELEASE'")[0]["n"])


def test_it_ends_at_its_time_though_nobody_asks(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    bank.clock.forward(hours=72, milliseconds=-20)
    # From here on the writer looks at its clock by itself every 20 ms.
    accepted(bank.pay("1.00"))
    assert held(bank, bank.ann) == (99_900, 2_500)

    bank.clock.forward(milliseconds=20)

    eventually(bank.node, lambda: held(bank, bank.ann) == (99_900, 0))
    assert item_now(bank.node, item.proposal.item_id).closing == Expired(bank.clock())


def test_it_ends_before_anything_else_is_decided(bank: Bank) -> None:
    proposed(bank, bank.ann, Wanted((CLEO,)))
    bank.clock.forward(hours=72)

    assert bank.pay("1000.00").problem is None


def test_a_millisecond_before_its_time_it_is_still_held(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    bank.clock.forward(hours=72, milliseconds=-1)

    assert code(bank.pay("1000.00")) == "INSUFFICIENT_FUNDS"
    accepted(vote(bank.node, item, CLEO))


def test_what_is_held_comes_back_once(bank: Bank) -> None:
    proposed(bank, bank.ann, Wanted((CLEO,)))
    opened(bank, bank.ann, Wanted((CLEO,)))
    bank.clock.forward(hours=72)
    for _ in range(3):
        bank.pay("1.00")
        bank.clock.forward(days=10)

    assert releases(bank) == 2
    assert held(bank, bank.ann) == (99_700, 0)


def test_the_system_writes_a_leaf_for_each(bank: Bank) -> None:
    proposed(bank, bank.ann, Wanted((CLEO,)))
    bank.clock.forward(hours=72)
    bank.pay("1.00")

    leaves = rows(bank.node, "SELECT actor, kind FROM audit_leaves ORDER BY n DESC LIMIT 2")
    assert [(leaf["actor"], leaf["kind"]) for leaf in leaves] == [(bank.ann.id, "PAY"), ("system", "EXPIRE")]


def test_it_is_told_and_is_news_to_its_initiator_alone(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    before = newest(bank)
    bank.clock.forward(hours=72)
    bank.pay("1.00")

    balance = next(one.fact for one in told(bank, bank.ann, after=before) if isinstance(one.fact, BalanceChanged))
    assert (balance.balance.settled.units, balance.balance.held.units) == (100_000, 0)
    assert news(bank, bank.ann, before) == [ItemNews(item.proposal, ItemStatus.EXPIRED, None, "", bank.clock())]
    assert news(bank, CLEO, before) == []


def test_a_clock_that_is_set_back_brings_nothing_back(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    bank.clock.forward(hours=72)
    bank.pay("1.00")
    bank.clock.forward(hours=-10)

    assert stands(bank, item) is ItemStatus.EXPIRED
    assert code(vote(bank.node, item, CLEO)) == "ITEM_EXPIRED"


def test_it_ends_after_a_restart_too(bank: Bank, tmp_path: Path) -> None:
    proposed(bank, bank.ann, Wanted((CLEO,)))
    bank.node.close()
    bank.clock.forward(hours=72)
    with closing(open_node(tmp_path / "node", clock=bank.clock)) as bank.node:
        eventually(bank.node, lambda: held(bank, bank.ann) == (100_000, 0))
        assert releases(bank) == 1


def test_more_than_one_commit_takes_end_one_after_another(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "MOST_IN_A_COMMIT", 2)
    for _ in range(5):
        proposed(bank, bank.ann, Wanted((CLEO,)))
    bank.clock.forward(hours=72)
    bank.pay("1.00")

    eventually(bank.node, lambda: held(bank, bank.ann) == (99_900, 0))
    assert releases(bank) == 5


def test_those_that_end_later_are_left_alone(bank: Bank) -> None:
    proposed(bank, bank.ann, Wanted((CLEO,)))
    bank.clock.forward(hours=1)
    later = proposed(bank, bank.ann, Wanted((CLEO,)))
    bank.clock.forward(hours=71)
    bank.pay("1.00")

    assert held(bank, bank.ann) == (99_900, 2_500)
    assert stands(bank, later) is ItemStatus.PENDING


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL only: one node has SQLite's file")
def test_several_nodes_end_it_once(bank: Bank, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / "node" / "node.key", tmp_path / "other")
    share_database(tmp_path / "other", tmp_path / "node")
    with closing(open_node(tmp_path / "other", clock=bank.clock)) as other:
        proposed(bank, bank.ann, Wanted((CLEO,)))
        bank.clock.forward(hours=72)
        for node in (other, bank.node):
            node.writer.run(lambda _connection: None).result(PATIENCE)
        eventually(bank.node, lambda: held(bank, bank.ann) == (100_000, 0))
        accepted(bank.pay("1.00"))

    assert releases(bank) == 1
