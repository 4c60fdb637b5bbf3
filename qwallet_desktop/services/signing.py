"""Signs each attempt of a call anew (RFC 9421) and learns how far this clock is off the node's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import httpx
from http_message_signatures import HTTPMessageSigner
from http_message_signatures.algorithms import ED25519

from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.domain.signatures import (
    IDEMPOTENCY_HEADER,
    NODE_HEADER,
    READ_COMPONENTS,
    TAG,
    WRITE_COMPONENTS,
)
from qwallet_desktop.services.calls import Answer, Call
from qwallet_desktop.services.errors import JSON, ServiceError

LABEL = "sig1"
NONCE_BYTES = 16
_MESSAGE_SIGNER = HTTPMessageSigner(signature_algorithm=ED25519)

Send = Callable[[httpx.Request], Awaitable[Answer]]


class Signer(Protocol):
    """Signs with keys that services never see; app.py hands one over."""

    @property
    def session_id(self) -> IdentityId:
        """The `did:key` of the session key, which signs reads."""

    async def sign(self, identity_id: IdentityId, message: bytes) -> bytes:
        """Sign with an identity's key.

        Raises:
            Refused: The vault is locked or has no such key.
        """

    def sign_as_session(self, message: bytes) -> bytes:
        """Sign with the session key, which outlives a lock.

        Raises:
            Refused: Nothing was unlocked yet.
        """


@dataclass(slots=True)
class Signing:
    """The layer `signing(http)`: the call of each attempt becomes a request signed for it alone.

    Attributes:
        http: Sends a signed request.
        base_url: The node's address; it changes when an embedded node starts anew.
        node_id: The node that every signature names.
        signer: Holds the keys.
        now: The UTC clock.
        random: Gives that many random bytes.
        clock_offset: What is added to this desktop's clock so that the node accepts its signatures;
            zero until the node says that the clock is off.
    """

    http: Send
    base_url: str
    node_id: NodeId
    signer: Signer
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    clock_offset: timedelta = timedelta(0)

    async def __call__(self, call: Call) -> Answer:
        """Sign and send; once more if the node says that this clock is off.

        Raises:
            ServiceError: From the layer below, or unsent where the key is not at hand.
        """
        try:
            return await self.http(await self.signed(call))
        except ServiceError as error:
            if not self.learn_clock(error):
                raise
        return await self.http(await self.signed(call))

    def learn_clock(self, error: ServiceError) -> bool:
        """Take over the node's clock if that is what an error is about, and tell whether it was."""
        if error.problem.code is not Code.SIGNATURE_EXPIRED or error.node_time is None:
            return False
        self.clock_offset = error.node_time - self.now()
        return True

    async def signed(self, call: Call) -> httpx.Request:
        """Make a request of a call, with a new nonce and the present time under its signature.

        Raises:
            ServiceError: The signer's refusal, unsent.
        """
        request = self._request(call)
        if call.signer is None:
            return request
        prepared = _MESSAGE_SIGNER.prepare(
            request,
            key_id=call.signer,
            created=self.now() + self.clock_offset,
            nonce=self.random(NONCE_BYTES).hex(),
            label=LABEL,
            tag=TAG,
            include_alg=True,
            covered_component_ids=WRITE_COMPONENTS if call.request_id else READ_COMPONENTS,
            body=call.body if call.request_id else None,
        )
        signature = await self._signature(call.signer, prepared.signature_base)
        _MESSAGE_SIGNER.apply(request, prepared, signature)
        return request

    def _request(self, call: Call) -> httpx.Request:
        headers = {
            "accept": JSON,
            # A packed answer could be a thousand times larger than what came over the wire.
            "accept-encoding": "identity",
            NODE_HEADER: self.node_id,
            **call.headers,
        }
        if call.request_id:
            headers |= {"content-type": JSON, IDEMPOTENCY_HEADER: call.request_id}
        try:
            url = httpx.URL(self.base_url + call.target)
        except httpx.InvalidURL:
            # An address holds 64 KiB; somebody has pasted a book into a field.
            raise ServiceError(Problem(Code.MALFORMED), sent=False) from None
        return httpx.Request(call.method, url, headers=headers, content=call.body or None)

    async def _signature(self, signer: IdentityId, message: bytes) -> bytes:
        try:
            if signer == self.signer.session_id:
                return self.signer.sign_as_session(message)
            return await self.signer.sign(signer, message)
        except Refused as refused:
            raise ServiceError(refused.problem, sent=False) from None
