"""Items of two desktops move by the node's events alone: nobody asks again and again, and both know the same."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId
from qwallet_desktop.domain.multisig import Choice, Executed, Item
from qwallet_desktop.services.calls import Answer
from qwallet_desktop.services.exchange import HttpExchange
from tests.flow.desk import new_id
from tests.flow.two_desktops import Desktop, NotDoneError, found, two_desktops

pytestmark = pytest.mark.asyncio


@dataclass(frozen=True)
class Pair:
    """Ada and Ben with a desktop each, who both sign for a company."""

    ada: Desktop
    ben: Desktop
    id: IdentityId
    token_id: TokenId

    async def propose(self) -> ItemId:
        """Have Ada ask for a payment, and wait until both desktops know that it waits."""
        item = await self.ada.pay(self.id, self.ben.me, self.token_id, "25.00")
        assert item is not None
        await self.ben.item(item.proposal.item_id)
        return item.proposal.item_id

    async def both(self, item_id: ItemId, votes: int) -> tuple[Item, Item]:
        """Wait until both know of so many votes."""
        ada, ben = [await one.item(item_id, lambda now: len(now.votes) == votes) for one in (self.ada, self.ben)]
        return ada, ben


@pytest_asyncio.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with two_desktops(tmp_path) as (node, ada, ben):
        await ada.join("Ada", node.invite(may_issue=True))
        await ben.join("Ben", node.invite())
        group = await found("Acme", {ada: "ISA", ben: "SA"}, threshold=2, initiator_counts=True)
        issued = await (await ada.services()).wallets.issue_token(
            ada.me, new_id(), symbol="QTK", name="", decimals=2, salt="0" * 32, amount="1000.00"
        )
        await ada.pay(ada.me, group, issued.token.id, "1000.00")
        yield Pair(ada, ben, group, issued.token.id)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that anybody asked for."""
    paths: list[str] = []
    usual = HttpExchange.__call__

    async def noted(self: HttpExchange, request: httpx.Request) -> Answer:
        paths.append(f"{request.method} {request.url.path}")
        return await usual(self, request)

    monkeypatch.setattr(HttpExchange, "__call__", noted)
    return paths


async def test_what_becomes_of_an_item_is_told_and_not_asked_for(pair: Pair, asked: list[str]) -> None:
    item_id = await pair.propose()
    await pair.ben.decide(item_id)
    ada, ben = await pair.both(item_id, 2)
    assert ada == ben
    assert isinstance(ada.closing, Executed)
    lists = [path for path in asked if path.startswith("GET /v1/items")]
    # Only the record that is checked before it is signed was read; neither list nor item was.
    assert set(lists) <= {f"GET /v1/items/{item_id}/record"}


async def test_what_is_withdrawn_on_one_is_gone_on_the_other(pair: Pair) -> None:
    item_id = await pair.propose()
    await pair.ada.decide(item_id, Choice.CANCEL, "a mistake")
    ada, ben = await pair.both(item_id, 2)
    assert (ada, ada.votes[-1].choice, ada.votes[-1].reason) == (ben, Choice.CANCEL, "a mistake")
    assert item_id not in pair.ben.state.multisig.waits


async def test_of_a_signature_and_a_withdrawal_at_once_one_counts_and_both_know_which(pair: Pair) -> None:
    item_id = await pair.propose()
    decisions = (pair.ben.decide(item_id), pair.ada.decide(item_id, Choice.CANCEL, "a mistake"))
    came = await asyncio.gather(*decisions, return_exceptions=True)
    assert sum(isinstance(one, NotDoneError) for one in came) == 1
    ada, ben = await pair.both(item_id, 2)
    assert ada == ben
