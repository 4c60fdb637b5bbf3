"""The rules of identities: registering, renaming and freezing them; and reading them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, assert_never

from sqlalchemy import Connection

from qwallet_desktop.domain.did import key_from_did
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType, clean_text, parse_name
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import Json, Link, timestamp
from qwallet_desktop.domain.permissions import Action, may, may_unfreeze
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.signatures import signed_by
from qwallet_desktop.domain.transfers import LONGEST_MEMO
from qwallet_desktop.node.movements import CREATED, OK, Answer, Turn
from qwallet_desktop.node.rows import IdentityRow, identity_rows, identity_rows_seen_by
from qwallet_desktop.node.working import Mentions, Working
from qwallet_desktop.wire.requests import SignedLink


@dataclass(frozen=True, slots=True)
class Register:
    """Registers `id`, the actor itself. Answers Identity, 201.

    `type` is a name of `IdentityType`; `launched` says that the launch proof was given and was right.
    """

    kind: ClassVar[str] = "REGISTER"
    id: IdentityId
    type: str
    name: str
    link: SignedLink | None
    launched: bool

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return ((self.id, self.link.parent) if self.link else (self.id,)), ()


@dataclass(frozen=True, slots=True)
class Rename:
    """Gives an identity another name. Answers Identity, 200."""

    kind: ClassVar[str] = "RENAME"
    identity_id: str
    name: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.identity_id,), ()


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Freezes (`FROZEN`) or unfreezes (`ACTIVE`) an identity. Answers Identity, 200."""

    kind: ClassVar[str] = "SET_STATUS"
    identity_id: str
    status: str
    reason: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.identity_id,), ()


def register(
    working: Working, actor: IdentityId, ask: Register, node_id: NodeId, at: datetime
) -> tuple[IdentityRow, Answer]:
    """Decide a registration; the actor is an identity only after it.

    Raises:
        Refused: REGISTRATION_REFUSED (fact `type` if it is for the type), NOT_A_DID, IDENTITY_EXISTS,
            LINK_INVALID or NAME_INVALID.
    """
    if ask.type != IdentityType.ROOT:
        raise refuse(Code.REGISTRATION_REFUSED, at="type", type=clean_text(ask.type))
    if ask.id != actor or not (ask.launched or ask.link):
        raise refuse(Code.REGISTRATION_REFUSED)
    key_from_did(ask.id)
    if working.identity(ask.id) is not None:
        raise refuse(Code.IDENTITY_EXISTS)
    if ask.link is not None:
        _check_link(working, ask.id, ask.link, node_id)
    registered = Identity(
        id=ask.id,
        type=IdentityType.ROOT,
        name=parse_name(ask.name),
        status=IdentityStatus.ACTIVE,
        owner=ask.link.parent if ask.link else None,
        # The first identity of an embedded node issues its tokens (contract §4).
        can_issue=ask.launched and not working.head["identities"],
        created_at=at,
    )
    row = working.add_identity(registered)
    working.tell(row, "IDENTITY_CHANGED", row.n)
    return row, Answer(CREATED, registered, _payload(registered))


def _check_link(working: Working, child: IdentityId, link: SignedLink, node_id: NodeId) -> None:
    """Check that parent and child both signed, and that the parent may have children.

    Raises:
        Refused: LINK_INVALID.
    """
    parent = working.identity(link.parent)
    message = Link(link.parent, child, node_id).message()
    if (
        parent is None
        or parent.identity.type is not IdentityType.ROOT
        or parent.identity.status is not IdentityStatus.ACTIVE
        or parent.identity.owner is not None
        or not _signed(link.parent, message, link.parent_signature)
        or not _signed(child, message, link.child_signature)
    ):
        raise refuse(Code.LINK_INVALID, at="link")


def _signed(did: str, message: bytes, signature: str) -> bool:
    try:
        return signed_by(did, message, bytes.fromhex(signature))
    except ValueError:
        return False


