"""What entries of a history are filtered and grouped by, packed into one number of each entry, and counted.

A facet says token, kind, direction and the other side at once, so that every index of the history
can carry it: a filter is then answered from the index alone. `history_cells` counts how many
entries of an identity have each facet.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, literal_column, select, text

from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.transfers import Direction, HistoryQuery, TransferKind
from qwallet_desktop.node import tables
from qwallet_desktop.node.columns import RowNumber
from qwallet_desktop.node.statements import Row

MOST_PARAMETERS = 500
"""Numbers that one condition gives as parameters; all of a statement are at most 32,766 in SQLite."""

_OUT = 1
_KIND_AT, _TOKEN_AT, _PARTY_AT = 1, 4, 28
_KINDS = {TransferKind.TRANSFER: 0, TransferKind.MINT: 1, TransferKind.BURN: 2}
_KIND_MASK = (1 << _TOKEN_AT) - (1 << _KIND_AT)
_TOKEN_MASK = (1 << _PARTY_AT) - (1 << _TOKEN_AT)
_PARTY_MASK = (1 << 63) - (1 << _PARTY_AT)

COUNT = text(
    "INSERT INTO history_cells (identity_n, facet, entries) VALUES (:identity_n, :facet, :entries) "
    "ON CONFLICT (identity_n, facet) DO UPDATE SET entries = history_cells.entries + excluded.entries"
)
"""Adds to the counts of facets; the same text on both databases."""

_own, _cell = tables.history.c, tables.history_cells.c
# No index is chosen for it: else a database may walk through all facets to count the newest few rows.
_plain_facet = literal_column("history.facet + 0", RowNumber)


def pack(counterparty_n: int | None, token_n: int, kind: TransferKind, direction: Direction) -> int:
    """Pack a facet: 35 bits for the other side (0: none), 24 for the token, 3 for the kind, 1 for the direction."""
    out = _OUT if direction is Direction.OUT else 0
    return (counterparty_n or 0) << _PARTY_AT | token_n << _TOKEN_AT | _KINDS[kind] << _KIND_AT | out


def token_of(facet: int) -> int:
    """Return the row number of a facet's token."""
    return (facet & _TOKEN_MASK) >> _TOKEN_AT


def counterparty_of(facet: int) -> int:
    """Return the row number of a facet's other side, 0 if there is none."""
    return facet >> _PARTY_AT


def direction_of(facet: int) -> Direction:
    """Return a facet's direction."""
    return Direction.OUT if facet & _OUT else Direction.IN


@dataclass(frozen=True, slots=True)
class Facets:
    """Those facets that have one of some values in the bits of a mask; all of them if the mask is 0."""

    mask: int = 0
    values: tuple[int, ...] = (0,)

    def holds(self, facet: ColumnElement[int]) -> ColumnElement[bool]:
        """Say in SQL that a column's facet is among them; an index may answer it, but is not chosen for it."""
        return among(facet.bitwise_and(self.mask), self.values)

    def and_tokens(self, numbers: Iterable[int]) -> "Facets":
        """Return those of them that are of certain tokens."""
        return self._and(_TOKEN_MASK, [number << _TOKEN_AT for number in numbers])

    def and_counterparties(self, numbers: Iterable[int]) -> "Facets":
        """Return those of them with certain other sides; 0 stands for none."""
        return self._and(_PARTY_MASK, [number << _PARTY_AT for number in numbers])

    def and_direction(self, direction: Direction) -> "Facets":
        """Return those of them that go one way."""
        return self._and(_OUT, [_OUT if direction is Direction.OUT else 0])

    def and_kind(self, kind: TransferKind) -> "Facets":
        """Return those of them of one kind."""
        return self._and(_KIND_MASK, [_KINDS[kind] << _KIND_AT])

    def _and(self, mask: int, values: Iterable[int]) -> "Facets":
        both = self.mask & mask
        joined = [value | other for value in self.values for other in values if value & both == other & both]
        return Facets(self.mask | mask, tuple(joined))


def among(number: ColumnElement[int], numbers: Collection[int]) -> ColumnElement[bool]:
    """Say in SQL that a number is one of some, however many: many are written out, for parameters have a limit."""
    written_out = len(numbers) > MOST_PARAMETERS
    return number.in_(bindparam(None, list(numbers), expanding=True, literal_execute=written_out))


def asked_for(connection: Connection, query: HistoryQuery) -> Facets:
    """Return the facets that a query's filters leave; none for a token or an identity that nobody knows."""
    wanted = Facets()
    if query.token_id is not None:
        wanted = wanted.and_tokens(_numbered(connection, tables.tokens.c, query.token_id))
    if query.counterparty is not None:
        wanted = wanted.and_counterparties(_numbered(connection, tables.identities.c, query.counterparty))
    if query.direction is not None:
        wanted = wanted.and_direction(query.direction)
    if query.kind is not None:
        wanted = wanted.and_kind(query.kind)
    return wanted


def _numbered(connection: Connection, columns: Any, name: str) -> list[int]:  # noqa: ANN401,RUF100  (columns)
    return list(connection.scalars(select(columns.n).where(columns.id == name)))


def count_rows(entries: Iterable[Row]) -> list[Row]:
    """Return the parameters of `COUNT` for new rows of `history`."""
    counted = Counter((entry["identity_n"], entry["facet"]) for entry in entries)
    return [{"identity_n": n, "facet": facet, "entries": count} for (n, facet), count in counted.items()]


def cells(
    connection: Connection, identity_n: int, wanted: Facets, position: Sequence, newest: Sequence
) -> dict[int, int]:
    """Count an identity's entries of each facet as they stood at a position of the ledger."""
    question = select(_cell.facet, _cell.entries).where(_cell.identity_n == identity_n, wanted.holds(_cell.facet))
    found = _counts(connection, question)
    if position < newest:
        later = and_(_own.identity_n == identity_n, _own.sequence > position, wanted.holds(_own.facet))
        few = select(_plain_facet, func.count()).where(later).group_by(_plain_facet)
        for facet, entries in _counts(connection, few).items():
            found[facet] -= entries
    return found


def entries_by_counterparty(connection: Connection, identity_n: int) -> Counter[int]:
    """Count an identity's entries with each other side, by row number, as they stand now."""
    counted: Counter[int] = Counter()
    for facet, entries in _counts(
        connection, select(_cell.facet, _cell.entries).where(_cell.identity_n == identity_n)
    ).items():
        counted[counterparty_of(facet)] += entries
    return counted


def cells_within(connection: Connection, condition: ColumnElement[bool]) -> dict[int, int]:
    """Count those rows of the history that a condition holds for, by facet: a walk through the index of facets."""
    return _counts(connection, select(_own.facet, func.count()).where(condition).group_by(_own.facet))


def _counts(connection: Connection, question: "Select[int, int]") -> dict[int, int]:
    return {row[0]: row[1] for row in connection.execute(question)}
