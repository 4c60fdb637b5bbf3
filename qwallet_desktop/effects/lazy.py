"""Performs what the lazy loader asks for: wait for a moment, or a while."""

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.state.lazy_actions import AwaitNextTry, AwaitQuiet, NextTryDue, Quieted

QUIET_SECONDS = 0.4
"""Who leafs through identities stays shorter at each of them."""

NEXT_TRY_SECONDS = 20.0
"""Long enough to read why something failed, and to press *Retry*."""


async def await_quiet(desk: Desk, _effect: AwaitQuiet, dispatch: Dispatch) -> None:
    """Let a moment pass; who moves on meanwhile lets it begin again."""
    await desk.pause(QUIET_SECONDS)
    dispatch(Quieted())


async def await_next_try(desk: Desk, _effect: AwaitNextTry, dispatch: Dispatch) -> None:
    """Let a while pass after a failure."""
    await desk.pause(NEXT_TRY_SECONDS)
    dispatch(NextTryDue())


PERFORMERS: Performers = {AwaitQuiet: await_quiet, AwaitNextTry: await_next_try}
