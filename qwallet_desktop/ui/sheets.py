"""Opens the sheet that the state names, made anew each time so that nothing typed stays, and closes it."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import Sheet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.bind import Binder
from qwallet_desktop.ui.room import MakeRoom, Room
from qwallet_desktop.ui.stage import Stage, stage
from qwallet_desktop.ui.widgets import sheet as sheet_widget
from qwallet_desktop.ui.widgets.overlay import Overlay


def select(state: State) -> Sheet | None:
    """Return the sheet to show: none over the lock screen or the first run."""
    return state.navigation.sheet if stage(state) is Stage.PAGES else None


class SheetHost(QObject):
    """Holds the one open sheet.

    Args:
        bench: The screens' tools.
        binder: Keeps the open sheet in step with the state.
        over: The widget that sheets lie over.
        rooms: What makes a sheet, by the type that names it in the state.
    """

    def __init__(self, bench: Bench, binder: Binder, over: QWidget, rooms: Mapping[type, MakeRoom]) -> None:
        super().__init__(over)
        self._bench = bench
        self._binder = binder
        self._over = over
        self._rooms = rooms
        self._sheet: Sheet | None = None
        self._room: Room | None = None

    def draw(self, sheet: Sheet | None) -> None:
        """Open a sheet in place of the one that is open, or close that."""
        if sheet == self._sheet:
            return
        self._close()
        self._sheet = sheet
        if sheet is not None:
            self._room = self._rooms[type(sheet)](self._bench, self._over)
            self._room.bind(self._binder)
            overlay = self._overlay(self._room)
            if isinstance(overlay, sheet_widget.Sheet):
                # It has gone by itself then. Asked for again before this is drawn, it would count as still open.
                overlay.rejected.connect(self._binder.flush)
            overlay.open_overlay()

    def opened(self) -> QWidget | None:
        """Return the open sheet."""
        return None if self._room is None else self._room.widget

    def _close(self) -> None:
        if self._room is not None:
            self._binder.release(self._room.widget)
            self._overlay(self._room).close_overlay()
            self._room.widget.deleteLater()
            self._room = None

    def _overlay(self, room: Room) -> Overlay:
        if not isinstance(room.widget, Overlay):
            message = "a sheet must be an overlay"
            raise TypeError(message)
        return room.widget
