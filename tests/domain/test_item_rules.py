"""Who decides, and how many, follows from the charter of then or from who stands behind a single holder."""

from dataclasses import replace
from typing import Any

import pytest

from qwallet_desktop.domain.checks import Finding, Verdict
from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Charter, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_rules import decided_by_group, decided_by_holder
from qwallet_desktop.domain.item_ties import Ties
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.matters import (
    FreezeMatter,
    LimitMatter,
    Matter,
    PolicyMatter,
    SignersMatter,
    Subject,
    UnfreezeMatter,
)
from qwallet_desktop.domain.multisig import Proposal
from tests.domain.builders import did
from tests.verify.records import (
    ASKER,
    BOSS,
    CHARTER,
    FIRST,
    GUARDIAN,
    NEWCOMER,
    OWNER,
    SECOND,
    THIRD,
    WARD,
    group,
    holders_proposal,
    many,
    payment,
    proposal_of,
    signers_changed,
    wider,
)

ADMINS = (BOSS, 51, 52)
MANAGED = replace(CHARTER, members=(*CHARTER.members, *(Member(did(one), (Role.ADMIN,)) for one in ADMINS[1:])))
POLICY, LIMITS = PolicyMatter(ConsentPolicy(), 3), LimitMatter(LimitScope.IDENTITY, Limits(), 0)


def of(charter: Charter, kind: IdentityType = IdentityType.ENTERPRISE) -> Group:
    """Return a group with a charter; who signed it is not looked at here."""
    return replace(group(), founding=replace(group().founding, charter=charter, type=kind), charter=charter)


def asked(matter: Matter, subject: Subject, by: int, **changes: Any) -> Proposal:
    return replace(proposal_of(of(MANAGED), matter, subject, by), **changes)


def said(found: Finding) -> tuple[Verdict, str]:
    return found.verdict, found.facts.get("part", "")


HELD = (Verdict.HOLDS, "")


def by_group(proposal: Proposal, who: Group | None = None, *, is_open: bool = True) -> tuple[Verdict, str]:
    return said(decided_by_group(proposal, who or of(MANAGED), is_open=is_open))


@pytest.mark.parametrize(
    ("matter", "subject", "by", "required"),
    [
        (payment(1_000_000), Subject.TRANSFER, ASKER, 2),
        (payment(1_000_001), Subject.TRANSFER, ASKER, 3),
        (many(500_000, 500_000), Subject.BATCH, ASKER, 2),
        (many(500_000, 500_001), Subject.BATCH, ASKER, 3),
        (POLICY, Subject.POLICY_CHANGE, BOSS, 3),
        (LIMITS, Subject.LIMIT_CHANGE, BOSS, 3),
        (SignersMatter(MANAGED, 1), Subject.SIGNERS_CHANGE, BOSS, 3),
    ],
)
def test_signers_decide_on_payments_and_rules(matter: Matter, subject: Subject, by: int, required: int) -> None:
    signers = (did(FIRST), did(SECOND), did(THIRD))
    good = asked(matter, subject, by, approvers=signers, required=required)
    assert by_group(good) == HELD
    for other in {1, 2, 3, 4} - {required}:
        assert by_group(replace(good, required=other)) == (Verdict.FAILS, "required")
    for others in (signers[1:], signers[::-1], (*signers, did(BOSS)), ()):
        assert by_group(replace(good, approvers=others)) == (Verdict.FAILS, "approvers")


def test_a_token_with_other_decimals_than_the_charters_is_not_compared() -> None:
    finer = replace(payment(), amount=replace(payment().amount, decimals=3))
    with pytest.raises(ValueError, match="different tokens"):
        by_group(replace(asked(payment(), Subject.TRANSFER, ASKER), matter=finer))


