"""The activity table of each identity: one query, and pages by rank at a fixed sequence.

Rows that come later than the page was taken are counted, not inserted, so that nothing
moves under the reader's eyes; *Refresh* takes a newer sequence (architecture.md, Qt habits).
"""

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.events import TransferPosted
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.last_known import KnownTable
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.transfers import HistoryEntry, HistoryPage, HistoryQuery
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.kept_rows import KEPT_ROWS, with_newest
from qwallet_desktop.state.recalled import LastKnownDropped, LastKnownFound

PAGE_ROWS = 100
MOST_PAGES = 40
"""Pages kept in memory for each identity; the least recently shown go first."""

FIRST_PAGE = 0

MOST_SINCE = 200
"""Newer entries that are told apart: more than come while a page is on its way."""

PLACES = 4
"""Pages that are fetched at once, at most: as many as can be in view, and one."""


@dataclass(frozen=True, slots=True)
class History:
    """One identity's table. `total` and `as_of` are None until the first page came.

    `more` says that a search found more than the `total` that can be shown.
    `pages` holds rows by page number; `recent` the page numbers, newest use last.
    `fresh` counts entries that were posted after `as_of`, `since` names the last of them, for a page that is on its
    way may have them or not. `kept` are the newest entries, for when the node
    is away; while `local`, the rows are those of them that the query finds, and the node was not heard.
    """

    query: HistoryQuery = HistoryQuery()
    as_of: Sequence | None = None
    total: int | None = None
    more: bool = False
    pages: Map[int, tuple[HistoryEntry, ...]] = Map()
    recent: tuple[int, ...] = ()
    asked: frozenset[int] = frozenset()
    problem: Problem | None = None
    fresh: int = 0
    newest: Sequence = Sequence(0)
    since: tuple[Sequence, ...] = ()
    kept: KnownTable | None = None
    local: bool = False


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """Show these entries from the newest sequence on (also: refresh, retry)."""

    identity_id: IdentityId
    query: HistoryQuery


@dataclass(frozen=True, slots=True)
class ShowHistoryRows:
    """The rows from `first` to `last` (counted from 0, both included) came into view."""

    identity_id: IdentityId
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class HistoryLoaded:
    """A page of the table."""

    identity_id: IdentityId
    query: HistoryQuery
    as_of: Sequence | None
    number: int
    page: HistoryPage


@dataclass(frozen=True, slots=True)
class HistoryRemembered:
    """What the node said of the first page some time ago; what it says now is on its way."""

    identity_id: IdentityId
    query: HistoryQuery
    page: HistoryPage


@dataclass(frozen=True, slots=True)
class HistoryFoundHere:
    """What the query finds among the rows that are kept here, in its order; `kept` are all of these."""

    identity_id: IdentityId
    query: HistoryQuery
    rows: tuple[HistoryEntry, ...]
    kept: KnownTable | None = None


@dataclass(frozen=True, slots=True)
class HistoryFailed:
    """A page could not be read."""

    identity_id: IdentityId
    query: HistoryQuery
    number: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class FetchHistoryPage(Effect):
    """Read one page of a table."""

    identity_id: IdentityId
    query: HistoryQuery
    as_of: Sequence | None
    number: int

    @property
    def exclusive(self) -> tuple[str, IdentityId, int]:
        """The newest query's first page supersedes an older one's; pages scrolled past give way to those seen."""
        return _key(self.identity_id, self.number)


Action: TypeAlias = (
    ShowHistory
    | ShowHistoryRows
    | HistoryLoaded
    | HistoryRemembered
    | HistoryFoundHere
    | HistoryFailed
    | EventReceived
    | LastKnownFound
    | LastKnownDropped
)
Histories: TypeAlias = Map[IdentityId, History]


def reduce(histories: Histories, action: Action) -> tuple[Histories, tuple[Effect, ...]]:
    """Apply an action to the table of the identity that it names."""
    match action:
        case EventReceived():
            event = action.event
            fact = event.fact
            return (_posted(histories, event.identity_id, fact) if isinstance(fact, TransferPosted) else histories), ()
        case ShowHistory(identity_id, query):
            before = table(histories, identity_id)
            anew = History(kept=before.kept, fresh=before.fresh, newest=before.newest, as_of=before.as_of)
            keep = before if before.query == query else anew
            asked = replace(keep, query=query, asked=frozenset({0}), problem=None)
            return histories.set(identity_id, asked), (FetchHistoryPage(identity_id, query, None, 0),)
        case ShowHistoryRows(identity_id, first, last):
            return _rows(histories, identity_id, first, last)
        case HistoryLoaded():
            return _page(histories, action), ()
        case HistoryRemembered(identity_id, query, page):
            return _remembered(histories, identity_id, query, page), ()
        case HistoryFoundHere():
            return _found_here(histories, action), ()
        case LastKnownFound(known):
            for kept in known.tables:
                before = table(histories, kept.identity_id)
                histories = histories.set(kept.identity_id, replace(before, kept=before.kept or kept))
            return histories, ()
        case LastKnownDropped():
            return Map(), ()
        case HistoryFailed(identity_id, query, number, problem):
            before = table(histories, identity_id)
            if before.query != query:
                return histories, ()
            return histories.set(identity_id, replace(before, asked=before.asked - {number}, problem=problem)), ()
        case _:
            assert_never(action)


