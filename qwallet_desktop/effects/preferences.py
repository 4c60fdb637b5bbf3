"""Performs what preferences ask for: write them."""

import asyncio

from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.keys.durable import storage_problems
from qwallet_desktop.settings import save_preferences
from qwallet_desktop.state.preferences import PreferencesNotSaved, SavePreferences


async def save(desk: Desk, effect: SavePreferences, dispatch: Dispatch) -> None:
    """Write the preferences to the data folder."""
    try:
        with storage_problems(desk.folder):
            await asyncio.to_thread(save_preferences, desk.folder, effect.preferences)
    except Refused as refused:
        dispatch(PreferencesNotSaved(refused.problem))


PERFORMERS: Performers = {SavePreferences: save}
