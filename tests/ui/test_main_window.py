"""The window as a whole: its faces, pages, title, keys and sheets, with stand-in screens."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.settings import Theme
from qwallet_desktop.state import sheets
from qwallet_desktop.state.identities import Identities, SwitchIdentity
from qwallet_desktop.state.lock import Lock, LockNow, Phase, Slot
from qwallet_desktop.state.navigation import CloseSheet, GoTo, Navigation, OpenSheet, Page, Tab
from qwallet_desktop.state.onboarding import Onboarding, Step
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import Palette, ShortcutSheet
from qwallet_desktop.state.wallets import LoadWallet
from qwallet_desktop.ui import palette
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs import shortcuts
from qwallet_desktop.ui.main_window import MainWindow, build, window_title
from qwallet_desktop.ui.people import Person
from qwallet_desktop.ui.room import Later, MakeRoom, Rooms, room
from qwallet_desktop.ui.rooms import all_rooms
from qwallet_desktop.ui.screens.wallet import WalletPage
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.theme import current_theme, theme_hub
from qwallet_desktop.ui.widgets.popover import Popover
from tests.ui.builders import QTK, FakeStore, bench, did, identity, state, token

BARE = (QWidget, WalletPage)
"""What holds others and draws nothing: the style sheet is on what it holds."""


class Board(QLabel):
    """A stand-in for a screen: shows its name."""

    name = ""

    def draw(self, view: object) -> None:
        self.setText(f"{self.name} {view}")


def board(name: str) -> MakeRoom:
    def make(_bench: Bench, parent: QWidget) -> Board:
        made = Board(parent)
        made.name = name
        return made

    return room(make, lambda state: state.identities.active)


ROOMS = Rooms(
    first_run=board("first run"),
    locked=board("locked"),
    waiting=board("waiting"),
    pages={page: board(page.value.lower()) for page in Page},
    tabs={tab: board(tab.value.lower()) for tab in Tab},
    sheets={
        Palette: room(palette.PaletteSheet, palette.select),
        ShortcutSheet: room(shortcuts.ShortcutsSheet, shortcuts.select),
    },
)


class Stand:
    """A window over a store whose state the test puts; what it emits is collected."""

    def __init__(self, qtbot: QtBot, *, demo: bool = False) -> None:
        self.actions: list[Action] = []
        self.store = FakeStore(two())
        self.shell = Shell()
        qtbot.addWidget(self.shell)
        self.content = build(self.shell, self.store, bench(self.actions.append), ROOMS, demo=demo)
        with qtbot.waitActive(self.shell):
            self.shell.show()
            self.shell.activateWindow()

    def put(self, changed: State) -> None:
        self.store.put(changed)
        self.content.binder.flush()

    def shown(self) -> list[str]:
        """The stand-in screens on the window, without what they render."""
        return [each.name for each in self.content.findChildren(Board) if each.isVisible()]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> list[Action]:
        before = len(self.actions)
        QTest.keyClick(self.shell, key, modifier)
        return self.actions[before:]


def finding(found: list[str], name: str) -> Later:
    """Stand for a face that is imported when it is first wanted."""

    def find() -> MakeRoom:
        found.append(name)
        return board(name)

    return Later(find)


def two(active: int = 0) -> State:
    return state(identity(1, "Mara"), identity(2, "Savings"), active=active)


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand]:
    made = Stand(qtbot)
    yield made
    made.content.close_down()


def test_the_window_shows_nothing_of_its_own_before_it_is_furnished(qtbot: QtBot, qapp: QApplication) -> None:
    shell = Shell()
    qtbot.addWidget(shell)
    content = MainWindow(shell, FakeStore(two()), bench(lambda _action: None), ROOMS)
    seen = [content.parentWidget() is not None for _ in content.furnish()]
    assert (any(seen), content.parentWidget() is not None) == (False, True)
    content.close_down()


@pytest.mark.parametrize(
    ("begun", "face"),
    [
        (two(), "overview"),
        (replace(two(), identities=Identities()), "waiting"),
        (replace(two(), lock=replace(two().lock, phase=Phase.LOCKED)), "locked"),
        (replace(two(), onboarding=Onboarding(step=Step.WELCOME)), "first run"),
    ],
    ids=["overview", "waiting", "locked", "first run"],
)
def test_only_the_face_that_the_window_begins_with_is_imported_ahead(
    qtbot: QtBot, qapp: QApplication, begun: State, face: str
) -> None:
    found: list[str] = []
    rooms = replace(
        ROOMS,
        first_run=finding(found, "first run"),
        locked=finding(found, "locked"),
        waiting=finding(found, "waiting"),
        tabs={tab: finding(found, tab.value.lower()) for tab in Tab},
    )
    shell = Shell()
    qtbot.addWidget(shell)
    content = MainWindow(shell, FakeStore(begun), bench(lambda _action: None), rooms)
    content.find_face(begun)
    assert found == [face]
    content.close_down()


def test_the_wallet_opens_on_its_first_tab(stand: Stand) -> None:
    assert stand.shown() == ["overview"]


@pytest.mark.parametrize("tab", [tab for tab in Tab if tab is not Tab.MEMBERS])
def test_each_tab_shows_its_screen(stand: Stand, qtbot: QtBot, tab: Tab) -> None:
    stand.put(replace(two(), navigation=Navigation(tab=tab)))
    qtbot.waitUntil(lambda: stand.shown() == [tab.value.lower()])


def test_a_tab_that_was_never_opened_is_not_made(stand: Stand) -> None:
    assert len(stand.content.findChildren(Board)) == 1


@pytest.mark.parametrize("page", [Page.SETTINGS, Page.OPERATIONS])
def test_another_page_takes_the_wallet_s_place(stand: Stand, qtbot: QtBot, page: Page) -> None:
    stand.put(replace(two(), navigation=Navigation(page)))
    qtbot.waitUntil(lambda: stand.shown() == [page.value.lower()])


def test_a_screen_that_is_no_longer_wanted_is_not_made(stand: Stand, qtbot: QtBot) -> None:
    stand.put(replace(two(), navigation=Navigation(Page.SETTINGS)))
    stand.put(replace(two(), navigation=Navigation(tab=Tab.SEND)))
    qtbot.waitUntil(lambda: stand.shown() == ["send"])
    assert [each.name for each in stand.content.findChildren(Board)] == ["overview", "send"]


def test_before_an_identity_is_known_the_wallet_waits(stand: Stand) -> None:
    stand.put(State())
    assert stand.shown() == ["waiting"]


def test_the_first_run_has_the_window_for_itself(stand: Stand) -> None:
    stand.put(State(onboarding=Onboarding(Step.WELCOME)))
    assert stand.shown() == ["first run"]
    assert not stand.content.side_bar.isVisible()


def test_the_lock_screen_shows_nobody_s_name(stand: Stand) -> None:
    stand.put(replace(two(), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE)))
    assert stand.shown() == ["locked"]
    assert stand.shell.windowTitle() == "Qwallet"
    assert not stand.content.side_bar.isVisible()


def test_a_sheet_does_not_lie_over_the_lock_screen(stand: Stand) -> None:
    opened = replace(two(), navigation=Navigation(sheet=ShortcutSheet()))
    stand.put(opened)
    stand.put(replace(opened, lock=Lock(Phase.LOCKED, Slot.PASSPHRASE)))
    assert stand.content.sheets.opened() is None


def test_locking_dismisses_what_a_screen_opened_over_the_page(stand: Stand) -> None:
    over = Popover(stand.content)
    over.open_at(stand.content.side_bar.identity)
    stand.put(replace(two(), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE)))
    assert not over.isVisible()


def test_a_sheet_does_not_come_back_after_unlocking(stand: Stand) -> None:
    opened = replace(two(), navigation=Navigation(sheet=ShortcutSheet()))
    stand.put(opened)
    stand.put(replace(opened, lock=Lock(Phase.LOCKED, Slot.PASSPHRASE)))
    assert stand.actions == [CloseSheet()]


def test_the_title_names_identity_and_type(stand: Stand) -> None:
    assert stand.shell.windowTitle() == "Mara · Root — Qwallet"


def test_the_title_follows_the_active_identity(stand: Stand) -> None:
    stand.put(two(active=1))
    assert stand.shell.windowTitle() == "Savings · Root — Qwallet"


def test_the_title_of_sample_data_says_so_and_loses_tricks_of_direction() -> None:
    who = Person(did(1), "Ma\u202era", 0, "ROOT")
    assert window_title(who, demo=True) == "[Sample data] Mara · Root — Qwallet"


def test_a_sheet_opens_and_closes_with_the_state(stand: Stand) -> None:
    stand.put(replace(two(), navigation=Navigation(sheet=ShortcutSheet())))
    opened = stand.content.sheets.opened()
    assert isinstance(opened, shortcuts.ShortcutsSheet)
    assert opened.isVisible()
    stand.put(two())
    assert not opened.isVisible()
    assert stand.content.sheets.opened() is None


def test_escape_closes_a_sheet(stand: Stand) -> None:
    stand.put(replace(two(), navigation=Navigation(sheet=ShortcutSheet())))
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    assert stand.actions == [CloseSheet()]


def test_a_sheet_that_is_asked_for_again_at_once_is_seen_again(stand: Stand) -> None:
    wanted = replace(two(), navigation=Navigation(sheet=ShortcutSheet()))
    stand.put(wanted)
    gone = stand.content.sheets.opened()
    assert isinstance(gone, shortcuts.ShortcutsSheet)
    stand.store.put(two())
    gone.dismiss()
    stand.put(wanted)
    opened = stand.content.sheets.opened()
    assert opened is not None
    assert opened.isVisible()


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_K, CTRL, [OpenSheet(Palette())]),
        (Qt.Key.Key_L, CTRL, [LockNow()]),
        (Qt.Key.Key_Comma, CTRL, [GoTo(Page.SETTINGS)]),
        (Qt.Key.Key_N, CTRL | SHIFT, [OpenSheet(sheets.NewIdentitySheet())]),
        (Qt.Key.Key_Question, SHIFT, [OpenSheet(ShortcutSheet())]),
        (Qt.Key.Key_2, ALT, [GoTo(Page.WALLET, Tab.SEND)]),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, [LoadWallet(did(1))]),
        (Qt.Key.Key_2, CTRL, [SwitchIdentity(did(2))]),
        (Qt.Key.Key_9, CTRL, []),
    ],
)
def test_each_key_does_what_the_list_says(
    stand: Stand, key: Qt.Key, modifier: Qt.KeyboardModifier, expected: list[Action]
) -> None:
    assert stand.press(key, modifier) == expected


def test_ctrl_digits_follow_the_switcher_s_order(stand: Stand) -> None:
    pinned = replace(two(), preferences=replace(two().preferences, pinned_identities=(did(2),)))
    stand.put(pinned)
    assert stand.press(Qt.Key.Key_1, CTRL) == [SwitchIdentity(did(2))]


def test_amounts_are_hidden_and_shown_by_the_same_keys(stand: Stand) -> None:
    (hide,) = stand.press(Qt.Key.Key_H, CTRL | SHIFT)
    assert isinstance(hide, ChangePreferences)
    assert hide.preferences.hide_amounts
    stand.put(replace(two(), preferences=hide.preferences))
    (show,) = stand.press(Qt.Key.Key_H, CTRL | SHIFT)
    assert isinstance(show, ChangePreferences)
    assert not show.preferences.hide_amounts


def test_while_a_sheet_is_open_only_harmless_keys_work(stand: Stand) -> None:
    stand.put(replace(two(), navigation=Navigation(sheet=ShortcutSheet())))
    assert stand.press(Qt.Key.Key_2, ALT) == []
    assert stand.press(Qt.Key.Key_L, CTRL) == [LockNow()]


def test_ctrl_k_closes_the_open_palette(stand: Stand) -> None:
    stand.put(replace(two(), navigation=Navigation(sheet=Palette())))
    assert stand.press(Qt.Key.Key_K, CTRL) == [CloseSheet()]


def test_no_key_works_on_the_lock_screen(stand: Stand) -> None:
    stand.put(replace(two(), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE)))
    assert stand.press(Qt.Key.Key_K, CTRL) == []
    assert stand.press(Qt.Key.Key_2, CTRL) == []


def test_ctrl_j_opens_the_switcher(stand: Stand) -> None:
    stand.press(Qt.Key.Key_J, CTRL)
    assert stand.content.side_bar.switcher.isVisible()


def test_switching_takes_the_switcher_away(stand: Stand) -> None:
    stand.content.side_bar.open_switcher()
    stand.put(two(active=1))
    assert not stand.content.side_bar.switcher.isVisible()


def test_a_choice_of_theme_is_put_in_force(stand: Stand) -> None:
    stand.put(replace(two(), preferences=replace(two().preferences, theme=Theme.DARK)))
    assert current_theme().name == "dark"
    stand.put(replace(two(), preferences=replace(two().preferences, theme=Theme.LIGHT)))
    assert current_theme().name == "light"


def test_every_tab_and_every_sheet_has_a_room() -> None:
    rooms = all_rooms(Path("/data"), "1.0")
    assert set(rooms.tabs) == set(Tab)
    assert set(rooms.sheets) == set(get_args(sheets.Sheet))


def test_the_window_starts_with_the_focus_on_no_button(stand: Stand) -> None:
    assert stand.shell.focusWidget() is stand.content


WORDY = (
    *(Navigation(tab=tab) for tab in Tab),
    Navigation(Page.SETTINGS),
    *(
        Navigation(sheet=sheet)
        for sheet in (
            sheets.NewIdentitySheet(),
            sheets.IdentitySheet(did(1)),
            sheets.IssueSheet(),
            sheets.SupplySheet(QTK, burn=False),
            sheets.PassphraseSheet(remove=False),
            sheets.BackupSheet(),
            ShortcutSheet(),
            Palette(),
        )
    ),
)


@pytest.mark.parametrize("where", WORDY, ids=str)
def test_every_place_opens_and_closes_with_its_real_screen(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, where: Navigation
) -> None:
    shown = state(identity(1, "Mara", can_issue=True), identity(2, "Savings"), tokens=[token()])
    store = FakeStore(replace(shown, navigation=where))
    shell = Shell()
    qtbot.addWidget(shell)
    content = build(shell, store, bench(lambda _action: None), all_rooms(tmp_path, "1.0"))
    with qtbot.waitExposed(shell):
        shell.show()
    assert (content.sheets.opened() is not None) == (where.sheet is not None)
    store.put(shown)
    content.binder.flush()
    assert content.sheets.opened() is None
    content.close_down()
    shell.close()


@pytest.mark.parametrize("where", WORDY, ids=str)
def test_every_place_wears_the_style_sheet_in_force(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, where: Navigation
) -> None:
    store = FakeStore(replace(state(identity(1, "Mara", can_issue=True), tokens=[token()]), navigation=where))
    shell = Shell()
    qtbot.addWidget(shell)
    content = build(shell, store, bench(lambda _action: None), all_rooms(tmp_path, "1.0"))
    with qtbot.waitExposed(shell):
        shell.show()
    qtbot.waitUntil(content.side_bar.isVisible)
    drawn = [each for each in content.findChildren(QWidget) if each.isVisible() and type(each) not in BARE]
    assert [type(each).__name__ for each in drawn if not wears_style_sheet(each)] == []
    content.close_down()


def wears_style_sheet(widget: QWidget | None) -> bool:
    while widget is not None and widget.styleSheet() != theme_hub().sheet:
        widget = widget.parentWidget()
    return widget is not None


def test_on_another_tab_the_keyboard_goes_on_from_the_tabs(stand: Stand, qtbot: QtBot) -> None:
    stand.content.setFocus()
    stand.put(replace(two(), navigation=Navigation(tab=Tab.SEND)))
    page = stand.content.findChild(WalletPage)
    assert isinstance(page, WalletPage)
    qtbot.waitUntil(page.tabs.hasFocus)


def test_who_uses_the_side_bar_stays_there(stand: Stand) -> None:
    stand.content.side_bar.identity.setFocus()
    stand.put(replace(two(), navigation=Navigation(tab=Tab.SEND)))
    assert stand.shell.focusWidget() is stand.content.side_bar.identity
