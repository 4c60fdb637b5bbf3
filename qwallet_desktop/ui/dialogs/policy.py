"""The form for permissions: switches and lists, what they change in words, and what they would have done."""

from dataclasses import dataclass, field, replace
from typing import Final

from immutables import Map
from PySide6.QtWidgets import QGridLayout, QWidget

from qwallet_desktop.domain.consent import ConsentPolicy, External, PolicyField, PolicyVersion, differences
from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.what_if import Supposition
from qwallet_desktop.state.asks import UpdatePolicy
from qwallet_desktop.state.consent import PolicyDraft, WritePolicy
from qwallet_desktop.state.groups import acting_member, charter_of
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import PolicySheet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.change_panel import Change
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.rules_sheet import RulesSheet
from qwallet_desktop.ui.dialogs.week_form import WeekForm
from qwallet_desktop.ui.dialogs.what_if_panel import WhatIfView
from qwallet_desktop.ui.people import called, people
from qwallet_desktop.ui.policy_draft import HOURS, Reading, day_field, draft_of, read_draft, switched, switches_of
from qwallet_desktop.ui.policy_words import PolicyWords, external_words, field_words, offset_of
from qwallet_desktop.ui.widgets.entries import PeopleList, TickList
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.toggles import Select, Switch

_COUNTERPARTIES: Final = f"policy.{PolicyField.COUNTERPARTIES}"


@dataclass(frozen=True, slots=True)
class View:
    """What the form draws.

    Attributes:
        identity: Whose policy.
        version: The policy in force; None until that is known.
        draft: What is written; None where nothing was yet.
        tokens: The tokens that are known.
        charter: The charter of a group.
        actor: Who of those here would ask for the change.
        identities: Those held here.
        asked: What became of what was asked for.
        what_if: What the written policy would have done.
    """

    identity: Identity | None = None
    version: PolicyVersion | None = None
    draft: PolicyDraft | None = None
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    charter: Charter | None = None
    actor: IdentityId | None = None
    identities: Identities = Identities()
    asked: Asked = Asked()
    what_if: WhatIfView = field(default_factory=WhatIfView)


def select(state: State) -> View:
    """Return what the form needs; without this sheet open, nothing."""
    sheet = state.navigation.sheet
    identity = state.identities.known.get(sheet.identity_id) if isinstance(sheet, PolicySheet) else None
    if identity is None:
        return View()
    did, hidden = identity.id, state.preferences.hide_amounts
    book = known(state.consent.policies.get(did))
    return View(
        identity,
        None if book is None else book.version,
        state.consent.drafts.get(did),
        state.tokens.known,
        charter_of(state.groups, did),
        acting_member(state, did, Action.WRITE_POLICY),
        state.identities,
        asked_on_sheet(state),
        WhatIfView(did, state.what_if.get(did), state.identities, state.tokens.known, hidden),
    )


