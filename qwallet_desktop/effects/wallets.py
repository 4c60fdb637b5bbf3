"""Performs what wallets ask for: balances, latest entries and the 30-day line."""

import asyncio

from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.wallet_facts import LATEST
from qwallet_desktop.state.wallets import (
    DailyFailed,
    DailyLoaded,
    FetchDaily,
    FetchWallet,
    WalletFailed,
    WalletLoaded,
)

DAYS = 30


async def fetch_wallet(desk: Desk, effect: FetchWallet, dispatch: Dispatch) -> None:
    """Read balances, permissions and the latest entries of one identity."""
    try:
        wallets = (await desk.services_for(effect.identity_id)).wallets
        context, page = await asyncio.gather(
            wallets.get_context(effect.identity_id),
            wallets.get_transactions(effect.identity_id, HistoryQuery(), 0, LATEST),
        )
    except ServiceError as error:
        dispatch(WalletFailed(effect.identity_id, error.problem, desk.now()))
        return
    desk.note(effect.identity_id, page.entries)
    dispatch(WalletLoaded(context, page.entries, desk.now()))


async def fetch_daily(desk: Desk, effect: FetchDaily, dispatch: Dispatch) -> None:
    """Read the balance at the end of each of the last 30 days."""
    identity_id, token_id = effect.identity_id, effect.token_id
    try:
        wallets = (await desk.services_for(identity_id)).wallets
        days = await wallets.get_daily_balances(identity_id, token_id, DAYS)
    except ServiceError as error:
        dispatch(DailyFailed(identity_id, token_id, error.problem, desk.now()))
        return
    dispatch(DailyLoaded(identity_id, token_id, days, desk.now()))


PERFORMERS: Performers = {FetchWallet: fetch_wallet, FetchDaily: fetch_daily}
