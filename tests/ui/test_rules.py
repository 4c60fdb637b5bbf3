"""Limits and permissions: screens in every state, their forms with bad input, *What if?* and *Why?*."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.consent import ConsentPolicy, External
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import LimitBook, Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.what_if import Supposition
from qwallet_desktop.state.asks import UpdateLimits, UpdatePolicy
from qwallet_desktop.state.consent import LoadPolicy, WritePolicy
from qwallet_desktop.state.explanations import Decisions, Explanations, LoadDecisions, LoadOlderDecisions
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.limits import LimitsDraft, LimitsKnown, LoadLimits, TokenDraft, WriteLimits
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, Navigation, OpenSheet
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import LimitsSheet, PolicySheet, Sheet, WhySheet
from qwallet_desktop.state.what_if import AskWhatIf, ForgetWhatIf, Replay, RetryWhatIf
from qwallet_desktop.ui.dialogs import limits as limits_form
from qwallet_desktop.ui.dialogs import policy as policy_form
from qwallet_desktop.ui.dialogs import why
from qwallet_desktop.ui.dialogs.limits import LimitsDialog
from qwallet_desktop.ui.dialogs.policy import PolicyDialog
from qwallet_desktop.ui.dialogs.what_if_panel import WhatIfPanel, WhatIfView
from qwallet_desktop.ui.dialogs.why import WhyDialog
from qwallet_desktop.ui.limits_draft import read_draft
from qwallet_desktop.ui.screens import limits, permissions
from qwallet_desktop.ui.screens.limits import LimitsScreen
from qwallet_desktop.ui.screens.limits_strip import LimitsStrip, fullest
from qwallet_desktop.ui.screens.permissions import WHY, PermissionsScreen
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.limit_bar import LimitBar
from tests.ui.builders import NOW, QTK, REQUEST, bench, did
from tests.ui.rules import (
    ACME,
    BOOK,
    EURQ,
    GHOST,
    HOURS,
    KIM,
    MADE,
    MARA,
    NONE_USE,
    OPENED,
    OWN,
    PLAIN_POLICY,
    REFUSED,
    SAVINGS,
    STRICT,
    TOKENS,
    WHAT_IF,
    qtk,
    rules,
    transfer_id,
)

IDENTITY, FAMILY = LimitScope.IDENTITY, LimitScope.FAMILY
BROKEN = Problem(Code.INTERNAL)
AWAY = Problem(Code.NODE_UNREACHABLE)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1100, 800)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def actions() -> list[Action]:
    return []


def click(within: QWidget, text: str) -> None:
    buttons = within.findChildren(QAbstractButton)
    shown = [one for one in buttons if one.text().strip() == text and one.isVisible()]
    QTest.mouseClick(shown[0], Qt.MouseButton.LeftButton)


def having(made: State, book: Remote[LimitBook]) -> State:
    here = made.identities.active
    assert here is not None
    return made.having({"limits": LimitsKnown(books=Map({here: book}))})


# ------------------------------------------------------------------------------------ limits screen


@pytest.fixture
def screen(host: QWidget, actions: list[Action]) -> LimitsScreen:
    made = LimitsScreen(bench(actions.append), host)
    made.resize(1000, 760)
    made.show()
    return made


def test_bars_say_what_is_used_held_left_and_when_it_comes_back(screen: LimitsScreen) -> None:
    screen.draw(limits.select(rules()))
    held = "of which 100.00 QTK is held for approval"
    assert screen.own.words().splitlines() == [
        f"Any 24 hours · 650.00 QTK left · 350.00 QTK of 1,000.00 QTK used, {held} · 12.50 QTK comes back in 3 h",
        f"Any 30 days · 590.00 QTK left · 4,410.00 QTK of 5,000.00 QTK used, {held} · 12.50 QTK comes back in 2 d",
        "Payments in any hour · 6 left · 4 of 10 payments made · One more in 40 min",
    ]


def test_the_familys_limits_stand_beside_the_own_ones(screen: LimitsScreen) -> None:
    screen.draw(limits.select(rules()))
    assert screen.family.isVisibleTo(screen)
    assert screen.family.words().startswith("Any 24 hours · 0.00 QTK left · 3,000.00 QTK of 3,000.00 QTK used")


def test_hidden_amounts_stay_hidden_on_bars(screen: LimitsScreen) -> None:
    made = rules()
    hidden = replace(made.preferences, hide_amounts=True)
    screen.draw(limits.select(made.having({"preferences": hidden})))
    assert HIDDEN_AMOUNT in screen.own.words()
    assert "650.00" not in screen.own.words()


def test_the_history_says_what_each_version_changed(screen: LimitsScreen) -> None:
    screen.draw(limits.select(rules()))
    said = screen.history.words()
    assert "Version 2, in force" in said
    assert "Less while I travel" in said
    assert "QTK in any 24 hours: 1,000.00 QTK, until now 2,000.00 QTK" in said


@pytest.mark.parametrize(
    ("book", "state"),
    [
        (Loading(), "blank"),
        (Failed(BROKEN), "message"),
        (Stale(BOOK, NOW, AWAY), "stale"),
        (Loaded(BOOK, NOW), "content"),
    ],
    ids=["loading", "failed", "stale", "loaded"],
)
def test_every_state_of_the_limits_is_drawn(screen: LimitsScreen, book: Remote[LimitBook], state: str) -> None:
    screen.draw(limits.select(having(rules(), book)))
    assert screen.panel.state() == state


def test_limits_that_could_not_be_read_are_read_again(screen: LimitsScreen, actions: list[Action]) -> None:
    screen.draw(limits.select(having(rules(), Failed(BROKEN))))
    click(screen, "Retry")
    assert actions == [LoadLimits(did(1))]


def test_without_a_node_the_reason_is_said(screen: LimitsScreen) -> None:
    away = Health(Down(NOW, AWAY))
    screen.draw(limits.select(having(rules(), Loading()).having({"health": away})))
    assert screen.panel.state() == "message"
    screen.draw(limits.select(rules().having({"health": away})))
    assert screen.panel.state() == "stale"


def test_where_nothing_is_limited_the_first_limit_is_one_click_away(
    screen: LimitsScreen, actions: list[Action]
) -> None:
    screen.draw(limits.select(having(rules(MARA), Loaded(LimitBook(NONE_USE), NOW))))
    click(screen, "Set limits…")
    assert actions == [OpenSheet(LimitsSheet(did(1), IDENTITY))]


def test_who_may_not_change_limits_is_not_offered_it(screen: LimitsScreen) -> None:
    made = rules()
    screen.draw(limits.select(made.having({"lock": replace(made.lock, held=())})))
    assert not screen.own.change.isVisibleTo(screen)


def test_an_anonymous_identity_has_fixed_limits(screen: LimitsScreen) -> None:
    screen.draw(limits.select(rules(GHOST, MARA)))
    assert screen.panel.state() == "message"


@pytest.mark.parametrize(
    ("card", "sheet"), [("own", LimitsSheet(did(1), IDENTITY)), ("family", LimitsSheet(did(1), FAMILY))]
)
def test_change_opens_the_form_of_its_scope(
    screen: LimitsScreen, actions: list[Action], card: str, sheet: Sheet
) -> None:
    screen.draw(limits.select(rules()))
    QTest.mouseClick(getattr(screen, card).change, Qt.MouseButton.LeftButton)
    assert actions == [OpenSheet(sheet)]


def test_what_has_come_back_meanwhile_is_asked_for_once(screen: LimitsScreen, actions: list[Action]) -> None:
    passed = replace(BOOK.own, tokens=tuple(replace(one, frees_at=NOW) for one in BOOK.own.tokens))
    screen.draw(limits.select(having(rules(), Loaded(LimitBook(passed), NOW))))
    screen.touch()
    screen.touch()
    assert actions == [LoadLimits(did(1))]


# --------------------------------------------------------------------------------------- limits form


Opened = Callable[[State], Any]


def on_sheet(made: State, sheet: Sheet) -> State:
    return made.having({"navigation": Navigation(sheet=sheet)})


def of_limits(draft: LimitsDraft | None = None, *members: Any, scope: LimitScope = IDENTITY) -> State:
    made = rules(*members)
    did_ = made.identities.order[0]
    drafts: Map[tuple[IdentityId, LimitScope], LimitsDraft] = Map()
    drafts = drafts if draft is None else drafts.set((did_, scope), draft)
    return on_sheet(made.having({"limits": replace(made.limits, drafts=drafts)}), LimitsSheet(did_, scope))


@pytest.fixture
def form(host: QWidget, actions: list[Action]) -> LimitsDialog:
    made = LimitsDialog(bench(actions.append), host)
    made.open_sheet()
    return made


def written(actions: list[Action]) -> LimitsDraft:
    """Return what was typed last."""
    drafts = [one.draft for one in actions if isinstance(one, WriteLimits)]
    assert drafts[-1] is not None
    return drafts[-1]


DRAFT = LimitsDraft(2, (TokenDraft(QTK, "1,000.00", "5,000.00", "250.00", "100.00"),), "10", (), (did(88),), "")


def test_the_form_shows_the_limits_in_force(form: LimitsDialog) -> None:
    form.draw(limits_form.select(of_limits()))
    daily = form._forms[QTK]
    assert [field.text() for field in daily.amounts.values()] == ["1,000.00", "5,000.00", "250.00", "100.00"]
    assert form.per_hour.text() == "10"
    assert not form.focusable().isEnabled()


def test_what_is_typed_goes_into_the_state(form: LimitsDialog, actions: list[Action]) -> None:
    form.draw(limits_form.select(of_limits()))
    form.per_hour.setFocus()
    QTest.keyClicks(form.per_hour, "0")
    assert written(actions) == replace(DRAFT, per_hour="100")


@pytest.mark.parametrize(
    ("draft", "at", "said"),
    [
        (replace(DRAFT, tokens=(TokenDraft(QTK, "-4"),)), "limits.tokens[0].daily", "negative"),
        (replace(DRAFT, tokens=(TokenDraft(QTK, "0"),)), "limits.tokens[0].daily", "zero"),
        (replace(DRAFT, tokens=(TokenDraft(QTK, "a lot"),)), "limits.tokens[0].daily", "not an amount"),
        (
            replace(DRAFT, tokens=(TokenDraft(QTK, "9,000.00", "5,000.00"),)),
            "limits.tokens[0].daily",
            "nor a day a higher one",
        ),
        (replace(DRAFT, tokens=(TokenDraft(QTK, "300.00"),)), "limits.tokens[0].daily", "350.00 is used already"),
        (replace(DRAFT, per_hour="3"), "limits.maxTransactionsPerHour", "4 is used already"),
        (replace(DRAFT, per_hour="1.5"), "limits.maxTransactionsPerHour", "whole number"),
    ],
    ids=["negative", "zero", "no amount", "daily above monthly", "below use", "count below use", "no count"],
)
def test_bad_limits_are_said_at_their_field_and_can_not_be_asked_for(
    form: LimitsDialog, draft: LimitsDraft, at: str, said: str
) -> None:
    form.draw(limits_form.select(of_limits(draft)))
    assert said in form._fields[at].error()
    assert not form.focusable().isEnabled()


def test_a_wider_limit_says_so_and_is_asked_for(form: LimitsDialog, actions: list[Action]) -> None:
    draft = replace(DRAFT, tokens=(TokenDraft(QTK, "2,000.00", "5,000.00", "250.00", "0"),), reason="The fair")
    form.draw(limits_form.select(of_limits(draft)))
    assert "QTK in any 24 hours: 2,000.00 QTK, until now 1,000.00 QTK" in form.change.words()
    assert "In force at once, signed by Mara Lindqvist." in form.change.words()
    QTest.mouseClick(form.focusable(), Qt.MouseButton.LeftButton)
    limits_ = replace(OWN, tokens=(TokenLimits(QTK, qtk(200_000), qtk(500_000), qtk(25_000), qtk(0)),))
    assert AskOnSheet(REQUEST, did(1), UpdateLimits(IDENTITY, limits_, 2, "The fair"), NOW) in actions


def test_what_is_written_is_replayed_once(form: LimitsDialog, actions: list[Action]) -> None:
    state = of_limits(replace(DRAFT, per_hour="9"))
    form.draw(limits_form.select(state))
    form.draw(limits_form.select(state.having({"tokens": state.tokens})))
    asked = [one for one in actions if isinstance(one, AskWhatIf)]
    assert asked == [AskWhatIf(did(1), Supposition(limits=replace(OWN, max_transactions_per_hour=9)))]


def test_closing_keeps_what_was_typed_and_stops_asking(form: LimitsDialog, actions: list[Action]) -> None:
    form.draw(limits_form.select(of_limits(replace(DRAFT, per_hour="9"))))
    actions.clear()
    form.dismiss()
    assert actions == [ForgetWhatIf(did(1)), CloseSheet()]


def test_discarding_forgets_what_was_typed(form: LimitsDialog, actions: list[Action]) -> None:
    form.draw(limits_form.select(of_limits(replace(DRAFT, per_hour="9"))))
    QTest.mouseClick(form.drop, Qt.MouseButton.LeftButton)
    assert WriteLimits(did(1), IDENTITY, None) in actions


def test_limits_that_others_changed_meanwhile_are_begun_anew(form: LimitsDialog, actions: list[Action]) -> None:
    form.draw(limits_form.select(of_limits(replace(DRAFT, base=1))))
    assert form._changed.isVisibleTo(form)
    QTest.mouseClick(form.begin_anew, Qt.MouseButton.LeftButton)
    assert actions[-1] == WriteLimits(did(1), IDENTITY, None)


def test_another_token_is_added_and_taken_out(form: LimitsDialog, actions: list[Action]) -> None:
    form.draw(limits_form.select(of_limits()))
    form.more.chosen.emit(EURQ)
    assert written(actions).tokens == (*DRAFT.tokens, TokenDraft(EURQ))
    form.draw(limits_form.select(of_limits(written(actions))))
    QTest.mouseClick(form._forms[EURQ].drop, Qt.MouseButton.LeftButton)
    assert written(actions).tokens == DRAFT.tokens


def test_who_is_never_paid_is_added_by_did_and_taken_out(form: LimitsDialog, actions: list[Action]) -> None:
    form.draw(limits_form.select(of_limits()))
    form.never.typed.set_text("nobody")
    QTest.mouseClick(form.never.put, Qt.MouseButton.LeftButton)
    assert form._fields["limits.restrictedAddresses"].error()
    form.never.typed.set_text(did(9))
    QTest.mouseClick(form.never.put, Qt.MouseButton.LeftButton)
    assert written(actions).restricted == (did(88), did(9))
    form.never.removed.emit(did(88))
    assert written(actions).restricted == ()


def test_tokens_that_may_be_paid_are_ticked(form: LimitsDialog, actions: list[Action]) -> None:
    form.draw(limits_form.select(of_limits()))
    box = form.allowed._boxes[QTK]
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    assert written(actions).allowed == (QTK,)


def test_more_for_a_sub_identity_is_asked_of_its_owner(form: LimitsDialog) -> None:
    made = rules(SAVINGS, MARA)
    held = made.lock.held
    wider = replace(DRAFT, per_hour="20")
    state = of_limits(wider, SAVINGS, MARA)
    form.draw(limits_form.select(state.having({"lock": replace(made.lock, held=held)})))
    assert "Mara Lindqvist, the owner, must sign before it comes into force." in form.change.words()
    assert form._verb.text().strip() == "Ask for approval"


def test_a_refusal_stays_at_its_field_until_something_is_edited(form: LimitsDialog, actions: list[Action]) -> None:
    view = limits_form.select(of_limits(replace(DRAFT, per_hour="9")))
    form.draw(view)
    form.show_problem(Problem(Code.LIMIT_BELOW_USE, {}, "limits.tokens[0].daily"))
    form.draw(replace(view, hidden=True))
    assert form._fields["limits.tokens[0].daily"].error()
    QTest.keyClicks(form.per_hour, "9")
    form.draw(view)
    assert not form._fields["limits.tokens[0].daily"].error()


# -------------------------------------------------------------------------------- permissions screen


@pytest.fixture
def page(host: QWidget, actions: list[Action]) -> PermissionsScreen:
    made = PermissionsScreen(bench(actions.append), host)
    made.resize(1000, 760)
    made.show()
    return made


def test_the_policy_is_read_out(page: PermissionsScreen) -> None:
    page.draw(permissions.select(rules()))
    said = page.policy.words()
    assert "May pay." in said
    assert "Pays and receives only QTK." in said
    assert "Payments to others than your own identities and groups need approval." in said
    assert any(each.startswith("Pays only at these times: Mon") for each in said)


def test_a_policy_that_nobody_changed_says_so(page: PermissionsScreen) -> None:
    made = rules()
    plain = replace(made.consent, policies=Map({did(1): Loaded(PLAIN_POLICY, NOW)}))
    page.draw(permissions.select(made.having({"consent": plain})))
    assert page.policy.words()[0] == "May pay."
    assert not page._past.isVisibleTo(page)


def test_the_history_of_a_policy_says_what_changed(page: PermissionsScreen) -> None:
    page.draw(permissions.select(rules()))
    said = page.history.words()
    assert "Only what the office needs" in said
    assert "Payments to others: Need approval, until now Refused" in said
    assert "Only these tokens: QTK" in said


@pytest.mark.parametrize(
    ("book", "state"),
    [(Loading(), "blank"), (Failed(BROKEN), "message"), (Stale(PLAIN_POLICY, NOW, BROKEN), "stale")],
    ids=["loading", "failed", "stale"],
)
def test_every_state_of_the_policy_is_drawn(page: PermissionsScreen, book: Any, state: str) -> None:
    made = rules()
    page.draw(permissions.select(made.having({"consent": replace(made.consent, policies=Map({did(1): book}))})))
    assert page.panel.state() == state


def test_a_policy_that_could_not_be_read_is_read_again(page: PermissionsScreen, actions: list[Action]) -> None:
    made = rules()
    failed = replace(made.consent, policies=Map({did(1): Failed(BROKEN)}))
    page.draw(permissions.select(made.having({"consent": failed})))
    click(page, "Retry")
    assert actions == [LoadPolicy(did(1))]


def test_an_anonymous_identity_has_fixed_permissions(page: PermissionsScreen) -> None:
    page.draw(permissions.select(rules(GHOST, MARA)))
    assert page.panel.state() == "message"
    assert not page.side.isVisibleTo(page)


def test_change_opens_the_form(page: PermissionsScreen, actions: list[Action]) -> None:
    page.draw(permissions.select(rules()))
    QTest.mouseClick(page.policy.change, Qt.MouseButton.LeftButton)
    assert actions == [OpenSheet(PolicySheet(did(1)))]


def deciding(page: PermissionsScreen, decisions: Decisions | None = None) -> None:
    made = rules()
    if decisions is not None:
        made = made.having({"explanations": Explanations(lists=Map({did(1): decisions}))})
    page.draw(permissions.select(made))
    page.side.set_chosen(WHY)
    page.side.chosen.emit(WHY)


def cells(page: PermissionsScreen, column: int) -> list[object]:
    model = page.decisions.table.model()
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def test_past_decisions_say_what_came_of_them(page: PermissionsScreen, actions: list[Action]) -> None:
    deciding(page)
    assert cells(page, 2) == ["Allowed", "Others asked", "Refused"]
    assert actions == [LoadDecisions(did(1))]


def test_decisions_are_chosen_by_what_came_of_them(page: PermissionsScreen) -> None:
    deciding(page)
    page.decisions.choice.set_chosen("REFUSED")
    page.decisions.choice.chosen.emit("REFUSED")
    assert cells(page, 2) == ["Refused"]


def test_a_decision_opens_why(page: PermissionsScreen, actions: list[Action]) -> None:
    deciding(page)
    page.decisions.table.opened.emit(1)
    assert actions[-1] == OpenSheet(WhySheet(None, OPENED))


def test_older_decisions_are_asked_for(page: PermissionsScreen, actions: list[Action]) -> None:
    deciding(page, Decisions(Loaded((MADE,), NOW), next="c"))
    click(page, "Show older")
    assert actions[-1] == LoadOlderDecisions(did(1))


@pytest.mark.parametrize(
    ("newest", "state"),
    [
        (Loading(), "blank"),
        (Failed(BROKEN), "message"),
        (Loaded((), NOW), "message"),
        (Stale((MADE,), NOW, BROKEN), "stale"),
    ],
    ids=["loading", "failed", "none", "stale"],
)
def test_every_state_of_the_decisions_is_drawn(page: PermissionsScreen, newest: Any, state: str) -> None:
    deciding(page, Decisions(newest))
    assert page.decisions.panel.state() in {state, "loading" if state == "blank" else state}


def test_decisions_that_could_not_be_read_are_read_again(page: PermissionsScreen, actions: list[Action]) -> None:
    deciding(page, Decisions(Failed(BROKEN)))
    actions.clear()
    click(page, "Retry")
    assert actions == [LoadDecisions(did(1))]


# ---------------------------------------------------------------------------------- permissions form


@pytest.fixture
def policy(host: QWidget, actions: list[Action]) -> PolicyDialog:
    made = PolicyDialog(bench(actions.append), host)
    made.open_sheet()
    return made


def of_policy(*members: Any, book: Any = None) -> State:
    made = rules(*members)
    did_ = made.identities.order[0]
    if book is not None:
        made = made.having({"consent": replace(made.consent, policies=Map({did_: Loaded(book, NOW)}))})
    return on_sheet(made, PolicySheet(did_))


def redrawn(policy: PolicyDialog, state: State, actions: list[Action]) -> ConsentPolicy:
    """Take what was written last into the state, and draw that; return the policy that would be asked for."""
    last = next(one for one in reversed(actions) if isinstance(one, WritePolicy))
    held = state.consent
    drafts = held.drafts if last.draft is None else held.drafts.set(last.identity_id, last.draft)
    policy.draw(policy_form.select(state.having({"consent": replace(held, drafts=drafts)})))
    assert last.draft is not None
    return last.draft.policy


def test_the_form_shows_the_policy_in_force(policy: PolicyDialog) -> None:
    policy.draw(policy_form.select(of_policy()))
    assert policy.external.current() == External.APPROVAL
    assert policy.tokens.chosen() == (QTK,)
    assert policy.week.days() is not None
    assert not policy.focusable().isEnabled()


def test_a_switch_turned_off_narrows_and_is_asked_for(policy: PolicyDialog, actions: list[Action]) -> None:
    state = of_policy(book=PLAIN_POLICY)
    policy.draw(policy_form.select(state))
    QTest.mouseClick(next(iter(policy.switches.values())), Qt.MouseButton.LeftButton)
    redrawn(policy, state, actions)
    assert "Pay: not allowed any more" in policy.change.words()
    QTest.mouseClick(policy.focusable(), Qt.MouseButton.LeftButton)
    asked = [one for one in actions if isinstance(one, AskOnSheet)]
    assert asked == [AskOnSheet(REQUEST, did(1), UpdatePolicy(ConsentPolicy(can_send=False), 0, ""), NOW)]


def test_signing_that_nobody_could_turn_on_again_is_refused_with_the_way_out(
    policy: PolicyDialog, actions: list[Action]
) -> None:
    state = of_policy(book=PLAIN_POLICY)
    policy.draw(policy_form.select(state))
    switch = next(one for one in policy.switches.values() if one.text() == "Sign what others propose")
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    redrawn(policy, state, actions)
    assert "Freeze it instead" in policy._fields["policy.canSign"].error()
    assert not policy.focusable().isEnabled()


def test_hours_are_typed_by_the_users_clock(policy: PolicyDialog, actions: list[Action]) -> None:
    state = of_policy(book=PLAIN_POLICY)
    policy.draw(policy_form.select(state))
    QTest.mouseClick(policy.week.bounded, Qt.MouseButton.LeftButton)
    redrawn(policy, state, actions)
    assert "Pays only Mon\u2013Fri 08:00\u201318:00, until now at any time" in policy.change.words()
    policy.week.texts[0].setText("8-12")
    QTest.mouseClick(policy.week.copy, Qt.MouseButton.LeftButton)
    redrawn(policy, state, actions)
    assert "Mon\u2013Fri 08:00\u201312:00" in policy.change.words()


def test_hours_that_never_come_are_said_at_their_day(policy: PolicyDialog, actions: list[Action]) -> None:
    state = of_policy()
    policy.draw(policy_form.select(state))
    policy.week.texts[2].clear()
    QTest.keyClicks(policy.week.texts[2], "late")
    redrawn(policy, state, actions)
    assert policy.week.fields[2].error()
    assert not policy.week.fields[1].error()


def test_a_week_without_any_hours_is_refused(policy: PolicyDialog, actions: list[Action]) -> None:
    state = of_policy()
    policy.draw(policy_form.select(state))
    for text in policy.week.texts:
        text.clear()
    policy.week.edited.emit()
    redrawn(policy, state, actions)
    assert "turn Pay off instead" in policy._fields["policy.hours"].error()


def test_hours_that_nobody_touched_stay_as_they_are(policy: PolicyDialog, actions: list[Action]) -> None:
    state = of_policy()
    policy.draw(policy_form.select(state))
    policy.external.set_current(External.ALLOW)
    policy.external.chosen.emit(External.ALLOW)
    redrawn(policy, state, actions)
    QTest.mouseClick(policy.focusable(), Qt.MouseButton.LeftButton)
    asked = next(one.command for one in actions if isinstance(one, AskOnSheet))
    assert asked == UpdatePolicy(replace(STRICT, external=External.ALLOW), 2, "")
    assert asked.policy.hours == HOURS


def test_a_counterparty_is_added_and_taken_out(policy: PolicyDialog, actions: list[Action]) -> None:
    state = of_policy()
    policy.draw(policy_form.select(state))
    policy.people.typed.set_text("nobody")
    QTest.mouseClick(policy.people.put, Qt.MouseButton.LeftButton)
    assert policy._fields["policy.counterparties"].error()
    policy.people.pick.chosen.emit(did(5))
    assert redrawn(policy, state, actions).counterparties == (did(2), did(88), did(5))
    policy.people.removed.emit(did(2))
    assert redrawn(policy, state, actions).counterparties == (did(88), did(5))


def test_a_guarded_identitys_wider_policy_waits_for_its_guardian(policy: PolicyDialog, actions: list[Action]) -> None:
    tight = replace(PLAIN_POLICY, version=replace(PLAIN_POLICY.version, identity_id=did(6), policy=STRICT))
    state = of_policy(KIM, MARA, book=tight)
    policy.draw(policy_form.select(state))
    policy.external.set_current(External.ALLOW)
    policy.external.chosen.emit(External.ALLOW)
    redrawn(policy, state, actions)
    assert "Mara Lindqvist, the guardian, must sign before it comes into force." in policy.change.words()


def test_for_a_group_nobody_here_may_change_anything(policy: PolicyDialog, actions: list[Action]) -> None:
    state = of_policy(ACME, MARA, book=PLAIN_POLICY)
    state = state.having({"lock": replace(state.lock, held=())})
    policy.draw(policy_form.select(state))
    QTest.mouseClick(next(iter(policy.switches.values())), Qt.MouseButton.LeftButton)
    redrawn(policy, state, actions)
    assert "None of your identities here may change this." in policy.change.words()
    assert not policy.focusable().isEnabled()


# ------------------------------------------------------------------------------------------ what if


@pytest.fixture
def panel(host: QWidget, actions: list[Action]) -> WhatIfPanel:
    made = WhatIfPanel(bench(actions.append), parent=host)
    made.show()
    return made


def supposing(answer: Any) -> WhatIfView:
    made = rules()
    return WhatIfView(did(1), Replay(Supposition(), answer), made.identities, made.tokens.known)


def test_what_would_have_been_is_said_in_a_sentence(panel: WhatIfPanel) -> None:
    panel.draw(supposing(Loaded(WHAT_IF, NOW)))
    assert panel.words() == "Over the last 30 days: 1,204 payments; 31 would have waited, 4 refused."
    assert panel.cases.model().rowCount() == len(WHAT_IF.cases)


def test_where_nothing_differs_that_is_said(panel: WhatIfPanel) -> None:
    panel.draw(supposing(Loaded(replace(WHAT_IF, allowed=1_204, held=0, refused=0, rules=(), cases=()), NOW)))
    assert panel.words() == "Over the last 30 days: 1,204 payments; all would have gone as they did."
    assert not panel.cases.isVisibleTo(panel)


def test_without_payments_there_is_nothing_to_compare(panel: WhatIfPanel) -> None:
    panel.draw(supposing(Loaded(replace(WHAT_IF, payments=0, allowed=0, held=0, refused=0), NOW)))
    assert "no payments" in panel.words()


def test_an_answer_that_did_not_come_is_asked_for_again(panel: WhatIfPanel, actions: list[Action]) -> None:
    panel.draw(supposing(Failed(BROKEN)))
    QTest.mouseClick(panel.retry, Qt.MouseButton.LeftButton)
    assert actions == [RetryWhatIf(did(1))]


def test_while_the_node_replays_that_is_said(panel: WhatIfPanel) -> None:
    panel.draw(supposing(Loading()))
    assert panel.words() == "Replaying the payments of the last 30 days…"


# --------------------------------------------------------------------------------------------- why


@pytest.fixture
def sheet(host: QWidget, actions: list[Action]) -> WhyDialog:
    made = WhyDialog(bench(actions.append), host)
    made.open_sheet()
    return made


def test_why_names_the_rule_and_what_every_rule_said(sheet: WhyDialog) -> None:
    sheet.draw(why.select(on_sheet(rules(), WhySheet(None, MADE))))
    assert sheet.why.words() == "Allowed No rule stands against it, and no approval is needed."
    assert sheet.why.rules() == (
        "Allows: There is a limit for any 24 hours. 650.00 QTK left after it.",
        "Allows: There is a limit for any 24 hours. It is shared by the family. 1,125.00 QTK left after it.",
    )


def test_why_tells_of_what_was_refused(sheet: WhyDialog) -> None:
    sheet.draw(why.select(on_sheet(rules(), WhySheet(None, REFUSED))))
    assert sheet.why.words().startswith("Refused Only what is available can be paid.")
    assert sheet.why.rules()[1] == "Refuses: There is a limit for any 24 hours. 650.00 QTK was left."


def test_of_a_transfer_the_node_is_asked_why(sheet: WhyDialog, actions: list[Action]) -> None:
    state = on_sheet(rules(), WhySheet(transfer_id(1)))
    sheet.draw(why.select(state))
    assert sheet.panel.state() in {"blank", "loading"}
    told = Explanations(transfers=Map({transfer_id(1): Loaded(MADE, NOW)}))
    sheet.draw(why.select(state.having({"explanations": told})))
    assert sheet.panel.state() == "content"


def test_a_payment_from_before_there_were_rules_says_so(sheet: WhyDialog) -> None:
    old = replace(MADE, parts=(), recorded=False)
    sheet.draw(why.select(on_sheet(rules(), WhySheet(None, old))))
    assert sheet.why.rules() == ()


def test_why_that_could_not_be_read_is_asked_again_and_left(sheet: WhyDialog, actions: list[Action]) -> None:
    failed = Explanations(transfers=Map({transfer_id(1): Failed(BROKEN)}))
    state = on_sheet(rules(), WhySheet(transfer_id(1))).having({"explanations": failed})
    sheet.draw(why.select(state))
    click(sheet, "Retry")
    sheet.dismiss()
    assert [type(one).__name__ for one in actions] == ["LoadDecision", "CloseSheet"]


# ----------------------------------------------------------------------------------- bars in small


@pytest.mark.parametrize(
    ("spent", "held", "limit", "token"),
    [
        (0, 0, 100, "accent"),
        (50, 20, 100, "accent"),
        (70, 10, 100, "caution"),
        (90, 10, 100, "danger"),
        (5, 5, None, "accent"),
    ],
)
def test_a_bar_warns_near_its_end(qtbot: QtBot, spent: int, held: int, limit: int | None, token: str) -> None:
    bar = LimitBar()
    qtbot.addWidget(bar)
    bar.set_use(spent, held, limit, "used")
    assert bar.token() == token
    assert bar.permille()[0] <= bar.permille()[1] <= 1000
    assert bar.accessibleName() == "used"
    bar.resize(100, 10)
    assert not bar.grab().isNull()


def test_the_overview_shows_the_fullest_bars_first(qtbot: QtBot, actions: list[Action]) -> None:
    strip = LimitsStrip(bench(actions.append))
    qtbot.addWidget(strip)
    made = rules()
    strip.show_book(BOOK, made.tokens.known, made.identities, hidden=False)
    assert [bar.accessibleName().partition(":")[0] for bar in strip.bars] == [
        "QTK, any 24 hours, family",
        "QTK, any 30 days",
        "QTK, any 24 hours",
        "EURQ, any 30 days, family",
    ]
    strip.show_book(None, made.tokens.known, made.identities, hidden=False)
    assert not strip.bars


def test_what_is_not_limited_has_no_bar() -> None:
    assert fullest(LimitBook(NONE_USE)) == []
    unlimited = replace(BOOK.own, tokens=tuple(replace(one, limit=None) for one in BOOK.own.tokens))
    assert fullest(LimitBook(unlimited)) == []


def test_a_limit_that_was_taken_away_is_no_longer_in_the_draft(form: LimitsDialog) -> None:
    nothing = LimitsDraft(2)
    form.draw(limits_form.select(of_limits(nothing)))
    assert "QTK in any 24 hours: no limit any more, until now 1,000.00 QTK" in form.change.words()
    assert Limits() == read_draft(nothing, {one.id: one for one in TOKENS}, form.bench.numbers, None).limits
