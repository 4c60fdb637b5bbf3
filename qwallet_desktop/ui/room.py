"""A screen or sheet with what it selects and how it draws that; made when it is first needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.navigation import Page, Tab
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.bind import Binder


class Room(NamedTuple):
    """What the binder needs to keep a widget in step with the state."""

    widget: QWidget
    select: Callable[[State], Any]
    draw: Callable[[Any], None]

    def bind(self, binder: Binder) -> None:
        """Render into the widget from now on."""
        binder.bind(self.widget, self.select, self.draw)


MakeRoom = Callable[[Bench, QWidget], Room]


def room(make: Callable[[Bench, QWidget], Any], select: Callable[[State], Any]) -> MakeRoom:
    """Return what makes a room of a widget's class (called with bench and parent) and its `select`."""

    def build(bench: Bench, parent: QWidget) -> Room:
        widget = make(bench, parent)
        return Room(widget, select, widget.draw)

    return build


@dataclass(frozen=True, slots=True)
class Later:
    """Makes the room that `find` imports; `find` may be called before, so as not to do both in one turn of the loop."""

    find: Callable[[], MakeRoom]

    def __call__(self, bench: Bench, parent: QWidget) -> Room:
        """Make the room."""
        return self.find()(bench, parent)


@dataclass(frozen=True, slots=True)
class Rooms:
    """What makes each face, page, tab and sheet of the window; the wallet's page is made of tabs."""

    first_run: MakeRoom
    locked: MakeRoom
    waiting: MakeRoom
    pages: Mapping[Page, MakeRoom]
    tabs: Mapping[Tab, MakeRoom]
    sheets: Mapping[type, MakeRoom]
