"""Identities (the seed's sQuid): who there is, registering, naming, freezing, and who may read for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.messages import Grant, Link, Successor
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.signatures import INVITATION_HEADER, LAUNCH_PROOF_HEADER
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.groups import GroupMethods
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
from qwallet_desktop.wire.rule_requests import CloseRequest, SuccessorRequest

_SET_OR_OPENED = cast("type[Identity | Item]", Identity | Item)

MOST_GRANTS = 500
"""Grants that one request carries: about 170 KiB."""


@dataclass(frozen=True, slots=True)
class CountersignedLink:
    """A link, and both sides' signatures over `link.message()`; the parent is the owner or the guardian."""

    link: Link
    parent_signature: bytes
    child_signature: bytes


@dataclass(frozen=True, slots=True)
class CountersignedSuccessor:
    """Which key takes whose place, and the signatures of the authority and of the new key over its message."""

    successor: Successor
    authority_signature: bytes
    new_signature: bytes


class IdentityService(GroupMethods):
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

    async def register_identity(  # noqa: PLR0913 - what a registration consists of
        self,
        identity_id: IdentityId,
        name: str,
        *,
        request_id: RequestId,
        launch_proof: str | None = None,
        link: CountersignedLink | None = None,
        type: IdentityType = IdentityType.ROOT,  # noqa: A002 - as the wire calls it
        guardian_link: CountersignedLink | None = None,
        token_id: TokenId | None = None,
        invitation: str = "",
    ) -> Identity:
        """Register a single holder whose key is at hand.

        Args:
            identity_id: The new identity; it signs the request.
            name: What its owner calls it.
            request_id: Names this registration for ever.
            launch_proof: `domain.registration.launch_proof` for a node that this desktop started.
            link: Makes it the child of a ROOT that is registered already.
            type: ROOT, CONSENTIDA or AID.
            guardian_link: Makes it the ward of a ROOT that is registered already; for a CONSENTIDA.
            token_id: The one token of an AID.
            invitation: Lets a node that others started register it; used once.
        """
        form = RegisterRequest(type, name, _signed_link(link), _signed_link(guardian_link), token_id)
        given = {LAUNCH_PROOF_HEADER: launch_proof or "", INVITATION_HEADER: invitation}
        headers = {name: value for name, value in given.items() if value}
        identity = await self._client.write(
            Identity,
            "identities",
            change=Change(identity_id, request_id, form, headers=headers),
        )
        ensure(identity.id == identity_id and identity.type is type, "identity")
        ensure(identity.owner == (link.link.parent if link else None), "owner")
        ensure(identity.guardian == (guardian_link.link.parent if guardian_link else None), "guardian")
        return identity

    async def rename(
        self, identity_id: IdentityId, name: str, *, request_id: RequestId, actor: IdentityId | None = None
    ) -> Identity:
        """Give an identity another name; `actor` signs where it is a group."""
        return await self._client.write(
            Identity,
            "identities",
            identity_id,
            change=Change(actor or identity_id, request_id, RenameRequest(name), "PATCH"),
        )

    async def set_status(
        self,
        identity_id: IdentityId,
        status: IdentityStatus,
        reason: str = "",
        *,
        actor: IdentityId,
        request_id: RequestId,
    ) -> Identity | Item:
        """Freeze (with a reason) or unfreeze an identity.

        The actor is itself, its owner, its guardian, or a member of a group. Unfreezing a group, and freezing it
        where the actor is no ADMIN of it, may need others, who are then asked by the item that is returned.
        """
        answer = await self._client.write(
            _SET_OR_OPENED,
            "identities",
            identity_id,
            "status",
            change=Change(actor, request_id, StatusRequest(status, reason)),
        )
        if isinstance(answer, Item):
            proposal = answer.proposal
            wanted = Subject.FREEZE if status is IdentityStatus.FROZEN else Subject.UNFREEZE
            ensure(proposal.identity_id == identity_id and proposal.subject is wanted, "item")
        else:
            ensure(answer.id == identity_id, "identity")
        return answer

    async def close(
        self, identity_id: IdentityId, sweep_to: IdentityId | None, *, actor: IdentityId, request_id: RequestId
    ) -> Identity:
        """Close an identity for good.

        Args:
            identity_id: Which.
            sweep_to: Who is paid all that it has; needed where it has something.
            actor: Itself, or the ROOT that owns it.
            request_id: Names this change for ever.
        """
        change = Change(actor, request_id, CloseRequest(sweep_to))
        closed = await self._client.write(Identity, "identities", identity_id, "close", change=change)
        ensure(closed.id == identity_id, "identity")
        ensure(closed.status is IdentityStatus.CLOSED, "status")
        return closed

    async def succeed(self, signed: CountersignedSuccessor, *, request_id: RequestId) -> Identity:
        """Put a new key in an identity's place; return the identity that has it now.

        Args:
            signed: Which key takes whose place, and who signed that.
            request_id: Names this change for ever.
        """
        document, authority = signed.successor, signed.authority_signature.hex()
        own = document.authority == document.identity_id
        body = SuccessorRequest(
            document.successor,
            signed.new_signature.hex(),
            old_signature=authority if own else None,
            owner_signature=None if own else authority,
        )
        change = Change(document.authority, request_id, body)
        identity = await self._client.write(Identity, "identities", document.identity_id, "successor", change=change)
        ensure(identity.id == document.successor, "identity")
        return identity

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


def _signed_link(link: CountersignedLink | None) -> SignedLink | None:
    if link is None:
        return None
    return SignedLink(link.link.parent, link.parent_signature.hex(), link.child_signature.hex())


def _signed_grant(grant: Grant, signature: bytes) -> SignedGrant:
    return SignedGrant(grant.identity_id, grant.session_key, grant.expires_at, signature.hex())
