"""A request that came without a network: read, checked, shown in full, signed with a key that is here, handed back."""

from dataclasses import dataclass, field
from typing import Final

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, NodeId, TokenId
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.domain.offline_signing import failed_check, parse_reason, signers_of
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_actors import sign_together
from qwallet_desktop.state.item_records import Checked
from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.offline_actions import SignOpened
from qwallet_desktop.state.papers import OpenedRequest, Wanted
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.paper_sheet import PaperSheet
from qwallet_desktop.ui.item_words import together_words
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.receipt.checks import CheckPart
from qwallet_desktop.ui.receipt.receipt import Receipt
from qwallet_desktop.ui.receipt.view import NOBODY, ReceiptView
from qwallet_desktop.ui.source_panel import SourcePanel
from qwallet_desktop.ui.widgets.buttons import Segmented
from qwallet_desktop.ui.widgets.fields import FormField, TextArea
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select

_SIGN: Final = Choice.SIGN.value
_REJECT: Final = Choice.REJECT.value


@dataclass(frozen=True, slots=True)
class View:
    """What was read, whose keys are here, and by which names others are known."""

    offline: Offline = Offline()
    held: tuple[IdentityId, ...] = ()
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    node_id: NodeId | None = None

    @property
    def request(self) -> OpenedRequest | None:
        """The request that was read."""
        found = self.offline.found
        return found if isinstance(found, OpenedRequest) else None


def select(state: State) -> View:
    """Return what the sheet draws."""
    return View(state.offline, state.lock.held, state.identities, state.tokens.known, state.last_known.node_id)


