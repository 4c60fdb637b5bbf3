"""Performs what preferences ask for: write them, without a trace of anonymous identities (AID)."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.keys.durable import storage_problems
from qwallet_desktop.settings import Preferences, load_preferences, save_preferences
from qwallet_desktop.state.preferences import PreferencesNotSaved, SavePreferences


async def save(desk: Desk, effect: SavePreferences, dispatch: Dispatch) -> None:
    """Write the preferences to the data folder."""
    try:
        with storage_problems(desk.folder):
            await asyncio.to_thread(keep, desk.folder, effect.preferences, desk.qlock.aids.made)
    except Refused as refused:
        dispatch(PreferencesNotSaved(refused.problem))


def keep(folder: Path, preferences: Preferences, aids: Collection[str]) -> None:
    """Write preferences, but nothing of AIDs; where only that has changed, nothing at all.

    Raises:
        OSError: The folder can't be read or written, or the disk is full.
    """
    if not aids:
        save_preferences(folder, preferences)
        return
    kept = load_preferences(folder).preferences
    wanted = _without(preferences, aids, kept.active_identity)
    if wanted != kept:
        save_preferences(folder, wanted)


def keep_geometry(desk: Desk, preferences: Preferences, geometry: bytes) -> None:
    """Write where the window was when the program ended, if that can be written."""
    with suppress(OSError):
        keep(desk.folder, replace(preferences, window_geometry=geometry), desk.qlock.aids.made)


def _without(preferences: Preferences, aids: Collection[str], active: str | None) -> Preferences:
    """Leave AIDs out; the next run opens with whom one acted under before."""
    return replace(
        preferences,
        active_identity=active if preferences.active_identity in aids else preferences.active_identity,
        pinned_identities=tuple(each for each in preferences.pinned_identities if each not in aids),
        hidden_identities=tuple(each for each in preferences.hidden_identities if each not in aids),
    )


PERFORMERS: Performers = {SavePreferences: save}
