"""What each limit says to a payment: a bar of how much of it is then used, and what is left."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.decisions import Outcome
from qwallet_desktop.ui.decision_words import LimitLine
from qwallet_desktop.ui.widgets.charts import MeterBar
from qwallet_desktop.ui.widgets.labels import ElidedText, PlainText
from qwallet_desktop.ui.widgets.styling import clear, column, row


class LimitLines(QWidget):
    """The limits that speak, each in two lines; takes no room where none does."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[LimitLine, ...] = ()
        self._stack = column(self, spacing=8)
        self.setAccessibleName(self.tr("Limits"))
        self.hide()

    def set_lines(self, lines: Sequence[LimitLine]) -> None:
        """Show other limits."""
        self.setVisible(bool(lines))
        if tuple(lines) == self._shown:
            return
        self._shown = tuple(lines)
        clear(self._stack)
        for line in lines:
            self._stack.addWidget(_Line(line))

    def words(self) -> str:
        """Return what is said, limit by limit."""
        return "; ".join(f"{line.title}: {line.left}" for line in self._shown)


class _Line(QWidget):
    """One limit."""

    def __init__(self, line: LimitLine) -> None:
        super().__init__()
        denied = line.outcome is Outcome.DENY
        left = PlainText(line.left, "caption")
        left.set_tone("danger" if denied else "muted")
        head = row(spacing=8)
        head.addWidget(ElidedText(line.title, "caption"), 1)
        head.addWidget(left)
        stack = column(self, spacing=4)
        stack.addLayout(head)
        if line.total:
            bar = MeterBar()
            bar.set_share(line.used, line.total, f"{line.title}: {line.left}", "danger" if denied else None)
            stack.addWidget(bar)
