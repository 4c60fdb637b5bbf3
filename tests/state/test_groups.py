"""The groups' slice: charters by group, and who of those here signs for whom."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.events import IdentityChanged
from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence
from qwallet_desktop.domain.permissions import Action as Asked
from qwallet_desktop.state import groups, lazy
from qwallet_desktop.state.groups import ActFor, GroupFailed, GroupLoaded, Groups, LoadGroup, acting_member, actors
from qwallet_desktop.state.health import EventReceived, Health, Up
from qwallet_desktop.state.identities import IdentitiesLoaded, IdentityAccepted
from qwallet_desktop.state.lazy_books import Lazy
from qwallet_desktop.state.lock import Lock, Phase
from qwallet_desktop.state.navigation import Navigation
from qwallet_desktop.state.part import group as group_part
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Stale
from qwallet_desktop.state.root import State, reduce
from qwallet_desktop.state.sheets import IdentitySheet
from tests.state.builders import ADA, BEN, EVE, NOW, UNREACHABLE, event, identity, request

NODE = NodeId("5f0c" * 8)


def charter(*members: tuple[IdentityId, tuple[Role, ...]]) -> Charter:
    return Charter(tuple(Member(did, roles) for did, roles in members), 1)


def founded(of: Charter, kind: IdentityType = IdentityType.ENTERPRISE) -> Group:
    founding = Founding(kind, "Acme", of, of.members[0].identity_id, NODE, "0f" * 16)
    return Group(founding.group_id, founding, (), of)


ACME = founded(charter((ADA, (Role.VIEWER,)), (BEN, (Role.INITIATOR,)), (EVE, (Role.INITIATOR, Role.ADMIN))))
FIRM = replace(identity(ACME.id, "Acme", 4), type=IdentityType.ENTERPRISE)


def knowing(*held: IdentityId, people: tuple[Identity, ...] = (), group: Group | None = ACME) -> State:
    """Return the state of a desktop that holds these keys and has read the group."""
    everyone = (identity(ADA, "Ada", 1), identity(BEN, "Ben", 2), identity(EVE, "Eve", 3), FIRM, *people)
    of, _ = reduce(State(lock=Lock(Phase.OPEN, held=held)), IdentitiesLoaded(everyone, NOW))
    return of if group is None else reduce(of, GroupLoaded(group, NOW))[0]


def test_a_group_is_read_once_it_is_asked_for() -> None:
    asked, effects = groups.reduce(Groups(), LoadGroup(ACME.id))
    assert (asked.known[ACME.id], effects) == (Loading(), (groups.FetchGroup(ACME.id),))
    assert groups.reduce(asked, GroupLoaded(ACME, NOW))[0].known[ACME.id] == Loaded(ACME, NOW)


def test_what_was_known_of_a_group_stays_where_it_can_t_be_read_anew() -> None:
    known = groups.reduce(Groups(), GroupLoaded(ACME, NOW))[0]
    assert groups.reduce(known, GroupFailed(ACME.id, UNREACHABLE, NOW))[0].known[ACME.id] == Stale(
        ACME, NOW, UNREACHABLE
    )
    never = groups.reduce(Groups(), GroupFailed(ACME.id, UNREACHABLE, NOW))[0]
    assert never.known[ACME.id] == Failed(UNREACHABLE)


def test_another_ledger_has_other_groups() -> None:
    known = groups.reduce(Groups(), GroupLoaded(ACME, NOW))[0]
    assert groups.reduce(known, LastKnownDropped())[0] == Groups()


def test_each_group_is_read_by_itself() -> None:
    assert groups.FetchGroup(ACME.id).exclusive != groups.FetchGroup(IdentityId("did:qwallet:zother")).exclusive


def test_an_identity_asks_for_itself() -> None:
    assert acting_member(knowing(ADA), ADA, Asked.SEND) == ADA


def test_a_member_with_the_role_asks_for_its_group() -> None:
    assert acting_member(knowing(ADA, BEN, EVE), ACME.id, Asked.SEND) == BEN


def test_a_member_without_the_role_does_not() -> None:
    assert acting_member(knowing(ADA), ACME.id, Asked.SEND) is None


def test_a_member_whose_key_is_elsewhere_does_not() -> None:
    assert actors(knowing(ADA, EVE), ACME.id, Asked.SEND) == (EVE,)


def test_the_member_that_was_chosen_goes_first() -> None:
    chosen = reduce(knowing(BEN, EVE), ActFor(ACME.id, EVE))[0]
    assert actors(chosen, ACME.id, Asked.SEND) == (EVE, BEN)


def test_a_chosen_member_without_the_role_is_passed_over() -> None:
    chosen = reduce(knowing(ADA, BEN), ActFor(ACME.id, ADA))[0]
    assert acting_member(chosen, ACME.id, Asked.SEND) == BEN


def test_before_a_group_is_read_nobody_signs_for_it() -> None:
    assert actors(knowing(BEN, EVE, group=None), ACME.id, Asked.SEND) == ()


@pytest.mark.parametrize("status", [IdentityStatus.FROZEN, IdentityStatus.CLOSED])
def test_who_is_frozen_or_closed_signs_for_nobody_else(status: IdentityStatus) -> None:
    of = knowing(BEN, EVE)
    cold = replace(identity(BEN, "Ben", 2), status=status)
    of = reduce(of, IdentityAccepted(request(), cold, created=False))[0]
    assert acting_member(of, ACME.id, Asked.SEND) == EVE
    assert acting_member(of, BEN, Asked.FREEZE) == BEN


def test_a_group_is_no_owner_and_can_t_be_closed() -> None:
    assert actors(knowing(ADA, BEN, EVE), ACME.id, Asked.CLOSE) == ()


def test_an_owner_and_a_guardian_act_for_those_below_them() -> None:
    ward = replace(identity(IdentityId("did:key:zward"), "Tove", 5), type=IdentityType.CONSENTIDA, guardian=BEN)
    ward = replace(ward, owner=ADA)
    of = knowing(ADA, BEN, people=(ward,))
    assert actors(of, ward.id, Asked.FREEZE) == (ADA, BEN)
    assert actors(of, ward.id, Asked.SUCCEED) == (ADA,)


def test_only_who_may_lift_a_freeze_is_offered_to() -> None:
    ward = replace(identity(IdentityId("did:key:zward"), "Tove", 5), type=IdentityType.CONSENTIDA, guardian=BEN)
    frozen = replace(ward, status=IdentityStatus.FROZEN, frozen_by=BEN)
    assert actors(knowing(ward.id, BEN, people=(frozen,)), ward.id, Asked.UNFREEZE) == (BEN,)


def test_of_who_is_not_known_nothing_can_be_asked() -> None:
    assert actors(knowing(ADA), IdentityId("did:key:znobody"), Asked.SEND) == ()


def test_the_charter_of_the_group_that_one_acts_for_is_read() -> None:
    of = knowing(ADA, group=None)
    of = replace(of, identities=replace(of.identities, active=ACME.id), health=Health(Up(NODE), live=True))
    looked = reduce(of, IdentityAccepted(request(), identity(ADA, "Ada", 1), created=False))[0]
    assert group_part(ACME.id) in looked.lazy.looked


def test_the_charter_of_a_group_whose_sheet_is_open_is_read() -> None:
    of = replace(knowing(ADA, group=None), navigation=Navigation(sheet=IdentitySheet(ACME.id)))
    looked = reduce(of, IdentityAccepted(request(), identity(ADA, "Ada", 1), created=False))[0]
    assert group_part(ACME.id) in looked.lazy.looked


def test_a_change_of_a_group_has_its_charter_read_anew() -> None:
    of = knowing(ADA)
    of = replace(of, lazy=of.lazy._replace(fresh=of.lazy.fresh.set(group_part(ACME.id), Sequence(1))))
    assert group_part(ACME.id) not in reduce(of, EventReceived(event(7, ADA, IdentityChanged(FIRM))))[0].lazy.fresh


def test_no_key_is_held_of_a_group_that_was_founded() -> None:
    after = reduce(knowing(ADA), IdentityAccepted(request(), FIRM, created=True))[0]
    assert (after.lock.held, after.identities.active) == ((ADA,), ACME.id)


def test_only_groups_have_charters() -> None:
    of = knowing(ADA).groups
    assert (groups.charter_of(of, ACME.id), groups.charter_of(of, ADA)) == (ACME.charter, None)
    assert (groups.is_group(ACME.id), groups.is_group(ADA)) == (True, False)


def test_a_group_that_can_t_be_read_is_not_on_its_way_any_more() -> None:
    asked = lazy.reduce(lazy.look(Lazy(), (group_part(ACME.id),), live=False)[0], LoadGroup(ACME.id))[0]
    after = lazy.reduce(asked, GroupFailed(ACME.id, UNREACHABLE, NOW))[0]
    assert (group_part(ACME.id) in asked.flying, group_part(ACME.id) in after.flying) == (True, False)
