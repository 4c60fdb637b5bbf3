"""The form for limits: amounts by token, payments by the hour, tokens and recipients, and what all that changes."""

from dataclasses import dataclass, field, replace
from typing import Final

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import LimitField, Limits, LimitScope, LimitUse, Window, differences
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.what_if import Supposition
from qwallet_desktop.state.asks import UpdateLimits
from qwallet_desktop.state.groups import acting_member, charter_of
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.limits import LimitsDraft, TokenDraft, WriteLimits
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import LimitsSheet
from qwallet_desktop.ui.amounts import symbol_of
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.change_panel import Change
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.rules_sheet import RulesSheet
from qwallet_desktop.ui.dialogs.token_limits import TokenLimitsForm
from qwallet_desktop.ui.dialogs.what_if_panel import WhatIfView
from qwallet_desktop.ui.limit_words import LimitWords, field_words
from qwallet_desktop.ui.limits_draft import PER_HOUR, Reading, draft_of, field_of, read_draft, use_of
from qwallet_desktop.ui.people import called, people
from qwallet_desktop.ui.widgets.entries import PeopleList, TickList
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select

_LIMIT_OF: Final = {Window.DAY: LimitField.DAILY, Window.MONTH: LimitField.MONTHLY}


@dataclass(frozen=True, slots=True)
class View:
    """What the form draws.

    Attributes:
        identity: Whose limits.
        scope: Its own, or those of its family.
        use: The limits in force and what is used of them; None until that is known.
        draft: What is typed; None where nothing was yet.
        tokens: The tokens that are known.
        charter: The charter of a group.
        actor: Who of those here would ask for the change.
        identities: Those held here.
        asked: What became of what was asked for.
        what_if: What the typed limits would have done.
        hidden: Whether amounts are shown as dots.
    """

    identity: Identity | None = None
    scope: LimitScope = LimitScope.IDENTITY
    use: LimitUse | None = None
    draft: LimitsDraft | None = None
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    charter: Charter | None = None
    actor: IdentityId | None = None
    identities: Identities = Identities()
    asked: Asked = Asked()
    what_if: WhatIfView = field(default_factory=WhatIfView)
    hidden: bool = False


def select(state: State) -> View:
    """Return what the form needs; without this sheet open, nothing."""
    sheet = state.navigation.sheet
    identity = state.identities.known.get(sheet.identity_id) if isinstance(sheet, LimitsSheet) else None
    if not isinstance(sheet, LimitsSheet) or identity is None:
        return View()
    did, held, hidden = identity.id, state.limits, state.preferences.hide_amounts
    return View(
        identity,
        sheet.scope,
        use_of(known(held.books.get(did)), sheet.scope),
        held.drafts.get((did, sheet.scope)),
        state.tokens.known,
        charter_of(state.groups, did),
        acting_member(state, did, Action.WRITE_LIMITS),
        state.identities,
        asked_on_sheet(state),
        WhatIfView(did, state.what_if.get(did), state.identities, state.tokens.known, hidden),
        hidden,
    )


