"""*New identity*: its kinds and forms, what is wrong with what was entered, the last look, and what comes next."""

from dataclasses import replace

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.groups import AmountThreshold, Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Executed
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.aid_actions import CreateAid
from qwallet_desktop.state.asks import FoundGroup
from qwallet_desktop.state.health import Health
from qwallet_desktop.state.identities import CreateIdentity, ForgetIdentitySubmission
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, GoTo, Navigation, OpenSheet, Page, ShowItem, Tab
from qwallet_desktop.state.operation import FoundedAlone, Made, Operation, Result, Sending
from qwallet_desktop.state.operation import Refused as RefusedByNode
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import NewIdentitySheet, SignersSheet
from qwallet_desktop.state.submission import Accepted, Pending, Refused, Submission
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui import wording
from qwallet_desktop.ui.dialogs import new_identity
from qwallet_desktop.ui.dialogs.identity_kinds import NewKind, kind_words
from qwallet_desktop.ui.dialogs.new_identity import NewIdentityDialog
from qwallet_desktop.ui.dialogs.new_identity_pages import next_step
from qwallet_desktop.ui.role_words import asker_is_apart, deadlock_words, recommended_threshold, threshold_meaning
from qwallet_desktop.ui.widgets.labels import PlainText
from tests.ui.builders import NODE, NOW, QTK, REQUEST, SALT, bench, did, identity, state, token
from tests.ui.groups import ALL, asked_change, group_identity, group_of
from tests.ui.operations import known

ADA = identity(1, "Ada")
SUB = replace(identity(2, "Savings"), owner=did(1))
EVE = identity(3, "Eve")
OTHER = RequestId("00000000-0000-4000-8000-000000000099")
LEFT = [CloseSheet(), ForgetIdentitySubmission()]
OF = replace(state(ADA, SUB, EVE, tokens=[token()]), navigation=Navigation(sheet=NewIdentitySheet()))


@pytest.fixture
def actions() -> list[Action]:
    return []


@pytest.fixture
def sheet(qtbot: QtBot, actions: list[Action]) -> NewIdentityDialog:
    host = QWidget()
    host.resize(960, 700)
    qtbot.addWidget(host)
    host.show()
    made = NewIdentityDialog(bench(actions.append), host)
    made.draw(new_identity.select(OF))
    made.open_sheet()
    return made


def told(sheet: NewIdentityDialog, submission: Submission, of: State = OF) -> None:
    sheet.draw(new_identity.select(replace(of, identities=replace(of.identities, submission=submission))))


def at_form(sheet: NewIdentityDialog, kind: NewKind, name: str = "Boat") -> NewIdentityDialog:
    sheet.kinds.choose(kind)
    sheet.submit()
    (sheet.group.name if kind in {NewKind.ENTERPRISE, NewKind.DAO} else sheet.single.name).set_text(name)
    return sheet


def test_a_name_that_another_identity_has_is_warned_of(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.OWN, "Boat")
    assert sheet.single._twin.isHidden()
    taken = next(iter(sheet.single._identities.known.values())).name
    sheet.single.name.set_text(f" {taken.upper()} ")
    assert not sheet.single._twin.isHidden()
    assert taken in sheet.single._twin.accessibleName()


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(PlainText))


# ---------------------------------------------------------------------------------- kinds


def test_it_begins_with_the_kinds_and_one_s_own_is_marked(sheet: NewIdentityDialog) -> None:
    assert (sheet.kind, sheet.kinds.isVisible(), sheet.single.isVisible()) == (NewKind.OWN, True, False)


@pytest.mark.parametrize("kind", NewKind)
def test_each_kind_says_what_it_is_for_and_what_it_may_and_may_not(sheet: NewIdentityDialog, kind: NewKind) -> None:
    at_form(sheet, kind)
    said = words_on(sheet._words)
    words = kind_words(kind)
    assert words.purpose in said
    assert all(f"May: {each}" in said for each in words.may)
    assert all(f"May not: {each}" in said for each in words.may_not)


