"""Opens dialogs for files: the system's where it has one, else Qt's own in our looks."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, QFileInfo, QStandardPaths, Qt
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFileDialog, QHeaderView, QToolButton, QTreeView

from qwallet_desktop.ui.dressing import dress
from qwallet_desktop.ui.icons import bind_icon, icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.labels import IconLabel
from qwallet_desktop.ui.widgets.styling import row, set_look

_WIDTH: Final = 820
_HEIGHT: Final = 520
_HEADER: Final = 32
_TOOLS: Final = {
    "backButton": "chevron-left",
    "forwardButton": "chevron-right",
    "toParentButton": "chevron-up",
    "newFolderButton": "plus",
}
_NEEDLESS: Final = ("listModeButton", "detailModeButton")
"""What Qt calls the buttons of its own dialog."""


def open_files(dialog: QFileDialog, on_chosen: Callable[[Path], object], name: str = "") -> QFileDialog:
    """Open a dialog without a loop of its own, and return it; it goes away by itself.

    Args:
        dialog: What to ask.
        on_chosen: Called with the path, once one was chosen.
        name: The file name that is offered.
    """
    dress(dialog)
    if dialog.directory() == QDir.current():
        dialog.setDirectory(_documents())  # where a program was started from means nothing to who uses it
    if name:
        dialog.selectFile(name)
    _put_on_our_looks(dialog)
    dialog.fileSelected.connect(lambda path: on_chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _documents() -> str:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return documents if Path(documents).is_dir() else QDir.homePath()


class _Icons(QAbstractFileIconProvider):
    """Our icons for folders and files."""

    def icon(self, what: QAbstractFileIconProvider.IconType | QFileInfo) -> QIcon:
        if isinstance(what, QFileInfo):
            return icon("folder" if what.isDir() else "note")
        return icon("note" if what is QAbstractFileIconProvider.IconType.File else "folder")


@cache
def _icons() -> _Icons:
    return _Icons()  # Qt keeps no reference of its own


def _put_on_our_looks(dialog: QFileDialog) -> None:
    """Make Qt's own dialog look like the rest; the system's has none of these parts."""
    buttons = dialog.findChild(QDialogButtonBox)
    if buttons is None:
        return
    dialog.setIconProvider(_icons())
    dialog.resize(current_theme().scaled(_WIDTH), current_theme().scaled(_HEIGHT))
    for button in buttons.buttons():
        button.setIcon(QIcon())
        if buttons.buttonRole(button) is QDialogButtonBox.ButtonRole.AcceptRole:
            set_look(button, look="primary")
    for tool in dialog.findChildren(QToolButton):
        if tool.objectName() in _NEEDLESS:
            tool.hide()
        elif tool.objectName() in _TOOLS:
            set_look(tool, look="icon")
            bind_icon(tool, _TOOLS[tool.objectName()])
    for choice in dialog.findChildren(QComboBox):
        _add_arrow(choice)
    for tree in dialog.findChildren(QTreeView):
        header = tree.header()
        header.setFixedHeight(current_theme().scaled(_HEADER))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)


def _add_arrow(choice: QComboBox) -> None:
    arrow = IconLabel("chevron-down", size=14)
    arrow.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    line = row(choice)
    line.setContentsMargins(0, 0, 10, 0)
    line.addStretch(1)
    line.addWidget(arrow)