class PolicyDialog(RulesSheet):
    """The form; what is written stands in the state, so it is there again when the form is opened again."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent)
        self._view = View()
        self._offset = offset_of(bench.now())
        self.set_title(self.tr("Permissions"))
        self.switches = {each: Switch(field_words(each)) for each in switches_of(ConsentPolicy())}
        self.external = Select(
            field_words(PolicyField.EXTERNAL), [(each.value, external_words(each)) for each in External]
        )
        self.tokens = TickList(field_words(PolicyField.TOKENS))
        self.people = PeopleList(field_words(PolicyField.COUNTERPARTIES), self.tr("DID"))
        self.week = WeekForm()
        self.add_head()
        self._lay_out()
        self.add_tail()
        for switch in self.switches.values():
            switch.clicked.connect(lambda _checked=False: self.edited())
        self.external.chosen.connect(lambda _key: self.edited())
        self.tokens.changed.connect(self.edited)
        self.week.edited.connect(self.edited)
        self.people.added.connect(self._add_person)
        self.people.removed.connect(self._remove_person)

    def _lay_out(self) -> None:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, switch in enumerate(self.switches.values()):
            grid.addWidget(switch, place // 2, place % 2)
        allowed = FormField(self.tr("This identity may"), holder)
        self.add_field("policy.canSign", allowed)
        others = self.tr("Others are all but your own identities, and members of a group that you share.")
        self.add_field("policy.external", FormField(field_words(PolicyField.EXTERNAL), self.external, others))
        every = self.tr("With none ticked, every token may be paid and received.")
        self.add_field("policy.tokens", FormField(field_words(PolicyField.TOKENS), self.tokens, every))
        anybody = self.tr("With nobody in this list, anybody may be paid and may pay.")
        self.add_field(_COUNTERPARTIES, FormField(field_words(PolicyField.COUNTERPARTIES), self.people, anybody))
        self.add_field(HOURS, FormField(field_words(PolicyField.HOURS), self.week))
        for place, each in enumerate(self.week.fields):
            self.know_field(day_field(place), each)

    def draw(self, view: View) -> None:
        """Draw the policy, what is written, what that changes, and what became of what was asked for."""
        self._view = view
        identity = view.identity
        if identity is None:
            return
        self.show_whose(view.identities, identity)
        draft = self._draft()
        if draft is not None:
            self._show_draft(draft)
            self._show_meaning(identity, draft)
        self.drop.setVisible(view.draft is not None)
        self.what_if.draw(view.what_if)
        self.show_asked(view.asked)

    def submit(self) -> None:
        """Check the form and ask for this policy."""
        self.clear_problems()
        identity, draft, actor = self._view.identity, self._draft(), self._view.actor
        if identity is None or draft is None or actor is None:
            return
        reading = self._reading(identity, draft)
        self.show_problems("policy.", reading.problems)
        reason = self.checked_reason()
        if reading.policy is None or reason is None:
            return
        command = UpdatePolicy(reading.policy, draft.base, reason)
        self.ask(identity.id, command, None if actor == identity.id else actor)

    def may_submit(self) -> bool:
        """Tell whether there is something to ask for that makes sense, and somebody to sign it."""
        identity, draft = self._view.identity, self._draft()
        if identity is None or draft is None or self._view.actor is None:
            return False
        return bool(self._changes(self._reading(identity, draft)))

    def edited(self) -> None:
        """Take what was written into the state."""
        draft = self._draft()
        if draft is None:
            return
        on = {each: switch.isChecked() for each, switch in self.switches.items()}
        policy = replace(
            switched(draft.policy, on),
            external=External(self.external.current()),
            tokens=tuple(TokenId(one) for one in self.tokens.chosen()),
        )
        self._write(replace(draft, policy=policy, days=self.week.days(), reason=self.reason.text()))

    def discard(self) -> None:
        """Forget what was written."""
        self._write(None)

    def _write(self, draft: PolicyDraft | None) -> None:
        self.forget_refusal()
        if self._view.identity is not None:
            self.bench.dispatch(WritePolicy(self._view.identity.id, draft))

    def _draft(self) -> PolicyDraft | None:
        """Return what is written, or the policy in force as it would be."""
        version = self._view.version
        if self._view.draft is not None or version is None:
            return self._view.draft
        return draft_of(version.policy, version.version, self._offset)

    def _reading(self, identity: Identity, draft: PolicyDraft) -> Reading:
        version = self._view.version
        return read_draft(draft, identity, self._offset, None if version is None else version.policy)

    def _show_draft(self, draft: PolicyDraft) -> None:
        view, policy = self._view, draft.policy
        for each, on in switches_of(policy).items():
            self.switches[each].setChecked(on)
        self.external.set_current(policy.external.value)
        symbols = sorted((token.symbol, token.id) for token in view.tokens.values())
        self.tokens.set_options([(token_id, symbol) for symbol, token_id in symbols], policy.tokens)
        offered = [(who.did, plain(who.name)) for who in people(view.identities)]
        self.people.set_people([(did, called(view.identities, did)) for did in policy.counterparties], offered)
        self.week.set_days(draft.days)
        if self.reason.text() != draft.reason:
            self.reason.set_text(draft.reason)

    def _show_meaning(self, identity: Identity, draft: PolicyDraft) -> None:
        view, reading = self._view, self._reading(identity, draft)
        self.show_problems("policy.", reading.problems)
        self.show_outdated(outdated=view.version is not None and draft.base != view.version.version)
        changes, verb = self._changes(reading), self.tr("Set permissions")
        self.show_change(changes, identity, view.charter, view.actor, view.identities, verb=verb)
        self.suppose(identity.id, Supposition(policy=reading.policy) if changes else None)
        self.allow_verb()

    def _changes(self, reading: Reading) -> tuple[Change, ...]:
        view = self._view
        if view.version is None or reading.policy is None:
            return ()
        words = PolicyWords(view.tokens, view.identities, self._offset)
        found = differences(view.version.policy, reading.policy)
        return tuple(Change(words.difference(one), one.widens, one.narrows) for one in found)

    def _add_person(self, text: str) -> None:
        did, draft = self.checked(_COUNTERPARTIES, lambda: parse_did(text)), self._draft()
        if did is None or draft is None:
            return
        self.people.forget_typed()
        there = draft.policy.counterparties
        if did not in there:
            self._write(replace(draft, policy=replace(draft.policy, counterparties=(*there, did))))

    def _remove_person(self, did: str) -> None:
        draft = self._draft()
        if draft is not None:
            left = tuple(one for one in draft.policy.counterparties if one != did)
            self._write(replace(draft, policy=replace(draft.policy, counterparties=left)))
