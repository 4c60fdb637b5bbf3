"""A launch proof holds for one secret, node, identity and request, and for no other."""

from collections.abc import Mapping
from typing import Any

import pytest

from qwallet_desktop.domain.ids import NodeId, RequestId
from qwallet_desktop.domain.registration import launch_proof, proof_holds
from tests.domain.builders import ALICE, BOB, NODE

GIVEN: Mapping[str, Any] = {
    "secret": bytes(range(32)),
    "node_id": NODE,
    "identity_id": ALICE,
    "request_id": RequestId("11111111-2222-4333-8444-555555555555"),
}
PROOF = launch_proof(**GIVEN)


def test_a_proof_holds_for_what_it_was_made_of() -> None:
    assert proof_holds(PROOF, **GIVEN)


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": bytes(32)},
        {"node_id": NodeId("0e" * 16)},
        {"identity_id": BOB},
        {"request_id": RequestId("11111111-2222-4333-8444-555555555556")},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_proof_holds_for_nothing_else(changed: Mapping[str, Any]) -> None:
    assert not proof_holds(PROOF, **{**GIVEN, **changed})


@pytest.mark.parametrize("proof", ["", PROOF[:-1], PROOF + "0", PROOF.upper(), "\u00e9" * 64])
def test_what_is_no_proof_does_not_hold(proof: str) -> None:
    assert not proof_holds(proof, **GIVEN)


def test_the_secret_does_not_show_in_the_proof() -> None:
    assert bytes(range(32)).hex() not in PROOF
