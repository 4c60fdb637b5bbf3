"""Keeps up what must last as long as the program, also where it failed in a way that nobody foresaw."""

from collections.abc import Awaitable, Callable

from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.root import Action

REST = 5.0
"""Seconds until it is begun anew: a fault that stays is told, but keeps nobody busy."""


async def lasting(
    desk: Desk, effect: Effect, dispatch: Dispatch, work: Callable[[], Awaitable[None]], lost: Callable[[], Action]
) -> None:
    """Do a work until it ends by itself; where it crashes, say so and begin it anew after a rest.

    Args:
        desk: The performers' tools.
        effect: What is performed, for the report.
        dispatch: Takes the actions.
        work: Goes on where it was when it is called again.
        lost: Makes the action that says what is missing until then.
    """
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  (without it the program would have no node, or no news, until its end)
            dispatch(lost())
            dispatch(crashed(effect, error))
        else:
            return
        await desk.pause(REST)
