"""The detail drawer of the activity: all facts of one entry, its private note and its audit proof."""

from dataclasses import dataclass

from immutables import Map
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, TokenId, TransferId
from qwallet_desktop.domain.money import PLAIN, format_amount
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, TransferKind
from qwallet_desktop.state.audit import CloseEntry, ProofState, SelectEntry, WriteNote
from qwallet_desktop.state.audit import Drawer as DrawerState
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, Tab
from qwallet_desktop.state.sheets import ContactSheet, WhySheet
from qwallet_desktop.state.transfers import BeginPayment, PaymentDraft
from qwallet_desktop.ui.amounts import decimals_at, grouped, signed, symbol_of, with_symbol
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.screens.note_panel import NotePanel
from qwallet_desktop.ui.screens.proof_panel import ProofPanel
from qwallet_desktop.ui.widgets.amount import AmountTone
from qwallet_desktop.ui.widgets.buttons import LinkButton, SecondaryButton
from qwallet_desktop.ui.widgets.drawer import Drawer
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.id_label import IdLabel
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.time_label import absolute_time
from qwallet_desktop.ui.wording import kind_word, movement_word


@dataclass(frozen=True, slots=True)
class DrawerView:
    """What the drawer draws."""

    drawer: DrawerState = DrawerState()
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = Map()
    hide_amounts: bool = False
    node_there: bool = True


class EntryDrawer(Drawer):
    """Shows the selected entry; `only_with` asks for all entries with the same other side."""

    only_with = Signal(str)

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__("", width=372, parent=parent)
        self._bench = bench
        self._view = DrawerView()
        self._proof_shown: tuple[TransferId, ProofState, bool] | None = None
        self._amount = FittedAmount(28, longest=15)
        self._when = PlainText("", "muted")
        self._sender, self._recipient = Party(self.tr("From")), Party(self.tr("To"))
        self._filter = LinkButton(self.tr("Show all entries with this identity"), self._ask_filter)
        self._memo = PlainText("", "quote", wrap=True, selectable=True)
        self._memo.setAccessibleName(self.tr("Memo"))
        self._facts = KeyValueGrid()
        self.why = LinkButton(self.tr("Why was this allowed?"), self._ask_why)
        self.send_back = SecondaryButton(self.tr("Send back…"), self._send_back, icon="send")
        self.name_it = LinkButton(self.tr("Add to the address book…"), self._name_it)
        self._note = NotePanel(lambda transfer_id, text: bench.dispatch(WriteNote(transfer_id, text)))
        self._proof = ProofPanel(bench.numbers, self._prove_again)
        for widget in (
            self._amount,
            self._when,
            self._memo,
            Rule(),
            self._sender,
            self._recipient,
            self.send_back,
            self.name_it,
            self._filter,
            Rule(),
            self._facts,
            self.why,
            Rule(),
            self._proof,
            Rule(),
            self._note,
        ):
            self.add(widget)
        for narrow in (self.send_back, self.name_it, self._filter, self.why):
            self.body.setAlignment(narrow, Qt.AlignmentFlag.AlignLeft)
        self.closed.connect(self._left)
        self.hide()

    def draw(self, view: DrawerView) -> None:
        """Draw the selected entry, or hide where none is selected."""
        before, self._view = self._view, view
        selection = view.drawer.selection
        if selection is None:
            self._note.forget()
            self._proof_shown = None
            self.hide()
            return
        entry = selection.entry
        facts = (view.identities, view.tokens, view.hide_amounts)
        known = before.drawer.selection
        if known is None or known.entry != entry or facts != (before.identities, before.tokens, before.hide_amounts):
            self._show_entry(entry)
        shown = (entry.transfer.id, selection.proof, view.node_there)
        if self._proof_shown != shown:
            self._proof_shown = shown
            self._proof.set_proof(entry.transfer, selection.proof, node_there=view.node_there)
        self._note.set_note(entry.transfer.id, view.drawer.notes.get(entry.transfer.id, ""), view.drawer.problem)
        self.open_drawer()

    def _show_entry(self, entry: HistoryEntry) -> None:
        transfer, numbers, view = entry.transfer, self._bench.numbers, self._view
        symbol = symbol_of(view.tokens, transfer.amount.token_id)
        self.set_title(movement_word(transfer.kind, entry.direction))
        tone: AmountTone = "positive" if entry.direction is Direction.IN else "text"
        figures = signed(transfer.amount, entry.direction, numbers)
        cut = decimals_at(figures, transfer.amount)
        self._amount.set_amount(figures, symbol, tone, fraction_at=cut, hidden=view.hide_amounts)
        self._when.set_text(absolute_time(transfer.at))
        self._memo.set_text(transfer.memo)
        self._memo.setVisible(bool(transfer.memo))
        show_party(self._sender, view.identities, transfer.sender)
        show_party(self._recipient, view.identities, transfer.recipient)
        self._filter.setVisible(entry.counterparty is not None)
        other = entry.counterparty
        came_in = entry.direction is Direction.IN and transfer.kind is TransferKind.TRANSFER
        self.send_back.setVisible(came_in and other is not None)
        self.name_it.setVisible(other is not None and not person(view.identities, other).name)
        mine = entry.direction is Direction.OUT and transfer.kind is TransferKind.TRANSFER
        self.why.setVisible(mine)
        self._facts.clear()
        self._facts.add_row(self.tr("Kind"), kind_word(transfer.kind))
        after = with_symbol(entry.balance_after, symbol, numbers, hidden=view.hide_amounts)
        self._facts.add_row(self.tr("Balance after"), after)
        self._facts.add_widget(self.tr("Transfer id"), IdLabel(transfer.id, head=9, tail=6))
        self._facts.add_row(self.tr("Sequence"), grouped(transfer.sequence, numbers))

    def _ask_filter(self) -> None:
        selection = self._view.drawer.selection
        other: IdentityId | None = selection.entry.counterparty if selection is not None else None
        if other is not None:
            self.only_with.emit(other)

    def _send_back(self) -> None:
        """Begin a payment of what came in to whom it came from; nothing is sent from here."""
        selection = self._view.drawer.selection
        other = selection.entry.counterparty if selection is not None else None
        if selection is None or other is None:
            return
        transfer = selection.entry.transfer
        wanted = PaymentDraft(other, transfer.amount.token_id, format_amount(transfer.amount, PLAIN), "")
        self._bench.dispatch(BeginPayment(selection.entry.identity_id, wanted))
        self._bench.dispatch(GoTo(Page.WALLET, Tab.SEND))

    def _name_it(self) -> None:
        selection = self._view.drawer.selection
        if selection is not None and selection.entry.counterparty is not None:
            self._bench.dispatch(OpenSheet(ContactSheet(did=selection.entry.counterparty)))

    def _ask_why(self) -> None:
        selection = self._view.drawer.selection
        if selection is not None:
            self._bench.dispatch(OpenSheet(WhySheet(selection.entry.transfer.id)))

    def _prove_again(self) -> None:
        selection = self._view.drawer.selection
        if selection is not None:
            self._bench.dispatch(SelectEntry(selection.entry))

    def _left(self) -> None:
        self._note.save()
        self._bench.dispatch(CloseEntry())
