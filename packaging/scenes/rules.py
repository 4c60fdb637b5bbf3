"""Limits, permissions, their forms, *What if?* and *Why?*, in the whole window and in all of their states."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from immutables import Map
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import ONE, QTK, shown, window

from qwallet_desktop.domain.consent import ConsentPolicy, External
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import LimitBook, LimitScope
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.what_if import Supposition
from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state.consent import Consent, PolicyDraft
from qwallet_desktop.state.explanations import Decisions, Explanations
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.limits import LimitsDraft, LimitsKnown, TokenDraft
from qwallet_desktop.state.navigation import Navigation, Tab
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Stale
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import LimitsSheet, PolicySheet, Sheet, WhySheet
from qwallet_desktop.state.what_if import Replay
from qwallet_desktop.ui.dialogs.rules_sheet import RulesSheet
from qwallet_desktop.ui.main_window import MainWindow
from qwallet_desktop.ui.screens.permissions import WHY, PermissionsScreen
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.states import StatePanel
from tests.ui.builders import NOW, did
from tests.ui.builders import QTK as QTK_ID
from tests.ui.rules import (
    ACME,
    BOOK,
    EURQ,
    GHOST,
    KIM,
    MADE,
    MARA,
    NONE_USE,
    PLAIN_POLICY,
    REFUSED,
    SAVINGS,
    TOKENS,
    WHAT_IF,
    rules,
    transfer_id,
)

AWAY = Problem(Code.NODE_UNREACHABLE)
BROKEN = Problem(Code.INTERNAL)
DRAFT = LimitsDraft(
    2,
    (TokenDraft(QTK_ID, "2,000.00", "5,000.00", "250.00", ""), TokenDraft(EURQ, "", "20,000.00")),
    "10",
    (),
    (did(88),),
    "The fair is in May",
)
WRONG = replace(DRAFT, tokens=(TokenDraft(QTK_ID, "9,000.00", "5,000.00", "-4", "a lot"),), per_hour="2", reason="")
POLICY_DRAFT = PolicyDraft(
    2,
    ConsentPolicy(cross_identity=False, counterparties=(did(2),), external=External.ALLOW),
    ("08:00\u201312:00", "08:00\u201318:00", "08:00\u201318:00", "08:00\u201318:00", "8 till late", "", ""),
    "",
)


def at(made: State, tab: Tab, sheet: Sheet | None = None) -> State:
    """Return the state with a tab, and perhaps a sheet, on screen."""
    theme = current_theme()
    preferences = Preferences(theme=Theme(theme.name), font_points=round(theme.font_scale * 10), reduced_motion=True)
    return replace(made, navigation=Navigation(tab=tab, sheet=sheet), preferences=preferences)


def _skeleton(content: MainWindow) -> None:
    for panel in content.findChildren(StatePanel):
        panel.show_loading(at_once=True)


def _why(content: MainWindow) -> None:
    for screen in content.findChildren(PermissionsScreen):
        screen.side.set_chosen(WHY)
        screen.side.chosen.emit(WHY)


def _why_loading(content: MainWindow) -> None:
    _why(content)
    _skeleton(content)


def _limits(made: State, then: Callable[[MainWindow], object] | None = None) -> QWidget:
    return window(at(made, Tab.LIMITS), then)


def _permissions(made: State, then: Callable[[MainWindow], object] | None = None) -> QWidget:
    return window(at(made, Tab.PERMISSIONS), then)


@scene("limits")
def limits() -> QWidget:
    """Own limits beside those of the family, with a held part and a full bar."""
    return _limits(rules())


@scene("limits-small", 960, 600)
def limits_small() -> QWidget:
    """The same in a small window."""
    return _limits(rules())


@scene("limits-hidden", 960, 600)
def limits_hidden() -> QWidget:
    """Amounts are hidden."""
    made = at(rules(), Tab.LIMITS)
    return window(replace(made, preferences=replace(made.preferences, hide_amounts=True)))


@scene("limits-loading", 960, 600)
def limits_loading() -> QWidget:
    """Asked for, no answer yet."""
    return _limits(rules().having({"limits": LimitsKnown(books=Map({did(1): Loading()}))}), _skeleton)


@scene("limits-none", 960, 600)
def limits_none() -> QWidget:
    """The factory default: nothing is limited."""
    made = rules(MARA).having({"limits": LimitsKnown(books=Map({did(1): Loaded(LimitBook(NONE_USE), NOW)}))})
    return _limits(made)


@scene("limits-guarded", 960, 600)
def limits_guarded() -> QWidget:
    """A guarded identity without any limit can't pay."""
    of = replace(NONE_USE, version=replace(NONE_USE.version, identity_id=did(6)))
    made = rules(KIM, MARA).having({"limits": LimitsKnown(books=Map({did(6): Loaded(LimitBook(of), NOW)}))})
    return _limits(made)


