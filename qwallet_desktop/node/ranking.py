"""Finds which entries of a history stand at which ranks of an order, however deep, from its indexes alone."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal_column, select, type_coerce

from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.node import facets, tables
from qwallet_desktop.node.columns import MomentType, RowNumber
from qwallet_desktop.node.facets import Facets

FEW = 2_000
"""So many entries are read whole and sorted here; more are walked through in the order of an index."""

FEW_OF_MANY = 15_000
"""The same where the walk may have to pass by all others first, as by the large amounts to some small ones."""

Ranked = list[tuple[int, Any]]
"""Sequences of entries, each with what it is sorted by."""

_own, _cell = tables.history.c, tables.history_cells.c
# No index is chosen for these: else a database may sort a million rows rather than walk through them in order.
_plain_at = literal_column("history.at + 0", MomentType())
_plain_sequence = literal_column("history.sequence + 0", RowNumber)


class Order(Enum):
    """What an index holds entries in the order of; equal ones always stand in the order of the ledger."""

    LEDGER = "sequence"
    TIME = "at"
    AMOUNT = "magnitude"
    MEMO = "memo_key"

    @property
    def column(self) -> ColumnElement[Any]:
        """The history's column that is sorted by; moments as they are stored, which is quicker to read."""
        return type_coerce(_own.at, RowNumber) if self is Order.TIME else _own[self.value]


@dataclass(frozen=True, slots=True)
class Window:
    """Ranks `offset` … `offset + limit` of an order, the last rank first if `descending`."""

    offset: int
    limit: int
    descending: bool

    def turned(self, total: int) -> "Window":
        """Return the window on the same entries of `total`, seen from the other end."""
        end = max(total - self.offset, 0)
        start = max(end - self.limit, 0)
        return Window(start, end - start, not self.descending)

    def cut(self, found: Ranked) -> list[int]:
        """Sort entries that are all there are, and return the sequences of those in the window."""
        ordered = sorted(found, key=_rank, reverse=self.descending)
        return [sequence for sequence, _ in ordered[self.offset : self.offset + self.limit]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose history, as it stood at a position of the ledger, narrowed to times and facets.

    `newest` is the newest position that there is; `since` is included, `until` is not.
    """

    connection: Connection
    identity_n: int
    position: Sequence
    newest: Sequence
    facets: Facets
    since: datetime | None
    until: datetime | None

    @property
    def timed(self) -> bool:
        """Whether it is narrowed to times."""
        return self.since is not None or self.until is not None

    def where(self, order: Order | None) -> ColumnElement[bool]:
        """Say in SQL which entries are meant, for a walk in an order; None: for no index in particular."""
        sequence = _own.sequence if order is Order.LEDGER else _plain_sequence
        at: ColumnElement[Any] = _own.at if order is Order.TIME else _plain_at
        parts = [_own.identity_n == self.identity_n, sequence <= self.position]
        parts += [at >= self.since] if self.since is not None else []
        parts += [at < self.until] if self.until is not None else []
        parts += [self.facets.holds(_own.facet)] if self.facets.mask else []
        return and_(*parts)

    def of(self, wanted: Facets) -> "Scope":
        """Return the same scope with other facets."""
        return replace(self, facets=wanted)


def count(scope: Scope) -> int:
    """Count the entries of a scope: from the counted facets, or within its times, whichever side is shorter."""
    if not scope.timed:
        return _count_all(scope)
    if _covers_most(scope):
        before = replace(scope, since=None, until=scope.since) if scope.since is not None else None
        after = replace(scope, since=scope.until, until=None) if scope.until is not None else None
        outside = sum(_count_walking(part) for part in (before, after) if part is not None)
        return max(_count_all(scope) - outside, 0) if _in_order(scope) else _count_walking(scope)
    return _count_walking(scope)


def _in_order(scope: Scope) -> bool:
    return scope.since is None or scope.until is None or scope.since < scope.until


def _count_all(scope: Scope) -> int:
    return sum(facets.cells(scope.connection, scope.identity_n, scope.facets, scope.position, scope.newest).values())


def _count_walking(scope: Scope) -> int:
    question = select(func.count()).select_from(tables.history).where(scope.where(Order.TIME))
    return int(scope.connection.execute(question).scalar_one())


def _covers_most(scope: Scope) -> bool:
    """Guess whether more of the entries lie within the times than outside, from how long these are."""
    own = _own.identity_n == scope.identity_n
    first: datetime | None = scope.connection.scalar(select(func.min(_own.at)).where(own))
    last: datetime | None = scope.connection.scalar(select(func.max(_own.at)).where(own))
    if first is None or last is None:
        return False
    within = min(scope.until or last, last) - max(scope.since or first, first)
    return bool(within * 2 > last - first)


def sliced(scope: Scope, order: Order, window: Window, total: int) -> list[int]:
    """Return the sequences of the entries in a window on a scope that has `total` entries."""
    few_enough = FEW if order in {Order.LEDGER, Order.TIME} else FEW_OF_MANY
    if total <= few_enough and (scope.facets.mask or scope.timed):
        return window.cut(few(scope, order.column))
    near = window if window.offset * 2 <= total else window.turned(total)
    found = _walk(scope, order, near)
    return found if near is window else found[::-1]


def _walk(scope: Scope, order: Order, window: Window) -> list[int]:
    keys = [order.column] if order is Order.LEDGER else [order.column, _own.sequence]
    question = (
        select(_own.sequence)
        .where(scope.where(order))
        .order_by(*(key.desc() if window.descending else key.asc() for key in keys))
        .offset(window.offset)
        .limit(window.limit)
    )
    return list(scope.connection.scalars(question))


def few(scope: Scope, key: ColumnElement[Any]) -> Ranked:
    """Read all entries of a scope that has few: through its times, else through its facets."""
    return rows(scope.connection, _few(scope, key))


def _few(scope: Scope, key: ColumnElement[Any]) -> Select[Any]:
    question = select(_own.sequence, key.label("sorted_by"))
    if scope.timed:
        return question.where(scope.where(Order.TIME))
    # The counted facets come first, and their entries are looked up by them.
    there = and_(_own.identity_n == _cell.identity_n, _own.facet == _cell.facet)
    wanted = (_cell.identity_n == scope.identity_n, scope.facets.holds(_cell.facet))
    return question.join(tables.history_cells, there).where(*wanted, _plain_sequence <= scope.position)


def rows(connection: Connection, question: Select[Any]) -> Ranked:
    """Read sequences, each with what it is sorted by."""
    return [(sequence, key) for sequence, key in connection.execute(question)]


def _rank(one: tuple[int, Any]) -> tuple[Any, int]:
    return one[1], one[0]
