"""Finds the program's own resources and the folder where it keeps its user's data."""

import os
from pathlib import Path

import platformdirs

DATA_FOLDER_VARIABLE = "QWALLET_DATA_FOLDER"

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(*parts: str) -> Path:
    """Find a file or folder that is shipped with the program.

    An installed package carries its resources inside itself; in a checkout they stand beside it.

    Args:
        *parts: The way below `resources/`, such as `"themes", "dark.toml"`.

    Returns:
        The absolute path; whether something is there is for the reader to find out.
    """
    installed = _PACKAGE / "_resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)


def data_folder() -> Path:
    """Name the folder for vault, ledger and preferences, without making it.

    Returns:
        What the variable QWALLET_DATA_FOLDER says, else the platform's folder for a user's data.
    """
    named = os.environ.get(DATA_FOLDER_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("qwallet", appauthor=False)
