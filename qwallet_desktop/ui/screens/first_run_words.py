"""The first run's two steps with the new words: write them down, and give three back."""

from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.onboarding import Step
from qwallet_desktop.state.vault_commands import CheckWords
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.screens.first_run_page import StepPage, View
from qwallet_desktop.ui.screens.first_run_steps import CREATE_STEPS
from qwallet_desktop.ui.words_form import AnswersForm, WordsPanel


class WordsStep(StepPage):
    """The 24 words, to write down now or later."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.panel = WordsPanel(bench)
        self.panel.entered.connect(self.submit)
        self.problem = ProblemBanner()
        self.set_head(
            self.tr("Your 24 recovery words"),
            self.tr("If this computer is lost, these words bring your keys back. Qwallet asks for three of them next."),
        )
        self.body.addWidget(self.panel)
        self.body.addWidget(self.problem)
        self.set_step(2, CREATE_STEPS, self.tr("Recovery words"))
        self.extra.set_text(self.tr("Later"))
        self.extra.setToolTip(self.tr("Qwallet keeps reminding you until the words were checked."))
        self.extra.setAccessibleDescription(self.extra.toolTip())
        self.extra.show()
        self.back.hide()

    def column_width(self) -> int:
        """Leave room for four columns of words."""
        return 640

    def draw(self, view: View) -> None:
        """Show the words, covered until they are asked for."""
        super().draw(view)
        self.panel.set_lock(view.lock)
        self.verb.setEnabled(not view.lock.busy)
        self.extra.setEnabled(not view.lock.busy)
        if self.answered(view):
            taken = self.panel.takes(view.lock.problem)
            self.problem.set_problem(None if taken else view.lock.problem)
        self._name_verb()

    def _name_verb(self) -> None:
        shown = self.panel.uncovered
        self.verb.set_text(self.tr("I have written them down") if shown else self.tr("Show the words"))

    def leave(self) -> None:
        """Take the words off the screen."""
        self.panel.forget()
        self.problem.set_problem(None)

    def first_focus(self) -> QWidget:
        """Begin with the passphrase where one is asked for, else on the verb."""
        return self.panel.passphrase.edit if not self.panel.passphrase.isHidden() else self.verb

    def submit(self) -> None:
        """Show the words; once they are shown, go on to the check."""
        if not self.verb.isEnabled():
            return
        if self.panel.uncovered:
            self._go_on(Step.CHECK)
            return
        self.panel.show_words()
        self._name_verb()

    def do_extra(self) -> None:
        """Put it off."""
        self._go_on(Step.NAME)

    def _go_on(self, step: Step) -> None:
        self.panel.hide_words()
        self.go_to(step)


class CheckStep(StepPage):
    """Three of the words, asked back."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.form = AnswersForm()
        self.form.entered.connect(self.submit)
        self.problem = ProblemBanner()
        self.set_head(
            self.tr("Check your words"), self.tr("Type these three from your paper, so that a slip shows now.")
        )
        self.body.addWidget(self.form)
        self.body.addWidget(self.problem)
        self.set_step(3, CREATE_STEPS, self.tr("Check"))
        self.back.set_text(self.tr("Show the words again"))
        self.extra.set_text(self.tr("Later"))
        self.extra.show()

    def draw(self, view: View) -> None:
        """Ask for three words, or show which one differs."""
        super().draw(view)
        busy = view.lock.busy
        self.form.set_positions(view.lock.positions)
        self.form.setEnabled(not busy)
        for button in (self.back, self.extra, self.verb):
            button.setEnabled(not busy)
        self.verb.set_text(self.tr("Checking…") if busy else self.tr("Check"))
        if self.answered(view):
            taken = self.form.takes(view.lock.problem)
            self.problem.set_problem(None if taken else view.lock.problem)

    def leave(self) -> None:
        """Forget what was typed."""
        self.form.forget()
        self.problem.set_problem(None)

    def first_focus(self) -> QWidget:
        """Begin with the first word."""
        return self.form.edits[0]

    def submit(self) -> None:
        """Compare."""
        if not self.verb.isEnabled():
            return
        answers = self.form.answers()
        if answers is not None:
            self.bench.dispatch(CheckWords(answers))

    def do_extra(self) -> None:
        """Put it off."""
        self.go_to(Step.NAME)

    def go_back(self) -> None:
        """Look at the words again."""
        if self.back.isEnabled():
            self.go_to(Step.WORDS)
