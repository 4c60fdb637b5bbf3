"""Finds the performer of an effect: one table, one function an effect."""

from collections.abc import Awaitable, Callable

from qwallet_desktop.effects import (
    addressbook,
    aids,
    audit,
    backups,
    batches,
    changing_books,
    consent,
    copies,
    explanations,
    exports,
    groups,
    health,
    history,
    identities,
    item_records,
    last_known,
    lazy,
    limits,
    lock,
    multisig,
    notifications,
    offline,
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
    **addressbook.PERFORMERS,
    **aids.PERFORMERS,
    **audit.PERFORMERS,
    **backups.PERFORMERS,
    **batches.PERFORMERS,
    **changing_books.PERFORMERS,
    **consent.PERFORMERS,
    **copies.PERFORMERS,
    **explanations.PERFORMERS,
    **exports.PERFORMERS,
    **groups.PERFORMERS,
    **health.PERFORMERS,
    **history.PERFORMERS,
    **identities.PERFORMERS,
    **item_records.PERFORMERS,
    **last_known.PERFORMERS,
    **lazy.PERFORMERS,
    **limits.PERFORMERS,
    **lock.PERFORMERS,
    **multisig.PERFORMERS,
    **notifications.PERFORMERS,
    **offline.PERFORMERS,
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
