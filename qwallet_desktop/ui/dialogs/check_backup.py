"""The sheet that checks a backup: everything is decrypted and recomputed, nothing is changed."""

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.backups import Backups, CheckBackup, Checked, Result
from qwallet_desktop.state.root import State
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.backup_parts import Contents, PathField, Wanted
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.job_sheet import JobSheet
from qwallet_desktop.ui.passphrase_form import SecretField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.wording import sentence


def select(state: State) -> Backups:
    """Return what the sheet draws."""
    return state.backups


class CheckBackupSheet(JobSheet):
    """A file and its passphrase; then what it holds."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, CheckBackup)
        self._about = PlainText(
            self.tr(
                "Opens the whole file, reads the keys, recomputes the audit log against the node's signature, "
                "and adds up every balance. Nothing here is changed."
            ),
            "muted",
            wrap=True,
        )
        self.file = PathField(self.tr("Backup"), Wanted.FILE, on_chosen=self._file_chosen)
        self.passphrase = SecretField(self.tr("Passphrase of the backup"))
        self.passphrase.entered.connect(self.submit)
        self.done = Banner(self.tr("Everything in this backup is whole and adds up."), "positive", "check")
        self.contents = Contents()
        for widget in (self._about, self.file, self.passphrase, self.done, self.contents, self.progress, self.problem):
            self.add(widget)
        self._show_result(shown=False)
        self.set_title(self.tr("Check a backup"))
        self.set_verb(self.tr("Check"))
        self._checked = False

    def draw(self, backups: Backups) -> None:
        """Draw the form, how far the check is, or what the backup holds."""
        self.show_job(backups)

    def submit(self) -> None:
        """Begin; once it is done, close."""
        if self._checked:
            self.leave()
            return
        path = self.file.path()
        if path is None:
            self.file.set_error(self.tr("Choose the backup to check."))
            self.file.choose.setFocus()
        elif not self.passphrase.text():
            self.passphrase.ask_again(self.tr("Type the passphrase that the backup was made with."))
        else:
            self.ask(CheckBackup(self.bench.new_request_id(), path, Hidden(self.passphrase.text())))

    def ended(self, result: Result) -> None:
        """Say what the backup holds."""
        if not isinstance(result, Checked):
            return
        self._checked = True
        self.passphrase.forget()
        self.contents.set_manifest(result.manifest, self.bench.numbers, result.size)
        self._show_result(shown=True)
        self.set_verb(self.tr("Done"))
        self.set_cancel("")

    def takes(self, problem: Problem) -> bool:
        """Show what is wrong with file or passphrase there."""
        match problem.code:
            case Code.PASSPHRASE_WRONG:
                self.passphrase.ask_again(sentence(problem))
            case Code.NOT_A_BACKUP | Code.FILE_NOT_READ:
                self.file.set_error(sentence(problem))
            case _:
                return False
        return True

    def forget(self) -> None:
        """Empty the passphrase."""
        self.passphrase.forget()

    def _show_result(self, *, shown: bool) -> None:
        for widget in (self._about, self.file, self.passphrase):
            widget.setVisible(not shown)
        self.done.setVisible(shown)
        self.contents.setVisible(shown)

    def _file_chosen(self) -> None:
        self.passphrase.edit.setFocus()
