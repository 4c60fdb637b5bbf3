"""What the table of operations is narrowed by: open or ended, one identity or all, and words."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.operation_rows import Wanted, Which
from qwallet_desktop.ui.widgets.buttons import Segmented
from qwallet_desktop.ui.widgets.fields import SearchField
from qwallet_desktop.ui.widgets.filter_bar import FilterChip
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.styling import column

TYPING_MS: Final = 120
_LONGEST_NAME: Final = 22
_THIS: Final = "this"


class OperationsFilters(QWidget):
    """Search above, choices below; `wanted_changed` gives all of it."""

    wanted_changed = Signal(object)

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._wanted = Wanted()
        self._active: IdentityId | None = None
        self.search = SearchField(self.tr("Search name, memo, amount or id"), shortcut="Ctrl+F")
        self.search.setMinimumWidth(140)
        self.which = Segmented(
            self.tr("Which operations"),
            ((Which.OPEN, self.tr("Open")), (Which.ENDED, self.tr("Ended")), (Which.ALL, self.tr("All"))),
        )
        self.which.set_chosen(Which.OPEN)
        self.which.chosen.connect(lambda key: self._emit(replace(self._wanted, which=Which(key))))
        self.whose = FilterChip("whose", self.tr("Identity"), ())
        self.whose.chosen.connect(self._whose_chosen)
        self._count = PlainText("", "muted")
        choices = FlowRow(spacing=8)
        for widget in (self.which, self.whose, self._count):
            choices.add(widget)
        stack = column(self, spacing=8)
        stack.addWidget(self.search)
        stack.addWidget(choices)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._search_now)
        self.search.changed.connect(lambda _text: self._typing.start())
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.edit.setFocus)

    def set_active(self, active: IdentityId | None, name: str) -> None:
        """Offer the identity that one acts under; a choice of it moves on to another one with it."""
        was, self._active = self._active, active
        short = cut_middle(plain(name), _LONGEST_NAME - 7, 6)
        only = [(_THIS, self.tr("Only {name}").format(name=short))] if active is not None else []
        self.whose.set_options([("", self.tr("All identities")), *only])
        if was is not None and self._wanted.identity_id == was and was != active:
            self._wanted = replace(self._wanted, identity_id=active)
        self._show()

    def set_wanted(self, wanted: Wanted) -> None:
        """Show other choices without emitting."""
        self._typing.stop()
        self._wanted = wanted
        self.search.set_text(wanted.search)
        self._show()

    def set_count(self, shown: int) -> None:
        """Say how many operations are shown; nothing for none."""
        words = self.tr("1 operation") if shown == 1 else self.tr("{count} operations")
        self._count.set_text(words.format(count=grouped(shown, self._numbers)))
        self._count.setVisible(shown > 0)

    def wanted(self) -> Wanted:
        """Return what is asked for."""
        return self._wanted

    def _show(self) -> None:
        self.which.set_chosen(self._wanted.which)
        self.whose.set_value(_THIS if self._wanted.identity_id is not None else "")

    def _whose_chosen(self, _key: str, value: str) -> None:
        self._emit(replace(self._wanted, identity_id=self._active if value else None))

    def _search_now(self) -> None:
        if self.search.text().strip() != self._wanted.search:
            self._emit(self._wanted)

    def _emit(self, wanted: Wanted) -> None:
        self._typing.stop()
        self._wanted = replace(wanted, search=self.search.text().strip())
        self.wanted_changed.emit(self._wanted)
