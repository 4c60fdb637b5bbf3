"""The last look at an item: what comes of a decision, what its checks came to, who signs, why, and its receipt."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from immutables import Map
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_actors import sign_together
from qwallet_desktop.state.item_records import Checking, LoadRecord, may_sign
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.decide_words import effect, is_last, verb
from qwallet_desktop.ui.item_words import ItemTerms, open_title, together_words
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.receipt.check_words import clock_words
from qwallet_desktop.ui.receipt.checks import CheckPart
from qwallet_desktop.ui.receipt.receipt import Receipt
from qwallet_desktop.ui.receipt.view import NOBODY, ReceiptView, able_here
from qwallet_desktop.ui.widgets.fields import FormField, TextArea
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select


@dataclass(frozen=True, slots=True)
class LookView:
    """What is looked at.

    Attributes:
        receipt: The item, the choice, and what was checked.
        groups: The groups that are known, for who may withdraw.
        offset: Seconds that the node's clock is ahead of this desktop's, where that matters.
    """

    receipt: ReceiptView
    groups: Groups = field(default_factory=Groups)
    offset: int = 0

    @property
    def held(self) -> Collection[IdentityId]:
        """The identities whose keys are here."""
        return self.receipt.held

    @property
    def identities(self) -> Identities:
        """All that are known."""
        return self.receipt.identities


class LastLook(QWidget):
    """Says an item in full; an amount is shown though amounts are hidden: nobody shall sign unseen.

    `changed` tells that somebody else signs, or for another reason.
    """

    changed = Signal()

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view: LookView | None = None
        self._effect = Banner()
        self.checks = CheckPart(bench.numbers, self._read_again)
        self._together = Banner("", "caution", "warning")
        self._clock = Banner(clock_words(), "caution", "clock")
        self.receipt = Receipt(bench.numbers)
        self.signer = Select(self.tr("Signed by"))
        self.signer.give_way()
        self._signer_field = FormField(self.tr("Signed by"), self.signer)
        self.reason = TextArea(self.tr("Everyone who may see this can read it"), lines=2)
        self.reason_field = FormField(self.tr("Reason"), self.reason)
        stack = column(self, spacing=16)
        what = (self._effect, self.checks, self._signer_field, self.reason_field, self._clock, self._together)
        for part in (*what, self.receipt):
            stack.addWidget(part)
        self.reason.textChanged.connect(self._reworded)
        self.signer.currentIndexChanged.connect(lambda _index: self._choose())

    def draw(self, view: LookView, *, waits: bool = False) -> None:
        """Show an item; while a decision `waits` to be sent, whoever signs it stays."""
        self._view = view
        self._clock.setVisible(bool(view.offset))
        self.reason_field.setVisible(view.receipt.choice is not Choice.SIGN)
        if not waits:
            self._show_signers(view, view.receipt.item)
        self._explain()

    def now(self) -> datetime:
        """Return the time by the node's clock."""
        offset = 0 if self._view is None else self._view.offset
        return self._bench.now() + timedelta(seconds=offset)

    def is_ready(self) -> bool:
        """Tell whether somebody here may decide, and every check holds."""
        view = self._view
        return view is not None and bool(self.signer.current()) and may_sign(view.receipt.reading)

    def who(self) -> IdentityId:
        """Return who signs; empty where nobody here may."""
        return IdentityId(self.signer.current() or NOBODY)

    def verb(self) -> str:
        """Return what stands on the button."""
        view = self._view
        if view is None:
            return ""
        if isinstance(view.receipt.reading, Checking):
            return self.tr("Checking…")
        item = view.receipt.item
        return verb(item, view.receipt.choice, self._terms(view), last=is_last(item, self.who()))

    def decision(self, reason: str) -> DecideItem | None:
        """Return what is asked for: the choice, over just what is shown; None where it may not be."""
        view = self._view
        if view is None or view.receipt.node_id is None or not self.is_ready():
            return None
        proposal, choice = view.receipt.item.proposal, view.receipt.choice
        # What is kept of it tells no amount: the list of operations is kept on the disk.
        title = open_title(proposal, self._terms(view))
        shown = proposal_hash(proposal, view.receipt.node_id)
        return DecideItem(proposal.item_id, choice, reason, shown, title)

    def words(self) -> str:
        """Return what is said of what comes of it."""
        return self._effect.accessibleName()

    def _terms(self, view: LookView) -> ItemTerms:
        # By no token that the node lists: what is signed says its symbol, and a check says that it is the token's.
        return ItemTerms(view.receipt.identities, Map(), self._bench.numbers)

    def _read_again(self) -> None:
        if self._view is not None:
            self._bench.dispatch(LoadRecord(self._view.receipt.item.proposal.item_id))

    def _show_signers(self, view: LookView, item: Item) -> None:
        may = able_here(view, view.receipt, view.receipt.choice, self.now())
        options = [(did, called(view.identities, did)) for did in may]
        if [key for key, _ in options] != [self.signer.itemData(at) for at in range(self.signer.count())]:
            blocked = self.signer.blockSignals(True)
            self.signer.set_options(options)
            self.signer.blockSignals(blocked)
        self._signer_field.setVisible(len(options) > 1)
        others = sign_together(item, view.held)
        self._together.setVisible(view.receipt.choice is Choice.SIGN and bool(others))
        if others:
            words = together_words(others, view.identities, self._bench.numbers)
            self._together.set_banner(words, "caution", "warning")

    def _explain(self) -> None:
        """Say what comes of it, and show what just this one would sign."""
        view = self._view
        if view is None:
            return
        shown = replace(view.receipt, signer=self.who(), reason=self.reason.toPlainText())
        self.checks.draw(shown)
        self.receipt.draw(shown, self.now())
        item = shown.item
        if shown.signer:
            last = is_last(item, shown.signer)
            self._effect.set_banner(*effect(item, shown.choice, self._terms(view), last=last))
        else:
            self._effect.set_banner(self.tr("This can't be decided here any more."), "caution", "info")

    def _reworded(self) -> None:
        self.reason_field.set_error("")
        self._choose()

    def _choose(self) -> None:
        self._explain()
        self.changed.emit()
