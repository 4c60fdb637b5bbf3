"""What pages share: times that stay true while they are seen, and a list with details beside it."""

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.styling import column, row

MINUTE_MS: Final = 60_000
_NARROW: Final = 900
_MARGIN, _NARROW_MARGIN, _TOP = 24, 16, 16


class TimedPage(QWidget):
    """A page that says how long ago things were."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.touch)

    def touch(self) -> None:
        """Say anew how long ago everything was; called once a minute while the page is seen."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Keep the times true while the page is seen."""
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing tick while the page is not seen."""
        super().hideEvent(event)
        self._minute.stop()


class ListPage(TimedPage):
    """A page with a list, and the details of one of its rows beside it."""

    DETAILS = 372
    NARROW_DETAILS = 320
    """The width of the details in pixels at normal font size, and that in a narrow window."""

    def set_parts(self, *left: QWidget, details: QWidget) -> None:
        """Put `left` under each other, of which the last takes the room that is left, and `details` beside them."""
        side = QWidget()
        self._stack = column(side, margin=_MARGIN, spacing=12)
        for part in left:
            self._stack.addWidget(part, int(part is left[-1]))
        self._details = details
        line = row(self, spacing=0)
        line.addWidget(side, 1)
        line.addWidget(details)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the details less room in a narrow window."""
        super().resizeEvent(event)
        theme = current_theme()
        narrow = self.width() < theme.scaled(_NARROW)
        self._details.setFixedWidth(theme.scaled(self.NARROW_DETAILS if narrow else self.DETAILS))
        margin = _NARROW_MARGIN if narrow else _MARGIN
        self._stack.setContentsMargins(margin, _TOP, margin, margin)