def test_enter_goes_on_from_page_to_page(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    QTest.keyClick(sheet.kinds.card(NewKind.OWN), Qt.Key.Key_Return)
    QTest.keyClicks(sheet.single.name, "Boat")
    QTest.keyClick(sheet.single.name, Qt.Key.Key_Return)
    assert actions == []
    QTest.keyClick(sheet.focusable(), Qt.Key.Key_Return)
    assert actions == [CreateIdentity(REQUEST, "Boat", None)]


INVITATION = "77CK-5NLJ-ZYDZ-ZXYL-W6AD-5KNV-GYRV-M3MY"
SERVED = replace(OF, health=replace(OF.health, served="https://node.example"))


@pytest.mark.parametrize("kind", NewKind)
def test_a_node_that_others_run_asks_those_for_an_invitation_whom_nobody_vouches_for(
    sheet: NewIdentityDialog, kind: NewKind
) -> None:
    sheet.draw(new_identity.select(SERVED))
    at_form(sheet, kind)
    assert sheet.single.invitation.isVisible() is (kind in {NewKind.OWN, NewKind.AID})


def test_at_ones_own_node_nobody_is_asked_for_one(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.OWN)
    assert sheet.single.invitation.isHidden()


def test_the_invitation_goes_with_what_is_asked_for(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    sheet.draw(new_identity.select(SERVED))
    at_form(sheet, NewKind.OWN)
    sheet.single.invitation.edit.setText(INVITATION)
    sheet.submit()
    sheet.submit()
    assert actions == [CreateIdentity(REQUEST, "Boat", None, invitation=Hidden(INVITATION))]


def test_the_invitation_of_an_anonymous_identity_goes_with_it(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    sheet.draw(new_identity.select(SERVED))
    at_form(sheet, NewKind.AID, "Gift")
    sheet.single.token.set_current(QTK)
    sheet.single.invitation.edit.setText(INVITATION)
    sheet.submit()
    sheet.submit()
    assert actions == [CreateAid(REQUEST, QTK, "Gift", Hidden(INVITATION))]


def test_what_is_no_invitation_is_said_at_its_field(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    sheet.draw(new_identity.select(SERVED))
    at_form(sheet, NewKind.OWN).submit()
    assert sheet.single.invitation.error() == wording.sentence(Problem(Code.INVITATION_INVALID))
    assert actions == []


def test_what_the_node_says_of_an_invitation_is_said_on_the_page_where_it_is(sheet: NewIdentityDialog) -> None:
    sheet.draw(new_identity.select(SERVED))
    at_form(sheet, NewKind.OWN)
    sheet.single.invitation.edit.setText(INVITATION)
    sheet.submit()
    sheet.submit()
    told(sheet, Refused(REQUEST, Problem(Code.INVITATION_USED, {}, "invitation")), SERVED)
    assert sheet.single.invitation.isVisible()
    assert sheet.single.invitation.error() == wording.sentence(Problem(Code.INVITATION_USED))


def test_the_form_begins_with_the_name(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.OWN)
    assert sheet.page.focusWidget() is sheet.single.name


def test_back_keeps_what_was_entered(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.OWN).submit()
    sheet.dismiss()
    assert (sheet.single.isVisible(), sheet.single.name.text()) == (True, "Boat")
    sheet.dismiss()
    assert sheet.kinds.isVisible()
    sheet.dismiss()
    assert actions == LEFT


# ---------------------------------------------------------------------------- single holders


def test_one_s_own_is_made_after_a_last_look(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.OWN, "  Boat   fund ").submit()
    assert actions == []
    assert "A new one from your 24 words" in words_on(sheet.look)
    sheet.submit()
    assert actions == [CreateIdentity(REQUEST, "Boat fund", None)]


def test_a_sub_identity_belongs_to_a_root(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.SUB)
    sheet.single.owner.set_current(did(1))
    sheet.submit()
    assert "Signed by Boat, Ada" in words_on(sheet.look)
    sheet.submit()
    assert actions == [CreateIdentity(REQUEST, "Boat", did(1))]


def test_a_sub_identity_needs_an_owner(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.SUB).submit()
    assert sheet.single.owner_field.error() == "Choose the root identity that it is to belong to."
    assert (actions, sheet.single.isVisible()) == ([], True)


def test_a_guarded_identity_is_made_with_its_guardian(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.GUARDED, "Tove")
    sheet.single.guardian.set_current(did(1))
    sheet.submit()
    sheet.submit()
    assert actions == [CreateIdentity(REQUEST, "Tove", None, IdentityType.CONSENTIDA, did(1))]


def test_every_field_that_is_wrong_says_so_at_once(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.GUARDED, "\u200b ").submit()
    assert sheet.single.name_field.error() == "A name needs 1 to 60 visible characters."
    assert sheet.single.guardian_field.error() == (
        "A guarded identity needs a guardian. Choose one of your root identities."
    )
    assert actions == []


def test_what_guarding_means_is_said_before_it_is_chosen_for_good(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.GUARDED)
    sheet.single.guardian.set_current(did(1))
    assert "Ada signs each of its payments" in words_on(sheet.single)


def test_a_guardian_that_was_frozen_meanwhile_is_named(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.GUARDED)
    sheet.single.guardian.set_current(did(1))
    frozen = {**OF.identities.known, did(1): replace(ADA, status=IdentityStatus.FROZEN)}
    sheet.single._identities = replace(OF.identities, known=OF.identities.known.update(frozen))
    sheet.submit()
    assert sheet.single.guardian_field.error().startswith("This identity is frozen")
    assert actions == []


def test_only_active_roots_whose_keys_are_here_own_or_guard() -> None:
    cold = replace(identity(4, "Cold"), status=IdentityStatus.FROZEN)
    firm = identity(5, "Firm", kind=IdentityType.ENTERPRISE)
    strange = identity(6, "Elsewhere")
    made = state(ADA, SUB, cold, firm, strange)
    made = replace(made, lock=replace(made.lock, held=tuple(one for one in made.lock.held if one != did(6))))
    view = new_identity.select(made)
    assert (view.owners, view.guardians) == ((did(1),), (did(1), did(2)))


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u202e", "x" * 61])
def test_a_name_that_is_none_is_refused_and_nothing_emitted(
    sheet: NewIdentityDialog, actions: list[Action], text: str
) -> None:
    at_form(sheet, NewKind.OWN, text).submit()
    assert sheet.single.name_field.error() == "A name needs 1 to 60 visible characters."
    assert actions == []


def test_a_name_that_another_one_has_is_allowed(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.OWN, "Ada").submit()
    sheet.submit()
    assert actions == [CreateIdentity(REQUEST, "Ada", None)]


def test_an_anonymous_identity_has_one_token_and_says_what_is_lost(
    sheet: NewIdentityDialog, actions: list[Action]
) -> None:
    at_form(sheet, NewKind.AID, "Gift").submit()
    assert sheet.single.token_field.error().startswith("There is no such token here")
    sheet.single.token.set_current(QTK)
    sheet.submit()
    assert "gone when Qwallet ends" in words_on(sheet.look)
    sheet.submit()
    assert actions == [CreateAid(REQUEST, QTK, "Gift")]


def test_while_it_waits_the_sheet_asks_nothing_else(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.OWN).submit()
    sheet.submit()
    told(sheet, Pending(REQUEST))
    assert not sheet.focusable().isEnabled()
    sheet.submit()
    assert len(actions) == 1


def test_what_was_made_is_shown_with_the_one_next_step(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.OWN).submit()
    sheet.submit()
    told(sheet, Pending(REQUEST))
    told(sheet, Accepted(REQUEST))
    assert sheet.done.words() == "It can be paid now: show its DID to whoever is to pay it."
    sheet.submit()
    assert actions[1:] == [*LEFT, GoTo(Page.WALLET, Tab.RECEIVE)]


@pytest.mark.parametrize(
    ("kind", "tab"),
    [
        (NewKind.GUARDED, Tab.LIMITS),
        (NewKind.ENTERPRISE, Tab.MEMBERS),
        (NewKind.DAO, Tab.MEMBERS),
        (NewKind.AID, Tab.RECEIVE),
    ],
)
def test_the_next_step_is_that_of_the_kind(kind: NewKind, tab: Tab) -> None:
    assert next_step(kind).to == GoTo(Page.WALLET, tab)


def test_what_another_form_had_accepted_changes_nothing(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    told(sheet, Accepted(OTHER))
    assert (actions, sheet.kinds.isVisible()) == ([], True)


def test_a_fault_is_said_above_the_buttons_and_asked_again_under_its_id(
    sheet: NewIdentityDialog, actions: list[Action]
) -> None:
    at_form(sheet, NewKind.OWN).submit()
    sheet.submit()
    told(sheet, Pending(REQUEST))
    told(sheet, Refused(REQUEST, Problem(Code.NODE_UNREACHABLE)))
    assert sheet.said() == "The node does not answer. Qwallet keeps trying by itself."
    sheet.submit()
    assert actions == [CreateIdentity(REQUEST, "Boat", None)] * 2


def test_a_refused_guardian_is_said_where_it_was_chosen(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.GUARDED)
    sheet.single.guardian.set_current(did(1))
    sheet.submit()
    sheet.submit()
    told(sheet, Pending(REQUEST))
    told(sheet, Refused(REQUEST, Problem(Code.LINK_INVALID, {"reason": "STATE"}, "guardianLink")))
    assert sheet.single.guardian_field.isVisible()
    assert sheet.single.guardian_field.error().startswith("The owner or guardian is frozen or closed")


# ---------------------------------------------------------------------------------- groups


def founding(*members: Member, threshold: int = 2, kind: IdentityType = IdentityType.ENTERPRISE) -> Founding:
    return Founding(kind, "Acme", Charter(members, threshold), members[0].identity_id, NODE, SALT)


THREE = tuple(Member(did(number), ALL) for number in (1, 2, 3))


def test_a_company_begins_with_one_s_own_identities_and_two_of_three(
    sheet: NewIdentityDialog, actions: list[Action]
) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme").submit()
    sheet.submit()
    assert actions == [AskOnSheet(REQUEST, did(1), FoundGroup(founding(*THREE)), NOW)]


def test_the_last_look_shows_every_member_and_the_hash(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme").submit()
    said = words_on(sheet.look)
    assert "Savings: Initiator, Signer, Admin" in said
    assert "2 of 3 signers" in said


def test_a_community_has_weights(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.DAO, "Acme")
    sheet.group.rows[0].weight.set_text("5")
    sheet.submit()
    sheet.submit()
    members = (replace(THREE[0], weight=5), *THREE[1:])
    assert actions == [AskOnSheet(REQUEST, did(1), FoundGroup(founding(*members, kind=IdentityType.DAO)), NOW)]


def test_that_votes_come_later_is_said_plainly(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.DAO)
    assert "votes come with a later version of Qwallet" in words_on(sheet._words)


@pytest.mark.parametrize("text", ["0", "4", "", "two", "-1", "1.5", "٢"])
def test_a_threshold_that_can_t_be_is_said_at_its_field(
    sheet: NewIdentityDialog, actions: list[Action], text: str
) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    sheet.group.threshold.set_text(text)
    sheet.submit()
    assert sheet.group.threshold_field.error() == ("At least one must sign, and at most 3: there are no more signers.")
    assert actions == []


def test_a_member_twice_is_said_at_the_second(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    sheet.group.rows[2].who.set_current(did(1))
    sheet.submit()
    assert [bool(row.error()) for row in sheet.group.rows] == [False, False, True]
    assert actions == []


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.ADMIN, "A group needs somebody who may freeze it. Make one member an admin."),
        (Role.SIGNER, "A group needs somebody who signs. Make one member a signer."),
    ],
)
def test_a_group_needs_an_admin_and_a_signer(
    sheet: NewIdentityDialog, actions: list[Action], role: Role, said: str
) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    for row in sheet.group.rows:
        row.roles[role].setChecked(False)
    sheet.submit()
    assert sheet.said() == said
    assert actions == []


def test_a_member_without_a_role_is_said_at_its_line(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    for box in sheet.group.rows[1].roles.values():
        box.setChecked(False)
    sheet.submit()
    assert sheet.group.rows[1].error()


def test_a_line_without_a_member_is_said_there(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    sheet.group.add_member.click()
    sheet.submit()
    assert sheet.group.rows[3].error() == "Choose who this member is, or remove the line."


def test_a_signer_of_a_dao_whose_key_is_elsewhere_is_named(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.DAO, "Acme")
    row = sheet.group.rows[1]
    row.who.set_current("other")
    row.did.set_text(did(40))
    sheet.submit()
    assert row.error() == (
        "Signers and admins sign the founding, and this one's key is not on this computer. "
        "Give it another role for now."
    )
    assert actions == []


def test_others_may_be_anybody(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    sheet.group.add_member.click()
    row = sheet.group.rows[3]
    row.who.set_current("other")
    row.did.set_text(f" {did(40)} ")
    row.roles[Role.AUDITOR].setChecked(True)
    sheet.submit()
    sheet.submit()
    members = (*THREE, Member(did(40), (Role.AUDITOR,)))
    assert actions == [AskOnSheet(REQUEST, did(1), FoundGroup(founding(*members)), NOW)]


def test_a_did_that_is_none_is_said_at_its_line(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    sheet.group.rows[1].who.set_current("other")
    sheet.group.rows[1].did.set_text("did:key:zz")
    sheet.submit()
    assert sheet.group.rows[1].error().startswith("This is not the DID")


@pytest.mark.parametrize("text", ["0", "-1", "many", str(2**53)])
def test_a_weight_that_is_none_is_said_at_its_line(sheet: NewIdentityDialog, text: str) -> None:
    at_form(sheet, NewKind.DAO, "Acme")
    sheet.group.rows[1].weight.set_text(text)
    sheet.submit()
    assert sheet.group.rows[1].error()


def test_a_member_is_taken_away_and_the_rest_counted_anew(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    sheet.group.rows[0].remove.click()
    assert [row.who.accessibleName() for row in sheet.group.rows] == ["Member 1", "Member 2"]
    assert sheet.group.threshold.text() == "2"
    sheet.group.rows[0].remove.click()
    assert not sheet.group.rows[0].remove.isEnabled()


def test_a_threshold_that_was_typed_is_not_overwritten(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    sheet.group.threshold.setFocus()
    sheet.group.threshold.selectAll()
    QTest.keyClicks(sheet.group.threshold, "3")
    sheet.group.rows[0].roles[Role.SIGNER].setChecked(False)
    assert sheet.group.threshold.text() == "3"


# ------------------------------------------------------------------------------ people on other desktops


def inviting(sheet: NewIdentityDialog, *, counts: bool = True) -> NewIdentityDialog:
    """Enter a company of two here and one whose key is elsewhere."""
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    sheet.group.counts.setChecked(counts)
    sheet.group.rows[2].who.set_current("other")
    sheet.group.rows[2].did.set_text(did(40))
    return sheet


WHOLE = Charter((*THREE[:2], Member(did(40), ALL)), 2, initiator_counts=True)
HERE = replace(founding(*THREE[:2]), charter=Charter(THREE[:2], 2, initiator_counts=True))


def test_a_signer_whose_key_is_elsewhere_is_marked_as_invited(sheet: NewIdentityDialog) -> None:
    inviting(sheet)
    assert [row.is_joining() for row in sheet.group.rows] == [False, False, True]
    sheet.group.rows[2].did.set_text("did:key:zz")
    assert not sheet.group.rows[2].is_joining()


def test_who_may_only_read_is_not_invited(sheet: NewIdentityDialog) -> None:
    inviting(sheet)
    for role in (Role.SIGNER, Role.ADMIN):
        sheet.group.rows[2].roles[role].setChecked(False)
    assert not sheet.group.rows[2].is_joining()


def test_those_of_the_address_book_are_offered(sheet: NewIdentityDialog) -> None:
    named = replace(OF.identities, named=Map({did(40): "Bo", group_identity(founding(*THREE)).id: "Their firm"}))
    sheet.draw(new_identity.select(replace(OF, identities=named)))
    who = sheet.group.rows[0].who
    assert [who.itemText(at) for at in range(who.count())][-2:] == ["Bo", "Somebody else, by DID…"]


def test_a_company_is_founded_by_those_here_and_the_others_are_asked(
    sheet: NewIdentityDialog, actions: list[Action]
) -> None:
    inviting(sheet).submit()
    sheet.submit()
    assert actions == [AskOnSheet(REQUEST, did(1), FoundGroup(HERE, WHOLE), NOW)]


def test_the_last_look_says_who_is_asked_and_who_decides_until_then(sheet: NewIdentityDialog) -> None:
    inviting(sheet).submit()
    said = words_on(sheet.look)
    assert "Initiator, Signer, Admin · invited" in said
    assert "Until they join 2 of 2 signers: Ada and Savings" in said
    assert "Until all of them have signed, none of them belongs to it." in said


@pytest.mark.parametrize(
    ("role", "said"),
    [(Role.SIGNER, "at least one signer must have its key here"), (Role.ADMIN, "at least one admin must have its key")],
)
def test_somebody_here_must_be_able_to_found_it(
    sheet: NewIdentityDialog, actions: list[Action], role: Role, said: str
) -> None:
    inviting(sheet)
    for row in sheet.group.rows[:2]:
        row.roles[role].setChecked(False)
    sheet.group.threshold.set_text("1")
    sheet.group.threshold.textEdited.emit("1")
    sheet.submit()
    assert said in sheet.said()
    assert actions == []


def invited(sheet: NewIdentityDialog, receipt: Result | None) -> None:
    """Show that the group was founded, with what became of asking the others."""
    inviting(sheet).submit()
    sheet.submit()
    firm = group_identity(HERE)
    of = replace(state(ADA, SUB, EVE, firm, active=3), navigation=replace(OF.navigation, asked=REQUEST))
    operation = Operation(REQUEST, did(1), FoundGroup(HERE, WHOLE), NOW, Made(NOW, receipt))
    sheet.draw(new_identity.select(replace(of, operations=known(operation))))


def test_the_result_says_who_is_still_to_join_and_leads_to_the_request(
    sheet: NewIdentityDialog, actions: list[Action]
) -> None:
    item = asked_change(group_of(HERE), WHOLE)
    invited(sheet, item)
    assert "Still to join: did:key:" in sheet.done.words()
    assert "export the request" in sheet.done.words()
    sheet.submit()
    assert actions[-1] == ShowItem(item.proposal.item_id)


def test_where_nobody_could_be_asked_the_result_says_why_and_asks_again(
    sheet: NewIdentityDialog, actions: list[Action]
) -> None:
    invited(sheet, FoundedAlone(HERE.group_id, Problem(Code.MEMBER_UNKNOWN, {}, "members[2]")))
    assert "could not be asked to join. A member is not registered here" in sheet.done.words()
    sheet.submit()
    assert actions[-1] == OpenSheet(SignersSheet(HERE.group_id, WHOLE))


def test_who_has_joined_meanwhile_is_not_waited_for(sheet: NewIdentityDialog) -> None:
    invited(sheet, replace(asked_change(group_of(HERE), WHOLE), closing=Executed(NOW)))
    assert "its members sign for it" in sheet.done.words()


# ------------------------------------------------------------------------------------- larger payments


def with_amount(sheet: NewIdentityDialog, amount: str, signatures: str) -> NewIdentityDialog:
    at_form(sheet, NewKind.ENTERPRISE, "Acme")
    sheet.group.amounts.add_line.click()
    sheet.group.amounts.lines[-1].amount.set_text(amount)
    sheet.group.amounts.lines[-1].signatures.set_text(signatures)
    return sheet


def test_larger_payments_may_need_more_signatures(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    with_amount(sheet, "1,000", "3").submit()
    assert "Above 1,000.00 QTK: 3 of 3 signers." in words_on(sheet.look)
    sheet.submit()
    (asked,) = actions
    assert isinstance(asked, AskOnSheet)
    assert isinstance(asked.command, FoundGroup)
    assert asked.command.founding.charter.amount_thresholds == (AmountThreshold(Amount(100_000, 2, QTK), 3),)


@pytest.mark.parametrize(
    ("amount", "signatures", "said"),
    [
        ("", "3", "Enter an amount."),
        ("0", "3", "above zero"),
        ("1.234", "3", "has 2 decimals"),
        ("10", "2", "Enter more signatures than the 2 that every payment needs, and at most 3"),
        ("10", "4", "at most 3: there are no more signers"),
        ("10", "three", "as a whole number"),
    ],
)
def test_a_bad_amount_is_said_at_its_line(
    sheet: NewIdentityDialog, actions: list[Action], amount: str, signatures: str, said: str
) -> None:
    with_amount(sheet, amount, signatures).submit()
    assert said in sheet.group.amounts.lines[0].error()
    assert actions == []


def test_amounts_are_put_in_their_order_and_a_bad_one_is_said_where_it_stands(sheet: NewIdentityDialog) -> None:
    with_amount(sheet, "500", "3")
    sheet.group.threshold.set_text("1")
    sheet.group.threshold.textEdited.emit("1")
    sheet.group.amounts.add_line.click()
    sheet.group.amounts.lines[1].amount.set_text("100")
    sheet.group.amounts.lines[1].signatures.set_text("3")
    sheet.submit()
    assert sheet.group.amounts.lines[0].error().startswith("A larger amount must need more signatures")
    sheet.group.amounts.lines[1].signatures.set_text("2")
    sheet.submit()
    assert sheet.look.isVisible()


def test_a_line_that_is_taken_away_counts_no_more(sheet: NewIdentityDialog) -> None:
    with_amount(sheet, "", "").group.amounts.lines[0].remove.click()
    sheet.submit()
    assert sheet.look.isVisible()


def test_a_dao_has_no_rules_for_larger_payments(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.DAO, "Acme")
    assert not sheet.group.amounts.isVisible()


def test_without_a_node_no_document_can_be_made(sheet: NewIdentityDialog, actions: list[Action]) -> None:
    sheet.draw(new_identity.select(replace(OF, health=Health())))
    at_form(sheet, NewKind.ENTERPRISE, "Acme").submit()
    assert sheet.said() == "The node is still starting. Try again in a moment."
    assert actions == []


def asked_for(sheet: NewIdentityDialog, stage: Sending | Made | RefusedByNode, of: State = OF) -> None:
    operation = Operation(REQUEST, did(1), FoundGroup(founding(*THREE)), NOW, stage)
    navigation = replace(of.navigation, asked=REQUEST)
    sheet.draw(new_identity.select(replace(of, operations=known(operation), navigation=navigation)))


def test_a_founded_group_is_shown_with_its_members_as_the_next_step(
    sheet: NewIdentityDialog, actions: list[Action]
) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme").submit()
    sheet.submit()
    asked_for(sheet, Sending(NOW, 1))
    firm = group_identity(founding(*THREE))
    of = replace(state(ADA, SUB, EVE, firm, active=3), navigation=OF.navigation)
    asked_for(sheet, Made(NOW), of)
    assert "its members sign for it" in sheet.done.words()
    sheet.submit()
    assert actions[1:] == [*LEFT, GoTo(Page.WALLET, Tab.MEMBERS)]


def test_a_refused_name_is_said_in_the_form(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme").submit()
    sheet.submit()
    asked_for(sheet, Sending(NOW, 1))
    asked_for(sheet, RefusedByNode(NOW, Problem(Code.NAME_INVALID, {}, "name")))
    assert sheet.group.isVisible()
    assert sheet.group.name_field.error() == "A name needs 1 to 60 visible characters."


def test_any_other_refusal_is_said_above_the_buttons(sheet: NewIdentityDialog) -> None:
    at_form(sheet, NewKind.ENTERPRISE, "Acme").submit()
    sheet.submit()
    asked_for(sheet, RefusedByNode(NOW, Problem(Code.MEMBER_UNKNOWN, {}, "members")))
    assert sheet.said()


@pytest.mark.parametrize(
    ("threshold", "signers", "said", "careful"),
    [
        (2, 3, "This is recommended", False),
        (3, 3, "nothing can be paid any more", True),
        (2, 2, "Both must sign", True),
        (1, 3, "can pay alone", True),
        (1, 1, "decides alone", True),
        (3, 5, "up to 2 of the 5 keys", False),
    ],
)
def test_a_threshold_says_what_it_means(threshold: int, signers: int, said: str, careful: bool) -> None:
    words, warns = threshold_meaning(IdentityType.ENTERPRISE, threshold, signers)
    assert (said in words, warns) == (True, careful)


@pytest.mark.parametrize(
    ("threshold", "signers", "said", "careful"),
    [
        (2, 3, "All 3 keys are needed", True),
        (2, 4, "One of the 4 keys may be lost", False),
        (1, 3, "1 other must sign. One of the 3 keys", False),
        (2, 5, "Up to 2 of the 5 keys", False),
    ],
)
def test_where_the_asker_can_not_sign_one_key_more_is_needed(
    threshold: int, signers: int, said: str, careful: bool
) -> None:
    words, warns = threshold_meaning(IdentityType.ENTERPRISE, threshold, signers, apart=True)
    assert (said in words, warns) == (True, careful)


@pytest.mark.parametrize(
    ("roles", "threshold", "counts", "apart", "dead"),
    [
        ((Role.INITIATOR, Role.SIGNER), 2, False, True, True),
        ((Role.INITIATOR, Role.SIGNER), 2, True, False, False),
        ((Role.INITIATOR, Role.SIGNER), 1, False, True, False),
        ((Role.SIGNER,), 1, False, False, True),
    ],
)
def test_a_company_that_could_never_pay_is_told(
    roles: tuple[Role, ...], threshold: int, counts: bool, apart: bool, dead: bool
) -> None:
    members = [Member(did(1), roles), Member(did(2), roles)]
    assert asker_is_apart(members, initiator_counts=counts) is apart
    assert bool(deadlock_words(members, threshold, initiator_counts=counts)) is dead


@pytest.mark.parametrize(("signers", "proposed"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3)])
def test_more_than_half_of_the_signers_are_proposed(signers: int, proposed: int) -> None:
    assert recommended_threshold(signers) == proposed
