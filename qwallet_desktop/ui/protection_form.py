"""The choice of what protects the keys: this computer's keyring, or a passphrase."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.lock import Lock, Slot
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.passphrase_form import NewPassphraseForm
from qwallet_desktop.ui.widgets.choice import ChoiceCard
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column


class Unfinished(Exception):  # noqa: N818 - the form says what is missing
    """The form shows what has to be put right first."""


class ProtectionForm(QWidget):
    """Two cards and, for the second, the new passphrase; `entered` on Enter in the last field."""

    entered = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keyring = ChoiceCard(
            self.tr("This computer's keyring"),
            self.tr(
                "Nothing to remember. Whoever is logged in as you on this computer can open Qwallet, "
                "and Lock only hides the screen."
            ),
            self.tr("Recommended"),
        )
        self.phrase = ChoiceCard(
            self.tr("A passphrase"),
            self.tr(
                "Asked for at each start and after each lock. Nobody can reset it: "
                "without it, only your recovery words bring the keys back."
            ),
        )
        self._none = Banner(
            self.tr(
                "This computer has no keyring that Qwallet can use, so a passphrase protects your keys. It is asked "
                "for at each start and after each lock, and nobody can reset it."
            ),
            "caution",
            "info",
        )
        self.form = NewPassphraseForm()
        self.form.entered.connect(self.entered)
        stack = column(self, spacing=12)
        for widget in (self._none, self.keyring, self.phrase, self.form):
            stack.addWidget(widget)
        self.keyring.toggled.connect(self._show_form)
        self._usable = True
        self.forget()

    def set_lock(self, lock: Lock) -> None:
        """Offer what this computer can do."""
        self._none.setVisible(not lock.keyring_usable)
        self.keyring.setVisible(lock.keyring_usable)
        self.phrase.setVisible(lock.keyring_usable)
        if lock.keyring_usable != self._usable:
            self._usable = lock.keyring_usable
            (self.keyring if self._usable else self.phrase).setChecked(True)

    def slot(self) -> Slot:
        """Return what is chosen."""
        return Slot.PASSPHRASE if self.phrase.isChecked() else Slot.KEYRING

    def passphrase(self) -> Hidden | None:
        """Return the new passphrase, None for the keyring.

        Raises:
            Unfinished: The passphrase is too short, or was typed differently; the form says so.
        """
        if self.slot() is Slot.KEYRING:
            return None
        passphrase = self.form.passphrase()
        if passphrase is None:
            raise Unfinished
        return passphrase

    def takes(self, problem: Problem | None) -> bool:
        """Show a problem at the field it belongs to; tell whether there is one."""
        if problem is None or problem.code is not Code.PASSPHRASE_TOO_SHORT:
            return False
        self.form.refuse(problem)
        return True

    def first_focus(self) -> QWidget:
        """Return where to begin."""
        if not self._usable:
            return self.form.first.edit
        return self.phrase if self.phrase.isChecked() else self.keyring

    def forget(self) -> None:
        """Empty the fields and begin anew."""
        self.form.forget()
        (self.keyring if self._usable else self.phrase).setChecked(True)
        self._show_form()

    def _show_form(self) -> None:
        self.form.setVisible(self.phrase.isChecked())
        if not self.phrase.isChecked():
            self.form.forget()
