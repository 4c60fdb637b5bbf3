"""*Change signers…*: the charter of a group as a form, what would be different, and who must agree to that."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import parse_memo
from qwallet_desktop.state.asks import ChangeSigners
from qwallet_desktop.state.groups import actors, group_of
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import SignersSheet
from qwallet_desktop.ui.agreement_words import signers_agreement, signers_warnings
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.charter_words import CharterTerms, charter_differences
from qwallet_desktop.ui.dialogs.charter_form import CharterForm
from qwallet_desktop.ui.dialogs.difference_panel import DifferencePanel
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.role_words import can_agree
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.toggles import Select
from qwallet_desktop.ui.wording import sentence

__all__ = ["SignersDialog", "View", "select"]


@dataclass(frozen=True, slots=True)
class View:
    """The group, its chain of charters, who may ask for another one here, and what became of asking.

    `wanted` is the charter that the form begins with, where that is not the one in force.
    """

    identity: Identity | None = None
    group: Group | None = None
    wanted: Charter | None = None
    identities: Identities = Identities()
    held: tuple[IdentityId, ...] = ()
    asking: tuple[IdentityId, ...] = ()
    tokens: Mapping[TokenId, Token] = field(default_factory=Map)
    asked: Asked = Asked()


def select(state: State) -> View:
    """Return what the sheet shows."""
    sheet = state.navigation.sheet
    if not isinstance(sheet, SignersSheet):
        return View()
    return View(
        state.identities.known.get(sheet.group_id),
        group_of(state.groups, sheet.group_id),
        sheet.wanted,
        state.identities,
        state.lock.held,
        actors(state, sheet.group_id, Action.WRITE_CHARTER),
        state.tokens.known,
        asked_on_sheet(state),
    )


class SignersDialog(OperationSheet):
    """Begins with the charter in force; what is asked for is the whole of the new one."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=640)
        self._view = View()
        self._begun: Group | None = None
        self._party = Party("", size=32, show_id=False)
        self._outdated = Banner("", "caution", "warning")
        self.begin_anew = GhostButton(self.tr("Begin anew"), self._begin_anew)
        self._outdated.add_action(self.begin_anew)
        self._outdated.hide()
        self.signer = Select(self.tr("Asked by"))
        self.signer.give_way()
        self._signer_field = FormField(self.tr("Asked by"), self.signer)
        self.form = CharterForm(bench.numbers)
        self.change = DifferencePanel()
        self.warning = Banner("", "caution", "warning")
        self.reason = TextField(self.tr("What is it for?"))
        self.set_title(self.tr("Change signers"))
        self.set_verb(self.tr("Ask for approval"))
        for widget in (self._party, self._outdated, self._signer_field, self.form, self.change, self.warning):
            self.add(widget)
        words = self.tr("Stands before those who must agree. May be empty.")
        self.add_field("reason", FormField(self.tr("Reason"), self.reason, words))
        self.add(self.fault)
        self.warning.hide()
        self.form.changed.connect(self._explain)
        self.signer.currentIndexChanged.connect(lambda _index: self._explain())

    def draw(self, view: View) -> None:
        """Draw the group, and what became of what was asked for."""
        before, self._view = self._view, view
        group = view.group
        if view.identity is not None and view.identities is not before.identities:
            show_party(self._party, view.identities, view.identity.id)
        if group is not None:
            self._offer(view, before)
            if self._begun is None:
                self._begin(view, group)
            self._show_outdated(group)
        self._offer_signers(view)
        self.show_asked(view.asked)
        self.allow_verb()

    def submit(self) -> None:
        """Ask for the charter that is entered."""
        view, group = self._view, self._begun
        actor = self._actor()
        if view.identity is None or group is None or actor is None or not self.may_submit():
            return
        self.clear_problems()
        try:
            charter = self.form.charter()
        except Refused as refused:
            self.show_problem(refused.problem)
            return
        if charter == group.charter:
            self.show_problem(Problem(Code.CHARTER_UNCHANGED))
            return
        reason = self.checked("reason", lambda: parse_memo(self.reason.text(), at="reason"))
        if reason is not None:
            self.ask(view.identity.id, ChangeSigners(charter, group.version, reason), actor)

    def tab_order(self) -> list[QWidget]:
        """Go through the form from top to bottom, whenever its lines were added."""
        return self.form.ordered(super().tab_order())

    def may_submit(self) -> bool:
        """Tell whether there is somebody who may ask, and the charter is still the one that this began with."""
        group = self._view.group
        return self._actor() is not None and group is not None and self._begun is not None and not self._is_old(group)

    def show_problem(self, problem: Problem) -> None:
        """Say a problem where it can be mended."""
        if self.form.say(problem, sentence(problem, self.bench.numbers)):
            self.reveal_focus()
        else:
            super().show_problem(problem)

    def clear_problems(self) -> None:
        """Take all sentences away."""
        super().clear_problems()
        self.form.clear_problems()

    def _offer(self, view: View, before: View) -> None:
        if view.tokens is not before.tokens:
            self.form.offer_tokens(view.tokens)
        base = self._begun or view.group
        if base is not None and (view.identities is not before.identities or view.held != before.held):
            bound = frozenset((*base.charter.signers, *base.charter.admins))
            self.form.members.offer(view.identities, view.held, bound)

    def _begin(self, view: View, group: Group) -> None:
        """Fill the form, from the charter in force or from what is wanted."""
        self._begun = group
        self.form.members.set_words(
            self.tr("Whoever becomes a signer or an admin joins when it signs, here or on its own desktop.")
        )
        self.form.show_type(group.founding.type)
        self.form.fill(view.wanted or group.charter)

    def _begin_anew(self) -> None:
        self._begun = None
        self.clear_problems()
        self.draw(self._view)

    def _is_old(self, group: Group) -> bool:
        return self._begun is not None and group.version != self._begun.version

    def _show_outdated(self, group: Group) -> None:
        words = self.tr("The signers were changed since you began. Begin anew from what is in force now.")
        self._outdated.set_banner(words, "caution", "warning")
        self._outdated.setVisible(self._is_old(group))

    def _offer_signers(self, view: View) -> None:
        options = [(did, called(view.identities, did)) for did in view.asking]
        if [key for key, _ in options] != [self.signer.itemData(at) for at in range(self.signer.count())]:
            self.signer.set_options(options)
        self._signer_field.setVisible(len(options) > 1)

    def _actor(self) -> IdentityId | None:
        return IdentityId(self.signer.current()) if self.signer.current() else None

    def _explain(self) -> None:
        """Say what would be different, who must agree, and what may be regretted."""
        view, group, actor = self._view, self._begun, self._actor()
        if group is None:
            return
        try:
            charter = self.form.charter()
        except Refused:
            self.change.show_nothing(self.tr("What changes is said here once the form is complete."))
            self.warning.hide()
            return
        before, terms = group.charter, CharterTerms(view.identities, view.tokens, self.bench.numbers)
        differences = charter_differences(before, charter, terms)
        if not differences or actor is None:
            self.change.show_nothing(self.tr("Nothing yet."))
            self.warning.hide()
            return
        self.change.show_differences(differences, signers_agreement(before, charter, actor, terms))
        warnings = signers_warnings(before, charter, view.held, terms)
        counts = before.initiator_counts
        if not can_agree(before.signers, (actor,), before.strictest, initiator_counts=counts):
            warnings.insert(0, sentence(Problem(Code.APPROVERS_TOO_FEW), self.bench.numbers))
        self.warning.setVisible(bool(warnings))
        if warnings:
            self.warning.set_banner(" ".join(warnings), "caution", "warning")