_ALL = HistoryQuery()


def table(histories: Histories, identity_id: IdentityId) -> History:
    """Return an identity's table, empty if it was never shown."""
    return histories.get(identity_id) or History()


def first_page_key(identity_id: IdentityId) -> tuple[str, IdentityId, int]:
    """Return the key under which a table is begun anew."""
    return _key(identity_id, FIRST_PAGE)


def _key(identity_id: IdentityId, number: int) -> tuple[str, IdentityId, int]:
    return ("history", identity_id, _place(number))


def _place(number: int) -> int:
    """Return where a page is fetched; the first one alone, since it begins a table anew."""
    return 1 + number % (PLACES - 1) if number else 0


def _rows(histories: Histories, identity_id: IdentityId, first: int, last: int) -> tuple[Histories, tuple[Effect, ...]]:
    before = table(histories, identity_id)
    if not before.total:
        return histories, ()
    wanted = range(max(first, 0) // PAGE_ROWS, min(last, before.total - 1) // PAGE_ROWS + 1)
    missing = [number for number in wanted if number not in before.pages and number not in before.asked]
    taken = {_place(number) for number in missing}
    still = frozenset(number for number in before.asked if _place(number) not in taken)
    shown = tuple(number for number in wanted if number in before.pages)
    recent = (*(number for number in before.recent if number not in shown), *shown)
    if not missing and recent == before.recent:
        return histories, ()
    after = replace(before, asked=still | set(missing), recent=recent)
    effects = tuple(FetchHistoryPage(identity_id, before.query, before.as_of, number) for number in missing)
    return histories.set(identity_id, after), effects


def _page(histories: Histories, loaded: HistoryLoaded) -> Histories:
    identity_id, query, as_of, number, page = (
        loaded.identity_id,
        loaded.query,
        loaded.as_of,
        loaded.number,
        loaded.page,
    )
    before = table(histories, identity_id)
    if before.query != query or number not in before.asked or (as_of is not None and as_of != before.as_of):
        return histories
    asked = before.asked - {number}
    if as_of is None:
        fresh = _newer(before, page)
        first = Map({number: page.entries})
        after = replace(
            before,
            as_of=page.as_of,
            total=page.total,
            more=page.more,
            pages=first,
            recent=(number,),
            asked=asked,
            fresh=fresh,
            kept=KnownTable(identity_id, page.entries[:KEPT_ROWS], page.total) if query == _ALL else before.kept,
            local=False,
        )
        return histories.set(identity_id, after)
    pages, recent = before.pages.set(number, page.entries), (*before.recent, number)
    for old in recent[:-MOST_PAGES]:
        pages = pages.delete(old)
    return histories.set(
        identity_id, replace(before, pages=pages, recent=recent[-MOST_PAGES:], asked=asked, problem=None)
    )


def _remembered(histories: Histories, identity_id: IdentityId, query: HistoryQuery, page: HistoryPage) -> Histories:
    """Show an earlier answer, rather than nothing, until the new one is here."""
    before = table(histories, identity_id)
    if before.query != query or before.total is not None or FIRST_PAGE not in before.asked:
        return histories
    first, fresh = Map({FIRST_PAGE: page.entries}), _newer(before, page)
    shown = replace(before, as_of=page.as_of, total=page.total, more=page.more, pages=first, fresh=fresh)
    return histories.set(identity_id, replace(shown, recent=(FIRST_PAGE,)))


def _newer(before: History, page: HistoryPage) -> int:
    """Count what came by events after a page was taken."""
    return sum(sequence > page.as_of for sequence in before.since)


def _found_here(histories: Histories, found: HistoryFoundHere) -> Histories:
    """Show rows of our own, unless the node has answered."""
    before = table(histories, found.identity_id)
    if before.query != found.query or not (before.local or before.total is None):
        return histories
    rows = found.rows
    pages = Map({at // PAGE_ROWS: rows[at : at + PAGE_ROWS] for at in range(0, len(rows), PAGE_ROWS)})
    shown = replace(before, as_of=None, total=len(rows), more=False, pages=pages, recent=tuple(pages), local=True)
    return histories.set(found.identity_id, replace(shown, kept=before.kept or found.kept))


def _posted(histories: Histories, identity_id: IdentityId, fact: TransferPosted) -> Histories:
    before = histories.get(identity_id)
    if before is None:
        return histories
    sequence = fact.entry.transfer.sequence
    if sequence <= max(before.as_of or 0, before.newest):
        return histories
    fresh, since = before.fresh, before.since
    if before.query.lets_through(fact.entry):
        fresh += before.total is not None
        since = (*since[1 - MOST_SINCE :], sequence)
    kept = before.kept and with_newest(before.kept, fact.entry)
    return histories.set(identity_id, replace(before, fresh=fresh, newest=sequence, since=since, kept=kept))
