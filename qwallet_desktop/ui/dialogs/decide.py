"""The last look at an item before it is signed, rejected or withdrawn: what it is, who signs, and what comes of it."""

from dataclasses import dataclass, field
from typing import Final, assert_never

from immutables import Map
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, NodeId, TokenId
from qwallet_desktop.domain.item_status import deciders, is_initiated, rejected, still_required
from qwallet_desktop.domain.matters import PaymentMatter
from qwallet_desktop.domain.money import format_amount
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.consent import Consent
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_actors import deciders_here, sign_together
from qwallet_desktop.state.limits import LimitsKnown
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import DecideSheet as Named
from qwallet_desktop.ui.amounts import decimals_at, grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.freezing import parse_reason
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.enter import took_held_enter
from qwallet_desktop.ui.item_changes import change_sentences, rules_in_force
from qwallet_desktop.ui.item_words import ItemTerms, amount_words, open_title, subject_words, together_words
from qwallet_desktop.ui.limit_words import LimitWords
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.policy_words import PolicyWords, offset_of
from qwallet_desktop.ui.widgets.fields import FormField, TextArea
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner, BannerTone
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.styling import clear, column
from qwallet_desktop.ui.widgets.toggles import Select

_LONGEST_VERB: Final = 26


@dataclass(frozen=True, slots=True)
class View:
    """What the sheet draws: the item as it is now, the choice, and what became of what was asked for here."""

    item: Item | None = None
    choice: Choice = Choice.SIGN
    held: tuple[IdentityId, ...] = ()
    identities: Identities = Identities()
    groups: Groups = field(default_factory=Groups)
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    node_id: NodeId | None = None
    consent: Consent = Consent()
    limits: LimitsKnown = LimitsKnown()
    asked: Asked = Asked()


def select(state: State) -> View:
    """Return what the sheet draws."""
    sheet = state.navigation.sheet
    if not isinstance(sheet, Named):
        return View()
    return View(
        state.multisig.known.get(sheet.item_id),
        sheet.choice,
        state.lock.held,
        state.identities,
        state.groups,
        state.tokens.known,
        state.last_known.node_id,
        state.consent,
        state.limits,
        asked_on_sheet(state),
    )


