"""Identities (the seed's sQuid): who there is, registering, naming, freezing, and who may read for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.messages import Grant, Link
from qwallet_desktop.domain.signatures import LAUNCH_PROOF_HEADER
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.wire.requests import (
    GrantsAnswer,
    GrantsRequest,
    RegisterRequest,
    RenameRequest,
    SignedGrant,
    SignedLink,
    StatusRequest,
)

MOST_GRANTS = 500
"""Grants that one request carries: about 170 KiB."""


@dataclass(frozen=True, slots=True)
class CountersignedLink:
    """A link of parent and child, and both sides' signatures over `link.message()`."""

    link: Link
    parent_signature: bytes
    child_signature: bytes


class IdentityService:
    """Asks the node about identities. Every method raises `ServiceError` only."""

    def __init__(self, client: NodeClient) -> None:
        self._client = client

    async def list_identities(self) -> tuple[Identity, ...]:
        """List the identities that those who gave the session a grant may see."""
        return await self._client.read(tuple[Identity, ...], "identities")

    async def get_identity(self, identity_id: IdentityId) -> Identity:
        """Read one identity; IDENTITY_UNKNOWN also where it may not be seen."""

        def check(identity: Identity) -> None:
            ensure(identity.id == identity_id, "identity")

        return await self._client.read(Identity, "identities", identity_id, check=check)

    async def register_identity(
        self,
        identity_id: IdentityId,
        name: str,
        *,
        request_id: RequestId,
        launch_proof: str | None = None,
        link: CountersignedLink | None = None,
    ) -> Identity:
        """Register a ROOT whose key is at hand.

        Args:
            identity_id: The new identity; it signs the request.
            name: What its owner calls it.
            request_id: Names this registration for ever.
            launch_proof: `domain.registration.launch_proof` for a node that this desktop started.
            link: Makes it the child of a ROOT that is registered already.
        """
        form = RegisterRequest(IdentityType.ROOT, name, _signed_link(link) if link else None)
        headers = {LAUNCH_PROOF_HEADER: launch_proof} if launch_proof else {}
        identity = await self._client.write(
            Identity,
            "identities",
            change=Change(identity_id, request_id, form, headers=headers),
        )
        ensure(identity.id == identity_id, "identity")
        return identity

    async def rename(self, identity_id: IdentityId, name: str, *, request_id: RequestId) -> Identity:
        """Give an identity another name."""
        return await self._client.write(
            Identity,
            "identities",
            identity_id,
            change=Change(identity_id, request_id, RenameRequest(name), "PATCH"),
        )

    async def set_status(
        self,
        identity_id: IdentityId,
        status: IdentityStatus,
        reason: str = "",
        *,
        actor: IdentityId,
        request_id: RequestId,
    ) -> Identity:
        """Freeze (with a reason) or unfreeze an identity; the actor is itself or its owner."""
        return await self._client.write(
            Identity,
            "identities",
            identity_id,
            "status",
            change=Change(actor, request_id, StatusRequest(status, reason)),
        )

    async def give_grants(self, grants: Sequence[tuple[Grant, bytes]]) -> tuple[IdentityId, ...]:
        """Let the session key read for many identities at once.

        Args:
            grants: Each grant with its identity's signature over `grant.message()`.

        Returns:
            Those of the grants' identities that the session key may now read for; an identity
            that is not registered is not among them.
        """
        known: list[IdentityId] = []
        signed = [_signed_grant(grant, signature) for grant, signature in grants]
        for start in range(0, len(signed), MOST_GRANTS):
            request = GrantsRequest(tuple(signed[start : start + MOST_GRANTS]))
            answer = await self._client.write(GrantsAnswer, "grants", change=self._client.session_change(request))
            known.extend(answer.identity_ids)
        return tuple(dict.fromkeys(known))


def _signed_link(link: CountersignedLink) -> SignedLink:
    return SignedLink(link.link.parent, link.parent_signature.hex(), link.child_signature.hex())


def _signed_grant(grant: Grant, signature: bytes) -> SignedGrant:
    return SignedGrant(grant.identity_id, grant.session_key, grant.expires_at, signature.hex())
