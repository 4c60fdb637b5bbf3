"""Finds the page of a window that sheets and popovers lie over."""

from PySide6.QtWidgets import QMainWindow, QWidget


def overlay_host(widget: QWidget) -> QWidget:
    """Return the central widget of the window that `widget` is in, or the window itself if it has none."""
    window = widget.window()
    if isinstance(window, QMainWindow):
        return window.centralWidget() or window
    return window
