"""The system's dialogs for the file of a list: which to take, and where to write one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from qwallet_desktop.ui.files import open_files


def ask_list(parent: QWidget, on_chosen: Callable[[Path], object], title: str) -> QFileDialog:
    """Open the dialog for a list to read, without a loop of its own, and return it."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([parent.tr("Lists (*.csv *.tsv *.txt)"), parent.tr("All files (*)")])
    return open_files(dialog, on_chosen)


def ask_where(parent: QWidget, name: str, on_chosen: Callable[[Path], object], title: str) -> QFileDialog:
    """Open the dialog for a list to write, without a loop of its own, and return it; `name` is offered."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("csv")
    dialog.setNameFilters([parent.tr("CSV file (*.csv)")])
    return open_files(dialog, on_chosen, name)
