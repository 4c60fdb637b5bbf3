"""Collects Python's reference cycles on Qt's thread only.

Otherwise a collection may begin in any thread that happens to allocate, and destroy widgets and
timers there, which Qt does not survive.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS: Final = 2_000

LOADED: Final = 20_000
"""New objects between two looks that are data rather than what some work has left behind."""


class Collector(QObject):
    """Takes over from the automatic collection until `close`.

    What exists when it starts stays for the whole run, so it is set aside and never looked at again.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(collect_if_due)
        self._timer.start()

    def close(self) -> None:
        """Give the work back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


def collect_if_due() -> int:
    """Collect the oldest generation that has reached its threshold; return how much was found.

    Where very many objects are new, data was loaded: thousands of items. It is kept, and looking through it again
    and again would hold up the window; so it is set aside too, and goes as soon as nothing names it.
    """
    counts, thresholds = gc.get_count(), gc.get_threshold()
    if counts[0] > LOADED:
        gc.freeze()
        return 0
    due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
    return gc.collect(due[-1]) if due else 0
