"""The window's coloured line; apart from the avatar, since it is drawn before SVG is imported."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.tokens import current_theme


class IdentityStripe(QWidget):
    """The 3 px line in the active identity's colour along the window's top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour: int | None = None
        self.setFixedHeight(3)

    def set_colour(self, colour: int | None) -> None:
        """Show the identity colour of that index; None shows a neutral line."""
        self._colour = colour
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill the line."""
        theme = current_theme()
        fill = theme.colour("line") if self._colour is None else theme.identity_colour(self._colour)
        QPainter(self).fillRect(self.rect(), fill)
