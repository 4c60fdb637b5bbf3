"""A form whose request becomes an operation: busy for a moment, then done, or kept until the node answers."""

from enum import Enum, auto
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.asks import Command
from qwallet_desktop.state.navigation import AskOnSheet
from qwallet_desktop.state.operation import (
    Cancelled,
    Cancelling,
    Made,
    NotKept,
    Operation,
    Refused,
    Unanswered,
    has_ended,
)
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.ask_words import head_words
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet
from qwallet_desktop.ui.dialogs.kept_panel import Asked, KeptPanel
from qwallet_desktop.ui.operation_words import meaning
from qwallet_desktop.ui.widgets.styling import column

MOMENT_MS: Final = 1_500
"""For so long a form is busy before it says what it waits for; a node that is there answers sooner."""

_WAITS_LONG: Final = frozenset({HoldUp.NODE, HoldUp.UNLOCK, HoldUp.CONFIRM, HoldUp.LEDGER})


class Face(Enum):
    """What the sheet shows: the form, the form while it is being done, or what it waits for."""

    FORM = auto()
    BUSY = auto()
    KEPT = auto()


class OperationSheet(FormSheet):
    """The form, and in its place what became of it where that takes longer than a moment.

    Args:
        bench: The screens' tools.
        parent: What the sheet lies over.
        width: Pixels at normal font size.
    """

    # The base sets a title before this class has been made.
    _face: Face = Face.FORM
    _title_of_form: str = ""
    _cancel_of_form: str = ""

    def __init__(self, bench: Bench, parent: QWidget, *, width: int = 480) -> None:
        super().__init__(bench, parent, width=width)
        self._asked = Asked()
        self._form = QWidget()
        self.form_stack = column(self._form, spacing=16)
        self.kept: KeptPanel | None = None
        self.body.addWidget(self._form)
        self.set_cancel(self.tr("Cancel"))
        self._moment = QTimer(self)
        self._moment.setSingleShot(True)
        self._moment.setInterval(MOMENT_MS)
        self._moment.timeout.connect(self._take_long)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under what is in the form."""
        self.form_stack.addWidget(widget, stretch)

    def set_title(self, title: str) -> None:
        """Show another title, while there is a form."""
        self._title_of_form = title
        if self._face is not Face.KEPT:
            super().set_title(title)

    def set_cancel(self, text: str) -> None:
        """Put other words on the button that cancels; what was asked for is not taken back by closing the sheet."""
        self._cancel_of_form = text
        super().set_cancel(text if self._face is Face.FORM else self.tr("Close"))

    def may_submit(self) -> bool:
        """Tell whether the form is such that its verb makes sense; subclasses know better."""
        return True

    def allow_verb(self) -> None:
        """Grey the verb while something is being done, and where it makes no sense."""
        self.set_verb_enabled(self._face is Face.FORM and self.may_submit())

    def ask(self, identity_id: IdentityId, command: Command, actor: IdentityId | None = None) -> None:
        """Have something done that this identity signs, or `actor` for it."""
        if self.waits():
            return
        self.clear_problems()
        self.bench.dispatch(AskOnSheet(self.bench.new_request_id(), identity_id, command, self.bench.now(), actor))

    def waits(self) -> bool:
        """Tell whether something was asked for that has not been decided."""
        return self._face is not Face.FORM

    def show_asked(self, asked: Asked) -> None:
        """Draw what became of what was asked for on this sheet."""
        before, self._asked = self._asked, asked
        operation = asked.operation
        if operation is None or has_ended(operation):
            self._turn(Face.FORM)
            if operation is not None and operation != before.operation:
                self._ended(operation)
            return
        long = isinstance(operation.stage, (Unanswered, Cancelling)) or asked.hold in _WAITS_LONG
        if long or self._face is Face.KEPT:
            self._turn(Face.KEPT)
        elif self._face is Face.FORM:
            self._turn(Face.BUSY)
            self._moment.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing run while the sheet is not seen."""
        super().hideEvent(event)
        # Qt may send this while the sheet is being made.
        if self._face is Face.BUSY:
            self._moment.stop()

    def _ended(self, operation: Operation) -> None:
        match operation.stage:
            case Made():
                self.leave()
            case Refused(_, problem):
                self.show_problem(problem)
            case NotKept():
                self.say(self._said_of(operation), "danger", "warning")
            case Cancelled():
                self.say(self._said_of(operation), "neutral", "info")
            case _:
                pass

    def _said_of(self, operation: Operation) -> str:
        return meaning(operation, None, self.bench.numbers, hidden=self._asked.hide_amounts)

    def _take_long(self) -> None:
        if self._face is Face.BUSY:
            self._turn(Face.KEPT)

    def _panel(self) -> KeptPanel:
        """Return the panel, which most sheets never need."""
        if self.kept is None:
            self.kept = KeptPanel(self.bench)
            self.body.addWidget(self.kept)
        return self.kept

    def _turn(self, face: Face) -> None:
        before, self._face = self._face, face
        kept = face is Face.KEPT
        if kept:
            self._panel().draw(self._asked)
        if face is before:
            return
        held = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self._form.setVisible(not kept)
        self._form.setEnabled(face is Face.FORM)
        if self.kept is not None:
            self.kept.setVisible(kept)
        self.focusable().setVisible(not kept)
        operation = self._asked.operation
        if kept and operation is not None:
            super().set_title(head_words(operation.ask, self._asked.identities, self.bench.numbers))
        else:
            super().set_title(self._title_of_form)
        self.set_cancel(self._cancel_of_form)
        self.allow_verb()
        if face is Face.FORM:
            self._moment.stop()
        if kept and held:
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
