"""Lets every widget under test wear the style sheet, as it does within the program's window."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.theme import dress


class DressingBot(QtBot):
    """A robot that dresses each widget it is given."""

    def addWidget(  # noqa: N802  (the name in pytest-qt)
        self, widget: QWidget, *, before_close_func: Callable[[Any], None] | None = None
    ) -> None:
        # The window dresses its parts itself.
        if not isinstance(widget, Shell):
            dress(widget)
        super().addWidget(widget, before_close_func=before_close_func)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return DressingBot(request)
