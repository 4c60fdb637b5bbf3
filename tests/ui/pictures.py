"""Pictures of QR codes in files."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter

_QUIET = 4


def drawn(matrices: Sequence[tuple[tuple[bool, ...], ...]], module: int = 3) -> QImage:
    """Return codes beside each other, dark on white."""
    side = (max(len(matrix) for matrix in matrices) + 2 * _QUIET) * module
    image = QImage(side * len(matrices), side, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for place, matrix in enumerate(matrices):
        for y, line in enumerate(matrix, _QUIET):
            for x, dark in enumerate(line, _QUIET):
                if dark:
                    painter.fillRect(place * side + x * module, y * module, module, module, QColor("black"))
    painter.end()
    return image


def save(path: Path, matrices: Sequence[tuple[tuple[bool, ...], ...]]) -> Path:
    """Write codes as a picture, and return its path."""
    assert drawn(matrices).save(str(path), "PNG")  # type: ignore[call-overload]  # the stub wants bytes
    return path
