"""Whether an identity may agree to what waits for it, why not, and how many items do."""

from datetime import datetime

from sqlalchemy import Connection, and_, exists, or_, select

from qwallet_desktop.domain.identities import GROUP_TYPES, Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.item_status import why_not
from qwallet_desktop.domain.multisig import Choice, SigningCapability
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.node import policies, rule_tables, tables
from qwallet_desktop.node.item_rows import CONFIRMED, OPEN, item_rows_numbered

AT_ONCE = 50
"""Items that are read at once."""

_item, _approver, _vote = rule_tables.items.c, rule_tables.item_approvers.c, rule_tables.item_votes.c


def signing_capability(connection: Connection, identity: Identity, now: datetime) -> SigningCapability:
    """Say whether an identity may sign items, and count those that wait for its signature, drafts of its own too.

    Args:
        connection: A snapshot.
        identity: Who would sign. A group has no key, and an AID nobody to agree with.
        now: The node's time, in UTC.
    """
    problem = _problem(connection, identity)
    return SigningCapability(identity.id, problem is None, problem, _waiting(connection, identity, now))


def _problem(connection: Connection, identity: Identity) -> Problem | None:
    if identity.status is IdentityStatus.CLOSED:
        return Problem(Code.IDENTITY_CLOSED)
    if identity.type in {*GROUP_TYPES, IdentityType.AID}:
        return Problem(Code.NOT_PERMITTED)
    if identity.status is IdentityStatus.FROZEN:
        return Problem(Code.IDENTITY_FROZEN, {"reason": identity.reason})
    return None if policies.policy(connection, identity).policy.can_sign else Problem(Code.SIGNING_OFF)


def _waiting(connection: Connection, identity: Identity, now: datetime) -> int:
    """Count what its next signature would do something to; only those are read that may be such ones."""
    own = select(tables.identities.c.n).where(tables.identities.c.id == identity.id).scalar_subquery()
    voted = exists().where(_vote.item_n == _item.n, _vote.signer_n == own)
    confirmed = and_(_vote.item_n == _item.n, _vote.signer_n == own, _vote.choice == CONFIRMED)
    approves = _item.n.in_(select(_approver.item_n).where(_approver.signer_n == own))
    question = select(_item.n).where(
        _item.state == OPEN,
        or_(and_(approves, ~voted), and_(_item.initiator_n == own, ~exists().where(confirmed))),
    )
    numbers = list(connection.scalars(question))
    # Some at a time: an item may be of a thousand payments.
    parts = (numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE))
    rows = (row for part in parts for row in item_rows_numbered(connection, part).values())
    return sum(why_not(row.item, identity.id, Choice.SIGN, now) is None for row in rows)
