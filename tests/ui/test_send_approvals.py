"""The Send screen where rules speak: who must agree, what limits leave, and from when a payment would fit."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.decisions import Approval, Decision, Outcome, Part, Rule, Scope
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import (
    CountUse,
    LimitBook,
    Limits,
    LimitScope,
    LimitsVersion,
    LimitUse,
    TokenUse,
    Window,
)
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.groups import ActFor
from qwallet_desktop.state.navigation import ShowItem
from qwallet_desktop.state.operation import Made, Operation, Refused
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.transfers import Drafting, NewPayment, PreviewTransfer, Submitted, SubmitTransfer
from qwallet_desktop.ui.dialogs.confirm_payment import ConfirmPaymentSheet
from qwallet_desktop.ui.screens.send import SendScreen, View
from qwallet_desktop.ui.screens.send_check import FormText
from qwallet_desktop.ui.screens.send_form import SendForm
from qwallet_desktop.ui.screens.send_preview import SendPreview
from qwallet_desktop.ui.screens.send_result import SendResult
from qwallet_desktop.ui.screens.send_signer import SignerField
from qwallet_desktop.ui.widgets.charts import MeterBar
from qwallet_desktop.ui.wording import sentence
from tests.helpers import items as told
from tests.ui.builders import NOW, QTK, REQUEST, bench, did, identities, identity
from tests.ui.payments import ME, OURS
from tests.ui.screens import Standing, put_up
from tests.ui.test_send import DRAFT, VIEW

ALLOW = Decision(Outcome.ALLOW, Rule.OWN_IDENTITIES, told.qtk(97_500))
ASKS = Decision(
    Outcome.NEEDS_APPROVAL,
    Rule.APPROVAL_ABOVE,
    told.qtk(97_500),
    approval=Approval((OURS,), 1),
    parts=(
        Part(Rule.LIMIT_DAILY, Scope.SENDER, Outcome.ALLOW, left=told.qtk(25_000)),
        Part(Rule.APPROVAL_ABOVE, Scope.SENDER, Outcome.NEEDS_APPROVAL),
    ),
    policy_version=3,
    limits_version=1,
)
TOO_MUCH = Problem(Code.LIMIT_EXCEEDED, {"reason": "DAY", "limit": "250.00", "left": "5.00", "symbol": "QTK"}, "amount")
LATER = NOW + timedelta(hours=23)
REFUSED = Decision(
    Outcome.DENY,
    Rule.LIMIT_DAILY,
    told.qtk(100_000),
    TOO_MUCH,
    parts=(Part(Rule.LIMIT_DAILY, Scope.SENDER, Outcome.DENY, TOO_MUCH, told.qtk(500), LATER),),
)
BOOK = LimitBook(
    LimitUse(
        LimitsVersion(ME, LimitScope.IDENTITY, 1, Limits(), NOW),
        (TokenUse(QTK, Window.DAY, told.qtk(100_000), told.qtk(0), told.qtk(0)),),
        CountUse(None, 0, 0),
        NOW,
    )
)
GROUP = IdentityId("did:qwallet:z" + "6" * 44)


@dataclass
class Desk(Standing[SendScreen]):
    """The screen in a window, with a payment filled in."""

    base: View = field(default_factory=lambda: VIEW)

    def decide(self, decision: Decision, **changes: object) -> None:
        view = replace(self.base, payment=Drafting(DRAFT, Loaded(decision, NOW), self.base.actor))
        self.screen.draw(replace(view, **changes))  # type: ignore[arg-type]  # names of the view's fields

    def said(self) -> str:
        return self.part(SendPreview).words()

    def last_look(self) -> ConfirmPaymentSheet:
        self.screen.confirm()
        found = self.screen.window().findChild(ConfirmPaymentSheet)
        assert isinstance(found, ConfirmPaymentSheet)
        return found


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    actions: list[Action] = []
    screen = SendScreen(bench(actions.append))
    screen.draw(VIEW)
    put_up(qtbot, screen)
    screen.fill(FormText(OURS, QTK, "25.00", "rent"))
    actions.clear()
    return Desk(screen, actions)


def test_who_must_agree_is_said_before_sending_with_the_rule_and_what_is_left(desk: Desk) -> None:
    desk.decide(ASKS)
    assert desk.said() == (
        "Needs approval Acme Treasury must sign it before it goes out. A payment above a set amount needs approval. "
        "Decided by permissions version 3 and limits version 1. Any 24 hours: 250.00 QTK left after it"
    )


def test_of_several_so_many_must_agree(desk: Desk) -> None:
    others = tuple(did(number) for number in range(40, 45))
    desk.decide(replace(ASKS, approval=Approval(others, 2)))
    assert "2 of did:key:z6MkhA…" in desk.said()
    assert "and 3 others must sign it" in desk.said()


def test_a_second_signature_of_ones_own_is_called_what_it_is(desk: Desk) -> None:
    desk.decide(replace(ASKS, approval=Approval((ME,), 1)))
    assert "a pause to think, not a second person" in desk.said()


def test_a_refused_payment_says_from_when_it_would_fit(desk: Desk) -> None:
    desk.decide(REFUSED)
    assert "It would fit from" in desk.said()
    assert "tomorrow." in desk.said()


def test_what_waiting_does_not_help_is_not_promised(desk: Desk) -> None:
    part = Part(Rule.LIMIT_TRANSACTION, Scope.SENDER, Outcome.DENY, TOO_MUCH, told.qtk(500))
    desk.decide(replace(REFUSED, parts=(*REFUSED.parts, part)))
    assert "It would fit" not in desk.said()


def test_a_bar_shows_how_much_of_a_limit_is_used_then(desk: Desk) -> None:
    desk.decide(ASKS, limits=BOOK)
    assert [bar.percent() for bar in desk.screen.findChildren(MeterBar)] == [75]


def test_without_the_limits_there_is_a_line_and_no_bar(desk: Desk) -> None:
    desk.decide(ASKS)
    assert desk.screen.findChildren(MeterBar) == []


def test_between_own_identities_it_is_said_that_limits_count(desk: Desk) -> None:
    desk.decide(replace(ALLOW, parts=ASKS.parts[:1]))
    assert "It counts towards your limits all the same." in desk.said()


def test_asking_for_approval_is_what_the_button_says(desk: Desk) -> None:
    desk.decide(ASKS)
    sheet = desk.last_look()
    assert sheet.focusable().accessibleName() == "Ask for approval"
    assert "Acme Treasury must sign it" in sheet.words()


@pytest.mark.parametrize(("decision", "expected"), [(ASKS, "NEEDS_APPROVAL"), (ALLOW, "ALLOW")])
def test_the_node_is_told_which_outcome_was_shown(desk: Desk, decision: Decision, expected: str) -> None:
    desk.decide(decision)
    desk.actions.clear()
    desk.last_look().accepted.emit()
    assert desk.actions == [SubmitTransfer(ME, REQUEST, replace(DRAFT, expected=expected), NOW)]


@pytest.mark.parametrize(
    ("decision", "verb", "enabled"),
    [
        (ALLOW, "Send 25.00 QTK\u2026", True),
        (ASKS, "Ask for approval\u2026", True),
        (REFUSED, "Send 25.00 QTK\u2026", False),
    ],
)
def test_the_forms_button_says_what_it_leads_to(desk: Desk, decision: Decision, verb: str, *, enabled: bool) -> None:
    desk.decide(decision)
    button = desk.part(SendForm).send
    assert (button.text(), button.isEnabled()) == (verb, enabled)


def test_under_the_grey_button_stands_why_where_no_field_says_it(desk: Desk) -> None:
    closed = Problem(Code.GOVERNANCE_NOT_READY)
    desk.decide(replace(REFUSED, problem=closed, parts=()))
    assert desk.part(SendForm).against() == sentence(closed, NumberStyle(".", ","))
    desk.decide(ALLOW)
    assert not desk.part(SendForm).against()


def test_while_the_node_is_away_the_button_promises_nothing(desk: Desk) -> None:
    desk.decide(ASKS, away=True)
    assert desk.part(SendForm).send.text() == "Send\u2026"


def test_who_asks_is_not_among_those_who_must_sign_where_that_does_not_count(desk: Desk) -> None:
    charter = Charter((Member(ME, (Role.INITIATOR, Role.SIGNER)), Member(OURS, (Role.SIGNER,))), 2)
    desk.base = replace(group(), charter=charter)
    desk.screen.draw(desk.base)
    desk.screen.fill(FormText(OURS, QTK, "25.00", "rent"))
    desk.decide(replace(ASKS, approval=Approval((ME, OURS), 1)))
    assert desk.said().startswith("Needs approval Acme Treasury must sign it")
    assert "Acme Treasury must sign it" in desk.last_look().words()
    desk.base = replace(desk.base, charter=replace(charter, initiator_counts=True))
    desk.decide(replace(ASKS, approval=Approval((ME, OURS), 1)))
    assert "1 of " in desk.said()


def test_a_payment_above_an_amount_says_why_more_must_sign(desk: Desk) -> None:
    members = tuple(Member(one, (Role.INITIATOR, Role.SIGNER)) for one in (ME, OURS, did(40)))
    above = AmountThreshold(told.qtk(1_000), 3)
    charter = Charter(members, 2, initiator_counts=True, amount_thresholds=(above,))
    desk.base = replace(group(), charter=charter)
    desk.screen.draw(desk.base)
    desk.screen.fill(FormText(OURS, QTK, "25.00", "rent"))
    signers = Approval(charter.signers, 3)
    desk.decide(replace(ASKS, rule=Rule.GROUP_SIGNERS, approval=signers))
    why = "must sign it before it goes out, because it is above 10.00 QTK."
    assert why in desk.said()
    assert why in desk.last_look().words()
    desk.decide(replace(ASKS, rule=Rule.GROUP_SIGNERS, approval=replace(signers, required=2)))
    assert "because" not in desk.said()


def group() -> View:
    company = Identity(GROUP, IdentityType.ENTERPRISE, "Acme", identity().status, None, can_issue=False, created_at=NOW)
    everyone = identities(identity(1), identity(2, "Acme Treasury"), company, active=2)
    return replace(VIEW, identity=GROUP, identities=everyone, signers=(ME,))


def test_a_groups_payment_is_signed_by_the_member_that_is_here(desk: Desk) -> None:
    desk.base = group()
    desk.screen.draw(desk.base)
    desk.screen.fill(FormText(OURS, QTK, "25.00", "rent"))
    assert PreviewTransfer(GROUP, DRAFT, ME) in desk.actions
    desk.decide(ASKS)
    desk.last_look().accepted.emit()
    assert desk.actions[-1] == SubmitTransfer(GROUP, REQUEST, replace(DRAFT, expected="NEEDS_APPROVAL"), NOW, ME)


def test_where_several_members_are_here_one_is_chosen(desk: Desk) -> None:
    desk.screen.draw(replace(group(), signers=(ME, OURS)))
    desk.part(SignerField).choice.chosen.emit(OURS)
    assert desk.actions[-1] == ActFor(GROUP, OURS)


def test_a_group_whose_members_here_may_not_ask_says_so(desk: Desk) -> None:
    desk.screen.draw(replace(group(), signers=()))
    desk.screen.fill(FormText(OURS, QTK, "25.00", "rent"))
    desk.screen.confirm()
    assert not [one for one in desk.actions if isinstance(one, SubmitTransfer)]


def opened(item: Item) -> View:
    operation = Operation(REQUEST, ME, DRAFT, NOW, Made(NOW, item))
    return replace(VIEW, payment=Submitted(DRAFT, REQUEST), operation=operation)


def test_what_was_opened_says_for_whom_it_waits_and_leads_to_the_inbox(desk: Desk) -> None:
    desk.screen.draw(opened(told.MINE))
    assert desk.part(SendResult).words().startswith("Waits for approval: Waits for ")
    desk.click("Open in the inbox")
    assert desk.actions == [ShowItem(told.MINE.proposal.item_id)]


def test_what_became_of_it_is_shown_in_the_same_place(desk: Desk) -> None:
    desk.screen.draw(opened(told.MINE))
    desk.screen.draw(opened(told.MADE))
    assert desk.part(SendResult).words().startswith("Carried out: Enough have signed, and the payment was made")


def test_a_limit_that_was_used_up_meanwhile_is_said_to_have_changed_since(desk: Desk) -> None:
    meanwhile = replace(TOO_MUCH, facts={**TOO_MUCH.facts, "expected": "ALLOW"})
    operation = Operation(REQUEST, ME, DRAFT, NOW, Refused(NOW, meanwhile))
    desk.screen.draw(replace(VIEW, payment=Submitted(DRAFT, REQUEST), operation=operation))
    assert "Nothing stood against it when it was shown: this has changed since." in desk.part(SendResult).words()


def test_a_changed_decision_is_named_and_the_form_comes_back_with_the_new_one(desk: Desk) -> None:
    changed = Problem(Code.DECISION_CHANGED, {"outcome": "NEEDS_APPROVAL", "reason": "NEEDS_APPROVAL"})
    operation = Operation(REQUEST, ME, DRAFT, NOW, Refused(NOW, changed))
    desk.screen.draw(replace(VIEW, payment=Submitted(DRAFT, REQUEST), operation=operation))
    assert "This payment needs approval now" in desk.part(SendResult).words()
    desk.click("Edit")
    assert desk.actions == [NewPayment(ME)]
