"""The sheet that lists every keyboard shortcut."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.shortcuts import Line, lines
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.widgets.styling import row


def select(_state: State) -> tuple[Line, ...]:
    """Return all shortcuts."""
    return lines()


class ShortcutsSheet(Sheet):
    """Words on the left, keys on the right, the groups in two columns."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(parent, "", "", width=720)
        self.set_title(self.tr("Keyboard shortcuts"))
        self.set_verb(self.tr("Close"))
        self.set_cancel("")
        holder = QWidget()
        columns = row(holder, spacing=32)
        self._grids = (QGridLayout(), QGridLayout())
        for grid in self._grids:
            grid.setHorizontalSpacing(24)
            grid.setVerticalSpacing(8)
            grid.setColumnStretch(0, 1)
            columns.addLayout(grid, 1)
            columns.setAlignment(grid, Qt.AlignmentFlag.AlignTop)
        self.add(holder)
        self.accepted.connect(lambda: bench.dispatch(CloseSheet()))
        self.rejected.connect(lambda: bench.dispatch(CloseSheet()))

    def draw(self, listed: tuple[Line, ...]) -> None:
        """List the shortcuts: the first group on the left, the others on the right."""
        groups = list(dict.fromkeys(line.group for line in listed))
        for at, group in enumerate(groups):
            self._add_group(self._grids[min(at, 1)], group, [line for line in listed if line.group == group])

    def _add_group(self, grid: QGridLayout, group: str, listed: list[Line]) -> None:
        at = grid.rowCount()
        title = PlainText(group, "overline")
        title.setContentsMargins(0, 12 if at > 1 else 0, 0, 0)
        grid.addWidget(title, at, 0, 1, 2)
        for line in listed:
            at += 1
            grid.addWidget(PlainText(line.text), at, 0)
            grid.addWidget(PlainText(line.keys, "key"), at, 1, Qt.AlignmentFlag.AlignRight)
