"""The gallery shows every screen and sheet, and every state that a screen can draw."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qwallet_desktop import ui
from qwallet_desktop.ui import dialogs, screens
from qwallet_desktop.ui.theme import apply_theme, dress
from qwallet_desktop.ui.widgets.states import StatePanel

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
STATES = ("show_loading", "show_stale", "show_empty", "show_failed")
pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support")]

FRAME = (
    "header",
    "health_panel",
    "notices",
    "palette",
    "shell",
    "side_bar",
    "status_chip",
    "switcher",
    "switcher_line",
)


@dataclass(slots=True)
class Walk:
    """What was seen on a walk through all scenes: classes of visible widgets, and who drew which state."""

    classes: set[type[QWidget]] = field(default_factory=set)
    drawn: set[tuple[str, str]] = field(default_factory=set)


def modules(package: ModuleType) -> list[ModuleType]:
    """Return all modules of a package."""
    return [
        importlib.import_module(f"{package.__name__}.{each.name}") for each in pkgutil.iter_modules(package.__path__)
    ]


def spy(name: str, walk: Walk) -> Callable[..., None]:
    """Return a form of a StatePanel's method that notes which module calls it."""
    real = getattr(StatePanel, name)

    def noted(panel: StatePanel, *args: Any, **kwargs: Any) -> None:
        walk.drawn.add((sys._getframe(1).f_globals["__name__"], name))
        real(panel, *args, **kwargs)

    return noted


@pytest.fixture(scope="module")
def walk() -> Iterator[Walk]:
    seen = Walk()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, "light", reduced_motion=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(PACKAGING))
        for name in STATES:
            patch.setattr(StatePanel, name, spy(name, seen))
        gallery = importlib.import_module("gallery")
        for found in gallery.all_scenes([""], ["1240x800"]):
            widget = found.build()
            dress(widget)
            widget.resize(QSize(found.width, found.height))
            widget.show()
            QTest.qWait(1)
            seen.classes |= {type(each) for each in (widget, *widget.findChildren(QWidget)) if each.isVisible()}
            widget.close()
            widget.deleteLater()
            for window in QApplication.topLevelWidgets():
                window.close()
        yield seen


def shown_things() -> list[type[QWidget]]:
    """Return every public widget of the screens, the sheets and the window's frame."""
    frame = [importlib.import_module(f"{ui.__name__}.{name}") for name in FRAME]
    return [
        thing
        for module in (*modules(screens), *modules(dialogs), *frame)
        for name, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, QWidget) and thing.__module__ == module.__name__ and not name.startswith("_")
    ]


def test_every_screen_and_sheet_is_in_a_picture(walk: Walk) -> None:
    missing = [
        thing.__qualname__ for thing in shown_things() if not any(issubclass(each, thing) for each in walk.classes)
    ]
    assert missing == []


def test_every_state_that_a_screen_draws_is_in_a_picture(walk: Walk) -> None:
    drawable = {
        (module.__name__, state)
        for module in (*modules(screens), *modules(dialogs))
        for state in STATES
        if f".{state}(" in inspect.getsource(module)
    }
    assert sorted(drawable - walk.drawn) == []
