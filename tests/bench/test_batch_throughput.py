"""Measures batches of a hundred payments signed over HTTP, against single ones and against the writer alone.

`pytest -m bench -s tests/bench/test_batch_throughput.py`. All four are measured in the same run: one
request per payment, one request per hundred, and what the writer does with each of them without HTTP.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.node.batch import decide
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.commands import Command
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.known import Known
from qwallet_desktop.node.transfers import Pay
from tests.bench.test_node_throughput import (
    BATCH,
    BATCHED,
    PEOPLE,
    ROUNDS,
    TRANSFERS,
    _batches,
    _commands,
    endow,
    rate,
    raw,
    report,
    server,
    transfer_requests,
)
from tests.node import builders, http_builders

pytestmark = pytest.mark.bench


def batch_requests(node_id: NodeId, token_id: str, mode: BatchMode) -> list[bytes]:
    """Sign lists of a hundred payments, each from one of ten people to the others."""
    made: list[bytes] = []
    for number in range(BATCHED // BATCH):
        sender = PEOPLE[number % 10]
        others = [one for one in PEOPLE if one is not sender]
        payments = [
            {"recipient": others[place % 9].did, "tokenId": token_id, "amount": "0.01", "memo": f"payment {place}"}
            for place in range(BATCH)
        ]
        attempt = http_builders.Attempt(
            "POST",
            "/transfers:batch",
            node_id,
            datetime.now(UTC),
            json={"mode": mode, "payments": payments},
            request_id=str(uuid4()),
        )
        request = attempt.signed_by(sender)
        made.append(raw("/v1/transfers:batch", request.headers.items(), request.content))
    return made


def list_commands(token_id: str) -> list[Command]:
    """Build the commands that such lists become."""
    members = [builders.Person(one.name, one._key, one.did) for one in PEOPLE]
    made: list[Command] = []
    for number in range(BATCHED // BATCH):
        others = [one for one in members if one is not members[number % 10]]
        payments = (Pay(others[place % 9].id, token_id, "0.01", f"payment {place}") for place in range(BATCH))
        what = PayMany(BatchMode.ALL_OR_NOTHING, tuple(payments))
        made.append(builders.command(members[number % 10], what, str(uuid4())))
    return made


def lists(node: Node, commands: Sequence[Command]) -> float:
    """Have the writer decide lists, each in a commit of its own; returns payments per second."""
    known = Known()
    begun = time.perf_counter()
    for command in commands:
        (reply,) = node.writer.run(partial(decide, commands=[command], around=node.around, known=known)).result(60)
        assert reply.status == 200
    return len(commands) * BATCH / (time.perf_counter() - begun)


def test_lists_of_a_hundred_over_http_against_single_payments_and_the_writer_alone(tmp_path: Path) -> None:
    with closing(Node.open(tmp_path / "node" / "node")) as node:
        token_id, node_id = endow(node), node.node_id
    with closing(Node.open(tmp_path / "alone")) as alone, server("node", tmp_path / "node") as port:
        own_token = endow(alone)
        found: dict[str, list[float]] = {"single": [], "lists of 100": [], "writer, lists": [], "writer, singles": []}
        with asyncio.Runner() as runner:
            time.sleep(1)  # A signature's second must not lie before the node's start.
            for _ in range(ROUNDS):
                found["single"].append(runner.run(rate(port, transfer_requests(node_id, token_id, TRANSFERS))))
                asked = batch_requests(node_id, token_id, BatchMode.ALL_OR_NOTHING)
                found["lists of 100"].append(BATCH * runner.run(rate(port, asked)))
                found["writer, lists"].append(lists(alone, list_commands(own_token)))
                found["writer, singles"].append(_batches(alone, _commands(own_token)))
    report("lists of 100 over HTTP", "transfers", found)
    assert all(len(rates) == ROUNDS for rates in found.values())
