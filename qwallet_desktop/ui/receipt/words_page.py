"""A receipt in words: what happens, who pays and who is paid, what is changed, who agrees, and under which rules."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.checks import CheckName, Verdict
from qwallet_desktop.domain.item_status import is_open
from qwallet_desktop.domain.matters import BatchMatter, LimitMatter, PaymentMatter, PolicyMatter
from qwallet_desktop.domain.money import NumberStyle, format_amount
from qwallet_desktop.domain.multisig import Executed
from qwallet_desktop.state.item_records import Checked, Reading
from qwallet_desktop.ui.amounts import decimals_at, grouped
from qwallet_desktop.ui.item_changes import change_sentences, charter_of_item
from qwallet_desktop.ui.item_course import item_points
from qwallet_desktop.ui.item_words import (
    ItemTerms,
    amount_reason,
    approval_words,
    count_words,
    subject_words,
    time_left,
)
from qwallet_desktop.ui.limit_words import LimitWords
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.policy_words import PolicyWords, offset_of
from qwallet_desktop.ui.receipt.parties import NodesWord, WholeParty
from qwallet_desktop.ui.receipt.payments import PaymentsPart
from qwallet_desktop.ui.receipt.view import ReceiptView
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import clear, column
from qwallet_desktop.ui.widgets.time_label import absolute_time
from qwallet_desktop.ui.widgets.time_line import TimeLine


class Quote(QWidget):
    """Somebody's words, quoted, with what they are above; takes no room where there are none."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._words = PlainText("", "quote", wrap=True, selectable=True)
        self._words.setAccessibleName(title)
        stack = column(self, spacing=4)
        stack.addWidget(PlainText(title, "caption"))
        stack.addWidget(self._words)

    def set_text(self, text: str) -> None:
        """Quote `text`."""
        self._words.set_text(text)
        self.setVisible(bool(text))