class DecideItemSheet(OperationSheet):
    """Says the item in full; an amount is shown though amounts are hidden: nobody shall sign unseen."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=460)
        self._view = View()
        self._amount = FittedAmount(28, longest=16)
        self._sender, self._recipient = Party(self.tr("From")), Party(self.tr("To"))
        self._changes = QWidget()
        self._change_stack = column(self._changes, spacing=6)
        self._words = KeyValueGrid()
        self._effect = Banner()
        self._together = Banner("", "caution", "warning")
        self.signer = Select(self.tr("Signed by"))
        self.signer.give_way()
        self._signer_field = FormField(self.tr("Signed by"), self.signer)
        self.reason = TextArea(self.tr("Everyone who may see this can read it"), lines=2)
        for widget in (self._amount, self._sender, self._recipient, self._changes, self._words, self._signer_field):
            self.add(widget)
        self._reason_field = self.add_field("reason", FormField(self.tr("Reason"), self.reason))
        for widget in (self._effect, self._together, self.fault):
            self.add(widget)
        self.reason.textChanged.connect(lambda: self._reason_field.set_error(""))
        self.signer.currentIndexChanged.connect(lambda _index: self._explain())

    def first_focus(self) -> QWidget | None:
        """Begin at the reason where one is needed, else on the verb: there is nothing to fill in."""
        return self.reason if self._view.choice is not Choice.SIGN else self.focusable()

    def draw(self, view: View) -> None:
        """Draw the item, who may sign it, and what became of what was asked for."""
        self._view = view
        if view.item is not None:
            self.set_dangerous(view.choice is not Choice.SIGN)
            self.set_title(self._question(view))
            self._show_item(view, view.item)
            self._show_signers(view, view.item)
            self._reason_field.setVisible(view.choice is not Choice.SIGN)
            self._explain()
        self.show_asked(view.asked)
        self.allow_verb()

    def may_submit(self) -> bool:
        """Tell whether somebody here may still decide."""
        return bool(self.signer.current()) and self._view.node_id is not None

    def submit(self) -> None:
        """Ask for the signature, over just what is shown."""
        view = self._view
        self.clear_problems()
        reason = (
            ""
            if view.choice is Choice.SIGN
            else self.checked("reason", lambda: parse_reason(self.reason.toPlainText()))
        )
        if reason is None or view.item is None or view.node_id is None or not self.signer.current():
            return
        proposal = view.item.proposal
        # What is kept of it tells no amount: the list of operations is kept on the disk.
        title = open_title(proposal, self._terms(view))
        shown = proposal_hash(proposal, view.node_id)
        self.ask(IdentityId(self.signer.current()), DecideItem(proposal.item_id, view.choice, reason, shown, title))

    def words(self) -> str:
        """Return what is said of what comes of it."""
        return self._effect.accessibleName()

    def _terms(self, view: View) -> ItemTerms:
        return ItemTerms(view.identities, view.tokens, self.bench.numbers)

    def _question(self, view: View) -> str:
        match view.choice:
            case Choice.SIGN:
                return self.tr("Sign this?")
            case Choice.REJECT:
                return self.tr("Reject this?")
            case Choice.CANCEL:
                return self.tr("Withdraw this?")
            case _:
                assert_never(view.choice)

    def _show_item(self, view: View, item: Item) -> None:
        proposal, numbers = item.proposal, self.bench.numbers
        matter = proposal.matter
        pays = isinstance(matter, PaymentMatter)
        self._amount.setVisible(pays)
        self._recipient.setVisible(pays)
        self._sender.set_side(self.tr("From") if pays else subject_words(proposal.subject))
        show_party(self._sender, view.identities, proposal.identity_id)
        if isinstance(matter, PaymentMatter):
            figures = format_amount(matter.amount, numbers)
            token = view.tokens.get(matter.amount.token_id)
            symbol = plain(matter.symbol) if token is None else token.symbol
            self._amount.set_amount(figures, symbol, fraction_at=decimals_at(figures, matter.amount))
            show_party(self._recipient, view.identities, matter.recipient)
        clear(self._change_stack)
        policies = PolicyWords(view.tokens, view.identities, offset_of(self.bench.now()))
        limits = LimitWords(view.tokens, view.identities, numbers)
        title, sentences = change_sentences(matter, rules_in_force(item, view.consent, view.limits), policies, limits)
        self._changes.setVisible(bool(sentences))
        for each, role in ((title, "caption"), *((each, "body") for each in sentences)):
            self._change_stack.addWidget(PlainText(each, "caption" if role == "caption" else "body", wrap=True))
        self._show_facts(view, item)

    def _show_facts(self, view: View, item: Item) -> None:
        facts, proposal = self._words, item.proposal
        facts.clear()
        if isinstance(proposal.matter, PaymentMatter) and proposal.matter.memo:
            facts.add_row(self.tr("Memo"), proposal.matter.memo, kind="quote")
        if proposal.reason:
            facts.add_row(self.tr("Reason"), proposal.reason, kind="quote")
        if proposal.initiator != proposal.identity_id:
            facts.add_row(self.tr("Asked by"), called(view.identities, proposal.initiator))
        if view.node_id is not None:
            facts.add_row(self.tr("Hash"), proposal_hash(proposal, view.node_id), kind="id")

    def _show_signers(self, view: View, item: Item) -> None:
        may = deciders_here(view, item, view.choice, self.bench.now())
        if self.waits():
            return
        options = [(did, called(view.identities, did)) for did in may]
        if [key for key, _ in options] != [self.signer.itemData(at) for at in range(self.signer.count())]:
            self.signer.set_options(options)
        self._signer_field.setVisible(len(options) > 1)
        others = sign_together(item, view.held)
        self._together.setVisible(view.choice is Choice.SIGN and bool(others))
        if others:
            words = together_words(others, view.identities, self.bench.numbers)
            self._together.set_banner(words, "caution", "warning")

    def _explain(self) -> None:
        """Say what comes of it, on the verb too."""
        view, item = self._view, self._view.item
        if item is None:
            return
        if not self.signer.current() and not self.waits():
            self.set_verb(self._verb_of(view, item, last=False))
            self._effect.set_banner(self.tr("This can't be decided here any more."), "caution", "info")
            return
        last = is_initiated(item) and still_required(item) <= 1
        self.set_verb(self._verb_of(view, item, last=last))
        words, tone, icon = self._effect_of(view, item, last=last)
        self._effect.set_banner(words, tone, icon)

    def _verb_of(self, view: View, item: Item, *, last: bool) -> str:
        match view.choice:
            case Choice.SIGN:
                return self._sign_verb(view, item) if last else self.tr("Sign")
            case Choice.REJECT:
                return self.tr("Reject")
            case Choice.CANCEL:
                return self.tr("Withdraw")
            case _:
                assert_never(view.choice)

    def _sign_verb(self, view: View, item: Item) -> str:
        matter = item.proposal.matter
        if not isinstance(matter, PaymentMatter):
            return self.tr("Sign and put in force")
        words = amount_words(matter, self._terms(view))
        short = cut_middle(words, 12, 12) if len(words) > _LONGEST_VERB else words
        return self.tr("Sign and pay {amount}").format(amount=short)

    def _effect_of(self, view: View, item: Item, *, last: bool) -> tuple[str, BannerTone, str]:
        proposal = item.proposal
        pays = isinstance(proposal.matter, PaymentMatter)
        freed = self.tr(" What is held for it is available again at once.") if pays else ""
        match view.choice:
            case Choice.SIGN if last and pays:
                return self.tr("This is the last signature needed: the payment is made with it."), "positive", "check"
            case Choice.SIGN if last:
                return self.tr("This is the last signature needed: it comes into force with it."), "positive", "check"
            case Choice.SIGN:
                more = grouped(max(1, still_required(item) - 1), self.bench.numbers)
                return self.tr("After yours, {n} more must sign.").format(n=more), "neutral", "clock"
            case Choice.REJECT:
                words = self.tr("Your signature says that you do not agree, and why.")
                return words + (freed if _ends(item) else ""), "caution", "cross"
            case Choice.CANCEL:
                return self.tr("It ends here, and nobody can sign it any more.") + freed, "caution", "minus"
            case _:
                assert_never(view.choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no Enter that is merely still held down from the list."""
        if not took_held_enter(event):
            super().keyPressEvent(event)


def _ends(item: Item) -> bool:
    """Tell whether one more rejection leaves too few who could sign."""
    return len(deciders(item.proposal)) - len(rejected(item)) - 1 < item.proposal.required
