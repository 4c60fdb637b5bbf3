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
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from qwallet_desktop import ui
from qwallet_desktop.ui import dialogs, screens
from qwallet_desktop.ui.theme import apply_theme, dress
from qwallet_desktop.ui.widgets.states import StatePanel

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
BARE = ("handling", "kit")
"""Scenes of widgets alone, which get their names where they are used."""

MOST_TURNS = 200
STATES = ("show_loading", "show_stale", "show_empty", "show_failed")
pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support")]

FRAME = (
    "as_of",
    "header",
    "health_panel",
    "notice_list",
    "notices",
    "notification_centre",
    "palette",
    "problem_banner",
    "shell",
    "side_bar",
    "status_chip",
    "switcher",
    "switcher_fault",
    "switcher_line",
    "widgets.bell",
    "widgets.time_line",
    "widgets.toast",
)


@dataclass(slots=True)
class Walk:
    """What was seen on a walk through all scenes.

    Attributes:
        classes: The classes of visible widgets.
        drawn: Which module drew which state.
        nameless: The scene and class of each widget that Tab reaches and a screen reader has no name for.
    """

    classes: set[type[QWidget]] = field(default_factory=set)
    drawn: set[tuple[str, str]] = field(default_factory=set)
    nameless: set[tuple[str, str]] = field(default_factory=set)

    def look(self, scene: str, seen: list[QWidget]) -> None:
        """Note what is seen in a scene."""
        self.classes |= {type(each) for each in seen}
        if not scene.startswith(BARE):
            self.nameless |= {(scene, type(each).__qualname__) for each in seen if not is_named(each)}


def is_named(widget: QWidget) -> bool:
    """Tell whether a screen reader has something to say of a widget, if Tab reaches it."""
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return True
    return bool(widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))


def modules(package: ModuleType) -> list[ModuleType]:
    """Return all modules of a package."""
    return [
        importlib.import_module(f"{package.__name__}.{each.name}") for each in pkgutil.iter_modules(package.__path__)
    ]


def wait_for(awaited: set[int]) -> None:
    """Let a scene do what it does once it is seen."""
    QTest.qWait(1)
    for _turn in range(MOST_TURNS):
        if not awaited:
            return
        QTest.qWait(10)
    awaited.clear()


def frame() -> list[ModuleType]:
    """Return the modules of the window's frame, and of what hangs from it."""
    return [importlib.import_module(f"{ui.__name__}.{name}") for name in FRAME]


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
        gallery, awaited = importlib.import_module("gallery"), importlib.import_module("scene").AWAITED
        for found in gallery.all_scenes([""], ["1240x800"]):
            widget = found.build()
            dress(widget)
            widget.resize(QSize(found.width, found.height))
            widget.show()
            wait_for(awaited)
            seen.look(found.name, [each for each in (widget, *widget.findChildren(QWidget)) if each.isVisible()])
            widget.close()
            widget.deleteLater()
            for window in QApplication.topLevelWidgets():
                window.close()
        yield seen


def shown_things() -> list[type[QWidget]]:
    """Return every public widget of the screens, the sheets and the window's frame."""
    return [
        thing
        for module in (*modules(screens), *modules(dialogs), *frame())
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
        for module in (*modules(screens), *modules(dialogs), *frame())
        for state in STATES
        if f".{state}(" in inspect.getsource(module)
    }
    assert sorted(drawable - walk.drawn) == []


def test_whatever_tab_reaches_has_a_name_for_a_screen_reader(walk: Walk) -> None:
    assert sorted(walk.nameless) == []
