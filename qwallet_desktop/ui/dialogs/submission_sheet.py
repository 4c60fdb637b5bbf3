"""A form that asks for something and waits for the answer: busy meanwhile, closed when it is done."""

from collections.abc import Callable
from typing import assert_never

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.state.copies import ForgetCopiesSetting
from qwallet_desktop.state.identities import ForgetIdentitySubmission
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.submission import Accepted, Idle, Pending, Submission
from qwallet_desktop.state.submission import Refused as NotDone
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet


class SubmissionSheet(FormSheet):
    """A form whose answer is awaited while it is open.

    Args:
        bench: The screens' tools.
        parent: What the sheet lies over.
        forget: What tells the state that the form was closed.
        width: Pixels at normal font size.
    """

    def __init__(
        self,
        bench: Bench,
        parent: QWidget,
        forget: ForgetIdentitySubmission | ForgetCopiesSetting,
        *,
        width: int = 480,
    ) -> None:
        super().__init__(bench, parent, width=width)
        self._forget = forget
        self._asked: RequestId | None = None
        self._undecided: RequestId | None = None
        self._shown: Submission = Idle()

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
                    # Such a problem does not tell whether the request was carried out (contract §2).
                    self._undecided = request_id if problem.is_fault else None
                    self.show_problem(problem)
            case _:
                assert_never(submission)

    def leave(self) -> None:
        """Close, and let the state forget what was asked."""
        self._asked = None
        super().leave()
        self.bench.dispatch(self._forget)
