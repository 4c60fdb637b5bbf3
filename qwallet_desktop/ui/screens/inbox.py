"""The Inbox: what needs my signature, what waits for others, and what became of it all."""

from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, ItemId, NodeId, TokenId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.asks import DecideItem, RetryItem
from qwallet_desktop.state.consent import Consent
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_actions import LoadDoneItems, LoadMoreItems, LoadOpenItems
from qwallet_desktop.state.item_actors import Section, section_of
from qwallet_desktop.state.limits import LimitsKnown
from qwallet_desktop.state.multisig import MultiSig, fault, is_loading, next_cursor
from qwallet_desktop.state.navigation import CloseItem, GoTo, Page, ShowItem, Tab
from qwallet_desktop.state.opened import items_in
from qwallet_desktop.state.operation import Operation, has_ended
from qwallet_desktop.state.operations import Operations
from qwallet_desktop.state.remote import Stale
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.item_changes import rules_in_force
from qwallet_desktop.ui.models.inbox_model import Head, InboxModel, InboxRows
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.screens.inbox_detail import DetailView, ItemDetail
from qwallet_desktop.ui.screens.inbox_table import InboxTable
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.filter_bar import FilterChip
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.pages import ListPage
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.wording import sentence

_THIS = "this"
_LONGEST_NAME = 22


@dataclass(frozen=True, slots=True)
class View:
    """What the page draws."""

    items: MultiSig = MultiSig()
    opened: ItemId | None = None
    active: IdentityId | None = None
    held: tuple[IdentityId, ...] = ()
    identities: Identities = Identities()
    groups: Groups = field(default_factory=Groups)
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    consent: Consent = Consent()
    limits: LimitsKnown = LimitsKnown()
    operations: Operations = field(default_factory=Operations)
    node_id: NodeId | None = None
    hide_amounts: bool = False


def select(state: State) -> View:
    """Return what the page draws."""
    return View(
        items=state.multisig,
        opened=state.navigation.item,
        active=state.identities.active,
        held=state.lock.held,
        identities=state.identities,
        groups=state.groups,
        tokens=state.tokens.known,
        consent=state.consent,
        limits=state.limits,
        operations=state.operations,
        node_id=state.last_known.node_id,
        hide_amounts=state.preferences.hide_amounts,
    )


def is_busy(operations: Operations, item_id: ItemId) -> bool:
    """Tell whether a decision on an item is on its way from here."""
    waiting = (operations.known[request_id] for line in operations.lines.values() for request_id in line)
    asks = (operation.ask for operation in waiting)
    return any(isinstance(ask, DecideItem | RetryItem) and ask.item_id == item_id for ask in asks)


def opened_by(operations: Operations, item_id: ItemId) -> Operation | None:
    """Return the operation here that opened an item."""
    ended = (one for one in operations.known.values() if has_ended(one) and not isinstance(one.ask, DecideItem))
    return next((one for one in ended if any(item.proposal.item_id == item_id for item in items_in(one))), None)


