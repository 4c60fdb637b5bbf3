"""Identities: registering, naming, freezing, closing, succeeding and reading them, and the grants to read for them."""

import anyio.to_thread
from fastapi import Request, Response

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.invitations import digest_of, parse_invitation
from qwallet_desktop.domain.multisig import Item, SigningCapability
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.registration import proof_holds
from qwallet_desktop.domain.signatures import INVITATION_HEADER, LAUNCH_PROOF_HEADER
from qwallet_desktop.node import grants, identities
from qwallet_desktop.node.access import Reading, Write, Writing, answer, versioned
from qwallet_desktop.node.capabilities import signing_capability
from qwallet_desktop.node.closing import Close
from qwallet_desktop.node.documentation import RULING_CODES, documented
from qwallet_desktop.node.identities import Register
from qwallet_desktop.node.routes.parameters import IdentityPath
from qwallet_desktop.node.succession import Succeed
from qwallet_desktop.wire.requests import (
    GrantsAnswer,
    GrantsRequest,
    RegisterRequest,
    RenameRequest,
    StatusRequest,
)
from qwallet_desktop.wire.rule_requests import CloseRequest, SuccessorRequest

router = versioned("identities")
_SWEEP_CODES = (
    Code.RECIPIENT_UNKNOWN,
    Code.RECIPIENT_FROZEN,
    Code.SELF_TRANSFER,
    Code.SENDER_FROZEN,
    *RULING_CODES,
)
"""Why what a closing identity holds may not go where it is to go."""


@router.post("/grants")
@documented(GrantsAnswer, Code.GRANT_INVALID, Code.GRANT_EXPIRED, body=GrantsRequest)
async def give_grants(write: Writing) -> Response:
    """Let the session key that signs this read for the identities that signed the grants."""
    asked = write.read(GrantsRequest)
    if any(grant.session_key != write.actor for grant in asked.grants):
        raise refuse(Code.GRANT_INVALID, at="grants")
    node = write.parts.node
    granted = await anyio.to_thread.run_sync(
        grants.save_grants, node, asked.grants, node.clock(), limiter=write.parts.hub.readers
    )
    write.parts.hub.wake()
    return answer(GrantsAnswer(granted))


@router.post("/identities")
@documented(
    Identity,
    Code.REGISTRATION_REFUSED,
    Code.IDENTITY_EXISTS,
    Code.NAME_INVALID,
    Code.LINK_INVALID,
    Code.NOT_A_DID,
    Code.GUARDIAN_MISSING,
    Code.AID_INVALID,
    Code.TOKEN_UNKNOWN,
    Code.INVITATION_INVALID,
    Code.INVITATION_USED,
    Code.INVITATION_EXPIRED,
    body=RegisterRequest,
    status=201,
)
async def register(request: Request, write: Writing) -> Response:
    """Register the identity whose key signs this: by launch proof, invitation, or its owner's or guardian's link."""
    asked = write.read(RegisterRequest)
    launched = _launched(write, request.headers.get(LAUNCH_PROOF_HEADER))
    # Not in the body, which is kept for ever with the answer: of an invitation only its digest is.
    given = request.headers.get(INVITATION_HEADER)
    invitation = None if given is None else digest_of(parse_invitation(given))
    ask = Register(
        write.actor, asked.type, asked.name, asked.link, launched, asked.guardian_link, asked.token_id, invitation
    )
    return await write.submit(ask)


@router.get("/identities")
@documented(tuple[Identity, ...])
def list_identities(reader: Reading) -> Response:
    """List the identities that the reader may see: those that gave it a grant, their own, their wards and groups."""
    with reader.open() as (connection, actors):
        seen = identities.visible_identities(connection, actors)
    return answer(seen, tuple[Identity, ...])


