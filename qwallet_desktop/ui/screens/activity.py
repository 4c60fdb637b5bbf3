"""The Activity screen: every entry of one identity, narrowed and sorted by the node, with details beside it."""

from dataclasses import dataclass, replace
from pathlib import Path

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.last_known import KnownTable
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryQuery, SortKey
from qwallet_desktop.state.audit import Drawer as DrawerState
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.exports import CancelExport, Export, ExportHistory, Exporting, ForgetExport, NoExport
from qwallet_desktop.state.health import Health, is_up
from qwallet_desktop.state.history import History, ShowHistory, ShowHistoryRows
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.root import State
from qwallet_desktop.state.whole import way
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.export import ExportStrip, ask_file
from qwallet_desktop.ui.models.history_model import HistoryRows, HistoryTableModel
from qwallet_desktop.ui.screens.activity_choices import people_choices, token_choices
from qwallet_desktop.ui.screens.activity_filters import ActivityFilters, Choices, unfiltered
from qwallet_desktop.ui.screens.activity_panel import ActivityPanel
from qwallet_desktop.ui.screens.activity_table import ActivityTable
from qwallet_desktop.ui.screens.entry_drawer import DrawerView, EntryDrawer
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.pages import ListPage
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.wording import sentence


@dataclass(frozen=True, slots=True)
class View:
    """What the screen draws; `history` is None until it was asked for."""

    identity: IdentityId | None = None
    history: History | None = None
    drawer: DrawerState = DrawerState()
    export: Export = NoExport()
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = Map()
    hide_amounts: bool = False
    health: Health = Health()


def select(state: State) -> View:
    """Return what the screen draws of the active identity."""
    active = state.identities.active
    return View(
        identity=active,
        history=state.history.get(active) if active is not None else None,
        drawer=state.drawer,
        export=state.export,
        identities=state.identities,
        tokens=state.tokens.known,
        hide_amounts=state.preferences.hide_amounts,
        health=way(state),
    )


