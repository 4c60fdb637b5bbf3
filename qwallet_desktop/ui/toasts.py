"""Shows the state's toasts in the corner: what I did and what came in, in words."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.notice import FileWritten, IdentityMade, MuchReceived, NoCopy, Notice, SupplyChanged
from qwallet_desktop.state.notifications import DismissToast
from qwallet_desktop.state.root import State
from qwallet_desktop.state.toast import Burst
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.notice_ways import way
from qwallet_desktop.ui.notice_words import Item, item, names, words
from qwallet_desktop.ui.stage import Stage, stage
from qwallet_desktop.ui.widgets.toast import Toast, ToastHost

Shown = tuple[int, Item]
"""A toast's number, and what it says."""

_STAYS: Final = (IdentityMade, SupplyChanged, FileWritten, NoCopy)
"""What one is at already, or need not go to at once."""

_CALM_MS: Final = 100
"""A toast that is said anew all the time, as in a burst of payments, changes this often at most."""


def select(state: State) -> tuple[Shown, ...]:
    """Return the toasts to show; none while the window is locked."""
    toasts = state.notifications.toasts
    if not toasts or stage(state) is Stage.LOCKED:
        return ()
    known = names(state)
    arrived = state.notifications.inboxes.arrived
    return tuple((toast.number, item(known, _counted(toast.notice, arrived))) for toast in toasts)


def _counted(notice: Notice | Burst, arrived: int) -> Notice:
    return MuchReceived(arrived - notice.since, notice.identity_id) if isinstance(notice, Burst) else notice


class Toasts(QObject):
    """Keeps the toasts on the screen in step with the state."""

    def __init__(self, bench: Bench, over: QWidget, open_list: Callable[[], object] | None = None) -> None:
        super().__init__(over)
        self._bench = bench
        self._open_list = open_list
        self._host = ToastHost(over)
        self._shown: dict[int, tuple[Item, Toast]] = {}
        self._wanted: tuple[Shown, ...] = ()
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(lambda: self.draw(self._wanted))

    def draw(self, items: tuple[Shown, ...]) -> None:
        """Show what is new, take away what is gone, and say anew what changed: more payments, or hidden amounts."""
        self._wanted, wanted = items, dict(items)
        if not items:
            self._calm.stop()
        for number, (_, toast) in list(self._shown.items()):
            if number not in wanted:
                del self._shown[number]
                toast.dismiss()
        for number, said in items:
            if number not in self._shown:
                self._show(number, said)
            elif self._shown[number][0] != said and not self._calm.isActive():
                self._say(number, said)
                self._calm.start()

    def count(self) -> int:
        """Return how many toasts are on the screen."""
        return self._host.count()

    def _show(self, number: int, said: Item) -> None:
        title, sentence, tone = words(said, self._bench.numbers)
        toast = self._host.show_toast(title, sentence, tone, action=self._action(number, said.notice))
        self._shown[number] = (said, toast)
        toast.closed.connect(lambda: self._closed(number))

    def _say(self, number: int, said: Item) -> None:
        toast = self._shown[number][1]
        title, sentence, _ = words(said, self._bench.numbers)
        toast.set_words(title, sentence)
        self._shown[number] = (said, toast)

    def _action(self, number: int, notice: Notice) -> tuple[str, Callable[[], object]] | None:
        if isinstance(notice, _STAYS) or not (way(notice) or isinstance(notice, MuchReceived)):
            return None
        # Asked when it is clicked: by then the toast may tell of more.
        return QCoreApplication.translate("Toasts", "Show"), lambda: self._go(self._shown[number][0].notice)

    def _go(self, notice: Notice) -> None:
        steps = way(notice)
        if not steps and self._open_list is not None:
            self._open_list()
        for action in steps:
            self._bench.dispatch(action)

    def _closed(self, number: int) -> None:
        if self._shown.pop(number, None) is not None:
            self._bench.dispatch(DismissToast(number))
