"""The exact message of a receipt as text, and its hash in groups for comparing by phone."""

import json
import unicodedata
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.messages import message_hash
from qwallet_desktop.domain.multisig import proposal_hash
from qwallet_desktop.ui.receipt.view import ReceiptView
from qwallet_desktop.ui.widgets.id_label import CopyButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.wrapped_text import WrappedText

_INDENT: Final = 2
_MOST_LINES: Final = 400
"""Lines of a message that are laid out at once; a longer one scrolls."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp", "Zs"})
"""Categories of characters of which one does not see that they are there, or what they are."""


def pretty(message: bytes) -> str:
    """Return a message as text for people: its head as it is, its JSON in lines, nothing in it left out.

    Characters that are not seen, or turn the text round them, are written as escapes: the text on the screen
    reads from left to right, and says of each character which it is.
    """
    head, _, body = message.decode().rpartition("\n")
    lines = json.dumps(json.loads(body), indent=_INDENT, ensure_ascii=False).splitlines()
    return "\n".join((head, *map(_seen, lines)))


def _seen(line: str) -> str:
    return "".join(
        json.dumps(one)[1:-1] if unicodedata.category(one) in _UNSEEN and one != " " else one for one in line
    )


def in_groups(text: str, size: int = 4) -> str:
    """Return a hash or an id in groups, to be read out and compared; what stands before a colon or a line is one."""
    head = max(text.rfind(":"), text.find("_")) + 1
    groups = (text[at : at + size] for at in range(head, len(text), size))
    return " ".join((text[:head], *groups)).strip()


class MessageText(WrappedText):
    """Read-only text of fixed width in as many lines as it needs, its lines and escapes as they are given."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(name, most_lines=_MOST_LINES, parent=parent)

    def _shown(self, text: str) -> str:
        return text


class Groups(QWidget):
    """A hash or an id whole, in groups of four, with a button that copies it without the gaps."""

    def __init__(self, title: str, *, size: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._text = PlainText("", "mono", wrap=True)
        self._copy = CopyButton()
        self._copy.set_what(title)
        stack = column(self, spacing=4)
        if title:
            stack.addWidget(PlainText(title, "caption", wrap=True))
        line = row(spacing=4)
        line.addWidget(self._text, 1)
        line.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        stack.addLayout(line)

    def value(self) -> str:
        """Return what is shown, without the gaps."""
        return self._text.accessibleName()

    def set_value(self, value: str) -> None:
        """Show another one."""
        shown = plain(value)
        self._text.set_text(in_groups(shown, self._size))
        self._text.setAccessibleName(shown)
        self._copy.set_value(shown)


class JsonPage(QWidget):
    """The message: what the key signs, byte for byte, set in lines."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = MessageText(self.tr("The message that is signed"))
        self.copy_button = CopyButton()
        self.copy_button.set_what(self.tr("the exact message"))
        words = self.tr("This is all that the key signs. Set in lines here; copied, it is the exact bytes.")
        line = row(spacing=8)
        line.addWidget(PlainText(words, "caption", wrap=True), 1)
        line.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        stack = column(self, spacing=8)
        stack.addLayout(line)
        stack.addWidget(self.text)

    def draw(self, view: ReceiptView) -> None:
        """Show what would be signed."""
        message = view.message
        self.text.set_text(pretty(message) if message else "")
        self.copy_button.set_value(message.decode())


class HashPage(QWidget):
    """The hash of the proposal, that of the message where it is another one, and the node."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = self.tr(
            "Read it out to another signer by phone: whoever is shown the same has the same hash on the screen. "
            "Where a single character differs, don't sign."
        )
        self.hash = Groups(self.tr("Hash of the proposal (SHA-256)"))
        self.own = Groups(self.tr("Hash of just what your key signs"))
        self.node = Groups(self.tr("Node"))
        self.item = Groups(self.tr("Item"))
        stack = column(self, spacing=16)
        for widget in (PlainText(words, "muted", wrap=True), self.hash, self.own, self.node, self.item):
            stack.addWidget(widget)

    def draw(self, view: ReceiptView) -> None:
        """Show the hashes."""
        if view.node_id is None:
            return
        proposal = view.item.proposal
        common, own = proposal_hash(proposal, view.node_id), message_hash(view.message)
        self.hash.set_value(common)
        self.own.set_value(own)
        self.own.setVisible(own != common)
        self.node.set_value(view.node_id)
        self.item.set_value(proposal.item_id)
