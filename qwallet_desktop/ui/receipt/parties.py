"""Who pays and who is paid, with the whole DID, and a mark where only the node says how somebody is called."""

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.receipt.message import Groups
from qwallet_desktop.ui.receipt.view import ReceiptView
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.styling import column, row


class NodesWord(QWidget):
    """A quiet mark that something is no more than what the node says."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = PlainText("", "caption", wrap=True)
        line = row(self, spacing=4)
        line.addWidget(IconLabel("info", "text_faint", 14))
        line.addWidget(self._text, 1)
        self.set_text(text or self.tr("The node says"))

    def set_text(self, text: str) -> None:
        """Say what is the node's word."""
        self._text.set_text(text)
        self.setAccessibleName(text)


class WholeParty(QWidget):
    """One side of a payment: picture, name, type, and the DID in groups of four."""

    def __init__(self, side: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.party = Party(side, show_id=False)
        self.did = Groups("")
        self.word = NodesWord(self.tr("The node says that it is called so."))
        stack = column(self, spacing=4)
        for widget in (self.party, self.word, self.did):
            stack.addWidget(widget)

    def set_side(self, side: str) -> None:
        """Say anew which side it is."""
        self.party.set_side(side)

    def draw(self, view: ReceiptView, did: IdentityId) -> None:
        """Show who it is."""
        show_party(self.party, view.identities, did)
        self.did.set_value(did)
        self.word.setVisible(view.is_nodes_word(did))
