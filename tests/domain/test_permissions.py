"""The authorization table, written out a second time by hand."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.identities import GROUP_TYPES, Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.permissions import (
    TABLE,
    Action,
    Relation,
    may,
    may_see,
    may_unfreeze,
    relation,
    type_permits,
)
from tests.domain.builders import ALICE, BOB, CAROL, DAVE, did, identity, transfer

ROOT = CAROL
SUBJECT = identity(ALICE, owner=ROOT)
SHARED = transfer(ALICE, BOB)
GUARDIAN, HEIR, MEMBER = did(5), did(6), did(7)
EVERY_TIE = replace(SUBJECT, guardian=GUARDIAN, successor=HEIR)

# Who asks, one column each:
#   self, owner, guardian, successor, a member of the group, the other side of a transfer, anyone else;
#   a member that is VIEWER, INITIATOR, SIGNER, ADMIN, AUDITOR
#   The types that know it at all: Root, Enterprise, Dao, Consentida, Aid
EXPECTED: Mapping[Action, tuple[str, str, str]] = {
    Action.READ_IDENTITY: ("xxxxx..", "xxxxx", "REDCA"),
    Action.READ_BALANCES: ("xxxx...", "xxxxx", "REDCA"),
    Action.READ_HISTORY: ("xxxx...", "xxxxx", "REDCA"),
    Action.READ_EVENTS: ("xxxx...", "xxxxx", "REDCA"),
    Action.READ_NOTIFICATIONS: ("xxxx...", "xxxxx", "REDCA"),
    Action.READ_TRANSFER: ("xxxx.x.", "xxxxx", "REDCA"),
    Action.READ_PROOF: ("xxxx.x.", "xxxxx", "REDCA"),
    Action.READ_GROUP: ("x...x..", "xxxxx", "ED"),
    Action.READ_POLICY: ("xxxxx..", "xxxxx", "REDCA"),
    Action.READ_LIMITS: ("xxxxx..", "xxxxx", "REDCA"),
    Action.READ_ITEMS: ("xxxxx..", "xxxxx", "REDCA"),
    Action.READ_DECISIONS: ("xxxx...", ".xxxx", "REDCA"),
    Action.READ_BOOK: ("x...x..", "xxxxx", "ED"),
    Action.MARK_READ: ("x......", ".xxx.", "REDCA"),
    Action.SEND: ("x......", ".x...", "REDCA"),
    Action.PREVIEW: ("x......", ".xx..", "REDCA"),
    Action.ISSUE: ("x......", ".....", "REDC"),
    Action.RENAME: ("x......", "...x.", "REDC"),
    Action.FREEZE: ("xxx....", "...x.", "REDCA"),
    Action.ASK_FREEZE: ("x......", ".xxxx", "ED"),
    Action.UNFREEZE: ("xxx....", "...x.", "REDCA"),
    Action.REGISTER_CHILD: ("x......", ".....", "RC"),
    Action.WRITE_POLICY: ("xxx....", "...x.", "REDC"),
    Action.WRITE_LIMITS: ("xxx....", "...x.", "REDC"),
    Action.WRITE_CHARTER: ("x......", "...x.", "ED"),
    Action.PROPOSE: ("xxx....", ".x.x.", "REDC"),
    Action.SIGN_ITEM: ("xxx....", "..xx.", "REDC"),
    Action.PROPOSE_CONTACT: ("x...x..", "xxxxx", "ED"),
    Action.APPROVE_CONTACT: ("x......", "...x.", "ED"),
    Action.CLOSE: ("xx.....", "...x.", "RCA"),
    Action.SUCCEED: ("xx.....", ".....", "RC"),
}
ASKING = (ALICE, ROOT, GUARDIAN, HEIR, MEMBER, BOB, DAVE)
RELATIONS = list(Relation)
TYPES = {
    IdentityType.ROOT: "R",
    IdentityType.ENTERPRISE: "E",
    IdentityType.DAO: "D",
    IdentityType.CONSENTIDA: "C",
    IdentityType.AID: "A",
}
CELLS = [(place, action, EXPECTED[action][0][place] == "x") for action in Action for place in range(len(RELATIONS))]
ROLE_CELLS = [(role, action, EXPECTED[action][1][place] == "x") for action in Action for place, role in enumerate(Role)]
TYPE_CELLS = [(kind, action, letter in EXPECTED[action][2]) for action in Action for kind, letter in TYPES.items()]


@pytest.mark.parametrize(("place", "action", "expected"), CELLS)
def test_the_table_has_what_each_relation_may_do(place: int, action: Action, expected: bool) -> None:
    assert (action in TABLE[RELATIONS[place]]) is expected


@pytest.mark.parametrize(("place", "action", "expected"), CELLS)
def test_who_stands_in_a_relation_may_do_what_the_table_says(place: int, action: Action, expected: bool) -> None:
    if RELATIONS[place] is not Relation.MEMBER:
        assert may([ASKING[place]], action, EVERY_TIE, SHARED) is expected


@pytest.mark.parametrize(("place", "action", "expected"), CELLS)
def test_without_a_shared_transfer_the_other_side_is_a_stranger(place: int, action: Action, expected: bool) -> None:
    if RELATIONS[place] is not Relation.MEMBER:
        assert may([ASKING[place]], action, EVERY_TIE) is (expected and ASKING[place] != BOB)


@pytest.mark.parametrize(("role", "action", "expected"), ROLE_CELLS)
@pytest.mark.parametrize("kind", sorted(GROUP_TYPES))
def test_a_member_may_do_what_its_role_says(kind: IdentityType, role: Role, action: Action, expected: bool) -> None:
    group = replace(identity(ALICE), type=kind)
    assert may([MEMBER], action, group, roles={role}) is expected


@pytest.mark.parametrize(("kind", "action", "expected"), TYPE_CELLS)
def test_what_a_type_knows_at_all(kind: IdentityType, action: Action, expected: bool) -> None:
    assert type_permits(kind, action) is expected


@given(st.sets(st.sampled_from(Role), min_size=1), st.sampled_from(list(Action)))
def test_roles_add_up(roles: set[Role], action: Action) -> None:
    alone = any(may([MEMBER], action, SUBJECT, roles={role}) for role in roles)
    assert may([MEMBER], action, SUBJECT, roles=roles) is alone


@pytest.mark.parametrize("action", Action)
def test_without_a_role_one_is_no_member(action: Action) -> None:
    assert not may([MEMBER], action, SUBJECT, roles=())


@pytest.mark.parametrize("action", Action)
def test_an_owner_that_is_the_guardian_too_may_do_what_either_may(action: Action) -> None:
    both = replace(SUBJECT, guardian=ROOT)
    assert may([ROOT], action, both) is (action in TABLE[Relation.OWNER] | TABLE[Relation.GUARDIAN])


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", ASKING)
def test_a_transfer_of_others_opens_nothing(who: IdentityId, action: Action) -> None:
    assert not may([who], action, SUBJECT, transfer(BOB, DAVE))


@pytest.mark.parametrize("action", Action)
def test_nobody_may_do_nothing(action: Action) -> None:
    assert not may([], action, SUBJECT, SHARED)


@given(st.sets(st.sampled_from(ASKING)), st.sampled_from(list(Action)))
def test_several_who_ask_may_do_what_one_of_them_may(who: set[IdentityId], action: Action) -> None:
    assert may(who, action, SUBJECT, SHARED) is any(may([one], action, SUBJECT, SHARED) for one in who)


@pytest.mark.parametrize(
    ("who", "subject", "shared", "expected"),
    [
        (ALICE, SUBJECT, None, Relation.SELF),
        (ALICE, SUBJECT, SHARED, Relation.SELF),
        (ROOT, SUBJECT, None, Relation.OWNER),
        (ROOT, SUBJECT, transfer(ROOT, ALICE), Relation.OWNER),
        (BOB, SUBJECT, SHARED, Relation.COUNTERPARTY),
        (BOB, SUBJECT, transfer(BOB, ALICE), Relation.COUNTERPARTY),
        (BOB, SUBJECT, None, Relation.STRANGER),
        (DAVE, SUBJECT, SHARED, Relation.STRANGER),
        # A child is nothing to its owner, nor are two children to each other.
        (ALICE, identity(ROOT), None, Relation.STRANGER),
        (BOB, identity(ALICE, owner=ROOT), None, Relation.STRANGER),
        # Minting has no sender whom somebody could be.
        (BOB, SUBJECT, transfer(None, ALICE), Relation.STRANGER),
        (GUARDIAN, EVERY_TIE, None, Relation.GUARDIAN),
        (HEIR, EVERY_TIE, None, Relation.SUCCESSOR),
        # Who shares a transfer too is no less than what it is besides.
        (GUARDIAN, EVERY_TIE, transfer(GUARDIAN, ALICE), Relation.GUARDIAN),
    ],
)
def test_what_somebody_is_to_a_subject(who: IdentityId, subject: Identity, shared: None, expected: Relation) -> None:
    assert relation(who, subject, shared) is expected


def test_who_has_a_role_is_a_member() -> None:
    assert relation(MEMBER, SUBJECT, roles={Role.VIEWER}) is Relation.MEMBER


@pytest.mark.parametrize(
    ("who", "identity_shown", "transfer_shown"),
    [(ALICE, True, True), (ROOT, True, True), (BOB, False, True), (DAVE, False, False)],
)
def test_who_may_see_an_identity_and_its_transfer(who: IdentityId, identity_shown: bool, transfer_shown: bool) -> None:
    assert (may_see([who], SUBJECT), may_see([who], SUBJECT, SHARED)) == (identity_shown, transfer_shown)


def test_members_see_their_group_and_its_transfers() -> None:
    roles = {Role.VIEWER}
    assert (may_see([MEMBER], SUBJECT, roles=roles), may_see([MEMBER], SUBJECT, SHARED, roles=roles)) == (True, True)


@pytest.mark.parametrize(
    ("who", "frozen_by", "expected"),
    [
        (ALICE, ALICE, True),
        (ALICE, ROOT, False),
        (ALICE, None, True),
        (ROOT, ALICE, True),
        (ROOT, ROOT, True),
        (ROOT, None, True),
        (BOB, ALICE, False),
        (BOB, ROOT, False),
        (BOB, None, False),
        (GUARDIAN, ALICE, True),
        (GUARDIAN, GUARDIAN, True),
        (GUARDIAN, None, True),
        (GUARDIAN, ROOT, False),
        (ALICE, GUARDIAN, False),
        (ROOT, GUARDIAN, True),
    ],
)
def test_only_who_froze_or_stands_above_may_unfreeze(
    who: IdentityId, frozen_by: IdentityId | None, expected: bool
) -> None:
    frozen = replace(EVERY_TIE, status=IdentityStatus.FROZEN, frozen_by=frozen_by)
    assert may_unfreeze(who, frozen) is expected
