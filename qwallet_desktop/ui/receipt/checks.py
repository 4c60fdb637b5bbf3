"""What the checks of an item came to: one line, the whole list, and how to check it without this program's word."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from qwallet_desktop.domain.checks import Verdict
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.item_records import Checked, Checking, Said, Unread
from qwallet_desktop.ui.receipt.check_words import danger_words, holds_words, name_words, said_words
from qwallet_desktop.ui.receipt.view import ReceiptView
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.id_label import CopyButton
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import clear, column, row, set_look
from qwallet_desktop.ui.widgets.wrapped_text import WrappedText
from qwallet_desktop.ui.wording import sentence

_COMMAND = "qwallet verify {file} --group {who} --node {node}"


class CheckList(QFrame):
    """Every check with what it came to, and how to do it by hand."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="well")
        self.setAccessibleName(self.tr("How to check this"))
        self._rows = column(spacing=8)
        self._command = WrappedText(self.tr("The command"))
        self._copy = CopyButton()
        self._copy.set_what(self.tr("the command"))
        stack = column(self, margin=12, spacing=12)
        stack.addLayout(self._rows)
        for words in self._steps():
            stack.addWidget(PlainText(words, "muted", wrap=True))
        line = row(spacing=4)
        line.addWidget(self._command, 1)
        line.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        stack.addLayout(line)

    def _steps(self) -> tuple[str, ...]:
        return (
            self.tr("By phone: compare the hash under Hash with another signer's."),
            self.tr("Compare the recipient's DID with one that you have from the recipient, not from here."),
            self.tr("On another computer, without the node: export this, and check the file with"),
        )

    def command(self) -> str:
        """Return the command that checks it elsewhere."""
        return self._command.text()

    def draw(self, view: ReceiptView) -> None:
        """List what was checked."""
        clear(self._rows)
        for said in view.reading.said if isinstance(view.reading, Checked) else ():
            self._rows.addWidget(_CheckRow(said, view))
        node = "" if view.node_id is None else view.node_id
        file = self.tr("FILE", "stands for a file's name in a command")
        command = _COMMAND.format(file=file, who=view.item.proposal.identity_id, node=node)
        self._command.set_text(command)
        self._copy.set_value(command)


class _CheckRow(QWidget):
    """One check: its verdict as an icon, its name, and what is to be said of it."""

    def __init__(self, said: Said, view: ReceiptView) -> None:
        super().__init__()
        icon, tint = _ICONS[said.verdict]
        line = row(self, spacing=8)
        line.addWidget(IconLabel(icon, tint, 16), 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=0)
        words.addWidget(
            PlainText(name_words(said.name), "strong" if said.verdict is Verdict.FAILS else "body", wrap=True)
        )
        more = said_words(said, view.identities)
        if more:
            words.addWidget(PlainText(more, "caption", wrap=True))
        line.addLayout(words, 1)
        verdict = {
            Verdict.HOLDS: self.tr("holds"),
            Verdict.NODES_WORD: self.tr("the node says"),
            Verdict.FAILS: self.tr("fails"),
        }[said.verdict]
        self.setAccessibleName(f"{name_words(said.name)}: {verdict}. {more}".strip())


_ICONS = {
    Verdict.HOLDS: ("check", "positive"),
    Verdict.NODES_WORD: ("info", "text_muted"),
    Verdict.FAILS: ("cross", "danger"),
}


class CheckPart(QWidget):
    """What the checks came to in one line, red where one fails, and the list of them on demand."""

    def __init__(self, numbers: NumberStyle, retry: Callable[[], object], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._is_open, self._failed = False, False
        self._view: ReceiptView | None = None
        self.banner = Banner()
        self.how = LinkButton(self.tr("How to check this"), self.toggle)
        self.again = LinkButton(self.tr("Try again"), retry)
        self._list: CheckList | None = None
        stack = column(self, spacing=8)
        stack.addWidget(self.banner)
        self.links = FlowRow(spacing=12)
        self.links.add(self.how)
        self.links.add(self.again)
        stack.addWidget(self.links)

    @property
    def list(self) -> CheckList:
        """The list of checks; made when it is first wanted."""
        if self._list is None:
            self._list = CheckList()
            self._list.hide()
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self._list)
        return self._list

    def draw(self, view: ReceiptView) -> None:
        """Say what the checks came to; what fails is listed at once."""
        before, self._view = self._view, view
        if before is None or before.item.proposal.item_id != view.item.proposal.item_id:
            self._is_open, self._failed = False, False
        reading = view.reading
        self.again.setVisible(isinstance(reading, Unread))
        match reading:
            case Checking():
                self.banner.set_banner(self.tr("Checking every signature…"), "neutral", "shield")
            case Unread(problem):
                words = self.tr("This could not be checked, so it can't be signed.")
                self.banner.set_banner(f"{words} {sentence(problem, self._numbers)}", "caution", "warning")
            case Checked() if reading.failed:
                self.banner.set_banner(danger_words(reading.failed, view.identities), "danger", "warning")
            case Checked():
                self.banner.set_banner(holds_words(reading, self._numbers), "positive", "shield")
        if isinstance(reading, Checked) and reading.failed and not self._failed:
            self._failed = self._is_open = True
        self._show_list()

    def words(self) -> str:
        """Return the line, as shown."""
        return self.banner.accessibleName()

    def toggle(self) -> None:
        """Show the list, or hide it."""
        self._is_open = not self._is_open
        self._show_list()

    def _show_list(self) -> None:
        if self._is_open and self._view is not None:
            self.list.draw(self._view)
            self.list.show()
        elif self._list is not None:
            self._list.hide()
        self.how.set_text(self.tr("Hide how to check this") if self._is_open else self.tr("How to check this"))
        self.links.arrange()
