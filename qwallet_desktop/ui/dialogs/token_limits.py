"""The limits on one token within a form: four amounts, each of which may be empty."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.limits import LimitField
from qwallet_desktop.state.limits import TokenDraft
from qwallet_desktop.ui.limit_words import field_words
from qwallet_desktop.ui.limits_draft import AMOUNTS, texts_of
from qwallet_desktop.ui.widgets.buttons import IconButton
from qwallet_desktop.ui.widgets.fields import AmountField, FormField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import column, row


class TokenLimitsForm(QWidget):
    """The token's symbol, four amounts, and a cross to drop them all.

    Signals:
        edited: Something was typed.
        dropped: The token is to have no limits.
    """

    edited = Signal()
    dropped = Signal(str)

    def __init__(self, token_id: TokenId, symbol: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.token_id = token_id
        self.amounts: dict[LimitField, AmountField] = {}
        self.fields: dict[LimitField, FormField] = {}
        words = self.tr("Take all limits on {symbol} away").format(symbol=symbol)
        self.drop = IconButton("cross", words, lambda: self.dropped.emit(token_id), small=True)
        head = row(spacing=8)
        head.addWidget(PlainText(symbol, "heading"), 1)
        head.addWidget(self.drop)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for place, limit in enumerate(AMOUNTS):
            grid.addWidget(self._field(limit, symbol), place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        stack = column(self, spacing=8)
        stack.addLayout(head)
        stack.addLayout(grid)

    def _field(self, limit: LimitField, symbol: str) -> FormField:
        amount = AmountField(PlainText(symbol, "label"), placeholder=self.tr("No limit"))
        amount.set_max_visible(False)
        amount.edit.textEdited.connect(lambda _text: self.edited.emit())
        self.amounts[limit] = amount
        self.fields[limit] = FormField(field_words(limit), amount)
        return self.fields[limit]

    def draft(self) -> TokenDraft:
        """Return what is typed."""
        return TokenDraft(self.token_id, *(self.amounts[limit].text() for limit in AMOUNTS))

    def set_draft(self, draft: TokenDraft) -> None:
        """Show what was typed."""
        for limit, text in texts_of(draft).items():
            self.amounts[limit].set_text(text)

    def set_help(self, words: Mapping[LimitField, str]) -> None:
        """Say how much of each limit is used now."""
        for limit, field in self.fields.items():
            field.set_help(words.get(limit, ""))