@scene("limits-anonymous", 960, 600)
def limits_anonymous() -> QWidget:
    """An anonymous identity's limits are fixed."""
    return _limits(rules(GHOST, MARA))


@scene("limits-stale", 960, 600)
def limits_stale() -> QWidget:
    """The node was lost; it comes back by itself."""
    return _limits(rules().having({"health": Health(Down(NOW - timedelta(minutes=3), AWAY))}))


@scene("limits-stale-retry", 960, 600)
def limits_stale_retry() -> QWidget:
    """The last reading failed and nothing tries again by itself."""
    known = Map({did(1): Stale(BOOK, NOW - timedelta(minutes=9), BROKEN)})
    return _limits(rules().having({"limits": LimitsKnown(books=known)}))


@scene("limits-failed", 960, 600)
def limits_failed() -> QWidget:
    """No reading ever came."""
    return _limits(rules().having({"limits": LimitsKnown(books=Map({did(1): Failed(BROKEN)}))}))


def _limits_form(draft: LimitsDraft | None, replay: Replay | None, scope: LimitScope = LimitScope.IDENTITY) -> QWidget:
    made = rules()
    drafts: Map[tuple[IdentityId, LimitScope], LimitsDraft] = Map()
    drafts = drafts if draft is None else drafts.set((did(1), scope), draft)
    held = replace(made.limits, drafts=drafts)
    replays = Map() if replay is None else Map({did(1): replay})
    made = made.having({"limits": held, "what_if": replays})
    return window(at(made, Tab.LIMITS, LimitsSheet(did(1), scope)), _to_the_end if replay is not None else None)


def _to_the_end(content: MainWindow) -> None:
    for sheet in content.findChildren(RulesSheet):
        bar = sheet.scroll_bar()
        bar.setValue(bar.maximum())


@scene("limits-form")
def limits_form() -> QWidget:
    """The form as it opens."""
    return _limits_form(None, None)


@scene("limits-form-small", 960, 600)
def limits_form_small() -> QWidget:
    """The same in a small window."""
    return _limits_form(None, None)


@scene("limits-form-changed")
def limits_form_changed() -> QWidget:
    """What is typed, what it changes, and what it would have done."""
    return _limits_form(DRAFT, Replay(Supposition(), Loaded(WHAT_IF, NOW)))


@scene("limits-form-wrong", 1240, 800)
def limits_form_wrong() -> QWidget:
    """Everything is wrong."""
    return _limits_form(WRONG, None)


@scene("limits-form-asking", 960, 600)
def limits_form_asking() -> QWidget:
    """The node is replaying."""
    return _limits_form(DRAFT, Replay(Supposition()))


@scene("limits-form-no-answer", 960, 600)
def limits_form_no_answer() -> QWidget:
    """The node could not be asked."""
    return _limits_form(DRAFT, Replay(Supposition(), Failed(BROKEN)))


@scene("permissions")
def permissions() -> QWidget:
    """A strict policy in words, and how it came to be."""
    return _permissions(rules())


@scene("permissions-small", 960, 600)
def permissions_small() -> QWidget:
    """The factory default in a small window."""
    return _permissions(rules().having({"consent": Consent(policies=Map({did(1): Loaded(PLAIN_POLICY, NOW)}))}))


@scene("permissions-loading", 960, 600)
def permissions_loading() -> QWidget:
    """Asked for, no answer yet."""
    return _permissions(rules().having({"consent": Consent()}), _skeleton)


@scene("permissions-anonymous", 960, 600)
def permissions_anonymous() -> QWidget:
    """An anonymous identity's permissions are fixed."""
    return _permissions(rules(GHOST, MARA))


