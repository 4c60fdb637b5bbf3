"""The details of one item: what it is, where it stands, who has signed, and what can be done about it."""

from dataclasses import dataclass, field
from datetime import datetime

from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.consent import PolicyVersion
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId, TokenId
from qwallet_desktop.domain.item_status import is_open
from qwallet_desktop.domain.limits import LimitsVersion
from qwallet_desktop.domain.matters import PaymentMatter
from qwallet_desktop.domain.money import format_amount
from qwallet_desktop.domain.multisig import Choice, Item, Proposal, proposal_hash
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.asks import RetryItem
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_actors import deciders_here, retriers_here, sign_together
from qwallet_desktop.state.navigation import OpenSheet, ShowOperation
from qwallet_desktop.state.operations import Submit
from qwallet_desktop.state.sheets import DecideSheet
from qwallet_desktop.ui.amounts import decimals_at, discreet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.item_changes import change_sentences
from qwallet_desktop.ui.item_course import item_points
from qwallet_desktop.ui.item_words import (
    ItemTerms,
    approval_words,
    count_words,
    failure_of,
    item_mark,
    meaning_words,
    open_title,
    subject_words,
    time_left,
    together_words,
)
from qwallet_desktop.ui.limit_words import LimitWords
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.policy_words import PolicyWords, offset_of
from qwallet_desktop.ui.widgets.buttons import PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.drawer import Drawer
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import clear, column
from qwallet_desktop.ui.widgets.time_label import absolute_time
from qwallet_desktop.ui.widgets.time_line import TimeLine
from qwallet_desktop.ui.wording import sentence


@dataclass(frozen=True, slots=True)
class DetailView:
    """What the details draw.

    Attributes:
        item: Whose details these are.
        held: The identities whose keys are here.
        identities: All that are known.
        groups: The groups that are known, for who may withdraw.
        tokens: The tokens that are known.
        rules: The rules that are in force where the item would change them; None where they are not known.
        node_id: The node that the item is of; part of what is signed.
        operation: The operation here that opened it.
        busy: A decision on it is on its way from here.
        hide_amounts: Whether amounts are shown as dots.
    """

    item: Item
    held: tuple[IdentityId, ...] = ()
    identities: Identities = Identities()
    groups: Groups = field(default_factory=Groups)
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    rules: PolicyVersion | LimitsVersion | None = None
    node_id: NodeId | None = None
    operation: RequestId | None = None
    busy: bool = False
    hide_amounts: bool = False