class WordsPage(QWidget):
    """Everything that is signed, in words; of what no signature covers it says that the node says so."""

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._amount = FittedAmount(28, longest=15)
        self._issuer = PlainText("", "caption", wrap=True)
        self.payer, self.payee = WholeParty(), WholeParty(self.tr("To"))
        self._payments: PaymentsPart | None = None
        self._changes = QWidget()
        self._change_stack = column(self._changes, spacing=6)
        self._memo, self._reason = Quote(self.tr("Memo")), Quote(self.tr("Reason"))
        self._agreed = PlainText("", "heading", wrap=True)
        self.course = TimeLine(self.tr("Signatures"))
        self.times = NodesWord(self.tr("The node says when, and how it ended: no signature covers that."))
        self._facts = KeyValueGrid()
        self._stack = stack = column(self, spacing=16)
        what = (self._amount, self._issuer, self.payer, self.payee, self._changes)
        for widget in (*what, self._memo, self._reason, Rule(), self._agreed, self.course, self.times, Rule()):
            stack.addWidget(widget)
        stack.addWidget(self._facts)

    @property
    def payments(self) -> PaymentsPart:
        """The list of many payments; made when there is one."""
        if self._payments is None:
            self._payments = PaymentsPart(self._numbers)
            self._stack.insertWidget(self._stack.indexOf(self._changes), self._payments)
        return self._payments

    def draw(self, view: ReceiptView, now: datetime) -> None:
        """Show an item in words, as of a time on the node's clock."""
        self._show_payment(view)
        self._show_changes(view, now)
        proposal = view.item.proposal
        self._reason.set_text(proposal.reason)
        self._agreed.set_text(count_words(view.item, self._numbers))
        verified = _are_verified(view.reading)
        self.course.set_points(tuple(item_points(view.item, view.identities, now, verified=verified)), now)
        self._show_facts(view, now)

    def _show_payment(self, view: ReceiptView) -> None:
        proposal = view.item.proposal
        matter = proposal.matter
        pays = isinstance(matter, PaymentMatter)
        self.payer.set_side(self.tr("From") if pays or isinstance(matter, BatchMatter) else self.tr("Identity"))
        self.payer.draw(view, proposal.identity_id)
        for widget in (self._amount, self._issuer, self.payee):
            widget.setVisible(pays)
        if self._payments is not None:
            self._payments.setVisible(isinstance(matter, BatchMatter))
        if isinstance(matter, BatchMatter):
            self.payments.draw(view, matter)
        self._memo.set_text(matter.memo if isinstance(matter, PaymentMatter) else "")
        if isinstance(matter, PaymentMatter):
            figures = format_amount(matter.amount, self._numbers)
            cut = decimals_at(figures, matter.amount)
            # The symbol that is signed; that the token is really called so is one of the checks.
            self._amount.set_amount(figures, plain(matter.symbol), fraction_at=cut, hidden=view.hide_amounts)
            self._issuer.set_text(self._issued(view, matter))
            self.payee.draw(view, matter.recipient)

    def _issued(self, view: ReceiptView, matter: PaymentMatter) -> str:
        token = view.checked_tokens.get(matter.amount.token_id)
        if token is None:
            return self.tr("The token is not known here.")
        return self.tr("{symbol} as issued by {name}").format(
            symbol=plain(matter.symbol), name=called(view.identities, token.issuer)
        )

    def _show_changes(self, view: ReceiptView, now: datetime) -> None:
        clear(self._change_stack)
        tokens = view.checked_tokens
        policies = PolicyWords(tokens, view.identities, offset_of(now))
        limits = LimitWords(tokens, view.identities, self._numbers, hidden=view.hide_amounts)
        matter, before = view.item.proposal.matter, view.checked_before
        title, sentences = change_sentences(matter, before, policies, limits)
        self._changes.setVisible(bool(sentences))
        self._add_sentences(title, sentences)
        whole_title, whole = change_sentences(matter, None, policies, limits)
        if isinstance(matter, (PolicyMatter, LimitMatter)) and sentences != whole:
            # What is in force is not signed: a node that lies about it could make a change look like none.
            self._change_stack.addWidget(NodesWord(self.tr("The node says what is in force now.")))
            self._add_sentences(whole_title, whole)

    def _add_sentences(self, title: str, sentences: tuple[str, ...]) -> None:
        if sentences:
            self._change_stack.addWidget(PlainText(title, "caption"))
        for each in sentences:
            self._change_stack.addWidget(PlainText(each, wrap=True))

    def _show_facts(self, view: ReceiptView, now: datetime) -> None:
        item, numbers, facts = view.item, self._numbers, self._facts
        proposal = item.proposal
        facts.clear()
        facts.add_row(self.tr("What"), subject_words(proposal.subject))
        facts.add_row(self.tr("Asked by"), called(view.identities, proposal.initiator))
        facts.add_row(self.tr("Needed"), self._needed(view))
        if proposal.charter_version:
            facts.add_row(self.tr("Charter"), self._version(proposal.charter_version))
        facts.add_row(
            self.tr("Permissions"),
            self.tr("{version}, the node says").format(version=self._version(proposal.policy_version)),
        )
        if is_open(item, now):
            facts.add_row(self.tr("Time left"), time_left(item, now))
        facts.add_row(self.tr("Opened"), absolute_time(proposal.opened_at))
        facts.add_row(self.tr("Expires"), absolute_time(proposal.expires_at))
        facts.add_row(self.tr("Number"), grouped(proposal.number, numbers))
        if isinstance(item.closing, Executed) and item.closing.transfer_id is not None:
            facts.add_row(self.tr("Transfer"), item.closing.transfer_id, kind="id")

    def _needed(self, view: ReceiptView) -> str:
        words = approval_words(view.item, self._numbers)
        terms = ItemTerms(view.identities, view.checked_tokens, self._numbers, view.hide_amounts)
        why = amount_reason(view.item.proposal, charter_of_item(view.item, view.checked_before), terms)
        return f"{words}, {why}" if why else words

    def _version(self, version: int) -> str:
        return self.tr("Version {n}").format(n=grouped(version, self._numbers))


def _are_verified(reading: Reading) -> bool:
    """Tell whether every signature was found to fit."""
    if not isinstance(reading, Checked):
        return False
    of_votes = {each.name: each.verdict for each in reading.said}
    wanted = (CheckName.VOTES_SIGNED, CheckName.SIGNERS_DISTINCT)
    return all(of_votes.get(name) is Verdict.HOLDS for name in wanted)
