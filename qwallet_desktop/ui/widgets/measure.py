"""Content in the middle of a page, never wider than one reads well."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.styling import column, row, set_look


class Measure(QWidget):
    """Centres a column of at most `width` pixels at normal font size; add to it by `body`.

    Args:
        width: The column's width.
        side: Room beside it at least, in pixels.
        top: Room above it, in pixels.
        bottom: Room below it, in pixels; as much as above if negative.
        parent: The widget it lies in.
    """

    def __init__(
        self, width: int, *, side: int = 24, top: int = 24, bottom: int = -1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_look(self, look="bare")
        self._width = width
        self._inner = QWidget()
        set_look(self._inner, look="bare")
        self.body: QVBoxLayout = column(self._inner, spacing=24)
        self._outer = outer = row(self, spacing=0)
        outer.setContentsMargins(side, top, side, top if bottom < 0 else bottom)
        outer.addStretch(1)
        # The column takes all there is before the sides get any.
        outer.addWidget(self._inner, 1000)
        outer.addStretch(1)
        self._fit()

    def top(self) -> int:
        """Return the room above the column in pixels."""
        return self._outer.contentsMargins().top()

    def set_top(self, pixels: int) -> None:
        """Leave other room above the column."""
        margins = self._outer.contentsMargins()
        if margins.top() != pixels:
            margins.setTop(pixels)
            self._outer.setContentsMargins(margins)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the user's font size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        wanted = current_theme().scaled(self._width)
        if self._inner.maximumWidth() != wanted:
            self._inner.setMaximumWidth(wanted)
