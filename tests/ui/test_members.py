"""The tab of a group's members: who may do what, how many decide, and whether its document holds."""

from dataclasses import replace

import pytest
from immutables import Map
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.consent import ConsentPolicy, PolicyVersion
from qwallet_desktop.domain.group_chain import Group, Replacement
from qwallet_desktop.domain.groups import AmountThreshold, Member, Role
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.messages import Successor, message_hash
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Executed, Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.consent import PolicyBook
from qwallet_desktop.state.groups import ActFor, Groups, LoadGroup
from qwallet_desktop.state.navigation import Navigation, OpenSheet, ShowItem, Tab
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import SignersSheet
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.screens import members, wallet
from qwallet_desktop.ui.screens.members import MembersScreen
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.id_label import IdLabel
from qwallet_desktop.ui.widgets.labels import PlainText
from tests.ui.builders import NODE, NOW, QTK, bench, did, identity, state, token
from tests.ui.groups import ALL, amended, asked_change, group_identity, key, keyed, keyed_founding, signed

PEOPLE = tuple(replace(identity(number, name), id=keyed(number)) for number, name in ((1, "Ada"), (2, "Ben")))
ACME = signed(keyed_founding())


def of(group: Group = ACME, remote: Remote[Group] | None = None, held: tuple[int, ...] = (1, 2)) -> State:
    firm = group_identity(group.founding)
    made = state(*PEOPLE, firm, active=2)
    known = Groups(Map({firm.id: remote or Loaded(group, NOW)}))
    return replace(made, groups=known, lock=replace(made.lock, held=tuple(keyed(each) for each in held)))


@pytest.fixture
def actions() -> list[Action]:
    return []


@pytest.fixture
def screen(qtbot: QtBot, actions: list[Action]) -> MembersScreen:
    made = MembersScreen(bench(actions.append))
    made.resize(1000, 800)
    qtbot.addWidget(made)
    made.show()
    return made


def drawn(screen: MembersScreen, state: State) -> MembersScreen:
    screen.draw(members.select(state))
    return screen


def chips(screen: MembersScreen, at: int) -> list[str]:
    return [chip.accessibleName() for chip in screen.lines[at].findChildren(StatusChip)]


def test_how_it_decides_stands_in_words(screen: MembersScreen) -> None:
    drawn(screen, of())
    assert screen._rule_title.text() == "2 of 3 signers decide"
    assert "All 3 keys are needed" in screen._meaning.accessibleName()
    assert "half of the admins unfreeze it" in screen._more.text()


def test_every_member_says_what_it_may_and_whether_it_is_yours(screen: MembersScreen) -> None:
    drawn(screen, of())
    assert [line.accessibleName() for line in screen.lines][:2] == ["Ada", "Ben"]
    assert chips(screen, 0) == ["Initiator", "Signer", "Admin", "Founder", "Yours: its key is here"]
    assert chips(screen, 2) == ["Initiator", "Signer", "Admin"]


def test_a_frozen_member_says_so(screen: MembersScreen) -> None:
    made = of()
    frozen = replace(PEOPLE[1], status=IdentityStatus.FROZEN)
    known = made.identities.known.set(frozen.id, frozen)
    drawn(screen, replace(made, identities=replace(made.identities, known=known)))
    assert chips(screen, 1)[-1] == "Frozen"


def test_a_dao_shows_what_each_member_weighs(screen: MembersScreen) -> None:
    those = (Member(keyed(1), ALL, 3), Member(did(70), (Role.VIEWER,)))
    drawn(screen, of(signed(keyed_founding("Keepers", *those, threshold=1, kind=IdentityType.DAO))))
    assert "Weight 3" in chips(screen, 0)
    assert screen.lines[1].accessibleName() == "Not one of your identities"


def test_a_document_that_holds_says_so_with_its_hash(screen: MembersScreen) -> None:
    drawn(screen, of())
    assert "all 3 founding signatures fit it" in screen.founding.words()
    shown = message_hash(ACME.founding.message())
    assert any(label._text.accessibleName() == shown for label in screen.founding.findChildren(IdLabel))


