"""Performs what the first run asks for: start the program on sample data."""

import asyncio
import subprocess
import sys

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.state.onboarding import StartDemo


async def start_demo(desk: Desk, _effect: StartDemo, _dispatch: Dispatch) -> None:
    """Leave for a new program on sample data."""
    command = [sys.executable, "--demo"]
    if not getattr(sys, "frozen", False):
        command[1:1] = ["-m", "qwallet_desktop"]
    # The new program outlives this one, and nobody waits for it here.
    await asyncio.to_thread(subprocess.Popen, command, start_new_session=True)
    desk.leave()


PERFORMERS: Performers = {StartDemo: start_demo}
