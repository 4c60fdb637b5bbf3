"""Says since when what is shown may be out of date."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.time_label import absolute_time


def _tr(text: str) -> str:
    return QCoreApplication.translate("as_of", text)


def moment_words(at: datetime, now: datetime) -> str:
    """Return a moment in the user's zone: the time of day, with the date before it unless it is today."""
    moment, today = (QDateTime.fromSecsSinceEpoch(int(each.timestamp())) for each in (at, now))
    form = QLocale.FormatType.ShortFormat
    time = QLocale().toString(moment.time(), form)
    if moment.date() == today.date():
        return time
    return f"{QLocale().toString(moment.date(), form)} {time}"


def as_of_words(at: datetime, now: datetime) -> str:
    """Return a moment as in "As of 14:02"."""
    return _tr("As of {time}").format(time=moment_words(at, now))


class AsOfLabel(PlainText):
    """A quiet line that is there while what is shown may be out of date."""

    def __init__(self) -> None:
        super().__init__("", "caption")
        self.hide()

    def set_as_of(self, at: datetime | None, now: datetime) -> None:
        """Show since when, or nothing while all is current."""
        self.set_text("" if at is None else as_of_words(at, now))
        self.setToolTip("" if at is None else absolute_time(at))
        self.setVisible(at is not None)
