"""The balances of one identity as cards, and what can be begun from them."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, Tab
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.sheets import IssueSheet, SupplySheet
from qwallet_desktop.state.wallets import LoadDaily, Wallet
from qwallet_desktop.ui.amounts import symbol_of
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.people import called, person
from qwallet_desktop.ui.screens.balance_grid import BalanceGrid
from qwallet_desktop.ui.screens.token_card import CardView, TokenCard
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, row

FEW: Final = 6
"""Cards shown before one asks for the rest, so that the latest entries stay near."""


def in_order(balances: Mapping[TokenId, Balance], tokens: Mapping[TokenId, Token]) -> tuple[TokenId, ...]:
    """Return token ids in the order of the cards: what there is some of first, then by when it was issued."""

    def place(token_id: TokenId) -> tuple[bool, bool, str, str]:
        token = tokens.get(token_id)
        issued = token.created_at.isoformat() if token is not None else ""
        return balances[token_id].settled.units == 0, token is None, issued, token_id

    return tuple(sorted(balances, key=place))


def twins(balances: Mapping[TokenId, Balance], tokens: Mapping[TokenId, Token]) -> frozenset[TokenId]:
    """Return the tokens among the balances whose symbol another known token has too."""
    counted = Counter(token.symbol for token in tokens.values())
    return frozenset(token_id for token_id in balances if token_id in tokens and counted[tokens[token_id].symbol] > 1)


class BalancesPanel(QWidget):
    """A head with *Send*, *Receive* and *Issue token…*, and the cards."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._cards: dict[TokenId, TokenCard] = {}
        self._order: tuple[TokenId, ...] = ()
        self._tabbed: tuple[TokenId, ...] = ()
        self._all = False
        self._owner: IdentityId | None = None
        self.send = PrimaryButton(self.tr("Send"), lambda: self._go(Tab.SEND), icon="send")
        self.receive = SecondaryButton(self.tr("Receive"), lambda: self._go(Tab.RECEIVE), icon="receive")
        issue = self.tr("Issue token…")
        self.issue = SecondaryButton(issue, lambda: bench.dispatch(OpenSheet(IssueSheet())), icon="mint")
        self.more = GhostButton("", self._toggle)
        self._grid = BalanceGrid()
        head = row(spacing=8)
        head.addWidget(PlainText(self.tr("Balances"), "heading"), 1)
        for button in (self.issue, self.receive, self.send):
            head.addWidget(button)
        rest = row()
        rest.addWidget(self.more)
        rest.addStretch(1)
        stack = column(self, spacing=12)
        stack.addLayout(head)
        stack.addWidget(self._grid)
        stack.addLayout(rest)

    def show_wallet(
        self,
        identity: Identity,
        wallet: Wallet,
        identities: Identities,
        tokens: Mapping[TokenId, Token],
        *,
        hidden: bool,
    ) -> None:
        """Show balances as they are now; cards stay where they are while the order does."""
        self._owner = identity.id
        permissions = known(wallet.context)
        # A freeze is told at once, permissions are read again only later.
        active = identity.status is IdentityStatus.ACTIVE
        self.issue.setVisible(active and permissions is not None and permissions.can_issue)
        self.send.setEnabled(active and permissions is not None and permissions.can_send)
        self._order = in_order(wallet.balances, tokens)
        named = twins(wallet.balances, tokens)
        colour = max(person(identities, identity.id).colour, 0)
        for token_id in self._order:
            token = tokens.get(token_id)
            view = CardView(
                symbol=symbol_of(tokens, token_id),
                name=plain(token.name) if token is not None else "",
                balance=wallet.balances[token_id],
                daily=wallet.daily.get(token_id),
                colour=colour,
                issuer=called(identities, token.issuer) if token is not None and token_id in named else "",
                issued_here=token is not None and token.issuer == identity.id and active,
                hidden=hidden,
            )
            self._card(token_id).show_card(view)
        for gone in self._cards.keys() - set(self._order):
            self._cards.pop(gone).deleteLater()
        self._place()

    def collapse(self) -> None:
        """Show the first few cards only, as for another identity."""
        self._all = False

    def cards(self) -> dict[TokenId, TokenCard]:
        """Return the cards that are shown, in their order."""
        return {token_id: self._cards[token_id] for token_id in self._shown()}

    def _shown(self) -> tuple[TokenId, ...]:
        return self._order if self._all or len(self._order) <= FEW else self._order[:FEW]

    def _card(self, token_id: TokenId) -> TokenCard:
        if token_id not in self._cards:
            card = TokenCard(self._bench.numbers, parent=self._grid)
            card.mint.connect(lambda: self._bench.dispatch(OpenSheet(SupplySheet(token_id, burn=False))))
            card.burn.connect(lambda: self._bench.dispatch(OpenSheet(SupplySheet(token_id, burn=True))))
            card.retry.connect(lambda: self._retry(token_id))
            self._cards[token_id] = card
        return self._cards[token_id]

    def _place(self) -> None:
        shown = self._shown()
        for token_id, card in self._cards.items():
            card.setVisible(token_id in shown)
        self._grid.set_cards([self._cards[token_id] for token_id in shown])
        self._order_tabs(shown)
        self.more.setVisible(len(self._order) > FEW)
        rest = len(self._order) - FEW
        words = self.tr("Show fewer") if self._all else self.tr("Show {count} more").format(count=rest)
        self.more.set_text(words)
        self.more.set_icon("chevron-up" if self._all else "chevron-down")

    def _order_tabs(self, shown: tuple[TokenId, ...]) -> None:
        """Let Tab go through the cards as they stand, whenever they were made, then to what follows them."""
        if shown == self._tabbed:
            return
        self._tabbed = shown
        stops = [stop for token_id in shown for stop in self._cards[token_id].tab_stops()]
        for before, after in pairwise((self.send, *stops, self.more)):
            QWidget.setTabOrder(before, after)

    def _toggle(self) -> None:
        self._all = not self._all
        self._place()

    def _retry(self, token_id: TokenId) -> None:
        if self._owner is not None:
            self._bench.dispatch(LoadDaily(self._owner, token_id))

    def _go(self, tab: Tab) -> None:
        self._bench.dispatch(GoTo(Page.WALLET, tab))
