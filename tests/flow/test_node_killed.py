"""The node is killed at random moments under load: what it acknowledged is there once, and nothing else is."""

import asyncio
import os
import random
import signal
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId, TransferId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import HistoryQuery, Receipt, Transfer
from qwallet_desktop.node import launcher, tables
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.launcher import Down, Launcher, LauncherState, Ready
from qwallet_desktop.services.errors import ServiceError
from tests.flow.desk import Desk, desk_at, new_id
from tests.helpers.processes import children

SENDERS = 20
KILLS = 50
START_UNITS = "100000.00"
TOO_MUCH = "999999999.00"


@dataclass
class Ledger:
    """What the senders were told."""

    acknowledged: dict[RequestId, Transfer] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


class RestlessNode:
    """A node whose process is killed as soon as it has served for a random moment."""

    def __init__(self, folder: Path) -> None:
        self.launcher = Launcher(folder)
        self.up = asyncio.Event()
        self.down = asyncio.Event()
        self.desk: Desk | None = None

    def report(self, state: LauncherState) -> None:
        match state:
            case Ready(address):
                if self.desk is None:
                    self.desk = desk_at(address, self.launcher._secret)
                self.desk.client.base_url = address.url
                self.down.clear()
                self.up.set()
            case Down():
                self.up.clear()
                self.down.set()
            case _:
                pass

    async def be_killed(self, times: int, chance: random.Random) -> None:
        for _ in range(times):
            await self.up.wait()
            await asyncio.sleep(chance.uniform(0.05, 0.6))
            for pid in children(os.getpid()):
                os.kill(pid, signal.SIGKILL)
            async with asyncio.timeout(30):
                await self.down.wait()
                await self.up.wait()


@dataclass(frozen=True)
class Scene:
    """A node that is killed again and again, people who pay each other, and what they were told."""

    node: RestlessNode
    desk: Desk
    people: list[IdentityId]
    token_id: TokenId
    ledger: Ledger = field(default_factory=Ledger)

    async def under_load(self, seed: int) -> None:
        """Let everybody pay while the node is killed; a sender that fails ends it all."""
        async with asyncio.TaskGroup() as group:
            chances = [random.Random(seed + number) for number in range(SENDERS)]
            senders = [group.create_task(send_for_ever(self, chance)) for chance in chances]
            await self.node.be_killed(KILLS, random.Random(seed))
            for sender in senders:
                sender.cancel()


@dataclass(frozen=True)
class Payment:
    """What one sender asks for, under one request id until the node's decision is known."""

    request_id: RequestId
    sender: IdentityId
    recipient: IdentityId
    amount: str
    memo: str

    async def insist(self, scene: Scene) -> Transfer | Problem:
        """Ask until there is a decision, and return it."""
        while True:
            await scene.node.up.wait()
            try:
                paid = await scene.desk.wallets.transfer(
                    self.sender, self.request_id, self.recipient, scene.token_id, self.amount, self.memo
                )
            except ServiceError as error:
                if not error.undecided and error.sent:
                    return error.problem
                await asyncio.sleep(0.05)
            else:
                assert isinstance(paid, Receipt)
                return paid.transfer


async def send_for_ever(scene: Scene, chance: random.Random) -> None:
    me = chance.choice(scene.people)
    while True:
        other = chance.choice([person for person in scene.people if person != me])
        amount = TOO_MUCH if chance.random() < 0.1 else f"{chance.randrange(1, 500)}.00"
        payment = Payment(new_id(), me, other, amount, f"memo {chance.random()}")
        decided = await payment.insist(scene)
        if isinstance(decided, Transfer):
            scene.ledger.acknowledged[payment.request_id] = decided
        else:
            assert decided.code is Code.INSUFFICIENT_FUNDS
            scene.ledger.refused.add(payment.memo)


async def settle_in(desk: Desk) -> tuple[list[IdentityId], TokenId]:
    people = [desk.signer.create() for _ in range(SENDERS)]
    for number, person in enumerate(people):
        await desk.register(person, f"Sender {number}")
    await desk.grant(*people)
    issued = await desk.wallets.issue_token(
        people[0], new_id(), symbol="QTK", name="", decimals=2, salt=os.urandom(16).hex(), amount="2000000.00"
    )
    for person in people[1:]:
        await desk.wallets.transfer(people[0], new_id(), person, issued.token.id, START_UNITS, "start")
    return people, issued.token.id


async def everything(desk: Desk, people: list[IdentityId]) -> list[Transfer]:
    found: list[Transfer] = []
    for person in people:
        async for entries in desk.wallets.export_transactions(person, HistoryQuery()):
            found += [entry.transfer for entry in entries if entry.transfer.sender == person]
    return found


@pytest.mark.slow
@pytest.mark.asyncio
async def test_every_acknowledged_payment_survives_fifty_kills_exactly_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody wants to wait ten seconds after each of the kills.
    monkeypatch.setattr(launcher, "LONGEST_PAUSE_SECONDS", 0.4)
    seed = int(os.environ.get("QWALLET_TEST_SEED", random.randrange(2**32)))
    print(f"seed {seed}")  # noqa: T201  (shown when the test fails)
    node = RestlessNode(tmp_path / "node")
    async with asyncio.TaskGroup() as group:
        running = group.create_task(node.launcher.run(node.report))
        await asyncio.wait_for(node.up.wait(), 30)
        desk = node.desk
        assert desk is not None
        scene = Scene(node, desk, *await settle_in(desk))
        await scene.under_load(seed)
        await node.up.wait()
        transfers = await everything(desk, scene.people)
        proofs = {each.id: await desk.audit.get_inclusion_proof(each.id) for each in transfers}
        await desk.client.close()
        running.cancel()

    ledger = scene.ledger
    times: Counter[TransferId] = Counter(each.id for each in transfers)
    assert len(ledger.acknowledged) > KILLS
    assert all(times[each.id] == 1 for each in ledger.acknowledged.values())
    assert {each.memo for each in transfers}.isdisjoint(ledger.refused)
    assert max(Counter(each.memo for each in transfers if each.memo != "start").values()) == 1
    assert all(proofs[each.id].shows(each) for each in transfers)
    with closing(Node.open(tmp_path / "node")) as opened, opened.read() as connection:
        postings = [row.units for row in connection.execute(select(tables.postings.c.units))]
    assert sum(postings) == 0
