"""Lays the gallery's pictures out on sheets: a file of scenes a sheet, its themes side by side, at half size."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

_MARGIN: Final = 16
_LABEL: Final = 20
_TALLEST: Final = 1800
_GROUND: Final = QColor("#777B84")


class Picture(NamedTuple):
    """One scene, drawn in every theme; `screen` is the file of scenes that it comes from."""

    screen: str
    name: str
    drawn: Sequence[QPixmap]


def save_sheets(pictures: Sequence[Picture], folder: Path, suffix: str) -> None:
    """Write ``sheet-SCREEN-PAGE-SUFFIX.png`` for every screen, as many pages as it needs, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for screen, group in groupby(pictures, lambda each: each.screen):
        for number, page in enumerate(_pages(list(group)), 1):
            _sheet(page).save(str(folder / f"sheet-{screen}-{number}-{suffix}.png"))


def _half(pixmap: QPixmap) -> QSizeF:
    return QSizeF(pixmap.width() / 2, pixmap.height() / 2)


def _height(picture: Picture) -> float:
    return _LABEL + _MARGIN + max(_half(each).height() for each in picture.drawn)


def _width(picture: Picture) -> float:
    return sum(_half(each).width() + _MARGIN for each in picture.drawn)


def _pages(pictures: Sequence[Picture]) -> list[list[Picture]]:
    pages: list[list[Picture]] = []
    room = 0.0
    for picture in pictures:
        if not pages or room < _height(picture):
            pages.append([])
            room = max(_TALLEST, _height(picture))
        pages[-1].append(picture)
        room -= _height(picture)
    return pages


def _sheet(page: Sequence[Picture]) -> QImage:
    width = max(_width(each) for each in page) + _MARGIN
    height = sum(_height(each) for each in page) + _MARGIN
    image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
    image.fill(_GROUND)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setPen(QColor("white"))
    top = float(_MARGIN)
    for picture in page:
        painter.drawText(QRectF(_MARGIN, top, width, _LABEL), Qt.AlignmentFlag.AlignVCenter, picture.name)
        left = float(_MARGIN)
        for pixmap in picture.drawn:
            size = _half(pixmap)
            whole = pixmap.toImage()
            whole.setDevicePixelRatio(1)
            small = whole.scaled(
                size.toSize(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            painter.drawImage(QRectF(left, top + _LABEL, size.width(), size.height()), small)
            left += size.width() + _MARGIN
        top += _height(picture)
    painter.end()
    return image
