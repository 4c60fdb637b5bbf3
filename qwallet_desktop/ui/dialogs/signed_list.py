"""What became of items that were signed one after the other: each in a line, as it comes."""

from typing import NamedTuple

from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.operation import Made, Operation, Refused
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.item_words import ItemTerms, title_words
from qwallet_desktop.ui.operation_words import mark, meaning
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.labels import ElidedText, PlainText
from qwallet_desktop.ui.widgets.styling import clear, column, row


class Line(NamedTuple):
    """An item, and what was asked for of it; None where it was skipped."""

    item: Item | None
    asked: tuple[Operation, HoldUp | None] | None


class SignedList(QWidget):
    """A count, and the lines."""

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._count = PlainText("", "muted", wrap=True)
        self._lines = column(spacing=12)
        stack = column(self, spacing=16)
        stack.addWidget(self._count)
        stack.addLayout(self._lines)

    def draw(self, lines: tuple[Line, ...], identities: Identities) -> None:
        """Show what became of all."""
        asked = [line.asked for line in lines if line.asked is not None]
        made = sum(isinstance(operation.stage, Made) for operation, _ in asked)
        refused = sum(isinstance(operation.stage, Refused) for operation, _ in asked)
        counts = (made, len(asked) - made - refused, refused, len(lines) - len(asked))
        words = (
            self.tr("{n} decided"),
            self.tr("{n} on their way"),
            self.tr("{n} refused"),
            self.tr("{n} skipped"),
        )
        said = zip(words, counts, strict=True)
        parts = (each.format(n=grouped(count, self._numbers)) for each, count in said if count)
        self._count.set_text(" · ".join(parts))
        clear(self._lines)
        for line in lines:
            self._lines.addWidget(_LineRow(line, ItemTerms(identities, Map(), self._numbers), self.tr("Skipped")))

    def words(self) -> str:
        """Return the counts, as shown."""
        return self._count.text()


class _LineRow(QWidget):
    """What an item is, how far its decision has come, and what that means where it was refused."""

    def __init__(self, line: Line, terms: ItemTerms, skipped: str) -> None:
        super().__init__()
        title = "" if line.item is None else title_words(line.item.proposal, terms)
        chip, more = StatusChip(skipped, "neutral", "minus"), ""
        if line.asked is not None:
            operation, hold = line.asked
            chip.set_status(*mark(operation, hold))
            more = "" if isinstance(operation.stage, Made) else meaning(operation, hold, terms.numbers)
        words = column(spacing=0)
        words.addWidget(ElidedText(title, "strong", cut=Qt.TextElideMode.ElideMiddle))
        if more:
            words.addWidget(PlainText(more, "caption", wrap=True))
        across = row(self, spacing=12)
        across.addLayout(words, 1)
        across.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{title}: {chip.accessibleName()}. {more}")
