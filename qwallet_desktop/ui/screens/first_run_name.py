"""The first run's last step: the first identity's name, and the invitation where others run the node."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import IdentityType, parse_name
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.state.health import Down, Up
from qwallet_desktop.state.identities import CreateIdentity, LoadIdentities
from qwallet_desktop.state.onboarding import Step
from qwallet_desktop.state.remote import Failed, Loading
from qwallet_desktop.state.submission import Pending
from qwallet_desktop.state.submission import Refused as NotDone
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.enter import OnEnter
from qwallet_desktop.ui.invitation_field import CODES, InvitationField
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.screens.first_run_page import StepPage, View
from qwallet_desktop.ui.screens.first_run_steps import CREATE_STEPS, RESTORE_STEPS
from qwallet_desktop.ui.widgets.chips import TypeChip
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import row
from qwallet_desktop.ui.wording import connection_sentence, sentence, type_sentence, type_word


class NameStep(StepPage):
    """The first identity's name, unless the words bring some back."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.edit = TextField()
        self.field = FormField(
            self.tr("Name"), self.edit, self.tr("Your own name, or what it is for. You can change it later.")
        )
        self.invitation = InvitationField()
        self._about = self._make_about()
        self._waiting = Banner("", "neutral", "clock")
        self.problem = ProblemBanner(self.tr("Try again"), lambda: self.bench.dispatch(LoadIdentities()))
        for widget in (self.field, self.invitation, self._about, self._waiting, self.problem):
            self.body.addWidget(widget)
        self.extra.set_text(self.tr("I have a backup file"))
        OnEnter(self.edit, self.submit)
        OnEnter(self.invitation.edit, self.submit)
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
        self.invitation.set_served(view.health.served, shown=asking)
        self.invitation.setEnabled(not busy)
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
        at_field = self._field_of(refused)
        if refused is not None and at_field is not None:
            at_field.set_error(sentence(refused))
        other = lost.problem if lost is not None else (None if at_field is not None else refused)
        self.problem.set_problem(other, offer=lost is not None)

    def _field_of(self, refused: Problem | None) -> FormField | None:
        """Return the field that a problem is about."""
        if refused is None:
            return None
        fields = {Code.NAME_INVALID: self.field} | dict.fromkeys(CODES, self.invitation)
        return fields.get(refused.code)

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
        self.invitation.forget()

    def first_focus(self) -> QWidget:
        """Begin with the name, or with what is offered in its place."""
        if self.field.isHidden() and not self.problem.isHidden():
            return self.problem.way_on
        return self.edit

    def submit(self) -> None:
        """Create the identity if its name can be one."""
        if not self.verb.isEnabled():
            return
        for field, edit, read in (
            (self.field, self.edit, self._read_name),
            (self.invitation, self.invitation.edit, self.invitation.given),
        ):
            try:
                read()
            except Refused as refused:
                field.set_error(sentence(refused.problem))
                edit.setFocus()
                return
        command = CreateIdentity(self.bench.new_request_id(), self._read_name(), None)
        self.bench.dispatch(replace(command, invitation=self.invitation.given()))

    def _read_name(self) -> str:
        return parse_name(self.edit.text())

    def go_back(self) -> None:
        """Go back to the words, if they have not been checked."""
        if self.view is not None and self._may_go_back(self.view) and self.back.isEnabled():
            self.go_to(Step.WORDS)
