"""Notifications: what of an identity's events is worth telling it, read from the indexes that are there; and marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Connection, and_, func, select

from qwallet_desktop.domain.events import ItemNews
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.matters import payments_of
from qwallet_desktop.domain.notifications import Notable, Notification, NotificationPage, ReadMark, happened_at
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import Direction, TransferKind
from qwallet_desktop.node import rule_tables, search, tables
from qwallet_desktop.node.events import posted, statuses_set
from qwallet_desktop.node.facets import Facets
from qwallet_desktop.node.identities import subject_of
from qwallet_desktop.node.items import few_enough
from qwallet_desktop.node.movements import OK, Answer, Turn
from qwallet_desktop.node.ranking import Order, Scope, Window, sliced
from qwallet_desktop.node.rows import newest_sequence
from qwallet_desktop.node.rule_events import item_news
from qwallet_desktop.node.statements import Row
from qwallet_desktop.node.working import Mentions

PAYMENTS_IN = Facets().and_kind(TransferKind.TRANSFER).and_direction(Direction.IN)
"""Payments that came in, which is what `worth_telling` says of transfers: only the issuer mints, and for itself."""

FEW_LATER = 10_000
"""Entries after a mark that are counted from the newest; where there are more, it is from the last mark on."""

_history, _cell = tables.history.c, tables.history_cells.c
_mark, _change, _news = tables.notification_marks.c, tables.status_changes.c, rule_tables.item_news.c
_CURSOR = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class MarkRead:
    """Says that an identity's notifications are read up to a sequence. Answers ReadMark, 200."""

    kind: ClassVar[str] = "MARK_READ"
    identity_id: str
    up_to: int

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.identity_id,), ()


def notifications(connection: Connection, identity_id: IdentityId, cursor: str, limit: int) -> NotificationPage:
    """Read a slice of an identity's notifications, newest first, after an opaque cursor (empty: from the newest).

    Args:
        connection: A snapshot.
        identity_id: A registered identity.
        cursor: `next` of the slice before.
        limit: Most entries of the slice.

    Raises:
        Refused: MALFORMED at "cursor".
    """
    if cursor and _CURSOR.fullmatch(cursor) is None:
        raise refuse(Code.MALFORMED, at="cursor")
    own = tables.identities.c
    identity_n = connection.execute(select(own.n).where(own.id == identity_id)).scalar_one()
    search.walk(connection)
    newest = newest_sequence(connection)
    mark, payments = _marked(connection, identity_n), _payments(connection, identity_n)
    until = Position(int(cursor) - 1) if cursor else newest
    told = _told(Scope(connection, identity_n, until, newest, PAYMENTS_IN, None, None), limit + 1, payments)
    places = sorted(told, reverse=True)[:limit]
    entries = tuple(
        Notification(place, identity_id, happened_at(told[place]), told[place], place <= mark["read_up_to"])
        for place in places[: few_enough([_payments_told(told[place]) for place in places])]
    )
    return NotificationPage(
        entries=entries,
        unread=_unread(connection, mark, payments),
        read_up_to=Position(mark["read_up_to"]),
        as_of=newest,
        next=str(entries[-1].sequence) if len(told) > len(entries) else "",
    )


def _told(scope: Scope, most: int, payments: int) -> dict[Position, Notable]:
    """Read the newest so many notable facts of a scope, and maybe some more, by their place."""
    connection, identity_n = scope.connection, scope.identity_n
    places = sliced(scope, Order.LEDGER, Window(0, most, descending=True), payments)
    came_in = posted(connection, and_(_history.identity_n == identity_n, _history.sequence.in_(places)))
    statuses = statuses_set(connection, _newest(scope, _change, most))
    news = item_news(connection, _newest(scope, _news, most))
    others: dict[int, Notable] = {**statuses, **news}
    payments_in = {fact.entry.transfer.sequence: fact for fact in came_in.values()}
    return payments_in | {Position(place): fact for place, fact in others.items()}


def _payments_told(fact: Notable) -> int:
    return len(payments_of(fact.proposal.matter)) if isinstance(fact, ItemNews) else 0


def _newest(scope: Scope, told: Any, most: int) -> Sequence[int]:  # noqa: ANN401,RUF100  (a table's columns)
    """Read the places of the newest rows of a table that says something worth telling."""
    return scope.connection.scalars(
        select(told.sequence)
        .where(told.identity_n == scope.identity_n, told.sequence <= scope.position)
        .order_by(told.sequence.desc())
        .limit(most)
    ).all()


def mark_read(turn: Turn, ask: MarkRead) -> Answer:
    """Decide how far an identity's notifications are read: further, or as far as they are, never less far.

    What comes in with the same commit was not there to be read: it stays unread, whatever is asked for.

    Raises:
        Refused: IDENTITY_UNKNOWN.
    """
    row, working = subject_of(turn, ask.identity_id, Action.MARK_READ), turn.working
    mark = working.marks.get(row.n) or _marked(working.connection, row.n)
    payments = _payments(working.connection, row.n)
    up_to = min(ask.up_to, working.found_position)
    if up_to > mark["read_up_to"]:
        read = _payments_until(working.connection, mark, up_to, payments)
        mark = working.marks[row.n] = {"identity_n": row.n, "read_up_to": up_to, "payments": read}
        working.tell(row, "NOTIFICATIONS_READ", up_to)
    answer = ReadMark(Position(mark["read_up_to"]), _unread(working.connection, mark, payments))
    return Answer(OK, answer, {"identityId": row.identity.id, "readUpTo": answer.read_up_to})


def _marked(connection: Connection, identity_n: int) -> Row:
    """Read how far an identity's notifications are read: a row of `notification_marks`."""
    found = connection.execute(select(tables.notification_marks).where(_mark.identity_n == identity_n)).mappings()
    return dict(found.one_or_none() or {"identity_n": identity_n, "read_up_to": 0, "payments": 0})


def _payments(connection: Connection, identity_n: int) -> int:
    """Count the payments that ever came in, from the counted facets."""
    of_facets = and_(_cell.identity_n == identity_n, PAYMENTS_IN.holds(_cell.facet))
    return int(connection.scalar(select(func.sum(_cell.entries)).where(of_facets)) or 0)


def _payments_until(connection: Connection, mark: Row, up_to: int, payments: int) -> int:
    """Count the payments that had come in until a position after the last mark.

    Nearly always it is near the newest entry, and few are after it. Else those since the last mark are
    counted: as marks only go on, no entry is ever counted twice in that way.
    """
    own = _history.identity_n == mark["identity_n"]
    later = select(_history.facet).where(own, _history.sequence > up_to).limit(FEW_LATER + 1).subquery()
    came_in = func.count().filter(PAYMENTS_IN.holds(later.c.facet))
    entries, came_later = connection.execute(select(func.count(), came_in).select_from(later)).one()
    if entries <= FEW_LATER:
        return payments - int(came_later)
    since = and_(own, _history.sequence > mark["read_up_to"], _history.sequence <= up_to)
    counted = select(func.count()).where(since, PAYMENTS_IN.holds(_history.facet))
    return int(mark["payments"] + connection.execute(counted).scalar_one())


def _unread(connection: Connection, mark: Row, payments: int) -> int:
    unread = payments - mark["payments"]
    for told in (_change, _news):
        later = and_(told.identity_n == mark["identity_n"], told.sequence > mark["read_up_to"])
        unread += connection.execute(select(func.count()).where(later)).scalar_one()
    return int(unread)
