"""*Change signers…*: the charter in force as a form, what would be different, who must agree, and what is asked for."""

from dataclasses import replace

import pytest
from immutables import Map
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import ChangeSigners
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, Navigation
from qwallet_desktop.state.operation import Made, Operation, Refused
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import SignersSheet
from qwallet_desktop.ui.dialogs import signers
from qwallet_desktop.ui.dialogs.signers import SignersDialog
from tests.ui.builders import NOW, QTK, REQUEST, bench, did, identity, state, token
from tests.ui.groups import ALL, amended, group_identity, keyed, keyed_founding, signed
from tests.ui.operations import known

PEOPLE = tuple(replace(identity(number, name), id=keyed(number)) for number, name in ((1, "Ada"), (2, "Ben")))
SIGNS = (Role.INITIATOR, Role.SIGNER)
RULES = AmountThreshold(Amount(100_000, 2, QTK), 2)
CHARTER = Charter(
    (Member(keyed(1), ALL), Member(keyed(2), SIGNS)), 1, initiator_counts=True, amount_thresholds=(RULES,)
)
BASE = signed(replace(keyed_founding("Acme", *CHARTER.members, threshold=1), charter=CHARTER))
FIRM = group_identity(BASE.founding)


def of(group: Group = BASE, wanted: Charter | None = None, held: tuple[int, ...] = (1, 2)) -> State:
    made = state(*PEOPLE, FIRM, active=2, tokens=[token()])
    return replace(
        made,
        groups=Groups(Map({FIRM.id: Loaded(group, NOW)})),
        lock=replace(made.lock, held=tuple(keyed(each) for each in held)),
        identities=replace(made.identities, named=Map({keyed(3): "Bo"})),
        navigation=Navigation(sheet=SignersSheet(FIRM.id, wanted)),
    )


@pytest.fixture
def actions() -> list[Action]:
    return []


@pytest.fixture
def sheet(qtbot: QtBot, actions: list[Action]) -> SignersDialog:
    host = QWidget()
    host.resize(960, 900)
    qtbot.addWidget(host)
    host.show()
    made = SignersDialog(bench(actions.append), host)
    made.draw(signers.select(of()))
    made.open_sheet()
    return made


def bo_joins(sheet: SignersDialog) -> Charter:
    """Enter that Bo becomes a signer, and return the charter that this is."""
    sheet.form.add_member.click()
    sheet.form.rows[-1].who.set_current(keyed(3))
    for role in SIGNS:
        sheet.form.rows[-1].roles[role].setChecked(True)
    return replace(CHARTER, members=(*CHARTER.members, Member(keyed(3), SIGNS)))


def test_it_begins_with_the_charter_in_force(sheet: SignersDialog, actions: list[Action]) -> None:
    assert sheet.form.charter() == CHARTER
    assert sheet.change.words() == "Nothing yet."
    assert actions == []


def test_what_would_be_different_is_said_with_who_must_agree(sheet: SignersDialog) -> None:
    bo_joins(sheet)
    assert sheet.change.words().splitlines() == [
        "Bo joins as an initiator and a signer, and must agree itself.",
        "1 of 3 signers decide instead of 1 of 2 signers.",
        (
            "2 of 2 signers must sign before it comes into force, and Bo must agree to join. "
            "The signature of Ada is the first."
        ),
    ]
    assert [row.is_joining() for row in sheet.form.rows] == [False, False, True]


def test_the_whole_charter_is_asked_for_by_an_admin(sheet: SignersDialog, actions: list[Action]) -> None:
    wanted = bo_joins(sheet)
    sheet.reason.set_text(" Bo helps us ")
    sheet.submit()
    assert actions == [AskOnSheet(REQUEST, FIRM.id, ChangeSigners(wanted, 1, "Bo helps us"), NOW, keyed(1))]


def test_what_is_asked_for_names_the_version_that_it_was_written_from(
    sheet: SignersDialog, actions: list[Action]
) -> None:
    newer = amended(BASE, replace(CHARTER, expiry_hours=24), 2)
    sheet.draw(signers.select(of(newer)))
    assert sheet.begin_anew.isVisible()
    assert not sheet.focusable().isEnabled()
    sheet.begin_anew.click()
    bo_joins(sheet)
    sheet.submit()
    (asked,) = actions
    assert isinstance(asked, AskOnSheet)
    assert isinstance(asked.command, ChangeSigners)
    assert (asked.command.base, asked.command.charter.expiry_hours) == (2, 24)


