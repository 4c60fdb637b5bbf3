"""Groups: what a charter must have, what the id stands for, and whose signatures must be there."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.did import GROUP_PREFIX
from qwallet_desktop.domain.group_chain import Group, Replacement, verify_group
from qwallet_desktop.domain.groups import (
    LONGEST_EXPIRY_HOURS,
    MOST_MEMBERS,
    Charter,
    Founding,
    Member,
    Role,
    check_charter,
    check_founding,
    check_signatures,
)
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import LARGEST_INTEGER, Successor
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import NODE, did, key, problem_of
from tests.domain.founding import (
    ADMIN,
    CHARTER,
    FOUNDING,
    SIGNATURES,
    SIGNER_1,
    SIGNER_2,
    VIEWER,
    group,
    signed,
    with_member,
)

OTHER_NODE = NodeId("1" * 32)
NEW = 21
A_GROUP = FOUNDING.group_id


def test_a_charter_in_order_is_taken() -> None:
    check_charter(CHARTER)


@pytest.mark.parametrize(
    ("charter", "problem"),
    [
        (replace(CHARTER, threshold=0), Problem(Code.THRESHOLD_INVALID, {"signers": "2"}, "threshold")),
        (replace(CHARTER, threshold=3), Problem(Code.THRESHOLD_INVALID, {"signers": "2"}, "threshold")),
        (replace(CHARTER, threshold=-1), Problem(Code.THRESHOLD_INVALID, {"signers": "2"}, "threshold")),
        (replace(CHARTER, members=()), Problem(Code.SIGNER_MISSING, {}, "members")),
        (replace(CHARTER, members=CHARTER.members[2:]), Problem(Code.SIGNER_MISSING, {}, "members")),
        (replace(CHARTER, members=CHARTER.members[:2]), Problem(Code.ADMIN_MISSING, {}, "members")),
        (
            replace(CHARTER, members=(*CHARTER.members, CHARTER.members[1])),
            Problem(Code.MEMBER_TWICE, {"member": did(SIGNER_2)}, "members[4]"),
        ),
        (with_member(CHARTER, 1, roles=()), Problem(Code.ROLE_MISSING, {"member": did(SIGNER_2)}, "members[1]")),
        (
            with_member(CHARTER, 2, roles=(Role.ADMIN, Role.ADMIN)),
            Problem(Code.ROLE_MISSING, {"member": did(ADMIN)}, "members[2]"),
        ),
        (with_member(CHARTER, 3, weight=0), Problem(Code.WEIGHT_INVALID, {"member": did(VIEWER)}, "members[3]")),
        (
            with_member(CHARTER, 3, weight=LARGEST_INTEGER + 1),
            Problem(Code.WEIGHT_INVALID, {"member": did(VIEWER)}, "members[3]"),
        ),
        (with_member(CHARTER, 0, identity_id="did:key:zoo"), Problem(Code.NOT_A_DID, {}, "members[0]")),
        (
            with_member(CHARTER, 0, identity_id=A_GROUP),
            Problem(Code.MEMBER_NOT_SINGLE, {"member": A_GROUP}, "members[0]"),
        ),
        (replace(CHARTER, expiry_hours=0), Problem(Code.EXPIRY_INVALID, {"longest": "720"}, "expiryHours")),
        (
            replace(CHARTER, expiry_hours=LONGEST_EXPIRY_HOURS + 1),
            Problem(Code.EXPIRY_INVALID, {"longest": "720"}, "expiryHours"),
        ),
    ],
)
def test_what_is_wrong_with_a_charter_is_named(charter: Charter, problem: Problem) -> None:
    assert problem_of(lambda: check_charter(charter)) == problem


def test_a_group_has_so_many_members_at_most() -> None:
    many = tuple(Member(did(number + 1), (Role.SIGNER, Role.ADMIN)) for number in range(MOST_MEMBERS + 1))
    check_charter(Charter(many[:-1], 1))
    assert problem_of(lambda: check_charter(Charter(many, 1))).code is Code.TOO_MANY_MEMBERS


@pytest.mark.parametrize("threshold", [1, 2])
def test_every_number_of_the_signers_may_decide(threshold: int) -> None:
    check_charter(replace(CHARTER, threshold=threshold))


def test_a_founding_in_order_is_taken() -> None:
    check_founding(FOUNDING, NODE)


@pytest.mark.parametrize(
    ("founding", "part"),
    [
        (replace(FOUNDING, type=IdentityType.ROOT), "type"),
        (replace(FOUNDING, type=IdentityType.AID), "type"),
        (replace(FOUNDING, name=" Bakery "), "name"),
        (replace(FOUNDING, name="Bakery\u202e"), "name"),
        (replace(FOUNDING, node_id=OTHER_NODE), "node"),
        (replace(FOUNDING, salt=""), "salt"),
        (replace(FOUNDING, salt="0A" * 16), "salt"),
        (replace(FOUNDING, founder=did(99)), "founder"),
    ],
)
def test_what_is_wrong_with_a_founding_is_named(founding: Founding, part: str) -> None:
    problem = problem_of(lambda: check_founding(founding, NODE))
    assert problem == Problem(Code.FOUNDING_INVALID, {"part": part}, "founding")


def test_a_group_without_a_name_is_refused() -> None:
    assert problem_of(lambda: check_founding(replace(FOUNDING, name=""), NODE)).code is Code.NAME_INVALID


def test_a_charter_that_is_wrong_is_no_founding() -> None:
    founding = replace(FOUNDING, charter=replace(CHARTER, threshold=0))
    assert problem_of(lambda: check_founding(founding, NODE)).code is Code.THRESHOLD_INVALID


def test_the_founder_every_signer_and_every_admin_must_sign_once() -> None:
    assert FOUNDING.required_signers == (did(ADMIN), did(SIGNER_1), did(SIGNER_2))


def test_a_founder_that_is_a_signer_signs_once() -> None:
    assert replace(FOUNDING, founder=did(SIGNER_2)).required_signers == (did(SIGNER_2), did(SIGNER_1), did(ADMIN))


def test_signatures_may_come_in_any_order() -> None:
    check_signatures(FOUNDING, SIGNATURES[::-1])


@pytest.mark.parametrize("missing", range(3))
def test_a_missing_signature_is_named(missing: int) -> None:
    rest = [one for place, one in enumerate(SIGNATURES) if place != missing]
    problem = problem_of(lambda: check_signatures(FOUNDING, rest))
    assert problem == Problem(Code.FOUNDING_UNSIGNED, {"signer": SIGNATURES[missing].signer}, "signatures")


@pytest.mark.parametrize("signature", ["", "no hex", SIGNATURES[0].signature, "00" * 64])
def test_a_forged_signature_is_named(signature: str) -> None:
    forged = (*SIGNATURES[:2], replace(SIGNATURES[2], signature=signature))
    problem = problem_of(lambda: check_signatures(FOUNDING, forged))
    assert problem.facts == {"signer": did(SIGNER_2)}


@pytest.mark.parametrize("changed", [{"node_id": OTHER_NODE}, {"name": "Butchery"}, {"salt": "0b" * 16}])
def test_signatures_over_another_document_do_not_count(changed: dict[str, str]) -> None:
    other = replace(FOUNDING, **changed)  # type: ignore[arg-type]  # any field, as the table says
    assert problem_of(lambda: check_signatures(other, SIGNATURES)).code is Code.FOUNDING_UNSIGNED


@pytest.mark.parametrize("extra", [signed(FOUNDING, VIEWER), SIGNATURES[:1]])
def test_more_signatures_than_needed_are_refused(extra: tuple[object, ...]) -> None:
    problem = problem_of(lambda: check_signatures(FOUNDING, (*SIGNATURES, *extra)))  # type: ignore[arg-type]
    assert problem.facts == {"part": "signatures"}


# ------------------------------------------------------------------------------------ the id


def test_the_id_says_that_it_is_a_group() -> None:
    assert FOUNDING.group_id.startswith(GROUP_PREFIX)


def test_a_founding_is_signed_in_this_form_for_ever() -> None:
    members = (
        f'{{"identity":"{did(SIGNER_1)}","roles":["SIGNER","INITIATOR"],"weight":1}},'
        f'{{"identity":"{did(SIGNER_2)}","roles":["SIGNER"],"weight":1}},'
        f'{{"identity":"{did(ADMIN)}","roles":["ADMIN"],"weight":1}},'
        f'{{"identity":"{did(VIEWER)}","roles":["VIEWER"],"weight":7}}'
    )
    expected = (
        f"qwallet/founding/v1\n{NODE}\n"
        f'{{"expiryHours":72,"founder":"{did(ADMIN)}","initiatorCounts":false,"members":[{members}],"name":"Bakery",'
        f'"node":"{NODE}","salt":"{"0a" * 16}","threshold":2,"type":"ENTERPRISE"}}'
    )
    assert FOUNDING.message() == expected.encode()


def test_the_id_of_a_document_is_always_the_same() -> None:
    # If this changes, every group has lost its id.
    assert FOUNDING.group_id == "did:qwallet:z4gw5T7tsTrgNXSeBpykatXiLRtSP1YDKt3XrA2mJkc38"


MEMBERS = st.lists(
    st.builds(
        Member,
        st.integers(1, 40).map(did),
        st.lists(st.sampled_from(Role), min_size=1, unique=True).map(tuple),
        st.integers(1, 100),
    ),
    min_size=1,
    max_size=5,
).map(tuple)
FOUNDINGS = st.builds(
    Founding,
    st.sampled_from([IdentityType.ENTERPRISE, IdentityType.DAO]),
    st.text("abc ", min_size=1, max_size=5),
    st.builds(Charter, MEMBERS, st.integers(1, 5), st.booleans(), st.integers(1, 100)),
    st.integers(1, 40).map(did),
    st.sampled_from([NODE, OTHER_NODE]),
    st.sampled_from(["0a" * 16, "0b" * 16]),
)


@given(FOUNDINGS, FOUNDINGS)
def test_two_documents_have_the_same_id_only_if_they_are_the_same(one: Founding, other: Founding) -> None:
    assert (one.group_id == other.group_id) is (one == other)


@given(FOUNDINGS, st.data())
def test_any_changed_field_gives_another_id(founding: Founding, data: st.DataObject) -> None:
    other = data.draw(FOUNDINGS)
    field = data.draw(st.sampled_from(["type", "name", "charter", "founder", "node_id", "salt"]))
    changed = replace(founding, **{field: getattr(other, field)})
    assert (changed.group_id == founding.group_id) is (changed == founding)


# ------------------------------------------------------------------------------------ a group as it was read


def replacement(old: int, new: int, authority: int, node: NodeId = NODE) -> Replacement:
    document = Successor(did(old), did(new), did(authority), node)
    message = document.message()
    return Replacement(document, key(authority).sign(message).hex(), key(new).sign(message).hex())


REPLACED = replacement(SIGNER_2, NEW, SIGNER_2)


def replaced() -> Group:
    """The group after its second signer was replaced."""
    charter = with_member(CHARTER, 1, identity_id=did(NEW))
    return replace(group(), charter=charter, version=2, changes=(REPLACED,))


def test_a_group_as_it_was_founded_holds() -> None:
    verify_group(group(), NODE)


def test_a_group_whose_member_was_replaced_holds() -> None:
    verify_group(replaced(), NODE)


def test_a_replaced_member_may_be_replaced_again() -> None:
    twice = replace(
        replaced(),
        charter=with_member(CHARTER, 1, identity_id=did(NEW + 1)),
        version=3,
        changes=(*replaced().changes, replacement(NEW, NEW + 1, NEW)),
    )
    verify_group(twice, NODE)


@pytest.mark.parametrize(
    ("told", "part"),
    [
        (replace(group(), id=IdentityId("did:qwallet:z" + "1" * 44)), "id"),
        (replace(group(), charter=replace(CHARTER, threshold=1)), "charter"),
        (replace(group(), charter=with_member(CHARTER, 3, roles=(Role.ADMIN,))), "charter"),
        (replace(group(), version=2), "version"),
        (replace(replaced(), changes=()), "charter"),
        (replace(replaced(), charter=CHARTER), "charter"),
        (replace(replaced(), version=1), "version"),
        (replace(replaced(), changes=(replacement(99, NEW, 99),)), "charter"),
        (replace(replaced(), changes=(replacement(SIGNER_2, NEW, SIGNER_2, OTHER_NODE),)), "charter"),
        (
            replace(
                replaced(),
                changes=(replace(REPLACED, new_signature="00" * 64),),
            ),
            "charter",
        ),
        (
            replace(
                replaced(),
                changes=(replace(REPLACED, authority_signature="00" * 64),),
            ),
            "charter",
        ),
    ],
)
def test_what_does_not_follow_from_the_founding_is_named(told: Group, part: str) -> None:
    assert problem_of(lambda: verify_group(told, NODE)).facts == {"part": part}


def test_a_group_of_another_node_does_not_hold() -> None:
    assert problem_of(lambda: verify_group(group(), OTHER_NODE)).facts == {"part": "node"}


def test_a_group_that_a_signer_has_not_signed_does_not_hold() -> None:
    told = replace(group(), signatures=SIGNATURES[:2])
    assert problem_of(lambda: verify_group(told, NODE)).code is Code.FOUNDING_UNSIGNED


# ------------------------------------------------------------------------------------ roles


def test_the_roles_of_a_member_are_those_of_the_charter() -> None:
    assert CHARTER.roles(did(SIGNER_1)) == {Role.SIGNER, Role.INITIATOR}


def test_a_stranger_has_no_roles() -> None:
    assert CHARTER.roles(did(99)) == frozenset()


def test_signers_and_admins_stand_in_the_order_of_the_document() -> None:
    assert (CHARTER.signers, CHARTER.admins) == ((did(SIGNER_1), did(SIGNER_2)), (did(ADMIN),))
