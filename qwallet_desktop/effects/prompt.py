"""Performs at once what the first picture waits for, and everything else when its parts are imported.

Opening the vault and reading what the last run kept need neither httpx nor pydantic; importing those first would
double the time until balances are on the screen.
"""

from collections.abc import Awaitable, Callable

from qwallet_desktop.effects import last_known, lock, preferences
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.state.effect import Effect

_AT_ONCE: Performers = {**last_known.PERFORMERS, **lock.PERFORMERS, **preferences.PERFORMERS}


def performer(desk: Desk, imported: Callable[[], Awaitable[object]]) -> Callable[[Effect, Dispatch], Awaitable[None]]:
    """Return the function that the store calls for each effect.

    Args:
        desk: The performers' tools.
        imported: Ends when `effects.perform` can be imported without delay.
    """

    async def perform(effect: Effect, dispatch: Dispatch) -> None:
        at_once = _AT_ONCE.get(type(effect))
        if at_once is not None:
            await at_once(desk, effect, dispatch)
            return
        await imported()
        from qwallet_desktop.effects import perform as every

        await every.performer(desk)(effect, dispatch)

    return perform