def test_tab_goes_through_the_form_from_top_to_bottom(sheet: SignersDialog) -> None:
    bo_joins(sheet)
    QApplication.processEvents()
    names = [stop.accessibleName() for stop in sheet.tab_order()]
    wanted = ["Member 1", "Member 2", "Member 3", "Add member", "Signatures needed"]
    wanted += ["Amount 1", "Add amount", "Proposals wait for", "Reason", "Cancel", "Ask for approval", "Close"]
    assert [name for name in names if name in wanted] == wanted


def test_without_a_change_nothing_is_asked_for(sheet: SignersDialog, actions: list[Action]) -> None:
    sheet.submit()
    assert sheet.said() == "These signers and rules are in force already. Change something first."
    assert actions == []


def test_it_may_begin_with_what_was_wanted(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    wanted = replace(CHARTER, members=(*CHARTER.members, Member(did(40), SIGNS)))
    made = SignersDialog(bench(print), host)
    made.draw(signers.select(of(wanted=wanted)))
    assert made.form.charter() == wanted
    assert made.form.rows[2].did.text() == did(40)


@pytest.mark.parametrize(("text", "said"), [("0", "At least one must sign"), ("3", "at most 2")])
def test_a_threshold_that_can_t_be_is_said_at_its_field(
    sheet: SignersDialog, actions: list[Action], text: str, said: str
) -> None:
    sheet.form.threshold.set_text(text)
    sheet.form.threshold.textEdited.emit(text)
    sheet.submit()
    assert said in sheet.form.threshold_field.error()
    assert sheet.change.words() == "What changes is said here once the form is complete."
    assert actions == []


def test_removing_signers_below_what_larger_payments_need_is_said_there(
    sheet: SignersDialog, actions: list[Action]
) -> None:
    sheet.form.rows[1].remove.click()
    sheet.submit()
    assert "at most 1: there are no more signers" in sheet.form.amounts.lines[0].error()
    assert actions == []


def test_what_may_be_regretted_is_said_first(sheet: SignersDialog) -> None:
    sheet.form.amounts.lines[0].remove.click()
    sheet.form.rows[0].roles[Role.ADMIN].setChecked(False)
    sheet.form.add_member.click()
    sheet.form.rows[-1].who.set_current(keyed(3))
    sheet.form.rows[-1].roles[Role.ADMIN].setChecked(True)
    assert "Ada would be no admin any more" in sheet.warning.accessibleName()


def test_who_is_no_admin_is_not_offered(sheet: SignersDialog, actions: list[Action]) -> None:
    sheet.draw(signers.select(of(held=(2,))))
    bo_joins(sheet)
    assert not sheet.focusable().isEnabled()
    sheet.submit()
    assert actions == []


def test_what_the_node_refuses_is_said_at_the_member(sheet: SignersDialog) -> None:
    wanted = bo_joins(sheet)
    ask = ChangeSigners(wanted, 1, "")
    problem = Problem(Code.MEMBER_UNKNOWN, {"member": keyed(3)}, "members")
    operation = Operation(REQUEST, FIRM.id, ask, NOW, Refused(NOW, problem), actor=keyed(1))
    asked = replace(
        of(), operations=known(operation), navigation=Navigation(sheet=SignersSheet(FIRM.id), asked=REQUEST)
    )
    sheet.draw(signers.select(asked))
    assert sheet.form.rows[2].error().startswith("A member is not registered here")


def test_once_it_is_asked_for_the_sheet_closes(sheet: SignersDialog, actions: list[Action]) -> None:
    ask = ChangeSigners(bo_joins(sheet), 1, "")
    operation = Operation(REQUEST, FIRM.id, ask, NOW, Made(NOW), actor=keyed(1))
    asked = replace(
        of(), operations=known(operation), navigation=Navigation(sheet=SignersSheet(FIRM.id), asked=REQUEST)
    )
    sheet.draw(signers.select(asked))
    assert actions == [CloseSheet()]


def test_the_reason_is_checked_at_its_field(sheet: SignersDialog, actions: list[Action]) -> None:
    bo_joins(sheet)
    QTest.keyClicks(sheet.reason, "x" * 300)
    sheet.submit()
    assert sheet._fields["reason"].error()
    assert actions == []