class InboxScreen(ListPage):
    """The choice whose items are listed, the list in three sections, and the details of one beside it."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self._only_active = False
        self._shown: tuple[object, ...] = ()
        self._model = InboxModel(bench.now, bench.numbers)
        self.table = InboxTable(self._model)
        self.detail = ItemDetail(bench)
        self.whose = FilterChip("whose", self.tr("Identity"), ())
        self.whose.chosen.connect(self._whose_chosen)
        self._count = PlainText("", "muted")
        self._choices = FlowRow(spacing=8)
        self._choices.add(self.whose)
        self._choices.add(self._count)
        self.more = GhostButton(self.tr("Show older ones"), lambda: bench.dispatch(LoadMoreItems()))
        card = Card(margin=1)
        card.add(self.table, 1)
        card.add(self.more)
        self._panel = StatePanel(card, shape="rows", count=6)
        self.set_parts(self._choices, self._panel, details=self.detail)
        self.table.opened.connect(self._open)
        self.table.moved.connect(self._moved)
        self.table.escaped.connect(self.detail.close_drawer)
        self.detail.closed.connect(self._closed)

    def draw(self, view: View) -> None:
        """Show all items, as far as they are wanted."""
        self._view = view
        active = view.active
        short = "" if active is None else cut_middle(called(view.identities, active), _LONGEST_NAME - 7, 6)
        only = [] if active is None else [(_THIS, self.tr("Only {name}").format(name=short))]
        self.whose.set_options([("", self.tr("All identities")), *only])
        self.whose.set_value(_THIS if self._only_active else "")
        self._show()

    def _show(self) -> None:
        view = self._view
        self._show_list()
        self._show_state()
        opened = None if view.opened is None else view.items.known.get(view.opened)
        self.table.mark(None if opened is None else view.opened)
        self.detail.draw(None if opened is None else self._detail(opened))

    def _show_list(self) -> None:
        view = self._view
        shown = (view.items.known, view.identities, view.tokens, view.hide_amounts, view.held, self._only_active)
        if all(one is other for one, other in zip(shown, self._shown, strict=False)) and self._shown:
            return
        self._shown = shown
        rows = self._rows()
        self._model.set_rows(InboxRows(rows, view.identities, view.tokens, view.hide_amounts))
        count = sum(isinstance(row, Item) for row in rows)
        words = self.tr("1 item") if count == 1 else self.tr("{count} items")
        self._count.set_text(words.format(count=grouped(count, self._bench.numbers)))

    def _rows(self) -> tuple[Head | Item, ...]:
        view, now = self._view, self._bench.now()
        held = frozenset(view.held)
        parts: dict[Section, list[Item]] = {section: [] for section in Section}
        for item in view.items.known.values():
            if not self._only_active or _concerns(item, view.active):
                parts[section_of(item, held, now)].append(item)
        titles = {
            Section.MINE: self.tr("Needs my signature"),
            Section.OTHERS: self.tr("Waiting for others"),
            Section.DONE: self.tr("Done"),
        }
        rows: list[Head | Item] = []
        for section, items in parts.items():
            if items:
                items.sort(key=lambda item: item.proposal.opened_at, reverse=True)
                rows += [Head(titles[section], grouped(len(items), self._bench.numbers)), *items]
        return tuple(rows)

    def _show_state(self) -> None:
        view = self._view
        self.more.setVisible(bool(next_cursor(view.items)))
        problem = fault(view.items.open)
        self._choices.setVisible(bool(view.items.known))
        if self._model.rowCount():
            stale = view.items.open
            if isinstance(stale, Stale):
                self._panel.show_stale(sentence(stale.problem, self._bench.numbers))
            else:
                self._panel.show_content()
        elif problem is not None:
            title = self.tr("The inbox could not be read")
            self._panel.show_failed(title, sentence(problem, self._bench.numbers), problem.code.value, self._load)
        elif is_loading(view.items.open) or is_loading(view.items.done):
            self._panel.show_loading()
        else:
            self._show_none()

    def _show_none(self) -> None:
        if self._only_active and self._view.items.known:
            title = self.tr("Nothing of this identity")
            words = self.tr("Nothing waits, and nothing waited, for or of this identity.")
            self._panel.show_empty("filter", title, words, self.tr("Show all"), self._show_all)
            return
        words = self.tr(
            "What others must agree to is kept here: payments above a limit that you set, of a guarded identity or of "
            "a company, and changes of their rules. What waits for your signature comes first."
        )
        self._panel.show_empty(
            "inbox",
            self.tr("Nothing waits for anybody"),
            words,
            self.tr("Set limits"),
            lambda: self._bench.dispatch(GoTo(Page.WALLET, Tab.LIMITS)),
        )

    def _detail(self, item: Item) -> DetailView:
        view, item_id = self._view, item.proposal.item_id
        operation = opened_by(view.operations, item_id)
        return DetailView(
            item,
            view.held,
            view.identities,
            view.groups,
            view.tokens,
            rules_in_force(item, view.consent, view.limits),
            view.node_id,
            None if operation is None else operation.id,
            is_busy(view.operations, item_id),
            view.hide_amounts,
        )

    def _open(self, row: int) -> None:
        item = self._model.item(row)
        if item is not None:
            self._bench.dispatch(ShowItem(item.proposal.item_id))

    def _moved(self, row: int) -> None:
        if self._view.opened is not None:
            self._open(row)

    def _closed(self) -> None:
        self._bench.dispatch(CloseItem())
        self.table.setFocus()

    def _whose_chosen(self, _key: str, value: str) -> None:
        self._only_active = value == _THIS
        self._show()

    def _show_all(self) -> None:
        self._only_active = False
        self.draw(self._view)

    def _load(self) -> None:
        self._bench.dispatch(LoadOpenItems())
        self._bench.dispatch(LoadDoneItems())

    def touch(self) -> None:
        """Say anew how long ago everything was; what has expired moves to what is done."""
        self._shown = ()
        self._show()
        self.detail.touch()


def _concerns(item: Item, identity_id: IdentityId | None) -> bool:
    proposal = item.proposal
    return identity_id in {proposal.identity_id, proposal.initiator, *proposal.approvers}
