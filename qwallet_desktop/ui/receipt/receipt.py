"""A receipt in three tabs: its words, its exact message, and its hash."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.ui.receipt.message import HashPage, JsonPage
from qwallet_desktop.ui.receipt.view import ReceiptView
from qwallet_desktop.ui.receipt.words_page import WordsPage
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.tabs import TabBar

WORDS, JSON, HASH = "words", "json", "hash"


class Receipt(QWidget):
    """Shows one item from the bytes that would be signed; only the tab that is seen is drawn."""

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: ReceiptView | None = None
        self._now: datetime | None = None
        named = ((WORDS, self.tr("Words")), (JSON, self.tr("JSON")), (HASH, self.tr("Hash")))
        self.tabs = TabBar(named)
        self.tabs.setAccessibleName(self.tr("Receipt"))
        self.words = WordsPage(numbers)
        self._json: JsonPage | None = None
        self._hash: HashPage | None = None
        self._stack = column(self, spacing=16)
        for widget in (self.tabs, self.words):
            self._stack.addWidget(widget)
        self.tabs.chosen.connect(lambda _key: self._show())
        self._show()

    @property
    def json(self) -> JsonPage:
        """The exact message; made when it is first wanted, as most items are signed by their words."""
        if self._json is None:
            self._json = JsonPage()
            self._stack.addWidget(self._json)
        return self._json

    @property
    def hash(self) -> HashPage:
        """The hashes; made when they are first wanted."""
        if self._hash is None:
            self._hash = HashPage()
            self._stack.addWidget(self._hash)
        return self._hash

    def draw(self, view: ReceiptView, now: datetime) -> None:
        """Show an item as of a time on the node's clock; another one begins with its words."""
        if self._view is None or self._view.item.proposal.item_id != view.item.proposal.item_id:
            self.tabs.set_current(WORDS)
        self._view, self._now = view, now
        self._show()

    def _show(self) -> None:
        current = self.tabs.current()
        for key, page in ((WORDS, self.words), (JSON, self._json), (HASH, self._hash)):
            if page is not None:
                page.setVisible(key == current)
        if self._view is None or self._now is None:
            return
        if current == WORDS:
            self.words.draw(self._view, self._now)
        elif current == JSON:
            self.json.draw(self._view)
            self.json.show()
        else:
            self.hash.draw(self._view)
            self.hash.show()