def decide(turn: Turn, ask: Rename | SetStatus) -> Answer:
    """Decide a change of an identity.

    Raises:
        Refused: What the rules say against it.
    """
    match ask:
        case Rename():
            return rename(turn, ask)
        case SetStatus():
            return set_status(turn, ask)
        case _:
            assert_never(ask)


def rename(turn: Turn, ask: Rename) -> Answer:
    """Decide a renaming.

    Raises:
        Refused: IDENTITY_UNKNOWN or NAME_INVALID.
    """
    row = subject_of(turn, ask.identity_id, Action.RENAME)
    return _changed(turn, row, replace(row.identity, name=parse_name(ask.name)))


def set_status(turn: Turn, ask: SetStatus) -> Answer:
    """Decide a freezing or unfreezing.

    Raises:
        Refused: MALFORMED at "status", IDENTITY_UNKNOWN, MEMO_INVALID at "reason", STATUS_UNCHANGED
            or NOT_PERMITTED.
    """
    if ask.status not in {IdentityStatus.FROZEN, IdentityStatus.ACTIVE}:
        raise refuse(Code.MALFORMED, at="status")
    freezes = ask.status == IdentityStatus.FROZEN
    row = subject_of(turn, ask.identity_id, Action.FREEZE if freezes else Action.UNFREEZE)
    reason = clean_text(ask.reason)
    if len(reason) > LONGEST_MEMO or (freezes and not reason):
        raise refuse(Code.MEMO_INVALID, at="reason", longest=str(LONGEST_MEMO))
    if row.identity.status == ask.status:
        raise refuse(Code.STATUS_UNCHANGED, at="status", status=ask.status)
    by = turn.actor.identity.id
    if freezes:
        frozen = replace(row.identity, status=IdentityStatus.FROZEN, frozen_by=by, reason=reason)
        return _with_status(turn, row, frozen, reason)
    if not may_unfreeze(by, row.identity):
        raise refuse(Code.NOT_PERMITTED)
    active = replace(row.identity, status=IdentityStatus.ACTIVE, frozen_by=None, reason="")
    return _with_status(turn, row, active, reason, {"because": reason})


def _with_status(
    turn: Turn, row: IdentityRow, changed: Identity, reason: str, more: dict[str, Json] | None = None
) -> Answer:
    answer = _changed(turn, row, changed, more)
    if row.n != turn.actor.n:
        turn.working.tell_status(IdentityRow(row.n, changed), turn.actor, reason, turn.at)
    return answer


def subject_of(turn: Turn, identity_id: str, action: Action) -> IdentityRow:
    """Find the identity that is to change, for those who may change it.

    Raises:
        Refused: IDENTITY_UNKNOWN, also where it is there and the actor may not do this.
    """
    row = turn.working.identity(identity_id)
    if row is None or not may([turn.actor.identity.id], action, row.identity):
        raise refuse(Code.IDENTITY_UNKNOWN)
    return row


def _changed(turn: Turn, row: IdentityRow, changed: Identity, more: dict[str, Json] | None = None) -> Answer:
    turn.working.change_identity(row, changed)
    turn.working.tell(row, "IDENTITY_CHANGED", row.n)
    return Answer(OK, changed, {**_payload(changed), **(more or {})})


def _payload(identity: Identity) -> dict[str, Json]:
    """What the audit log keeps of an identity."""
    return {
        "identityId": identity.id,
        "type": identity.type,
        "name": identity.name,
        "status": identity.status,
        "owner": identity.owner or "",
        "canIssue": identity.can_issue,
        "frozenBy": identity.frozen_by or "",
        "reason": identity.reason,
        "createdAt": timestamp(identity.created_at),
    }


def identity(connection: Connection, identity_id: str) -> Identity | None:
    """Read one identity, None if it is not registered."""
    return next((row.identity for row in identity_rows(connection, [identity_id])), None)


def visible_identities(connection: Connection, actors: Collection[IdentityId]) -> tuple[Identity, ...]:
    """Read the identities that the actors are or own, in the order of registration."""
    return tuple(row.identity for row in identity_rows_seen_by(connection, actors))
