"""A stack of screens of which one is seen, each made when it is first wanted."""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QWidget

from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.bind import Binder
from qwallet_desktop.ui.dressing import dress
from qwallet_desktop.ui.room import Later, MakeRoom

Key = TypeVar("Key")


class Faces(Generic[Key]):
    """Screens by key.

    To import a screen, to make it, and to show it for the first time take about as long each: so each has a turn of the
    loop, and what was seen before is seen until then.

    Args:
        owner: The widget that will have `layout`: screens that change their parent are styled twice.
        bench: The screens' tools.
        binder: Keeps the screens in step with the state.
    """

    def __init__(self, owner: QWidget, bench: Bench, binder: Binder) -> None:
        self.layout = QStackedLayout()
        self._owner = owner
        self._bench = bench
        self._binder = binder
        self._made: dict[Key, QWidget] = {}
        self._wanted: Key | None = None

    def show(self, key: Key, make: MakeRoom) -> None:
        """Show a screen, some turns of the loop later if it is to be made first."""
        self._wanted = key
        if key in self._made:
            self._show_wanted()
            return
        if isinstance(make, Later):
            make.find()
        QTimer.singleShot(0, self._owner, partial(self._make, key, make))

    def show_at_once(self, key: Key, make: Callable[[], QWidget]) -> None:
        """Show what `make` returns, where nothing may be seen in its place; it dresses and binds it itself."""
        self._wanted = key
        if key not in self._made:
            self._add(key, make())
        self._show_wanted()

    def made(self, key: Key) -> QWidget | None:
        """Return a screen, if it was made."""
        return self._made.get(key)

    def _make(self, key: Key, make: MakeRoom) -> None:
        # By now another may be wanted.
        if key == self._wanted and key not in self._made:
            room = make(self._bench, self._owner)
            dress(room.widget)
            self._add(key, room.widget)
            room.bind(self._binder)
        QTimer.singleShot(0, self._owner, self._show_wanted)

    def _add(self, key: Key, widget: QWidget) -> None:
        self._made[key] = widget
        self.layout.addWidget(widget)

    def _show_wanted(self) -> None:
        if self._wanted is not None and self._wanted in self._made:
            self.layout.setCurrentWidget(self._made[self._wanted])
