"""The Inbox: what needs my signature, what waits for others, and what became of it all."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.state.item_actions import LoadDoneItems, LoadMoreItems, LoadOpenItems
from qwallet_desktop.state.item_actors import Section
from qwallet_desktop.state.multisig import fault, is_loading, next_cursor
from qwallet_desktop.state.navigation import CloseItem, GoTo, OpenSheet, Page, ShowItem, Tab
from qwallet_desktop.state.remote import Stale
from qwallet_desktop.state.sheets import SignManySheet, SignRequestSheet
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.models.inbox_model import InboxModel, InboxRows
from qwallet_desktop.ui.models.inbox_order import Wanted
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.receipt.ticking import Ticking
from qwallet_desktop.ui.screens.inbox_detail import ItemDetail
from qwallet_desktop.ui.screens.inbox_table import InboxTable
from qwallet_desktop.ui.screens.inbox_view import View, detail_view, select
from qwallet_desktop.ui.shortcuts import INBOX_KEYS
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton
from qwallet_desktop.ui.widgets.filter_bar import FilterChip
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.pages import ListPage
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.wording import sentence

__all__ = ["InboxScreen", "View", "select"]

_THIS = "this"
_LONGEST_NAME = 22


class InboxScreen(ListPage):
    """The choice whose items are listed, the list in three sections, and the details of one beside it."""

    DETAILS = 440
    NARROW_DETAILS = 344

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self._only_active = False
        self._shown: tuple[object, ...] = ()
        self._model = InboxModel(self._now, bench.numbers)
        self.table = InboxTable(self._model)
        self.detail = ItemDetail(bench)
        self.whose = FilterChip("whose", self.tr("Identity"), ())
        self.whose.chosen.connect(self._whose_chosen)
        self._count = PlainText("", "muted")
        self._choices = FlowRow(spacing=8)
        self._choices.add(self.whose)
        self._choices.add(self._count)
        self.sign_many = PrimaryButton("", self._sign_many, icon="check")
        self._choices.add(self.sign_many)
        asked = self.tr("Sign an offline request…")
        self.offline = GhostButton(asked, lambda: bench.dispatch(OpenSheet(SignRequestSheet())), icon="offline")
        self._choices.add(self.offline)
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
        self.table.chosen.connect(self._show_chosen)
        self._show_chosen()
        self._ticking = Ticking(self, self.touch)
        for name, choice in (("sign", Choice.SIGN), ("reject", Choice.REJECT), ("withdraw", Choice.CANCEL)):
            self._on_key(INBOX_KEYS[name], choice)

    def _on_key(self, key: str, choice: Choice) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self._decide(choice))

    def _now(self) -> datetime:
        """Return the time by the node's clock, by which items expire."""
        return self._bench.now() + timedelta(seconds=self._view.offset)

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
        self.detail.draw(None if opened is None else detail_view(view, opened, self._now()))
        if opened is not None:
            self._ticking.wait(self._now(), opened.proposal.expires_at)

    def _show_list(self) -> None:
        view = self._view
        only = view.active if self._only_active else None
        shown = (view.items.known, view.identities, view.tokens, view.hide_amounts, view.held, only)
        if all(one is other for one, other in zip(shown, self._shown, strict=False)) and self._shown:
            return
        self._shown = shown
        wanted = Wanted(view.items, frozenset(view.held), only)
        # Rows that go let Qt take others as the current one, which nobody has chosen.
        blocked = self.table.blockSignals(True)
        self._model.set_rows(InboxRows(wanted, view.identities, view.tokens, view.hide_amounts))
        self.table.blockSignals(blocked)
        self._show_chosen()
        count = self._model.count
        words = self.tr("1 item") if count == 1 else self.tr("{count} items")
        self._count.set_text(words.format(count=grouped(count, self._bench.numbers)))

    def _show_state(self) -> None:
        view = self._view
        self.more.setVisible(bool(next_cursor(view.items)))
        problem = fault(view.items.open)
        for choice in (self.whose, self._count):
            choice.setVisible(bool(view.items.known))
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

    def _decide(self, choice: Choice) -> None:
        """Do by a key what the button does: for all that are chosen where that are several, else for the open one."""
        if choice is Choice.SIGN and sum(map(len, self._mine_chosen())) > 1:
            self._sign_many()
        elif self._view.opened is not None:
            self.detail.decide(choice)

    def _to_sign(self) -> tuple[ItemId, ...]:
        """Return those of the chosen items that wait for somebody here."""
        items = (self._model.item(row) for part in self._mine_chosen() for row in part)
        return tuple(item.proposal.item_id for item in items if item is not None)

    def _mine_chosen(self) -> tuple[range, ...]:
        """Return the chosen rows of the section of what needs me."""
        mine = self._model.section_rows(Section.MINE)
        parts = self.table.chosen_rows()
        return tuple(range(max(part.start, mine.start), min(part.stop, mine.stop)) for part in parts)

    def _show_chosen(self) -> None:
        count = sum(map(len, self._mine_chosen()))
        self.sign_many.set_text(self.tr("Sign {n}…").format(n=grouped(count, self._bench.numbers)))
        self.sign_many.setVisible(count > 1)
        self._choices.arrange()

    def _sign_many(self) -> None:
        item_ids = self._to_sign()
        if len(item_ids) > 1:
            self._bench.dispatch(OpenSheet(SignManySheet(item_ids)))

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
        self._bench.dispatch(LoadOpenItems(self._view.items.reading + 1))
        self._bench.dispatch(LoadDoneItems())

    def touch(self) -> None:
        """Say anew how long ago everything was; what has expired moves to what is done."""
        blocked = self.table.blockSignals(True)
        self._model.touch()
        self.table.blockSignals(blocked)
        self._show()
        self.detail.touch()
