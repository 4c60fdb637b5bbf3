"""Finds the performer of an effect: one table, one function an effect."""

from collections.abc import Awaitable, Callable

from qwallet_desktop.effects import (
    audit,
    backups,
    batches,
    copies,
    exports,
    health,
    history,
    identities,
    last_known,
    lazy,
    lock,
    notifications,
    onboarding,
    operations,
    preferences,
    tokens,
    transfers,
    wallets,
)
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.state.effect import Effect

_PERFORMERS: Performers = {
    **audit.PERFORMERS,
    **backups.PERFORMERS,
    **batches.PERFORMERS,
    **copies.PERFORMERS,
    **exports.PERFORMERS,
    **health.PERFORMERS,
    **history.PERFORMERS,
    **identities.PERFORMERS,
    **last_known.PERFORMERS,
    **lazy.PERFORMERS,
    **lock.PERFORMERS,
    **notifications.PERFORMERS,
    **onboarding.PERFORMERS,
    **operations.PERFORMERS,
    **preferences.PERFORMERS,
    **tokens.PERFORMERS,
    **transfers.PERFORMERS,
    **wallets.PERFORMERS,
}


def performer(desk: Desk) -> Callable[[Effect, Dispatch], Awaitable[None]]:
    """Return the function that the store calls for each effect."""

    async def perform(effect: Effect, dispatch: Dispatch) -> None:
        await _PERFORMERS[type(effect)](desk, effect, dispatch)

    return perform
