"""What a change of signers makes different, a line for each, and under them who must agree."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import clear, column, row, set_look


class DifferencePanel(Card):
    """Says that nothing is different, or what is."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What changes"), margin=12, parent=parent)
        set_look(self, look="well")
        self._shown: tuple[object, ...] = ()
        lines = QWidget()
        self._stack = column(lines, spacing=4)
        self._agreement = PlainText("", "strong", wrap=True)
        self._foot = QWidget()
        foot = row(self._foot, spacing=8)
        foot.addWidget(IconLabel("key"), 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._agreement, 1)
        self.add(lines)
        self.add(self._foot)
        self._foot.hide()

    def show_nothing(self, words: str) -> None:
        """Say why there is nothing to say."""
        self._show((), words, "")

    def show_differences(self, sentences: Sequence[str], agreement: str) -> None:
        """Say what is different, and who must agree to that."""
        self._show(tuple(sentences), "", agreement)

    def words(self) -> str:
        """Return what is said."""
        return "\n".join(str(each) for each in self._shown if each)

    def _show(self, sentences: tuple[str, ...], nothing: str, agreement: str) -> None:
        shown = (*sentences, nothing, agreement)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._stack)
        for each in sentences:
            line = row(spacing=8)
            line.addWidget(IconLabel("chevron-right", "text_faint", 14), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(PlainText(each, wrap=True), 1)
            self._stack.addLayout(line)
        if nothing:
            self._stack.addWidget(PlainText(nothing, "muted", wrap=True))
        self._agreement.set_text(agreement)
        self._foot.setVisible(bool(agreement))
