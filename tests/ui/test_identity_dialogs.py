"""The sheets of identities: making one, renaming, freezing and unfreezing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import Command, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.identities import CreateIdentity, ForgetIdentitySubmission
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, IdentitySheet, Navigation, NewIdentitySheet, Sheet
from qwallet_desktop.state.operation import Made, Operation, Sending, Stage
from qwallet_desktop.state.operation import Refused as RefusedByNode
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.submission import Accepted, Pending, Refused, Submission
from qwallet_desktop.ui.dialogs import identity as one_identity
from qwallet_desktop.ui.dialogs import new_identity
from qwallet_desktop.ui.dialogs.freezing import frozen_sentence, lifting_sentence
from qwallet_desktop.ui.dialogs.identity import IdentityDialog
from qwallet_desktop.ui.dialogs.new_identity import NewIdentityDialog
from tests.ui.builders import NOW, REQUEST, bench, did, identities, identity, state
from tests.ui.operations import known

ADA = identity(1, "Ada")
SUB = replace(identity(2, "Savings"), owner=did(1))
OTHER = RequestId("00000000-0000-4000-8000-000000000099")
LEFT = [CloseSheet(), ForgetIdentitySubmission()]


def asked(who: int, command: Command) -> AskOnSheet:
    return AskOnSheet(REQUEST, did(who), command, NOW)


def freezing(whose: int, status: IdentityStatus = IdentityStatus.FROZEN, reason: str = "lost phone") -> Command:
    return SetIdentityStatus(did(whose), status, reason)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(960, 700)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def actions() -> list[Action]:
    return []


def opened(of: State, sheet: Sheet, submission: Submission | None = None) -> State:
    now = of if submission is None else replace(of, identities=replace(of.identities, submission=submission))
    return replace(now, navigation=Navigation(sheet=sheet))


@pytest.fixture
def new(host: QWidget, actions: list[Action]) -> NewIdentityDialog:
    sheet = NewIdentityDialog(bench(actions.append), host)
    sheet.draw(new_identity.select(opened(state(ADA, SUB), NewIdentitySheet())))
    sheet.open_sheet()
    return sheet


def told(sheet: NewIdentityDialog, submission: Submission) -> None:
    sheet.draw(new_identity.select(opened(state(ADA, SUB), NewIdentitySheet(), submission)))


class Opened:
    """The sheet of one identity on a desktop that holds some keys."""

    def __init__(self, host: QWidget, actions: list[Action]) -> None:
        self.sheet = IdentityDialog(bench(actions.append), host)

    def show(self, of: Identity, *others: Identity, held: tuple[IdentityId, ...] | None = None) -> IdentityDialog:
        self.draw(of, *others, held=held)
        self.sheet.open_sheet()
        return self.sheet

    def draw(
        self,
        of: Identity,
        *others: Identity,
        held: tuple[IdentityId, ...] | None = None,
        stage: Stage | None = None,
    ) -> None:
        members = sorted((of, *others), key=lambda each: each.created_at)
        made = state(*members)
        if held is not None:
            made = replace(made, lock=replace(made.lock, held=held))
        made = opened(made, IdentitySheet(of.id))
        if stage is not None:
            command = SetIdentityStatus(of.id, IdentityStatus.FROZEN, "lost phone")
            asked_for = known(Operation(REQUEST, of.id, command, NOW, stage))
            made = replace(made, operations=asked_for, navigation=replace(made.navigation, asked=REQUEST))
        self.sheet.draw(one_identity.select(made))


@pytest.fixture
def one(host: QWidget, actions: list[Action]) -> Opened:
    return Opened(host, actions)


def test_a_new_identity_begins_with_its_name(new: NewIdentityDialog) -> None:
    assert new.page.focusWidget() is new.name


def test_an_independent_identity_is_created(new: NewIdentityDialog, actions: list[Action]) -> None:
    new.name.set_text("  Boat   fund ")
    new.submit()
    assert actions == [CreateIdentity(REQUEST, "Boat fund", None)]


def test_enter_creates(new: NewIdentityDialog, actions: list[Action]) -> None:
    QTest.keyClicks(new.name, "Boat")
    QTest.keyClick(new.name, Qt.Key.Key_Return)
    assert actions == [CreateIdentity(REQUEST, "Boat", None)]


def test_an_identity_can_belong_to_a_root(new: NewIdentityDialog, actions: list[Action]) -> None:
    new.name.set_text("Boat")
    new.owner.set_current(did(1))
    new.submit()
    assert actions == [CreateIdentity(REQUEST, "Boat", did(1))]


def test_only_active_held_roots_without_an_owner_can_own() -> None:
    cold = replace(identity(3, "Cold"), status=IdentityStatus.FROZEN)
    firm = identity(4, "Firm", kind=IdentityType.ENTERPRISE)
    strange = identity(5, "Elsewhere")
    made = state(ADA, SUB, cold, firm, strange)
    made = replace(made, lock=replace(made.lock, held=tuple(one for one in made.lock.held if one != did(5))))
    assert new_identity.select(made).owners == (did(1),)


def test_what_belonging_means_is_said_before_it_is_done(new: NewIdentityDialog) -> None:
    new.owner.set_current(did(1))
    assert "Ada can read the new identity's balances and history, and freeze it" in new._words.text()


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u202e", "x" * 61])
def test_a_name_that_is_none_is_refused_and_nothing_emitted(
    new: NewIdentityDialog, actions: list[Action], text: str
) -> None:
    new.name.set_text(text)
    new.submit()
    assert new._fields["name"].error() == "A name needs 1 to 60 visible characters."
    assert actions == []


def test_while_it_waits_the_sheet_is_busy_and_asks_nothing_else(new: NewIdentityDialog, actions: list[Action]) -> None:
    new.name.set_text("Boat")
    new.submit()
    told(new, Pending(REQUEST))
    assert not new.focusable().isEnabled()
    new.submit()
    assert len(actions) == 1


def test_an_accepted_identity_closes_the_sheet(new: NewIdentityDialog, actions: list[Action]) -> None:
    new.name.set_text("Boat")
    new.submit()
    told(new, Pending(REQUEST))
    told(new, Accepted(REQUEST))
    assert actions[1:] == LEFT


def test_what_another_form_had_accepted_closes_nothing(new: NewIdentityDialog, actions: list[Action]) -> None:
    told(new, Accepted(OTHER))
    assert actions == []


def test_a_refusal_is_said_above_the_buttons(new: NewIdentityDialog) -> None:
    new.name.set_text("Boat")
    new.submit()
    told(new, Refused(REQUEST, Problem(Code.NODE_UNREACHABLE)))
    assert new.said() == "The node does not answer. Qwallet keeps trying by itself."
    assert new.focusable().isEnabled()


def test_a_refused_owner_is_said_at_the_owner(new: NewIdentityDialog) -> None:
    new.name.set_text("Boat")
    new.owner.set_current(did(1))
    new.submit()
    told(new, Refused(REQUEST, Problem(Code.LINK_INVALID, {}, "link")))
    assert new._fields["link"].error().startswith("The two identities can't be linked")


def test_cancel_closes_and_forgets(new: NewIdentityDialog, actions: list[Action]) -> None:
    new.dismiss()
    assert actions == LEFT


def test_renaming_needs_another_name(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(ADA)
    assert not sheet.focusable().isEnabled()
    sheet.name.set_text("Ada L.")
    sheet.accepted.emit()
    assert actions == [asked(1, RenameIdentity("Ada L."))]


def test_a_bad_new_name_is_refused_at_the_field(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(ADA)
    sheet.name.set_text(" ")
    sheet.submit()
    assert sheet._fields["name"].error() == "A name needs 1 to 60 visible characters."
    assert actions == []


def test_a_name_that_is_being_typed_is_not_overwritten(one: Opened) -> None:
    sheet = one.show(ADA)
    sheet.name.set_text("Ada L")
    one.draw(replace(ADA, name="Adele"))
    assert sheet.name.text() == "Ada L"


def test_an_identity_without_its_key_here_can_t_be_renamed_or_frozen(one: Opened) -> None:
    sheet = one.show(ADA, held=())
    assert sheet.name.isReadOnly()
    assert not sheet.freeze.isVisible()


def test_freezing_needs_a_reason(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(ADA)
    sheet.freeze.click()
    sheet.submit()
    assert sheet.form.reason_field.error() == "Give a reason of 1 to 280 characters."
    assert actions == []


def test_freezing_is_signed_by_the_identity_itself(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(ADA)
    sheet.freeze.click()
    sheet.form.reason.set_text("lost phone")
    sheet.submit()
    assert actions == [asked(1, freezing(1))]


def test_an_owner_can_be_the_one_who_freezes(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(SUB, ADA)
    sheet.freeze.click()
    sheet.form.signer.set_current(did(1))
    sheet.form.reason.set_text("lost phone")
    sheet.submit()
    assert actions == [asked(1, freezing(2))]


def test_who_can_lift_a_freeze_is_said_before_it_is_set(one: Opened) -> None:
    sheet = one.show(SUB, ADA)
    sheet.freeze.click()
    assert sheet.form._after.text() == "It can lift this itself, and so can its owner Ada."
    sheet.form.signer.set_current(did(1))
    assert sheet.form._after.text() == "Only Ada can lift it again."


def test_the_button_that_freezes_is_not_given_by_enter(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(ADA)
    sheet.freeze.click()
    sheet.form.reason.set_text("lost phone")
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert actions == []
    assert sheet.focusable().property("look") == "danger"


def test_escape_goes_back_from_the_question_and_then_closes(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(ADA)
    sheet.freeze.click()
    sheet.dismiss()
    assert actions == []
    assert sheet.name.isVisible()
    sheet.dismiss()
    assert actions == [CloseSheet()]


def test_an_accepted_freeze_closes_the_sheet(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(ADA)
    sheet.freeze.click()
    sheet.form.reason.set_text("lost phone")
    sheet.submit()
    one.draw(ADA, stage=Sending(NOW, 1))
    one.draw(frozen(ADA, by=1), stage=Made(NOW))
    assert actions[1:] == [CloseSheet()]


def frozen(of: Identity, *, by: int, reason: str = "lost phone") -> Identity:
    return replace(of, status=IdentityStatus.FROZEN, frozen_by=did(by), reason=reason)


def test_unfreezing_is_one_click(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(frozen(ADA, by=1))
    sheet.unfreeze.click()
    assert actions == [asked(1, freezing(1, IdentityStatus.ACTIVE, ""))]


def test_what_the_owner_froze_the_owner_unfreezes(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(frozen(SUB, by=1), ADA)
    sheet.unfreeze.click()
    assert actions == [asked(1, freezing(2, IdentityStatus.ACTIVE, ""))]


def test_who_may_not_lift_a_freeze_is_not_offered_it(one: Opened) -> None:
    sheet = one.show(frozen(SUB, by=1), ADA, held=(did(2),))
    assert not sheet.unfreeze.isVisible()


def test_a_refused_unfreezing_is_said(one: Opened) -> None:
    sheet = one.show(frozen(ADA, by=1))
    sheet.unfreeze.click()
    one.draw(frozen(ADA, by=1), stage=RefusedByNode(NOW, Problem(Code.NOT_PERMITTED)))
    assert sheet.said() == "This identity may not do that. Switch to one that may, such as its owner."


@pytest.mark.parametrize(
    ("of", "said", "lifts"),
    [
        (frozen(ADA, by=1), "Frozen by itself: “lost phone”.", "Only Ada may lift this."),
        (frozen(SUB, by=2), "Frozen by itself: “lost phone”.", "Savings or its owner Ada may lift this."),
        (frozen(SUB, by=1), "Frozen by Ada: “lost phone”.", "Only Ada may lift this."),
        (frozen(SUB, by=1, reason=""), "Frozen by Ada.", "Only Ada may lift this."),
    ],
)
def test_a_freeze_is_put_in_words(of: Identity, said: str, lifts: str) -> None:
    known = identities(ADA, SUB)
    assert (frozen_sentence(of, known), lifting_sentence(of, known)) == (said, lifts)


def test_a_reason_can_t_turn_the_sentence_round() -> None:
    of = frozen(ADA, by=1, reason="a\u202eb")
    assert frozen_sentence(of, identities(ADA)) == "Frozen by itself: “ab”."


def test_the_qr_code_is_the_did(one: Opened) -> None:
    sheet = one.show(ADA)
    sheet.show_code.click()
    assert sheet._code.isVisible()
    assert sheet._code.text() == did(1)


def test_without_its_sheet_there_is_nothing_to_draw() -> None:
    assert one_identity.select(state(ADA)) == one_identity.View()
