"""The usual form of a signed request, read by patterns: the library, which reads every form, takes six times as long.

Only what is beyond doubt is said here: a signature that holds, in exactly the demanded form, over
a request that can be written in one way only. Everything else is None, and the library judges it.
"""

import base64
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.types import Scope

from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.signatures import TAG

_INPUT = re.compile(
    r'sig1=(?P<parameters>\((?P<components>"[a-z@-]+"(?: "[a-z@-]+")*)\)'
    r';created=(?P<created>[1-9][0-9]{0,14});keyid="(?P<key>did:key:z[1-9A-HJ-NP-Za-km-z]+)"'
    rf';alg="ed25519";nonce="(?P<nonce>[0-9A-Za-z_-]{{16,64}})";tag="{re.escape(TAG)}")'
)
_SIGNATURE = re.compile(r"sig1=:([0-9A-Za-z+/]{86}==):")
_PATH = re.compile(r"(?:/[0-9A-Za-z_~:-][0-9A-Za-z_~:.-]*)+")
_QUERY = re.compile(r"(?:[0-9A-Za-z_~:.=&+-]|%[0-9A-F]{2})*")
_LINES = re.compile(r'(?:"[a-z@-]+": [!-~]+\n)+')
KINDS_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class PlainSignature:
    """A signature that holds: who made it, when (seconds since 1970), what makes it unique, and over what."""

    key: str
    nonce: str
    created: int
    base: str
    signature: bytes


def verified(
    scope: Scope, components: Collection[str], public_key: Callable[[str], Ed25519PublicKey]
) -> PlainSignature | None:
    """Check the signature of a request in its usual form (RFC 9421 §2.5, §3.2); None says nothing about it.

    Args:
        scope: The request, as ASGI has it.
        components: The demanded components, all of them and no others; in whatever order they are signed.
        public_key: Gives the key that a `did:key` names; may raise Refused or ValueError.
    """
    headers: dict[bytes, bytes] = dict(scope["headers"])
    given = _INPUT.fullmatch(headers.get(b"signature-input", b"").decode("latin-1"))
    signed = _SIGNATURE.fullmatch(headers.get(b"signature", b"").decode("latin-1"))
    own = _own_parts(scope)
    if not given or not signed or own is None or len(headers) != len(scope["headers"]):
        return None
    covered = _covered(given["components"], tuple(components))
    values = [own.get(name) or headers.get(name.encode(), b"").decode("latin-1") for name in covered]
    lines = "".join([f'"{name}": {value}\n' for name, value in zip(covered, values, strict=True)])
    # No value may be empty, or hold a space or a line's end: each line is one component's.
    if not _LINES.fullmatch(lines) or lines.count("\n") != len(covered):
        return None
    base = f'{lines}"@signature-params": {given["parameters"]}'
    signature = base64.b64decode(signed[1])
    try:
        public_key(given["key"]).verify(signature, base.encode())
    except (InvalidSignature, Refused, ValueError):
        return None
    return PlainSignature(given["key"], given["nonce"], int(given["created"]), base, signature)


@lru_cache(maxsize=KINDS_REMEMBERED)
def _covered(text: str, components: tuple[str, ...]) -> tuple[str, ...]:
    """Return the components in the order in which they are signed; none where they are not the demanded ones."""
    covered = tuple(text.replace('"', "").split(" "))
    return covered if sorted(covered) == sorted(components) else ()


def _own_parts(scope: Scope) -> dict[str, str] | None:
    """List what a signature may cover beside header fields: the request's own parts where they are plain."""
    path, query = (scope.get("raw_path") or b"").decode("latin-1"), scope["query_string"].decode("latin-1")
    if not _PATH.fullmatch(path) or not _QUERY.fullmatch(query):
        return None
    return {"@method": scope["method"], "@path": path, "@query": f"?{query}"}
