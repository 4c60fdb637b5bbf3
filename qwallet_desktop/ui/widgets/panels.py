"""Surfaces: cards, wells and banners."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QWidget

from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText, SectionHeader
from qwallet_desktop.ui.widgets.styling import clear, column, row, set_look

BannerTone = Literal["neutral", "accent", "positive", "caution", "danger"]


class Card(QFrame):
    """A raised surface with an optional title; add to it by `add` or `body`."""

    def __init__(self, title: str = "", sentence: str = "", *, margin: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="card")
        outer = column(self, margin=margin, spacing=12)
        self.header = SectionHeader(title, sentence)
        self.header.setVisible(bool(title))
        outer.addWidget(self.header)
        self.body = column(spacing=12)
        outer.addLayout(self.body, 1)
        self.setAccessibleName(title)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout under what is there."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)

    def clear(self) -> None:
        """Remove everything but the title."""
        clear(self.body)


class Banner(QFrame):
    """One sentence about the state of things, with an icon and room for an action."""

    def __init__(
        self, text: str = "", tone: BannerTone = "neutral", icon: str = "info", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_look(self, look="banner")
        self._icon = IconLabel(icon)
        self._text = PlainText("", wrap=True)
        self._line = row(self, spacing=8)
        self._line.setContentsMargins(12, 8, 8, 8)
        self._line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addWidget(self._text, 1)
        self.set_banner(text, tone, icon)

    def set_banner(self, text: str, tone: BannerTone = "neutral", icon: str = "info") -> None:
        """Show another sentence."""
        set_look(self, tone=tone)
        self._icon.set_icon(icon, "text_muted" if tone == "neutral" else tone)
        self._text.set_text(text)
        self.setAccessibleName(text)

    def add_action(self, widget: QWidget) -> None:
        """Put a button on the right."""
        # The button makes the line higher than the text.
        self._line.setAlignment(self._icon, Qt.AlignmentFlag.AlignVCenter)
        self._line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
