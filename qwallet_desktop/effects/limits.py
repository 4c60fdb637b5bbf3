"""Performs what limits ask for: what is used of them, their history, and *What if?*."""

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.limits import (
    FetchLimits,
    FetchLimitsHistory,
    LimitsFailed,
    LimitsHistoryFailed,
    LimitsHistoryLoaded,
    LimitsLoaded,
)
from qwallet_desktop.state.what_if import ReplayPayments, WhatIfAnswered, WhatIfFailed

GATHERING_PAUSE = 0.2
"""Seconds in which news is gathered before limits that are shown are read anew: events may come by thousands."""

EDITING_PAUSE = 0.35
"""Seconds without an edit before the node replays a month of payments."""


async def fetch_limits(desk: Desk, effect: FetchLimits, dispatch: Dispatch) -> None:
    """Read what limits an identity, and how much of that is used."""
    identity_id = effect.identity_id
    if effect.again:
        await desk.pause(GATHERING_PAUSE)
    try:
        wallets = (await desk.services_for(identity_id)).wallets
        book = await wallets.get_limits(identity_id)
    except ServiceError as error:
        dispatch(LimitsFailed(identity_id, error.problem, desk.now()))
        return
    dispatch(LimitsLoaded(identity_id, book, desk.now()))


async def fetch_limits_history(desk: Desk, effect: FetchLimitsHistory, dispatch: Dispatch) -> None:
    """Read the versions of an identity's limits of a scope."""
    identity_id, scope = effect.identity_id, effect.scope
    try:
        wallets = (await desk.services_for(identity_id)).wallets
        versions = await wallets.get_limits_history(identity_id, scope)
    except ServiceError as error:
        dispatch(LimitsHistoryFailed(identity_id, scope, error.problem, desk.now()))
        return
    dispatch(LimitsHistoryLoaded(identity_id, scope, versions, desk.now()))


async def replay_payments(desk: Desk, effect: ReplayPayments, dispatch: Dispatch) -> None:
    """Ask what other rules would have done; a newer supposition supersedes this one."""
    await desk.pause(EDITING_PAUSE)
    try:
        wallets = (await desk.services_for(effect.identity_id)).wallets
        answer = await wallets.what_if(effect.identity_id, effect.supposition)
    except ServiceError as error:
        dispatch(WhatIfFailed(effect.identity_id, effect.supposition, error.problem))
        return
    dispatch(WhatIfAnswered(effect.identity_id, effect.supposition, answer, desk.now()))


PERFORMERS: Performers = {
    FetchLimits: fetch_limits,
    FetchLimitsHistory: fetch_limits_history,
    ReplayPayments: replay_payments,
}
