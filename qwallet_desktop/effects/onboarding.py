"""Performs what the first run asks for: start the program on sample data."""

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.state.onboarding import StartDemo


async def start_demo(desk: Desk, _effect: StartDemo, _dispatch: Dispatch) -> None:
    """Leave for a new program on sample data."""
    desk.start_demo()


PERFORMERS: Performers = {StartDemo: start_demo}
