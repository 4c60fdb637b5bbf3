"""Builds the program as a folder that needs no Python: `python packaging/build.py [--out FOLDER] [--bench]`.

It makes a fresh environment of the pinned versions, installs the program there as a user does, and runs
PyInstaller on packaging/qwallet.spec. The result is FOLDER/qwallet, by default dist/qwallet.
"""

import argparse
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
_MIB: Final = 1 << 20
_BIGGEST: Final = 12


def main() -> int:
    """Build, check and say how big it is; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the program as a folder that needs no Python.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the folder goes (default: dist)")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "package", help="where the parts are made")
    parser.add_argument("--bench", action="store_true", help="also the two windows that tests/bench compares")
    chosen = parser.parse_args()
    work, out = chosen.work.resolve(), chosen.out.resolve()
    python = _environment(work / "venv")
    for spec in ["qwallet", *(["bench"] if chosen.bench else [])]:
        _freeze(python, spec, work, out)
    _measure(out / "qwallet")
    return 0


def _environment(folder: Path) -> Path:
    """Make a new environment with the program in it, not editable; returns its Python."""
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    _run(python, "-m", "pip", "install", "--quiet", "-c", str(HERE / "constraints.txt"), f"{ROOT}[package]")
    return python


def _freeze(python: Path, spec: str, work: Path, out: Path) -> None:
    folders = ("--distpath", str(out), "--workpath", str(work / "parts"))
    _run(python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *folders, str(HERE / f"{spec}.spec"))


def _run(*command: str | Path) -> None:
    """Run one command such that the same sources give the same files.

    Raises:
        subprocess.CalledProcessError: It failed; it has said why.
    """
    environment = {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": _date_of_sources()}
    # The program is to be the installed one, wherever this is called from.
    environment.pop("PYTHONPATH", None)
    environment["PYTHONSAFEPATH"] = "1"
    subprocess.run(command, env=environment, check=True)  # noqa: S603  (pip and PyInstaller)


def _date_of_sources() -> str:
    """Return when the sources were last changed for good, in seconds; a fixed day without a repository."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told:
        return told
    git = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        asked = subprocess.run(git, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return "1767225600"
    return asked.stdout.strip()


def _measure(folder: Path) -> None:
    """Print the size of the whole and of its biggest parts."""
    sizes = {file: file.stat().st_size for file in _files(folder)}
    print(f"{folder}: {sum(sizes.values()) / _MIB:.0f} MiB in {len(sizes)} files, of these")  # noqa: T201
    for file in sorted(sizes, key=sizes.__getitem__, reverse=True)[:_BIGGEST]:
        print(f"  {sizes[file] / _MIB:5.1f}  {file.relative_to(folder)}")  # noqa: T201


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
