"""The list of notifications: lines under the days they belong to, newest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.state.notice import Notice

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Line:
    """One notification.

    Attributes:
        key: What it is known by while the list changes: the identity and sequence of what came in, or a number.
        notice: What it tells.
        at: When; None for what was noted this very moment.
        unread: The person has not seen it.
    """

    key: tuple[IdentityId, Sequence] | int
    notice: Notice
    at: datetime | None
    unread: bool


@dataclass(frozen=True, slots=True)
class Face:
    """How a line is drawn: its words, its time, and the identity or icon before them.

    `did` is empty where a notice is about the program; `way` tells whether a click leads anywhere.
    """

    title: str
    sentence: str
    time: str
    time_long: str
    icon: str
    tone: str
    did: str
    colour: int
    way: bool


class NoticeRole(IntEnum):
    """What the model tells the delegate."""

    FACE = Qt.ItemDataRole.UserRole + 1
    UNREAD = Qt.ItemDataRole.UserRole + 2
    DAY = Qt.ItemDataRole.UserRole + 3
    """The day that begins here, in words; nothing for a line."""


class NoticesModel(QAbstractListModel):
    """Answers from lines; says a line in words when it is first drawn.

    Args:
        face: Says a line in words.
        day: Says the day of a line in words.
        parent: Qt's owner.
    """

    def __init__(
        self, face: Callable[[Line], Face], day: Callable[[datetime | None], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._face = face
        self._day = day
        self._rows: list[Line | str] = []
        self._faces: dict[int, Face] = {}

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Show other lines, newest first."""
        self.beginResetModel()
        self._rows = []
        self._faces = {}
        before = ""
        for line in lines:
            day = self._day(line.at)
            if day != before:
                self._rows.append(day)
                before = day
            self._rows.append(line)
        self.endResetModel()

    def line(self, index: Index) -> Line | None:
        """Return the line at an index; None for a day or for nothing."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        return row if isinstance(row, Line) else None

    def row_of(self, key: object) -> int:
        """Return the row of a line; -1 if it is not there."""
        return next((at for at, row in enumerate(self._rows) if isinstance(row, Line) and row.key == key), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows there are, days among them."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let lines be chosen, and days be passed over."""
        if self.line(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a row, or what the delegate asks for."""
        row = self._rows[index.row()] if index.isValid() else None
        if isinstance(row, str):
            return row if role in {Qt.ItemDataRole.DisplayRole, NoticeRole.DAY} else None
        return None if row is None else self._answer(index.row(), row, role)

    def _answer(self, place: int, line: Line, role: int) -> object:
        match role:
            case NoticeRole.UNREAD:
                return line.unread
            case NoticeRole.FACE:
                return self._said(place, line)
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                said = self._said(place, line)
                parts = (self.tr("Unread") if line.unread else "", said.title, said.sentence, said.time_long)
                return ". ".join(part.removesuffix(".") for part in parts if part)
            case Qt.ItemDataRole.ToolTipRole:
                said = self._said(place, line)
                return "\n".join(part for part in (said.title, said.sentence, said.time_long) if part)
            case _:
                return None

    def _said(self, place: int, line: Line) -> Face:
        if place not in self._faces:
            self._faces[place] = self._face(line)
        return self._faces[place]
