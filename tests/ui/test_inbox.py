"""The Inbox: its sections, what it says of an item, what its buttons ask for, and the last look before a decision."""

from dataclasses import dataclass, field, replace

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.consent import ConsentPolicy, External, PolicyVersion
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import DecideItem, RetryItem
from qwallet_desktop.state.consent import Consent, PolicyBook
from qwallet_desktop.state.item_actions import LoadDoneItems, LoadMoreItems, LoadOpenItems
from qwallet_desktop.state.multisig import MultiSig
from qwallet_desktop.state.navigation import AskOnSheet, CloseItem, CloseSheet, OpenSheet, ShowItem, ShowOperation
from qwallet_desktop.state.operation import Made, Refused, Sending
from qwallet_desktop.state.operations import Submit
from qwallet_desktop.state.remote import Failed, Loaded, Stale
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.sheets import DecideSheet
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.ui.dialogs import decide
from qwallet_desktop.ui.dialogs.decide import DecideItemSheet
from qwallet_desktop.ui.dialogs.kept_panel import Asked
from qwallet_desktop.ui.models.inbox_model import InboxModel
from qwallet_desktop.ui.screens.inbox import InboxScreen, View, select
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.states import StatePanel
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, TOKENS
from tests.ui.builders import NODE, NOW, QTK, REQUEST, bench, identity, state
from tests.ui.operations import known, one
from tests.ui.screens import Standing, empty_page, put_up

VIEW = View(
    items=told.known(*told.ALL), active=MARA, held=(MARA, ACME, LEO), identities=EVERYONE, tokens=TOKENS, node_id=NODE
)
DOWN = Problem(Code.NODE_UNREACHABLE)
MINE = told.MINE.proposal.item_id


class Desk(Standing[InboxScreen]):
    """The page in a window, and what it emitted."""

    @property
    def model(self) -> InboxModel:
        model = self.screen.table.model()
        assert isinstance(model, InboxModel)
        return model

    def listed(self) -> list[str]:
        heads = [(row, self.model.item(row)) for row in range(self.model.rowCount())]
        return [
            self.model.data(self.model.index(row, 0)) if item is None else item.proposal.item_id for row, item in heads
        ]

    def open(self, item: Item, **changes: object) -> None:
        view = replace(VIEW, items=told.known(item), opened=item.proposal.item_id)
        self.screen.draw(replace(view, **changes))  # type: ignore[arg-type]  # names of the view's fields

    def offered(self) -> list[str]:
        detail = self.screen.detail
        buttons = (detail.sign, detail.again, detail.reject, detail.cancel, detail.look)
        return [button.accessibleName() for button in buttons if not button.isHidden()]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    actions: list[Action] = []
    screen = InboxScreen(bench(actions.append))
    screen.draw(VIEW)
    put_up(qtbot, screen)
    return Desk(screen, actions)


def words_on(widget: QWidget) -> str:
    return "\n".join(text.text() for text in widget.findChildren(PlainText) if text.isVisible())


def test_what_needs_me_comes_first_then_what_waits_for_others_then_what_is_done(desk: Desk) -> None:
    heads = [row for row in desk.listed() if not row.startswith("ms_")]
    assert heads == ["Needs my signature", "Waiting for others", "Done"]


def test_a_section_without_items_is_not_there(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.MADE)))
    assert desk.listed() == ["Done", told.MADE.proposal.item_id]


def test_only_one_identitys_items_may_be_listed(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.MINE, told.NEW_POLICY)))
    desk.screen.whose.chosen.emit("whose", "this")
    assert [row for row in desk.listed() if row.startswith("ms_")] == [MINE]


def test_a_line_is_read_as_a_whole(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.NEW_LIMITS)))
    spoken = desk.model.data(desk.model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "Change of limits, Waits for approval, "
        "Leo דוד محمد · Waits for Acme Treasury · “More for the harbour”, 2 d 22 h left"
    )


def test_what_is_hidden_is_dots(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.MINE), hide_amounts=True))
    assert "25.00" not in desk.model.data(desk.model.index(1, 0))


def test_from_the_list_to_the_sheet_by_the_keyboard_alone(desk: Desk) -> None:
    desk.screen.table.setFocus()
    QTest.keyClick(desk.screen.table, Qt.Key.Key_Return)
    first = desk.model.item(1)
    assert first is not None
    assert desk.actions == [ShowItem(first.proposal.item_id)]


def test_heads_are_passed_over(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.MINE, told.MADE)))
    table = desk.screen.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert desk.model.item(table.currentIndex().row()) == told.MADE


@pytest.mark.parametrize(
    ("item", "held", "offered"),
    [
        (told.MINE, (ACME,), ["Sign", "Reject…"]),
        (told.MINE, (MARA,), ["Withdraw…"]),
        (told.MINE, (LEO,), []),
        (told.STUCK, (ACME,), ["Try again"]),
        (told.MADE, (MARA, ACME), []),
        (told.LATE, (MARA, ACME), []),
    ],
)
def test_only_what_somebody_here_may_do_is_offered(
    desk: Desk, item: Item, held: tuple[object, ...], offered: list[str]
) -> None:
    desk.open(item, held=held)
    assert [name for name in desk.offered() if name != "Withdraw…" or item is told.MINE] == offered


