"""The hours of a policy within a form: any time, or the times of each weekday by the user's clock."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from qwallet_desktop.ui.policy_words import day_name
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.toggles import Switch

_WORKDAYS = 5
_OFFICE = "08:00\u201318:00"


class WeekForm(QWidget):
    """A switch, and under it a field for each day; `edited` tells of every change."""

    edited = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bounded = Switch(self.tr("Pay only at certain times"))
        self.bounded.clicked.connect(self._turned)
        self._days = QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.texts: list[TextField] = []
        self.fields: list[FormField] = []
        for place in range(7):
            text = TextField(self.tr("not on this day"))
            text.textEdited.connect(lambda _text: self.edited.emit())
            field = FormField(day_name(place + 1), text)
            self.texts.append(text)
            self.fields.append(field)
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        self.copy = LinkButton(self.tr("Monday's times on all workdays"), self._copy_monday)
        line = row()
        line.addWidget(self.copy)
        line.addStretch(1)
        stack = column(self._days, spacing=8)
        words = self.tr(
            "By your clock, for example 08:00-12:00, 13:30-18:00. The node keeps the times in UTC: where clocks "
            "change in summer, they stay as they are there."
        )
        stack.addWidget(PlainText(words, "muted", wrap=True))
        stack.addLayout(grid)
        stack.addLayout(line)
        outer = column(self, spacing=8)
        outer.addWidget(self.bounded)
        outer.addWidget(self._days)
        self.set_days(None)

    def days(self) -> tuple[str, ...] | None:
        """Return what is typed for each day; None for any time."""
        return tuple(text.text() for text in self.texts) if self.bounded.isChecked() else None

    def set_days(self, days: tuple[str, ...] | None) -> None:
        """Show what was typed; None for any time."""
        self.bounded.setChecked(days is not None)
        self._days.setVisible(days is not None)
        if days is not None:
            for text, typed in zip(self.texts, days, strict=True):
                text.set_text(typed)

    def _turned(self) -> None:
        if self.bounded.isChecked() and not any(text.text() for text in self.texts):
            for text in self.texts[:_WORKDAYS]:
                text.set_text(_OFFICE)
        self.edited.emit()

    def _copy_monday(self) -> None:
        for text in self.texts[1:_WORKDAYS]:
            text.set_text(self.texts[0].text())
        self.edited.emit()
