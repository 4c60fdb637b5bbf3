"""The sheet that steps through items to be signed: each is seen by itself, and at the end what became of all."""

from dataclasses import dataclass, field, replace
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import CloseSheet, OpenSheet
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operations import HoldUp, Submit, hold_up
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import SignManySheet as Named
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet
from qwallet_desktop.ui.dialogs.freezing import parse_reason
from qwallet_desktop.ui.dialogs.last_look import LastLook, LookView
from qwallet_desktop.ui.dialogs.signed_list import Line, SignedList
from qwallet_desktop.ui.enter import took_held_enter
from qwallet_desktop.ui.item_words import subject_words
from qwallet_desktop.ui.receipt.seen import receipt_of
from qwallet_desktop.ui.receipt.ticking import Ticking
from qwallet_desktop.ui.widgets.buttons import GhostButton

LOOK_MS: Final = 700
"""For so long each item is seen before it can be signed: who presses Enter twice shall not sign two."""


@dataclass(frozen=True, slots=True)
class View:
    """What the sheet draws.

    Attributes:
        sheet: Which items, and how far one is.
        look: The item that is shown; None at the end, or where it is not known any more.
        items: All of the items, in their order; None for one that is not known any more.
        operations: What was asked for each that was passed, and what it waits for; None for one that was skipped.
        identities: All that are known.
    """

    sheet: Named = field(default_factory=lambda: Named(()))
    look: LookView | None = None
    items: tuple[Item | None, ...] = ()
    operations: tuple[tuple[Operation, HoldUp | None] | None, ...] = ()
    identities: Identities = Identities()


def select(state: State) -> View:
    """Return what the sheet draws."""
    sheet = state.navigation.sheet
    if not isinstance(sheet, Named):
        return View()
    receipt = None if sheet.item_id is None else receipt_of(state, sheet.item_id, Choice.SIGN)
    look = None if receipt is None else LookView(receipt, state.groups, state.health.clock_offset)
    items = tuple(state.multisig.known.get(item_id) for item_id in sheet.item_ids)
    operations = tuple(_operation(state, request_id) for request_id in sheet.asked)
    return View(sheet, look, items, operations, state.identities)


def _operation(state: State, request_id: RequestId | None) -> tuple[Operation, HoldUp | None] | None:
    operation = None if request_id is None else state.operations.known.get(request_id)
    return None if operation is None else (operation, hold_up(state, operation))


class SignManyDialog(FormSheet):
    """One receipt after the other: sign and go on, skip, or reject with a reason."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=600)
        self._view = View()
        self._rejects = False
        self.look = LastLook(bench)
        self.list = SignedList(bench.numbers)
        self.skip = GhostButton(self.tr("Skip"), lambda: self._go_on(None))
        self.reject = GhostButton(self.tr("Reject…"), self._turn)
        for widget in (self.fault, self.look, self.list):
            self.add(widget)
        self.know_field("reason", self.look.reason_field)
        self.add_foot(self.reject)
        self.add_foot(self.skip)
        self.set_cancel(self.tr("Stop"))
        self.look.changed.connect(self._allow)
        self._looked = QTimer(self)
        self._looked.setSingleShot(True)
        self._looked.setInterval(LOOK_MS)
        self._looked.timeout.connect(self._allow)
        self._ticking = Ticking(self, lambda: self.draw(self._view))

    def draw(self, view: View) -> None:
        """Draw the item that is next, or at the end what became of all."""
        before, self._view = self._view, view
        if view.sheet != before.sheet or before.look is None:
            self._looked.start()
        at_the_end = view.sheet.item_id is None
        self.look.setVisible(view.look is not None)
        self.list.setVisible(at_the_end)
        self.skip.setVisible(not at_the_end)
        self.reject.setVisible(view.look is not None)
        if view.look is not None:
            self._show_look(view.look)
        elif at_the_end:
            self._show_end(view)
        else:
            self.set_title(self.tr("This one is not there any more"))
            self.set_verb(self.tr("Go on"))
        self._allow()

    def submit(self) -> None:
        """Sign what is shown and go on; close at the end."""
        view = self._view
        if view.sheet.item_id is None:
            self.leave()
            return
        if view.look is None:
            self._go_on(None)
            return
        self.clear_problems()
        reason = self._reason()
        decision = None if reason is None or not self._may_decide() else self.look.decision(reason)
        if decision is None:
            return
        bench, request_id = self.bench, self.bench.new_request_id()
        node_id = view.look.receipt.node_id
        bench.dispatch(Submit(request_id, self.look.who(), decision, bench.now(), node_id=node_id))
        self._go_on(request_id)

    def _reason(self) -> str | None:
        if not self._rejects:
            return ""
        return self.checked("reason", lambda: parse_reason(self.look.reason.toPlainText()))

    def _go_on(self, asked: RequestId | None) -> None:
        if self._view.sheet.item_id is not None:
            self.bench.dispatch(OpenSheet(self._view.sheet.after(asked)))

    def _turn(self) -> None:
        """Reject this one instead of signing it, or sign it after all."""
        self._rejects = not self._rejects
        self.draw(self._view)
        (self.look.reason if self._rejects else self.focusable()).setFocus()

    def _may_decide(self) -> bool:
        return self.look.is_ready() and not self._looked.isActive()

    def _allow(self) -> None:
        view = self._view
        if view.look is not None:
            last = view.sheet.place + 1 == len(view.sheet.item_ids)
            verb = self.look.verb()
            self.set_verb(verb if last or not self.look.is_ready() else self.tr("{verb}, next").format(verb=verb))
        self.set_verb_enabled(view.look is None or self._may_decide())

    def _step(self) -> str:
        view, numbers = self._view, self.bench.numbers
        count = len(view.sheet.item_ids)
        place = min(view.sheet.place + 1, count)
        return self.tr("{n} of {all}").format(n=grouped(place, numbers), all=grouped(count, numbers))

    def _show_look(self, look: LookView) -> None:
        choice = Choice.REJECT if self._rejects else Choice.SIGN
        shown = replace(look, receipt=replace(look.receipt, choice=choice))
        self.set_title(f"{self._step()} · {subject_words(look.receipt.item.proposal.subject)}")
        self.set_dangerous(self._rejects)
        self.reject.set_text(self.tr("Sign instead") if self._rejects else self.tr("Reject…"))
        self.look.draw(shown)
        self._ticking.wait(self.look.now(), look.receipt.item.proposal.expires_at)

    def _show_end(self, view: View) -> None:
        self.set_title(self.tr("What became of them"))
        self.set_verb(self.tr("Close"))
        self.set_cancel("")
        self.set_dangerous(False)
        passed = zip(view.items, view.operations, strict=False)
        self.list.draw(tuple(Line(item, asked) for item, asked in passed), view.identities)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no Enter that is merely still held down from the item before."""
        if not took_held_enter(event):
            super().keyPressEvent(event)

    def leave(self) -> None:
        """Close; what was signed stays so."""
        self.bench.dispatch(CloseSheet())
