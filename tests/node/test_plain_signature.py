"""The quick reading of signatures accepts nothing that the library refuses, and leaves the rest to it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519

from qwallet_desktop.domain.did import key_from_did
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.signatures import READ_COMPONENTS
from qwallet_desktop.node.plain_signature import PlainSignature, verified
from tests.node.http_builders import Attempt, Person

ALICE, MALLORY = Person("Alice"), Person("Mallory")


class Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return public_key(key_id)


def public_key(did: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(key_from_did(did))


def attempt(**other: Any) -> Attempt:
    return Attempt("GET", "/identities", **{"node_id": NodeId("ab" * 16), "created": datetime.now(UTC), **other})


def quickly(request: httpx.Request) -> PlainSignature | None:
    path, _, query = request.url.raw_path.partition(b"?")
    scope = {"method": request.method, "raw_path": path, "query_string": query, "headers": request.headers.raw}
    lower = [(name.lower(), value) for name, value in request.headers.raw]
    return verified({**scope, "headers": lower}, READ_COMPONENTS, public_key)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"params": {"search": "Café & more", "limit": "5"}},
        {"components": tuple(reversed(READ_COMPONENTS))},
    ],
)
def test_what_is_taken_quickly_is_what_the_library_takes(other: dict[str, Any]) -> None:
    request = attempt(**other).signed_by(ALICE)
    (result,) = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=Keys()).verify(request)

    found = quickly(request)

    assert found is not None
    assert found.base == "\n".join(f"{name}: {value}" for name, value in result.covered_components.items())
    assert (found.key, found.nonce, found.created) == (
        ALICE.did,
        result.parameters["nonce"],
        result.parameters["created"],
    )


@pytest.mark.parametrize(
    "other",
    [
        {"tag": "another/1"},
        {"tag": None},
        {"label": "sig2"},
        {"include_alg": False},
        {"nonce": "short"},
        {"expires": datetime(2100, 1, 1, tzinfo=UTC)},
        {"components": READ_COMPONENTS[:-1]},
        {"components": (*READ_COMPONENTS, "@authority")},
        {"key_id": "did:key:z6Mk"},
        {"key_id": MALLORY.did},
        {"headers": {"qwallet-node": "two words"}},
        {"path": "/identities/%2e%2e/x"},
    ],
)
def test_what_is_unusual_or_wrong_is_left_to_the_library(other: dict[str, Any]) -> None:
    path = other.pop("path", "/identities")
    made = Attempt("GET", path, **{"node_id": NodeId("ab" * 16), "created": datetime.now(UTC), **other})
    assert quickly(made.signed_by(ALICE)) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda request: setattr(request, "method", "HEAD"),
        lambda request: setattr(request, "url", request.url.copy_with(path="/v1/tokens")),
        lambda request: setattr(request, "url", request.url.copy_with(query=b"limit=1")),
        lambda request: request.headers.update({"qwallet-node": "cd" * 16}),
        lambda request: request.headers.update({"signature": "sig1=:AAAA:"}),
        lambda request: request.headers.update(
            {"signature-input": request.headers["signature-input"].replace(";created=", ";created=0")}
        ),
    ],
    ids=["method", "path", "query", "node", "signature", "input"],
)
def test_what_was_changed_on_the_way_is_not_taken(change: Callable[[httpx.Request], object]) -> None:
    request = attempt().signed_by(ALICE)
    change(request)
    assert quickly(request) is None


def test_a_header_that_stands_twice_is_left_to_the_library() -> None:
    request = attempt().signed_by(ALICE)
    request.headers = httpx.Headers([*request.headers.raw, (b"qwallet-node", b"cd" * 16)])
    assert quickly(request) is None