class LimitsDialog(RulesSheet):
    """The form; what is typed stands in the state, so it is there again when the form is opened again."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent)
        self._view = View()
        self._forms: dict[TokenId, TokenLimitsForm] = {}
        holder = QWidget()
        self._tokens = column(holder, spacing=16)
        self.more = Select(self.tr("Limit another token"), (("", self.tr("Limit another token…")),))
        self.more.chosen.connect(self._add_token)
        self.per_hour = TextField(self.tr("No limit"))
        self.allowed = TickList(field_words(LimitField.ALLOWED_TOKENS))
        self.never = PeopleList(field_words(LimitField.RESTRICTED_ADDRESSES), self.tr("DID"))
        self.add_head()
        self.add(PlainText(self.tr("What is left empty is not limited."), "muted", wrap=True))
        self.add(holder)
        self.add(self.more)
        self.add(Rule())
        self._lay_out_rest()
        self.add_tail()

    def _lay_out_rest(self) -> None:
        count = self.tr("Counts payments in all tokens together.")
        self.add_field(PER_HOUR, FormField(field_words(LimitField.MAX_TRANSACTIONS_PER_HOUR), self.per_hour, count))
        all_of = self.tr("With none ticked, every token may be paid.")
        allowed = FormField(field_words(LimitField.ALLOWED_TOKENS), self.allowed, all_of)
        self.add_field("limits.allowedTokens", allowed)
        never = FormField(field_words(LimitField.RESTRICTED_ADDRESSES), self.never)
        self.add_field("limits.restrictedAddresses", never)
        self.per_hour.textEdited.connect(lambda _text: self.edited())
        self.allowed.changed.connect(self.edited)
        self.never.added.connect(self._add_never)
        self.never.removed.connect(self._remove_never)

    def draw(self, view: View) -> None:
        """Draw limits, what is typed, what that changes, and what became of what was asked for."""
        self._view = view
        identity = view.identity
        if identity is None:
            return
        family = view.scope is LimitScope.FAMILY
        self.set_title(self.tr("Limits of the family") if family else self.tr("Limits"))
        self.show_whose(view.identities, identity)
        draft = self._draft()
        if draft is not None:
            self._show_draft(draft)
            self._show_meaning(identity, draft)
        self.drop.setVisible(view.draft is not None)
        self.what_if.draw(view.what_if)
        self.show_asked(view.asked)

    def submit(self) -> None:
        """Check the form and ask for these limits."""
        self.clear_problems()
        identity, draft, actor = self._view.identity, self._draft(), self._view.actor
        reading = self._reading(draft) if draft is not None else None
        if identity is None or draft is None or actor is None or reading is None:
            return
        self.show_problems("limits.", reading.problems, hidden=self._view.hidden)
        reason = self.checked_reason()
        if reading.limits is None or reason is None:
            return
        command = UpdateLimits(self._view.scope, reading.limits, draft.base, reason)
        self.ask(identity.id, command, None if actor == identity.id else actor)

    def may_submit(self) -> bool:
        """Tell whether there is something to ask for that makes sense, and somebody to sign it."""
        draft = self._draft()
        if draft is None or self._view.actor is None:
            return False
        limits = self._reading(draft).limits
        return limits is not None and bool(self._changes(limits))

    def edited(self) -> None:
        """Take what was typed into the state."""
        draft = self._draft()
        if draft is None:
            return
        tokens = tuple(form.draft() for form in self._forms.values())
        typed = replace(draft, tokens=tokens, per_hour=self.per_hour.text(), reason=self.reason.text())
        self._write(replace(typed, allowed=tuple(TokenId(one) for one in self.allowed.chosen())))

    def discard(self) -> None:
        """Forget what was typed."""
        self._write(None)

    def _write(self, draft: LimitsDraft | None) -> None:
        self.forget_refusal()
        if self._view.identity is not None:
            self.bench.dispatch(WriteLimits(self._view.identity.id, self._view.scope, draft))

    def _draft(self) -> LimitsDraft | None:
        """Return what is typed, or the limits in force as they would be."""
        view = self._view
        if view.draft is not None or view.use is None:
            return view.draft
        return draft_of(view.use.version.limits, view.use.version.version, self.bench.numbers)

    def _reading(self, draft: LimitsDraft) -> Reading:
        return read_draft(draft, self._view.tokens, self.bench.numbers, self._view.use)

    def _show_draft(self, draft: LimitsDraft) -> None:
        view = self._view
        self._show_tokens(draft)
        self.per_hour.set_text(draft.per_hour)
        if self.reason.text() != draft.reason:
            self.reason.set_text(draft.reason)
        symbols = sorted((token.symbol, token.id) for token in view.tokens.values())
        self.allowed.set_options([(did, symbol) for symbol, did in symbols], draft.allowed)
        left = [(did, symbol) for symbol, did in symbols if did not in self._forms]
        self.more.set_options([("", self.tr("Limit another token…")), *left])
        self.more.setVisible(bool(left))
        offered = [(who.did, plain(who.name)) for who in people(view.identities)]
        self.never.set_people([(did, called(view.identities, did)) for did in draft.restricted], offered)

    def _show_tokens(self, draft: LimitsDraft) -> None:
        for gone in self._forms.keys() - {one.token_id for one in draft.tokens}:
            form = self._forms.pop(gone)
            self._tokens.removeWidget(form)
            form.hide()
            form.deleteLater()
        for place, one in enumerate(draft.tokens):
            form = self._forms.get(one.token_id) or self._new_form(one.token_id)
            form.set_draft(one)
            for limit, at in form.fields.items():
                self.know_field(field_of(place, limit), at)

    def _new_form(self, token_id: TokenId) -> TokenLimitsForm:
        form = self._forms[token_id] = TokenLimitsForm(token_id, symbol_of(self._view.tokens, token_id))
        form.edited.connect(self.edited)
        form.dropped.connect(self._drop_token)
        form.set_help(self._used(token_id))
        self._tokens.addWidget(form)
        return form

    def _used(self, token_id: TokenId) -> dict[LimitField, str]:
        """Say how much is used now of what a field limits."""
        words, use = self._words(), self._view.use
        said = {LimitField.APPROVAL_ABOVE: self.tr("A larger payment waits until somebody agrees.")}
        for one in () if use is None else use.tokens:
            if one.token_id == token_id and one.window in _LIMIT_OF:
                used = self.tr("{amount} used now").format(amount=words.amount(one.spent + one.held))
                said[_LIMIT_OF[one.window]] = used
        return said

    def _words(self) -> LimitWords:
        view = self._view
        return LimitWords(view.tokens, view.identities, self.bench.numbers, hidden=view.hidden)

    def _show_meaning(self, identity: Identity, draft: LimitsDraft) -> None:
        view, reading = self._view, self._reading(draft)
        self.show_problems("limits.", reading.problems, hidden=self._view.hidden)
        self.show_outdated(outdated=view.use is not None and draft.base != view.use.version.version)
        changes = self._changes(reading.limits) if reading.limits is not None else ()
        verb = self.tr("Set limits")
        self.show_change(changes, identity, view.charter, view.actor, view.identities, verb=verb)
        supposed = Supposition(limits=reading.limits, scope=view.scope) if changes else None
        self.suppose(identity.id, supposed)
        self.allow_verb()

    def _changes(self, limits: Limits) -> tuple[Change, ...]:
        view = self._view
        if view.use is None or view.identity is None:
            return ()
        guarded = view.identity.type is IdentityType.CONSENTIDA and view.scope is LimitScope.IDENTITY
        found, words = differences(view.use.version.limits, limits, guarded=guarded), self._words()
        return tuple(Change(words.difference(one), one.widens, one.narrows) for one in found)

    def _add_token(self, token_id: str) -> None:
        draft = self._draft()
        if draft is not None and token_id:
            self._write(replace(draft, tokens=(*draft.tokens, TokenDraft(TokenId(token_id)))))

    def _drop_token(self, token_id: str) -> None:
        draft = self._draft()
        if draft is not None:
            self._write(replace(draft, tokens=tuple(one for one in draft.tokens if one.token_id != token_id)))

    def _add_never(self, text: str) -> None:
        did = self.checked("limits.restrictedAddresses", lambda: parse_did(text))
        draft = self._draft()
        if did is None or draft is None:
            return
        self.never.forget_typed()
        if did not in draft.restricted:
            self._write(replace(draft, restricted=(*draft.restricted, did)))

    def _remove_never(self, did: str) -> None:
        draft = self._draft()
        if draft is not None:
            self._write(replace(draft, restricted=tuple(one for one in draft.restricted if one != did)))
