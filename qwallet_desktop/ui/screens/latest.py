"""The latest entries of one identity as lines that open in the activity."""

from collections.abc import Mapping
from functools import partial
from typing import Final, assert_never

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, TransferKind
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.remote import Failed, Loading, Remote, known
from qwallet_desktop.state.wallet_facts import LATEST
from qwallet_desktop.ui.amounts import signed, symbol_of
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.entry_row import EntryRow, EntryText
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time
from qwallet_desktop.ui.wording import movement_word

_LONGEST_AMOUNT: Final = 24


def icon_of(entry: HistoryEntry) -> str:
    """Return the icon of what an entry is."""
    match entry.transfer.kind:
        case TransferKind.MINT:
            return "mint"
        case TransferKind.BURN:
            return "burn"
        case TransferKind.TRANSFER:
            return "receive" if entry.direction is Direction.IN else "send"
        case _:
            assert_never(entry.transfer.kind)


class LatestPanel(QWidget):
    """A head with *Show all* and up to eight lines."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._entries: tuple[HistoryEntry, ...] = ()
        self._identities = Identities()
        self._tokens: Mapping[TokenId, Token] = {}
        self._hidden = False
        self.show_all = LinkButton(self.tr("Show all"), lambda: bench.dispatch(GoTo(Page.WALLET, Tab.ACTIVITY)))
        self._none = PlainText("", "muted", wrap=True)
        self._none.setContentsMargins(8, 8, 8, 8)
        card = Card(margin=8)
        card.body.setSpacing(2)
        card.add(self._none)
        self.rows = [EntryRow(partial(self._open, index)) for index in range(LATEST)]
        for line in self.rows:
            card.add(line)
        head = row(spacing=8)
        head.addWidget(PlainText(self.tr("Latest activity"), "heading"), 1)
        head.addWidget(self.show_all)
        stack = column(self, spacing=12)
        stack.addLayout(head)
        stack.addWidget(card)

    def show_latest(
        self,
        latest: Remote[tuple[HistoryEntry, ...]],
        identities: Identities,
        tokens: Mapping[TokenId, Token],
        *,
        hidden: bool,
    ) -> None:
        """Show entries, newest first."""
        self._entries = known(latest) or ()
        self._identities, self._tokens, self._hidden = identities, tokens, hidden
        for index, line in enumerate(self.rows):
            line.setVisible(index < len(self._entries))
        self._none.setVisible(not self._entries)
        self._none.set_text(self._why_none(latest))
        self.show_all.setVisible(bool(self._entries))
        self.touch()

    def touch(self) -> None:
        """Say anew how long ago everything was."""
        for entry, line in zip(self._entries, self.rows, strict=False):
            line.set_entry(self._text(entry))

    def _why_none(self, latest: Remote[tuple[HistoryEntry, ...]]) -> str:
        match latest:
            case Loading():
                return self.tr("Loading…")
            case Failed():
                return self.tr("The latest entries can't be shown now.")
            case _:
                return self.tr("Nothing has been received, sent, minted or burned yet.")

    def _text(self, entry: HistoryEntry) -> EntryText:
        transfer = entry.transfer
        symbol = symbol_of(self._tokens, transfer.amount.token_id)
        amount = signed(transfer.amount, entry.direction, self._bench.numbers)
        shown = cut_middle(amount, 12, 8) if len(amount) > _LONGEST_AMOUNT else amount
        return EntryText(
            icon=icon_of(entry),
            title=self._title(entry),
            memo=transfer.memo,
            at=relative_time(transfer.at, self._bench.now()),
            at_long=absolute_time(transfer.at),
            amount=HIDDEN_AMOUNT if self._hidden else shown,
            symbol=symbol,
            tone="positive" if entry.direction is Direction.IN else "text",
            movement=movement_word(transfer.kind, entry.direction),
            spoken=self.tr("hidden amount") if self._hidden else f"{amount} {symbol}",
            title_is_id=self._is_stranger(entry),
        )

    def _title(self, entry: HistoryEntry) -> str:
        other = entry.counterparty
        if other is None:
            return self.tr("Issuance")
        return person(self._identities, other).name or cut_middle(other, 14, 6)

    def _is_stranger(self, entry: HistoryEntry) -> bool:
        other = entry.counterparty
        return other is not None and not person(self._identities, other).name

    def _open(self, index: int) -> None:
        self._bench.dispatch(SelectEntry(self._entries[index]))
        self._bench.dispatch(GoTo(Page.WALLET, Tab.ACTIVITY))
