"""Identities: registering, naming, freezing and reading them, and the grants to read for them."""

import anyio.to_thread
from fastapi import Request, Response

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.registration import proof_holds
from qwallet_desktop.domain.signatures import LAUNCH_PROOF_HEADER
from qwallet_desktop.node import grants, identities
from qwallet_desktop.node.access import Reading, Write, Writing, answer, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.routes.parameters import IdentityPath
from qwallet_desktop.wire.requests import (
    GrantsAnswer,
    GrantsRequest,
    RegisterRequest,
    RenameRequest,
    StatusRequest,
)

router = versioned("identities")


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
    body=RegisterRequest,
    status=201,
)
async def register(request: Request, write: Writing) -> Response:
    """Register the identity whose key signs this, by launch proof or by its parent's link."""
    asked = write.read(RegisterRequest)
    launched = _launched(write, request.headers.get(LAUNCH_PROOF_HEADER))
    return await write.submit(identities.Register(write.actor, asked.type, asked.name, asked.link, launched))


@router.get("/identities")
@documented(tuple[Identity, ...])
def list_identities(reader: Reading) -> Response:
    """List the identities that the reader may see: those that gave it a grant, and their own."""
    with reader.open() as (connection, actors):
        seen = identities.visible_identities(connection, actors)
    return answer(seen, tuple[Identity, ...])


@router.get("/identities/{identity_id}")
@documented(Identity, Code.IDENTITY_UNKNOWN)
def read_identity(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read one identity."""
    with reader.on(identity_id, Action.READ_IDENTITY) as (_, subject):
        return answer(subject)


@router.patch("/identities/{identity_id}")
@documented(Identity, Code.NOT_PERMITTED, Code.NAME_INVALID, body=RenameRequest)
async def rename(write: Writing, identity_id: IdentityPath) -> Response:
    """Give an identity another name."""
    asked = write.read(RenameRequest)
    return await write.submit(identities.Rename(identity_id, asked.name))


@router.post("/identities/{identity_id}/status")
@documented(
    Identity,
    Code.NOT_PERMITTED,
    Code.STATUS_UNCHANGED,
    Code.MEMO_INVALID,
    body=StatusRequest,
)
async def set_status(write: Writing, identity_id: IdentityPath) -> Response:
    """Freeze an identity, which needs a reason, or unfreeze it."""
    asked = write.read(StatusRequest)
    return await write.submit(identities.SetStatus(identity_id, asked.status, asked.reason))


def _launched(write: Write, proof: str | None) -> bool:
    """Check a launch proof if there is one; a wrong one is refused whatever else is right."""
    if proof is None:
        return False
    secret = write.parts.launch_secret
    node_id = write.parts.node.node_id
    if secret is None or not proof_holds(proof, secret, node_id, write.actor, write.request_id):
        raise refuse(Code.REGISTRATION_REFUSED)
    return True
