"""Lists within a form: tokens to tick, and identities to add by DID or name and to take out again."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qwallet_desktop.ui.widgets.buttons import IconButton, SecondaryButton
from qwallet_desktop.ui.widgets.fields import TextField
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import ElidedText
from qwallet_desktop.ui.widgets.styling import clear, column, row
from qwallet_desktop.ui.widgets.toggles import CheckBox, Select


class TickList(QWidget):
    """Things to tick, side by side; `changed` tells of each click."""

    changed = Signal()

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._boxes: dict[str, CheckBox] = {}
        self._flow = FlowRow(spacing=12)
        column(self).addWidget(self._flow)

    def set_options(self, options: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        """Offer options, each a (key, text), with those ticked that are `chosen`."""
        for key, text in options:
            if key not in self._boxes:
                box = self._boxes[key] = CheckBox(text)
                self._flow.add(box)
                box.clicked.connect(lambda _checked=False: self.changed.emit())
        for key, box in self._boxes.items():
            box.setChecked(key in chosen)

    def chosen(self) -> tuple[str, ...]:
        """Return the keys of what is ticked, in the order of the options."""
        return tuple(key for key, box in self._boxes.items() if box.isChecked())


class PeopleList(QWidget):
    """Identities in a list: added by what is typed or chosen, taken out by their cross.

    Signals:
        added: What was typed or chosen, to be read.
        removed: The DID that is to go.
    """

    added = Signal(str)
    removed = Signal(str)

    def __init__(self, name: str, placeholder: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[str, str], ...] = ()
        self._offered: tuple[tuple[str, str], ...] = ()
        self.typed = TextField(placeholder, mono=True)
        self.typed.setAccessibleName(name)
        self.pick = Select(self.tr("One of your identities"), (("", self.tr("One of yours")),))
        self.pick.give_way()
        self.put = SecondaryButton(self.tr("Add"), self._take, icon="plus")
        line = row(spacing=8)
        line.addWidget(self.typed, 3)
        line.addWidget(self.pick, 2)
        line.addWidget(self.put)
        self._list = column(spacing=4)
        stack = column(self, spacing=8)
        stack.addLayout(line)
        stack.addLayout(self._list)
        self.typed.returnPressed.connect(self._take)
        self.pick.chosen.connect(self._picked)

    def set_people(self, entries: Sequence[tuple[str, str]], offered: Sequence[tuple[str, str]]) -> None:
        """Show who is in the list and who is offered, each a (DID, name)."""
        left = tuple(one for one in offered if one[0] not in {did for did, _ in entries})
        if left != self._offered:
            self._offered = left
            self.pick.set_options([("", self.tr("One of yours")), *left])
            self.pick.setVisible(bool(left))
        if tuple(entries) == self._shown:
            return
        self._shown = tuple(entries)
        clear(self._list)
        for did, name in entries:
            self._list.addLayout(self._line(did, name))

    def forget_typed(self) -> None:
        """Empty the field, for what it said was added."""
        self.typed.set_text("")

    def _line(self, did: str, name: str) -> QHBoxLayout:
        line = row(spacing=8)
        text = ElidedText(name)
        text.setToolTip(did)
        words = self.tr("Take {name} out").format(name=name)
        line.addWidget(text, 1)
        line.addWidget(IconButton("cross", words, lambda: self.removed.emit(did), small=True))
        return line

    def _take(self) -> None:
        if self.typed.text().strip():
            self.added.emit(self.typed.text())

    def _picked(self, did: str) -> None:
        if did:
            self.pick.set_current("")
            self.added.emit(did)
