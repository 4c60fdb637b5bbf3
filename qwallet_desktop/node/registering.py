"""Registering single holders: what each type needs, and the links that both sides have signed."""

from datetime import datetime

from qwallet_desktop.domain.did import key_from_did
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType, clean_text, parse_name
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.invitations import FIELD, Invitation
from qwallet_desktop.domain.messages import Link, LinkRelation
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.domain.signatures import signed_in_hex
from qwallet_desktop.node import invitations, rule_tables
from qwallet_desktop.node.identities import Register, payload
from qwallet_desktop.node.movements import CREATED, Answer
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Working
from qwallet_desktop.wire.requests import SignedLink

SINGLE_HOLDERS = {IdentityType.ROOT.value, IdentityType.CONSENTIDA.value, IdentityType.AID.value}


def register(
    working: Working, actor: IdentityId, ask: Register, node_id: NodeId, at: datetime
) -> tuple[IdentityRow, Answer]:
    """Decide a registration; the actor is an identity only after it.

    Raises:
        Refused: REGISTRATION_REFUSED (fact `type` if it is for the type), NOT_A_DID, IDENTITY_EXISTS,
            LINK_INVALID (fact `reason`), GUARDIAN_MISSING, AID_INVALID, TOKEN_UNKNOWN, NAME_INVALID,
            INVITATION_INVALID, INVITATION_USED or INVITATION_EXPIRED.
    """
    if ask.type not in SINGLE_HOLDERS:
        raise refuse(Code.REGISTRATION_REFUSED, at="type", type=clean_text(ask.type))
    if ask.id != actor or not (ask.launched or ask.invitation or ask.link or ask.guardian_link):
        raise refuse(Code.REGISTRATION_REFUSED)
    key_from_did(ask.id)
    links = _links(ask)
    for link in links.values():
        _check_no_cycle(working, ask.id, link)
    if working.identity(ask.id) is not None:
        raise refuse(Code.IDENTITY_EXISTS)
    _check_type(working, ask)
    for relation, link in links.items():
        _check_link(working, Link(link.parent, ask.id, node_id, relation), link)
    invitation = _invited(working, ask, at)
    registered = _registered(working, ask, invitation, at)
    row = working.add_identity(registered)
    if invitation is not None:
        invitations.use(working, invitation, row, at)
    for relation, link in links.items():
        _keep(working, row, relation, link, at)
    working.tell(row, "IDENTITY_CHANGED", row.n)
    kept = {} if invitation is None else {FIELD: invitation.digest.hex()}
    return row, Answer(CREATED, registered, {**payload(registered), **kept})


def _links(ask: Register) -> dict[LinkRelation, SignedLink]:
    given = {LinkRelation.PARENT_CHILD: ask.link, LinkRelation.GUARDIAN_WARD: ask.guardian_link}
    return {relation: link for relation, link in given.items() if link is not None}


def _invited(working: Working, ask: Register, at: datetime) -> Invitation | None:
    """Return the invitation that was given, None if there is none.

    Raises:
        Refused: INVITATION_INVALID, also where somebody vouches for the identity already; INVITATION_USED or
            INVITATION_EXPIRED.
    """
    if ask.invitation is None:
        return None
    if ask.launched or ask.link or ask.guardian_link:
        raise refuse(Code.INVITATION_INVALID, at=FIELD)
    return invitations.checked(working, ask.invitation, IdentityType(ask.type), at)


def _registered(working: Working, ask: Register, invitation: Invitation | None, at: datetime) -> Identity:
    """Build the identity that is asked for.

    Raises:
        Refused: NAME_INVALID.
    """
    kind = IdentityType(ask.type)
    # The first identity of an embedded node issues its tokens; at a served one who runs it says so (contract §4).
    first = ask.launched and not working.head["identities"]
    may_issue = first or (invitation is not None and invitation.may_issue)
    return Identity(
        id=ask.id,
        type=kind,
        name="" if kind is IdentityType.AID else parse_name(ask.name),
        status=IdentityStatus.ACTIVE,
        owner=ask.link.parent if ask.link else None,
        can_issue=may_issue and kind is IdentityType.ROOT,
        created_at=at,
        guardian=ask.guardian_link.parent if ask.guardian_link else None,
        token_id=ask.token_id,
    )


def _check_type(working: Working, ask: Register) -> None:
    """Check that a type is given what it needs, and nothing that it can't have.

    Raises:
        Refused: GUARDIAN_MISSING, AID_INVALID (fact `reason`), TOKEN_UNKNOWN or LINK_INVALID.
    """
    if ask.type == IdentityType.AID:
        # Nothing here may ever tie it to another identity: no name, no owner, no guardian.
        wrong = {"name": ask.name, "link": ask.link, "guardianLink": ask.guardian_link, "tokenId": not ask.token_id}
        for at, given in wrong.items():
            if given:
                raise refuse(Code.AID_INVALID, at=at)
        if working.token(ask.token_id or "") is None:
            raise refuse(Code.TOKEN_UNKNOWN, at="tokenId")
        return
    if ask.token_id is not None:
        raise refuse(Code.AID_INVALID, at="tokenId")
    if ask.type == IdentityType.CONSENTIDA and ask.guardian_link is None:
        raise refuse(Code.GUARDIAN_MISSING, at="guardianLink")
    if ask.type == IdentityType.ROOT and ask.guardian_link is not None:
        raise _invalid("guardianLink", "NOT_GUARDED")


def _check_no_cycle(working: Working, below: IdentityId, link: SignedLink) -> None:
    """Check that nobody would stand above itself, also over others.

    Raises:
        Refused: LINK_INVALID (fact `reason`: SELF or CYCLE).
    """
    pending, seen = [link.parent], set[IdentityId]()
    while pending:
        above = pending.pop()
        if above == below:
            raise _invalid("link", "SELF" if above == link.parent else "CYCLE")
        row = None if above in seen else working.identity(above)
        seen.add(above)
        pending += [] if row is None else [one for one in (row.identity.owner, row.identity.guardian) if one]


def _check_link(working: Working, link: Link, signed: SignedLink) -> None:
    """Check that both sides signed a link, and that the one above may have somebody below.

    An owner is an active ROOT without an owner; a guardian is an active ROOT, which may be another's own.

    Raises:
        Refused: LINK_INVALID (fact `reason`).
    """
    owns = link.relation is LinkRelation.PARENT_CHILD
    at = "link" if owns else "guardianLink"
    row = working.identity(link.parent)
    if row is None:
        raise _invalid(at, "UNKNOWN")
    if row.identity.type is not IdentityType.ROOT:
        raise _invalid(at, "TYPE")
    if row.identity.status is not IdentityStatus.ACTIVE:
        raise _invalid(at, "STATE")
    if owns and row.identity.owner is not None:
        raise _invalid(at, "DEPTH")
    message = link.message()
    both = ((link.parent, signed.parent_signature), (link.child, signed.child_signature))
    if not all(signed_in_hex(who, message, signature) for who, signature in both):
        raise _invalid(at, "SIGNATURE")


def _keep(working: Working, row: IdentityRow, relation: LinkRelation, link: SignedLink, at: datetime) -> None:
    above = working.identity(link.parent)
    working.add(
        rule_tables.links,
        child_n=row.n,
        relation=relation.value,
        parent_n=above.n if above else None,
        parent_signature=bytes.fromhex(link.parent_signature),
        child_signature=bytes.fromhex(link.child_signature),
        at=at,
    )


def _invalid(at: str, reason: str) -> Refused:
    return refuse(Code.LINK_INVALID, at=at, reason=reason)
