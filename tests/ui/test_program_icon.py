"""The program's picture: drawn in each size, and what it is drawn from is there."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from qwallet_desktop.ui.program_icon import program_icon
from qwallet_desktop.ui.tokens import load_theme


@pytest.mark.parametrize("size", [16, 32, 48, 128])
def test_it_is_a_picture_in_our_colour_with_clear_corners(qapp: QApplication, size: int) -> None:
    image = program_icon().pixmap(QSize(size, size), 1.0).toImage()
    assert (image.width(), image.pixelColor(0, 0).alpha()) == (size, 0)
    edge = image.pixelColor(size // 2, size // 8)
    assert edge.name().upper() == load_theme("light").colour("accent").name().upper()
