"""The lines over every page: sample data, words not yet written down, about to lock."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.lock import AutoLockNoticed, Phase
from qwallet_desktop.state.navigation import BackupSheet, OpenSheet
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.stage import is_known
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column


@dataclass(frozen=True, slots=True)
class View:
    """Seconds to auto-lock, if it is near, and whether the words were never checked."""

    seconds: int | None
    unchecked: bool


def select(state: State) -> View:
    """Return what the person should be told whatever they look at."""
    unchecked = state.lock.phase is Phase.OPEN and not state.lock.words_checked and is_known(state)
    return View(state.lock.notice, unchecked)


class Notices(QWidget):
    """Up to three banners; takes no room without any."""

    def __init__(self, bench: Bench, *, demo: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._demo = demo
        self._sample = Banner(
            self.tr("Sample data: nothing here is real, and it is gone when you close this window."), "accent", "info"
        )
        self._sample.setVisible(demo)
        self._words = Banner(
            self.tr("If this computer is lost, only your recovery words or a backup file bring your keys back."),
            "caution",
            "key",
        )
        self._words.add_action(
            SecondaryButton(self.tr("Write down your recovery words"), lambda: bench.dispatch(OpenSheet(BackupSheet())))
        )
        self._lock = Banner("", "caution", "lock")
        self._lock.add_action(SecondaryButton(self.tr("Stay unlocked"), lambda: bench.dispatch(AutoLockNoticed(None))))
        self._stack = column(self, spacing=8)
        for banner in (self._lock, self._sample, self._words):
            self._stack.addWidget(banner)
        self.draw(View(None, unchecked=False))

    def draw(self, view: View) -> None:
        """Show the banners that apply; sample data has no words worth writing down."""
        if view.seconds is not None:
            text = self.tr("Qwallet locks in {seconds} s, since nothing happened for a while.")
            self._lock.set_banner(text.format(seconds=view.seconds), "caution", "lock")
        self._lock.setVisible(view.seconds is not None)
        self._words.setVisible(view.unchecked and not self._demo)
        shown = view.seconds is not None or self._demo or view.unchecked
        self._stack.setContentsMargins(24, 4 if shown else 0, 24, 8 if shown else 0)
