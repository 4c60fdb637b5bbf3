"""What a change of rules makes different, in words, and who must agree to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import clear, column, row, set_look


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it says, and whether it allows more, less, or some of both."""

    words: str
    widens: bool
    narrows: bool


class ChangePanel(Card):
    """A line for each difference, under them who must agree."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What changes"), margin=12, parent=parent)
        set_look(self, look="well")
        self._changes: tuple[Change, ...] | None = None
        lines = QWidget()
        self._stack = column(lines, spacing=8)
        self._agreement = PlainText("", "strong", wrap=True)
        self._icon = IconLabel("key")
        foot = row(spacing=8)
        foot.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._agreement, 1)
        self.add(lines)
        self.add(foot)
        self.set_changes((), "")

    def set_changes(self, changes: Sequence[Change], agreement: str) -> None:
        """Say what changes, and who must agree; nothing changes where there is none."""
        self._agreement.set_text(agreement if changes else "")
        self._agreement.setVisible(bool(changes))
        self._icon.setVisible(bool(changes))
        if tuple(changes) == self._changes:
            return
        self._changes = tuple(changes)
        clear(self._stack)
        for change in changes:
            line = row(spacing=8)
            line.addWidget(self._chip(change), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(PlainText(change.words, wrap=True), 1)
            self._stack.addLayout(line)
        if not changes:
            self._stack.addWidget(PlainText(self.tr("Nothing yet."), "muted"))

    def words(self) -> str:
        """Return what is said."""
        said = [change.words for change in self._changes or ()]
        return "\n".join((*said, self._agreement.text())) if said else ""

    def _chip(self, change: Change) -> StatusChip:
        if change.widens and change.narrows:
            return StatusChip(self.tr("More and less"), "caution", "swap")
        if change.widens:
            return StatusChip(self.tr("Allows more"), "caution", "plus")
        return StatusChip(self.tr("Allows less"), "positive", "minus")
