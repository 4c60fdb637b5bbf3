"""Draws every scene to PNG without a screen: light and dark, at 100 % and 200 %, in windows of several sizes.

Usage: python packaging/gallery.py [--out FOLDER] [--only TEXT] [--themes light,dark] [--scales 1,2] [--fonts 1.0]
                                   [--windows 1240x800,960x600,1366x768] [--sheet] [--mirror] [--pseudo]

With `--sheet` there is, instead of the pictures, one PNG a file of scenes: the themes side by side at half size.
"""

import argparse
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QApplication, QWidget
    from scene import Scene

HERE: Final = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

_SCREEN: Final = HERE / "screen.json"  # large enough that no menu is moved to stay on it
_SETTLE_MS: Final = 200  # a panel that loads shows so after 150 ms
_STEP_MS: Final = 60
_MOST_STEPS: Final = 40


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description="Draw every scene to PNG.")
    parser.add_argument("--out", type=Path, default=Path("build/gallery"))
    parser.add_argument("--only", default="", help="scenes whose name contains one of these, split by commas")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--scales", default="1,2")
    parser.add_argument("--fonts", type=float, default=1.0, help="the user's font size factor")
    parser.add_argument("--windows", default="1240x800", help="sizes of the window for scenes of the usual size")
    parser.add_argument("--sheet", action="store_true", help="sheets at half size instead of single pictures")
    parser.add_argument("--mirror", action="store_true", help="from right to left")
    parser.add_argument("--pseudo", action="store_true", help="every text half as long again, as in German")
    return parser.parse_args()


def main() -> int:
    """Draw all scenes, one process a scale, since Qt reads the scale once; return the exit code."""
    args = arguments()
    scales = args.scales.split(",")
    if len(scales) == 1 and os.environ.get("QT_SCALE_FACTOR") == scales[0]:
        draw(args)
        return 0
    for scale in scales:
        environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": f"offscreen:configfile={_SCREEN}"}
        command = [sys.executable, __file__, *_passed_on(args), "--scales", scale]
        code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - it is this file
        if code:
            return code
    return 0


def _passed_on(args: argparse.Namespace) -> Iterator[str]:
    for name in ("out", "only", "themes", "fonts", "windows"):
        yield f"--{name}"
        yield str(getattr(args, name))
    yield from (f"--{name}" for name in ("sheet", "mirror", "pseudo") if getattr(args, name))


def draw(args: argparse.Namespace) -> None:
    """Draw the scenes at the scale of this process."""
    from contact_sheet import Picture, save_sheets  # noqa: PLC0415 - Qt reads the scale when it is first used

    from qwallet_desktop.ui.theme import ThemeChoice, apply_theme  # noqa: PLC0415 - as above

    app = _application(args)
    scenes = all_scenes(args.only.split(","), args.windows.split(","))
    themes = args.themes.split(",")
    drawn: dict[str, list[QPixmap]] = {each.name: [] for each in scenes}
    args.out.mkdir(parents=True, exist_ok=True)
    for theme in themes:
        apply_theme(app, cast("ThemeChoice", theme), args.fonts, reduced_motion=True)
        for found in scenes:
            picture = picture_of(found)
            if args.sheet:
                drawn[found.name].append(picture)
            else:
                picture.save(str(args.out / f"{found.name}-{theme}-{args.scales}x.png"))
    if args.sheet:
        pictures = [Picture(each.screen, each.name, drawn[each.name]) for each in scenes]
        save_sheets(pictures, args.out, f"{args.scales}x")


def _application(args: argparse.Namespace) -> "QApplication":
    from PySide6.QtCore import Qt  # noqa: PLC0415 - Qt reads the scale when it is first used
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - as above

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - there is no other kind here
    app.setCursorFlashTime(0)
    if args.mirror:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    if args.pseudo:
        from pseudo import PseudoTranslator  # noqa: PLC0415 - as above

        app.installTranslator(PseudoTranslator(app))
    return app


def picture_of(found: "Scene") -> "QPixmap":
    """Return the scene as it looks now, with the menus and tool tips that are windows of their own."""
    from PySide6.QtTest import QTest  # noqa: PLC0415 - Qt reads the scale when it is first used
    from scene import AWAITED  # noqa: PLC0415 - as above

    from qwallet_desktop.ui.shell import Shell  # noqa: PLC0415 - as above
    from qwallet_desktop.ui.theme import dress  # noqa: PLC0415 - as above

    widget = found.build()
    if not isinstance(widget, Shell):  # the window dresses its parts itself
        dress(widget)
    widget.resize(found.width, found.height)
    widget.show()
    widget.activateWindow()
    QTest.qWait(_SETTLE_MS)
    picture = widget.grab()
    for _step in range(_MOST_STEPS):  # on a busy computer, what is laid out later comes later
        QTest.qWait(_STEP_MS)
        before, picture = picture, widget.grab()
        if not AWAITED and before.toImage() == picture.toImage():
            break
    AWAITED.clear()
    _draw_windows_over(picture, widget)
    widget.close()
    widget.deleteLater()
    return picture


def _draw_windows_over(picture: "QPixmap", widget: "QWidget") -> None:
    from PySide6.QtCore import QPoint  # noqa: PLC0415 - Qt reads the scale when it is first used
    from PySide6.QtGui import QPainter  # noqa: PLC0415 - as above
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - as above

    painter = QPainter(picture)
    for window in QApplication.topLevelWidgets():
        if window is not widget and window.isVisible():
            painter.drawPixmap(widget.mapFromGlobal(window.mapToGlobal(QPoint())), window.grab())
            window.close()
    painter.end()


def all_scenes(words: list[str], windows: list[str]) -> "list[Scene]":
    """Return the scenes whose name contains one of the words, for windows of these sizes ("960x600")."""
    from PySide6.QtCore import QSize  # noqa: PLC0415 - Qt reads the scale when it is first used
    from scene import SCENES  # noqa: PLC0415 - as above

    for file in sorted((HERE / "scenes").glob("*.py")):
        importlib.import_module(f"scenes.{file.stem}")
    sizes = [QSize(*map(int, window.split("x"))) for window in windows]
    found = [each for each in SCENES.values() if any(word in each.name for word in words)]
    shown = [each.in_window(size) for each in found for size in sizes]
    return [each for each in shown if each is not None]


if __name__ == "__main__":
    sys.exit(main())
