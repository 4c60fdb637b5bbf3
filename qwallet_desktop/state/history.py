"""The activity table of each identity: one query, and pages by rank at a fixed sequence.

Rows that come later than the page was taken are counted, not inserted, so that nothing
moves under the reader's eyes; *Refresh* takes a newer sequence (architecture.md, Qt habits).
"""

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.events import TransferPosted
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.transfers import HistoryEntry, HistoryPage, HistoryQuery
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EventReceived

PAGE_ROWS = 100
MOST_PAGES = 40
"""Pages kept in memory for each identity; the least recently shown go first."""

PLACES = 4
"""Pages that are fetched at once, at most: as many as can be in view, and one."""


@dataclass(frozen=True, slots=True)
class History:
    """One identity's table. `total` and `as_of` are None until the first page came.

    `more` says that a search found more than the `total` that can be shown.
    `pages` holds rows by page number; `recent` the page numbers, newest use last.
    `fresh` counts entries that were posted after `as_of`.
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
        return ("history", self.identity_id, _place(self.number))


Action: TypeAlias = ShowHistory | ShowHistoryRows | HistoryLoaded | HistoryFailed | EventReceived
Histories: TypeAlias = Map[IdentityId, History]


def reduce(histories: Histories, action: Action) -> tuple[Histories, tuple[Effect, ...]]:
    """Apply an action to the table of the identity that it names."""
    match action:
        case EventReceived(event):
            fact = event.fact
            return (_posted(histories, event.identity_id, fact) if isinstance(fact, TransferPosted) else histories), ()
        case ShowHistory(identity_id, query):
            before = table(histories, identity_id)
            keep = before if before.query == query else replace(before, total=None, pages=Map(), recent=())
            asked = replace(keep, query=query, asked=frozenset({0}), problem=None)
            return histories.set(identity_id, asked), (FetchHistoryPage(identity_id, query, None, 0),)
        case ShowHistoryRows(identity_id, first, last):
            return _rows(histories, identity_id, first, last)
        case HistoryLoaded():
            return _page(histories, action), ()
        case HistoryFailed(identity_id, query, number, problem):
            before = table(histories, identity_id)
            if before.query != query:
                return histories, ()
            return histories.set(identity_id, replace(before, asked=before.asked - {number}, problem=problem)), ()
        case _:
            assert_never(action)


def table(histories: Histories, identity_id: IdentityId) -> History:
    """Return an identity's table, empty if it was never shown."""
    return histories.get(identity_id) or History()


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
        fresh = 0 if page.as_of >= before.newest else before.fresh
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
        )
        return histories.set(identity_id, after)
    pages, recent = before.pages.set(number, page.entries), (*before.recent, number)
    for old in recent[:-MOST_PAGES]:
        pages = pages.delete(old)
    return histories.set(
        identity_id, replace(before, pages=pages, recent=recent[-MOST_PAGES:], asked=asked, problem=None)
    )


def _posted(histories: Histories, identity_id: IdentityId, fact: TransferPosted) -> Histories:
    before = histories.get(identity_id)
    sequence = fact.entry.transfer.sequence
    if before is None or before.as_of is None or sequence <= max(before.as_of, before.newest):
        return histories
    fresh = before.fresh + before.query.lets_through(fact.entry)
    return histories.set(identity_id, replace(before, fresh=fresh, newest=sequence))
