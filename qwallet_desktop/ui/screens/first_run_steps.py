"""The first run's steps around the words: welcome, what protects the keys, the first identity's name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import IdentityType, parse_name
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.state.health import Down, Up
from qwallet_desktop.state.identities import CreateIdentity, LoadIdentities
from qwallet_desktop.state.lock import InspectVault, Lock, Phase
from qwallet_desktop.state.onboarding import GoToStep, LookAround, Step
from qwallet_desktop.state.remote import Failed, Loading
from qwallet_desktop.state.submission import Pending
from qwallet_desktop.state.submission import Refused as NotDone
from qwallet_desktop.state.vault_commands import CreateVault
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.enter import OnEnter
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.protection_form import ProtectionForm, Unfinished
from qwallet_desktop.ui.screens.first_run_page import StepPage, View
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.chips import TypeChip
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.mark import Mark
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import connection_sentence, sentence, type_sentence, type_word

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
        words = PlainText(
            self.tr(
                "A wallet for several identities, each with its own name, key and money. "
                "Keys and ledger stay on this computer."
            ),
            "muted",
            wrap=True,
        )
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
        if view.health.fault:
            self.enter(view)

    def enter(self, _view: View) -> None:
        """Offer all three ways."""
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
        if self.answered(view):
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


class NameStep(StepPage):
    """The first identity's name, unless the words bring some back."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.edit = TextField()
        self.field = FormField(
            self.tr("Name"), self.edit, self.tr("Your own name, or what it is for. You can change it later.")
        )
        self._about = self._make_about()
        self._waiting = Banner("", "neutral", "clock")
        self.problem = ProblemBanner(self.tr("Try again"), lambda: self.bench.dispatch(LoadIdentities()))
        for widget in (self.field, self._about, self._waiting, self.problem):
            self.body.addWidget(widget)
        self.extra.set_text(self.tr("I have a backup file"))
        OnEnter(self.edit, self.submit)
        self.edit.textEdited.connect(lambda _text: self.field.set_error(""))

    def draw(self, view: View) -> None:
        """Ask for the name, or say that identities are being looked for."""
        super().draw(view)
        searching = bool(view.lock.held) and (view.loading is None or isinstance(view.loading, Loading))
        lost = view.loading if view.lock.held and isinstance(view.loading, Failed) else None
        busy = isinstance(view.submission, Pending)
        asking = not searching and lost is None
        self._show_head(view, asking=asking)
        self.field.setVisible(asking)
        self._about.setVisible(asking)
        self.field.setEnabled(not busy)
        self.verb.setEnabled(asking and not busy)
        self.verb.set_text(self.tr("Creating…") if busy else self.tr("Create identity"))
        self.extra.setVisible(not view.onboarding.creating and not searching)
        self.extra.setEnabled(not busy)
        self.back.setVisible(self._may_go_back(view))
        self.back.setEnabled(not busy)
        self._show_waiting(view, searching=searching, busy=busy)
        self._show_refusal(view, lost)

    @staticmethod
    def _make_about() -> QWidget:
        about = QWidget()
        line = row(about, spacing=8)
        line.addWidget(TypeChip(type_word(IdentityType.ROOT)), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(PlainText(type_sentence(IdentityType.ROOT), "muted", wrap=True), 1)
        return about

    def _show_head(self, view: View, *, asking: bool) -> None:
        total = CREATE_STEPS if view.onboarding.creating else RESTORE_STEPS
        self.set_step(total, total, self.tr("First identity"))
        if not asking:
            self.set_head(self.tr("Looking for your identities"), "")
            return
        about = self.tr("An identity holds, pays and receives under its own name and key. You can add more.")
        if not view.onboarding.creating and view.lock.words_checked:
            about = self.tr(
                "Your node knows no identity of these words yet. A backup file brings them back, with their history; "
                "without one, name the first here."
            )
        elif not view.onboarding.creating and view.lock.held:
            about = self.tr(
                "This ledger knows no identity of your keys. A backup file brings them back, with their history; "
                "without one, name the first here."
            )
        self.set_head(self.tr("Name your first identity"), about)

    def _show_waiting(self, view: View, *, searching: bool, busy: bool) -> None:
        # A refusal that is shown below says more than the state of the node.
        down = isinstance(view.health.node, Down) and not isinstance(view.submission, NotDone)
        self._waiting.setVisible(searching or busy or down)
        if down or ((searching or busy) and not isinstance(view.health.node, Up)):
            self._waiting.set_banner(connection_sentence(view.health), "caution" if down else "neutral", "clock")
        elif searching:
            self._waiting.set_banner(self.tr("Asking your node which identities belong to your words…"))
        else:
            self._waiting.set_banner(self.tr("Making a key and registering the identity with your node…"))

    def _show_refusal(self, view: View, lost: Failed | None) -> None:
        refused = view.submission.problem if isinstance(view.submission, NotDone) else None
        at_name = refused is not None and refused.code is Code.NAME_INVALID
        if refused is not None and at_name:
            self.field.set_error(sentence(refused))
        other = lost.problem if lost is not None else (None if at_name else refused)
        self.problem.set_problem(other, offer=lost is not None)

    @staticmethod
    def _may_go_back(view: View) -> bool:
        return view.onboarding.creating and not view.lock.words_checked

    def do_extra(self) -> None:
        """Bring back more than keys."""
        self.go_to(Step.BACKUP)

    def leave(self) -> None:
        """Empty the form."""
        self.edit.setText("")
        self.field.set_error("")

    def first_focus(self) -> QWidget:
        """Begin with the name, or with what is offered in its place."""
        if self.field.isHidden() and not self.problem.isHidden():
            return self.problem.way_on
        return self.edit

    def submit(self) -> None:
        """Create the identity if its name can be one."""
        if not self.verb.isEnabled():
            return
        try:
            name = parse_name(self.edit.text())
        except Refused as refused:
            self.field.set_error(sentence(refused.problem))
            self.edit.setFocus()
            return
        self.bench.dispatch(CreateIdentity(self.bench.new_request_id(), name, None))

    def go_back(self) -> None:
        """Go back to the words, if they have not been checked."""
        if self.view is not None and self._may_go_back(self.view) and self.back.isEnabled():
            self.go_to(Step.WORDS)
