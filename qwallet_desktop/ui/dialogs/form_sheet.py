"""A sheet with a form: fields by name, what is wrong with each said under it, and all else above the buttons."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Problem, Refused
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.panels import Banner, BannerTone
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.wording import sentence

T = TypeVar("T")


class FormSheet(Sheet):
    """Fields by the names that problems give them; what fits no field is said above the buttons.

    Args:
        bench: The screens' tools.
        parent: What the sheet lies over.
        width: Pixels at normal font size.
    """

    def __init__(self, bench: Bench, parent: QWidget, *, width: int = 480) -> None:
        super().__init__(parent, "", "", width=width)
        self.bench = bench
        self._fields: dict[str, FormField] = {}
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
        """Check the form and ask; subclasses do that."""
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

    def show_problem(self, problem: Problem) -> None:
        """Say a problem at its field and go there, or above the buttons."""
        words = sentence(problem, self.bench.numbers)
        field = self._fields.get(problem.field)
        if field is None or field.isHidden():
            self.say(words, "danger", "warning")
            return
        field.set_error(words)
        if all(other is field or not other.error() for other in self._fields.values()):
            field.editor.setFocus()
            self.reveal(field)

    def say(self, words: str, tone: BannerTone, icon: str) -> None:
        """Say something above the buttons."""
        self.fault.set_banner(words, tone, icon)
        self.fault.show()
        self.reveal(self.fault)

    def clear_problems(self) -> None:
        """Take all sentences away."""
        self.fault.hide()
        for field in self._fields.values():
            field.set_error("")

    def leave(self) -> None:
        """Close."""
        self.bench.dispatch(CloseSheet())

    def said(self) -> str:
        """Return what is said above the buttons; empty if nothing is."""
        return "" if self.fault.isHidden() else self.fault.accessibleName()
