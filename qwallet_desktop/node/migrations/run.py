"""Runs alembic from code: there is no alembic.ini."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

HERE = Path(__file__).resolve().parent


def configuration(connection: Connection | None = None) -> Config:
    """Point alembic at this folder and at the connection whose transaction it shall use."""
    config = Config()
    # ConfigParser reads % as its own sign.
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the missing migrations within the connection's transaction."""
    command.upgrade(configuration(connection), revision)
