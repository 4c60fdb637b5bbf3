"""The first page of *New identity*, the kinds to choose from, and what stands over each kind's form."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.dialogs.identity_kinds import NewKind, kind_words
from qwallet_desktop.ui.widgets.choice import ChoiceCard
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import clear, column, row, set_look


class KindChoice(QWidget):
    """A card for each kind; the arrow keys move among them."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[NewKind, ChoiceCard] = {}
        stack = column(self, spacing=8)
        for kind in NewKind:
            words = kind_words(kind)
            self._cards[kind] = ChoiceCard(words.name, words.purpose)
            stack.addWidget(self._cards[kind])
        self.choose(NewKind.OWN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the cards be as high as their words need at their new width."""
        super().resizeEvent(event)
        for card in self._cards.values():
            card.updateGeometry()

    def choose(self, kind: NewKind) -> None:
        """Mark a kind."""
        self._cards[kind].setChecked(True)

    def chosen(self) -> NewKind:
        """Return the kind that is marked."""
        return next(kind for kind, card in self._cards.items() if card.isChecked())

    def card(self, kind: NewKind) -> ChoiceCard:
        """Return a kind's card."""
        return self._cards[kind]

    def listen(self, on_choose: Callable[[], object]) -> None:
        """Call back when another kind is marked."""
        for card in self._cards.values():
            card.toggled.connect(lambda _on: on_choose())


class KindPanel(Card):
    """What a kind is for in one sentence, what it may and what it may not."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(margin=12, parent=parent)
        set_look(self, look="well")
        self._purpose = PlainText("", "strong", wrap=True)
        self._lines = QWidget()
        self._stack = column(self._lines, spacing=4)
        self.add(self._purpose)
        self.add(self._lines)

    def show_kind(self, kind: NewKind) -> None:
        """Say what there is to say of a kind."""
        words = kind_words(kind)
        self._purpose.set_text(words.purpose)
        clear(self._stack)
        for text in words.may:
            self._add_line("check", "positive", self.tr("May: {what}").format(what=text))
        for text in words.may_not:
            self._add_line("cross", "caution", self.tr("May not: {what}").format(what=text))

    def _add_line(self, icon: str, tint: str, text: str) -> None:
        holder = QWidget()
        line = row(holder, spacing=8)
        mark = column(spacing=0)
        mark.setContentsMargins(0, 2, 0, 0)
        mark.addWidget(IconLabel(icon, tint, 14))
        mark.addStretch(1)
        line.addLayout(mark)
        line.addWidget(PlainText(text, wrap=True), 1)
        self._stack.addWidget(holder)
