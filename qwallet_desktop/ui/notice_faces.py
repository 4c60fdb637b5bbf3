"""How a line of the list of notifications looks: its words, its time, its icon, and whose it is."""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication, QDate

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.transfers import TransferKind
from qwallet_desktop.state.notice import (
    ApprovalAsked,
    BackupRestored,
    FileWritten,
    IdentityMade,
    ItemDecided,
    ItemTold,
    ListPaid,
    MuchReceived,
    NoCopy,
    Notice,
    NotKept,
    OperationAged,
    OperationCancelled,
    OperationRefused,
    PaymentReceived,
    PaymentSent,
    ProgramFault,
    StatusTold,
    SupplyChanged,
)
from qwallet_desktop.ui.models.notices_model import Face, Line
from qwallet_desktop.ui.notice_ways import way
from qwallet_desktop.ui.notice_words import Names, item, owner, words
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time, short_date, time_of_day

_SAYS_WHO = (PaymentSent, PaymentReceived, IdentityMade, StatusTold)
"""Their words name the identity already."""

_ICONS: Final[dict[type[Notice], str]] = {
    PaymentReceived: "receive",
    MuchReceived: "receive",
    PaymentSent: "send",
    ListPaid: "send",
    IdentityMade: "user",
    SupplyChanged: "mint",
    FileWritten: "export",
    BackupRestored: "import",
    ApprovalAsked: "clock",
    ItemDecided: "check",
    ItemTold: "inbox",
    OperationRefused: "warning",
    OperationCancelled: "cross",
    OperationAged: "clock",
    ProgramFault: "warning",
    NoCopy: "warning",
    NotKept: "warning",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Notices", text)


def face(line: Line, known: Names, numbers: NumberStyle, now: datetime) -> Face:
    """Say a line in words and find its pictures."""
    notice = line.notice
    title, sentence, tone = words(item(known, notice), numbers)
    about = owner(notice)
    who = None if about is None else person(known.identities, about)
    if who is not None and who.name and not isinstance(notice, _SAYS_WHO):
        sentence = f"{plain(who.name)} · {sentence}"
    at = line.at or now
    return Face(
        title=title,
        sentence=sentence,
        time=_time(at, now),
        time_long=absolute_time(at),
        icon=icon_of(notice),
        tone=tone,
        did="" if who is None else who.did,
        colour=0 if who is None else who.colour,
        way=bool(way(notice)),
    )


def _time(at: datetime, now: datetime) -> str:
    """Return how long ago it was; the time of day on an earlier day, which stands over the line."""
    if at.astimezone().date() >= now.astimezone().date():
        return relative_time(at, now)
    return time_of_day(at)


def icon_of(notice: Notice) -> str:
    """Return the icon of what happened."""
    match notice:
        case PaymentReceived(entry) if entry.transfer.kind is TransferKind.MINT:
            return "mint"
        case StatusTold(_, fact):
            return "unlock" if fact.status is IdentityStatus.ACTIVE else "snowflake"
        case _:
            return _ICONS[type(notice)]


def day(at: datetime | None, now: datetime) -> str:
    """Return the day of a moment in words, in the user's zone."""
    today = now.astimezone().date()
    that = today if at is None else at.astimezone().date()
    if that >= today:
        return _tr("Today")
    if that == today - timedelta(days=1):
        return _tr("Yesterday")
    return short_date(QDate(that.year, that.month, that.day))