class SignRequestDialog(PaperSheet):
    """Where it comes from; then its receipt with every check, the choice and the signer; then the signature."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, self.tr("Another request"))
        self._view = View()
        self._moves = False
        self.set_title(self.tr("Sign an offline request"))
        words = self.tr(
            "Open the request's file, paste it, or let this computer read its codes. Nothing is sent: what you get is "
            "a signature to hand back."
        )
        self.source = SourcePanel(bench, Wanted.REQUEST, words)
        self.receipt = Receipt(bench.numbers)
        self.checks = CheckPart(bench.numbers, lambda: None)
        self.strange = Banner("", "caution", "info")
        self.nobody = Banner("", "caution", "key")
        self.together = Banner("", "caution", "warning")
        options = ((_SIGN, self.tr("Sign")), (_REJECT, self.tr("Reject")))
        self.choice = Segmented(self.tr("Decision"), options)
        self.choice.set_chosen(_SIGN)
        self.signer = Select(self.tr("Signed by"))
        self.signer.give_way()
        self._signer_field = FormField(self.tr("Signed by"), self.signer)
        self.reason = TextArea(self.tr("Everyone who may see this can read it"), lines=2)
        self._asked = QWidget()
        stack = column(self._asked, spacing=16)
        for widget in (self.checks, self.strange, self.receipt, self.nobody, self.together, self.choice):
            stack.addWidget(widget)
        self.add(self.source)
        self.add(self._asked)
        self.add(self._signer_field)
        self._reason_field = self.add_field("reason", FormField(self.tr("Reason"), self.reason))
        self.add(self.fault)
        self.choice.chosen.connect(lambda _key: self._show())
        self.signer.currentIndexChanged.connect(lambda _index: self._show_receipt())
        self.reason.textChanged.connect(self._edited)

    def draw(self, view: View) -> None:
        """Draw what was read, and what was made of it."""
        before, self._view = self._view, view
        if view.request is not before.request:
            self.choice.set_chosen(_SIGN)
            self.reason.set_text("")
            self.clear_problems()
            self._moves = view.request is not None
        self.source.show_state(view.offline)
        if view.request is not None and view.offline.paper is None and view.offline.problem is not None:
            self.show_problem(view.offline.problem)
        self._show()

    def submit(self) -> None:
        """Ask for the signature, over just what is shown."""
        self.clear_problems()
        choice = Choice(self.choice.current())
        reason = self.checked("reason", lambda: parse_reason(choice, self.reason.toPlainText()))
        if reason is not None and self._may_sign():
            self.bench.dispatch(SignOpened(IdentityId(self.signer.current()), choice, reason))

    def _may_sign(self) -> bool:
        request = self._view.request
        return request is not None and failed_check(request.checks) is None and bool(self.signer.current())

    def _show(self) -> None:
        request = self._view.request
        rejects = self.choice.current() == _REJECT
        for widget in (self._asked, self._signer_field, self._reason_field):
            widget.setVisible(request is not None)
        self.source.setVisible(request is None)
        self.set_dangerous(rejects)
        self.set_verb(self.tr("Reject request") if rejects else self.tr("Sign request"))
        if request is not None:
            self._show_signers(request)
            self._show_strange(request)
            self._reason_field.setVisible(rejects)
            self._show_receipt()
        self.show_offline(self._view.offline, ready=request is not None)
        if request is not None and self._view.offline.paper is None:
            self.set_verb_enabled(self._may_sign() and not self._view.offline.busy)
            if self._moves:
                # What had the focus is gone: one goes on where one begins to read.
                self._moves = False
                self.receipt.tabs.setFocus()

    def _show_signers(self, request: OpenedRequest) -> None:
        view, item, now = self._view, request.record.item, self.bench.now()
        choice = Choice(self.choice.current())
        may = signers_of(item, view.held, choice, now)
        options = [(did, called(view.identities, did)) for did in may]
        if [key for key, _ in options] != [self.signer.itemData(at) for at in range(self.signer.count())]:
            self.signer.set_options(options)
        self._signer_field.setVisible(len(options) > 1)
        self.nobody.setVisible(not options)
        self.nobody.set_banner(self._why_nobody(request), "caution", "key")
        others = sign_together(item, view.held)
        self.together.setVisible(bool(others) and choice is Choice.SIGN and bool(options))
        if others:
            self.together.set_banner(together_words(others, view.identities, self.bench.numbers), "caution", "warning")

    def _why_nobody(self, request: OpenedRequest) -> str:
        proposal = request.record.item.proposal
        if self.bench.now() >= proposal.expires_at:
            return self.tr("Its time is over: nobody can sign it any more.")
        return self.tr("None of the keys on this computer may decide about this, or each that may has done so already.")

    def _show_strange(self, request: OpenedRequest) -> None:
        """Say of what is not known here that it is the request's own word."""
        view, acting = self._view, request.record.item.proposal.identity_id
        knows_ledger = request.node_id == view.node_id
        knows_who = acting in view.identities.known or acting in view.identities.named
        self.strange.setVisible(not (knows_ledger and knows_who))
        if knows_ledger:
            words = self.tr(
                "This computer doesn't know who acts here. Compare the DID with one that you have from a member."
            )
        elif knows_who:
            words = self.tr(
                "This is for another ledger than this computer's: {node}. Make sure that you mean that one."
            )
        else:
            words = self.tr(
                "This computer knows neither who acts here nor the ledger that it is for: {node}. Compare both with "
                "what you have from a member."
            )
        self.strange.set_banner(words.format(node=request.node_id), "caution", "info")

    def _show_receipt(self) -> None:
        request, view = self._view.request, self._view
        if request is None:
            return
        drawn = ReceiptView(
            request.record.item,
            Checked(request.record, request.checks),
            Choice(self.choice.current()),
            IdentityId(self.signer.current()) or NOBODY,
            self._reason(),
            view.held,
            view.identities,
            tokens=view.tokens,
            # Its chain is among what was checked: what changes is told against the charter before.
            before=request.record.group,
            node_id=request.node_id,
        )
        self.receipt.draw(drawn, self.bench.now())
        self.checks.draw(drawn)

    def _reason(self) -> str:
        return self.reason.toPlainText() if self.choice.current() == _REJECT else ""

    def _edited(self) -> None:
        self._reason_field.set_error("")
        self._show_receipt()
