"""The sheet with the recovery words: shown after the passphrase where there is one, then three asked back."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.lock import Lock, Slot
from qwallet_desktop.state.root import State
from qwallet_desktop.state.vault_commands import CheckWords
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.vault_sheet import VaultSheet
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.words_form import AnswersForm, WordsPanel


class Part(Enum):
    """Where one is in the sheet."""

    COVERED = auto()
    WORDS = auto()
    ASKED_BACK = auto()


@dataclass(frozen=True, slots=True)
class View:
    """The vault's state, with the words while they are shown."""

    lock: Lock


def select(state: State) -> View:
    """Return what the sheet draws."""
    return View(state.lock)


class BackupSheet(VaultSheet):
    """Shows the words and checks that they were written down."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=600)
        self._asking_back = False
        self._about = PlainText("", "muted", wrap=True)
        self.panel = WordsPanel(bench, ask=self.ask)
        self.form = AnswersForm()
        self.again = GhostButton(self.tr("Show the words again"), self.show_again, icon="eye")
        for widget in (self._about, self.panel, self.form, self.problem):
            self.add(widget)
        self.add_foot(self.again)
        self.set_title(self.tr("Recovery words"))
        self.set_cancel(self.tr("Close"))
        self.panel.entered.connect(self.submit)
        self.form.entered.connect(self.submit)
        self._draw()

    def part(self) -> Part:
        """Return where one is."""
        if self._asking_back:
            return Part.ASKED_BACK
        return Part.WORDS if self.panel.uncovered else Part.COVERED

    def draw(self, view: View) -> None:
        """Draw the part one is in."""
        self.panel.set_lock(view.lock)
        self.form.set_positions(view.lock.positions)
        self.show_lock(view.lock)
        self._draw()

    def _draw(self) -> None:
        part = self.part()
        self.panel.setVisible(part is not Part.ASKED_BACK)
        self.form.setVisible(part is Part.ASKED_BACK)
        self.again.setVisible(part is Part.ASKED_BACK)
        about, verb = self._words(part)
        self._about.set_text(about)
        self._about.setVisible(bool(about))
        self.set_verb(verb)

    def _words(self, part: Part) -> tuple[str, str]:
        match part:
            case Part.COVERED:
                behind = self.lock.slot is Slot.PASSPHRASE
                about = self.tr("Make sure that nobody looks over your shoulder.")
                return about if not behind else "", self.tr("Show the words")
            case Part.WORDS:
                return "", self.tr("Done") if self.lock.words_checked else self.tr("I have written them down")
            case Part.ASKED_BACK:
                return self.tr("Type these three from your paper, so that a slip shows now."), self.tr("Check")

    def submit(self) -> None:
        """Show the words, then go on to the check, then check."""
        if self.lock.busy:
            return
        match self.part():
            case Part.COVERED:
                self.panel.show_words()
            case Part.WORDS:
                self._written()
            case Part.ASKED_BACK:
                answers = self.form.answers()
                if answers is not None:
                    self.ask(CheckWords(answers))
        self._draw()

    def _written(self) -> None:
        if self.lock.words_checked:
            self.leave()
            return
        self._asking_back = True
        self.panel.hide_words()
        self._draw()
        self.form.edits[0].setFocus(Qt.FocusReason.TabFocusReason)

    def show_again(self) -> None:
        """Go back to the words."""
        self._asking_back = False
        self.form.forget()
        self.problem.set_problem(None)
        if self.lock.slot is not Slot.PASSPHRASE:
            self.panel.show_words()
        self._draw()
        first = self.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def done(self) -> None:
        """Close once the words were checked; shown words are only the first half."""
        if self._asking_back:
            self.leave()

    def takes(self, problem: Problem) -> bool:
        """Show a problem at the passphrase or at the word it belongs to."""
        return self.form.takes(problem) if self._asking_back else self.panel.takes(problem)

    def forget(self) -> None:
        """Take the words off the screen and out of the state, and empty the fields."""
        self.panel.hide_words()
        self.form.forget()
