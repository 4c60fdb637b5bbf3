"""Who must agree, by the type of the identity that is to act."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.approvers import approvers_of, is_enough, most_for_a_change, widens_alone
from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code
from tests.domain.builders import ALICE, BOB, CAROL, DAVE, amount, did, identity, problem_of
from tests.domain.founding import ADMIN, CHARTER, SIGNER_1, SIGNER_2

ROOT = identity(ALICE)
OTHER = TokenId("qtk1" + "cd" * 32)
SUB = identity(ALICE, owner=CAROL)
WARD = replace(identity(ALICE, owner=CAROL), type=IdentityType.CONSENTIDA, guardian=DAVE)
ENTERPRISE = replace(ROOT, type=IdentityType.ENTERPRISE)
DAO = replace(ROOT, type=IdentityType.DAO)
AID = replace(ROOT, type=IdentityType.AID)


@pytest.mark.parametrize(
    ("who", "charter", "expected"),
    [
        (ROOT, None, Approval((ALICE,), 1)),
        (SUB, None, Approval((CAROL,), 1)),
        (WARD, None, Approval((DAVE,), 1)),
        (replace(WARD, owner=None), None, Approval((DAVE,), 1)),
        (ENTERPRISE, CHARTER, Approval((did(SIGNER_1), did(SIGNER_2)), 2)),
    ],
)
def test_who_must_agree_follows_from_the_type(who: Identity, charter: Charter | None, expected: Approval) -> None:
    assert approvers_of(who, charter) == expected


GRADED = replace(
    CHARTER,
    threshold=1,
    amount_thresholds=(AmountThreshold(amount(1_000), 2), AmountThreshold(amount(5, token_id=OTHER), 2)),
)


@pytest.mark.parametrize(
    ("amounts", "required"),
    [
        ((amount(1_000),), 1),
        ((amount(1_001),), 2),
        ((amount(600), amount(400)), 1),
        ((amount(600), amount(401)), 2),
        ((amount(600), amount(5, token_id=OTHER)), 1),
        ((amount(600), amount(6, token_id=OTHER)), 2),
        ((amount(9_999_999, token_id=TokenId("qtk1" + "ef" * 32)),), 1),
        ((), 2),
    ],
)
def test_a_company_asks_for_what_the_amounts_need_and_for_rules_the_most(
    amounts: tuple[Amount, ...], required: int
) -> None:
    assert approvers_of(ENTERPRISE, GRADED, amounts=amounts).required == required


@pytest.mark.parametrize(("admins", "required"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_half_of_the_admins_rounded_up_end_a_freeze(admins: int, required: int) -> None:
    members = tuple(Member(did(number + 1), (Role.ADMIN,)) for number in range(admins))
    charter = replace(CHARTER, members=(CHARTER.members[0], *members))
    approval = approvers_of(ENTERPRISE, charter, admins=True)
    assert approval == Approval(tuple(did(number + 1) for number in range(admins)), required)


@pytest.mark.parametrize(("who", "code"), [(DAO, Code.GOVERNANCE_NOT_READY), (AID, Code.NOT_PERMITTED)])
def test_where_nobody_can_agree_yet_it_is_refused(who: Identity, code: Code) -> None:
    assert problem_of(lambda: approvers_of(who, CHARTER)).code is code


@pytest.mark.parametrize("who", [ENTERPRISE, replace(WARD, guardian=None)])
def test_who_agrees_is_never_guessed(who: Identity) -> None:
    with pytest.raises(ValueError, match=r"charter|guardian"):
        approvers_of(who, None)


@pytest.mark.parametrize(
    ("approval", "counts", "expected"),
    [
        (Approval((ALICE,), 1), True, True),
        (Approval((ALICE, BOB), 1), True, True),
        (Approval((ALICE,), 1), False, False),
        (Approval((BOB,), 1), True, False),
        (Approval((ALICE, BOB), 2), True, False),
    ],
)
def test_one_signature_suffices_only_if_it_counts_and_is_all_that_is_asked(
    approval: Approval, counts: bool, expected: bool
) -> None:
    assert is_enough(approval, ALICE, initiator_counts=counts) is expected


@pytest.mark.parametrize(
    ("who", "actor", "expected"),
    [
        (ROOT, ALICE, True),
        (ROOT, BOB, False),
        (SUB, CAROL, True),
        (SUB, ALICE, False),
        (WARD, CAROL, True),
        (WARD, DAVE, True),
        (WARD, ALICE, False),
        (replace(WARD, owner=None), ALICE, False),
        (ENTERPRISE, did(ADMIN), False),
        (DAO, did(ADMIN), False),
        (AID, ALICE, False),
    ],
)
def test_who_may_widen_rights_alone(who: Identity, actor: IdentityId, expected: bool) -> None:
    assert widens_alone(who, actor) is expected


@pytest.mark.parametrize(
    ("members", "counts", "most"),
    [
        ({1: "SA"}, False, 1),
        ({1: "SA", 2: "SA"}, False, 1),
        ({1: "SA", 2: "SA"}, True, 2),
        ({1: "SA", 2: "S", 3: "A"}, False, 2),
    ],
)
def test_whoever_asks_and_does_not_count_is_missing_for_a_change(
    members: dict[int, str], counts: bool, most: int
) -> None:
    roles = {"S": Role.SIGNER, "A": Role.ADMIN}
    listed = tuple(Member(did(one), tuple(roles[letter] for letter in given)) for one, given in members.items())
    assert most_for_a_change(Charter(listed, 1, counts)) == most
