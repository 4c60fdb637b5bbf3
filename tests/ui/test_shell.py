"""The light shell: what it imports, what it shows, where it stands."""

import json
import subprocess
import sys

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.shell import DEFAULT_SIZE, TITLE_BAR, Shell
from tests.helpers.interpreter import modules_after

HEAVY = ("qwallet_desktop.state", "qwallet_desktop.services", "qwallet_desktop.keys", "httpx", "pydantic", "immutables")
HEAVY_QT = ("PySide6.QtSvg", "PySide6.QtNetwork")


@pytest.fixture
def shell(qtbot: QtBot, qapp: QApplication) -> Shell:
    made = Shell()
    qtbot.addWidget(made)
    return made


def test_the_shell_imports_nothing_heavy() -> None:
    script = (
        "import json, sys, qwallet_desktop.ui.shell, qwallet_desktop.ui.appearance; print(json.dumps([*sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    imported = set(json.loads(done.stdout))
    assert "qwallet_desktop.ui.theme" in imported
    assert not imported & {*HEAVY, *HEAVY_QT}


def test_a_screen_is_imported_when_it_is_opened_and_not_before() -> None:
    loaded = modules_after("import qwallet_desktop.ui.rooms, qwallet_desktop.ui.main_window")
    assert not [name for name in loaded if name.startswith("qwallet_desktop.ui.dialogs.")]
    assert "qwallet_desktop.ui.screens.activity" not in loaded


def test_pyside_keeps_no_source_of_what_is_imported_after_it() -> None:
    checked = "import linecache, httpx\nassert not [name for name in linecache.cache if 'httpx' in name]"
    assert "httpx" in modules_after(f"import qwallet_desktop.ui\n{checked}")


def test_the_content_takes_the_place_of_the_grey_shapes(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitExposed(shell):
        shell.show()
    content = QLabel("here")
    shell.install(content)
    assert content.isVisible()
    assert content.geometry().top() == 3
    assert content.width() == shell.width()


def test_the_window_comes_back_where_it_was(shell: Shell, qtbot: QtBot) -> None:
    shell.setGeometry(40, 30, 700, 500)
    other = Shell()
    qtbot.addWidget(other)
    other.restore(shell.geometry_bytes())
    assert other.size() == shell.size()


@pytest.mark.parametrize("geometry", [b"", b"not a geometry"])
def test_without_a_known_place_the_window_has_its_default_size(shell: Shell, geometry: bytes) -> None:
    shell.restore(geometry)
    assert shell.size() == DEFAULT_SIZE.boundedTo(shell.screen().availableSize() - QSize(0, TITLE_BAR))


def test_a_window_with_its_title_bar_fits_on_the_screen(shell: Shell) -> None:
    shell.restore(b"")
    with_title = shell.geometry().adjusted(0, 0, 0, TITLE_BAR)
    assert shell.screen().availableGeometry().contains(with_title)


def test_closing_the_window_is_told(shell: Shell, qtbot: QtBot) -> None:
    shell.show()
    with qtbot.waitSignal(shell.closing):
        shell.close()


def test_closing_tells_that_the_program_ends(shell: Shell, qtbot: QtBot) -> None:
    shell.show()
    with qtbot.waitSignal(shell.closing):
        shell.close()


def test_a_window_that_only_hides_tells_nothing(shell: Shell, qtbot: QtBot) -> None:
    shell.hides_on_close = True
    shell.show()
    with qtbot.assertNotEmitted(shell.closing):
        shell.close()
    assert not shell.isVisible()


def test_leaving_ends_the_program_also_where_closing_only_hides(shell: Shell, qtbot: QtBot) -> None:
    shell.hides_on_close = True
    shell.show()
    with qtbot.waitSignal(shell.closing):
        shell.leave()
    assert not shell.isVisible()
