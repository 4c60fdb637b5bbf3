"""How one run of the program follows another on a data folder: what was left unfinished, and beginning anew."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.node.launcher import child_environment, is_frozen
from qwallet_desktop.settings.unfinished import is_unfinished

LOADED_ANEW = "PYINSTALLER_RESET_ENVIRONMENT"
"""Tells a frozen program's loader that it begins a program of its own."""


async def recovered(folder: Path, make_store: Callable[[], KeyStore]) -> Path | None:
    """Complete a restore, or clear away what was cut short, before anything in the folder is opened.

    Returns:
        The folder of the data that a restore replaced; None if none did.

    Raises:
        Refused: A problem of the storage; the next start tries again.
    """
    if not is_unfinished(folder):
        return None
    # Late: hardly any start needs it.
    from qwallet_desktop.effects.restoring import recover  # noqa: PLC0415

    return await asyncio.to_thread(recover, folder, make_store())


def command(folder: Path) -> list[str]:
    """Return the command that starts this very program on a data folder, be it frozen or not."""
    # -P: what lies in the current folder must not be imported.
    module = [] if is_frozen() else ["-P", "-m", "qwallet_desktop"]
    return [sys.executable, *module, "--folder", str(folder)]


def environment() -> dict[str, str]:
    """Return this process's environment as the next run is to have it.

    A frozen program was given some by its own loader, which makes it anew for a run that is no part of this one.
    """
    return {**child_environment(), **({LOADED_ANEW: "1"} if is_frozen() else {})}


def follow(folder: Path) -> None:
    """Replace this process by a new run; Windows can't, and gets a new process."""
    if sys.platform == "win32":  # pragma: no cover  (Windows)
        subprocess.Popen(command(folder), env=environment())  # noqa: S603 - ourselves
    else:
        os.execve(sys.executable, command(folder), environment())  # noqa: S606 - ourselves
