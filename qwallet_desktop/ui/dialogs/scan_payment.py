"""Whom to pay, read from a code, a file or what was copied: a DID, or a payment request; it fills in the form."""

from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.payment_request import PaymentRequest
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.offline_actions import BeginAnew
from qwallet_desktop.state.papers import Wanted
from qwallet_desktop.state.root import State
from qwallet_desktop.state.transfers import BeginPayment, PaymentDraft
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.source_panel import SourcePanel
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.styling import column


@dataclass(frozen=True, slots=True)
class View:
    """What was read, and who pays."""

    offline: Offline = Offline()
    payer: IdentityId | None = None
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)

    @property
    def request(self) -> PaymentRequest | None:
        """What was read."""
        found = self.offline.found
        return found if isinstance(found, PaymentRequest) else None


def select(state: State) -> View:
    """Return what the sheet draws; the active identity pays."""
    return View(state.offline, state.identities.active, state.identities, state.tokens.known)


class ScanPaymentDialog(FormSheet):
    """Where it comes from; then what it asks for. Nothing is paid from here."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=560)
        self._view = View()
        self.set_title(self.tr("Read a payment request"))
        self.set_verb(self.tr("Fill in the form"))
        words = self.tr(
            "Read the code of a DID or a payment request, or open or paste one. It fills in the form; nothing is sent."
        )
        self.source = SourcePanel(bench, Wanted.PAYMENT, words)
        self._party = Party(self.tr("To"), show_id=False)
        self._did = PlainText("", "mono", wrap=True, selectable=True)
        self._facts = KeyValueGrid()
        self._found = QWidget()
        stack = column(self._found, spacing=16)
        for widget in (self._party, self._did, self._facts):
            stack.addWidget(widget)
        self.another = GhostButton(self.tr("Read another"), lambda: bench.dispatch(BeginAnew()))
        self.add(self.source)
        self.add(self._found)
        self.add_foot(self.another)

    def draw(self, view: View) -> None:
        """Draw what was read."""
        self._view = view
        request = view.request
        self.source.setVisible(request is None)
        self.source.show_state(view.offline)
        for widget in (self._found, self.another, self.focusable()):
            widget.setVisible(request is not None)
        self.set_verb_enabled(request is not None and view.payer is not None)
        if request is not None:
            self._show(request, view)

    def submit(self) -> None:
        """Fill in the form with what was read."""
        request, payer = self._view.request, self._view.payer
        if request is None or payer is None:
            return
        draft = PaymentDraft(request.recipient, request.token_id or TokenId(""), request.amount, request.memo)
        self.bench.dispatch(CloseSheet())
        self.bench.dispatch(BeginPayment(payer, draft))

    def _show(self, request: PaymentRequest, view: View) -> None:
        show_party(self._party, view.identities, request.recipient)
        self._did.set_text(request.recipient)
        self._facts.clear()
        token = None if request.token_id is None else view.tokens.get(request.token_id)
        if request.amount:
            words = request.amount if token is None else f"{request.amount} {token.symbol}"
            self._facts.add_row(self.tr("Amount"), words)
        if request.token_id is not None and token is None:
            self._facts.add_row(self.tr("Token"), request.token_id, kind="id")
        if request.memo:
            self._facts.add_row(self.tr("Memo"), request.memo, kind="quote")
