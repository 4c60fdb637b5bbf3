"""The sheet that puts a backup in the place of what is here."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.aids import at_stake
from qwallet_desktop.state.backups import Backups, OpenBackup, Opened, RestoreBackup, Restored, Result
from qwallet_desktop.state.health import Up
from qwallet_desktop.state.lock import Lock
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.job_sheet import JobSheet
from qwallet_desktop.ui.restore_backup_form import Here, RestoreBackupForm
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner


@dataclass(frozen=True, slots=True)
class View:
    """What the sheet draws: the job, what protects the keys here, what is here, and whether its end loses something."""

    backups: Backups
    lock: Lock
    here: Here
    loses: bool = False


def select(state: State) -> View:
    """Return what the sheet draws."""
    node = state.health.node
    here = Here(node.node_id if isinstance(node, Up) else None, len(state.identities.known), anything=True)
    return View(state.backups, state.lock, here, bool(at_stake(state)))


class RestoreBackupSheet(JobSheet):
    """The file first; then what it holds and replaces, and the protection."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, (OpenBackup, RestoreBackup), width=560)
        self._here = Here()
        self._about = PlainText(
            self.tr(
                "Puts a backup in the place of the keys and the ledger that are here. You see first what it holds."
            ),
            "muted",
            wrap=True,
        )
        # The program ends by itself once all is in place, so this is said before and not then.
        self.losing = Banner(
            self.tr(
                "An anonymous identity still holds something. Its key is in memory only, and restoring ends Qwallet: "
                "what it holds is lost then. Move it to another identity first if you want to keep it."
            ),
            "danger",
            "warning",
        )
        self.form = RestoreBackupForm(bench)
        self.form.entered.connect(self._entered)
        self.done = Banner(self.tr("Everything is in place. Qwallet starts anew with it…"), "positive", "check")
        for widget in (self._about, self.losing, self.form, self.done, self.progress, self.problem):
            self.add(widget)
        self.done.hide()
        self.losing.hide()
        self.set_title(self.tr("Restore a backup"))
        self._name()

    def draw(self, view: View) -> None:
        """Draw the half one is in, and how far the work is."""
        self._here = view.here
        self.losing.setVisible(view.loses and not self.form.isHidden())
        self.form.set_lock(view.lock)
        self.show_job(view.backups)
        self._name()

    def submit(self) -> None:
        """Open the backup; from there, restore it."""
        command = self.form.command()
        if command is not None:
            self.ask(command)

    def _entered(self) -> None:
        # What replaces everything is not given by an Enter in a field.
        if not self.form.is_open:
            self.submit()

    def ended(self, result: Result) -> None:
        """Go on to the second half, or say that all is done."""
        if isinstance(result, Opened) and self.form.file.path() is not None:
            self.form.show_opened(result, self._here)
            self.form.first_focus().setFocus()
        elif isinstance(result, Restored):
            self.form.forget()
            self.form.hide()
            self.losing.hide()
            self.done.show()
            self.set_verb_enabled(False)

    def takes(self, problem: Problem) -> bool:
        """Show a problem in the form."""
        return self.form.takes(problem)

    def forget(self) -> None:
        """Empty the form."""
        self.form.forget()

    def _name(self) -> None:
        opened = self.form.is_open
        self._about.setVisible(not opened and not self.form.isHidden())
        self.set_verb(self.tr("Replace and restart") if opened else self.tr("Open the backup"))
        self.set_dangerous(opened)
