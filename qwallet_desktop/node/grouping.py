"""Orders a history by what many of its entries share: symbol, direction, other side; group by group."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import Connection, select

from qwallet_desktop.domain.transfers import SortKey
from qwallet_desktop.node import facets, tables
from qwallet_desktop.node.facets import Facets
from qwallet_desktop.node.ranking import FEW, Order, Scope, Window, few, sliced
from qwallet_desktop.node.rows import chunks

_own, _cell = tables.history.c, tables.history_cells.c


@dataclass(slots=True)
class _Group:
    """Entries that are equal in what is sorted by: their facets, and how many there are."""

    facets: list[int]
    entries: int = 0


def grouped(scope: Scope, key: SortKey, window: Window, total: int) -> list[int]:
    """Return the sequences of the entries in a window on a scope that has `total` entries."""
    if total <= FEW:
        named = namer(scope.connection, scope.identity_n, key)
        return window.cut([(sequence, named(facet)) for sequence, facet in few(scope, _own.facet)])
    counted = _counted(scope)
    groups = _groups(counted, namer(scope.connection, scope.identity_n, key), descending=window.descending)
    found: list[int] = []
    for group, first, last in _within(groups, window):
        part = Window(first, last - first, window.descending)
        found += sliced(scope.of(_facets(scope.facets, key, group)), Order.LEDGER, part, group.entries)
    return found


def _within(groups: list[_Group], window: Window) -> list[tuple[_Group, int, int]]:
    """Return the groups that a window looks on, each with the first rank of its own and the one after the last."""
    seen: list[tuple[_Group, int, int]] = []
    start = 0
    for group in groups:
        first = max(window.offset - start, 0)
        last = min(window.offset + window.limit - start, group.entries)
        if first < last:
            seen.append((group, first, last))
        start += group.entries
    return seen


def _groups(counted: Mapping[int, int], named: Callable[[int], str], *, descending: bool) -> list[_Group]:
    groups: dict[str, _Group] = {}
    for facet, entries in counted.items():
        group = groups.setdefault(named(facet), _Group([]))
        group.facets.append(facet)
        group.entries += entries
    return [groups[name] for name in sorted(groups, reverse=descending)]


def _facets(wanted: Facets, key: SortKey, group: _Group) -> Facets:
    """Narrow facets to those of a group."""
    match key:
        case SortKey.SYMBOL:
            return wanted.and_tokens({facets.token_of(facet) for facet in group.facets})
        case SortKey.COUNTERPARTY:
            return wanted.and_counterparties({facets.counterparty_of(facet) for facet in group.facets})
        case _:
            return wanted.and_direction(facets.direction_of(group.facets[0]))


def _counted(scope: Scope) -> Mapping[int, int]:
    if not scope.timed:
        return facets.cells(scope.connection, scope.identity_n, scope.facets, scope.position, scope.newest)
    return facets.cells_within(scope.connection, scope.where(None))


def namer(connection: Connection, identity_n: int, key: SortKey) -> Callable[[int], str]:
    """Return what names a facet as a key sorts it: its token's symbol, its direction, its other side's DID."""
    match key:
        case SortKey.SYMBOL:
            symbols = _symbols(connection, identity_n)
            return lambda facet: symbols[facets.token_of(facet)]
        case SortKey.DIRECTION:
            return lambda facet: facets.direction_of(facet).value
        case SortKey.COUNTERPARTY:
            dids = counterparties(connection, identity_n)
            return lambda facet: dids.get(facets.counterparty_of(facet), "")
        case SortKey.AT | SortKey.AMOUNT | SortKey.MEMO:
            message = f"no groups by {key}"
            raise ValueError(message)
        case _:
            assert_never(key)


def counterparties(connection: Connection, identity_n: int) -> dict[int, str]:
    """Return the DIDs of all that an identity ever paid or was paid by, by row number."""
    numbers = {facets.counterparty_of(facet) for facet in _met(connection, identity_n)}
    own = tables.identities.c
    return {
        n: did
        for chunk in chunks(sorted(numbers))
        for n, did in connection.execute(select(own.n, own.id).where(own.n.in_(chunk)))
    }


def _symbols(connection: Connection, identity_n: int) -> dict[int, str]:
    numbers = {facets.token_of(facet) for facet in _met(connection, identity_n)}
    own = tables.tokens.c
    return {
        n: symbol
        for chunk in chunks(sorted(numbers))
        for n, symbol in connection.execute(select(own.n, own.symbol).where(own.n.in_(chunk)))
    }


def _met(connection: Connection, identity_n: int) -> list[int]:
    return list(connection.scalars(select(_cell.facet).where(_cell.identity_n == identity_n)))
