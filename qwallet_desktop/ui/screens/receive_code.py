"""The left of Receive: who receives, a QR code with what it says, and the DID in full."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.id_label import CopyButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.qr import QrView
from qwallet_desktop.ui.widgets.wrapped_text import WrappedText

_CENTRE = Qt.AlignmentFlag.AlignHCenter


class CodePanel(Card):
    """A code that is the DID, or a payment request."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(margin=16, parent=parent)
        self._party = Party(size=36, show_id=False)
        self.code = QrView(240)
        self.says = PlainText("", "muted", wrap=True)
        self.says.setAlignment(_CENTRE)
        self.did = WrappedText(self.tr("DID"))
        self.copy = CopyButton()
        field = FormField(self.tr("DID"), self.did)
        field.add_corner(self.copy)
        self.add(self._party)
        self.body.addSpacing(4)
        self.body.addWidget(self.code, 0, _CENTRE)
        self.add(self.says)
        self.add(field)
        self.body.addStretch(1)

    def show_identity(self, identity: Identity, identities: Identities) -> None:
        """Show who receives."""
        show_party(self._party, identities, identity.id)
        self.did.set_text(identity.id)
        self.copy.set_value(identity.id)

    def show_did(self, did: IdentityId) -> bool:
        """Let the code be the DID alone; return True, for a DID always fits."""
        return self._show(did, self.tr("This code is the DID. Whoever scans it can pay to this identity."))

    def show_link(self, link: str, asked: str) -> bool:
        """Let the code be a payment request; return whether it fits into one."""
        return self._show(link, self.tr("This code asks for {asked}.").format(asked=asked))

    def picture(self, pixels: int) -> QImage:
        """Return the code as a picture."""
        return self.code.image(pixels)

    def _show(self, text: str, words: str) -> bool:
        try:
            if text != self.code.text():
                self.code.set_text(text, words)
        except ValueError:
            self.code.hide()
            self.says.set_text(self.tr("This request is too long for a QR code. Copy the link, or shorten the memo."))
            return False
        self.code.show()
        self.says.set_text(words)
        return True
