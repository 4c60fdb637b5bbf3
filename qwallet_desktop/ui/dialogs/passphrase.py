"""The sheet to set, change or remove the passphrase of the vault."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.lock import Lock, Slot
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import PassphraseSheet as Asked
from qwallet_desktop.state.vault_commands import Hidden, RemovePassphrase, SetPassphrase
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.vault_sheet import VaultSheet
from qwallet_desktop.ui.passphrase_form import NewPassphraseForm, SecretField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.wording import sentence


class Task(Enum):
    """What the sheet is for."""

    SET = auto()
    CHANGE = auto()
    REMOVE = auto()


@dataclass(frozen=True, slots=True)
class View:
    """What was asked for, and the vault's state."""

    remove: bool
    lock: Lock


def select(state: State) -> View:
    """Return what the sheet draws."""
    sheet = state.navigation.sheet
    return View(isinstance(sheet, Asked) and sheet.remove, state.lock)


class PassphraseSheet(VaultSheet):
    """Asks for the old passphrase where there is one, and for the new one unless it is removed."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent)
        self._task: Task | None = None
        self._about = PlainText("", "muted", wrap=True)
        self.old = SecretField(self.tr("Current passphrase"))
        self.form = NewPassphraseForm()
        self.form.set_label(self.tr("New passphrase"))
        for widget in (self._about, self.old, self.form, self.problem):
            self.add(widget)
        self.old.entered.connect(self._go_on)
        self.form.entered.connect(self.submit)

    def draw(self, view: View) -> None:
        """Draw the form, or what became of it."""
        if self._task is None:
            # What the sheet is for does not change under one's hands when the vault's slot does.
            self._begin(self._task_of(view))
        self.show_lock(view.lock)

    @staticmethod
    def _task_of(view: View) -> Task:
        if view.remove:
            return Task.REMOVE
        return Task.CHANGE if view.lock.slot is Slot.PASSPHRASE else Task.SET

    def _begin(self, task: Task) -> None:
        self._task = task
        self.old.setVisible(task is not Task.SET)
        self.form.setVisible(task is not Task.REMOVE)
        title, about, verb = self._words(task)
        self.set_title(title)
        self.set_verb(verb)
        self._about.set_text(about)

    def _words(self, task: Task) -> tuple[str, str, str]:
        if task is Task.REMOVE:
            about = self.tr(
                "This computer's keyring protects your keys then: whoever is logged in as you can open Qwallet, "
                "and Lock only hides the screen."
            )
            return self.tr("Remove the passphrase?"), about, self.tr("Remove passphrase")
        about = self.tr(
            "Qwallet asks for it at each start and after each lock. Nobody can reset it: "
            "without it, only your recovery words bring the keys back."
        )
        if task is Task.CHANGE:
            return self.tr("Change the passphrase"), about, self.tr("Change passphrase")
        return self.tr("Set a passphrase"), about, self.tr("Set passphrase")

    def submit(self) -> None:
        """Check the form and ask the vault."""
        if self.lock.busy or not self._has_old():
            return
        old = Hidden(self.old.text())
        if self._task is Task.REMOVE:
            self.ask(RemovePassphrase(old))
            return
        new = self.form.passphrase()
        if new is not None:
            self.ask(SetPassphrase(new, old if self._task is Task.CHANGE else None))

    def takes(self, problem: Problem) -> bool:
        """Show a wrong passphrase at the old one, a short one at the new."""
        match problem.code:
            case Code.PASSPHRASE_WRONG if self._task is not Task.SET:
                self.old.ask_again(sentence(problem))
            case Code.PASSPHRASE_TOO_SHORT if self._task is not Task.REMOVE:
                self.form.refuse(problem)
            case _:
                return False
        return True

    def forget(self) -> None:
        """Empty all fields."""
        self.old.forget()
        self.form.forget()

    def _has_old(self) -> bool:
        if self._task is not Task.SET and not self.old.text():
            self.old.ask_again(self.tr("Type the passphrase that opens Qwallet now."))
            return False
        return True

    def _go_on(self) -> None:
        if self._task is Task.REMOVE:
            self.submit()
        else:
            self.form.first.edit.setFocus()
