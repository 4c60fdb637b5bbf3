"""Helpers that every widget uses: properties for the style sheet, layouts with our spacing, drawn text."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPainterPath, QRegion
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.theme import current_theme

_CORNER: Final = 6
"""The radius of menus and lists in the style sheet."""


def set_look(widget: QWidget, **properties: str) -> None:
    """Set properties that the style sheet selects by, and restyle the widget if one changed."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def column(parent: QWidget | None = None, *, margin: int = 0, spacing: int = 8) -> QVBoxLayout:
    """Return a vertical layout with our spacing (pixels of the scale 4/8/12/16/24/32)."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def row(parent: QWidget | None = None, *, margin: int = 0, spacing: int = 8) -> QHBoxLayout:
    """Return a horizontal layout with our spacing (pixels of the scale 4/8/12/16/24/32)."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def clear(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.widget()
        if inner is not None:
            inner.hide()
            inner.deleteLater()
        elif (nested := item.layout()) is not None:
            clear(nested)


def cut_round(window: QWidget) -> None:
    """Cut the corners off a translucent window: under X11, where nothing need compose windows, they would be black."""
    if QGuiApplication.platformName() != "xcb":
        return
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(window.rect()), _CORNER, _CORNER)
    window.setMask(QRegion(shape.toFillPolygon().toPolygon()))


def type_font(widget: QWidget, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the widget's face in a size of the type scale (11/13/15/20/28), at the user's font size."""
    return fonts.sized(widget.font(), current_theme().scaled(pixels), weight)


def id_font(widget: QWidget, pixels: int) -> QFont:
    """Return the fixed face, in which ids are written, in a size of the type scale."""
    font = type_font(widget, pixels)
    font.setFamily(fonts.fixed_family())
    return font


def draw_text(painter: QPainter, box: QRectF, text: str, colour: QColor, align: Qt.AlignmentFlag) -> None:
    """Draw one line of text into `box`, with an ellipsis where it does not fit."""
    painter.setPen(colour)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
