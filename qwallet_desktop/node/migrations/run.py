"""Runs alembic from code: there is no alembic.ini."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

Progress = Callable[[int, int], object]
HERE = Path(__file__).resolve().parent


def configuration(connection: Connection | None = None, told: Progress | None = None) -> Config:
    """Point alembic at this folder, at the transaction that it shall use, and at who hears how far it is."""
    config = Config()
    # ConfigParser reads % as its own sign.
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["told"] = told or (lambda _done, _total: None)
    return config


def upgrade(connection: Connection, revision: str = "head", told: Progress | None = None) -> None:
    """Run the missing migrations within the connection's transaction."""
    command.upgrade(configuration(connection, told), revision)
