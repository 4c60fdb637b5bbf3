"""Days and the moments that they begin at here, presets of days, and a small form for any other range."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from PySide6.QtCore import QDate, QDateTime, QLocale, Signal
from PySide6.QtWidgets import QDateEdit, QWidget

from qwallet_desktop.ui.widgets.buttons import PrimaryButton
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.popover import Popover
from qwallet_desktop.ui.widgets.styling import row
from qwallet_desktop.ui.widgets.time_label import short_date

PRESETS: Final = ("today", "7", "30", "90", "month", "year")
_DAY: Final = timedelta(days=1)


def preset_start(preset: str, today: date) -> date:
    """Return the first day of a preset that lasts until now.

    Args:
        preset: `today`, `month`, `year`, or a number of days, today among them.
        today: The day it is here.
    """
    match preset:
        case "today":
            return today
        case "month":
            return today.replace(day=1)
        case "year":
            return today.replace(month=1, day=1)
        case _:
            return today - timedelta(days=int(preset) - 1)


def begin_of(day: date) -> datetime:
    """Return the moment, in UTC, at which a day begins in this computer's zone."""
    return datetime.fromtimestamp(QDate(day.year, day.month, day.day).startOfDay().toSecsSinceEpoch(), UTC)


def day_of(at: datetime) -> date:
    """Return the day that a moment falls on in this computer's zone."""
    local = QDateTime.fromSecsSinceEpoch(int(at.timestamp())).date()
    return date(local.year(), local.month(), local.day())


def range_text(since: datetime | None, until: datetime | None) -> str:
    """Return a range in the locale's short dates; `until` is the moment after its last day."""
    first = short_date(_day(day_of(since))) if since else ""
    last = short_date(_day(day_of(until) - _DAY)) if until else ""
    return f"{first} \u2013 {last}".strip() if first != last else first


def _day(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


class _DayField(QDateEdit):
    """A day to type, with the room before it that other fields have: the style sheet can't reach in here."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(8, 0, 8, 0)
        if self.locale().language() == QLocale.Language.C:
            # Qt's own form there has nothing between day, month and year.
            self.setDisplayFormat("yyyy-MM-dd")


class DateRangePopover(Popover):
    """Asks for the first and the last day; `chosen` gives the moments that bound them."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=320)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.body.setSpacing(12)
        self._first, self._last = _DayField(), _DayField()
        days = row(spacing=12)
        days.addWidget(FormField(self.tr("From"), self._first))
        days.addWidget(FormField(self.tr("To"), self._last))
        self.body.addLayout(days)
        self._wrong = PlainText("", "caption", wrap=True)
        self._wrong.set_tone("danger")
        self._wrong.hide()
        self.add(self._wrong)
        self._apply = PrimaryButton(self.tr("Show these days"), self._accept)
        self.add(self._apply)

    def set_days(self, first: date, last: date) -> None:
        """Begin with these days."""
        self._wrong.hide()
        self._first.setDate(_day(first))
        self._last.setDate(_day(last))

    def _accept(self) -> None:
        first, last = (
            date(edit.date().year(), edit.date().month(), edit.date().day()) for edit in (self._first, self._last)
        )
        if last < first:
            self._wrong.set_text(self.tr("The last day is before the first."))
            self._wrong.show()
            return
        self.close_overlay()
        self.chosen.emit(begin_of(first), begin_of(last + _DAY))
