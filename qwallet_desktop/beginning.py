"""What `app.py` begins with: imports in two helpings (the first picture's, then the rest), node, bench and window."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from qwallet_desktop.effects.served_node import ServedNodeRunner
    from qwallet_desktop.node.launcher import Launcher
    from qwallet_desktop.settings.served_node import ServedNode
    from qwallet_desktop.state.root import Action, State
    from qwallet_desktop.state.store import Store
    from qwallet_desktop.ui.bench import Bench
    from qwallet_desktop.ui.main_window import MainWindow

LONGEST_LOOK = 0.25
"""Seconds that the window waits for what it is to show, at most: a keyring may ask a person."""


def node_runner(folder: Path, served: "ServedNode | None") -> "Launcher | ServedNodeRunner":
    """Return what keeps the way to the node of a data folder: its own, or one that others run."""
    if served is not None:
        from qwallet_desktop.effects.served_node import ServedNodeRunner

        return ServedNodeRunner(folder, served)
    from qwallet_desktop.node.launcher import Launcher

    return Launcher(folder / "node")


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


def make_bench(dispatch: "Callable[[Action], None]", now: "Callable[[], datetime]", points: tuple[str, str]) -> "Bench":
    """Return what screens work with: the way to the store, the clock, new ids, and the two signs in numbers."""
    import secrets
    import time

    from qwallet_desktop.domain.ids import RANDOM_LENGTH, request_id
    from qwallet_desktop.domain.money import NumberStyle
    from qwallet_desktop.ui.bench import Bench

    return Bench(
        dispatch=dispatch,
        now=now,
        new_request_id=lambda: request_id(time.time_ns() // 1_000_000, secrets.token_bytes(RANDOM_LENGTH)),
        new_salt=lambda: secrets.token_hex(16),
        numbers=NumberStyle(*points),
    )


async def open_window(window: "MainWindow", store: "Store[State, Action]") -> None:
    """Import the window's first face, furnish the window in many turns of the loop, and paint it."""
    await asyncio.to_thread(window.find_face, store.state)
    for _ in window.furnish():
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    window.paint_now()
