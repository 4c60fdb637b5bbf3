"""Forms in grey, before it is known what they can offer: a single payment, and a list of payments."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qwallet_desktop.ui.theme import Theme, current_theme
from qwallet_desktop.ui.widgets.bones import paint_bar, paint_face

_GAP: Final = 16
_RADIUS: Final = 6
_PAYMENT_WIDE: Final = 592
_LIST_WIDE: Final = 772
_SUMMARY: Final = 300
_PAYMENT_HEIGHT: Final = 335
_EDITOR_HEIGHT: Final = 233
_HEADER: Final = 36
_ROW: Final = 40
_FIELDS: Final = ((44, 34), (114, 46), (197, 54))
_CHOICES: Final = ((68, 64), (142, 64))
"""Where a box begins under the card's edge and how high it is, in pixels at normal font size."""


def paint_payment(painter: QPainter, box: QRectF) -> None:
    """Draw the bones of a payment's form into `box`, and beside it, where there is room, those of what will happen."""
    theme = current_theme()
    wide = box.width() >= theme.scaled(_PAYMENT_WIDE)
    width = (box.width() - _GAP) / 2 if wide else box.width()
    height = theme.scaled(_PAYMENT_HEIGHT)
    form = QRectF(box.left(), box.top(), width, height)
    paint_face(painter, theme, form)
    _boxes(painter, theme, form, _FIELDS, labelled=True)
    paint_bar(painter, theme, QRectF(form.left() + _GAP, form.top() + theme.scaled(285), 96, theme.scaled(34)), _RADIUS)
    if wide:
        _title(painter, theme, QRectF(form.right() + _GAP, box.top(), width, height))


def paint_list(painter: QPainter, box: QRectF) -> None:
    """Draw the bones of a list of payments: its text, its lines, and beside them how it is sent."""
    theme = current_theme()
    beside = theme.scaled(_SUMMARY) + _GAP if box.width() >= theme.scaled(_LIST_WIDE) else 0
    editor = QRectF(box.left(), box.top(), box.width() - beside, theme.scaled(_EDITOR_HEIGHT))
    paint_face(painter, theme, editor)
    _boxes(painter, theme, editor, ((38, 100),), labelled=True)
    button = QRectF(editor.left() + _GAP, editor.top() + theme.scaled(182), 128, theme.scaled(34))
    paint_bar(painter, theme, button, _RADIUS)
    below = editor.bottom() + _GAP
    _lines(painter, theme, QRectF(box.left(), below, editor.width(), box.bottom() - below))
    if beside:
        summary = QRectF(editor.right() + _GAP, box.top(), beside - _GAP, box.height())
        _title(painter, theme, summary)
        _boxes(painter, theme, summary, _CHOICES)


def _title(painter: QPainter, theme: Theme, face: QRectF) -> None:
    paint_face(painter, theme, face)
    paint_bar(painter, theme, QRectF(face.left() + _GAP, face.top() + theme.scaled(20), 112, 12))


def _boxes(
    painter: QPainter, theme: Theme, face: QRectF, boxes: Sequence[tuple[int, int]], *, labelled: bool = False
) -> None:
    for top, height in boxes:
        left, width = face.left() + _GAP, face.width() - 2 * _GAP
        field = QRectF(left, face.top() + theme.scaled(top), width, theme.scaled(height))
        paint_bar(painter, theme, field, _RADIUS, "line")
        paint_bar(painter, theme, field.adjusted(1, 1, -1, -1), _RADIUS - 1, "surface_raised")
        if labelled:
            paint_bar(painter, theme, QRectF(left, field.top() - theme.scaled(18), 56, 10))


def _lines(painter: QPainter, theme: Theme, face: QRectF) -> None:
    """Draw the table's header and as many lines as there is room for, four at most."""
    head, step = theme.scaled(_HEADER), theme.scaled(_ROW)
    if face.height() < head + step:
        return
    paint_face(painter, theme, face)
    painter.fillRect(QRectF(face.left() + 1, face.top() + head, face.width() - 2, 1), theme.colour("line"))
    for line in range(min(4, int((face.height() - head) // step))):
        middle = face.top() + head + (line + 0.5) * step
        left = face.left() + 12
        paint_bar(painter, theme, QRectF(left, middle - 5, 16, 10))
        paint_bar(painter, theme, QRectF(left + 48, middle - 12, 24, 24), _RADIUS)
        paint_bar(painter, theme, QRectF(left + 80, middle - 5, face.width() * (0.16 + 0.05 * (line % 3)), 10))
        paint_bar(painter, theme, QRectF(face.left() + face.width() * 0.52, middle - 5, face.width() * 0.12, 10))
        paint_bar(painter, theme, QRectF(face.left() + face.width() * 0.72, middle - 5, face.width() * 0.1, 10))
