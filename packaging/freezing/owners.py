"""Tells to which component a file belongs that goes into the frozen program."""

import subprocess
import sysconfig
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from freezing.problems import stop

_DOCUMENTS: Final = Path("/usr/share/doc")


class Owners:
    """Knows the files of every installed distribution, of Python and of the system.

    Args:
        root: The repository.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._distributions = {
            Path(str(file.locate())).resolve(): part.metadata["Name"]
            for part in distributions()
            for file in part.files or ()
        }
        self._python = [Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")]
        self._modules = [*self._python, *(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib"))]
        self._modules.append(Path(sysconfig.get_path("purelib")) / "PyInstaller" / "fake-modules")
        self._library = Path(str(sysconfig.get_config_var("LIBDIR") or "/nonexistent")).resolve()

    def of(self, place: str, path: str) -> tuple[str, str] | None:
        """Return the kind (`distribution`, `python` or `debian`) and name of a file's owner; None if it is ours.

        Args:
            place: Where it goes in the program.
            path: Where it is.

        Raises:
            BuildError: Nobody knows the file.
        """
        file = self._source(place, Path(path)).resolve()
        owner = self._distributions.get(file)
        if owner is not None:
            return None if owner == "qwallet-desktop" else ("distribution", owner)
        if file.is_relative_to(self._root):
            return None
        if self._is_pythons(file):
            return ("python", "Python")
        package = debian_package(file)
        if package is None:
            stop(f"{file} belongs to nothing whose licence is known")
        return ("debian", package)

    def _source(self, place: str, path: Path) -> Path:
        """Find what a module was compiled from, since PyInstaller compiles all of them anew."""
        if path.suffix != ".pyc":
            return path
        sources = [folder / Path(place).with_suffix(".py") for folder in self._modules]
        return next((source for source in sources if source.is_file()), path)

    def _is_pythons(self, file: Path) -> bool:
        if "site-packages" in file.parts:
            return False
        return any(file.is_relative_to(folder) for folder in self._python) or (
            file.parent == self._library and file.name.startswith("libpython")
        )


@cache
def debian_package(file: Path) -> str | None:
    """Return the Debian package that a file of the system came with."""
    # The package may name the file as it was before /lib became a link to /usr/lib.
    for name in (str(file), str(file).removeprefix("/usr")):
        asked = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True, check=False)  # noqa: S603, S607
        if asked.returncode == 0:
            return asked.stdout.partition(":")[0]
    return None


def debian_copyright(package: str) -> dict[str, bytes]:
    """Return the licence texts of a Debian package, by file name.

    Raises:
        BuildError: It has none.
    """
    path = _DOCUMENTS / package / "copyright"
    if not path.is_file():
        stop(f"{path} is missing, the licence of {package}")
    return {"copyright": path.read_bytes()}
