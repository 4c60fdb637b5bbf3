"""What the forms of backups are made of: a file to choose, how far the work is, and what a backup holds."""

from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from qwallet_desktop.domain.backups import SUFFIX, Manifest
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.backups import Stage, Working
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.files import open_files
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.charts import MeterBar
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import ElidedText, PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, row, set_look
from qwallet_desktop.ui.widgets.time_label import absolute_time

SHOWN_NAMES = 6


class Wanted(Enum):
    """What kind of path is chosen."""

    NEW_FILE = auto()
    FILE = auto()
    FOLDER = auto()


class PathField(QWidget):
    """A path and the button to choose it by the system's dialog; `on_chosen` is called after each choice."""

    def __init__(
        self,
        label: str,
        wanted: Wanted,
        help_text: str = "",
        *,
        name: str = "",
        on_chosen: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self._wanted, self._name, self._on_chosen = wanted, name, on_chosen
        self._label = label
        self._path: Path | None = None
        self.text = ElidedText("", "mono", cut=Qt.TextElideMode.ElideMiddle)
        self.text.setMinimumWidth(120)
        self._none = PlainText(self.tr("Nothing chosen yet"), "muted")
        self.choose = SecondaryButton("", self.open_dialog, icon="folder")
        holder = QWidget()
        line = row(holder, spacing=12)
        line.addWidget(self.choose)
        line.addWidget(self._none, 1)
        line.addWidget(self.text, 1)
        holder.setFocusProxy(self.choose)
        self._field = FormField(label, holder, help_text)
        self.setFocusProxy(self.choose)
        column(self).addWidget(self._field)
        self.set_path(None)

    def path(self) -> Path | None:
        """Return the chosen path."""
        return self._path

    def set_path(self, path: Path | None) -> None:
        """Show a path, or that none was chosen."""
        self._path = path
        self._field.set_error("")
        self.text.set_text("" if path is None else plain(str(path)))
        self.text.setVisible(path is not None)
        self._none.setVisible(path is None)
        chosen, folder = path is not None, self._wanted is Wanted.FOLDER
        first = self.tr("Choose a folder…") if folder else self.tr("Choose a file…")
        self.choose.set_text(self.tr("Change…") if chosen else first)
        self.choose.setAccessibleDescription(plain(str(path)) if chosen else self.tr("Nothing chosen yet"))

    def set_error(self, words: str) -> None:
        """Show what is wrong with it; nothing if empty."""
        self._field.set_error(words)

    def error(self) -> str:
        """Return the sentence shown as error."""
        return self._field.error()

    def open_dialog(self) -> QFileDialog:
        """Open the system's dialog, without a loop of its own, and return it."""
        dialog = QFileDialog(self.window(), self._label, str(self._path or ""))
        name = ""
        if self._wanted is Wanted.FOLDER:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setNameFilters([self.tr("Qwallet backup (*{suffix})").format(suffix=SUFFIX)])
            dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if self._wanted is Wanted.NEW_FILE:
            # The dialog itself asks before a file that is there is taken.
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setFileMode(QFileDialog.FileMode.AnyFile)
            name = self._path.name if self._path is not None else self._name
        return open_files(dialog, self._chosen, name)

    def _chosen(self, path: Path) -> None:
        self.set_path(path)
        self._on_chosen()


class JobProgress(QFrame):
    """What the work is at, and how much of it is done."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="banner")
        self._words = PlainText("", wrap=True)
        self._bar = MeterBar()
        stack = column(self, spacing=8)
        stack.setContentsMargins(12, 12, 12, 12)
        stack.addWidget(self._words)
        stack.addWidget(self._bar)
        self.hide()

    def set_job(self, job: Working | None) -> None:
        """Show how far the work is; nothing if there is none."""
        self.setVisible(job is not None)
        if job is not None:
            words = self._of(job.stage)
            self._words.set_text(words)
            self._bar.set_share(job.done, max(job.total, 1), words, "accent")

    def words(self) -> str:
        """Return what is said now."""
        return self._words.text()

    def _of(self, stage: Stage) -> str:
        match stage:
            case Stage.COPYING:
                return self.tr("Copying the ledger; payments go on meanwhile…")
            case Stage.SEALING:
                return self.tr("Encrypting…")
            case Stage.READING:
                return self.tr("Decrypting…")
            case Stage.CHECKING:
                return self.tr("Recomputing the audit log and every balance…")
            case _:
                return self.tr("Putting everything in place…")


class Contents(KeyValueGrid):
    """What a backup says of itself."""

    def set_manifest(self, manifest: Manifest, numbers: NumberStyle, size: int | None = None) -> None:
        """Show a backup's time, identities, counts, and its size in bytes if that is known."""
        ledger = manifest.ledger
        self.clear()
        self.add_row(self.tr("Made"), absolute_time(manifest.made_at))
        self.add_row(self.tr("Identities"), self._names(manifest, numbers), kind="quote" if ledger.members else "text")
        if manifest.has_ledger:
            self.add_row(self.tr("Transactions"), grouped(ledger.transfers, numbers))
            entries = self.tr("{count} entry") if ledger.size == 1 else self.tr("{count} entries")
            self.add_row(self.tr("Audit log"), entries.format(count=grouped(ledger.size, numbers)))
        else:
            self.add_row(self.tr("Ledger"), self.tr("Not in it: it stays with its node"))
        self.add_row(self.tr("Node"), ledger.node_id, kind="id")
        if size is not None:
            self.add_row(self.tr("Size"), QLocale().formattedDataSize(size))

    def _names(self, manifest: Manifest, numbers: NumberStyle) -> str:
        members = manifest.ledger.members
        if not members:
            return self.tr("None yet")
        names = ", ".join(plain(each.name or each.id) for each in members[:SHOWN_NAMES])
        more = len(members) - SHOWN_NAMES
        return (
            names
            if more <= 0
            else self.tr("{names} and {count} more").format(names=names, count=grouped(more, numbers))
        )