def test_a_forged_document_turns_red(screen: MembersScreen) -> None:
    forged = replace(ACME.signatures[2], signature="00" * 64)
    drawn(screen, of(replace(ACME, signatures=(*ACME.signatures[:2], forged))))
    assert screen.founding.words().startswith("This document does not hold")


def test_a_replaced_key_is_told_and_still_holds(screen: MembersScreen) -> None:
    document = Successor(keyed(3), keyed(4), keyed(3), NODE)
    message = document.message()
    one = Replacement(document, key(3).sign(message).hex(), key(4).sign(message).hex())
    charter = replace(
        ACME.charter, members=(*ACME.charter.members[:2], replace(ACME.charter.members[2], identity_id=keyed(4)))
    )
    drawn(screen, of(replace(ACME, charter=charter, version=2, changes=(one,))))
    assert screen.founding.words().endswith("What changed since was signed by all who had to.")
    assert "was replaced by" in screen.chain.words()


def test_how_to_check_it_is_shown_on_demand(screen: MembersScreen) -> None:
    drawn(screen, of())
    screen.founding.how.click()
    said = " ".join(label.text() for label in screen.founding.findChildren(PlainText) if label.isVisible())
    assert "SHA-256" in said
    screen.founding.how.click()
    assert screen.founding.how.accessibleName() == "How to check this"


def test_who_signs_for_it_can_be_chosen(screen: MembersScreen, actions: list[Action]) -> None:
    drawn(screen, of())
    screen.signer.set_current(keyed(2))
    screen.signer.activated.emit(screen.signer.currentIndex())
    assert actions == [ActFor(ACME.id, keyed(2))]


def test_with_one_member_here_there_is_nothing_to_choose(screen: MembersScreen) -> None:
    drawn(screen, of(held=(1,)))
    assert not screen.signer.isVisible()


def test_what_can_t_be_checked_is_said_and_can_be_read_again(screen: MembersScreen, actions: list[Action]) -> None:
    drawn(screen, of(remote=Failed(Problem(Code.NODE_ANSWER_INVALID, {"about": "group"}))))
    said = " ".join(label.text() for label in screen.findChildren(PlainText) if label.isVisible())
    assert "does not fit its DID, or somebody has not signed it" in said
    next(b for b in screen.findChildren(SecondaryButton) if b.accessibleName() == "Retry").click()
    assert actions == [LoadGroup(ACME.id)]


def test_any_other_failure_has_its_own_sentence(screen: MembersScreen) -> None:
    drawn(screen, of(remote=Failed(Problem(Code.NODE_UNREACHABLE))))
    said = " ".join(label.text() for label in screen.findChildren(PlainText) if label.isVisible())
    assert "The node does not answer" in said


def test_what_was_read_before_stays_while_the_node_is_away(screen: MembersScreen) -> None:
    drawn(screen, of(remote=Loading()))
    drawn(screen, of(remote=Stale(ACME, NOW, Problem(Code.NODE_UNREACHABLE))))
    assert len(screen.lines) == 3


def test_only_groups_have_the_tab() -> None:
    group = replace(of(), navigation=Navigation(tab=Tab.MEMBERS))
    assert wallet.select(group).tab is Tab.MEMBERS
    single = replace(group, identities=replace(group.identities, active=keyed(1)))
    assert wallet.select(single) == wallet.View(Tab.OVERVIEW, members=False)


def test_without_an_identity_there_is_nothing_to_draw() -> None:
    assert members.select(State()) == members.View()


# ------------------------------------------------------------------------------------------ other signers


JOINS = replace(ACME.charter, members=(*ACME.charter.members, Member(keyed(4), (Role.SIGNER,))))
WAITING = asked_change(ACME, JOINS)


def with_items(*items: Item) -> State:
    made = of()
    return replace(made, multisig=replace(made.multisig, known=Map({one.proposal.item_id: one for one in items})))


def test_an_admin_may_ask_for_other_signers(screen: MembersScreen, actions: list[Action]) -> None:
    drawn(screen, of())
    screen.change.click()
    assert actions == [OpenSheet(SignersSheet(ACME.id))]


def test_who_is_no_admin_can_t_ask_for_other_signers(screen: MembersScreen) -> None:
    those = (Member(keyed(3), ALL), Member(keyed(1), (Role.SIGNER,)))
    drawn(screen, of(signed(keyed_founding("Acme", *those, threshold=1)), held=(1,)))
    assert not screen.change.isVisible()


