"""The faces we write in: Inter from our own files, tabular figures, and the system's fixed face."""

from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from qwallet_desktop.settings import resource_path

FACE: Final = "Inter"
_FILES: Final = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
_TABULAR: Final = QFont.Tag("tnum")


def load_faces() -> str:
    """Load our font files into Qt and return the family to use; the system's if they are missing."""
    for name in _FILES:
        path = resource_path("fonts", name)
        if not path.is_file() or QFontDatabase.addApplicationFont(str(path)) < 0:
            return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return FACE


def fixed_family() -> str:
    """Return the family of the system's monospaced face."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()


def tabular(font: QFont) -> QFont:
    """Return a copy of `font` in which all figures have the same width."""
    copy = QFont(font)
    copy.setFeature(_TABULAR, 1)
    return copy


def sized(font: QFont, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a copy of `font` in `pixels` height (device independent) and `weight`."""
    copy = QFont(font)
    copy.setPixelSize(pixels)
    copy.setWeight(weight)
    return copy
