"""Every part has an action that has it read, and the key of the effect that this asks for."""

import pytest

from qwallet_desktop.domain.ids import IdentityId, ItemId, TransferId
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.state.part import (
    DONE_ITEMS,
    IDENTITIES,
    OPEN_ITEMS,
    TOKENS,
    Kind,
    Part,
    book,
    decision,
    decisions,
    group,
    item_part,
    limits,
    limits_history,
    line,
    overview,
    policy,
    proof,
    record_part,
    signing_part,
    table,
)
from qwallet_desktop.state.part_keys import KIND_OF, key_of
from qwallet_desktop.state.part_loads import load
from qwallet_desktop.state.root import State, reduce
from tests.state.builders import ADA, QTK

ACME = IdentityId("did:qwallet:acme")
TRANSFER = TransferId("tr_" + "5" * 32)
PARTS = (
    IDENTITIES,
    TOKENS,
    OPEN_ITEMS,
    DONE_ITEMS,
    overview(ADA),
    line(ADA, QTK),
    table(ADA),
    group(ACME),
    book(ACME),
    limits(ADA),
    limits_history(ADA, LimitScope.FAMILY),
    policy(ADA),
    decisions(ADA),
    decision(TRANSFER),
    proof(TRANSFER),
    item_part(ItemId("ms_" + "5" * 32)),
    record_part(ItemId("ms_" + "5" * 32)),
    signing_part(ADA),
)


def test_no_kind_of_part_is_left_out_here() -> None:
    assert {part.kind for part in PARTS} == set(KIND_OF.values())


ASKED_BY_ITSELF = [part for part in PARTS if part.kind is not Kind.PROOF]
"""The proof of an entry is asked for with the drawer that shows it."""


@pytest.mark.parametrize("part", ASKED_BY_ITSELF, ids=lambda part: part.kind.name)
def test_what_has_a_part_read_asks_for_its_effect_under_its_key(part: Part) -> None:
    effects = reduce(State(), load(State(), part))[1]
    assert [effect.exclusive for effect in effects if KIND_OF.get(type(effect).__name__) is part.kind] == [key_of(part)]
