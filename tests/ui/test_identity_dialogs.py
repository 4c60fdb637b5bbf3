"""The sheet of an identity: renaming, freezing, closing, replacing its key, hiding it, and its family."""

from dataclasses import replace

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.groups import Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.asks import CloseIdentity, Command, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, Navigation, OpenSheet
from qwallet_desktop.state.operation import Made, Operation, Sending, Stage
from qwallet_desktop.state.operation import Refused as RefusedByNode
from qwallet_desktop.state.preferences import HideIdentity
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import IdentitySheet, Sheet
from qwallet_desktop.state.submission import Pending, Refused
from qwallet_desktop.state.successor_key import ReplaceKey
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.dialogs import identity as one_identity
from qwallet_desktop.ui.dialogs.closing import takers
from qwallet_desktop.ui.dialogs.freezing import frozen_sentence, lifting_sentence
from qwallet_desktop.ui.dialogs.identity import IdentityDialog
from qwallet_desktop.ui.family import family_of
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.labels import PlainText
from tests.ui.builders import NOW, QTK, REQUEST, bench, did, identities, identity, state, token
from tests.ui.groups import ALL, founding, group_identity, group_of, knowing
from tests.ui.operations import known

ADA = identity(1, "Ada")
SUB = replace(identity(2, "Savings"), owner=did(1))


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


def opened(of: State, sheet: Sheet) -> State:
    return replace(of, navigation=Navigation(sheet=sheet))


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


