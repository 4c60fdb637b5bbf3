"""The Overview's limits in small: the fullest bars, with what is left, and the way to all of them."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.limits import LimitBook, LimitScope, TokenUse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.ui.amounts import symbol_of
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.limit_words import LimitWords, window_words
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.limit_bar import LimitBar
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import column, row

MOST_BARS: Final = 4


def fullest(book: LimitBook) -> list[tuple[LimitScope, TokenUse]]:
    """Return the bars of which most is used, own ones and those of the family, the fullest first."""
    uses = [(LimitScope.IDENTITY, one) for one in book.own.tokens]
    uses += [(LimitScope.FAMILY, one) for one in (book.family.tokens if book.family is not None else ())]
    limited = [(_permille(one), scope, one) for scope, one in uses if one.limit is not None]
    limited.sort(key=lambda each: -each[0])
    return [(scope, one) for _, scope, one in limited[:MOST_BARS]]


def _permille(use: TokenUse) -> int:
    limit = use.limit.units if use.limit is not None else 0
    return (use.spent.units + use.held.units) * 1000 // limit if limit else 1000


class LimitsStrip(QWidget):
    """A head with *Show all*, and up to four lines of name, bar and what is left."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.bars: list[LimitBar] = []
        self.show_all = LinkButton(self.tr("Show all"), lambda: bench.dispatch(GoTo(Page.WALLET, Tab.LIMITS)))
        self.show_all.setAccessibleName(self.tr("Show all limits"))
        card = Card(margin=16)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        card.add(self._grid)
        head = row(spacing=8)
        head.addWidget(PlainText(self.tr("Limits"), "heading"), 1)
        head.addWidget(self.show_all)
        stack = column(self, spacing=8)
        stack.addLayout(head)
        stack.addWidget(card)
        self.hide()

    def show_book(
        self,
        book: LimitBook | None,
        tokens: Mapping[TokenId, Token],
        identities: Identities,
        *,
        hidden: bool,
    ) -> None:
        """Show the fullest bars; nothing where nothing is limited."""
        shown = [] if book is None else fullest(book)
        self.setVisible(bool(shown))
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.bars = []
        words = LimitWords(tokens, identities, self._bench.numbers, hidden=hidden)
        for place, (scope, use) in enumerate(shown):
            self._add_line(place, scope, use, words, symbol_of(tokens, use.token_id))

    def _add_line(self, place: int, scope: LimitScope, use: TokenUse, words: LimitWords, symbol: str) -> None:
        what = self.tr("{symbol}, {window}").format(symbol=symbol, window=window_words(use.window).lower())
        if scope is LimitScope.FAMILY:
            what = self.tr("{limit}, family").format(limit=what)
        bar, left = LimitBar(6), words.left(use)
        bar.set_use(
            use.spent.units,
            use.held.units,
            use.limit.units if use.limit is not None else None,
            f"{what}: {words.used(use)}, {left}",
        )
        self.bars.append(bar)
        self._grid.addWidget(PlainText(what, "label"), place, 0)
        self._grid.addWidget(bar, place, 1)
        self._grid.addWidget(PlainText(left, "muted"), place, 2)
