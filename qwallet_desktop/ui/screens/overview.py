"""The Overview screen: what the active identity has, how it moved, what happened last, and what needs the person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from immutables import Map
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import LimitBook
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.health import Down, Health, Node
from qwallet_desktop.state.identities import Identities, active_identity
from qwallet_desktop.state.items_known import MultiSig
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, Tab
from qwallet_desktop.state.remote import Failed, Loading, Stale, known
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import IdentitySheet, IssueSheet
from qwallet_desktop.state.wallets import LoadWallet, Wallet
from qwallet_desktop.state.whole import way
from qwallet_desktop.ui.as_of import moment_words
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.freezing import frozen_sentence, lifting_sentence
from qwallet_desktop.ui.item_terms import ItemTerms
from qwallet_desktop.ui.screens.balances import BalancesPanel
from qwallet_desktop.ui.screens.latest import LatestPanel
from qwallet_desktop.ui.screens.limits_strip import LimitsStrip
from qwallet_desktop.ui.screens.needs_you import NeedsYou
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.pages import TimedPage
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import column, row, set_look
from qwallet_desktop.ui.wording import passes_by_itself, sentence

MARGIN: Final = 24
SCROLL_BAR: Final = 12
"""Its width in the style sheet."""
_NO_ITEMS: Final = MultiSig()


@dataclass(frozen=True, slots=True)
class View:
    """What the screen draws; `wallet` is None until it was asked for."""

    identity: Identity | None = None
    wallet: Wallet | None = None
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = Map()
    hide_amounts: bool = False
    limits: LimitBook | None = None
    health: Health = Health()
    items: MultiSig = _NO_ITEMS
    held: tuple[IdentityId, ...] = ()


def select(state: State) -> View:
    """Return what the screen draws of the active identity."""
    identity = active_identity(state.identities)
    return View(
        identity=identity,
        wallet=state.wallets.get(identity.id) if identity is not None else None,
        identities=state.identities,
        tokens=state.tokens.known,
        hide_amounts=state.preferences.hide_amounts,
        limits=known(state.limits.books.get(identity.id)) if identity is not None else None,
        health=way(state),
        items=state.multisig,
        held=state.lock.held,
    )


class OverviewScreen(TimedPage):
    """Balances, then the latest entries, under a line that says what is wrong if something is."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self._frozen = Banner("", "caution", "snowflake")
        self.unfreeze = SecondaryButton(self.tr("Unfreeze…"), self._open_identity)
        self._frozen.add_action(self.unfreeze)
        self._frozen.hide()
        self.balances = BalancesPanel(bench)
        self.limits = LimitsStrip(bench)
        self.latest = LatestPanel(bench)
        content = QWidget()
        set_look(content, look="bare")
        inner = column(content, spacing=24)
        inner.addWidget(self.balances)
        inner.addWidget(self.limits)
        inner.addWidget(self.latest)
        inner.addStretch(1)
        self._scroll = scrolled(content, sideways=True)
        self._inner = inner
        self._scroll.verticalScrollBar().rangeChanged.connect(lambda _least, most: self._leave_margin(most))
        self._leave_margin(0)
        self.panel = StatePanel(self._scroll, shape="cards", count=3)
        self.panel.set_inset(MARGIN)
        self._stack = column(self, spacing=12)
        self._stack.setContentsMargins(MARGIN, 16, 0, 0)
        line = row()
        line.setContentsMargins(0, 0, MARGIN, 0)
        line.addWidget(self._frozen)
        self._stack.addLayout(line)
        self.needs_you = NeedsYou(bench)
        asked = row()
        asked.setContentsMargins(0, 0, MARGIN, 0)
        asked.addWidget(self.needs_you)
        self._stack.addLayout(asked)
        self._stack.addWidget(self.panel, 1)

    def touch(self) -> None:
        """Say anew when the latest entries were."""
        self.latest.touch()

    def draw(self, view: View) -> None:
        """Draw the active identity's wallet."""
        before, self._view = self._view, view
        if (view.identity and view.identity.id) != (before.identity and before.identity.id):
            self._scroll.verticalScrollBar().setValue(0)
            self.balances.collapse()
        self._show_frozen()
        self._show_needs()
        wallet = view.wallet
        if view.identity is None or wallet is None or isinstance(wallet.context, Loading):
            self._show_waiting(view.health.node)
        elif isinstance(wallet.context, Failed):
            self._show_failed(wallet.context.problem)
        elif not wallet.balances:
            self._show_nothing(wallet)
        else:
            self._show_wallet(view.identity, wallet)

    def _show_needs(self) -> None:
        view = self._view
        if view.identity is not None:
            terms = ItemTerms(view.identities, view.tokens, self._bench.numbers, view.hide_amounts)
            self.needs_you.show_items(view.items, view.identity.id, view.held, terms)

    def _show_waiting(self, node: Node) -> None:
        if isinstance(node, Down):
            self._show_failed(node.problem)
        else:
            self.panel.show_loading()

    def _show_wallet(self, identity: Identity, wallet: Wallet) -> None:
        view = self._view
        self.balances.show_wallet(identity, wallet, view.identities, view.tokens, hidden=view.hide_amounts)
        self.limits.show_book(view.limits, view.tokens, view.identities, hidden=view.hide_amounts)
        self.latest.show_latest(wallet.latest, view.identities, view.tokens, hidden=view.hide_amounts)
        node, context = view.health.node, wallet.context
        if isinstance(node, Down):
            self._show_stale(context.since if isinstance(context, Stale) else node.since, node.problem)
        elif isinstance(context, Stale) and context.problem.code is not Code.NODE_STARTING:
            self._show_stale(context.since, context.problem)
        else:
            # Of a start that goes well the header's "as of" says enough: nothing is to jump a moment later.
            self.panel.show_content()

    def _show_stale(self, since: datetime, problem: Problem) -> None:
        time = moment_words(since, self._bench.now())
        if passes_by_itself(problem):
            self.panel.show_stale(self.tr("As of {time}, reconnecting. Nothing is lost.").format(time=time))
            return
        words = self.tr("As of {time}. {why}")
        self.panel.show_stale(words.format(time=time, why=sentence(problem, self._bench.numbers)), self._retry)

    def _show_failed(self, problem: Problem) -> None:
        why = sentence(problem, self._bench.numbers)
        self.panel.show_failed(self.tr("The balances could not be read"), why, problem.code.value, self._retry)

    def _show_nothing(self, wallet: Wallet) -> None:
        permissions = known(wallet.context)
        if permissions is not None and permissions.can_issue:
            self.panel.show_empty(
                "coin",
                self.tr("No balances yet"),
                self.tr("This identity may issue tokens. Begin with the first one."),
                self.tr("Issue token…"),
                lambda: self._bench.dispatch(OpenSheet(IssueSheet())),
            )
            return
        self.panel.show_empty(
            "receive",
            self.tr("No balances yet"),
            self.tr("What others pay to this identity shows up here."),
            self.tr("Receive"),
            lambda: self._bench.dispatch(GoTo(Page.WALLET, Tab.RECEIVE)),
        )

    def _show_frozen(self) -> None:
        identity = self._view.identity
        frozen = identity is not None and identity.status is not IdentityStatus.ACTIVE
        self._frozen.setVisible(frozen)
        if identity is None or not frozen:
            return
        if identity.status is IdentityStatus.CLOSED:
            self._frozen.set_banner(
                self.tr("This identity is closed and takes part in no more payments."), "caution", "info"
            )
        else:
            who, lifts = (
                frozen_sentence(identity, self._view.identities),
                lifting_sentence(identity, self._view.identities),
            )
            words = self.tr("{frozen} It can't pay, and payments to it are refused. {lifted}")
            self._frozen.set_banner(words.format(frozen=who, lifted=lifts), "caution", "snowflake")
        self.unfreeze.setVisible(identity.status is IdentityStatus.FROZEN)

    def _leave_margin(self, scrolls: int) -> None:
        """Keep the content as wide with a scroll bar as without: the bar stands in the margin."""
        bar = SCROLL_BAR if scrolls else 0
        self._inner.setContentsMargins(0, 0, MARGIN - bar, MARGIN)

    def _open_identity(self) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(OpenSheet(IdentitySheet(self._view.identity.id)))

    def _retry(self) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(LoadWallet(self._view.identity.id))

    def showEvent(self, event: QShowEvent) -> None:
        """Say when the latest entries were, for nothing ticked while they were not seen."""
        super().showEvent(event)
        self.touch()
