"""Grants: which session keys may read for which identities, kept over restarts of the node."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from qwallet_desktop.domain.did import key_from_did
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import Grant
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.domain.signatures import GRANT_HOURS, signed_by
from qwallet_desktop.node import tables
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.rows import IdentityRow, identity_rows
from qwallet_desktop.wire.requests import SignedGrant

_own = tables.grants.c
_TYPES_BEFORE = (
    select(tables.identities.c.id, tables.identities.c.type)
    .join(tables.grants, _own.identity_n == tables.identities.c.n)
    .where(_own.session_key.in_(bindparam("keys", expanding=True)))
)


def save_grants(node: Node, grants: Sequence[SignedGrant], now: datetime) -> tuple[IdentityId, ...]:
    """Check grants and keep them; blocks until they are on the disk (call it off the event loop).

    Args:
        node: The node that they must name.
        grants: As sent; one wrong one and none is kept.
        now: The node's time.

    Returns:
        The identities that may be read now; those that are not registered are left out.

    Raises:
        Refused: GRANT_INVALID (signature, other node, over 12 hours, not a did:key), GRANT_EXPIRED,
            or what is the matter with the database.
    """
    for grant in grants:
        _check(grant, node.node_id, now)
    return node.writer.run(lambda connection: _keep(connection, grants, now)).result()


def _check(grant: SignedGrant, node_id: NodeId, now: datetime) -> None:
    """Check one grant.

    Raises:
        Refused: GRANT_INVALID or GRANT_EXPIRED.
    """
    if grant.expires_at.tzinfo is None or grant.expires_at > now + timedelta(hours=GRANT_HOURS):
        raise refuse(Code.GRANT_INVALID, at="expiresAt")
    if grant.expires_at <= now:
        raise refuse(Code.GRANT_EXPIRED, at="expiresAt")
    message = Grant(grant.identity_id, grant.session_key, node_id, grant.expires_at).message()
    try:
        key_from_did(grant.session_key)
        signature = bytes.fromhex(grant.signature)
    except (Refused, ValueError):
        raise refuse(Code.GRANT_INVALID) from None
    if not signed_by(grant.identity_id, message, signature):
        raise refuse(Code.GRANT_INVALID)


def _keep(connection: Connection, grants: Sequence[SignedGrant], now: datetime) -> tuple[IdentityId, ...]:
    """Replace earlier grants of the same key for the same identity, and drop those that have ended.

    Raises:
        Refused: GRANT_INVALID, where a session key would read for an AID and for somebody else.
    """
    connection.execute(delete(tables.grants).where(_own.expires_at <= now))
    givers = list(identity_rows(connection, {g.identity_id for g in grants}))
    _check_unlinked(connection, grants, givers)
    numbers = {row.identity.id: row.n for row in givers}
    rows: dict[tuple[str, int], dict[str, Any]] = {
        (grant.session_key, numbers[grant.identity_id]): {
            "session_key": grant.session_key,
            "identity_n": numbers[grant.identity_id],
            "expires_at": grant.expires_at,
            "signature": bytes.fromhex(grant.signature),
        }
        for grant in grants
        if grant.identity_id in numbers
    }
    for session_key, identity_n in rows:
        connection.execute(delete(tables.grants).where(_own.session_key == session_key, _own.identity_n == identity_n))
    if rows:
        connection.execute(insert(tables.grants), list(rows.values()))
    return tuple(dict.fromkeys(grant.identity_id for grant in grants if grant.identity_id in numbers))


def _check_unlinked(connection: Connection, grants: Sequence[SignedGrant], givers: Sequence[IdentityRow]) -> None:
    """Check that no session key ties an AID to another identity: not by these grants, nor with earlier ones.

    Raises:
        Refused: GRANT_INVALID at "grants".
    """
    asked = {grant.identity_id for grant in grants}
    keys = {grant.session_key for grant in grants}
    before = {(row.id, row.type) for row in connection.execute(_TYPES_BEFORE, {"keys": list(keys)})}
    # A session key that is itself an identity's would say whose AID it is.
    holders = list(identity_rows(connection, keys))
    types = before | {(row.identity.id, row.identity.type.value) for row in (*givers, *holders)}
    has_aid = any(kind == IdentityType.AID for _, kind in types)
    if has_aid and len(asked | {identity_id for identity_id, _ in types}) > 1:
        raise refuse(Code.GRANT_INVALID, at="grants")


def granted(connection: Connection, session_key: IdentityId, now: datetime) -> frozenset[IdentityId]:
    """Return the identities that a session key may read for now; not those whose place a successor took."""
    question = (
        select(tables.identities.c.id)
        .join(tables.grants, _own.identity_n == tables.identities.c.n)
        .where(_own.session_key == session_key, _own.expires_at > now, tables.identities.c.successor_n.is_(None))
    )
    return frozenset(map(IdentityId, connection.scalars(question)))


def first_end(connection: Connection, session_key: IdentityId, now: datetime) -> datetime | None:
    """Return when the first of a session key's grants ends; None if none is left."""
    left = select(func.min(_own.expires_at)).where(_own.session_key == session_key, _own.expires_at > now)
    soonest: datetime | None = connection.scalar(left)
    return soonest
