"""A signature that another made without a network: read, checked against the item here, and delivered to the node."""

from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.item_status import is_enough
from qwallet_desktop.domain.multisig import Choice, Item, Vote
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.deliverers import deliverers_here
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.offline import Offline, incoming
from qwallet_desktop.state.offline_actions import BeginAnew
from qwallet_desktop.state.papers import IncomingSignature, Wanted
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.enter import took_held_enter
from qwallet_desktop.ui.item_words import ItemTerms, open_title, subject_words, title_words
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.source_panel import SourcePanel
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select


@dataclass(frozen=True, slots=True)
class View:
    """What was read, who may deliver it, and what became of that."""

    offline: Offline = Offline()
    held: tuple[IdentityId, ...] = ()
    identities: Identities = Identities()
    groups: Groups = field(default_factory=Groups)
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    asked: Asked = Asked()


def select(state: State) -> View:
    """Return what the sheet draws."""
    return View(
        state.offline, state.lock.held, state.identities, state.groups, state.tokens.known, asked_on_sheet(state)
    )


class ImportSignatureDialog(OperationSheet):
    """Where it comes from; then who signs what, that it fits, and what comes of it."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=560)
        self._view = View()
        self.set_title(self.tr("Import a signature"))
        words = self.tr(
            "Open the signature's file, paste it, or let this computer read its code. It is compared with what is "
            "asked for here before anything is delivered."
        )
        self.source = SourcePanel(bench, Wanted.SIGNATURE, words)
        self._signer = Party(self.tr("Signed by"), show_id=False)
        self._did = PlainText("", "mono", wrap=True, selectable=True)
        self._facts = KeyValueGrid()
        self.fits = Banner("", "positive", "shield")
        self.effect = Banner()
        self.deliverer = Select(self.tr("Delivered by"))
        self.deliverer.give_way()
        self._deliverer_field = FormField(self.tr("Delivered by"), self.deliverer)
        self.another = GhostButton(self.tr("Another signature"), lambda: bench.dispatch(BeginAnew()))
        self._found = QWidget()
        stack = column(self._found, spacing=16)
        parts: tuple[QWidget, ...] = (self._signer, self._did, self._facts, self.fits, self.effect)
        for widget in (*parts, self._deliverer_field):
            stack.addWidget(widget)
        for part in (self.source, self._found, self.fault):
            self.add(part)
        self.add_foot(self.another)

    def first_focus(self) -> QWidget | None:
        """Begin with where it comes from, then on the verb."""
        return self.focusable() if incoming(self._view.offline) is not None else super().first_focus()

    def draw(self, view: View) -> None:
        """Draw what was read, and what became of delivering it."""
        self._view = view
        signature = incoming(view.offline)
        self.source.setVisible(signature is None)
        self.source.show_state(view.offline)
        self._found.setVisible(signature is not None)
        self.another.setVisible(signature is not None and not self.waits())
        self.focusable().setVisible(signature is not None)
        if signature is not None:
            self._show(view, signature)
        self.show_asked(view.asked)
        self.allow_verb()

    def may_submit(self) -> bool:
        """Tell whether there is something to deliver, and somebody to do it."""
        return incoming(self._view.offline) is not None and bool(self.deliverer.current())

    def submit(self) -> None:
        """Have the signature delivered."""
        signature = incoming(self._view.offline)
        if signature is None or not self.deliverer.current():
            return
        title = open_title(signature.item.proposal, self._terms(self._view))
        ask = DecideItem(
            signature.item_id,
            signature.choice,
            signature.reason,
            signature.proposal_hash,
            title,
            signature.signer,
            signature.signature,
        )
        self.ask(IdentityId(self.deliverer.current()), ask)

    def _terms(self, view: View) -> ItemTerms:
        return ItemTerms(view.identities, view.tokens, self.bench.numbers)

    def _show(self, view: View, signature: IncomingSignature) -> None:
        proposal, rejects = signature.item.proposal, signature.choice is Choice.REJECT
        self._signer.set_side(self.tr("Rejected by") if rejects else self.tr("Signed by"))
        show_party(self._signer, view.identities, signature.signer)
        self._did.set_text(signature.signer)
        self._facts.clear()
        self._facts.add_row(subject_words(proposal.subject), title_words(proposal, self._terms(view)))
        self._facts.add_row(self.tr("Of"), called(view.identities, proposal.identity_id))
        if signature.reason:
            self._facts.add_row(self.tr("Reason"), signature.reason, kind="quote")
        self._facts.add_row(self.tr("Hash"), signature.proposal_hash, kind="id", copyable=True)
        words = self.tr("The signature holds, and it is for exactly what is asked for here.")
        self.fits.set_banner(words, "positive", "shield")
        self._show_effect(signature, rejects=rejects)
        self._show_deliverers(view, signature.item)
        self.set_verb(self.tr("Deliver rejection") if rejects else self.tr("Deliver signature"))

    def _show_effect(self, signature: IncomingSignature, *, rejects: bool) -> None:
        item = signature.item
        vote = Vote(signature.signer, signature.choice, item.proposal.opened_at, signature.signature)
        decides = is_enough(Item(item.proposal, (*item.votes, vote)))
        if rejects:
            self.effect.set_banner(self.tr("It counts as a rejection as soon as it is delivered."), "neutral", "info")
        elif decides:
            words = self.tr("It is the last one that is needed: delivering it carries this out at once.")
            self.effect.set_banner(words, "accent", "check")
        else:
            self.effect.set_banner(self.tr("It counts as soon as it is delivered; more are needed."), "neutral", "info")

    def _show_deliverers(self, view: View, item: Item) -> None:
        if self.waits():
            return
        options = [(did, called(view.identities, did)) for did in deliverers_here(view, item)]
        if [key for key, _ in options] != [self.deliverer.itemData(at) for at in range(self.deliverer.count())]:
            self.deliverer.set_options(options)
        self._deliverer_field.setVisible(len(options) > 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no Enter that is merely still held down from what was read."""
        if not took_held_enter(event):
            super().keyPressEvent(event)
