"""What the activity table is narrowed by: search, filters and order as chips, read from and written to one query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.transfers import Direction, HistoryQuery, SortKey, TransferKind
from qwallet_desktop.ui.screens.date_range import (
    PRESETS,
    DateRangePopover,
    begin_of,
    day_of,
    preset_start,
    range_text,
)
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.fields import SearchField
from qwallet_desktop.ui.widgets.filter_bar import FilterChip
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.host import overlay_host
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.styling import column, row

TYPING_MS: Final = 150
CUSTOM: Final = "custom"
_LONGEST_NAME: Final = 22
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: (id, text) of tokens and of other sides."""

    tokens: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()


def unfiltered(query: HistoryQuery) -> HistoryQuery:
    """Return the same order without search and filters."""
    return HistoryQuery(sort=query.sort, descending=query.descending)


def preset_of(query: HistoryQuery, now: datetime) -> str:
    """Return which preset a query's range is as seen from `now`; `custom` for another range, empty for none."""
    if query.since is None and query.until is None:
        return ""
    if query.until is not None:
        return CUSTOM
    today = day_of(now)
    return next((name for name in PRESETS if begin_of(preset_start(name, today)) == query.since), CUSTOM)


def with_choice(query: HistoryQuery, key: str, value: str, now: datetime) -> HistoryQuery:
    """Return the query with one filter changed.

    Args:
        query: As it is.
        key: `date`, `token`, `direction`, `kind`, `with` or `sort`.
        value: The choice; empty for all.
        now: The clock, for presets of days.
    """
    match key:
        case "date":
            since = begin_of(preset_start(value, day_of(now))) if value else None
            return replace(query, since=since, until=None)
        case "token":
            return replace(query, token_id=TokenId(value) if value else None)
        case "direction":
            return replace(query, direction=Direction(value) if value else None)
        case "kind":
            return replace(query, kind=TransferKind(value) if value else None)
        case "with":
            return replace(query, counterparty=IdentityId(value) if value else None)
        case _:
            sort, _, order = value.partition(" ")
            return replace(query, sort=SortKey(sort or SortKey.AT), descending=order != "up")


def order_of(query: HistoryQuery) -> str:
    """Return the order of a query as the value of the sort chip; empty for newest first."""
    if query.sort is SortKey.AT and query.descending:
        return ""
    return f"{query.sort.value} {'down' if query.descending else 'up'}"


