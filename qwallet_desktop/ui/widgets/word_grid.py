"""The words of a mnemonic in numbered columns, read downwards."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import clear, row, set_look

_COVERED: Final = "••••••"


class WordGrid(QWidget):
    """Shows words, covered until asked for; they live here only while they are shown."""

    def __init__(self, columns: int = 4, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

    def set_words(self, words: Sequence[str], *, covered: bool = False) -> None:
        """Show words with their numbers; `covered` shows dots in their place."""
        clear(self._grid)
        lines = -(-len(words) // self._columns)
        for index, word in enumerate(words):
            cell = self._cell(index + 1, _COVERED if covered else word)
            self._grid.addWidget(cell, index % lines, index // lines)

    def forget(self) -> None:
        """Remove the words from the screen and from this widget."""
        clear(self._grid)

    def _cell(self, number: int, word: str) -> QWidget:
        cell = QFrame()
        set_look(cell, look="word")
        line = row(cell, spacing=8)
        line.setContentsMargins(8, 6, 12, 6)
        place = PlainText(str(number), "caption")
        place.setMinimumWidth(current_theme().scaled(18))
        line.addWidget(place)
        line.addWidget(PlainText(word, "label"), 1)
        cell.setAccessibleName(f"{number} {word}")
        return cell
