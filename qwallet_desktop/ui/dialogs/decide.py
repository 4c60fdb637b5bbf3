"""The sheet on which an item is signed, rejected or withdrawn, after a last look at all of it."""

from dataclasses import dataclass, field

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import DecideSheet as Named
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.decide_words import question
from qwallet_desktop.ui.dialogs.freezing import parse_reason
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.last_look import LastLook, LookView
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.enter import took_held_enter
from qwallet_desktop.ui.receipt.seen import receipt_of
from qwallet_desktop.ui.receipt.ticking import Ticking


@dataclass(frozen=True, slots=True)
class View:
    """What the sheet draws: the item and the choice, and what became of what was asked for here."""

    look: LookView | None = None
    asked: Asked = field(default_factory=Asked)


def select(state: State) -> View:
    """Return what the sheet draws."""
    sheet = state.navigation.sheet
    receipt = receipt_of(state, sheet.item_id, sheet.choice) if isinstance(sheet, Named) else None
    if receipt is None:
        return View(asked=asked_on_sheet(state))
    return View(LookView(receipt, state.groups, state.health.clock_offset), asked_on_sheet(state))


class DecideItemSheet(OperationSheet):
    """The last look, and the verb that decides."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=600)
        self._view = View()
        self.look = LastLook(bench)
        self.add(self.fault)
        self.add(self.look)
        self.know_field("reason", self.look.reason_field)
        self.look.changed.connect(self._changed)
        self._ticking = Ticking(self, self._touch)

    def first_focus(self) -> QWidget | None:
        """Begin at the reason where one is needed, else on the verb: there is nothing to fill in."""
        look = self._view.look
        asks = look is not None and look.receipt.choice is not Choice.SIGN
        return self.look.reason if asks else self.focusable()

    def draw(self, view: View) -> None:
        """Draw the item, who may sign it, and what became of what was asked for."""
        self._view = view
        if view.look is not None:
            choice = view.look.receipt.choice
            self.set_dangerous(choice is not Choice.SIGN)
            self.set_title(question(choice))
            self.look.draw(view.look, waits=self.waits())
            self._ticking.wait(self.look.now(), view.look.receipt.item.proposal.expires_at)
        self.set_verb(self.look.verb())
        self.show_asked(view.asked)
        self.allow_verb()

    def may_submit(self) -> bool:
        """Tell whether somebody here may still decide, and every check holds."""
        return self.look.is_ready()

    def submit(self) -> None:
        """Ask for the signature, over just what is shown."""
        self.clear_problems()
        look, reason = self._view.look, ""
        if look is not None and look.receipt.choice is not Choice.SIGN:
            given = self.checked("reason", lambda: parse_reason(self.look.reason.toPlainText()))
            if given is None:
                return
            reason = given
        decision = self.look.decision(reason)
        if decision is not None:
            self.ask(self.look.who(), decision)

    def words(self) -> str:
        """Return what is said of what comes of it."""
        return self.look.words()

    def _changed(self) -> None:
        self.set_verb(self.look.verb())
        self.allow_verb()

    def _touch(self) -> None:
        """Say anew how much time is left; it may be over."""
        self.draw(self._view)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no Enter that is merely still held down from the list."""
        if not took_held_enter(event):
            super().keyPressEvent(event)