@scene("permissions-stale", 960, 600)
def permissions_stale() -> QWidget:
    """The node was lost."""
    return _permissions(rules().having({"health": Health(Down(NOW - timedelta(minutes=3), AWAY))}))


@scene("permissions-failed", 960, 600)
def permissions_failed() -> QWidget:
    """No reading ever came."""
    return _permissions(rules().having({"consent": Consent(policies=Map({did(1): Failed(BROKEN)}))}))


@scene("permissions-why")
def permissions_why() -> QWidget:
    """Past decisions."""
    return _permissions(rules(), _why)


@scene("permissions-why-small", 960, 600)
def permissions_why_small() -> QWidget:
    """Past decisions in a small window; older ones could not be read."""
    made = rules()
    held = replace(made.explanations.lists[did(1)], next="c", problem=BROKEN)
    return _permissions(made.having({"explanations": Explanations(lists=Map({did(1): held}))}), _why)


@scene("permissions-why-loading", 960, 600)
def permissions_why_loading() -> QWidget:
    """Asked for, no answer yet."""
    return _permissions(rules().having({"explanations": Explanations()}), _why_loading)


@scene("permissions-why-none", 960, 600)
def permissions_why_none() -> QWidget:
    """Nothing was decided yet."""
    held = Decisions(Loaded((), NOW))
    return _permissions(rules().having({"explanations": Explanations(lists=Map({did(1): held}))}), _why)


@scene("permissions-why-stale", 960, 600)
def permissions_why_stale() -> QWidget:
    """The last reading failed."""
    held = Decisions(Stale((MADE,), NOW, BROKEN))
    return _permissions(rules().having({"explanations": Explanations(lists=Map({did(1): held}))}), _why)


@scene("permissions-why-failed", 960, 600)
def permissions_why_failed() -> QWidget:
    """No reading ever came."""
    held = Decisions(Failed(BROKEN))
    return _permissions(rules().having({"explanations": Explanations(lists=Map({did(1): held}))}), _why)


def _policy_form(draft: PolicyDraft | None, replay: Replay | None = None) -> QWidget:
    made = rules(MARA, SAVINGS, ACME)
    held = replace(made.consent, drafts=Map() if draft is None else Map({did(1): draft}))
    replays = Map() if replay is None else Map({did(1): replay})
    made = made.having({"consent": held, "what_if": replays})
    then = _to_the_end if replay is not None else None
    return window(at(made, Tab.PERMISSIONS, PolicySheet(did(1))), then)


@scene("permissions-form")
def permissions_form() -> QWidget:
    """The form as it opens."""
    return _policy_form(None)


@scene("permissions-form-wrong", 960, 600)
def permissions_form_wrong() -> QWidget:
    """Hours that can't be read."""
    return _policy_form(POLICY_DRAFT)


@scene("permissions-form-changed")
def permissions_form_changed() -> QWidget:
    """What it changes, and what it would have done."""
    days = (*POLICY_DRAFT.days[:4], "08:00\u201318:00", "", "") if POLICY_DRAFT.days else None
    return _policy_form(replace(POLICY_DRAFT, days=days), Replay(Supposition(), Loaded(WHAT_IF, NOW)))


@scene("why")
def why() -> QWidget:
    """Why a payment was allowed."""
    return window(at(rules(), Tab.PERMISSIONS, WhySheet(MADE.transfer_id, MADE)))


@scene("why-refused", 960, 600)
def why_refused() -> QWidget:
    """Why one was refused."""
    return window(at(rules(), Tab.PERMISSIONS, WhySheet(None, REFUSED)))


@scene("why-loading", 960, 600)
def why_loading() -> QWidget:
    """The node is asked."""
    return window(at(rules(), Tab.ACTIVITY, WhySheet(transfer_id(3))), _skeleton)


@scene("why-failed", 960, 600)
def why_failed() -> QWidget:
    """The node did not say."""
    held = Explanations(transfers=Map({transfer_id(3): Failed(BROKEN)}))
    return window(at(rules().having({"explanations": held}), Tab.ACTIVITY, WhySheet(transfer_id(3))))


@scene("overview-limits")
def overview_limits() -> QWidget:
    """The Overview with limits in small."""
    made = shown([QTK, *TOKENS], ONE)
    return window(made.having({"limits": LimitsKnown(books=Map({did(1): Loaded(BOOK, NOW)}))}))
