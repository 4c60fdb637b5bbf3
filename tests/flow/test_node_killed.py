"""The node is killed at random moments under load: what it acknowledged is there once, and nothing else is."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId, TransferId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import HistoryQuery, Transfer
from qwallet_desktop.node import launcher, tables
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.launcher import Down, Launcher, LauncherState, Ready
from qwallet_desktop.services.errors import ServiceError
from tests.flow.desk import Desk, desk_at, new_id

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
        self.starts = 0
        self.desk: Desk | None = None

    def report(self, state: LauncherState) -> None:
        match state:
            case Ready(address):
                if self.desk is None:
                    self.desk = desk_at(address, self.launcher._secret)
                self.desk.client.base_url = address.url
                self.starts += 1
                self.up.set()
            case Down():
                self.up.clear()
            case _:
                pass

    async def be_killed(self, times: int, chance: random.Random) -> None:
        for _ in range(times):
            await self.up.wait()
            await asyncio.sleep(chance.uniform(0.05, 0.6))
            starts = self.starts
            for pid in children():
                os.kill(pid, signal.SIGKILL)
            async with asyncio.timeout(30):
                while self.starts == starts:
                    await asyncio.sleep(0.02)


def children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]


async def insist(ask: Callable[[], "asyncio.Future[Transfer]"], node: RestlessNode) -> Transfer:
    """Ask under the same request id until the node's decision is known."""
    while True:
        await node.up.wait()
        try:
            return await ask()
        except ServiceError as error:
            if not error.undecided and error.sent:
                raise
            await asyncio.sleep(0.05)


async def send_for_ever(
    desk: Desk, node: RestlessNode, people: list[IdentityId], token_id: TokenId, ledger: Ledger, chance: random.Random
) -> None:
    me = people[chance.randrange(SENDERS)]
    while True:
        other = chance.choice([person for person in people if person != me])
        request_id, memo = new_id(), f"memo {chance.random()}"
        amount = TOO_MUCH if chance.random() < 0.1 else f"{chance.randrange(1, 500)}.00"

        async def pay(
            to: IdentityId = other, key: RequestId = request_id, units: str = amount, why: str = memo
        ) -> Transfer:
            return (await desk.wallets.transfer(me, key, to, token_id, units, why)).transfer

        try:
            ledger.acknowledged[request_id] = await insist(pay, node)  # type: ignore[arg-type]
        except ServiceError as error:
            assert error.problem.code is Code.INSUFFICIENT_FUNDS
            ledger.refused.add(memo)


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
    chance, ledger, node = random.Random(seed), Ledger(), RestlessNode(tmp_path / "node")
    running = asyncio.ensure_future(node.launcher.run(node.report))
    try:
        await asyncio.wait_for(node.up.wait(), 30)
        desk = node.desk
        assert desk is not None
        people, token_id = await settle_in(desk)
        senders = [
            asyncio.ensure_future(send_for_ever(desk, node, people, token_id, ledger, random.Random(seed + number)))
            for number in range(SENDERS)
        ]
        await node.be_killed(KILLS, chance)
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
        await node.up.wait()
        transfers = await everything(desk, people)
        proofs = {each.id: await desk.audit.get_inclusion_proof(each.id) for each in transfers}
        await desk.client.close()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    times: Counter[TransferId] = Counter(each.id for each in transfers)
    assert len(ledger.acknowledged) > KILLS
    assert all(times[each.id] == 1 for each in ledger.acknowledged.values())
    assert {each.memo for each in transfers}.isdisjoint(ledger.refused)
    assert max(Counter(each.memo for each in transfers if each.memo != "start").values()) == 1
    assert all(proofs[each.id].shows(each) for each in transfers)
    with closing(Node.open(tmp_path / "node")) as opened, opened.read() as connection:
        postings = [row.units for row in connection.execute(select(tables.postings.c.units))]
    assert sum(postings) == 0