class ItemDetail(Drawer):
    """Shows one item. Beside its words there is room for its message and its hash."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__("", width=372, parent=parent)
        self._bench = bench
        self._view: DetailView | None = None
        self._chip = StatusChip()
        self._amount = FittedAmount(28, longest=15)
        self._meaning = Banner()
        self._together = Banner("", "caution", "warning")
        self.sign = PrimaryButton(self.tr("Sign"), lambda: self._decide(Choice.SIGN), icon="check")
        self.again = PrimaryButton(self.tr("Try again"), self._try_again, icon="refresh")
        self.reject = SecondaryButton(self.tr("Reject…"), lambda: self._decide(Choice.REJECT), icon="cross")
        self.cancel = SecondaryButton(self.tr("Withdraw…"), lambda: self._decide(Choice.CANCEL), icon="minus")
        self.look = SecondaryButton(self.tr("Open operation"), self._open_operation, icon="operations")
        self.buttons = FlowRow()
        for button in (self.sign, self.again, self.reject, self.cancel, self.look):
            self.buttons.add(button)
        self._sender, self._recipient = Party(self.tr("From")), Party(self.tr("To"))
        self._changes = QWidget()
        self._change_stack = column(self._changes, spacing=6)
        self._memo = _Quote(self.tr("Memo"))
        self._reason = _Quote(self.tr("Reason"))
        self.course = TimeLine(self.tr("Signatures"))
        self._facts = KeyValueGrid()
        for widget in self._in_order():
            self.add(widget)
        self.body.setAlignment(self._chip, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def _in_order(self) -> tuple[QWidget, ...]:
        now = (self._chip, self._amount, self._meaning, self._together, self.buttons, Rule())
        what = (self._sender, self._recipient, self._changes, self._memo, self._reason, Rule())
        return (*now, *what, self.course, Rule(), self._facts)

    def draw(self, view: DetailView | None) -> None:
        """Show an item, or hide for None."""
        if view is None:
            self._view = None
            self.hide()
            return
        if view != self._view:
            self._view = view
            self._show(view)
        self.open_drawer()

    def touch(self) -> None:
        """Say anew how long ago everything was and how much time is left; an item may have expired."""
        if self._view is not None:
            self._show(self._view)

    def words(self) -> str:
        """Return where it stands and what that means, as shown."""
        return f"{self._chip.accessibleName()}: {self._meaning.accessibleName()}"

    def warning(self) -> str:
        """Return the warning that is shown; empty if none is."""
        return "" if self._together.isHidden() else self._together.accessibleName()

    def _show(self, view: DetailView) -> None:
        item, now, numbers = view.item, self._bench.now(), self._bench.numbers
        terms = ItemTerms(view.identities, view.tokens, numbers, view.hide_amounts)
        self.set_title(subject_words(item.proposal.subject))
        mark = item_mark(item, now)
        self._chip.set_status(*mark)
        self._show_amount(item.proposal, view)
        words, failure = meaning_words(item, now, terms), failure_of(item)
        if failure is not None:
            words = f"{words} {sentence(discreet(failure, hidden=view.hide_amounts), numbers)}"
        self._meaning.set_banner(words, "neutral" if mark.tone == "accent" else mark.tone, mark.icon)
        self._show_together(view, now)
        self._show_buttons(view, now)
        self._show_matter(view)
        self.course.set_points(tuple(item_points(item, view.identities, now)), now)
        self._show_facts(view, now)

    def _show_amount(self, proposal: Proposal, view: DetailView) -> None:
        matter = proposal.matter
        self._amount.setVisible(isinstance(matter, PaymentMatter))
        if isinstance(matter, PaymentMatter):
            token = view.tokens.get(matter.amount.token_id)
            symbol = plain(matter.symbol) if token is None else token.symbol
            figures = format_amount(matter.amount, self._bench.numbers)
            cut = decimals_at(figures, matter.amount)
            self._amount.set_amount(figures, symbol, fraction_at=cut, hidden=view.hide_amounts)

    def _show_together(self, view: DetailView, now: datetime) -> None:
        here = sign_together(view.item, view.held) if is_open(view.item, now) else ()
        self._together.setVisible(bool(here))
        if here:
            words = together_words(here, view.identities, self._bench.numbers)
            self._together.set_banner(words, "caution", "warning")

    def _show_buttons(self, view: DetailView, now: datetime) -> None:
        for button, choice in ((self.sign, Choice.SIGN), (self.reject, Choice.REJECT), (self.cancel, Choice.CANCEL)):
            button.setVisible(bool(deciders_here(view, view.item, choice, now)))
            button.setEnabled(not view.busy)
        self.again.setVisible(bool(retriers_here(view, view.item, now)))
        self.again.setEnabled(not view.busy)
        self.look.setVisible(view.operation is not None)
        shown = (self.sign, self.again, self.reject, self.cancel, self.look)
        self.buttons.setVisible(any(not button.isHidden() for button in shown))
        self.buttons.arrange()

    def _show_matter(self, view: DetailView) -> None:
        proposal = view.item.proposal
        matter = proposal.matter
        pays = isinstance(matter, PaymentMatter)
        self._sender.set_side(self.tr("From") if pays else self.tr("Identity"))
        show_party(self._sender, view.identities, proposal.identity_id)
        self._recipient.setVisible(pays)
        if isinstance(matter, PaymentMatter):
            show_party(self._recipient, view.identities, matter.recipient)
        self._memo.set_text(matter.memo if isinstance(matter, PaymentMatter) else "")
        self._reason.set_text(proposal.reason)
        self._show_changes(view)

    def _show_changes(self, view: DetailView) -> None:
        clear(self._change_stack)
        numbers = self._bench.numbers
        policies = PolicyWords(view.tokens, view.identities, offset_of(self._bench.now()))
        limits = LimitWords(view.tokens, view.identities, numbers, hidden=view.hide_amounts)
        title, sentences = change_sentences(view.item.proposal.matter, view.rules, policies, limits)
        self._changes.setVisible(bool(sentences))
        if sentences:
            self._change_stack.addWidget(PlainText(title, "caption"))
        for each in sentences:
            self._change_stack.addWidget(PlainText(each, wrap=True))

    def _show_facts(self, view: DetailView, now: datetime) -> None:
        item, numbers, facts = view.item, self._bench.numbers, self._facts
        proposal = item.proposal
        facts.clear()
        facts.add_row(self.tr("Asked by"), called(view.identities, proposal.initiator))
        facts.add_row(self.tr("Needed"), approval_words(item, numbers))
        facts.add_row(self.tr("Signed"), count_words(item, numbers))
        if is_open(item, now):
            facts.add_row(self.tr("Time left"), time_left(item, now))
        facts.add_row(self.tr("Expires"), absolute_time(proposal.expires_at))
        if view.node_id is not None:
            facts.add_row(self.tr("Hash"), proposal_hash(proposal, view.node_id), kind="id")
        facts.add_row(self.tr("Item"), proposal.item_id, kind="id")

    def _decide(self, choice: Choice) -> None:
        if self._view is not None:
            self._bench.dispatch(OpenSheet(DecideSheet(self._view.item.proposal.item_id, choice)))

    def _try_again(self) -> None:
        view, bench = self._view, self._bench
        if view is None:
            return
        actors = retriers_here(view, view.item, bench.now())
        if not actors:
            return
        # What is kept of it tells no amount: the list of operations is kept on the disk.
        terms = ItemTerms(view.identities, view.tokens, bench.numbers)
        ask = RetryItem(view.item.proposal.item_id, open_title(view.item.proposal, terms))
        # Greyed at once: a second click must find nothing to press.
        self.again.setEnabled(False)
        bench.dispatch(Submit(bench.new_request_id(), actors[0], ask, bench.now()))

    def _open_operation(self) -> None:
        if self._view is not None and self._view.operation is not None:
            self._bench.dispatch(ShowOperation(self._view.operation))


class _Quote(QWidget):
    """Somebody's words, quoted, with what they are above; takes no room where there are none."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._words = PlainText("", "quote", wrap=True, selectable=True)
        self._words.setAccessibleName(title)
        stack = column(self, spacing=4)
        stack.addWidget(PlainText(title, "caption"))
        stack.addWidget(self._words)

    def set_text(self, text: str) -> None:
        self._words.set_text(text)
        self.setVisible(bool(text))
