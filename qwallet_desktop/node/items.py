"""Reading items that wait, or waited, for others to agree: single ones, and those that somebody may see."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import is_initiated
from qwallet_desktop.domain.multisig import Choice, Item, ItemPage
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import identities, rule_tables, tables
from qwallet_desktop.node.item_rows import CLOSED, OPEN, ItemRow, item_rows, item_rows_numbered
from qwallet_desktop.node.rows import chunks

_item, _approver, _vote = rule_tables.items.c, rule_tables.item_approvers.c, rule_tables.item_votes.c
_identity = tables.identities.c
_CURSOR = re.compile(r"[0-9]{1,18}")
IN_ONE_QUESTION = 5_000
QUESTIONS_IN_ONE = 2
"""Of what somebody sees as a reader and as an approver: a database takes no more names at once than these have."""

MOST_PAYMENTS = 4_000
"""Payments that a slice of items tells of at most, some 3 MiB: each item tells all of its own."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads items: as themselves they see what they asked for and what they may agree to.

    `readable` are the identities all of whose items they may read besides.
    """

    actors: Collection[IdentityId]
    readable: Collection[IdentityId]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which slice of items: open or closed ones, of one identity or of all, after a cursor (empty: the newest)."""

    are_open: bool = True
    identity_id: str | None = None
    cursor: str = ""
    limit: int = 50


def item(
    connection: Connection, item_id: str, actors: Collection[IdentityId], may_read: Callable[[Identity], bool]
) -> Item | None:
    """Read one item, None if there is none or none that the actors may see.

    Args:
        connection: A snapshot.
        item_id: Which item.
        actors: Who reads. A draft is shown to its initiator, but not yet to its approvers.
        may_read: Tells whether they may read all items of an identity.
    """
    row = visible_row(connection, item_id, actors, may_read)
    return row.item if row else None


def visible_row(
    connection: Connection, item_id: str, actors: Collection[IdentityId], may_read: Callable[[Identity], bool]
) -> ItemRow | None:
    """Read the row of an item; None if there is none, or none that the actors may see (`item`)."""
    row = next(item_rows(connection, [item_id]), None)
    if row is None:
        return None
    proposal = row.item.proposal
    may_sign = (*proposal.approvers, *proposal.joining)
    approves = is_initiated(row.item) and any(one in actors for one in may_sign)
    if approves or proposal.initiator in actors:
        return row
    whose = identities.identity(connection, proposal.identity_id)
    return row if whose is not None and may_read(whose) else None


def page(connection: Connection, viewer: Viewer, asked: Asked) -> ItemPage:
    """Read a slice of the items that somebody may see, newest first; `open` counts all that are not closed.

    Raises:
        Refused: MALFORMED at "cursor".
    """
    if asked.cursor and _CURSOR.fullmatch(asked.cursor) is None:
        raise refuse(Code.MALFORMED, at="cursor")
    of_one = _of(asked.identity_id)
    wanted = and_(of_one, _item.state == (OPEN if asked.are_open else CLOSED))
    after = and_(wanted, _item.n < int(asked.cursor)) if asked.cursor else wanted
    newest: dict[int, int] = {}
    for seen in _seen(viewer):
        found = select(_item.n, _item.payments).where(seen, after).order_by(_item.n.desc()).limit(asked.limit + 1)
        newest.update((row.n, row.payments) for row in connection.execute(found))
    numbers = sorted(newest, reverse=True)
    shown = numbers[: few_enough([newest[n] for n in numbers[: asked.limit]])]
    rows = item_rows_numbered(connection, shown)
    more = str(shown[-1]) if len(numbers) > len(shown) else ""
    return ItemPage(tuple(rows[n].item for n in shown), more, _open_count(connection, viewer, of_one))


def _open_count(connection: Connection, viewer: Viewer, of_one: ColumnElement[bool]) -> int:
    """Count the open items that somebody may see: in the database, unless that takes several questions."""
    seen = tuple(_seen(viewer))
    is_open = and_(of_one, _item.state == OPEN)
    if len(seen) <= QUESTIONS_IN_ONE:
        counted = select(func.count()).select_from(rule_tables.items).where(or_(false(), *seen), is_open)
        return int(connection.scalar(counted) or 0)
    return len({n for each in seen for n in connection.scalars(select(_item.n).where(each, is_open))})


def few_enough(payments: Sequence[int]) -> int:
    """Return how many of some items, by how many payments each tells, go into one answer: at least one, if any."""
    total = 0
    for place, count in enumerate(payments):
        total += count
        if total > MOST_PAYMENTS and place:
            return place
    return len(payments)


def _of(identity_id: str | None) -> ColumnElement[bool]:
    """Ask for the items of one identity, or of any."""
    if identity_id is None:
        return _item.n.is_not(None)
    return _item.identity_n.in_(select(_identity.n).where(_identity.id == identity_id))


def _seen(viewer: Viewer) -> Iterator[ColumnElement[bool]]:
    """Ask for what somebody may see, in questions that are short enough; the answers may overlap."""
    for chunk in chunks(viewer.readable, IN_ONE_QUESTION):
        yield _item.identity_n.in_(select(_identity.n).where(_identity.id.in_(chunk)))
    for chunk in chunks(viewer.actors, IN_ONE_QUESTION):
        actors = select(_identity.n).where(_identity.id.in_(chunk)).scalar_subquery()
        approves = _item.n.in_(select(_approver.item_n).where(_approver.signer_n.in_(actors)))
        yield or_(_item.initiator_n.in_(actors), and_(approves, _is_initiated()))


def _is_initiated() -> ColumnElement[bool]:
    """Ask whether an item's initiator has signed it."""
    return exists().where(
        _vote.item_n == _item.n, _vote.signer_n == _item.initiator_n, _vote.choice == Choice.SIGN.value
    )
