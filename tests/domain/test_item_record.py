"""Parts of an item's record that can be checked by themselves: links and tokens."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.item_record import LinkProof, TokenRecord
from qwallet_desktop.domain.messages import Link, LinkRelation
from qwallet_desktop.domain.tokens import declare_token
from tests.domain.builders import ALICE, BOB, CAROL, NODE, key

ABOVE, BELOW = key(1), key(2)
LINK = Link(ALICE, BOB, NODE, LinkRelation.GUARDIAN_WARD)
PROOF = LinkProof(LINK, ABOVE.sign(LINK.message()).hex(), BELOW.sign(LINK.message()).hex())


def test_a_link_holds_that_both_sides_signed() -> None:
    assert PROOF.holds


@pytest.mark.parametrize(
    "other",
    [
        replace(PROOF, parent_signature=PROOF.child_signature),
        replace(PROOF, child_signature=PROOF.parent_signature),
        replace(PROOF, link=replace(LINK, relation=LinkRelation.PARENT_CHILD)),
        replace(PROOF, link=replace(LINK, child=CAROL)),
        replace(PROOF, parent_signature="no hex"),
    ],
    ids=["parent's", "child's", "relation", "child", "no signature"],
)
def test_a_link_does_not_hold_that_one_side_did_not_sign(other: LinkProof) -> None:
    assert not other.holds


def test_a_token_is_what_its_id_is_made_of() -> None:
    declared = declare_token(ALICE, "QTK", "Quick", 2, "ab" * 16)
    assert TokenRecord(ALICE, "QTK", 2, "ab" * 16).id == declared.id


@pytest.mark.parametrize("changed", [{"symbol": "QTX"}, {"decimals": 3}, {"salt": "cd" * 16}], ids=str)
def test_another_symbol_or_number_of_decimals_is_another_token(changed: dict[str, str]) -> None:
    token = TokenRecord(ALICE, "QTK", 2, "ab" * 16)
    assert replace(token, **changed).id != token.id  # type: ignore[arg-type]  # of the parameters
