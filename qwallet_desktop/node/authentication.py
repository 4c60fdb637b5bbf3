"""Says whose key signed a request, by RFC 9421, and refuses what is forged, old, replayed or astray."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    VerifyResult,
)
from http_message_signatures.algorithms import ED25519
from starlette.requests import Request

from qwallet_desktop.domain.did import key_from_did
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.domain.signatures import (
    IDEMPOTENCY_HEADER,
    LONGEST_AGE_SECONDS,
    NODE_HEADER,
    READ_COMPONENTS,
    TAG,
    WRITE_COMPONENTS,
)
from qwallet_desktop.node.commands import Evidence
from qwallet_desktop.node.nonces import NonceMemory
from qwallet_desktop.node.plain_signature import PlainSignature, verified

LABEL = "sig1"
PARAMETERS = frozenset({"created", "nonce", "keyid", "alg", "tag"})
NONCE_LENGTHS = range(16, 65)
KEYS_REMEMBERED = 10_000
SIGNATURE_HEADERS = ("signature-input", "signature")


@dataclass(frozen=True, slots=True)
class Signed:
    """A request whose signature holds: the key that made it, and what it signed."""

    key: IdentityId
    nonce: str
    created: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SignedWrite:
    """A write whose signature holds and covers its body and its request id."""

    signed: Signed
    request_id: RequestId
    body: bytes


class _Fields:
    """The header lines of a request as the library reads them, repeated ones included."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._lines = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]

    def items(self) -> list[tuple[str, str]]:
        return self._lines


@dataclass(frozen=True, slots=True)
class _Message:
    """What the library needs to know of a request. Scheme and host are not signed."""

    method: str
    url: str
    headers: _Fields


class _Keys(HTTPSignatureKeyResolver):
    """A `did:key` is its own directory."""

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return _public_key(key_id)


class _Verifier(HTTPMessageVerifier):
    """Leaves the age to `Authenticator`, which has the node's clock."""

    def validate_created_and_expires(self, sig_input: object, max_age: object = None) -> None:
        """Accept any time here."""


@lru_cache(maxsize=KEYS_REMEMBERED)
def _public_key(did: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(key_from_did(did))


class Authenticator:
    """Checks signatures for one node. Used on the event loop's thread only.

    Args:
        node_id: The node for which requests must be signed.
        started_at: When this process opened the ledger; its memory of nonces begins then.
        clock: The present moment in UTC.
    """

    def __init__(self, node_id: NodeId, started_at: datetime, clock: Callable[[], datetime]) -> None:
        self._node_id = node_id
        # Signatures count whole seconds, so the second of the start belongs to this run.
        self._started_at = int(started_at.timestamp())
        self._clock = clock
        self._nonces = NonceMemory(LONGEST_AGE_SECONDS)
        self._verifier = _Verifier(signature_algorithm=ED25519, key_resolver=_Keys())

    def read(self, request: Request) -> Signed:
        """Check a request that changes nothing.

        Raises:
            Refused: SIGNATURE_MISSING, SIGNATURE_INVALID (fact `part`), WRONG_NODE,
                SIGNATURE_EXPIRED, SIGNATURE_REPLAYED, OVERLOADED.
        """
        return self._check(request, READ_COMPONENTS)

    def write(self, request: Request, body: bytes) -> SignedWrite:
        """Check a request that asks for a change.

        Raises:
            Refused: As `read`, and IDEMPOTENCY_KEY_MISSING or MALFORMED for the request id.
        """
        _demand_signature(request)
        text = request.headers.get(IDEMPOTENCY_HEADER)
        if text is None:
            raise refuse(Code.IDEMPOTENCY_KEY_MISSING, at=IDEMPOTENCY_HEADER)
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if request.headers.get("content-digest") != f"sha-256=:{digest}:":
            raise _invalid("content-digest")
        signed = self._check(request, WRITE_COMPONENTS)
        return SignedWrite(signed, _request_id(text), body)

    def _check(self, request: Request, components: tuple[str, ...]) -> Signed:
        _demand_signature(request)
        plain = verified(request.scope, components, _public_key) or self._by_library(request, components)
        if request.headers.get(NODE_HEADER) != self._node_id:
            raise refuse(Code.WRONG_NODE, nodeId=self._node_id)
        key = IdentityId(plain.key)
        self._demand_fresh(key, plain.nonce, plain.created)
        return Signed(key, plain.nonce, plain.created, Evidence(plain.base, plain.signature))

    def _by_library(self, request: Request, components: tuple[str, ...]) -> PlainSignature:
        """Check a signature in whatever form it is, and say what is wrong with it.

        Raises:
            Refused: SIGNATURE_INVALID (fact `part`).
        """
        result = self._verified(request)
        _demand_form(result, components)
        created, nonce = int(result.parameters["created"]), str(result.parameters["nonce"])
        base = "\n".join(f"{name}: {value}" for name, value in result.covered_components.items())
        return PlainSignature(str(result.parameters["keyid"]), nonce, created, base, _signature(request))

    def _verified(self, request: Request) -> VerifyResult:
        scope = request.scope
        query = scope["query_string"].decode("latin-1")
        path = scope.get("raw_path") or scope["path"].encode()
        url = f"http://node{path.decode('latin-1')}{'?' + query if query else ''}"
        message = _Message(scope["method"], url, _Fields(scope["headers"]))
        try:
            (result,) = self._verifier.verify(message, max_age=None)
        except (HTTPMessageSignaturesException, Refused, ValueError):
            # The library names what failed, in words that quote the request: not passed on.
            raise _invalid("signature") from None
        return result

    def _demand_fresh(self, key: IdentityId, nonce: str, created: int) -> None:
        now = self._clock().timestamp()
        # A clock that was set back: or nothing would be fresh until it shows the time of the start again.
        self._started_at = min(self._started_at, int(now))
        if abs(now - created) > LONGEST_AGE_SECONDS or created < self._started_at:
            raise refuse(Code.SIGNATURE_EXPIRED, longest=str(LONGEST_AGE_SECONDS))
        if not self._nonces.remember(key, nonce, created, now):
            raise refuse(Code.SIGNATURE_REPLAYED)


def _demand_signature(request: Request) -> None:
    if any(name not in request.headers for name in SIGNATURE_HEADERS):
        raise refuse(Code.SIGNATURE_MISSING)


def _demand_form(result: VerifyResult, components: tuple[str, ...]) -> None:
    """Demand exactly our label, components and parameters; more would be a way to say two things."""
    *covered, _parameters = result.covered_components
    if result.label != LABEL:
        raise _invalid("label")
    if sorted(covered) != sorted(f'"{name}"' for name in components):
        raise _invalid("components")
    if result.parameters.keys() != PARAMETERS or result.parameters["tag"] != TAG:
        raise _invalid("parameters")
    if len(str(result.parameters["nonce"])) not in NONCE_LENGTHS:
        raise _invalid("nonce")


def _signature(request: Request) -> bytes:
    """Read the signature's bytes again; the library has checked the header's form."""
    encoded = request.headers["signature"].strip().removeprefix(f"{LABEL}=:").removesuffix(":")
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise _invalid("signature") from None


def _request_id(text: str) -> RequestId:
    try:
        is_canonical = str(UUID(text)) == text
    except ValueError:
        is_canonical = False
    if not is_canonical:
        raise refuse(Code.MALFORMED, at=IDEMPOTENCY_HEADER)
    return RequestId(text)


def _invalid(part: str) -> Refused:
    return refuse(Code.SIGNATURE_INVALID, part=part)
