"""Our own line icons: SVG files coloured from a theme token when they are drawn."""

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton

from qwallet_desktop.settings import resource_path
from qwallet_desktop.ui.theme import current_theme, theme_hub

_PLACEHOLDER: Final = "currentColor"
_CACHE_LIMIT: Final = 1024
_TEXT_GAP: Final = 4


@cache
def _source(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def icon_names() -> tuple[str, ...]:
    """Return the names of all icons, sorted."""
    return tuple(sorted(path.stem for path in resource_path("icons").glob("*.svg")))


def paint_icon(painter: QPainter, name: str, box: QRectF, colour: QColor) -> None:
    """Draw an icon crisply into `box`; FileNotFoundError if there is no icon of that name."""
    svg = _source(name).replace(_PLACEHOLDER, colour.name())
    QSvgRenderer(QByteArray(svg.encode())).render(painter, box)


_PIXMAPS: dict[tuple[str, str, int, float], QPixmap] = {}


def icon_pixmap(name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    """Return an icon of `size` device-independent pixels for a screen with the given pixel ratio."""
    key = (name, colour.name(), size, ratio)
    found = _PIXMAPS.get(key)
    if found is not None:
        return found
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, name, QRectF(0, 0, size, size), colour)
    painter.end()
    if len(_PIXMAPS) >= _CACHE_LIMIT:
        _PIXMAPS.clear()
    _PIXMAPS[key] = pixmap
    return pixmap


def icon(name: str, tint: str = "text_muted", size: int = 16, gap: int = 0) -> QIcon:
    """Return a QIcon in the colour of a token of the theme in force, faint where disabled.

    `gap` pixels stay free on its right, or on its left if `gap` is negative: Qt puts a fixed 4 px between a
    button's icon and its text, too little for ours.
    """
    theme = current_theme()
    app = QApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    result = QIcon(_beside(icon_pixmap(name, theme.colour(tint), size, ratio), gap))
    result.addPixmap(_beside(icon_pixmap(name, theme.colour("text_faint"), size, ratio), gap), QIcon.Mode.Disabled)
    return result


def _beside(pixmap: QPixmap, gap: int) -> QPixmap:
    """Return the pixmap with room beside it."""
    if not gap:
        return pixmap
    ratio = pixmap.devicePixelRatio()
    wider = QPixmap(pixmap.width() + round(abs(gap) * ratio), pixmap.height())
    wider.setDevicePixelRatio(ratio)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(QPointF(max(0, -gap), 0), pixmap)
    painter.end()
    return wider


class _IconBinding(QObject):
    """Colours a button's icon again whenever the theme changes; lives and dies with the button."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        self._name = ""
        self._tint = "text_muted"
        self._size = 16
        theme_hub().changed.connect(self._refresh)

    def show_icon(self, name: str, tint: str, size: int) -> None:
        self._name, self._tint, self._size = name, tint, size
        self._refresh()

    def _refresh(self) -> None:
        size = current_theme().scaled(self._size)
        gap = _TEXT_GAP if isinstance(self._button, QPushButton) else 0
        self._button.setIconSize(QSize(size + gap, size))
        mirrored = self._button.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._button.setIcon(icon(self._name, self._tint, size, -gap if mirrored else gap))


def bind_icon(button: QAbstractButton, name: str, tint: str = "text_muted", size: int = 16) -> None:
    """Give a button an icon that follows theme and font size; calling it again changes the icon."""
    binding = button.findChild(_IconBinding, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if not isinstance(binding, _IconBinding):
        binding = _IconBinding(button)
    binding.show_icon(name, tint, size)
