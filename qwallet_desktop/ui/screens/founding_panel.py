"""A group's founding document: what it says, its hash, who signed it, and how to check that by oneself."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.group_chain import Group, verify_group
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.messages import message_hash
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.role_words import threshold_words
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.id_label import CopyButton, IdLabel
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import sentence, type_word


class FoundingPanel(Card):
    """Recomputed here each time that it is shown, from the document alone."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._heading = PlainText(self.tr("Founding document"), "heading")
        self._banner = Banner()
        self._facts = KeyValueGrid()
        self.how = LinkButton(self.tr("How to check this"), self.toggle)
        self._steps = QWidget()
        self._copy = CopyButton()
        self._step_words = PlainText("", wrap=True, selectable=True)
        stack = column(self._steps, spacing=8)
        stack.addWidget(self._step_words)
        line = row(spacing=4)
        line.addWidget(PlainText(self.tr("The signed message, byte by byte"), "muted"))
        line.addWidget(self._copy)
        line.addStretch(1)
        stack.addLayout(line)
        self._steps.hide()
        for widget in (self._heading, self._banner, self._facts):
            self.add(widget)
        self.body.addWidget(self.how, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(self._steps)

    def show_group(self, group: Group, identities: Identities, node_id: NodeId | None) -> None:
        """Check the document and say what came of it."""
        founding, message = group.founding, group.founding.message()
        self._say_check(group, node_id or founding.node_id)
        facts = self._facts
        facts.clear()
        facts.add_row(self.tr("Name"), plain(founding.name))
        facts.add_row(self.tr("Type"), type_word(founding.type))
        facts.add_row(self.tr("Decides"), threshold_words(founding.charter))
        facts.add_row(self.tr("Founder"), called(identities, founding.founder))
        signers = ", ".join(called(identities, one.signer) for one in group.signatures)
        facts.add_row(self.tr("Signed by"), signers)
        facts.add_widget(self.tr("Hash"), IdLabel(message_hash(message), head=16, tail=8))
        facts.add_widget(self.tr("Group"), IdLabel(group.id, head=20, tail=8))
        facts.add_widget(self.tr("Node"), IdLabel(founding.node_id, head=12, tail=6))
        self._step_words.set_text(self._how_words(group))
        self._copy.set_value(message.decode())
        self._copy.set_what(self.tr("The signed message"))

    def words(self) -> str:
        """Return what came of the check."""
        return self._banner.accessibleName()

    def toggle(self) -> None:
        """Show or hide how to check it."""
        shown = self._steps.isHidden()
        self._steps.setVisible(shown)
        self.how.set_text(self.tr("Hide how to check this") if shown else self.tr("How to check this"))

    def _say_check(self, group: Group, node_id: NodeId) -> None:
        try:
            verify_group(group, node_id)
        except Refused as refused:
            words = self.tr("This document does not hold: {why}").format(why=sentence(refused.problem))
            self._banner.set_banner(words, "danger", "warning")
            return
        count = len(group.signatures)
        words = self.tr(
            "Checked on this computer: the group's DID is made of this document, and all {count} founding "
            "signatures fit it."
        )
        if count == 1:
            words = self.tr(
                "Checked on this computer: the group's DID is made of this document, and its one founding "
                "signature fits it."
            )
        if group.changes:
            words += " " + self.tr("What changed since was signed by all who had to.")
        self._banner.set_banner(words.format(count=count), "positive", "check")

    def _how_words(self, group: Group) -> str:
        return self.tr(
            "1. Copy the signed message and take its SHA-256: it is the hash above.\n"
            "2. Write these 32 bytes in base58btc behind “did:qwallet:z”: it is the group's DID.\n"
            "3. Check each signature (Ed25519, RFC 8032) over the message with the key that its signer's DID names.\n"
            "4. Ask another member for the hash that it sees. If both are the same, you look at the same group."
        )
