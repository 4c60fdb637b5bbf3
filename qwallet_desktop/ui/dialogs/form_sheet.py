"""A sheet with a form that asks the node for something: busy while it waits, closed when it is done."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, assert_never

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Problem, Refused
from qwallet_desktop.state.copies import ForgetCopiesSetting
from qwallet_desktop.state.identities import ForgetIdentitySubmission
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.submission import Accepted, Idle, Pending, Submission
from qwallet_desktop.state.submission import Refused as NotDone
from qwallet_desktop.state.tokens import ForgetTokenSubmission
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.wording import sentence

T = TypeVar("T")

SERVER_FAULT = 500
"""From this HTTP status on, a problem does not tell whether the request was carried out (contract §2)."""


class FormSheet(Sheet):
    """Fields by the names that problems give them; what fits no field is said above the buttons.

    Args:
        bench: The screens' tools.
        parent: What the sheet lies over.
        forget: What tells the state that the form was closed.
        dangerous: Whether the verb can't be undone.
        width: Pixels at normal font size.
    """

    def __init__(
        self,
        bench: Bench,
        parent: QWidget,
        forget: ForgetIdentitySubmission | ForgetTokenSubmission | ForgetCopiesSetting,
        *,
        dangerous: bool = False,
        width: int = 480,
    ) -> None:
        super().__init__(parent, "", "", dangerous=dangerous, width=width)
        self.bench = bench
        self._forget = forget
        self._fields: dict[str, FormField] = {}
        self._asked: RequestId | None = None
        self._undecided: RequestId | None = None
        self._shown: Submission = Idle()
        self.fault = Banner("", "danger", "warning")
        self.fault.hide()
        self.accepted.connect(self.submit)
        self.rejected.connect(self.leave)

    def add_field(self, at: str, field: FormField) -> FormField:
        """Put a field under what is there; problems at `at` are said under it."""
        self._fields[at] = field
        self.add(field)
        return field

    def know_field(self, at: str, field: FormField) -> None:
        """Say problems at `at` under a field that stands elsewhere."""
        self._fields[at] = field

    def submit(self) -> None:
        """Check the form and ask; subclasses do that, and call `ask`."""
        raise NotImplementedError

    def checked(self, at: str, parse: Callable[[], T]) -> T | None:
        """Return what a field says, or say what is wrong with it and return None."""
        try:
            parsed = parse()
        except Refused as refused:
            self.show_problem(replace(refused.problem, field=at))
            return None
        self._fields[at].set_error("")
        return parsed

    def ask(self, make: Callable[[RequestId], Action]) -> None:
        """Emit a command under a request id of its own."""
        if self.waits():
            return
        self.clear_problems()
        # What may have been done already is asked under its own id, so that it can't be done twice.
        self._asked = self._undecided or self.bench.new_request_id()
        self.bench.dispatch(make(self._asked))

    def waits(self) -> bool:
        """Tell whether something was asked and there is no answer yet."""
        return isinstance(self._shown, Pending)

    def show_submission(self, submission: Submission) -> None:
        """Draw what became of what was asked here; what another form asked only keeps this one waiting."""
        before, self._shown = self._shown, submission
        if submission == before:
            return
        match submission:
            case Idle():
                self.set_busy(False)
            case Pending():
                self.set_busy(True)
            case Accepted(request_id):
                self.set_busy(False)
                if request_id == self._asked:
                    self.leave()
            case NotDone(request_id, problem):
                self.set_busy(False)
                if request_id == self._asked:
                    self._undecided = request_id if problem.status >= SERVER_FAULT else None
                    self.show_problem(problem)
            case _:
                assert_never(submission)

    def show_problem(self, problem: Problem) -> None:
        """Say a problem at its field and go there, or above the buttons."""
        words = sentence(problem, self.bench.numbers)
        field = self._fields.get(problem.field)
        if field is None or field.isHidden():
            self.fault.set_banner(words, "danger", "warning")
            self.fault.show()
            return
        field.set_error(words)
        if all(other is field or not other.error() for other in self._fields.values()):
            field.editor.setFocus()

    def clear_problems(self) -> None:
        """Take all sentences away."""
        self.fault.hide()
        for field in self._fields.values():
            field.set_error("")

    def leave(self) -> None:
        """Close, and let the state forget what was asked."""
        self._asked = None
        self.bench.dispatch(CloseSheet())
        self.bench.dispatch(self._forget)

    def said(self) -> str:
        """Return what is said above the buttons; empty if nothing is."""
        return "" if self.fault.isHidden() else self.fault.accessibleName()