@pytest.mark.parametrize(("text", "choice"), [("Sign", Choice.SIGN), ("Reject…", Choice.REJECT)])
def test_a_decision_begins_with_a_last_look(desk: Desk, text: str, choice: Choice) -> None:
    desk.open(told.MINE, held=(ACME,))
    desk.click(text)
    assert desk.actions == [OpenSheet(DecideSheet(MINE, choice))]


def test_trying_again_is_asked_once(desk: Desk) -> None:
    desk.open(told.STUCK, held=(ACME,))
    desk.click("Try again")
    assert desk.actions == [
        Submit(REQUEST, ACME, RetryItem(told.STUCK.proposal.item_id, "Payment to Leo דוד محمد"), NOW)
    ]
    assert not desk.screen.detail.again.isEnabled()


def test_the_operation_that_opened_it_is_one_click_away(desk: Desk) -> None:
    opening = one(4, Made(NOW, told.MINE), PaymentDraft(LEO, QTK, "25.00", ""))
    desk.open(told.MINE, operations=known(opening))
    desk.click("Open operation")
    assert desk.actions == [ShowOperation(opening.id)]


def test_while_a_decision_is_on_its_way_there_is_nothing_to_press(desk: Desk) -> None:
    ask = DecideItem(MINE, Choice.SIGN, "", "")
    desk.open(told.MINE, held=(ACME,), operations=known(one(4, Sending(NOW, 1), ask, who=ACME)))
    assert not desk.screen.detail.sign.isEnabled()


def test_two_who_sign_on_one_computer_are_warned_of(desk: Desk) -> None:
    desk.open(told.MINE, held=(ACME,))
    alone = desk.screen.detail.warning()
    desk.open(told.MINE, held=(MARA, ACME))
    assert not alone
    assert desk.screen.detail.warning().startswith("The keys of Acme Treasury and Mara Lindqvist are on this computer.")


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (told.MINE, "Waits for approval: Waits for Acme Treasury."),
        (told.MADE, "Carried out: Enough have signed, and the payment was made with the last signature."),
        (told.NO, "Rejected: Acme Treasury rejected it, so not enough can sign any more. "),
        (told.BACK, "Withdrawn: Mara Lindqvist withdrew it. What was held is available again."),
        (told.LATE, "Expired: Not enough signed in time. What was held is available again."),
        (told.OVERTAKEN, "Overtaken: The rules that it was opened under have changed since."),
        (told.STUCK, "Failed: Enough have signed, but it could not be carried out. It can be tried again"),
    ],
)
def test_where_it_stands_is_said_with_what_it_means(desk: Desk, item: Item, said: str) -> None:
    desk.open(item)
    assert desk.screen.detail.words().startswith(said)


def test_why_it_was_rejected_is_quoted(desk: Desk) -> None:
    desk.open(told.NO)
    assert "Acme Treasury rejected it: “Who is that?”" in words_on(desk.screen.detail)


def test_a_change_is_shown_against_what_is_in_force(desk: Desk) -> None:
    version = PolicyVersion(LEO, 0, ConsentPolicy(external=External.APPROVAL), NOW)
    desk.open(told.NEW_POLICY, consent=Consent(Map({LEO: Loaded(PolicyBook(version), NOW)})))
    assert "What changes\nIssue tokens: not allowed any more" in words_on(desk.screen.detail)


def test_a_change_of_unknown_rules_is_shown_whole(desk: Desk) -> None:
    desk.open(told.NEW_POLICY)
    assert "The new permissions" in words_on(desk.screen.detail)


def test_what_is_signed_can_be_compared_by_its_hash(desk: Desk) -> None:
    desk.open(told.MINE)
    shown = [one.toolTip() + one.accessibleName() for one in desk.screen.detail.findChildren(QWidget)]
    assert any(proposal_hash(told.MINE.proposal, NODE) in text for text in shown)


def test_closing_the_details_says_so(desk: Desk) -> None:
    desk.open(told.MINE)
    QTest.keyClick(desk.screen.detail, Qt.Key.Key_Escape)
    assert desk.actions == [CloseItem()]


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        (MultiSig(), "blank"),
        (told.known(), "message"),
        (MultiSig(open=Failed(DOWN), done=Failed(DOWN)), "message"),
        (replace(told.known(told.MINE), open=Stale("", NOW, DOWN)), "stale"),
        (told.known(told.MINE), "content"),
    ],
)
def test_each_state_of_the_list_has_its_picture(desk: Desk, items: MultiSig, shown: str) -> None:
    desk.screen.draw(replace(VIEW, items=items))
    state_ = desk.part(StatePanel).state()
    assert state_ == shown or (shown == "blank" and state_ == "loading")


