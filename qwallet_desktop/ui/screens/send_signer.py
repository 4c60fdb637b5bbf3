"""Who signs what a group pays: one member held here, or a choice of several."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select


class SignerField(QWidget):
    """Takes no room where the identity signs for itself."""

    def __init__(self, on_chosen: Callable[[IdentityId], object], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = ()
        self._only = PlainText("", "caption", wrap=True)
        self.choice = Select(self.tr("Signed by"))
        self.choice.give_way()
        self.choice.chosen.connect(lambda key: on_chosen(IdentityId(key)))
        help_text = self.tr("It asks for the payment; others agree to it.")
        self._field = FormField(self.tr("Signed by"), self.choice, help_text)
        stack = column(self, spacing=4)
        stack.addWidget(self._only)
        stack.addWidget(self._field)
        self.hide()

    def set_signers(self, identity: IdentityId | None, signers: Sequence[IdentityId], identities: Identities) -> None:
        """Offer the members that may ask for a payment, the one that does first."""
        others = tuple(did for did in signers if did != identity)
        names = tuple(called(identities, did) for did in others)
        shown = (identity, others, names)
        if shown == self._shown:
            return
        self._shown = shown
        self.setVisible(bool(others) and identity not in signers)
        self._only.setVisible(len(others) == 1)
        self._field.setVisible(len(others) > 1)
        if len(others) == 1:
            self._only.set_text(self.tr("Signed by {name}, a member of this group.").format(name=names[0]))
        elif others:
            options = sorted(zip(others, names, strict=True), key=lambda option: option[1].casefold())
            self.choice.set_options(options)
            self.choice.set_current(others[0])