def test_the_members_of_a_dao_are_changed_by_a_vote(screen: MembersScreen) -> None:
    drawn(screen, of(signed(keyed_founding("Keepers", kind=IdentityType.DAO))))
    assert not screen.change.isVisible()
    said = " ".join(label.text() for label in screen.findChildren(PlainText) if label.isVisible())
    assert "changed by a vote, which comes with a later version" in said


def test_the_change_that_waits_is_shown_with_who_is_missing(screen: MembersScreen, actions: list[Action]) -> None:
    drawn(screen, with_items(WAITING))
    joins = called(of().identities, keyed(4))
    assert screen.waiting.words().endswith(f", and for {joins} to join.")
    said = " ".join(label.text() for label in screen.waiting.findChildren(PlainText))
    assert f"{joins} joins as a signer, and must agree itself." in said
    assert "Asked by Ada · 0 of 2 signatures, 0 of 1 who join" in said
    screen.waiting.look.click()
    assert actions == [ShowItem(WAITING.proposal.item_id)]


@pytest.mark.parametrize(
    "item",
    [
        replace(WAITING, votes=()),
        replace(WAITING, closing=Executed(NOW)),
        replace(WAITING, proposal=replace(WAITING.proposal, expires_at=NOW)),
        replace(WAITING, proposal=replace(WAITING.proposal, identity_id=did(70))),
    ],
    ids=["not asked for", "in force", "expired", "of another group"],
)
def test_what_does_not_wait_is_not_shown(screen: MembersScreen, item: Item) -> None:
    drawn(screen, with_items(item))
    assert not screen.waiting.isVisible()


def test_each_version_is_told_with_those_who_signed_it(screen: MembersScreen) -> None:
    drawn(screen, of(amended(ACME, JOINS, 2, 3, 4, reason="Dee joins us")))
    said = " ".join(label.text() for label in screen.chain.findChildren(PlainText))
    assert "Version 2" in said
    assert "3 of 4 signers" not in said
    assert "2 of 4 signers decide instead of 2 of 3 signers." in said
    assert f"Signed by Ada, Ben and {called(of().identities, keyed(3))}." in said
    assert f"Joined by a signature of their own: {called(of().identities, keyed(4))}." in said
    assert "Reason: “Dee joins us”" in said
    assert [chip.accessibleName() for chip in screen.chain.findChildren(StatusChip)] == ["Signatures fit"]


def test_a_version_that_too_few_have_signed_turns_red(screen: MembersScreen) -> None:
    drawn(screen, of(amended(ACME, JOINS, 2, 4)))
    assert [chip.accessibleName() for chip in screen.chain.findChildren(StatusChip)] == ["Does not hold"]
    assert screen.founding.words().startswith("This document does not hold")


def test_without_changes_there_is_no_chain(screen: MembersScreen) -> None:
    drawn(screen, of())
    assert not screen.chain.isVisible()


def test_what_larger_payments_need_is_said_with_what_it_means(screen: MembersScreen) -> None:
    rules = replace(
        ACME.charter, amount_thresholds=(AmountThreshold(Amount(100_000, 2, QTK), 3),), initiator_counts=True
    )
    made = of(signed(replace(keyed_founding(), charter=rules)))
    drawn(screen, replace(made, tokens=replace(made.tokens, known=Map({QTK: token()}))))
    assert "Above 1,000.00 QTK: 3 of 3 signers." in screen._more.text()
    assert "nobody can change them any more" in screen._rules.accessibleName()


def test_a_signer_whose_permissions_keep_it_from_signing_says_so(screen: MembersScreen) -> None:
    made = of()
    book = PolicyBook(PolicyVersion(keyed(2), 1, ConsentPolicy(can_sign=False), NOW))
    consent = replace(made.consent, policies=made.consent.policies.set(keyed(2), Loaded(book, NOW)))
    drawn(screen, replace(made, consent=consent))
    said = [" ".join(label.text() for label in line.findChildren(PlainText)) for line in screen.lines]
    assert ["can't sign" in each for each in said] == [False, True, False]
