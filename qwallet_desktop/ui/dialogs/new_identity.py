"""*New identity*: its kind, its form, a last look, and the one next step when it is made."""

from enum import Enum, auto
from typing import assert_never

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import parse_name
from qwallet_desktop.domain.ids import RequestId, TokenId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.problems import Refused as RefusedInput
from qwallet_desktop.state.aid_actions import CreateAid
from qwallet_desktop.state.asks import FoundGroup
from qwallet_desktop.state.identities import CreateIdentity, ForgetIdentitySubmission
from qwallet_desktop.state.operation import Made, Operation
from qwallet_desktop.state.submission import Accepted, Idle, Pending, Refused, Submission
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.charter_words import CharterTerms
from qwallet_desktop.ui.dialogs.group_form import GroupForm, Rules
from qwallet_desktop.ui.dialogs.identity_kinds import TYPES, NewKind, kind_words
from qwallet_desktop.ui.dialogs.kind_panel import KindChoice, KindPanel
from qwallet_desktop.ui.dialogs.made_page import DonePage, Joining, joining_of
from qwallet_desktop.ui.dialogs.new_identity_pages import LookPage, Next, Single, next_step
from qwallet_desktop.ui.dialogs.new_identity_view import View, select
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.dialogs.single_form import SingleForm
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.wording import sentence

__all__ = ["NewIdentityDialog", "View", "select"]

_GROUPS = frozenset({NewKind.ENTERPRISE, NewKind.DAO})


class Step(Enum):
    """The pages, in their order."""

    KIND = auto()
    FORM = auto()
    LOOK = auto()
    DONE = auto()


