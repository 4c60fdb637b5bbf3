"""Wallets: balances, permissions, the latest entries and the 30-day line."""

import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects.wallets import DAYS
from qwallet_desktop.state.wallet_facts import LATEST
from qwallet_desktop.state.wallets import (
    DailyFailed,
    DailyLoaded,
    FetchDaily,
    FetchWallet,
    WalletFailed,
    WalletLoaded,
)
from tests.effects.desks import Place

pytestmark = pytest.mark.asyncio


async def test_a_wallet_is_its_context_and_its_latest_entries(place: Place) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    for number in range(LATEST):
        await place.payment(ada.id, ben.id, token_id, str(number))
    told = await place.one(FetchWallet(ada.id), WalletLoaded)
    assert (told.context.identity_id, told.context.permissions.can_send) == (ada.id, True)
    assert told.context.balances[0].settled.units == 100_000 - 2_500 * LATEST
    assert [entry.transfer.memo for entry in told.latest] == [str(number) for number in reversed(range(LATEST))]


async def test_a_wallet_that_can_not_be_read_says_why(place: Place) -> None:
    ada = await place.person("Ada")
    place.line.is_cut = True
    told = await place.one(FetchWallet(ada.id), WalletFailed)
    assert (told.identity_id, told.problem.code) == (ada.id, Code.NODE_UNREACHABLE)


async def test_the_line_has_a_balance_for_each_day_up_to_today(place: Place) -> None:
    ada = await place.person("Ada")
    token_id = await place.token(ada.id)
    told = await place.one(FetchDaily(ada.id, token_id), DailyLoaded)
    assert (told.identity_id, told.token_id, len(told.days)) == (ada.id, token_id, DAYS)
    assert told.days[-1].settled.units == 100_000


async def test_a_line_that_can_not_be_read_says_why(place: Place) -> None:
    ada = await place.person("Ada")
    token_id = await place.token(ada.id)
    place.line.is_cut = True
    told = await place.one(FetchDaily(ada.id, token_id), DailyFailed)
    assert (told.identity_id, told.token_id, told.problem.code) == (ada.id, token_id, Code.NODE_UNREACHABLE)
