"""The style sheet on parts of the window: what is seen changes at once, what is not before it is seen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.dressing import dress
from qwallet_desktop.ui.theme import apply_theme, theme_hub


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    apply_theme(qapp, "light", reduced_motion=True)


class Faces(QWidget):
    """A bare widget with dressed parts in it, of which the first is seen."""

    def __init__(self, count: int = 2) -> None:
        super().__init__()
        self.parts = [QLabel(self) for _ in range(count)]
        for part in self.parts:
            dress(part)
        for part in self.parts[1:]:
            part.hide()


@pytest.fixture
def faces(qapp: QApplication) -> Faces:
    made = Faces()
    made.show()
    return made


class OnRestyle(QObject):
    """Calls a function whenever a widget is restyled."""

    def __init__(self, widget: QWidget, call: Callable[[], object]) -> None:
        super().__init__(widget)
        self._call = call
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.StyleChange:
            self._call()
        return False


def wears(widget: QWidget) -> bool:
    """Whether the widget has the style sheet in force."""
    return widget.styleSheet() == theme_hub().sheet


def test_what_is_dressed_wears_the_style_sheet(faces: Faces) -> None:
    assert all(wears(part) for part in faces.parts)


def test_what_is_seen_changes_with_the_theme_at_once(faces: Faces, qapp: QApplication) -> None:
    apply_theme(qapp, "dark", reduced_motion=True)
    assert wears(faces.parts[0])


def test_what_is_not_seen_takes_no_time_of_the_change(faces: Faces, qapp: QApplication) -> None:
    apply_theme(qapp, "dark", reduced_motion=True)
    assert not wears(faces.parts[1])


def test_what_is_not_seen_changes_when_there_is_time(faces: Faces, qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "dark", reduced_motion=True)
    qtbot.waitUntil(lambda: wears(faces.parts[1]))


def test_what_comes_into_sight_before_there_was_time_has_changed(faces: Faces, qapp: QApplication) -> None:
    apply_theme(qapp, "dark", reduced_motion=True)
    faces.parts[1].show()
    assert wears(faces.parts[1])


def test_a_window_that_is_not_shown_changes_at_once(qapp: QApplication) -> None:
    window = QWidget()
    dress(window)
    apply_theme(qapp, "dark", reduced_motion=True)
    assert wears(window)


def test_what_is_not_seen_changes_a_part_in_a_turn_of_the_loop(qapp: QApplication, qtbot: QtBot) -> None:
    faces = Faces(4)
    faces.show()
    happened: list[str] = []

    def note() -> None:
        happened.append("restyled")
        QTimer.singleShot(0, faces, lambda: happened.append("something else"))

    for part in faces.parts[1:]:
        OnRestyle(part, note)
    apply_theme(qapp, "dark", reduced_motion=True)
    qtbot.waitUntil(lambda: len(happened) == 6)
    assert happened == ["restyled", "something else"] * 3


def test_changing_to_and_fro_restyles_nothing_that_is_not_seen(faces: Faces, qapp: QApplication, qtbot: QtBot) -> None:
    restyled: list[bool] = []
    OnRestyle(faces.parts[1], lambda: restyled.append(True))
    other = QLabel(faces)
    dress(other)
    other.hide()
    apply_theme(qapp, "dark", reduced_motion=True)
    apply_theme(qapp, "light", reduced_motion=True)
    apply_theme(qapp, "dark", reduced_motion=True)
    qtbot.waitUntil(lambda: wears(other))
    assert restyled == [True]


def test_what_went_before_there_was_time_is_left_alone(faces: Faces, qapp: QApplication, qtbot: QtBot) -> None:
    last = QLabel(faces)
    dress(last)
    last.hide()
    apply_theme(qapp, "dark", reduced_motion=True)
    faces.parts[1].deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: wears(last))


def test_what_lies_within_something_dressed_has_no_style_sheet_of_its_own(faces: Faces) -> None:
    inner = QLabel(faces.parts[0])
    dress(inner)
    assert inner.styleSheet() == ""
