"""The details of one item: where it stands, what its checks came to, its receipt, and what can be done about it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.item_status import is_open, missing
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.state.asks import RetryItem
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_actors import retriers_here, sign_together
from qwallet_desktop.state.item_records import Checking, LoadRecord, may_sign
from qwallet_desktop.state.navigation import OpenSheet, ShowOperation
from qwallet_desktop.state.operations import Submit
from qwallet_desktop.state.sheets import DecideSheet, ExportItemSheet, ImportSignatureSheet
from qwallet_desktop.ui.amounts import discreet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.item_words import (
    ItemTerms,
    failure_of,
    item_mark,
    meaning_words,
    open_title,
    subject_words,
    together_words,
)
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.receipt.check_words import clock_words
from qwallet_desktop.ui.receipt.checks import CheckPart
from qwallet_desktop.ui.receipt.receipt import Receipt
from qwallet_desktop.ui.receipt.view import ReceiptView, able_here
from qwallet_desktop.ui.screens.inbox_buttons import ItemButtons, Offer
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.drawer import Drawer
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.wording import sentence


@dataclass(frozen=True, slots=True)
class DetailView:
    """What the details draw.

    Attributes:
        receipt: The item, and what was checked of it.
        groups: The groups that are known, for who may withdraw.
        operation: The operation here that opened it.
        busy: A decision on it is on its way from here.
        offset: Seconds that the node's clock is ahead of this desktop's, where that matters.
    """

    receipt: ReceiptView
    groups: Groups = field(default_factory=Groups)
    operation: RequestId | None = None
    busy: bool = False
    offset: int = 0

    @property
    def item(self) -> Item:
        """Whose details these are."""
        return self.receipt.item

    @property
    def held(self) -> Collection[IdentityId]:
        """The identities whose keys are here."""
        return self.receipt.held

    @property
    def identities(self) -> Identities:
        """All that are known."""
        return self.receipt.identities


class ItemDetail(Drawer):
    """Shows one item; nothing can be decided about it before every check holds."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__("", width=440, parent=parent)
        self._bench = bench
        self._view: DetailView | None = None
        self._chip = StatusChip()
        self._meaning = Banner()
        self._clock = Banner(clock_words(), "caution", "clock")
        self._unable = Banner("", "caution", "lock")
        self.checks = CheckPart(bench.numbers, self._read_again)
        self._together = Banner("", "caution", "warning")
        self.buttons = ItemButtons()
        self.buttons.decided.connect(self._decide)
        self.buttons.retried.connect(self._try_again)
        self.buttons.looked.connect(self._open_operation)
        self.export = LinkButton(self.tr("Export…"), self._export)
        self.bring = LinkButton(self.tr("Import signature…"), lambda: bench.dispatch(OpenSheet(ImportSignatureSheet())))
        for link in (self.export, self.bring):
            self.checks.links.add(link)
        self.receipt = Receipt(bench.numbers)
        parts = (self._chip, self._meaning, self._unable, self.buttons, self.checks, self._together, self._clock)
        for widget in (*parts, self.receipt):
            self.add(widget)
        self.body.setAlignment(self._chip, Qt.AlignmentFlag.AlignLeft)
        self.hide()

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

    def inability(self) -> str:
        """Return what is said of why nobody here can sign; empty if nothing is."""
        return "" if self._unable.isHidden() else self._unable.accessibleName()

    def decide(self, choice: Choice) -> None:
        """Do what the button of a choice does, where it can be pressed."""
        if self._view is not None and self.buttons.is_offered(choice):
            self._decide(choice)

    def _now(self, view: DetailView) -> datetime:
        return self._bench.now() + timedelta(seconds=view.offset)

    def _show(self, view: DetailView) -> None:
        item, now, receipt = view.item, self._now(view), view.receipt
        self.set_title(subject_words(item.proposal.subject))
        self._show_standing(view, now)
        self.checks.draw(receipt)
        self._show_together(view, now)
        self._clock.setVisible(bool(view.offset) and is_open(item, now))
        self._show_unable(view)
        self._show_buttons(view, now)
        self.receipt.draw(receipt, now)

    def _show_standing(self, view: DetailView, now: datetime) -> None:
        item, numbers, hidden = view.item, self._bench.numbers, view.receipt.hide_amounts
        mark = item_mark(item, now)
        self._chip.set_status(*mark)
        terms = ItemTerms(view.identities, view.receipt.checked_tokens, numbers, hidden)
        words, failure = meaning_words(item, now, terms), failure_of(item)
        if failure is not None:
            words = f"{words} {sentence(discreet(failure, hidden=hidden), numbers)}"
        self._meaning.set_banner(words, "neutral" if mark.tone == "accent" else mark.tone, mark.icon)

    def _show_unable(self, view: DetailView) -> None:
        """Say why nobody here whom it waits for can sign it."""
        receipt = view.receipt
        waits = is_open(view.item, self._now(view))
        asked = [did for did in missing(view.item) if did in receipt.held and waits]
        problems = [receipt.unable[did] for did in asked if did in receipt.unable]
        self._unable.setVisible(bool(problems) and len(problems) == len(asked))
        if problems:
            words = self.tr("{name} can't sign this.").format(name=called(view.identities, asked[0]))
            self._unable.set_banner(f"{words} {sentence(problems[0], self._bench.numbers)}", "caution", "lock")

    def _show_together(self, view: DetailView, now: datetime) -> None:
        here = sign_together(view.item, view.held) if is_open(view.item, now) else ()
        self._together.setVisible(bool(here))
        if here:
            words = together_words(here, view.identities, self._bench.numbers)
            self._together.set_banner(words, "caution", "warning")

    def _show_buttons(self, view: DetailView, now: datetime) -> None:
        reading = view.receipt.reading
        choices = frozenset(choice for choice in Choice if able_here(view, view.receipt, choice, now))
        again = bool(retriers_here(view, view.item, now))
        offer = Offer(
            choices,
            allowed=may_sign(reading),
            checking=isinstance(reading, Checking),
            busy=view.busy,
            again=again,
            operation=view.operation is not None,
        )
        self.bring.setVisible(is_open(view.item, now))
        self.checks.links.arrange()
        self.buttons.draw(offer)

    def _decide(self, choice: Choice) -> None:
        if self._view is not None:
            self._bench.dispatch(OpenSheet(DecideSheet(self._view.item.proposal.item_id, choice)))

    def _export(self) -> None:
        if self._view is not None:
            self._bench.dispatch(OpenSheet(ExportItemSheet(self._view.item.proposal.item_id)))

    def _read_again(self) -> None:
        if self._view is not None:
            self._bench.dispatch(LoadRecord(self._view.item.proposal.item_id))

    def _try_again(self) -> None:
        view, bench = self._view, self._bench
        if view is None:
            return
        actors = retriers_here(view, view.item, self._now(view))
        if not actors:
            return
        # What is kept of it tells no amount: the list of operations is kept on the disk.
        terms = ItemTerms(view.identities, view.receipt.tokens, bench.numbers)
        ask = RetryItem(view.item.proposal.item_id, open_title(view.item.proposal, terms))
        # Greyed at once: a second click must find nothing to press.
        self.buttons.again.setEnabled(False)
        bench.dispatch(Submit(bench.new_request_id(), actors[0], ask, bench.now()))

    def _open_operation(self) -> None:
        if self._view is not None and self._view.operation is not None:
            self._bench.dispatch(ShowOperation(self._view.operation))