@router.get("/identities/{identity_id}")
@documented(Identity, Code.IDENTITY_UNKNOWN)
def read_identity(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read one identity."""
    with reader.on(identity_id, Action.READ_IDENTITY) as (_, subject):
        return answer(subject)


@router.get("/identities/{identity_id}/signing")
@documented(SigningCapability, Code.IDENTITY_UNKNOWN)
def read_signing(reader: Reading, identity_id: IdentityPath) -> Response:
    """Say whether an identity may sign what waits for it, why not, and how many items wait for its signature."""
    with reader.on(identity_id, Action.READ_ITEMS) as (connection, subject):
        return answer(signing_capability(connection, subject, reader.parts.node.clock()))


@router.patch("/identities/{identity_id}")
@documented(
    Identity, Code.NOT_PERMITTED, Code.IDENTITY_FROZEN, Code.IDENTITY_CLOSED, Code.NAME_INVALID, body=RenameRequest
)
async def rename(write: Writing, identity_id: IdentityPath) -> Response:
    """Give an identity another name."""
    asked = write.read(RenameRequest)
    return await write.submit(identities.Rename(identity_id, asked.name))


@router.post("/identities/{identity_id}/status")
@documented(
    Identity | Item,
    Code.NOT_PERMITTED,
    Code.STATUS_UNCHANGED,
    Code.IDENTITY_FROZEN,
    Code.IDENTITY_CLOSED,
    Code.MEMO_INVALID,
    Code.LAST_ADMIN,
    Code.GOVERNANCE_NOT_READY,
    Code.APPROVERS_TOO_FEW,
    body=StatusRequest,
)
async def set_status(write: Writing, identity_id: IdentityPath) -> Response:
    """Freeze an identity, which needs a reason, or unfreeze it.

    Any one ADMIN freezes a group; an INITIATOR, SIGNER or AUDITOR of it asks them to. Half of its ADMINs unfreeze
    it, who asks included. Where others must agree, the answer is the item that waits for them. What else was open
    to freeze a group is superseded once it is frozen, and what was to unfreeze it once it is not.
    """
    asked = write.read(StatusRequest)
    return await write.submit(identities.SetStatus(identity_id, asked.status, asked.reason))


@router.post("/identities/{identity_id}/close")
@documented(
    Identity,
    Code.NOT_PERMITTED,
    Code.IDENTITY_FROZEN,
    Code.IDENTITY_CLOSED,
    Code.HAS_DEPENDENTS,
    Code.CLOSE_NEEDS_SWEEP,
    *_SWEEP_CODES,
    body=CloseRequest,
)
async def close(write: Writing, identity_id: IdentityPath) -> Response:
    """Close an identity for good; what it holds goes to another one first.

    To another identity of its family goes all of it whatever the limits say; to anybody else what the
    identity may pay without asking anyone.
    """
    asked = write.read(CloseRequest)
    return await write.submit(Close(identity_id, asked.sweep_to))


@router.post("/identities/{identity_id}/successor")
@documented(
    Identity,
    Code.NOT_PERMITTED,
    Code.IDENTITY_FROZEN,
    Code.IDENTITY_CLOSED,
    Code.IDENTITY_EXISTS,
    Code.NOT_A_DID,
    Code.SUCCESSOR_INVALID,
    body=SuccessorRequest,
    status=201,
)
async def succeed(write: Writing, identity_id: IdentityPath) -> Response:
    """Put a new key in an identity's place, with all that it holds, owns, guards and belongs to.

    The identity's own key asks for it, or its owner's where that key is lost.
    """
    asked = write.read(SuccessorRequest)
    ask = Succeed(identity_id, asked.successor, asked.new_signature, asked.old_signature, asked.owner_signature)
    return await write.submit(ask)


def _launched(write: Write, proof: str | None) -> bool:
    """Check a launch proof if there is one; a wrong one is refused whatever else is right."""
    if proof is None:
        return False
    secret = write.parts.launch_secret
    node_id = write.parts.node.node_id
    if secret is None or not proof_holds(proof, secret, node_id, write.actor, write.request_id):
        raise refuse(Code.REGISTRATION_REFUSED)
    return True
