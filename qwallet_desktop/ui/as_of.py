"""Says since when what is shown may be out of date."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication, QDateTime, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import draw_text
from qwallet_desktop.ui.widgets.time_label import absolute_time, short_date, time_of_day

_CLOCK: Final = 14


def _tr(text: str) -> str:
    return QCoreApplication.translate("as_of", text)


def moment_words(at: datetime, now: datetime) -> str:
    """Return a moment in the user's zone: the time of day, with the date before it unless it is today."""
    moment, today = (QDateTime.fromSecsSinceEpoch(int(each.timestamp())).date() for each in (at, now))
    return time_of_day(at) if moment == today else f"{short_date(moment)} {time_of_day(at)}"


def as_of_words(at: datetime, now: datetime) -> str:
    """Return a moment as in "As of 14:02"."""
    return _tr("As of {time}").format(time=moment_words(at, now))


class AsOfLabel(PlainText):
    """A quiet line that is there while what is shown may be out of date; a clock where there is no room for it."""

    def __init__(self) -> None:
        super().__init__("", "caption")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def set_as_of(self, at: datetime | None, now: datetime) -> None:
        """Show since when, or nothing while all is current."""
        self.set_text("" if at is None else as_of_words(at, now))
        self.setAccessibleName(self.text())
        self.setToolTip("" if at is None else absolute_time(at))
        self.setVisible(at is not None)

    def minimumSizeHint(self) -> QSize:
        """Return the room for the clock that stands for the words where there is none for them."""
        wanted = super().minimumSizeHint()
        return wanted.boundedTo(QSize(current_theme().scaled(_CLOCK), wanted.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words; half a date would be misread, so there is a clock instead, with the words on hover."""
        painter, box = QPainter(self), QRectF(self.contentsRect())
        colour = current_theme().colour("text_muted")
        painter.setFont(self.font())
        if painter.fontMetrics().horizontalAdvance(self.text()) <= box.width():
            draw_text(painter, box, self.text(), colour, Qt.AlignmentFlag.AlignLeft)
            return
        side = current_theme().scaled(_CLOCK)
        paint_icon(painter, "clock", QRectF(box.x(), box.center().y() - side / 2, side, side), colour)
