"""*Replace the key*: what a successor takes over, and whose key asks for it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select


class SuccessorForm(QWidget):
    """Says what happens, and asks who signs where both the identity and its owner could."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meaning = PlainText("", wrap=True)
        self._moves = PlainText("", "muted", wrap=True)
        self._warning = Banner("", "caution", "warning")
        self.signer = Select(self.tr("Signed by"))
        self.signer.give_way()
        help_text = self.tr("Choose the owner where the old key is lost or may be in wrong hands.")
        self._signer_field = FormField(self.tr("Signed by"), self.signer, help_text)
        stack = column(self, spacing=16)
        for widget in (self._meaning, self._moves, self._signer_field, self._warning):
            stack.addWidget(widget)

    def set_identity(self, identity: Identity, identities: Identities, signing: Sequence[IdentityId]) -> None:
        """Show whom it is about and who could sign."""
        name = plain(identity.name)
        words = self.tr(
            "A new key from your 24 words takes the place of {name}'s key. The old key, or its owner's, and the new "
            "key both sign that, and the node refuses the old key from then on."
        )
        self._meaning.set_text(words.format(name=name))
        self._moves.set_text(
            self.tr(
                "Everything moves in one step: balances, limits and permissions, owner and guardian, what it owns "
                "and guards, and its place in groups. What waits for approval is cancelled."
            )
        )
        self._warning.set_banner(
            self.tr("It has a new DID afterwards: give that to everyone who pays it. This can't be undone."),
            "caution",
            "warning",
        )
        options = [(did, called(identities, did)) for did in signing]
        if [key for key, _ in options] != [self.signer.itemData(at) for at in range(self.signer.count())]:
            self.signer.set_options(options)
        self._signer_field.setVisible(len(options) > 1)

    def actor(self) -> IdentityId | None:
        """Return who is to sign; None if nobody here may."""
        return IdentityId(self.signer.current()) if self.signer.current() else None
