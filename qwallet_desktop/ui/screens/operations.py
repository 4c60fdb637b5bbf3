"""The Operations page: everything that was asked for under any identity, how far it is, and what can be done."""

from dataclasses import dataclass, field, replace

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import CloseOperation, GoTo, Page, ShowOperation, Tab
from qwallet_desktop.state.operation import Made, Operation, has_ended
from qwallet_desktop.state.operation_actions import SeeWay
from qwallet_desktop.state.operation_line import way_is_open
from qwallet_desktop.state.operations import HoldUp, Operations, hold_up
from qwallet_desktop.state.root import State
from qwallet_desktop.state.whole import way
from qwallet_desktop.ui.as_of import moment_words
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.models.operations_model import OperationRows, OperationsModel
from qwallet_desktop.ui.operation_rows import Terms, Wanted, Which, findable, wanted_of
from qwallet_desktop.ui.screens.operations_detail import DetailView, OperationDetail
from qwallet_desktop.ui.screens.operations_filters import OperationsFilters
from qwallet_desktop.ui.screens.operations_table import OperationsTable
from qwallet_desktop.ui.widgets.pages import ListPage
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.wording import connection_sentence, passes_by_itself, sentence


@dataclass(frozen=True, slots=True)
class View:
    """What the page draws."""

    operations: Operations = field(default_factory=Operations)
    opened: RequestId | None = None
    active: IdentityId | None = None
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    hide_amounts: bool = False
    health: Health = Health()
    anonymous: frozenset[IdentityId] = frozenset()

    def hold(self, operation: Operation) -> HoldUp | None:
        """Tell what an operation waits for."""
        return hold_up(self, operation)


def select(state: State) -> View:
    """Return what the page draws."""
    return View(
        operations=state.operations,
        opened=state.navigation.operation,
        active=state.identities.active,
        identities=state.identities,
        tokens=state.tokens.known,
        hide_amounts=state.preferences.hide_amounts,
        health=way(state),
        anonymous=state.aids.made,
    )


