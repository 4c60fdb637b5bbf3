"""What the forms for limits and permissions share: what changes, who must agree, *What if?*, the reason, the verb."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.transfers import parse_memo
from qwallet_desktop.domain.what_if import Supposition
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.what_if import AskWhatIf, ForgetWhatIf
from qwallet_desktop.ui.agreement_words import agreement_words, needs_others
from qwallet_desktop.ui.amounts import discreet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.change_panel import Change, ChangePanel
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.dialogs.what_if_panel import WhatIfPanel
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.wording import sentence

WIDTH: Final = 720


class RulesSheet(OperationSheet):
    """A form for rules; what is typed survives closing, until it is discarded or in force.

    Args:
        bench: The screens' tools.
        parent: What the sheet lies over.
    """

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=WIDTH)
        self._supposed: Supposition | None = None
        self._refused: Problem | None = None
        self._asks_of: IdentityId | None = None
        self._party = Party("", size=32, show_id=False)
        self._changed = Banner("", "caution", "warning")
        self.begin_anew = GhostButton(self.tr("Begin anew"), self.discard)
        self._changed.add_action(self.begin_anew)
        self._changed.hide()
        self.change = ChangePanel()
        self.what_if = WhatIfPanel(bench)
        self.reason = TextField(self.tr("What is it for?"))
        self.reason.textEdited.connect(lambda _text: self.edited())
        self.drop = GhostButton(self.tr("Discard changes"), self.discard)
        self.summary = PlainText("", "caption")
        self.add_foot(self.summary)
        self.add_foot(self.drop)

    def add_head(self) -> None:
        """Put whose rules they are on top."""
        self.add(self._party)
        self.add(self._changed)

    def add_tail(self) -> None:
        """Put what all forms for rules end with under what is there."""
        self.add(self.change)
        self.add(self.what_if)
        words = self.tr("Stands in the history, and before those who must agree. May be empty.")
        self.add_field("reason", FormField(self.tr("Reason"), self.reason, words))
        self.add(self.fault)

    def edited(self) -> None:
        """Take what was typed into the state; subclasses do that."""
        raise NotImplementedError

    def discard(self) -> None:
        """Forget what was typed; subclasses do that."""
        raise NotImplementedError

    def show_problem(self, problem: Problem) -> None:
        """Say a problem, and go on saying it until something is edited."""
        self._refused = problem
        super().show_problem(problem)

    def show_problems(self, among: str, problems: Mapping[str, Problem], *, hidden: bool = False) -> None:
        """Say what is wrong under the fields whose names begin with `among`, what the node refused included."""
        refused = {} if self._refused is None else {self._refused.field: self._refused}
        wrong = len(problems)
        one, more = self.tr("One entry is wrong."), self.tr("{n} entries are wrong.").format(n=wrong)
        self.summary.set_text(("" if not wrong else one) if wrong <= 1 else more)
        for at, shown in self._fields.items():
            if at.startswith(among):
                problem = problems.get(at) or refused.get(at)
                shown.set_error(
                    "" if problem is None else sentence(discreet(problem, hidden=hidden), self.bench.numbers)
                )

    def forget_refusal(self) -> None:
        """Say no more what the node refused, for something else is asked now."""
        self._refused = None
        self.fault.hide()

    def checked_reason(self) -> str | None:
        """Return the reason, or say what is wrong with it and return None."""
        text = self.reason.text()
        return self.checked("reason", lambda: parse_memo(text))

    def show_whose(self, identities: Identities, identity: Identity) -> None:
        """Draw whose rules they are."""
        show_party(self._party, identities, identity.id)

    def show_outdated(self, *, outdated: bool) -> None:
        """Say that others changed the rules since the form was begun."""
        self._changed.set_banner(
            self.tr("These rules were changed since you began. Begin anew from what is in force now."),
            "caution",
            "warning",
        )
        self._changed.setVisible(outdated)

    def show_change(  # noqa: PLR0913 - what the words are made of
        self,
        changes: Sequence[Change],
        identity: Identity,
        charter: Charter | None,
        actor: IdentityId | None,
        identities: Identities,
        *,
        verb: str,
    ) -> None:
        """Say what changes, who must agree, and put the verb that fits on the button."""
        widens = any(change.widens for change in changes)
        self.change.set_changes(changes, agreement_words(identity, charter, actor, identities, widens=widens))
        waits = actor is not None and bool(changes) and needs_others(identity, charter, actor, widens=widens)
        self.set_verb(self.tr("Ask for approval") if waits else verb)

    def suppose(self, identity_id: IdentityId, supposition: Supposition | None) -> None:
        """Ask what these rules would have done; nothing is asked about those in force, or what makes no sense."""
        if self._asks_of is None:
            # What was answered while the form was open last may be days old.
            self._asks_of = identity_id
            self.bench.dispatch(ForgetWhatIf(identity_id))
        if supposition == self._supposed:
            return
        self._supposed = supposition
        if supposition is None:
            self.bench.dispatch(ForgetWhatIf(identity_id))
        else:
            self.bench.dispatch(AskWhatIf(identity_id, supposition))

    def leave(self) -> None:
        """Close; nobody wants to know any more what would have been."""
        if self._asks_of is not None:
            self.bench.dispatch(ForgetWhatIf(self._asks_of))
        super().leave()
