"""Lays out what a Linux desktop wants to know of the program: menu entry, description, icons in each size."""

import os
import shutil
import time
from pathlib import Path

from freezing.icons import PNG_SIZES
from freezing.versions import version

NAME = "qwallet-desktop"


def write(sources: Path, icons: Path, program: Path, folder: Path) -> None:
    """Write the tree that an installer copies to `/usr/share` or `~/.local/share`.

    Args:
        sources: The folder packaging/linux.
        icons: The PNGs of `icons.write`.
        program: The SVG of the icon.
        folder: Where the tree goes.
    """
    _put(sources / f"{NAME}.desktop", folder / "applications" / f"{NAME}.desktop")
    described = (sources / f"{NAME}.metainfo.xml").read_text("utf-8")
    described = described.replace("@version@", version()).replace("@date@", _date())
    target = folder / "metainfo" / f"{NAME}.metainfo.xml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(described, "utf-8")
    pictures = folder / "icons" / "hicolor"
    for size in PNG_SIZES:
        _put(icons / f"{size}.png", pictures / f"{size}x{size}" / "apps" / f"{NAME}.png")
    _put(program, pictures / "scalable" / "apps" / f"{NAME}.svg")


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _date() -> str:
    """Return the day of the build, or the one that a repeatable build is told."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
