"""What an event makes old among the kept answers, and what it leaves."""

import pytest

from qwallet_desktop.domain.events import (
    Event,
    Fact,
    IdentityChanged,
    ItemChanged,
    NotificationsRead,
    TokenIssued,
    TransferPosted,
)
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.services.cache import Cache
from qwallet_desktop.services.calls import Answer, Call
from qwallet_desktop.services.made_old import drop_made_old
from tests.helpers.items import MINE
from tests.services.builders import balance, entry, identity, token
from tests.services.fakes import Clock

ADA, BEN, EVE = IdentityId("did:key:ada"), IdentityId("did:key:ben"), IdentityId("did:key:eve")
LISTS = ("/v1/identities", "/v1/tokens")
KEPT = (*LISTS, *(f"/v1/identities/{each}/{what}" for each in (ADA, BEN) for what in ("wallet", "balances")))
PAID = TransferPosted(entry(ADA, BEN), balance(), token(ADA))


async def left(fact: Fact, told: IdentityId = ADA, kept: tuple[str, ...] = KEPT) -> set[str]:
    """Let an event come to a full cache and return the targets that it leaves."""
    cache = Cache(Clock())

    async def answer(_call: Call) -> Answer:
        return Answer(200, "application/json", b"{}")

    for target in kept:
        await cache.read(Call("GET", target, EVE), answer)
    drop_made_old(cache, Event(Sequence(8), Sequence(7), told, fact))
    return {target for _, target in cache._kept}


@pytest.mark.asyncio
async def test_a_payment_makes_old_what_is_known_of_the_one_who_is_told_and_the_tokens() -> None:
    assert await left(PAID) == {"/v1/identities", *(target for target in KEPT if BEN in target)}


@pytest.mark.asyncio
async def test_a_token_makes_old_the_tokens() -> None:
    assert "/v1/tokens" not in await left(TokenIssued(token(ADA)))


@pytest.mark.asyncio
async def test_a_change_of_an_identity_makes_old_the_list_and_what_every_wallet_may_do() -> None:
    changed = await left(IdentityChanged(identity(ADA)), told=EVE)
    assert changed == {"/v1/tokens", f"/v1/identities/{BEN}/balances"}


@pytest.mark.asyncio
async def test_a_change_of_an_item_makes_old_the_items_alone() -> None:
    assert await left(ItemChanged(MINE), kept=("/v1/items", *LISTS)) == set(LISTS)


@pytest.mark.asyncio
async def test_what_concerns_the_one_who_is_told_leaves_the_lists() -> None:
    remaining = await left(NotificationsRead(Sequence(7)))
    assert remaining == {*LISTS, *(target for target in KEPT if BEN in target)}


def test_an_empty_cache_has_nothing_that_grows_old() -> None:
    cache = Cache(Clock())
    drop_made_old(cache, Event(Sequence(8), Sequence(7), ADA, PAID))
    assert cache.is_empty
