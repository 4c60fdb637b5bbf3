"""Invitations at the node: known by their digest alone, used in the commit that registers somebody (contract §3)."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.invitations import FIELD, Invitation
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import rule_tables
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Working

_own = rule_tables.invitations.c
_FOUND = select(_own.digest, _own.may_issue, _own.expires_at, _own.used_by_n).where(
    _own.digest == bindparam("wanted", type_=_own.digest.type)
)
_USE = (
    update(rule_tables.invitations)
    .where(_own.digest == bindparam("wanted", type_=_own.digest.type))
    .values(used_by_n=bindparam("used_by_n"), used_at=bindparam("used_at", type_=_own.used_at.type))
)


def find(connection: Connection, digest: bytes) -> Invitation | None:
    """Read an invitation by its digest, None if there is none."""
    row = connection.execute(_FOUND, {"wanted": digest}).one_or_none()
    if row is None:
        return None
    return Invitation(bytes(row.digest), bool(row.may_issue), row.expires_at, row.used_by_n is not None)


def checked(working: Working, digest: bytes, kind: IdentityType, at: datetime) -> Invitation:
    """Return an invitation by which a single holder of a kind may register now.

    Raises:
        Refused: INVITATION_INVALID, INVITATION_USED or INVITATION_EXPIRED.
    """
    if digest in working.invited:
        raise refuse(Code.INVITATION_USED, at=FIELD)
    found = find(working.connection, digest)
    if found is None:
        raise refuse(Code.INVITATION_INVALID, at=FIELD)
    found.check(kind, at)
    return found


def use(working: Working, invitation: Invitation, row: IdentityRow, at: datetime) -> None:
    """Note who registered by an invitation: nobody else can from now on."""
    working.invited.add(invitation.digest)
    working.change_later(_USE, wanted=invitation.digest, used_by_n=row.n, used_at=at)
