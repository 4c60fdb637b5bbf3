"""Any chain of successors and changes of signers, from a group's id to its charter."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from qwallet_desktop.domain.group_chain import (
    Amendment,
    Group,
    charter_at,
    founded,
    verify_group,
    with_successor,
)
from qwallet_desktop.domain.groups import Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from tests.domain.amendments import changed, holds, proposal, replacement, signing
from tests.domain.builders import NODE, did
from tests.domain.founding import signed

NUMBERS = {did(number): number for number in range(1, 200)}


_ROLES = st.lists(st.sampled_from([Role.VIEWER, Role.INITIATOR, Role.SIGNER, Role.ADMIN]), min_size=1, unique=True)


@st.composite
def charters(draw: Callable[..., object], least: int = 2) -> Charter:
    """Draw a charter under which a group could act: the first of its members is SIGNER and ADMIN."""
    ids = draw(st.lists(st.integers(1, 60), min_size=least, max_size=5, unique=True))
    assert isinstance(ids, list)
    first = Member(did(ids[0]), (Role.SIGNER, Role.ADMIN))
    others = [Member(did(one), tuple(draw(_ROLES))) for one in ids[1:]]  # type: ignore[arg-type]  # what is drawn
    drawn = Charter((first, *others), 1, bool(draw(st.booleans())))
    threshold = draw(st.integers(1, len(drawn.signers)))
    assert isinstance(threshold, int)
    return replace(drawn, threshold=threshold)


def _agreeing(before: Group, after: Charter) -> Amendment:
    """Have an ADMIN ask, and everybody sign who may."""
    initiator = NUMBERS[before.charter.admins[0]]
    asked = proposal(before, after, initiator)
    others = [NUMBERS[one] for one in (*asked.approvers, *asked.joining) if one != asked.initiator]
    alone = [initiator] if asked.approvers == (asked.initiator,) and not asked.initiator_counts else []
    return signing(asked, initiator, *alone, *others)


def _suffices(before: Charter) -> bool:
    """Tell whether everybody together may agree: an initiator whose signature doesn't count is one fewer."""
    asking = before.admins[0]
    counts = before.initiator_counts or before.signers == (asking,)
    return len(before.signers) - (asking in before.signers and not counts) >= before.strictest


@settings(max_examples=60)
@given(charters(), st.lists(st.one_of(charters(), st.integers(0, 4)), min_size=1, max_size=5), st.data())
def test_any_mix_of_successors_and_changes_of_signers_holds_until_one_is_left_out(
    first: Charter, steps: list[Charter | int], data: st.DataObject
) -> None:
    founding = Founding(IdentityType.ENTERPRISE, "Bakery", first, first.admins[0], NODE, "0b" * 16)
    told = founded(founding, signed(founding, *(NUMBERS[one] for one in founding.required_signers)))
    for place, step in enumerate(steps):
        if isinstance(step, int):
            old = told.charter.members[step % len(told.charter.members)].identity_id
            change = replacement(NUMBERS[old], 100 + place)
            told = changed(told, change, with_successor(told.charter, change.successor))
        elif step != told.charter and _suffices(told.charter):
            told = changed(told, _agreeing(told, step), step)
    verify_group(told, NODE)
    assert [charter_at(told, 1), charter_at(told, told.version)] == [first, told.charter]
    if told.changes:
        left_out = data.draw(st.integers(0, len(told.changes) - 1))
        forged = replace(
            told, version=told.version - 1, changes=(*told.changes[:left_out], *told.changes[left_out + 1 :])
        )
        same = left_out == len(told.changes) - 1 and charter_at(told, told.version - 1) == told.charter
        assert same or not holds(forged)
