"""Draws the program's picture in the sizes and forms that each system wants, from one SVG."""

import os
import struct
import sys
from pathlib import Path
from typing import Final

PNG_SIZES: Final = (16, 24, 32, 48, 64, 128, 256, 512)
_ICO_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
_ICNS_TYPES: Final = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512}


def write(source: Path, folder: Path) -> str | None:
    """Write `<size>.png`, `qwallet.ico` and `qwallet.icns`; returns the one that goes into this system's programs.

    Args:
        source: The SVG, square.
        folder: Where they go; it is made if missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures = _drawn(source)
    for size, picture in pictures.items():
        (folder / f"{size}.png").write_bytes(picture)
    (folder / "qwallet.ico").write_bytes(ico([(size, pictures[size]) for size in _ICO_SIZES]))
    (folder / "qwallet.icns").write_bytes(icns([(kind, pictures[size]) for kind, size in _ICNS_TYPES.items()]))
    suffix = {"win32": "ico", "darwin": "icns"}.get(sys.platform)
    return None if suffix is None else str(folder / f"qwallet.{suffix}")


def _drawn(source: Path) -> dict[int, bytes]:
    """Return a PNG for each size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QRectF, Qt  # noqa: PLC0415  (after the platform is chosen)
    from PySide6.QtGui import QImage, QImageWriter, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    renderer = QSvgRenderer(str(source))
    pictures = {}
    for size in PNG_SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        pictures[size] = bytes(buffer.data().data())
    return pictures


def ico(pictures: list[tuple[int, bytes]]) -> bytes:
    """Join PNGs to an icon file of Windows; a size of 256 is written as 0 there."""
    place = 6 + 16 * len(pictures)
    entries, bodies = b"", b""
    for size, picture in pictures:
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place + len(bodies))
        bodies += picture
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + bodies


def icns(pictures: list[tuple[bytes, bytes]]) -> bytes:
    """Join PNGs to an icon file of macOS."""
    body = b"".join(kind + struct.pack(">I", 8 + len(picture)) + picture for kind, picture in pictures)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
