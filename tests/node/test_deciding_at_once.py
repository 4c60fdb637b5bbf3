"""Two who decide on an item at the same time, through two clients: it is carried out exactly once.

Where the tests run on PostgreSQL each client has a node of its own on the same database.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice, Item, vote_message
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.server import close_app, create_app
from qwallet_desktop.wire.shapes import adapter
from tests.helpers.ledgers import open_node
from tests.helpers.postgres import ON_POSTGRESQL, share_database
from tests.node.groups import found, freeze, unfreeze
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, DORA = (Person(name) for name in ("Ann", "Ben", "Cleo", "Dora"))
MANY = pytest.param(1_000, marks=pytest.mark.slow)


def another_node(web: Web, folder: Path, others: Path) -> Node:
    folder.mkdir()
    shutil.copy(others / "node.key", folder)
    share_database(folder, others)
    return open_node(folder, clock=web.clock)


@asynccontextmanager
async def another_client(web: Web, folder: Path, others: Path) -> AsyncIterator[Web]:
    """Reach the same ledger by another client: of another node, where there may be several."""
    app, node = web.app, web.node
    if ON_POSTGRESQL:
        node = another_node(web, folder, others)
        app = create_app(node, None)
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app, raise_app_exceptions=False)) as client:
            yield Web(node, app, client, web.clock)
    finally:
        if node is not web.node:
            close_app(app)
            node.close()


@dataclass(frozen=True)
class Acme:
    """A company that Ann asks payments of, to which one of Cleo and Dora must agree; both have a client."""

    webs: tuple[Web, Web]
    id: IdentityId
    token: str

    async def proposed(self) -> Item:
        body = {"recipient": BEN.did, "tokenId": self.token, "amount": "0.01", "memo": ""}
        answer = await self.webs[0].write(ANN, f"/identities/{self.id}/transfers", body)
        assert answer.status_code == 202, answer.text
        return adapter(Item).validate_json((await self.signs(0, ANN, read(answer))).content)

    async def signs(self, where: int, who: Person, item: Item) -> httpx.Response:
        web = self.webs[where]
        signature = who.sign(vote_message(item, who.did, Choice.SIGN, "", web.node.node_id)).hex()
        path = f"/items/{item.proposal.item_id}/signatures"
        return await web.write(who, path, {"choice": "SIGN", "signature": signature, "reason": ""})

    async def carries_out(self, where: int, who: Person, item: Item) -> httpx.Response:
        return await self.webs[where].write(who, f"/items/{item.proposal.item_id}/execute", {})


def read(answer: httpx.Response) -> Item:
    taken(answer)
    return adapter(Item).validate_json(answer.content)


@pytest_asyncio.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Acme]:
    async with AsyncExitStack() as opened:
        web = await opened.enter_async_context(open_web(tmp_path / "one"))
        for who in (ANN, BEN, CLEO, DORA):
            taken(await web.register(who))
        founded = await found(web, ANN, {ANN: "IA", CLEO: "S", DORA: "S"}, threshold=1)
        token = await web.issue(ANN)
        taken(await web.write(ANN, "/transfers", {"recipient": founded, "tokenId": token, "amount": "100", "memo": ""}))
        second = await opened.enter_async_context(another_client(web, tmp_path / "two", tmp_path / "one"))
        yield Acme((web, second), founded, token)


def outcomes(answers: tuple[httpx.Response, ...]) -> list[Any]:
    return sorted(code(one) if one.is_error else one.json()["closing"]["kind"] for one in answers)


@pytest.mark.parametrize("runs", [50, MANY])
async def test_two_deciding_signatures_at_once_pay_once(acme: Acme, runs: int) -> None:
    for number in range(runs):
        item = await acme.proposed()
        first, second = (CLEO, DORA) if number % 2 else (DORA, CLEO)
        answers = await asyncio.gather(acme.signs(0, first, item), acme.signs(1, second, item))

        assert outcomes(tuple(answers)) == ["EXECUTED", "ITEM_CLOSED"]
    assert (await acme.webs[1].balance(BEN))[acme.token] == f"{runs / 100:.2f}"


@pytest.mark.parametrize("runs", [10, MANY])
async def test_two_who_try_again_at_once_pay_once(acme: Acme, runs: int) -> None:
    for number in range(runs):
        item = await acme.proposed()
        taken(await freeze(acme.webs[0], BEN, BEN.did))
        assert read(await acme.signs(0, CLEO, item)).closing is not None
        taken(await unfreeze(acme.webs[0], BEN, BEN.did))
        first, second = (CLEO, DORA) if number % 2 else (ANN, CLEO)
        answers = await asyncio.gather(acme.carries_out(0, first, item), acme.carries_out(1, second, item))

        assert outcomes(tuple(answers)) == ["EXECUTED", "EXECUTED"]
        assert answers[0].content == answers[1].content
    assert (await acme.webs[1].balance(BEN))[acme.token] == f"{runs / 100:.2f}"


async def test_a_deciding_signature_and_a_cancellation_at_once_come_to_one_of_both(acme: Acme) -> None:
    done = 0
    for _ in range(25):
        item = await acme.proposed()
        answers = await asyncio.gather(acme.signs(0, CLEO, item), cancelled(acme, item))

        assert sorted(one.status_code for one in answers) == [200, 409]
        done += answers[0].status_code == 200
    assert (await acme.webs[1].balance(BEN)).get(acme.token, "0.00") == f"{done / 100:.2f}"


async def cancelled(acme: Acme, item: Item) -> httpx.Response:
    web = acme.webs[1]
    signature = ANN.sign(vote_message(item, ANN.did, Choice.CANCEL, "No", web.node.node_id)).hex()
    path = f"/items/{item.proposal.item_id}/signatures"
    return await web.write(ANN, path, {"choice": "CANCEL", "signature": signature, "reason": "No"})
