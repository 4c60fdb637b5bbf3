"""The first run's way back in: the words of a wallet that was, then what protects the keys here."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.health import Up
from qwallet_desktop.state.lock import InspectVault, Phase
from qwallet_desktop.state.onboarding import Step
from qwallet_desktop.state.vault_commands import Hidden, RestoreVault
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.protection_form import ProtectionForm, Unfinished
from qwallet_desktop.ui.restore_form import RestoreForm
from qwallet_desktop.ui.screens.first_run_page import StepPage, View
from qwallet_desktop.ui.screens.first_run_steps import RESTORE_STEPS
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.wording import connection_sentence

_WORDS_WRONG = frozenset({Code.WORDS_COUNT, Code.WORD_UNKNOWN, Code.WORDS_CHECKSUM})


class RestoreStep(StepPage):
    """Two halves, one after the other: the words, the protection. The words stay until both were taken."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.words = RestoreForm()
        self.words.entered.connect(self.submit)
        self._limits = Banner(
            self.tr(
                "Words bring back your keys, and with them the identities that your node knows. They can't bring back "
                "what lay on a computer that is gone: its ledger with balances, tokens, history, memos and names, your "
                "private notes, or anonymous identities. A backup file does, all but the anonymous ones."
            )
        )
        self.extra.set_text(self.tr("I have a backup file"))
        self.protection = ProtectionForm()
        self.protection.entered.connect(self.submit)
        self._progress = Banner("", "neutral", "clock")
        self.problem = ProblemBanner(self.tr("Open that wallet"), self._open_other)
        for widget in (self.words, self._limits, self.protection, self._progress, self.problem):
            self.body.addWidget(widget)
        self._protecting = False

    def column_width(self) -> int:
        """Leave room for the words in several columns."""
        return 640

    def draw(self, view: View) -> None:
        """Draw the half one is in, and what was refused."""
        super().draw(view)
        if self.answered(view):
            self._show_answer(view.lock.problem)
        self.protection.set_lock(view.lock)
        self._draw(view)

    def _draw(self, view: View) -> None:
        busy, protecting = view.lock.busy, self._protecting
        self.words.setVisible(not protecting)
        self.extra.setVisible(not protecting)
        self.extra.setEnabled(not busy)
        self._limits.setVisible(not protecting)
        self.protection.setVisible(protecting)
        self.protection.setEnabled(not busy)
        self.back.setEnabled(not busy)
        self.verb.setEnabled(not busy)
        self._progress.setVisible(busy)
        self._progress.set_banner(self._waits_for(view), "neutral", "clock")
        if not protecting:
            self._name(1, self.tr("Recovery words"), self.tr("Restore from your words"))
            self.sentence.set_text(self.tr("Type the 24 words of your wallet, or paste them."))
            self.verb.set_text(self.tr("Continue"))
            return
        self._name(2, self.tr("Protection"), self.tr("What protects your keys here?"))
        self.sentence.set_text(self.tr("The words are right. Choose how the keys are protected on this computer."))
        self.verb.set_text(self.tr("Restoring…") if busy else self.tr("Restore wallet"))

    def _name(self, number: int, name: str, title: str) -> None:
        self.set_step(number, RESTORE_STEPS, name)
        self.title.set_text(title)

    def _waits_for(self, view: View) -> str:
        if isinstance(view.health.node, Up):
            return self.tr("Restoring your keys and asking your node which identities belong to them…")
        return connection_sentence(view.health)

    def _show_answer(self, problem: Problem | None) -> None:
        if problem is not None and problem.code in _WORDS_WRONG:
            self._protecting = False
            self.words.setVisible(True)
            self.words.refuse(problem)
            problem = None
        elif self.protection.takes(problem):
            problem = None
        exists = problem is not None and problem.code is Code.VAULT_EXISTS
        self.problem.set_problem(problem, offer=exists)

    def leave(self) -> None:
        """Forget words and passphrase."""
        self.words.forget()
        self.protection.forget()
        self.problem.set_problem(None)
        self._protecting = False

    def first_focus(self) -> QWidget:
        """Begin with the words, then with the choice."""
        return self.protection.first_focus() if self._protecting else self.words.area

    def submit(self) -> None:
        """Go on to the second half; from there, restore."""
        if not self.verb.isEnabled():
            return
        words = self.words.words()
        if words is None:
            self._turn(protecting=False)
            return
        if not self._protecting:
            self._turn(protecting=True)
            return
        try:
            passphrase = self.protection.passphrase()
        except Unfinished:
            return
        self.problem.set_problem(None)
        self.bench.dispatch(RestoreVault(Hidden(" ".join(words)), passphrase))

    def go_back(self) -> None:
        """Go back to the words; from there, to where one came from."""
        if not self.back.isEnabled():
            return
        if self._protecting:
            self._turn(protecting=False)
            return
        from_lock = self.view is not None and self.view.lock.phase in {Phase.DAMAGED, Phase.LOCKED}
        self.go_to(Step.DONE if from_lock else Step.WELCOME)

    def do_extra(self) -> None:
        """Restore more than words can."""
        self.go_to(Step.BACKUP)

    def _turn(self, *, protecting: bool) -> None:
        if self.view is None or protecting == self._protecting:
            return
        self._protecting = protecting
        self.problem.set_problem(None)
        self._draw(self.view)
        self.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def _open_other(self) -> None:
        self.go_to(Step.NAME)
        self.bench.dispatch(InspectVault())
