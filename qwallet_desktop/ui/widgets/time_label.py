"""Times: relative in the text, absolute on hover. The clock is handed in."""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.widgets.labels import PlainText, Role

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate("RelativeTimeLabel", text, "", count)


def relative_time(at: datetime, now: datetime) -> str:
    """Return how far `at` lies from `now` in words; a date from a week on. Both must know their zone."""
    distance = abs(now - at)
    if distance < _MINUTE:
        return _tr("just now")
    if distance >= _WEEK:
        return short_date(_local(at).date())
    words = _span(distance)
    return _tr("in {span}").format(span=words) if at > now else _tr("{span} ago").format(span=words)


def _span(distance: timedelta) -> str:
    if distance < _HOUR:
        return _tr("{n} min").format(n=distance // _MINUTE)
    if distance < _DAY:
        return _tr("{n} h").format(n=distance // _HOUR)
    return _tr("{n} d").format(n=distance // _DAY)


def short_date(day: QDate) -> str:
    """Return a day in the locale's short form; with the month by name where the system has no locale."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return locale.toString(day, "d MMM yyyy")
    return locale.toString(day, QLocale.FormatType.ShortFormat)


def time_of_day(at: datetime) -> str:
    """Return the time of the user's zone in the locale's short form."""
    return QLocale().toString(_local(at).time(), QLocale.FormatType.ShortFormat)


def absolute_time(at: datetime) -> str:
    """Return date and time of the user's zone in the locale's long form."""
    return QLocale().toString(_local(at), QLocale.FormatType.LongFormat)


def _local(at: datetime) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(round(at.timestamp() * 1000))


class RelativeTimeLabel(PlainText):
    """A moment, as in "5 min ago"."""

    def __init__(self, role: Role = "muted", *, parent: QWidget | None = None) -> None:
        self._at: datetime | None = None
        super().__init__("", role, parent=parent)

    def set_time(self, at: datetime | None, now: datetime) -> None:
        """Show the moment `at` as seen from `now`; None shows nothing."""
        self._at = at
        self.setToolTip("" if at is None else absolute_time(at))
        self.set_now(now)

    def set_now(self, now: datetime) -> None:
        """Tell what time it is, for instance once a minute."""
        text = "" if self._at is None else relative_time(self._at, now)
        self.set_text(text)
        self.setAccessibleName(f"{text}, {self.toolTip()}" if text else "")
