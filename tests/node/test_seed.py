"""Sample data: made by the node's rules, the same each time, and as much as was asked for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qwallet_desktop.domain.transfers import HistoryQuery, SortKey
from qwallet_desktop.node import seed
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.history import history
from qwallet_desktop.node.notifications import notifications
from qwallet_desktop.node.seed import seed_demo
from qwallet_desktop.node.tokens import tokens
from qwallet_desktop.node.wallets import balances
from tests.node.builders import START, a_node, person, rows

PEOPLE = [(person(name).id, name) for name in ("Ann", "Ben", "Cleo")]


def payments(node: Node) -> list[tuple[object, ...]]:
    found = rows(node, "SELECT sender_n, recipient_n, token_n, amount, memo, at FROM transfers ORDER BY n")
    return [tuple(row.values()) for row in found]


def test_the_sample_has_three_tokens_and_the_payments_asked_for(tmp_path: Path) -> None:
    with a_node(tmp_path) as node:
        seed_demo(node, PEOPLE, 300, 1)

        with node.read() as connection:
            symbols = [token.symbol for token in tokens(connection, [PEOPLE[0][0]])]
        assert symbols == ["QTK", "EURQ", "GOLD"]
        assert rows(node, "SELECT kind, count(*) AS n FROM transfers GROUP BY kind ORDER BY kind") == [
            {"kind": "MINT", "n": 3},
            {"kind": "TRANSFER", "n": 300},
        ]


def test_everybody_holds_every_token_and_nothing_is_lost(tmp_path: Path) -> None:
    with a_node(tmp_path) as node:
        seed_demo(node, PEOPLE, 300, 1)

        with node.read() as connection:
            held = [[balance.settled.units for balance in balances(connection, did)] for did, _ in PEOPLE]
    assert [sum(column) for column in zip(*held, strict=True)] == [2_000_000_000, 90_000_000_000, 5_000_000_000]


def test_identities_and_tokens_keep_the_order_in_which_they_are_given(tmp_path: Path) -> None:
    with a_node(tmp_path) as node:
        seed_demo(node, PEOPLE, 20, 1)

        by_age = [row["name"] for row in rows(node, "SELECT name FROM identities ORDER BY created_at, id DESC")]
        tokens_by_age = [row["symbol"] for row in rows(node, "SELECT symbol FROM tokens ORDER BY created_at")]
    assert by_age == [name for _, name in PEOPLE]
    assert tokens_by_age == ["QTK", "EURQ", "GOLD"]


def test_payments_lie_in_the_last_120_days_in_order(tmp_path: Path) -> None:
    with a_node(tmp_path) as node:
        seed_demo(node, PEOPLE, 300, 1)

        with node.read() as connection:
            page = history(connection, PEOPLE[0][0], HistoryQuery(sort=SortKey.AT, descending=False), 0, 1_000)
    moments = [entry.transfer.at for entry in page.entries]
    assert START - timedelta(days=120) <= moments[0] <= moments[-1] < START
    assert len({moment.date() for moment in moments}) > 60


def test_the_same_number_makes_the_same_payments(tmp_path: Path) -> None:
    with a_node(tmp_path / "a") as one, a_node(tmp_path / "b") as other, a_node(tmp_path / "c") as third:
        for node, number in ((one, 1), (other, 1), (third, 2)):
            seed_demo(node, PEOPLE, 50, number)

        assert payments(one) == payments(other) != payments(third)


def test_only_the_newest_ten_payments_are_news_to_anybody(tmp_path: Path) -> None:
    with a_node(tmp_path) as node:
        seed_demo(node, PEOPLE, 300, 1)

        with node.read() as connection:
            unread = [notifications(connection, did, "", 1).unread for did, _ in PEOPLE]
    assert sum(unread) == 10


def test_a_sample_needs_two_identities(tmp_path: Path) -> None:
    with a_node(tmp_path) as node, pytest.raises(ValueError, match="two identities"):
        seed_demo(node, PEOPLE[:1], 10, 1)


def test_a_refusal_stops_the_sample(tmp_path: Path) -> None:
    with a_node(tmp_path) as node, pytest.raises(RuntimeError, match="IDENTITY_EXISTS"):
        seed_demo(node, [PEOPLE[0], PEOPLE[0]], 10, 1)


def test_a_sample_that_is_nearly_spent_overdraws_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = tuple(replace(sample, issued=12, smallest=1, largest=6) for sample in seed._SAMPLES)
    monkeypatch.setattr(seed, "_SAMPLES", few)
    with a_node(tmp_path) as node:
        seed_demo(node, PEOPLE, 300, 1)

        assert len(payments(node)) == 303


@pytest.mark.bench
def test_figures_seeding_20000_payments(tmp_path: Path) -> None:
    began = datetime.now(UTC)
    with a_node(tmp_path) as node:
        seed_demo(node, PEOPLE, 20_000, 1)
    print(f"seeding 20,000 payments: {datetime.now(UTC) - began}")  # noqa: T201
