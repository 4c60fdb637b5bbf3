"""The two pages of the Send screen: the form and what the node would decide about it; or what became of it."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtWidgets import QBoxLayout, QStackedLayout, QWidget

from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import column, row

_WIDEST_RESULT: Final = 560


class SendPages(QWidget):
    """Shows one of the two at a time."""

    def __init__(self, form: Iterable[QWidget], preview: QWidget, result: QWidget) -> None:
        super().__init__()
        left = Card()
        for widget in form:
            left.add(widget)
        left.body.addStretch(1)
        drafting = QWidget()
        self._both = row(spacing=16)
        self._both.addWidget(left, 1)
        self._both.addWidget(preview, 1)
        first = column(drafting)
        first.addLayout(self._both)
        first.addStretch(1)
        result.setMaximumWidth(_WIDEST_RESULT)
        ended = QWidget()
        middle = column(ended)
        middle.addWidget(result)
        middle.addStretch(1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(drafting)
        self._pages.addWidget(ended)

    def show_result(self, *, ended: bool) -> None:
        """Show what became of the payment, or its form."""
        self._pages.setCurrentIndex(1 if ended else 0)

    def place(self, *, beside: bool) -> None:
        """Put the decision beside the form, or under it where there is no room."""
        self._both.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
