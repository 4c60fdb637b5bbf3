"""What a file would add to the address book, line by line, before anything of it is taken over."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.addressbook import Contact, Row
from qwallet_desktop.domain.ids import ContactId, IdentityId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.addressbook import ForgetImport, SaveContacts
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet
from qwallet_desktop.ui.widgets.labels import ElidedText, PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.styling import clear, column, row
from qwallet_desktop.ui.wording import sentence

MOST_LINES: Final = 8


@dataclass(frozen=True, slots=True)
class View:
    """What the file says, or why it could not be read."""

    result: tuple[Row, ...] | Problem | None = None


def select(state: State) -> View:
    """Return what the sheet draws."""
    return View(state.addressbook.importing)


class ImportBookSheet(FormSheet):
    """How many contacts come, and which lines are left out and why."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=560)
        self._view = View()
        self.set_title(self.tr("Import an address book"))
        self._sum = PlainText("", wrap=True)
        self._card = Card(margin=12)
        self._lines = column(spacing=8)
        self._card.add(self._lines)
        self.add(self._sum)
        self.add(self._card)
        self.add(self.fault)

    def draw(self, view: View) -> None:
        """Show what would come."""
        self._view = view
        result = view.result
        clear(self._lines)
        if isinstance(result, Problem):
            self.say(sentence(result, self.bench.numbers), "danger", "warning")
        good, bad = self._good(), self._bad()
        numbers = self.bench.numbers
        one, many = (
            self.tr("1 contact comes into your address book."),
            self.tr("{good} contacts come into your address book."),
        )
        words = (one if len(good) == 1 else many).format(good=grouped(len(good), numbers))
        if bad:
            left = self.tr("1 line is left out:") if len(bad) == 1 else self.tr("{bad} lines are left out:")
            left = left.format(bad=grouped(len(bad), numbers))
            words = f"{words} {left}"
        elif not good:
            words = self.tr("The file holds nobody who is not in your address book already.")
        self._sum.set_text(words)
        self._sum.setVisible(not isinstance(result, Problem))
        for line in (bad or good)[:MOST_LINES]:
            self._lines.addWidget(self._line(line))
        more = len(bad or good) - MOST_LINES
        if more > 0:
            self._lines.addWidget(
                PlainText(self.tr("and {count} more").format(count=grouped(more, numbers)), "caption")
            )
        self._card.setVisible(bool(good or bad))
        verb = self.tr("Add 1 contact") if len(good) == 1 else self.tr("Add {count} contacts")
        self.set_verb(verb.format(count=grouped(len(good), numbers)))
        self.set_verb_enabled(bool(good))

    def submit(self) -> None:
        """Take the good lines over."""
        now, new_salt = self.bench.now(), self.bench.new_salt
        added = (
            Contact(ContactId(f"ct_{new_salt()}"), IdentityId(one.did), one.name, one.note, now) for one in self._good()
        )
        self.bench.dispatch(SaveContacts(tuple(added)))
        self.leave()

    def leave(self) -> None:
        """Close, and forget the file."""
        self.bench.dispatch(CloseSheet())
        self.bench.dispatch(ForgetImport())

    def _good(self) -> tuple[Row, ...]:
        result = self._view.result
        return tuple(one for one in result if one.problem is None) if isinstance(result, tuple) else ()

    def _bad(self) -> tuple[Row, ...]:
        result = self._view.result
        return tuple(one for one in result if one.problem is not None) if isinstance(result, tuple) else ()

    def _line(self, line: Row) -> QWidget:
        holder = QWidget()
        stack = column(holder, spacing=2)
        head = row(spacing=8)
        head.addWidget(PlainText(self.tr("Line {number}").format(number=line.number), "caption"))
        head.addWidget(ElidedText(line.name, "strong"), 1)
        head.addWidget(PlainText(cut_middle(line.did, 14, 6), "muted"))
        stack.addLayout(head)
        if line.problem is not None:
            why = PlainText(sentence(line.problem, self.bench.numbers), "caption", wrap=True)
            why.set_tone("danger")
            stack.addWidget(why)
        return holder
