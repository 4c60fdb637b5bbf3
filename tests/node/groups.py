"""Wards, anonymous identities, groups and successors, as tests over HTTP make them."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx

from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.messages import Link, LinkRelation, Successor
from qwallet_desktop.domain.multisig import Choice, Item, vote_message
from qwallet_desktop.domain.registration import launch_proof
from qwallet_desktop.domain.signatures import LAUNCH_PROOF_HEADER
from qwallet_desktop.wire.rule_requests import FoundRequest
from qwallet_desktop.wire.shapes import adapter
from tests.node.http_builders import SECRET, Person, Web, taken


def signed_relation(above: Person, below: Person, node_id: NodeId, relation: LinkRelation) -> dict[str, str]:
    """Have both sides sign a link."""
    message = Link(above.did, below.did, node_id, relation).message()
    return {
        "parent": above.did,
        "parentSignature": above.sign(message).hex(),
        "childSignature": below.sign(message).hex(),
    }


async def register(web: Web, person: Person, body: dict[str, Any], *, launched: bool = True) -> httpx.Response:
    """Register somebody with whatever a test says, by launch proof unless a link has to do."""
    request_id = str(uuid4())
    headers = {}
    if launched:
        headers = {LAUNCH_PROOF_HEADER: launch_proof(SECRET, web.node.node_id, person.did, RequestId(request_id))}
    return await web.write(person, "/identities", body, request_id=request_id, headers=headers)


def ward_form(web: Web, ward: Person, guardian: Person, owner: Person | None = None) -> dict[str, Any]:
    """Write down what registers a guarded identity."""
    node_id = web.node.node_id
    form: dict[str, Any] = {"type": "CONSENTIDA", "name": ward.name}
    form["guardianLink"] = signed_relation(guardian, ward, node_id, LinkRelation.GUARDIAN_WARD)
    if owner is not None:
        form["link"] = signed_relation(owner, ward, node_id, LinkRelation.PARENT_CHILD)
    return form


async def register_ward(web: Web, ward: Person, guardian: Person, owner: Person | None = None) -> httpx.Response:
    """Register a guarded identity by its guardian's link, and its owner's if it has one."""
    return await register(web, ward, ward_form(web, ward, guardian, owner), launched=False)


async def register_aid(web: Web, aid: Person, token_id: str, **wrong: Any) -> httpx.Response:
    """Register an anonymous identity, with what a test wants to be wrong about it."""
    return await register(web, aid, {"type": "AID", "name": "", "tokenId": token_id, **wrong})


def founding(web: Web, founder: Person, members: dict[Person, str], *, threshold: int = 1, **more: Any) -> Founding:
    """Write a founding document.

    Args:
        web: Whose node it is for.
        founder: Who founds it.
        members: The roles of each by their first letters, as "SA" for SIGNER and ADMIN; U is AUDITOR.
        threshold: So many of the SIGNERs decide.
        more: `type`, `name`, `salt`, `node_id`; `initiator_counts` and `expiry_hours` of the charter.
    """
    listed = tuple(Member(who.did, tuple(ROLES[letter] for letter in roles)) for who, roles in members.items())
    charter = Charter(listed, threshold, more.pop("initiator_counts", False), more.pop("expiry_hours", 72))
    plain = Founding(IdentityType.ENTERPRISE, "Bakery", charter, founder.did, web.node.node_id, "0a" * 16)
    more["type"] = IdentityType(more.get("type", plain.type))
    return replace(plain, **more)


ROLES = {"V": Role.VIEWER, "I": Role.INITIATOR, "S": Role.SIGNER, "A": Role.ADMIN, "U": Role.AUDITOR}


def signed(document: Founding, *people: Person) -> tuple[FoundingSignature, ...]:
    """Have people sign a founding document."""
    message = document.message()
    return tuple(FoundingSignature(who.did, who.sign(message).hex()) for who in people)


def by_members(document: Founding, members: dict[Person, str]) -> tuple[FoundingSignature, ...]:
    """Have everybody sign who must."""
    return signed(document, *(who for who in members if who.did in document.required_signers))


async def send_founding(
    web: Web, founder: Person, document: Founding, signatures: tuple[FoundingSignature, ...]
) -> httpx.Response:
    """Ask for a group."""
    request = FoundRequest(document, signatures)
    body = adapter(FoundRequest).dump_python(request, mode="json", by_alias=True)
    return await web.write(founder, "/groups", body)


async def found(web: Web, founder: Person, members: dict[Person, str], **more: Any) -> IdentityId:
    """Found a group that everybody signed, and return its id."""
    document = founding(web, founder, members, **more)
    answer = taken(await send_founding(web, founder, document, by_members(document, members)))
    return IdentityId(answer["id"])


async def freeze(web: Web, actor: Person, whose: IdentityId, reason: str = "lost") -> httpx.Response:
    """Ask for a freeze."""
    return await web.write(actor, f"/identities/{whose}/status", {"status": "FROZEN", "reason": reason})


async def unfreeze(web: Web, actor: Person, whose: IdentityId, reason: str = "found") -> httpx.Response:
    """Ask for the end of a freeze."""
    return await web.write(actor, f"/identities/{whose}/status", {"status": "ACTIVE", "reason": reason})


async def close(web: Web, actor: Person, whose: IdentityId, sweep_to: IdentityId | None = None) -> httpx.Response:
    """Ask for an identity to be closed."""
    return await web.write(actor, f"/identities/{whose}/close", {"sweepTo": sweep_to})


async def succeed(
    web: Web, actor: Person, old: Person, new: Person, *, request_id: str | None = None, **wrong: Any
) -> httpx.Response:
    """Ask for a successor, signed by the actor and the new key, with what a test wants to be wrong about it."""
    message = Successor(old.did, new.did, actor.did, web.node.node_id).message()
    authority = "oldSignature" if actor is old else "ownerSignature"
    body = {"successor": new.did, "newSignature": new.sign(message).hex(), authority: actor.sign(message).hex()}
    return await web.write(actor, f"/identities/{old.did}/successor", {**body, **wrong}, request_id=request_id)


async def shown(web: Web, reader: Person, whose: IdentityId) -> dict[str, Any]:
    """Read an identity."""
    read: dict[str, Any] = taken(await web.read(reader, f"/identities/{whose}"))
    return read


async def sign(web: Web, signer: Person, item: dict[str, Any]) -> httpx.Response:
    """Sign an item as it stands."""
    read = adapter(Item).validate_python(item)
    signature = signer.sign(vote_message(read, signer.did, Choice.SIGN, "", web.node.node_id))
    body = {"choice": "SIGN", "signature": signature.hex(), "reason": ""}
    return await web.write(signer, f"/items/{read.proposal.item_id}/signatures", body)
