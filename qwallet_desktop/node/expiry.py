"""Ends items whose time is over, so that what is held for them comes back though nobody asks (contract §6).

It is done at the beginning of each of the writer's transactions, which the writer also begins for this alone
when the next item ends. Only what the database says is open is ended: also after a restart, and by one of
several nodes only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from sqlalchemy import Connection, func, select

from qwallet_desktop.domain.audit import SYSTEM
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import ExecutionFailed, Expired, ItemStatus
from qwallet_desktop.node import multisig, rule_tables
from qwallet_desktop.node.item_rows import OPEN, ItemRow, ended_item_rows
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.working import Working

NEVER = datetime.max.replace(tzinfo=UTC)
MOST_IN_A_COMMIT = 200
"""Items that one transaction ends; the others follow in the next ones."""

KIND = "EXPIRE"
"""What the audit log calls it."""

Record: TypeAlias = Callable[[datetime, str, str, Mapping[str, Json]], int]
_item = rule_tables.items.c
_NEXT = select(func.min(_item.expires_at)).where(_item.state == OPEN)


@dataclass(frozen=True, slots=True)
class Expire:
    """What the system needs to end items: the time, randomness, the node and the audit log."""

    at: datetime
    random: Callable[[int], bytes]
    node_id: NodeId
    record: Record


def next_expiry(connection: Connection) -> datetime:
    """Read when the next open item's time is over; `NEVER` where none is open."""
    return connection.scalar(_NEXT) or NEVER


def release_expired(working: Working, expire: Expire) -> int:
    """End the items whose time is over: give back what is held, tell it, and write a leaf of the system for each.

    To be called before the transaction has changed any item. It asks the database only if some item's time
    may be over, so that a payment costs no question of its own.

    Returns:
        How many were ended.
    """
    if expire.at < look_ahead(working):
        return 0
    ended = list(ended_item_rows(working.connection, expire.at, MOST_IN_A_COMMIT))
    for row in ended:
        _end(working, row, expire)
    # What is open now is known only once this is written.
    working.next_expiry = None
    return len(ended)


def look_ahead(working: Working) -> datetime:
    """Return when the next open item's time is over, by what is known or else by what is written."""
    if working.next_expiry is None:
        working.next_expiry = next_expiry(working.connection)
    return working.next_expiry


def _end(working: Working, row: ItemRow, expire: Expire) -> None:
    proposal, before = row.item.proposal, row.item.closing
    whose = working.identity(proposal.identity_id)
    if whose is None:
        message = "an item is of nobody"
        raise ValueError(message)
    failed = before.problem if isinstance(before, ExecutionFailed) else None
    # The system has no identity; nothing of what it does here is told as somebody's doing.
    turn = Turn(working, whose, expire.at, expire.random, expire.node_id)
    multisig.close(turn, row, Expired(expire.at, failed), ItemStatus.EXPIRED)
    released: dict[str, Json] = {
        "itemId": proposal.item_id,
        "identityId": proposal.identity_id,
        "number": proposal.number,
    }
    expire.record(expire.at, SYSTEM, KIND, released)
