"""What waits for the signature of the active identity, or for one of its members here: a line that leads there."""

from collections.abc import Collection

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.items_known import MultiSig
from qwallet_desktop.state.navigation import GoTo, Page, ShowItem
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.item_words import ItemTerms, time_left, title_words
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.panels import Banner


def needing(items: MultiSig, identity_id: IdentityId, held: Collection[IdentityId]) -> tuple[Item, ...]:
    """Return the items that wait for an identity itself, or for those held here in its name; the oldest first."""
    ours = frozenset(held)
    mine = (
        items.known[item_id]
        for item_id, undecided in items.waits.items()
        if item_id in items.known and not ours.isdisjoint(undecided)
    )
    near = [
        item
        for item in mine
        if item.proposal.identity_id == identity_id or identity_id in items.waits[item.proposal.item_id]
    ]
    return tuple(sorted(near, key=lambda item: item.proposal.opened_at))


class NeedsYou(Banner):
    """Takes no room where nothing waits.

    Args:
        bench: The screens' tools.
    """

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__("", "accent", "inbox", parent=parent)
        self._bench = bench
        self._known: MultiSig | None = None
        self._whose: tuple[object, ...] = ()
        self._waiting: tuple[Item, ...] = ()
        self._items: tuple[Item, ...] = ()
        self.look = SecondaryButton(self.tr("Open"), self._open)
        self.add_action(self.look)
        self.hide()

    def show_items(
        self, items: MultiSig, identity_id: IdentityId, held: tuple[IdentityId, ...], terms: ItemTerms
    ) -> None:
        """Say what waits for an identity: one by its title, more by their number."""
        now = self._bench.now()
        if items is not self._known or (identity_id, held) != self._whose:
            # There may be thousands, and balances change oftener.
            self._known, self._whose = items, (identity_id, held)
            self._waiting = needing(items, identity_id, held)
        self._items = tuple(item for item in self._waiting if now < item.proposal.expires_at)
        self.setVisible(bool(self._items))
        if not self._items:
            return
        first = self._items[0]
        if len(self._items) > 1:
            count = grouped(len(self._items), self._bench.numbers)
            words = self.tr("{count} requests need your signature.").format(count=count)
        elif identity_id in first.proposal.joining:
            words = self.tr("You are asked to join: {title} · {left}")
        else:
            words = self.tr("Needs your signature: {title} · {left}")
        title, left = title_words(first.proposal, terms), time_left(first, now)
        self.set_banner(words.format(title=title, left=left), "accent", "inbox")

    def _open(self) -> None:
        if len(self._items) == 1:
            self._bench.dispatch(ShowItem(self._items[0].proposal.item_id))
        elif self._items:
            self._bench.dispatch(GoTo(Page.INBOX))
