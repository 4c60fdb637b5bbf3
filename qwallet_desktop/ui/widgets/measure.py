"""Content in the middle of a page, never wider than one reads well."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.styling import column, row, set_look


class Measure(QWidget):
    """Centres a column of at most `width` pixels at normal font size; add to it by `body`."""

    def __init__(self, width: int, *, side: int = 24, top: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="bare")
        self._width = width
        self._inner = QWidget()
        set_look(self._inner, look="bare")
        self.body: QVBoxLayout = column(self._inner, spacing=24)
        outer = row(self, spacing=0)
        outer.setContentsMargins(side, top, side, top)
        outer.addStretch(1)
        # The column takes all there is before the sides get any.
        outer.addWidget(self._inner, 1000)
        outer.addStretch(1)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the user's font size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        wanted = current_theme().scaled(self._width)
        if self._inner.maximumWidth() != wanted:
            self._inner.setMaximumWidth(wanted)
