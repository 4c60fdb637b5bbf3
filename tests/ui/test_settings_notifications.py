"""The settings' group of notifications, with a tray and without one."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qwallet_desktop.settings import Preferences
from qwallet_desktop.ui.screens.settings_notifications import NotificationsGroup

CHOSEN = Preferences(hide_amounts=True, close_to_tray=True)


class Stand:
    """The group, and what was chosen in it."""

    def __init__(self, *, available: bool) -> None:
        self.chosen: list[Preferences] = []
        self.group = NotificationsGroup(self.chosen.append, lambda: available)
        self.group.draw(CHOSEN)


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Callable[[bool], Stand]:
    def make(available: bool) -> Stand:
        made = Stand(available=available)
        qtbot.addWidget(made.group)
        return made

    return make


def test_what_holds_is_shown(stand: Callable[[bool], Stand]) -> None:
    group = stand(True).group
    assert (group.icon.isChecked(), group.messages.isChecked(), group.stays.isChecked()) == (True, True, True)


def test_each_switch_acts_at_once(stand: Callable[[bool], Stand]) -> None:
    shown = stand(True)
    for switch in (shown.group.icon, shown.group.messages, shown.group.stays):
        switch.click()
    assert shown.chosen == [
        replace(CHOSEN, tray_icon=False),
        replace(CHOSEN, tray_messages=False),
        replace(CHOSEN, close_to_tray=False),
    ]


def test_without_an_icon_there_is_nothing_to_tell_or_to_stay_in(stand: Callable[[bool], Stand]) -> None:
    group = stand(True).group
    group.draw(replace(CHOSEN, tray_icon=False))
    assert not (group.messages.isEnabled())
    assert not (group.stays.isEnabled())
    assert not (group.stays.isChecked())
    assert group.icon.isEnabled()


def test_a_desktop_without_a_tray_is_told_so(stand: Callable[[bool], Stand]) -> None:
    group = stand(False).group
    assert not (group.icon.isEnabled())
    assert not (group.icon.isChecked())
    assert group.icon.accessibleDescription() == "This desktop has no tray to put it in."