@pytest.mark.parametrize(
    ("matter", "subject", "able"),
    [
        (payment(), Subject.TRANSFER, {ASKER}),
        (many(1), Subject.BATCH, {ASKER}),
        (POLICY, Subject.POLICY_CHANGE, {BOSS}),
        (LIMITS, Subject.LIMIT_CHANGE, {BOSS}),
        (SignersMatter(MANAGED, 1), Subject.SIGNERS_CHANGE, {BOSS}),
    ],
)
def test_only_who_may_ask_for_it_has_asked(matter: Matter, subject: Subject, able: set[int]) -> None:
    found = {one for one in (ASKER, BOSS, FIRST, 99) if by_group(asked(matter, subject, one)) == HELD}
    assert found == able


def test_the_askers_signature_counts_only_where_the_charter_says_so() -> None:
    counts = asked(payment(), Subject.TRANSFER, ASKER, initiator_counts=True)
    assert by_group(counts) == (Verdict.FAILS, "initiator_counts")
    lenient = of(replace(MANAGED, initiator_counts=True))
    assert by_group(counts, lenient) == HELD
    # Who may not sign itself only makes it stricter.
    assert by_group(replace(counts, initiator_counts=False), lenient) == HELD


def test_whom_new_signers_join_is_asked_and_nobody_else() -> None:
    change = asked(SignersMatter(wider(), 1), Subject.SIGNERS_CHANGE, BOSS)
    assert change.joining == (did(NEWCOMER),)
    assert by_group(change) == HELD
    assert by_group(replace(change, joining=())) == (Verdict.FAILS, "joining")
    assert by_group(asked(payment(), Subject.TRANSFER, ASKER, joining=(did(BOSS),))) == (Verdict.FAILS, "joining")


def test_it_is_the_charter_of_the_version_that_the_proposal_names() -> None:
    later = signers_changed().group
    assert later is not None
    old = proposal_of(group(), payment(), Subject.TRANSFER)
    new = proposal_of(later, payment(), Subject.TRANSFER, NEWCOMER)
    assert by_group(old, later, is_open=False) == HELD
    assert by_group(old, later) == (Verdict.FAILS, "version")
    assert by_group(new, later) == HELD
    assert by_group(replace(new, charter_version=3), later) == (Verdict.FAILS, "version")
    assert by_group(replace(new, charter_version=0), later) == (Verdict.FAILS, "version")


def test_the_members_of_a_dao_vote_and_sign_nothing() -> None:
    dao = of(MANAGED, IdentityType.DAO)
    assert by_group(asked(payment(), Subject.TRANSFER, ASKER), dao) == (Verdict.FAILS, "type")


# ------------------------------------------------------------------------------------- freezes


def freeze(*approvers: int, required: int = 1, by: int = FIRST) -> Proposal:
    admins = tuple(map(did, approvers))
    return asked(FreezeMatter(), Subject.FREEZE, by, approvers=admins, required=required)


def unfreeze(*approvers: int, required: int, counts: bool = True) -> Proposal:
    matter = UnfreezeMatter("Lost")
    admins = tuple(map(did, approvers))
    return asked(matter, Subject.UNFREEZE, BOSS, approvers=admins, required=required, initiator_counts=counts)


def test_any_admin_decides_on_a_freeze_that_a_member_asks_for() -> None:
    assert by_group(freeze(*ADMINS)) == HELD
    assert by_group(freeze(*ADMINS), of(MANAGED, IdentityType.DAO)) == HELD
    assert by_group(freeze(*ADMINS, required=2)) == (Verdict.FAILS, "required")
    assert by_group(freeze(*ADMINS, by=99)) == (Verdict.FAILS, "initiator")


def test_admins_that_are_not_asked_make_no_freeze_easier() -> None:
    assert by_group(freeze(*ADMINS[1:])) == HELD


@pytest.mark.parametrize("approvers", [(), (FIRST,), (BOSS, FIRST), (52, 51)])
def test_nobody_but_admins_is_asked_for_a_freeze(approvers: tuple[int, ...]) -> None:
    assert by_group(freeze(*approvers)) == (Verdict.FAILS, "approvers")