class ActivityScreen(ListPage):
    """Filters, the table over all rows the node counts, and the drawer with one entry's details."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self._to_top = False
        self._follow = False
        self._known: tuple[object, ...] = ()
        self._model = HistoryTableModel(bench.now, bench.numbers)
        self._table = ActivityTable(self._model)
        self._filters = ActivityFilters(bench.now)
        self._count = PlainText("", "muted")
        self._more = PlainText("", "caption", wrap=True)
        self._export = SecondaryButton(self.tr("Export CSV\u2026"), self._ask_file, icon="export")
        self._strip = ExportStrip(
            bench.numbers, lambda: bench.dispatch(CancelExport()), lambda: bench.dispatch(ForgetExport())
        )
        self._fresh = Banner("", "accent", "refresh")
        self._fault = Banner("", "caution", "warning")
        self._drawer = EntryDrawer(bench)
        card = Card(margin=1)
        card.add(self._table, 1)
        self._panel = ActivityPanel(
            card,
            bench.numbers,
            self._retry,
            self._filters.clear,
            lambda: bench.dispatch(GoTo(Page.WALLET, Tab.RECEIVE)),
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._filters.add_action(self._count)
        self._filters.add_action(self._export)
        self._fresh.add_action(SecondaryButton(self.tr("Show"), self._show_newest))
        self._fault.add_action(SecondaryButton(self.tr("Retry"), self._retry, icon="refresh"))
        for strip in (self._fresh, self._fault, self._more):
            strip.hide()
        strips = (self._more, self._strip, self._fresh, self._fault)
        self.set_parts(self._filters, *strips, self._panel, details=self._drawer)

    def _connect(self) -> None:
        self._filters.query_changed.connect(self._ask)
        self._filters.search.edit.returnPressed.connect(self._table.setFocus)
        self._table.rows_seen.connect(self._rows_seen)
        self._table.sort_chosen.connect(self._sort)
        self._table.opened.connect(self._open)
        self._table.moved.connect(self._moved)
        self._table.escaped.connect(self._drawer.close_drawer)
        self._drawer.only_with.connect(self._only_with)
        self._drawer.closed.connect(self._table.setFocus)

    def touch(self) -> None:
        """Say anew when everything was."""
        self._model.touch()

    def draw(self, view: View) -> None:
        """Draw the active identity's activity."""
        before, self._view = self._view, view
        anew = view.identity != before.identity
        history = view.history or History()
        if anew:
            self._to_top, self._follow = True, False
        self._filters.set_query(history.query, anew=anew)
        self._filters.set_choices(
            Choices(token_choices(view.tokens), people_choices(view.identities, history, view.identity))
        )
        self._table.set_sort(history.query.sort, descending=history.query.descending)
        if anew or history.total is not None:
            self._show_rows(HistoryRows(history, view.identities, view.tokens, view.hide_amounts))
        self._panel.set_history(history, view.health, anew=anew)
        self._show_strips(history)
        there = is_up(view.health)
        self._drawer.draw(DrawerView(view.drawer, view.identities, view.tokens, view.hide_amounts, there))
        self._keep_up(before)

    def _show_rows(self, rows: HistoryRows) -> None:
        known = (rows.history, rows.identities, rows.tokens, rows.hide_amounts)
        if len(known) == len(self._known) and all(new is old for new, old in zip(known, self._known, strict=True)):
            return
        self._known = known
        if self._model.set_rows(rows):
            if self._to_top:
                self._table.scrollToTop()
                self._to_top = False
            self._table.look_soon()
            if self._view.drawer.selection is not None:
                self._table.mark(self._view.drawer.selection.entry.transfer.id)
            self._table.take_up()

    def _show_strips(self, history: History) -> None:
        numbers, total = self._bench.numbers, history.total
        self._count.setVisible(bool(total))
        self._count.set_text(self._counted(history))
        kept = history.kept if history.local else None
        self._more.setVisible(history.more or (kept is not None and not kept.is_whole))
        self._more.set_text(self._newest_only(history) if kept is None else self._kept_only(kept))
        self._export.setEnabled(bool(total) and not isinstance(self._view.export, Exporting))
        self._strip.set_export(self._view.export)
        fresh = history.fresh
        self._fresh.setVisible(fresh > 0)
        new = self.tr("1 new entry") if fresh == 1 else self.tr("{count} new entries")
        self._fresh.set_banner(new.format(count=grouped(fresh, numbers)), "accent", "refresh")
        broken = history.problem if total else None
        self._fault.setVisible(broken is not None)
        if broken is not None:
            words = self.tr("Some rows could not be read. {why}").format(why=sentence(broken, numbers))
            self._fault.set_banner(words, "caution", "warning")

    def _counted(self, history: History) -> str:
        if history.total == 1:
            return self.tr("1 entry")
        words = self.tr("{count}+ entries") if history.more else self.tr("{count} entries")
        return words.format(count=grouped(history.total or 0, self._bench.numbers))

    def _newest_only(self, history: History) -> str:
        oldest = history.query.sort is SortKey.AT and not history.query.descending
        words = self.tr("More entries match than can be shown: these are the newest {count}. Narrow the search.")
        if oldest:
            words = self.tr("More entries match than can be shown: these are the oldest {count}. Narrow the search.")
        return words.format(count=grouped(history.total or 0, self._bench.numbers))

    def _kept_only(self, kept: KnownTable) -> str:
        words = self.tr("Only the newest {count} payments are kept on this computer. The others need the node.")
        return words.format(count=grouped(len(kept.rows), self._bench.numbers))

    def _keep_up(self, before: View) -> None:
        """Let the drawer follow the current row, and the current row what was selected elsewhere."""
        selection = self._view.drawer.selection
        entry = self._table.current_entry()
        if self._follow and entry is not None:
            self._follow = False
            self._bench.dispatch(SelectEntry(entry))
        elif selection is not None and selection != before.drawer.selection and not self._table.hasFocus():
            self._table.mark(selection.entry.transfer.id)

    def _ask(self, query: HistoryQuery) -> None:
        if self._view.identity is not None:
            self._to_top = True
            self._bench.dispatch(ShowHistory(self._view.identity, query))

    def _query(self) -> HistoryQuery:
        return self._view.history.query if self._view.history is not None else HistoryQuery()

    def _show_newest(self) -> None:
        self._ask(self._query())

    def _retry(self) -> None:
        self._ask(self._query())
        self._to_top = False

    def _sort(self, key: str, descending: bool) -> None:  # noqa: FBT001 - a signal's arguments
        self._ask(replace(self._query(), sort=SortKey(key), descending=descending))

    def _only_with(self, did: str) -> None:
        self._ask(replace(unfiltered(self._query()), counterparty=IdentityId(did)))

    def _rows_seen(self, first: int, last: int) -> None:
        if self._view.identity is not None and self.isVisible():
            self._bench.dispatch(ShowHistoryRows(self._view.identity, first, last))

    def _open(self, row_number: int) -> None:
        entry = self._model.row_at(row_number)
        self._follow = entry is None
        if entry is not None:
            self._bench.dispatch(SelectEntry(entry))

    def _moved(self, row_number: int) -> None:
        if self._view.drawer.selection is not None:
            self._open(row_number)

    def _ask_file(self) -> None:
        identity, history = self._view.identity, self._view.history
        if identity is None or history is None or not history.total:
            return
        name = f"activity-{self._bench.now():%Y-%m-%d}.csv"
        # An export writes all that a search finds, which nobody counted.
        query, total = history.query, None if history.more else history.total

        def export(path: Path) -> None:
            command = ExportHistory(self._bench.new_request_id(), identity, query, path, total)
            self._bench.dispatch(command)

        ask_file(self, name, export)
