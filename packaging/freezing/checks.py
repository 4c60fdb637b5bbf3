"""Looks over the frozen folder: nothing in it may need a library that is neither inside nor the desktop's own."""

import sys
from pathlib import Path

from freezing.contents import HOST_LIBRARIES, needed_libraries
from freezing.problems import stop

_LOADERS = ("ld-linux", "ld64", "linux-vdso")


def check(folder: Path) -> None:
    """Check every binary of a frozen folder (on Linux, where libraries can come from two places).

    Raises:
        BuildError: One needs something that would be found on the building machine by chance only.
    """
    if not sys.platform.startswith("linux"):
        return
    inside = {path.name for path in folder.rglob("*")}
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and _is_binary(path)):
        asked = needed_libraries(str(file)) - inside - HOST_LIBRARIES.keys()
        missing = sorted(name for name in asked if not name.startswith(_LOADERS))
        if missing:
            stop(f"{file.relative_to(folder)} needs {', '.join(missing)}: see freezing/contents.py")


def _is_binary(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