class NewIdentityDialog(OperationSheet):
    """Four pages; what is made is read from the form once, and shown before anything is signed."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=600)
        self._view = View()
        self._step = Step.KIND
        self._salt = bench.new_salt()
        self._made: Single | FoundGroup | None = None
        self._next: Next | None = None
        self._request: RequestId | None = None
        self._undecided: RequestId | None = None
        self._shown: Submission = Idle()
        self.kinds = KindChoice()
        self._words = KindPanel()
        self.single, self.group = SingleForm(), GroupForm(bench.numbers)
        self.look, self.done = LookPage(), DonePage()
        for page in (self.kinds, self._words, self.single, self.group, self.look, self.done, self.fault):
            self.add(page)
        for at, one in (
            ("name", self.single.name_field),
            ("link", self.single.owner_field),
            ("guardianLink", self.single.guardian_field),
            ("tokenId", self.single.token_field),
            ("invitation", self.single.invitation),
        ):
            self.know_field(at, one)
        self._show(Step.KIND)

    @property
    def kind(self) -> NewKind:
        """The kind that is being made."""
        return self.kinds.chosen()

    def draw(self, view: View) -> None:
        """Offer who is here and draw what became of the request."""
        before, self._view = self._view, view
        people, were = view.identities, before.identities
        if people.known is not were.known or people.named is not were.named or view.held != before.held:
            self.single.offer(view.identities, view.owners, view.guardians)
            self.group.offer(view.identities, view.held, view.identities.active)
        if view.tokens is not before.tokens:
            self.single.offer_tokens(view.tokens)
            self.group.offer_tokens(view.tokens)
        self.single.ask_invitation(view.served)
        self.show_asked(view.asked)
        self._show_submission(view.submission)

    def submit(self) -> None:
        """Go on to the next page; at the last look ask for it, and when it is made go where one goes on."""
        match self._step:
            case Step.KIND:
                self._show(Step.FORM)
            case Step.FORM:
                self._look()
            case Step.LOOK:
                self._ask()
            case Step.DONE:
                following = self._next or next_step(self.kind)
                self.leave()
                self.bench.dispatch(following.to)
            case _:
                assert_never(self._step)

    def tab_order(self) -> list[QWidget]:
        """Go through the form from top to bottom, whenever its lines were added."""
        return self.group.ordered(super().tab_order())

    def may_submit(self) -> bool:
        """Tell whether nothing is being done."""
        return not isinstance(self._shown, Pending)

    def dismiss(self) -> None:
        """Go back a page, or close from the first and the last."""
        if not self.waits() and self.may_submit() and self._step in {Step.FORM, Step.LOOK}:
            self._show(Step.KIND if self._step is Step.FORM else Step.FORM)
            return
        super().dismiss()

    def leave(self) -> None:
        """Close, and let the state forget what was asked."""
        self._request = None
        super().leave()
        self.bench.dispatch(ForgetIdentitySubmission())

    def show_problem(self, problem: Problem) -> None:
        """Say a problem on the page where it can be mended."""
        groups = self.kind in _GROUPS
        if self._step is Step.LOOK and (problem.field or "") in self._fields_of(groups=groups):
            self._show(Step.FORM)
        if groups and self.group.say(problem, sentence(problem, self.bench.numbers)):
            self.reveal_focus()
            return
        super().show_problem(problem)

    def _fields_of(self, *, groups: bool) -> frozenset[str]:
        if not groups:
            return frozenset({"name", "link", "guardianLink", "tokenId", "invitation"})
        lines = (f"members[{at}]" for at in range(len(self.group.rows)))
        amounts = (f"amountThresholds[{at}]" for at in range(len(self.group.amounts.lines)))
        return frozenset({"name", "threshold", "members", *lines, *amounts})

    def clear_problems(self) -> None:
        """Take all sentences away."""
        super().clear_problems()
        self.group.clear_problems()

    def _look(self) -> None:
        """Read the form and show what it says."""
        self.clear_problems()
        if self.kind in _GROUPS:
            self._look_at_group()
            return
        name = self.checked("name", lambda: parse_name(self.single.name.text()))
        guardian = self.checked("guardianLink", lambda: (self.single.parse_guardian(),))
        owner = self.checked("link", lambda: (self.single.parse_owner(),))
        token = self.checked("tokenId", self.single.parse_token) if self.kind is NewKind.AID else TokenId("")
        invited = self.checked("invitation", lambda: (self.single.invitation.given(),))
        if name is None or owner is None or guardian is None or token is None or invited is None:
            return
        made = Single(self.kind, name, owner[0], guardian[0], self.single.token.currentText() if token else "")
        self._made = made
        self.look.show_single(made, self._view.identities)
        self._show(Step.LOOK)

    def _look_at_group(self) -> None:
        node_id = self._view.node_id
        if node_id is None:
            self.show_problem(Problem(Code.NODE_STARTING))
            return
        try:
            asked = self.group.asked(Rules(node_id, frozenset(self._view.held), self._salt))
        except RefusedInput as refused:
            self.show_problem(refused.problem)
            return
        self._made = asked
        terms = CharterTerms(self._view.identities, self._view.tokens, self.bench.numbers)
        self.look.show_founding(asked, terms)
        self._show(Step.LOOK)

    def _ask(self) -> None:
        made = self._made
        match made:
            case FoundGroup():
                self.ask(made.founding.founder, made)
            case Single() if self.may_submit():
                self.clear_problems()
                # What may have been done already is asked under its own id, so that it can't be done twice.
                self._request = self._undecided or self.bench.new_request_id()
                self.bench.dispatch(self._command(made, self._request))
            case _:
                return

    def _command(self, made: Single, request_id: RequestId) -> CreateIdentity | CreateAid:
        if made.kind is NewKind.AID:
            return CreateAid(request_id, self.single.parse_token(), made.name, self.single.invitation.given())
        invitation = self.single.invitation.given()
        return CreateIdentity(request_id, made.name, made.owner, TYPES[made.kind], made.guardian, invitation)

    def _show_submission(self, submission: Submission) -> None:
        """Draw what became of what was asked here; what another form asked only keeps this one waiting."""
        before, self._shown = self._shown, submission
        if submission == before:
            return
        self._form.setEnabled(self.may_submit())
        self.allow_verb()
        if isinstance(submission, Accepted) and submission.request_id == self._request:
            self._finish()
        if isinstance(submission, Refused) and submission.request_id == self._request:
            # Such a problem does not tell whether the request was carried out (contract §2).
            self._undecided = submission.request_id if submission.problem.is_fault else None
            self.show_problem(submission.problem)

    def _ended(self, operation: Operation) -> None:
        if isinstance(operation.stage, Made):
            self._finish(joining_of(operation, self._view.identities, self.bench.numbers))
            return
        super()._ended(operation)

    def _finish(self, joins: Joining | None = None) -> None:
        """Show what was made, which is the active identity by now."""
        identities = self._view.identities
        identity = identities.known.get(identities.active) if identities.active is not None else None
        if identity is None:
            self.leave()
            return
        self.done.show_made(identity, identities, next_step(self.kind))
        self.done.show_joining(joins)
        self._next = None if joins is None else joins.following
        self._show(Step.DONE)

    def _show(self, step: Step) -> None:
        """Show a page with its title and verbs, and go to its first field."""
        self._step = step
        groups = self.kind in _GROUPS
        self.kinds.setVisible(step is Step.KIND)
        self._words.setVisible(step is Step.FORM)
        self.single.setVisible(step is Step.FORM and not groups)
        self.group.setVisible(step is Step.FORM and groups)
        self.look.setVisible(step is Step.LOOK)
        self.done.setVisible(step is Step.DONE)
        self.fault.hide()
        if step is Step.FORM:
            self._words.show_kind(self.kind)
            self.single.show_kind(self.kind)
            self.group.show_type(TYPES[self.kind])
        self.set_title(self._title_of(step))
        self.set_verb(self._verb_of(step))
        back = step in {Step.FORM, Step.LOOK}
        self.set_cancel(self.tr("Back") if back else (self.tr("Close") if step is Step.DONE else self.tr("Cancel")))
        self.allow_verb()
        self._go_to_first(step)

    def _go_to_first(self, step: Step) -> None:
        if not self.isVisible():
            return
        match step:
            case Step.KIND:
                self.kinds.card(self.kind).setFocus()
            case Step.FORM:
                (self.group.name if self.kind in _GROUPS else self.single.name).setFocus()
            case Step.LOOK | Step.DONE:
                self.focusable().setFocus()
            case _:
                assert_never(step)

    def _title_of(self, step: Step) -> str:
        name = kind_words(self.kind).name
        match step:
            case Step.KIND:
                return self.tr("New identity")
            case Step.FORM:
                return self.tr("New identity: {kind}").format(kind=name)
            case Step.LOOK:
                return self.tr("Last look")
            case Step.DONE:
                identities = self._view.identities
                made = identities.known.get(identities.active) if identities.active is not None else None
                return self.tr("{name} is ready").format(name=plain(made.name)) if made else ""
            case _:
                assert_never(step)

    def _verb_of(self, step: Step) -> str:
        match step:
            case Step.KIND | Step.FORM:
                return self.tr("Continue")
            case Step.LOOK:
                return self.tr("Sign and found") if self.kind in _GROUPS else self.tr("Create identity")
            case Step.DONE:
                return (self._next or next_step(self.kind)).verb
            case _:
                assert_never(step)
