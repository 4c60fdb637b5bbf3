"""The change of signers that a group's members wait for: what it would change, whom it waits for, and where to sign."""

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.group_chain import Group, charter_at
from qwallet_desktop.domain.ids import IdentityId, ItemId
from qwallet_desktop.domain.item_status import is_initiated, is_open
from qwallet_desktop.domain.matters import SignersMatter
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.ui.charter_words import CharterTerms, charter_differences
from qwallet_desktop.ui.item_words import count_words, time_left, waits_words
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.styling import clear, column


def open_change(items: Mapping[ItemId, Item], group_id: IdentityId, now: datetime) -> Item | None:
    """Return the newest change of a group's signers that waits for signatures; None where none does."""
    waiting = [
        item
        for item in items.values()
        if item.proposal.identity_id == group_id
        and isinstance(item.proposal.matter, SignersMatter)
        and is_initiated(item)
        and is_open(item, now)
    ]
    return max(waiting, key=lambda item: item.proposal.number, default=None)


class OpenChangeCard(Card):
    """Hidden where no change waits.

    Args:
        on_open: Called with the item that is to be looked at.
    """

    def __init__(self, on_open: Callable[[ItemId], object], *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.header.set_title(self.tr("A change waits"))
        self.header.show()
        self._item: Item | None = None
        self.look = SecondaryButton(self.tr("Open in the inbox"), lambda: self._open(on_open))
        self.header.add_action(self.look)
        self._waits = Banner("", "accent", "clock")
        lines = QWidget()
        self._stack = column(lines, spacing=4)
        self._facts = PlainText("", "muted", wrap=True)
        for widget in (self._waits, lines, self._facts):
            self.add(widget)
        self.hide()

    def show_change(self, item: Item | None, group: Group, terms: CharterTerms, now: datetime) -> None:
        """Show what waits; nothing for None."""
        self._item = item
        self.setVisible(item is not None)
        matter = None if item is None else item.proposal.matter
        if item is None or not isinstance(matter, SignersMatter):
            return
        waits = waits_words(item, terms.identities, terms.numbers)
        self._waits.set_banner(f"{waits}.", "accent", "clock")
        clear(self._stack)
        before = charter_at(group, matter.base) or group.charter
        for each in charter_differences(before, matter.charter, terms):
            self._stack.addWidget(PlainText(each, wrap=True))
        asked = self.tr("Asked by {name}").format(name=terms.name(item.proposal.initiator))
        self._facts.set_text(" · ".join((asked, count_words(item, terms.numbers), time_left(item, now))))

    def words(self) -> str:
        """Return whom it waits for; empty where none waits."""
        return "" if self.isHidden() else self._waits.accessibleName()

    def _open(self, on_open: Callable[[ItemId], object]) -> None:
        if self._item is not None:
            on_open(self._item.proposal.item_id)