class ActivityFilters(QWidget):
    """Search on the first line with room for actions, chips below; `query_changed` gives the whole query."""

    query_changed = Signal(object)

    def __init__(self, now: Callable[[], datetime], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._query = HistoryQuery()
        self._chips: dict[str, FilterChip] = {}
        self._days: DateRangePopover | None = None
        self.search = SearchField(self.tr("Search memo, DID or id"), shortcut="Ctrl+F")
        self.search.setMinimumWidth(140)
        self._line = row(spacing=8)
        self._line.addWidget(self.search, 1)
        self._flow = FlowRow(spacing=8)
        for key, label, options in self._choices():
            chip = FilterChip(key, label, options)
            chip.chosen.connect(self._chosen)
            self._chips[key] = chip
            self._flow.add(chip)
        self._clear = GhostButton(self.tr("Clear filters"), self.clear)
        self._clear.hide()
        self._flow.add(self._clear)
        stack = column(self, spacing=8)
        stack.addLayout(self._line)
        stack.addWidget(self._flow)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._search_now)
        self.search.changed.connect(lambda _text: self._typing.start())
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.edit.setFocus)

    def add_action(self, widget: QWidget) -> None:
        """Put a button to the right of the search."""
        self._line.addWidget(widget)

    def set_query(self, query: HistoryQuery, *, anew: bool) -> None:
        """Show a query; what is being typed in the search stays, unless the table is another one (`anew`)."""
        before, self._query = self._query, query
        if anew or (query.search != before.search and not self._typing.isActive()):
            self._typing.stop()
            self.search.set_text(query.search)
        values = {
            "date": preset_of(query, self._now()),
            "token": query.token_id or "",
            "direction": query.direction or "",
            "kind": query.kind or "",
            "with": query.counterparty or "",
            "sort": order_of(query),
        }
        custom = range_text(query.since, query.until) if values["date"] == CUSTOM else self.tr("Choose days\u2026")
        self._chips["date"].set_options(self._dates(custom))
        for key, value in values.items():
            self._chips[key].set_value(value)
        self._clear.setVisible(query != unfiltered(query))

    def set_choices(self, choices: Choices) -> None:
        """Offer tokens and other sides; names of other people are shown plain and short."""
        self._chips["token"].set_options([("", self.tr("All tokens")), *choices.tokens])
        people = [(did, cut_middle(plain(name), _LONGEST_NAME - 7, 6)) for did, name in choices.people]
        self._chips["with"].set_options([("", self.tr("Everyone")), *people])

    def clear(self) -> None:
        """Take all filters and the search away."""
        self._typing.stop()
        self.search.set_text("")
        self._emit(unfiltered(self._query))

    def _choices(self) -> tuple[tuple[str, str, Options], ...]:
        return (
            ("date", self.tr("Date"), self._dates(self.tr("Choose days\u2026"))),
            ("token", self.tr("Token"), (("", self.tr("All tokens")),)),
            (
                "direction",
                self.tr("Direction"),
                (
                    ("", self.tr("In and out")),
                    (Direction.IN.value, self.tr("In")),
                    (Direction.OUT.value, self.tr("Out")),
                ),
            ),
            (
                "kind",
                self.tr("Kind"),
                (
                    ("", self.tr("All kinds")),
                    (TransferKind.TRANSFER.value, self.tr("Payments")),
                    (TransferKind.MINT.value, self.tr("Minted")),
                    (TransferKind.BURN.value, self.tr("Burned")),
                ),
            ),
            ("with", self.tr("With"), (("", self.tr("Everyone")),)),
            ("sort", self.tr("Sort"), self._orders()),
        )

    def _dates(self, custom: str) -> Options:
        return (
            ("", self.tr("Any time")),
            ("today", self.tr("Today")),
            ("7", self.tr("Last 7 days")),
            ("30", self.tr("Last 30 days")),
            ("90", self.tr("Last 90 days")),
            ("month", self.tr("This month")),
            ("year", self.tr("This year")),
            (CUSTOM, custom),
        )

    def _orders(self) -> Options:
        return (
            ("", self.tr("Newest first")),
            ("AT up", self.tr("Oldest first")),
            ("AMOUNT down", self.tr("Largest first")),
            ("AMOUNT up", self.tr("Smallest first")),
            ("SYMBOL up", self.tr("Token, A to Z")),
            ("SYMBOL down", self.tr("Token, Z to A")),
            ("COUNTERPARTY up", self.tr("Other side, A to Z")),
            ("COUNTERPARTY down", self.tr("Other side, Z to A")),
            ("MEMO up", self.tr("Memo, A to Z")),
            ("MEMO down", self.tr("Memo, Z to A")),
            ("DIRECTION up", self.tr("In, then out")),
            ("DIRECTION down", self.tr("Out, then in")),
        )

    def _search_now(self) -> None:
        if self.search.text().strip() != self._query.search:
            self._emit(self._query)

    def _chosen(self, key: str, value: str) -> None:
        if key == "date" and value == CUSTOM:
            self._ask_days()
            return
        self._emit(with_choice(self._query, key, value, self._now()))

    def _ask_days(self) -> None:
        query, now = self._query, self._now()
        self._chips["date"].set_value(preset_of(query, now))
        if self._days is None:
            self._days = DateRangePopover(overlay_host(self))
            self._days.chosen.connect(self._days_chosen)
        first = day_of(query.since or now - timedelta(days=6))
        last = day_of(query.until - timedelta(seconds=1) if query.until else now)
        self._days.set_days(first, last)
        self._days.open_at(self._chips["date"])

    def _days_chosen(self, since: datetime, until: datetime) -> None:
        self._emit(replace(self._query, since=since, until=until))

    def _emit(self, query: HistoryQuery) -> None:
        """Emit a query with the search as it is typed, and go on from it though it is not rendered yet."""
        self._typing.stop()
        self._query = replace(query, search=self.search.text().strip())
        self.query_changed.emit(self._query)
