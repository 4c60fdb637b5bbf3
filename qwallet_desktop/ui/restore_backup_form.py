"""The form to restore a backup: the file, then what it holds, what it replaces, and the protection here."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.backups import Command, OpenBackup, Opened, RestoreBackup
from qwallet_desktop.state.lock import Lock
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.backup_parts import Contents, PathField, Wanted
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.passphrase_form import SecretField
from qwallet_desktop.ui.protection_form import ProtectionForm, Unfinished
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.time_label import absolute_time
from qwallet_desktop.ui.wording import sentence


@dataclass(frozen=True, slots=True)
class Here:
    """What a restore would replace: the ledger's node, and how many identities; nothing in a first run."""

    node_id: NodeId | None = None
    identities: int = 0
    anything: bool = False


class RestoreBackupForm(QWidget):
    """Two halves, one after the other; `entered` on Enter in the last field of each."""

    entered = Signal()

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._opened: Opened | None = None
        self.file = PathField(self.tr("Backup"), Wanted.FILE, on_chosen=self._file_chosen)
        self.passphrase = SecretField(self.tr("Passphrase of the backup"))
        self.passphrase.entered.connect(self.entered)
        self.contents = Contents()
        self.replaces = Banner("", "caution", "warning")
        self._ask = PlainText(self.tr("What protects the keys on this computer?"), "label")
        self.protection = ProtectionForm()
        self.protection.entered.connect(self.entered)
        stack = column(self, spacing=16)
        for widget in (self.file, self.passphrase, self.contents, self.replaces, self._ask, self.protection):
            stack.addWidget(widget)
        self._turn(None)

    @property
    def is_open(self) -> bool:
        """Whether the second half is shown."""
        return self._opened is not None

    def set_lock(self, lock: Lock) -> None:
        """Offer what this computer can do."""
        self.protection.set_lock(lock)

    def command(self) -> Command | None:
        """Return what is to be asked next; None, with a sentence at the field, if something is missing."""
        path = self.file.path()
        if path is None:
            self.file.set_error(self.tr("Choose the backup to restore."))
            self.file.choose.setFocus()
            return None
        if not self.passphrase.text():
            self.passphrase.ask_again(self.tr("Type the passphrase that the backup was made with."))
            return None
        passphrase = Hidden(self.passphrase.text())
        if self._opened is None:
            return OpenBackup(self._bench.new_request_id(), path, passphrase)
        try:
            protection = self.protection.passphrase()
        except Unfinished:
            return None
        return RestoreBackup(self._bench.new_request_id(), path, passphrase, protection)

    def show_opened(self, opened: Opened, here: Here) -> None:
        """Show what the backup holds, and precisely what it replaces."""
        self.contents.set_manifest(opened.manifest, self._bench.numbers)
        self.replaces.set_banner(self._replaced(opened, here), "caution" if here.anything else "neutral", "info")
        self._turn(opened)

    def takes(self, problem: Problem) -> bool:
        """Show a problem at the field it belongs to; tell whether there is one."""
        if self.protection.takes(problem):
            return True
        match problem.code:
            case Code.PASSPHRASE_WRONG:
                self.go_back()
                self.passphrase.ask_again(sentence(problem))
            case Code.NOT_A_BACKUP | Code.FILE_NOT_READ:
                self.go_back()
                self.file.set_error(sentence(problem))
            case _:
                return False
        return True

    def go_back(self) -> None:
        """Go back to the file."""
        self._turn(None)

    def first_focus(self) -> QWidget:
        """Return where to begin."""
        if self.is_open:
            return self.protection.first_focus()
        return self.file.choose if self.file.path() is None else self.passphrase.edit

    def forget(self) -> None:
        """Empty everything that is secret, and begin anew."""
        self.passphrase.forget()
        self.protection.forget()
        self._turn(None)

    def _replaced(self, opened: Opened, here: Here) -> str:
        ledger, numbers = opened.manifest.ledger, self._bench.numbers
        if not here.anything:
            return self.tr("Keys, ledger, names, notes and history come back as they were when the backup was made.")
        kept = self.tr("What is here now is kept in a folder of its own inside the data folder.")
        if here.node_id != ledger.node_id:
            words = self.tr("This is another ledger. It takes the place of the one here, with its {count} identities.")
            if here.identities == 1:
                words = self.tr("This is another ledger. It takes the place of the one here, with its one identity.")
            return words.format(count=grouped(here.identities, numbers)) + " " + kept
        if opened.newer == 0:
            words = self.tr("This is the ledger that is here, and nothing was entered since the backup was made.")
            return words + " " + kept
        if opened.newer is None:
            words = self.tr("This is an earlier state of the ledger here. All that was entered after {time} is gone.")
            return words.format(time=absolute_time(opened.manifest.made_at)) + " " + kept
        words = self.tr(
            "This is an earlier state of the ledger here. {count} entries made after {time}, such as payments and new "
            "identities, are gone from it."
        )
        if opened.newer == 1:
            words = self.tr(
                "This is an earlier state of the ledger here. One entry made after {time}, a payment or a new "
                "identity, is gone from it."
            )
        count = grouped(opened.newer, numbers)
        return words.format(count=count, time=absolute_time(opened.manifest.made_at)) + " " + kept

    def _turn(self, opened: Opened | None) -> None:
        self._opened = opened
        first: tuple[QWidget, ...] = (self.file, self.passphrase)
        for widget in first:
            widget.setVisible(opened is None)
        for widget in (self.contents, self.replaces, self._ask, self.protection):
            widget.setVisible(opened is not None)

    def _file_chosen(self) -> None:
        self.passphrase.edit.setFocus()
