"""The settings list the identities that are hidden on this desktop, and show them again."""

import pytest
from pytestqt.qtbot import QtBot

from qwallet_desktop.state.preferences import HideIdentity
from qwallet_desktop.state.root import Action
from qwallet_desktop.ui.screens.settings_hidden import HiddenGroup
from qwallet_desktop.ui.widgets.setting_row import SettingRow
from tests.ui.builders import did, identities, identity

KNOWN = identities(identity(1, "Ada"), identity(2, "Ben"))


@pytest.fixture
def actions() -> list[Action]:
    return []


@pytest.fixture
def group(qtbot: QtBot, actions: list[Action]) -> HiddenGroup:
    made = HiddenGroup(actions.append)
    qtbot.addWidget(made)
    return made


def test_while_none_is_hidden_the_group_is_not_there(group: HiddenGroup) -> None:
    group.draw(KNOWN, ())
    assert group.isHidden()


def test_each_hidden_identity_is_listed_with_its_kind(group: HiddenGroup) -> None:
    group.draw(KNOWN, (did(2), did(9)))
    assert [row.words() for row in group.findChildren(SettingRow)] == ["Ben. Root · Active"]


def test_a_hidden_identity_is_shown_again(group: HiddenGroup, actions: list[Action]) -> None:
    group.draw(KNOWN, (did(2),))
    assert group.buttons[0].accessibleName() == "Show Ben again"
    group.buttons[0].click()
    assert actions == [HideIdentity(did(2), hidden=False)]


def test_the_last_one_that_is_shown_takes_the_group_away(group: HiddenGroup) -> None:
    group.draw(KNOWN, (did(2),))
    group.draw(KNOWN, ())
    assert group.isHidden()