class OperationsScreen(ListPage):
    """Search and choices, the list, and the details of one operation beside it."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self._begun = False
        self._known: tuple[object, ...] = ()
        self._findable: dict[RequestId, str] = {}
        self._model = OperationsModel(bench.now, bench.numbers)
        self.table = OperationsTable(self._model)
        self.filters = OperationsFilters(bench.numbers)
        self.detail = OperationDetail(bench)
        card = Card(margin=1)
        card.add(self.table, 1)
        self._panel = StatePanel(card, shape="rows", count=8)
        self.set_parts(self.filters, self._panel, details=self.detail)
        self._connect()

    def _connect(self) -> None:
        self.filters.wanted_changed.connect(self._narrow)
        self.filters.search.edit.returnPressed.connect(self.table.setFocus)
        self.table.opened.connect(self._open)
        self.table.moved.connect(self._moved)
        self.table.escaped.connect(self.detail.close_drawer)
        self.detail.closed.connect(self._closed)
        self.detail.wanted.connect(lambda request_id: self._bench.dispatch(ShowOperation(RequestId(request_id))))

    def draw(self, view: View) -> None:
        """Show all operations, as far as they are wanted."""
        before, self._view = self._view, view
        if not self._begun and view.operations.order:
            self._begun = True
            some_open = bool(view.operations.lines)
            self.filters.set_wanted(Wanted(Which.OPEN if some_open else Which.ALL))
        if (view.identities, view.tokens) != (before.identities, before.tokens):
            self._findable.clear()
        active = None if view.active is None else view.identities.known.get(view.active)
        self.filters.set_active(view.active, "" if active is None else active.name)
        self._show()

    def _show(self) -> None:
        view = self._view
        known = (replace(view, opened=None), self.filters.wanted(), view.opened)
        if known == self._known:
            return
        self._known = known
        shown = self._shown()
        rows = OperationRows(shown, view.identities, view.tokens, view.hide_amounts, view.hold)
        self._model.set_rows(rows)
        self.filters.set_count(len(shown))
        self._show_state(shown)
        self._show_detail()

    def _shown(self) -> tuple[Operation, ...]:
        view, wanted = self._view, self.filters.wanted()
        newest_first = self._newest_first()
        found = wanted_of(newest_first, wanted, self._words)
        opened = view.opened
        # Whose details are open keeps its line, also where it ended a moment ago or was opened from elsewhere.
        if opened is None or opened not in view.operations.known or any(one.id == opened for one in found):
            return found
        stays = {one.id for one in found} | {opened}
        return tuple(one for one in newest_first if one.id in stays)

    def _newest_first(self) -> tuple[Operation, ...]:
        operations = self._view.operations
        return tuple(operations.known[request_id] for request_id in reversed(operations.order))

    def _words(self, operation: Operation) -> str:
        words = self._findable.get(operation.id)
        if words is None:
            view = self._view
            words = findable(operation, Terms(view.identities, view.tokens, self._bench.numbers))
            self._findable[operation.id] = words
        return words

    def _show_state(self, shown: tuple[Operation, ...]) -> None:
        view, wanted = self._view, self.filters.wanted()
        operations, problem = view.operations, view.operations.disk.problem
        self.filters.setVisible(bool(operations.order))
        if not operations.order:
            self._show_none()
        elif not shown and wanted == Wanted(Which.OPEN):
            title = self.tr("Nothing is open")
            words = self.tr("Everything that was asked for has been decided.")
            self._panel.show_empty("check", title, words, self.tr("Show all"), self._show_all)
        elif not shown:
            title = self.tr("Nothing matches")
            words = self.tr("No operation has all of what the search and the choices ask for.")
            self._panel.show_empty("filter", title, words, self.tr("Show all"), self._show_all)
        elif problem is not None:
            self._panel.show_stale(sentence(problem, self._bench.numbers))
        elif isinstance(view.health.node, Down):
            self._panel.show_stale(self._why_down(view.health.node))
        else:
            self._panel.show_content()

    def _why_down(self, node: Down) -> str:
        if not passes_by_itself(node.problem):
            return connection_sentence(self._view.health)
        since = moment_words(node.since, self._bench.now())
        return self.tr("Your node has not answered since {time}. What is open goes out by itself when it does.").format(
            time=since
        )

    def _show_none(self) -> None:
        """Say why there are none: they are being read, could not be read, or nothing was asked for."""
        disk = self._view.operations.disk
        if disk.is_read:
            self._show_nothing()
        elif disk.is_reading or disk.problem is None or disk.problem.code is Code.VAULT_LOCKED:
            self._panel.show_loading()
        else:
            why = sentence(disk.problem, self._bench.numbers)
            title = self.tr("The operations could not be read")
            self._panel.show_failed(title, why, disk.problem.code.value, self._read_again)

    def _read_again(self) -> None:
        operations = self._view.operations
        self._bench.dispatch(SeeWay(operations.node, operations.unlocked))

    def _show_nothing(self) -> None:
        self._panel.show_empty(
            "operations",
            self.tr("Nothing was asked for yet"),
            self.tr(
                "Each payment, and whatever else you ask for under your identities, is kept here from the moment you "
                "confirm it: whether it waits, is on its way, was made or was refused. It survives a restart."
            ),
            self.tr("Send a payment"),
            lambda: self._bench.dispatch(GoTo(Page.WALLET, Tab.SEND)),
        )

    def _show_detail(self) -> None:
        view = self._view
        opened = None if view.opened is None else view.operations.known.get(view.opened)
        self.table.mark(None if opened is None else opened.id)
        if opened is None:
            self.detail.draw(None)
            return
        repeats = [one for one in self._newest_first() if one.retry_of == opened.id]
        self.detail.draw(
            DetailView(
                operation=opened,
                hold=view.hold(opened),
                repeated_by=repeats[0].id if repeats else None,
                retried=any(isinstance(one.stage, Made) or not has_ended(one) for one in repeats),
                way_is_open=way_is_open(view.operations),
                identities=view.identities,
                tokens=view.tokens,
                hide_amounts=view.hide_amounts,
                in_memory=opened.identity_id in view.anonymous,
            )
        )

    def _narrow(self, wanted: Wanted) -> None:
        opened = None if self._view.opened is None else self._view.operations.known.get(self._view.opened)
        if opened is not None and not wanted_of((opened,), wanted, self._words):
            self._bench.dispatch(CloseOperation())
            self._view = replace(self._view, opened=None)
        self._show()
        self.table.scrollToTop()

    def _show_all(self) -> None:
        self.filters.set_wanted(Wanted(Which.ALL))
        self._narrow(self.filters.wanted())

    def _open(self, row_number: int) -> None:
        operation = self._model.operation(row_number)
        if operation is not None:
            self._bench.dispatch(ShowOperation(operation.id))

    def _moved(self, row_number: int) -> None:
        if self._view.opened is not None:
            self._open(row_number)

    def _closed(self) -> None:
        self._bench.dispatch(CloseOperation())
        self.table.setFocus()

    def touch(self) -> None:
        """Say anew how long ago everything was."""
        self._model.touch()
        self.detail.touch()