def test_a_single_holder_s_freeze_is_lifted_without_a_reason(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(frozen(ADA, by=1))
    sheet.unfreeze.click()
    sheet.submit()
    assert actions == [asked(1, freezing(1, IdentityStatus.ACTIVE, ""))]


def test_why_a_freeze_is_lifted_can_be_said(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(frozen(ADA, by=1))
    sheet.unfreeze.click()
    sheet.lifting.reason.set_text("found it")
    sheet.submit()
    assert actions == [asked(1, freezing(1, IdentityStatus.ACTIVE, "found it"))]


def test_what_the_owner_froze_the_owner_unfreezes(one: Opened, actions: list[Action]) -> None:
    sheet = one.show(frozen(SUB, by=1), ADA)
    sheet.unfreeze.click()
    sheet.submit()
    assert actions == [asked(1, freezing(2, IdentityStatus.ACTIVE, ""))]


def test_who_may_not_lift_a_freeze_is_not_offered_it(one: Opened) -> None:
    sheet = one.show(frozen(SUB, by=1), ADA, held=(did(2),))
    assert not sheet.unfreeze.isVisible()


def test_a_refused_unfreezing_is_said(one: Opened) -> None:
    sheet = one.show(frozen(ADA, by=1))
    sheet.unfreeze.click()
    sheet.submit()
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
    assert sheet.details.code.isVisible()
    assert sheet.details.code.text() == did(1)


def test_without_its_sheet_there_is_nothing_to_draw() -> None:
    assert one_identity.select(state(ADA)) == one_identity.View()


class Household:
    """The sheet of one of several identities, some of them groups."""

    def __init__(self, host: QWidget, actions: list[Action]) -> None:
        self.sheet = IdentityDialog(bench(actions.append), host)

    def show(self, of: State, whose: IdentityId) -> IdentityDialog:
        self.sheet.draw(one_identity.select(opened(of, IdentitySheet(whose))))
        self.sheet.open_sheet()
        return self.sheet

    def draw(self, of: State, whose: IdentityId) -> None:
        self.sheet.draw(one_identity.select(opened(of, IdentitySheet(whose))))


@pytest.fixture
def home(host: QWidget, actions: list[Action]) -> Household:
    return Household(host, actions)


BEN, EVE = identity(2, "Ben"), identity(3, "Eve")
ACME = founding()
FIRM = group_identity(ACME)


def firm(of: Identity = FIRM, held: tuple[int, ...] = (1, 2)) -> State:
    return knowing(state(ADA, BEN, EVE, of), group_of(ACME), held=[did(each) for each in held])


def frozen_firm() -> Identity:
    return replace(FIRM, status=IdentityStatus.FROZEN, frozen_by=did(3), reason="a key is lost")


def test_an_admin_freezes_a_group(home: Household, actions: list[Action]) -> None:
    sheet = home.show(firm(), FIRM.id)
    sheet.freeze.click()
    sheet.form.signer.set_current(did(2))
    sheet.form.reason.set_text("a key is lost")
    sheet.submit()
    assert actions == [
        AskOnSheet(REQUEST, did(2), SetIdentityStatus(FIRM.id, IdentityStatus.FROZEN, "a key is lost"), NOW)
    ]


def test_who_is_no_admin_can_t_freeze_a_group(home: Household) -> None:
    viewer = founding("Acme", Member(did(1), (Role.VIEWER,)), Member(did(2), ALL), threshold=1)
    of = knowing(state(ADA, BEN, group_identity(viewer)), group_of(viewer), held=[did(1)])
    sheet = home.show(of, viewer.group_id)
    assert not sheet.freeze.isVisible()
    assert sheet.name.isReadOnly()


@pytest.mark.parametrize("role", [Role.INITIATOR, Role.SIGNER, Role.AUDITOR])
def test_who_may_not_freeze_a_group_asks_its_admins_to(home: Household, actions: list[Action], role: Role) -> None:
    members = (Member(did(1), (role,)), Member(did(2), ALL))
    asks = founding("Acme", *members, threshold=1)
    of = knowing(state(ADA, BEN, group_identity(asks)), group_of(asks), held=[did(1)])
    sheet = home.show(of, asks.group_id)
    assert sheet.freeze.text() == "Ask for a freeze…"
    sheet.freeze.click()
    assert sheet.accessibleName() == "Ask for a freeze of Acme?"
    assert "until one has signed, it pays and is paid as before. Ben can agree to it" in words_on(sheet.form)
    assert sheet.focusable().accessibleName() == "Ask for a freeze"
    sheet.form.reason.set_text("a key is lost")
    sheet.submit()
    assert actions == [
        AskOnSheet(REQUEST, did(1), SetIdentityStatus(asks.group_id, IdentityStatus.FROZEN, "a key is lost"), NOW)
    ]


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(PlainText))


def test_where_somebody_here_may_freeze_it_nobody_is_asked(home: Household) -> None:
    members = (Member(did(1), (Role.SIGNER,)), Member(did(2), ALL))
    asks = founding("Acme", *members, threshold=1)
    of = knowing(state(ADA, BEN, group_identity(asks)), group_of(asks), held=[did(1), did(2)])
    sheet = home.show(of, asks.group_id)
    sheet.freeze.click()
    assert sheet.focusable().accessibleName() == "Freeze"
    assert [sheet.form.signer.itemData(at) for at in range(sheet.form.signer.count())] == [did(2)]


def test_before_a_group_is_read_nothing_is_offered_for_it(home: Household) -> None:
    sheet = home.show(knowing(state(ADA, BEN, EVE, FIRM), held=[did(1)]), FIRM.id)
    assert not sheet.freeze.isVisible()


def test_how_many_admins_lift_a_freeze_together_is_said(home: Household) -> None:
    sheet = home.show(firm(frozen_firm()), FIRM.id)
    sheet.unfreeze.click()
    assert sheet.lifting.after() == (
        "2 of its 3 admins lift this together, each by a signature. "
        "Yours is the first; the others find it in their inbox."
    )


def test_lifting_a_group_s_freeze_needs_a_reason_for_the_others(home: Household, actions: list[Action]) -> None:
    sheet = home.show(firm(frozen_firm()), FIRM.id)
    sheet.unfreeze.click()
    sheet.submit()
    assert sheet.lifting.reason_field.error() == "Give a reason of 1 to 280 characters."
    assert actions == []


def test_a_dao_s_freeze_is_lifted_by_a_vote_that_is_not_here_yet() -> None:
    dao = replace(frozen_firm(), type=IdentityType.DAO)
    assert lifting_sentence(dao, identities(ADA)).endswith("votes come with a later version.")


def test_a_group_is_renamed_by_an_admin(home: Household, actions: list[Action]) -> None:
    sheet = home.show(firm(), FIRM.id)
    sheet.name.set_text("Acme Ltd")
    sheet.submit()
    assert actions == [AskOnSheet(REQUEST, FIRM.id, RenameIdentity("Acme Ltd"), NOW, did(1))]


def test_a_group_can_t_be_closed_yet(home: Household) -> None:
    sheet = home.show(firm(), FIRM.id)
    assert not sheet.close_it.isVisible()
    assert not sheet.replace_key.isVisible()


WARD = replace(identity(2, "Tove", kind=IdentityType.CONSENTIDA), guardian=did(1))


def test_a_guardian_may_freeze_its_ward_and_lift_that(home: Household) -> None:
    of = knowing(state(ADA, WARD), held=[did(1)])
    sheet = home.show(of, WARD.id)
    sheet.freeze.click()
    assert sheet.form.actor() == did(1)
    assert sheet.form.after() == "Ada can lift it again."


def test_a_guarded_identity_says_who_may_lift_its_freeze() -> None:
    of = frozen(WARD, by=2)
    assert lifting_sentence(of, identities(ADA, WARD)) == "Tove or Ada may lift this."


def having(of: State, whose: IdentityId, units: int, held: int = 0) -> State:
    balance = Balance(Amount(units, 2, QTK), Amount(held, 2, QTK), Sequence(1))
    wallet = Wallet(Loaded(WalletPermissions(can_send=True, can_receive=True, can_issue=False), NOW))
    wallets = of.wallets.set(whose, replace(wallet, balances=Map({QTK: balance})))
    return replace(of, wallets=wallets)


def test_closing_shows_what_it_has_and_sends_it_on(home: Household, actions: list[Action]) -> None:
    of = having(state(ADA, BEN, tokens=[token()]), did(2), 2_500)
    sheet = home.show(of, did(2))
    sheet.close_it.click()
    assert "25.00 QTK" in [label.text() for label in sheet.closing.findChildren(PlainText)]
    sheet.closing.taker.set_current(did(1))
    assert sheet.focusable().accessibleName() == "Send all to Ada and close"
    sheet.submit()
    assert actions == [AskOnSheet(REQUEST, did(2), CloseIdentity(did(1)), NOW)]


def test_closing_with_a_balance_needs_somebody_who_takes_it(home: Household, actions: list[Action]) -> None:
    sheet = home.show(having(state(ADA, BEN, tokens=[token()]), did(2), 2_500), did(2))
    sheet.close_it.click()
    sheet.submit()
    assert sheet.closing.taker_field.error() == "Choose who takes what it has."
    assert actions == []


def test_who_has_nothing_is_closed_without_a_choice(home: Household, actions: list[Action]) -> None:
    sheet = home.show(having(state(ADA, BEN, tokens=[token()]), did(2), 0), did(2))
    sheet.close_it.click()
    assert not sheet.closing.taker_field.isVisible()
    sheet.submit()
    assert actions == [AskOnSheet(REQUEST, did(2), CloseIdentity(None), NOW)]


def test_before_it_is_known_what_it_has_nothing_is_closed(home: Household) -> None:
    sheet = home.show(state(ADA, BEN, tokens=[token()]), did(2))
    sheet.close_it.click()
    assert not sheet.focusable().isEnabled()


def test_its_family_is_offered_first_and_nobody_closed_or_anonymous() -> None:
    own = replace(EVE, owner=did(1))
    gone = identity(4, "Gone", status=IdentityStatus.CLOSED)
    ghost = identity(5, "Ghost", kind=IdentityType.AID)
    assert takers(ADA, identities(ADA, BEN, own, gone, ghost)) == (did(3), did(2))


def test_an_owner_closes_what_it_owns(home: Household, actions: list[Action]) -> None:
    of = knowing(having(state(ADA, SUB, tokens=[token()]), did(2), 0), held=[did(1)])
    sheet = home.show(of, did(2))
    sheet.close_it.click()
    sheet.submit()
    assert actions == [AskOnSheet(REQUEST, did(2), CloseIdentity(None), NOW, did(1))]


def test_who_depends_on_it_is_named(home: Household) -> None:
    of = having(state(ADA, SUB, tokens=[token()]), did(1), 0)
    sheet = home.show(of, did(1))
    sheet.close_it.click()
    problem = Problem(Code.HAS_DEPENDENTS, {"part": "owner", "name": "Savings"})
    operation = Operation(REQUEST, did(1), CloseIdentity(None), NOW, RefusedByNode(NOW, problem))
    of = replace(opened(of, IdentitySheet(did(1))), operations=known(operation))
    sheet.draw(one_identity.select(replace(of, navigation=replace(of.navigation, asked=REQUEST))))
    assert sheet.said() == "It still owns “Savings”. Close that one first."


def test_a_key_is_replaced_on_the_identity_s_own_word(home: Household, actions: list[Action]) -> None:
    sheet = home.show(state(ADA), did(1))
    sheet.replace_key.click()
    sheet.submit()
    assert actions == [ReplaceKey(REQUEST, did(1), did(1))]


def test_a_lost_key_is_replaced_by_its_owner(home: Household, actions: list[Action]) -> None:
    sheet = home.show(state(ADA, SUB), did(2))
    sheet.replace_key.click()
    sheet.replacing.signer.set_current(did(1))
    sheet.submit()
    assert actions == [ReplaceKey(REQUEST, did(2), did(1))]


def test_while_a_key_is_made_nothing_else_is_asked(home: Household, actions: list[Action]) -> None:
    of = state(ADA)
    sheet = home.show(of, did(1))
    sheet.replace_key.click()
    sheet.submit()
    home.draw(replace(of, identities=replace(of.identities, submission=Pending(REQUEST))), did(1))
    sheet.submit()
    assert len(actions) == 1
    assert not sheet.focusable().isEnabled()


def test_that_no_key_could_be_made_is_said(home: Household) -> None:
    of = state(ADA)
    sheet = home.show(of, did(1))
    sheet.replace_key.click()
    sheet.submit()
    refused = Refused(REQUEST, Problem(Code.VAULT_LOCKED))
    home.draw(replace(of, identities=replace(of.identities, submission=refused)), did(1))
    assert sheet.said() == "Qwallet is locked. Unlock it and try again."


def test_an_identity_is_hidden_on_this_desktop_and_shown_again(home: Household, actions: list[Action]) -> None:
    of = state(ADA, BEN)
    sheet = home.show(of, did(2))
    sheet.hide_it.click()
    home.draw(replace(of, preferences=Preferences(hidden_identities=(did(2),))), did(2))
    sheet.hide_it.click()
    assert actions == [HideIdentity(did(2), hidden=True), HideIdentity(did(2), hidden=False)]


def test_an_anonymous_identity_is_never_written_down_as_hidden(home: Household) -> None:
    sheet = home.show(state(ADA, identity(2, "Ghost", kind=IdentityType.AID)), did(2))
    assert not sheet.hide_it.isVisible()


def test_a_closed_identity_can_only_be_hidden(home: Household) -> None:
    sheet = home.show(state(ADA, identity(2, "Ben", status=IdentityStatus.CLOSED)), did(2))
    shown = [deed.isVisible() for deed in (sheet.freeze, sheet.replace_key, sheet.close_it, sheet.hide_it)]
    assert shown == [False, False, False, True]


def test_those_around_it_open_by_a_click(home: Household, actions: list[Action]) -> None:
    sheet = home.show(state(ADA, SUB), did(2))
    link = next(each for each in sheet.details.findChildren(LinkButton) if each.accessibleName() == "Ada")
    link.click()
    assert actions == [OpenSheet(IdentitySheet(did(1)))]


def test_a_family_is_put_in_words() -> None:
    before = replace(identity(4, "Old"), successor=did(2), status=IdentityStatus.CLOSED)
    below = replace(identity(5, "Boat"), owner=did(2), guardian=did(2))
    of = replace(SUB, guardian=did(1), successor=did(1))
    everyone = identities(ADA, of, before, below)
    groups = Groups(Map({ACME.group_id: Loaded(group_of(ACME), NOW)}))
    said = [(line.label, [other for other, _ in line.others]) for line in family_of(of, everyone, groups)]
    assert said == [
        ("Belongs to", [did(1)]),
        ("Guardian", [did(1)]),
        ("Owns", [did(5)]),
        ("Guards", [did(5)]),
        ("Member of", [ACME.group_id]),
        ("Its key was replaced by", [did(1)]),
        ("Took the place of", [did(4)]),
    ]
