"""Draws every scene to PNG without a screen: light and dark, at 100 % and 200 %.

Usage: python packaging/gallery.py [--out FOLDER] [--only TEXT] [--themes light,dark] [--scales 1,2] [--fonts 1.0]
"""

import argparse
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

HERE: Final = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from scene import SCENES, Scene  # noqa: E402 - the folder of a script is on the path only when it is run as one

_SETTLE_MS: Final = 200  # a panel that loads shows so after 150 ms


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description="Draw every scene to PNG.")
    parser.add_argument("--out", type=Path, default=Path("build/gallery"))
    parser.add_argument("--only", default="", help="scenes whose name contains this")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--scales", default="1,2")
    parser.add_argument("--fonts", type=float, default=1.0, help="the user's font size factor")
    return parser.parse_args()


def main() -> int:
    """Draw all scenes, one process a scale, since Qt reads the scale once; return the exit code."""
    args = arguments()
    scales = args.scales.split(",")
    if len(scales) == 1 and os.environ.get("QT_SCALE_FACTOR") == scales[0]:
        draw(args)
        return 0
    for scale in scales:
        environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, __file__, *_passed_on(args), "--scales", scale]
        code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - it is this file
        if code:
            return code
    return 0


def _passed_on(args: argparse.Namespace) -> Iterator[str]:
    for name in ("out", "only", "themes", "fonts"):
        yield f"--{name}"
        yield str(getattr(args, name))


def draw(args: argparse.Namespace) -> None:
    """Draw the scenes at the scale of this process."""
    from PySide6.QtTest import QTest  # noqa: PLC0415 - Qt reads the scale when it is first used
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - as above

    from qwallet_desktop.ui.theme import ThemeChoice, apply_theme, dress  # noqa: PLC0415 - as above

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - there is no other kind here
    args.out.mkdir(parents=True, exist_ok=True)
    for theme in args.themes.split(","):
        apply_theme(app, cast("ThemeChoice", theme), args.fonts, reduced_motion=True)
        for found in _scenes(args.only):
            widget = found.build()
            dress(widget)
            widget.resize(found.width, found.height)
            widget.show()
            QTest.qWait(_SETTLE_MS)
            widget.grab().save(str(args.out / f"{found.name}-{theme}-{args.scales}x.png"))
            widget.close()
            widget.deleteLater()


def _scenes(only: str) -> list[Scene]:
    for file in sorted((HERE / "scenes").glob("*.py")):
        importlib.import_module(f"scenes.{file.stem}")
    return [found for found in SCENES.values() if only in found.name]


if __name__ == "__main__":
    sys.exit(main())