@pytest.mark.parametrize("counts", [True, False])
def test_half_of_the_admins_end_a_freeze(*, counts: bool) -> None:
    assert by_group(unfreeze(*ADMINS, required=2, counts=counts)) == HELD
    assert by_group(unfreeze(*ADMINS, required=1, counts=counts)) == (Verdict.FAILS, "required")
    assert by_group(unfreeze(*ADMINS, required=3, counts=counts)) == (Verdict.FAILS, "required")


def test_that_admins_are_closed_is_the_nodes_word_where_fewer_suffice_then() -> None:
    fewer = decided_by_group(unfreeze(BOSS, required=1), of(MANAGED), is_open=True)
    assert said(fewer) == (Verdict.NODES_WORD, "closed")
    assert fewer.facts["who"] == f"{did(51)} {did(52)}"
    assert by_group(unfreeze(BOSS, 52, required=2)) == HELD
    assert by_group(unfreeze(BOSS, 52, required=1)) == (Verdict.NODES_WORD, "closed")
    assert by_group(unfreeze(BOSS, 51, 52, required=0)) == (Verdict.FAILS, "required")


# ------------------------------------------------------------------------------ single holders


def by_holder(proposal: Proposal, owner: int | None = None, guardian: int | None = None) -> tuple[Verdict, str]:
    def above(one: int | None) -> dict[IdentityId, IdentityId]:
        return {} if one is None else {did(WARD): did(one)}

    return said(decided_by_holder(proposal, Ties(above(owner), above(guardian))))


def test_a_guardian_decides_before_an_owner_and_an_owner_before_oneself() -> None:
    asked_for = {one: holders_proposal(WARD, one) for one in (GUARDIAN, OWNER, WARD)}
    assert by_holder(asked_for[GUARDIAN], OWNER, GUARDIAN) == HELD
    assert by_holder(asked_for[OWNER], OWNER, GUARDIAN) == (Verdict.FAILS, "approvers")
    assert by_holder(asked_for[OWNER], OWNER) == HELD
    assert by_holder(asked_for[WARD], OWNER) == (Verdict.FAILS, "approvers")
    assert by_holder(asked_for[WARD]) == (Verdict.NODES_WORD, "alone")


def test_only_itself_asks_for_a_single_holders_payment() -> None:
    assert by_holder(holders_proposal(WARD, OWNER, by=OWNER), OWNER) == (Verdict.FAILS, "initiator")


@pytest.mark.parametrize(
    ("by", "found"), [(WARD, HELD), (OWNER, HELD), (GUARDIAN, HELD), (99, (Verdict.FAILS, "initiator"))]
)
def test_who_stands_behind_it_may_ask_for_rules(by: int, found: tuple[Verdict, str]) -> None:
    rules = replace(
        holders_proposal(WARD, GUARDIAN, PolicyMatter(ConsentPolicy(), 1), by), subject=Subject.POLICY_CHANGE
    )
    assert by_holder(rules, OWNER, GUARDIAN) == found


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"charter_version": 1}, "version"),
        ({"initiator_counts": True}, "version"),
        ({"joining": (did(FIRST),)}, "version"),
        ({"required": 0}, "approvers"),
        ({"required": 2}, "approvers"),
    ],
)
def test_a_single_holder_has_no_charter_and_one_who_decides(changes: dict[str, Any], part: str) -> None:
    assert by_holder(replace(holders_proposal(WARD, OWNER), **changes), OWNER) == (Verdict.FAILS, part)


@pytest.mark.parametrize("matter", [SignersMatter(CHARTER, 1), FreezeMatter(), UnfreezeMatter("Lost")])
def test_what_only_groups_decide_on_is_nothing_for_a_single_holder(matter: Matter) -> None:
    assert by_holder(holders_proposal(WARD, OWNER, matter), OWNER) == (Verdict.FAILS, "type")
