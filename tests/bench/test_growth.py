"""Measures what a transfer costs in a large ledger against a ledger of a thousand, in the same run.

`QWALLET_BENCH_LEDGER=FOLDER pytest -m bench -s tests/bench/test_growth.py`, where the folder has a
`node` that `qwallet node seed --transactions 1000000` filled; it is copied first. Without it a
ledger of QWALLET_BENCH_ROWS (20,000) payments is made. Payments go between the ledger's own
identities, in batches of 100 per commit, as in test_node_throughput.py.
"""

import os
import shutil
import statistics
from contextlib import closing
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.node import tables
from qwallet_desktop.node.commands import Command, Evidence
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.seed import seed_demo
from qwallet_desktop.node.server import settle_memory
from qwallet_desktop.node.transfers import Pay
from tests.bench import test_node_throughput as throughput
from tests.node import builders

pytestmark = pytest.mark.bench

# Before the tests' environment is cleaned.
ROWS = int(os.environ.get("QWALLET_BENCH_ROWS", "20000"))
LEDGER = os.environ.get("QWALLET_BENCH_LEDGER", "")
SMALL = 1_000
PAYMENTS = 3_000
EVIDENCE = Evidence("the signature base of a request " * 16, bytes(64))


def seeded(folder: Path, transactions: int) -> Path:
    """Make a ledger of sample payments between ten people."""
    people = [(builders.person(f"payer {number}").id, f"Payer {number}") for number in range(10)]
    with closing(Node.open(folder)) as node:
        seed_demo(node, people, transactions, 1)
    return folder


def payments(node: Node, count: int) -> list[Command]:
    """Make payments between identities that hold the ledger's first token.

    Their amounts and memos are spread, so that they fall everywhere into the indexes that sort by them.
    """
    chance = Random(count)  # noqa: S311 - sample data, no secrets
    own = tables.accounts.c
    with node.read() as connection:
        token_id = connection.scalar(select(tables.tokens.c.id).order_by(tables.tokens.c.n).limit(1))
        holders = select(tables.identities.c.id).join(tables.accounts, own.identity_n == tables.identities.c.n)
        held = connection.scalars(holders.where(own.token_n == 1, own.kind == "AVAILABLE").distinct()).all()
    pairs = list(permutations(held, 2))
    return [_payment(chance, *pairs[number % len(pairs)], str(token_id)) for number in range(count)]


def _payment(chance: Random, sender: str, recipient: str, token_id: str) -> Command:
    amount, memo = f"0.{chance.randrange(1, 100):02}", f"{chance.randbytes(3).hex()} paid"
    fields = {"recipient": recipient, "tokenId": token_id, "amount": amount, "memo": memo}
    request_id = throughput.fresh_request_id()
    digest = sha256(request_id.encode()).hexdigest()
    ask = Pay(recipient, token_id, amount, memo)
    return Command(IdentityId(sender), request_id, "POST /v1/transfers", digest, fields, EVIDENCE, ask)


def test_a_transfer_in_a_large_ledger_costs_little_more_than_in_a_small_one(tmp_path: Path) -> None:
    small = seeded(tmp_path / "small", SMALL)
    large = tmp_path / "large"
    if LEDGER:
        shutil.copytree(Path(LEDGER) / "node", large)
    else:
        seeded(large, ROWS)
    rates: dict[str, list[float]] = {"small": [], "large": []}
    with closing(Node.open(small)) as few, closing(Node.open(large)) as many:
        settle_memory()
        for _ in range(throughput.ROUNDS):
            for name, node in (("small", few), ("large", many)):
                rates[name].append(throughput._batches(node, payments(node, PAYMENTS)))
    throughput.report("batches of 100, a small and a large ledger", "transfers", rates)
    assert statistics.median(rates["large"]) > 0
