"""Imports the program's parts in two helpings: what the first picture needs, and, once that is painted, the rest."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qwallet_desktop.state.root import Action, State
    from qwallet_desktop.state.store import Store
    from qwallet_desktop.ui.main_window import MainWindow

LONGEST_LOOK = 0.25
"""Seconds that the window waits for what it is to show, at most: a keyring may ask a person."""


def import_first() -> None:
    """Import what shows a wallet; takes a fifth of a second."""
    import qwallet_desktop.effects.prompt
    import qwallet_desktop.idle_watch
    import qwallet_desktop.keys.os_keyring
    import qwallet_desktop.ui.rooms
    import qwallet_desktop.ui.screens.overview  # noqa: F401  (they are wanted loaded, not named)


def import_rest() -> None:
    """Import what speaks with the node, and do ahead what the first requests need; takes a quarter second."""
    import qwallet_desktop.effects.perform
    import qwallet_desktop.ui.notification_centre  # noqa: F401  (they are wanted loaded, not named)
    from qwallet_desktop.services.warmth import warm

    warm()


async def known_at_first(store: "Store[State, Action]") -> None:
    """Wait until it is known what the window is to begin with, so that it is drawn only once before that is seen."""
    from qwallet_desktop.state.lock import Phase

    known = asyncio.Event()

    def look() -> None:
        lock, memory = store.state.lock, store.state.last_known
        if memory.read or lock.problem is not None or lock.phase not in {Phase.UNKNOWN, Phase.OPEN}:
            known.set()

    end = store.watch(look)
    look()
    try:
        async with asyncio.timeout(LONGEST_LOOK):
            await known.wait()
    except TimeoutError:
        pass
    finally:
        end()


async def open_window(window: "MainWindow", store: "Store[State, Action]") -> None:
    """Import the window's first face, furnish the window in many turns of the loop, and paint it."""
    await asyncio.to_thread(window.find_face, store.state)
    for _ in window.furnish():
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    window.paint_now()
