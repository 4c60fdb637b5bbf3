"""The charter that a group is founded by while others have yet to join: it holds, and the others can be asked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.first_charter import first_charter, yet_to_join
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role, check_charter
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Refused
from tests.ui.builders import did

ALL = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)
ANN, BEN, CY, DI = (did(number) for number in (1, 2, 3, 4))
FOUR = Charter(tuple(Member(one, ALL) for one in (ANN, BEN, CY, DI)), 3)
ABOVE = Amount(100_000, 2, TokenId("qtk1" + "ab" * 32))


def test_where_everybody_is_here_it_is_the_charter_itself() -> None:
    assert first_charter(FOUR, {ANN, BEN, CY, DI}) is FOUR


def test_only_signers_and_admins_have_to_join() -> None:
    charter = replace(FOUR, members=(*FOUR.members[:3], Member(DI, (Role.VIEWER, Role.INITIATOR))))
    assert yet_to_join(charter, {ANN}) == (BEN, CY)
    assert [one.identity_id for one in first_charter(charter, {ANN}).members] == [ANN, DI]


@pytest.mark.parametrize(
    ("here", "counts", "threshold", "counting"),
    [
        ({ANN}, False, 1, True),
        ({ANN}, True, 1, True),
        ({ANN, BEN}, True, 2, True),
        ({ANN, BEN}, False, 1, False),
        ({ANN, BEN, CY}, False, 2, False),
        ({ANN, BEN, CY}, True, 3, True),
    ],
)
def test_as_many_sign_as_can(here: set[IdentityId], counts: bool, threshold: int, counting: bool) -> None:
    first = first_charter(replace(FOUR, initiator_counts=counts), here)
    assert (first.threshold, first.initiator_counts) == (threshold, counting)


def test_what_too_few_could_sign_is_left_out() -> None:
    charter = replace(
        FOUR, threshold=1, amount_thresholds=(AmountThreshold(ABOVE, 2), AmountThreshold(ABOVE + ABOVE, 4))
    )
    first = first_charter(charter, {ANN, BEN, CY})
    assert first.amount_thresholds == (AmountThreshold(ABOVE, 2),)


@pytest.mark.parametrize(
    ("roles", "code"), [((Role.ADMIN,), Code.SIGNER_MISSING), ((Role.SIGNER,), Code.ADMIN_MISSING)]
)
def test_a_signer_and_an_admin_must_be_here(roles: tuple[Role, ...], code: Code) -> None:
    charter = replace(FOUR, members=(Member(ANN, roles), *FOUR.members[1:]))
    with pytest.raises(Refused) as refused:
        first_charter(charter, {ANN})
    assert (refused.value.problem.code, refused.value.problem.facts["reason"]) == (code, "here")


@given(
    st.lists(st.sets(st.sampled_from(Role), min_size=1), min_size=1, max_size=6),
    st.sets(st.integers(0, 5)),
    st.integers(1, 6),
    st.booleans(),
)
def test_whatever_is_wanted_the_others_can_be_asked(
    roles: list[set[Role]], here: set[int], threshold: int, counts: bool
) -> None:
    members = tuple(Member(did(at + 1), tuple(role for role in Role if role in one)) for at, one in enumerate(roles))
    charter = Charter(members, threshold, initiator_counts=counts)
    try:
        check_charter(charter)
        first = first_charter(charter, {did(at + 1) for at in here})
    except Refused:
        return
    check_charter(first)
    if first is not charter:
        deciding = [len(first.signers) - (one in first.signers and not first.initiator_counts) for one in first.admins]
        assert max(deciding) >= first.strictest
