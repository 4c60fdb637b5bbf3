"""A widget that scrolls where it finds too little room."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def scrolled(content: QWidget, *, sideways: bool = False) -> QScrollArea:
    """Return an area that `content` fills and scrolls in; it is no stop of the Tab key, what is in it may be.

    Args:
        content: What is scrolled; it needs its layout before.
        sideways: Whether it may also scroll to the side; without, it has to do with the area's width.
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area
