"""The sheet that writes vault and ledger into one encrypted file."""

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.backups import dated_name
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.backups import Backups, Made, MakeBackup, Result
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.backup_parts import Contents, PathField, Wanted
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.job_sheet import JobSheet
from qwallet_desktop.ui.passphrase_form import NewPassphraseForm
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.wording import host_of, sentence

AT_FILE = frozenset({Code.FILE_EXISTS, Code.FILE_NOT_WRITTEN, Code.FOLDER_MISSING})


def select(state: State) -> Backups:
    """Return what the sheet draws."""
    return state.backups


class MakeBackupSheet(JobSheet):
    """Where to, and the passphrase twice; then what was written."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, MakeBackup)
        self._about = PlainText("", "muted", wrap=True)
        name = dated_name(bench.now().date())
        self.file = PathField(self.tr("Write to"), Wanted.NEW_FILE, name=name, on_chosen=self._file_chosen)
        self.form = NewPassphraseForm()
        self.form.set_label(self.tr("Passphrase of this backup"))
        self.form.entered.connect(self.submit)
        self._warning = Banner(
            self.tr("Whoever has the file and this passphrase has your money. Without it, nobody can open the file.")
        )
        self.done = Banner("", "positive", "check")
        self.contents = Contents()
        for widget in (
            self._about,
            self.file,
            self.form,
            self._warning,
            self.done,
            self.contents,
            self.progress,
            self.problem,
        ):
            self.add(widget)
        self.done.hide()
        self.contents.hide()
        self.set_title(self.tr("Back up"))
        self.set_verb(self.tr("Back up"))
        self._made = False

    def draw(self, backups: Backups) -> None:
        """Draw the form, how far the work is, or what was written."""
        about = self.tr(
            "One encrypted file with your keys, your private notes and the whole ledger. "
            "It brings everything back, on this computer or another."
        )
        if backups.served:
            about = self.tr(
                "One encrypted file with your keys and your private notes. The ledger is not in it: the node at {host} "
                "keeps that, and whoever runs it backs it up."
            )
        self._about.set_text(about.format(host=host_of(backups.served)))
        self.show_job(backups)

    def submit(self) -> None:
        """Check the form and begin; once it is done, close."""
        if self._made:
            self.leave()
            return
        path = self.file.path()
        if path is None:
            self.file.set_error(self.tr("Choose where the file is to be written."))
            self.file.choose.setFocus()
            return
        passphrase = self.form.passphrase()
        if passphrase is not None:
            self.ask(MakeBackup(self.bench.new_request_id(), path, passphrase, overwrite=True))

    def ended(self, result: Result) -> None:
        """Say what was written."""
        if not isinstance(result, Made):
            return
        self._made = True
        self.form.forget()
        for widget in (self._about, self.file, self.form, self._warning):
            widget.hide()
        self.done.set_banner(
            self.tr("Written to {path}. Keep a copy off this computer, and check it now and then.").format(
                path=result.path
            ),
            "positive",
            "check",
        )
        self.contents.set_manifest(result.manifest, self.bench.numbers, result.size)
        self.done.show()
        self.contents.show()
        self.set_verb(self.tr("Done"))
        self.set_cancel("")

    def takes(self, problem: Problem) -> bool:
        """Show what is wrong with file or passphrase there."""
        match problem.code:
            case code if code in AT_FILE:
                self.file.set_error(sentence(problem))
            case Code.PASSPHRASE_TOO_SHORT:
                self.form.refuse(problem)
            case _:
                return False
        return True

    def forget(self) -> None:
        """Empty the passphrase."""
        self.form.forget()

    def _file_chosen(self) -> None:
        self.form.first.edit.setFocus()
