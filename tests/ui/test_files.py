"""Dialogs for files: where they begin, what they offer, and that Qt's own looks like ours."""

from pathlib import Path

import pytest
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.files import open_files
from qwallet_desktop.ui.theme import apply_theme


@pytest.fixture
def parent(qtbot: QtBot, qapp: QApplication) -> QWidget:
    apply_theme(qapp, "light", reduced_motion=True)
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(parent: QWidget) -> QFileDialog:
    made = QFileDialog(parent)
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    made.setFileMode(QFileDialog.FileMode.AnyFile)
    return made


def test_a_dialog_never_begins_where_the_program_was_started(
    dialog: QFileDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    dialog.setDirectory(QDir.current())
    open_files(dialog, print)
    assert dialog.directory() != QDir(str(tmp_path))
    dialog.reject()


def test_a_dialog_begins_where_it_was_told_to(dialog: QFileDialog, tmp_path: Path) -> None:
    dialog.setDirectory(str(tmp_path))
    open_files(dialog, print)
    assert dialog.directory() == QDir(str(tmp_path))
    dialog.reject()


def test_a_name_is_offered(dialog: QFileDialog) -> None:
    open_files(dialog, print, "list.csv")
    assert [Path(one).name for one in dialog.selectedFiles()] == ["list.csv"]
    dialog.reject()


def test_what_was_chosen_is_handed_on(dialog: QFileDialog) -> None:
    chosen: list[Path] = []
    open_files(dialog, chosen.append).fileSelected.emit("/media/list.csv")
    assert chosen == [Path("/media/list.csv")]
    dialog.reject()


def test_the_verb_of_qts_own_dialog_stands_out_and_has_no_picture(dialog: QFileDialog) -> None:
    open_files(dialog, print)
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    looks = {button.property("look") for button in buttons.findChildren(QPushButton)}
    assert looks == {"primary", None}
    assert all(button.icon().isNull() for button in buttons.findChildren(QPushButton))
    dialog.reject()


def test_the_tools_of_qts_own_dialog_are_ours(dialog: QFileDialog) -> None:
    open_files(dialog, print)
    tools = [tool for tool in dialog.findChildren(QToolButton) if tool.isVisible()]
    assert {tool.property("look") for tool in tools} == {"icon"}
    assert len(tools) == 4
    dialog.reject()
