"""What is asked of identities, who may ask it of which, renaming them, and reading them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy import Connection

from qwallet_desktop.domain.identities import Identity, IdentityStatus, parse_name
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.messages import Json, timestamp
from qwallet_desktop.domain.permissions import Action, may, type_permits
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import groups
from qwallet_desktop.node.movements import OK, Answer, Turn
from qwallet_desktop.node.rows import IdentityRow, identity_rows, identity_rows_seen_by
from qwallet_desktop.node.working import Mentions
from qwallet_desktop.wire.requests import SignedLink


@dataclass(frozen=True, slots=True)
class Register:
    """Registers `id`, the actor itself. Answers Identity, 201.

    `type` is a name of `IdentityType`; `launched` says that the launch proof was given and was right,
    `invitation` is the digest of the one that was given.
    `link` ties it to its owner, `guardian_link` a CONSENTIDA to its guardian; `token_id` is the one
    token of an AID.
    """

    kind: ClassVar[str] = "REGISTER"
    id: IdentityId
    type: str
    name: str
    link: SignedLink | None
    launched: bool
    guardian_link: SignedLink | None = None
    token_id: TokenId | None = None
    invitation: bytes | None = None

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        links = [link.parent for link in (self.link, self.guardian_link) if link]
        return (self.id, *links), ((self.token_id,) if self.token_id else ())


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
    """Freezes (`FROZEN`) or unfreezes (`ACTIVE`) an identity. Answers Identity, 200, or Item, 202."""

    kind: ClassVar[str] = "SET_STATUS"
    identity_id: str
    status: str
    reason: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.identity_id,), ()


def rename(turn: Turn, ask: Rename) -> Answer:
    """Decide a renaming.

    Raises:
        Refused: IDENTITY_UNKNOWN or NAME_INVALID.
    """
    row = subject_of(turn, ask.identity_id, Action.RENAME)
    return _changed(turn, row, replace(row.identity, name=parse_name(ask.name)))


def subject_of(turn: Turn, identity_id: str, action: Action) -> IdentityRow:
    """Find the identity that something is asked of, for those who may ask it.

    Raises:
        Refused: IDENTITY_UNKNOWN, also where it is there and the actor may not do this; IDENTITY_FROZEN,
            where the actor is frozen and asks it of another; NOT_PERMITTED, where the subject's type
            does not know this.
    """
    row, actor = turn.working.identity(identity_id), turn.actor.identity
    if row is None or not may([actor.id], action, row.identity, roles=groups.roles_of(turn.working, actor.id, row)):
        raise refuse(Code.IDENTITY_UNKNOWN)
    if actor.id != row.identity.id and actor.status is not IdentityStatus.ACTIVE:
        raise refuse(Code.IDENTITY_FROZEN, reason=actor.reason)
    if not type_permits(row.identity.type, action):
        raise refuse(Code.NOT_PERMITTED)
    return row


def _changed(turn: Turn, row: IdentityRow, changed: Identity) -> Answer:
    change(turn, row, changed)
    return Answer(OK, changed, payload(changed))


def change(turn: Turn, row: IdentityRow, changed: Identity) -> IdentityRow:
    """Write what changed of an identity, and tell whoever follows it."""
    turn.working.change_identity(row, changed)
    turn.working.tell(row, "IDENTITY_CHANGED", row.n)
    return IdentityRow(row.n, changed)


def payload(identity: Identity) -> dict[str, Json]:
    """What the audit log keeps of an identity."""
    kept: dict[str, Json] = {
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
    single = {"guardian": identity.guardian, "tokenId": identity.token_id, "successor": identity.successor}
    return kept | {name: value for name, value in single.items() if value}


def identity(connection: Connection, identity_id: str) -> Identity | None:
    """Read one identity, None if it is not registered."""
    return next((row.identity for row in identity_rows(connection, [identity_id])), None)


def visible_identities(connection: Connection, actors: Collection[IdentityId]) -> tuple[Identity, ...]:
    """Read the identities that the actors may see, in the order of registration (permissions.may_see).

    These are the actors, those that they own or guard, whose place they took, and their groups.
    """
    return tuple(row.identity for row in identity_rows_seen_by(connection, actors))
