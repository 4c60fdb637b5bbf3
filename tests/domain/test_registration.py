"""A launch proof holds for one secret, node, identity and request."""

import pytest

from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.registration import launch_proof, proof_holds

SECRET, NODE = bytes(range(32)), NodeId("0f" * 16)
ALICE, BOB = IdentityId("did:key:zAlice"), IdentityId("did:key:zBob")
FIRST, SECOND = RequestId("request-1"), RequestId("request-2")


def test_a_proof_is_the_hmac_of_its_four_lines() -> None:
    # Reckoned with: printf 'qwallet/register/v1\n…' | openssl dgst -sha256 -mac HMAC -macopt hexkey:…
    assert (
        launch_proof(SECRET, NODE, ALICE, FIRST) == "011ab53bab9fdc6371a20a38d80319185dbc3c27bfa0a095dcbefda0bdcc9def"
    )


def test_a_proof_holds_for_what_it_was_made_for() -> None:
    assert proof_holds(launch_proof(SECRET, NODE, ALICE, FIRST), SECRET, NODE, ALICE, FIRST)


@pytest.mark.parametrize(
    ("secret", "node", "identity", "request_id"),
    [
        (bytes(32), NODE, ALICE, FIRST),
        (SECRET, NodeId("00" * 16), ALICE, FIRST),
        (SECRET, NODE, BOB, FIRST),
        (SECRET, NODE, ALICE, SECOND),
    ],
)
def test_a_proof_holds_for_nothing_else(
    secret: bytes, node: NodeId, identity: IdentityId, request_id: RequestId
) -> None:
    proof = launch_proof(SECRET, NODE, ALICE, FIRST)
    assert not proof_holds(proof, secret, node, identity, request_id)


@pytest.mark.parametrize("proof", ["", "0", "\u00e9" * 64, "0" * 64])
def test_text_of_any_form_is_no_proof(proof: str) -> None:
    assert not proof_holds(proof, SECRET, NODE, ALICE, FIRST)
