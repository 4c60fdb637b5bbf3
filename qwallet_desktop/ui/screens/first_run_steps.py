"""The first run's steps before the words: welcome, and what protects the keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.lock import InspectVault, Lock, Phase
from qwallet_desktop.state.onboarding import GoToStep, LookAround, Step
from qwallet_desktop.state.vault_commands import CreateVault
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.protection_form import ProtectionForm, Unfinished
from qwallet_desktop.ui.screens.first_run_page import StepPage, View
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.mark import Mark
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import host_of

CREATE_STEPS = 4
RESTORE_STEPS = 3


def is_busy(lock: Lock) -> bool:
    """Tell whether the vault is at work; between making it and showing its words it is, too."""
    return lock.busy or (lock.phase is Phase.OPEN and lock.problem is None)


class WelcomeStep(QWidget):
    """What this is, and the ways in."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.begin = PrimaryButton(self.tr("Create a new wallet"), lambda: self._go(Step.PROTECT))
        self.restore = SecondaryButton(self.tr("Restore from words"), lambda: self._go(Step.RESTORE))
        self.file = SecondaryButton(self.tr("Restore from a backup file"), lambda: self._go(Step.BACKUP))
        self.look = GhostButton(self.tr("Look around with sample data"), self._look_around)
        self._note = PlainText("", "caption")
        centre = Qt.AlignmentFlag.AlignHCenter
        title = PlainText(self.tr("Welcome to Qwallet"), "display")
        self._words = words = PlainText("", "muted", wrap=True)
        words.setAlignment(centre)
        words.setMaximumWidth(current_theme().scaled(400))
        middle = row(spacing=0)
        middle.addStretch(1)
        middle.addWidget(words, 1000)
        middle.addStretch(1)
        stack = column(self, margin=24, spacing=8)
        stack.addStretch(2)
        stack.addWidget(Mark(56), 0, centre)
        stack.addSpacing(16)
        stack.addWidget(title, 0, centre)
        stack.addLayout(middle)
        stack.addSpacing(24)
        for button in (self.begin, self.file, self.restore, self.look):
            button.setMinimumWidth(280)
            stack.addWidget(button, 0, centre)
        stack.addWidget(self._note, 0, centre)
        stack.addStretch(3)

    def draw(self, view: View) -> None:
        """Offer the sample data again if starting it failed."""
        stays = self.tr("Keys and ledger stay on this computer.")
        if view.health.served:
            stays = self.tr("Keys stay on this computer; the ledger is kept by the node at {host}.")
        about = self.tr("A wallet for several identities, each with its own name, key and money.")
        self._words.set_text(f"{about} {stays.format(host=host_of(view.health.served))}")
        if view.health.fault:
            self.enter(view)

    def enter(self, _view: View) -> None:
        """Offer all ways."""
        self.look.setEnabled(True)
        self._note.set_text(self.tr("Sample data lies in a throwaway folder; nothing of it is kept."))

    def leave(self) -> None:
        """Leave; there is nothing to forget."""

    def first_focus(self) -> QWidget:
        """Return the button to create."""
        return self.begin

    def submit(self) -> None:
        """Create is the usual way."""
        self.begin.click()

    def go_back(self) -> None:
        """Stay: this is the first step."""

    def _go(self, step: Step) -> None:
        self._bench.dispatch(GoToStep(step))

    def _look_around(self) -> None:
        # It takes a moment until the other program is there; a second click would start two.
        self.look.setEnabled(False)
        self._note.set_text(self.tr("Opening the sample data…"))
        self._bench.dispatch(LookAround())


class ProtectStep(StepPage):
    """By what the new vault is protected."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.form = ProtectionForm()
        self.form.entered.connect(self.submit)
        self.problem = ProblemBanner(self.tr("Open that wallet"), self._open_other)
        self.set_head(
            self.tr("What protects your keys?"),
            self.tr("Your keys are kept encrypted on this computer. You can change this later in the settings."),
        )
        self.body.addWidget(self.form)
        self.body.addWidget(self.problem)
        self.set_step(1, CREATE_STEPS, self.tr("Protection"))

    def draw(self, view: View) -> None:
        """Offer what this computer can do, or show what was refused."""
        super().draw(view)
        busy = is_busy(view.lock)
        self.form.set_lock(view.lock)
        self.form.setEnabled(not busy)
        self.back.setEnabled(not busy)
        self.verb.setEnabled(not busy)
        self.verb.set_text(self.tr("Creating…") if busy else self.tr("Create wallet"))
        if self.answered(view) or view.lock.busy:
            # While it is busy, that is a keyring that is silent.
            self.show_answer(view.lock.problem)

    def show_answer(self, problem: Problem | None) -> None:
        """Show a refusal at its field or under the form."""
        taken = self.form.takes(problem)
        exists = problem is not None and problem.code is Code.VAULT_EXISTS
        self.problem.set_problem(None if taken else problem, offer=exists)

    def leave(self) -> None:
        """Forget the passphrase."""
        self.form.forget()
        self.problem.set_problem(None)

    def first_focus(self) -> QWidget:
        """Begin with the choice."""
        return self.form.first_focus()

    def submit(self) -> None:
        """Create the vault."""
        if not self.verb.isEnabled():
            return
        try:
            passphrase = self.form.passphrase()
        except Unfinished:
            return
        self.problem.set_problem(None)
        self.bench.dispatch(CreateVault(passphrase))

    def go_back(self) -> None:
        """Go back to the welcome."""
        if self.back.isEnabled():
            self.go_to(Step.WELCOME)

    def _open_other(self) -> None:
        self.go_to(Step.NAME)
        self.bench.dispatch(InspectVault())
