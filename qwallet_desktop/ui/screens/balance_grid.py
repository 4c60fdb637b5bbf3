"""Cards side by side, as many in a line as the width allows, all of one width."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from qwallet_desktop.ui.theme import current_theme

NARROWEST: Final = 286
MOST_COLUMNS: Final = 3
_GAP: Final = 16


def columns_for(width: int, narrowest: int, count: int) -> int:
    """Return how many cards stand in a line: at least one, at most three, no more than there are.

    Args:
        width: Pixels that there are.
        narrowest: Pixels that a card needs.
        count: How many cards there are.
    """
    fitting = (width + _GAP) // (narrowest + _GAP)
    return max(1, min(MOST_COLUMNS, fitting, count))


class BalanceGrid(QWidget):
    """Holds widgets in lines; their order is the reading order."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[QWidget, ...] = ()
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def set_cards(self, cards: Sequence[QWidget]) -> None:
        """Hold these cards, in this order."""
        if tuple(cards) == self._cards:
            return
        self._cards = tuple(cards)
        self._columns = 0
        self._place()

    def columns(self) -> int:
        """Return how many cards stand in a line."""
        return self._columns

    def minimumSizeHint(self) -> QSize:
        """Need no more width than a card does, so that a narrow window wraps instead of scrolling sideways."""
        return QSize(200, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put more or fewer cards in a line."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = columns_for(self.width(), current_theme().scaled(NARROWEST), len(self._cards))
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // columns, index % columns)
        for at in range(MOST_COLUMNS):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
