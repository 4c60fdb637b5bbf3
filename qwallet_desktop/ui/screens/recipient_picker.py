"""Chooses one of the desktop's own identities or contacts as recipient: a popover with search over any number."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.ui.people import Person
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.delegates import IdentityDelegate
from qwallet_desktop.ui.widgets.fields import SearchField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.popover import Popover
from qwallet_desktop.ui.widgets.tables import ROW_HEIGHT, CellRole, style_table
from qwallet_desktop.ui.wording import type_word

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_MOST_ROWS: Final = 7


class PeopleModel(QAbstractTableModel):
    """One identity a row: name, type, picture."""

    def __init__(self) -> None:
        super().__init__()
        self._people: Sequence[Person] = ()

    def set_people(self, people: Sequence[Person]) -> None:
        """Show other identities."""
        self.beginResetModel()
        self._people = people
        self.endResetModel()

    def person(self, row: int) -> Person | None:
        """Return the identity of a row."""
        return self._people[row] if 0 <= row < len(self._people) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many identities there are."""
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return one column."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what the identity delegate draws."""
        who = self.person(index.row())
        if who is None:
            return None
        type_text = type_word(IdentityType(who.type_name)) if who.type_name else cut_middle(who.did, 14, 6)
        return {
            int(Qt.ItemDataRole.DisplayRole): who.name,
            int(Qt.ItemDataRole.AccessibleTextRole): f"{who.name}, {type_text}",
            int(Qt.ItemDataRole.ToolTipRole): who.did,
            int(CellRole.SUBTITLE): type_text,
            int(CellRole.FULL): who.did,
            int(CellRole.COLOUR): who.colour if who.ours else None,
        }.get(int(role))


class RecipientPicker(Popover):
    """A search over one's own identities; `chosen` gives the DID."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, width=360)
        self._all: Sequence[Person] = ()
        self._model = PeopleModel()
        self._search = SearchField(self.tr("Search identities and contacts"))
        self._list = QTableView()
        style_table(self._list, self.tr("Your identities and contacts"))
        self._model.setParent(self._list)
        self._list.setModel(self._model)
        self._list.setItemDelegate(IdentityDelegate(self._list))
        self._list.horizontalHeader().hide()
        self._list.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = PlainText(self.tr("No other identity of yours and no contact matches."), "muted", wrap=True)
        self._none.setContentsMargins(8, 8, 8, 8)
        for widget in (self._search, self._list, self._none):
            self.add(widget)
        self._search.changed.connect(self._filter)
        self._search.edit.returnPressed.connect(self._take)
        self._list.clicked.connect(lambda _index: self._take())

    def set_people(self, people: Sequence[Person]) -> None:
        """Offer these identities, with an empty search."""
        self._all = people
        self._search.set_text("")
        self._filter("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows and take on Enter, wherever the focus is."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._select(self._list.currentIndex().row() + steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        shown = [who for who in self._all if all(word in f"{who.name} {who.did}".casefold() for word in words)]
        self._model.set_people(shown)
        self._list.setVisible(bool(shown))
        self._none.setVisible(not shown)
        height = current_theme().scaled(ROW_HEIGHT)
        self._list.setFixedHeight(height * min(len(shown), _MOST_ROWS) + 2)
        self._select(0)

    def _select(self, row: int) -> None:
        last = self._model.rowCount() - 1
        if last >= 0:
            self._list.selectRow(min(max(row, 0), last))

    def _take(self) -> None:
        who = self._model.person(self._list.currentIndex().row())
        if who is not None:
            self.close_overlay()
            self.chosen.emit(who.did)