def test_what_could_not_be_read_is_read_again(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=MultiSig(open=Failed(DOWN), done=Failed(DOWN))))
    desk.click("Retry")
    assert desk.actions == [LoadOpenItems(), LoadDoneItems()]


def test_older_ones_are_read_when_asked_for(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=replace(told.known(*told.ALL), done=Loaded("more", NOW))))
    desk.click("Show older ones")
    assert desk.actions == [LoadMoreItems()]


def test_the_page_shows_the_state() -> None:
    shown = select(state(identity(3, "Mara")))
    assert (shown.held, shown.active) == ((MARA,), MARA)


# The last look

LOOK = decide.View(told.MINE, Choice.SIGN, (ACME,), EVERYONE, tokens=TOKENS, node_id=NODE)


@dataclass
class Look:
    """The sheet over a page, and what it emitted."""

    sheet: DecideItemSheet
    actions: list[Action] = field(default_factory=list)

    def draw(self, **changes: object) -> None:
        self.sheet.draw(replace(LOOK, **changes))  # type: ignore[arg-type]  # names of the view's fields

    def verb(self) -> str:
        return self.sheet.focusable().accessibleName()


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    actions: list[Action] = []
    page = empty_page(qtbot)
    sheet = DecideItemSheet(bench(actions.append), page)
    sheet.draw(LOOK)
    page.show()
    sheet.open_sheet()
    return Look(sheet, actions)


def decision(choice: Choice, reason: str = "") -> DecideItem:
    shown = proposal_hash(told.MINE.proposal, NODE)
    return DecideItem(MINE, choice, reason, shown, "Payment to Leo דוד محمد")


def test_the_last_signature_says_what_it_does(look: Look) -> None:
    assert (look.verb(), look.sheet.words()) == (
        "Sign and pay 25.00 QTK",
        "This is the last signature needed: the payment is made with it.",
    )


def test_a_signature_that_is_not_the_last_says_how_many_are_missing(look: Look) -> None:
    look.draw(item=told.OURS, held=(told.INES,))
    assert (look.verb(), look.sheet.words()) == ("Sign", "After yours, 1 more must sign.")


def test_what_comes_into_force_is_said(look: Look) -> None:
    look.draw(item=told.NEW_LIMITS)
    assert look.verb() == "Sign and put in force"


def test_just_what_is_shown_is_signed(look: Look) -> None:
    look.sheet.focusable().click()  # type: ignore[attr-defined]  # a button
    assert look.actions == [AskOnSheet(REQUEST, ACME, decision(Choice.SIGN), NOW)]


def test_the_amount_is_shown_though_amounts_are_hidden(look: Look) -> None:
    look.draw(asked=Asked(hide_amounts=True))
    assert look.verb() == "Sign and pay 25.00 QTK"


@pytest.mark.parametrize(
    ("choice", "held", "verb"), [(Choice.REJECT, ACME, "Reject"), (Choice.CANCEL, MARA, "Withdraw")]
)
def test_saying_no_needs_a_reason(look: Look, choice: Choice, held: object, verb: str) -> None:
    look.draw(choice=choice, held=(held,))
    look.sheet.submit()
    assert (look.verb(), look.actions, bool(look.sheet._fields["reason"].error())) == (verb, [], True)
    look.sheet.reason.setPlainText(" too  much ")
    look.sheet.submit()
    assert look.actions == [AskOnSheet(REQUEST, held, decision(choice, "too much"), NOW)]  # type: ignore[arg-type]


def test_who_signs_can_be_chosen_where_several_here_may(look: Look) -> None:
    look.draw(item=told.OURS, held=(told.INES, told.OMAR))
    look.sheet.signer.set_current(told.OMAR)
    look.sheet.submit()
    (asked,) = look.actions
    assert isinstance(asked, AskOnSheet)
    assert asked.identity_id == told.OMAR


def test_what_somebody_else_decided_meanwhile_can_not_be_signed(look: Look) -> None:
    look.draw(item=told.MADE)
    assert not look.sheet.focusable().isEnabled()
    assert look.sheet.words() == "This can't be decided here any more."


def test_a_refusal_is_said_on_the_sheet(look: Look) -> None:
    refused = one(1, Refused(NOW, Problem(Code.ITEM_DIFFERS)), decision(Choice.SIGN))
    look.draw(asked=Asked(refused))
    assert look.sheet.said().startswith("This is not what you were shown, so it was not signed.")


def test_when_it_is_done_the_sheet_closes(look: Look) -> None:
    done = one(1, Made(NOW, told.MADE), decision(Choice.SIGN))
    look.draw(asked=Asked(done))
    assert CloseSheet() in look.actions


def test_an_item_where_a_head_was_before_has_its_full_height(desk: Desk) -> None:
    table = desk.screen.table
    desk.screen.draw(replace(VIEW, items=told.known(told.MINE, told.NO)))
    desk.screen.draw(replace(VIEW, items=told.known(told.BACK, told.NO)))
    heights = [table.rowHeight(row) for row in range(desk.model.rowCount())]
    assert heights[1] == heights[2] > heights[0]
