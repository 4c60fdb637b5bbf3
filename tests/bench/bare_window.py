"""The least that a window in PySide6 can be, to compare our start with."""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow


def main() -> None:
    """Paint an empty window, say so on stdout, and stay until stdin is closed."""
    application = QApplication([])
    window = QMainWindow()
    window.resize(1240, 800)
    window.show()
    application.processEvents()
    print("painted", flush=True)  # noqa: T201  (what starts.py waits for)
    sys.stdin.read()
