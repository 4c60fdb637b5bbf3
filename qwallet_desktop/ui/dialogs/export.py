"""The export of a history: where to, how far it is, and how it ended."""

from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.exports import Export, Exported, Exporting, NoExport, NotExported
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.files import open_files
from qwallet_desktop.ui.widgets.buttons import GhostButton, SecondaryButton
from qwallet_desktop.ui.widgets.charts import MeterBar
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import column, row, set_look
from qwallet_desktop.ui.wording import sentence


def ask_file(parent: QWidget, name: str, on_chosen: Callable[[Path], object]) -> QFileDialog:
    """Open the system's dialog for a CSV file to write, without a loop of its own, and return it.

    Args:
        parent: The widget whose window the dialog belongs to.
        name: The file name that is offered.
        on_chosen: Called with the path, once one was chosen.
    """
    dialog = QFileDialog(parent, parent.tr("Export activity"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("csv")
    dialog.setNameFilters([parent.tr("CSV file (*.csv)")])
    return open_files(dialog, on_chosen, name)


class ExportStrip(QWidget):
    """A line under the filters: progress with *Cancel*, then the result until it is dismissed."""

    def __init__(
        self,
        numbers: NumberStyle,
        on_cancel: Callable[[], object],
        on_dismiss: Callable[[], object],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._words = PlainText("", wrap=True)
        self._bar = MeterBar()
        self._progress = QFrame()
        set_look(self._progress, look="banner")
        line = row(self._progress, spacing=12)
        line.setContentsMargins(12, 8, 8, 8)
        line.addWidget(self._words, 2)
        line.addWidget(self._bar, 1)
        line.addWidget(SecondaryButton(self.tr("Cancel"), on_cancel))
        self._result = Banner()
        self._result.add_action(GhostButton(self.tr("Dismiss"), on_dismiss))
        stack = column(self, spacing=0)
        stack.addWidget(self._progress)
        stack.addWidget(self._result)
        self.set_export(NoExport())

    def set_export(self, export: Export) -> None:
        """Show how far an export is, or how it ended."""
        self.setVisible(not isinstance(export, NoExport))
        self._progress.setVisible(isinstance(export, Exporting))
        self._result.setVisible(isinstance(export, Exported | NotExported))
        match export:
            case NoExport():
                pass
            case Exporting(_, path, written, total):
                words = self._so_far(written, total).replace("{file}", path.name)
                self._words.set_text(words)
                self._bar.setVisible(total is not None)
                self._bar.set_share(min(written, total or 0), total or 0, words, "accent")
            case Exported(path, written):
                words = self.tr("{count} entries were written to {path}")
                count = grouped(written, self._numbers)
                self._result.set_banner(words.format(count=count, path=path), "positive", "check")
            case NotExported(problem):
                self._show_end(sentence(problem, self._numbers) if problem is not None else "")
            case _:
                assert_never(export)

    def words(self) -> str:
        """Return what is said now."""
        return self._words.text() if not self._progress.isHidden() else self._result.accessibleName()

    def _so_far(self, written: int, total: int | None) -> str:
        done = grouped(written, self._numbers)
        if total is None:
            return self.tr("{done} entries written to {file} so far").replace("{done}", done)
        # What came since the table was read is written too.
        words = self.tr("Writing {done} of {all} entries to {file}")
        return words.replace("{done}", done).replace("{all}", grouped(max(written, total), self._numbers))

    def _show_end(self, why: str) -> None:
        if why:
            words = self.tr("Nothing was exported. {why}").format(why=why)
            self._result.set_banner(words, "danger", "warning")
        else:
            self._result.set_banner(self.tr("The export was cancelled; no file was left."), "neutral", "info")
