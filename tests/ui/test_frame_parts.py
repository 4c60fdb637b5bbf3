"""Header, side bar, notices, status chip and the page that waits: what they say and emit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.health import Down, Health, Starting, StartNode, Up
from qwallet_desktop.state.identities import LoadIdentities
from qwallet_desktop.state.lock import AutoLockNoticed, InspectVault, Lock, LockNow, Phase, Slot
from qwallet_desktop.state.navigation import GoTo, Navigation, OpenSheet, Page
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.remote import Failed
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import BackupSheet, Palette
from qwallet_desktop.ui import header, notices, side_bar, status_chip
from qwallet_desktop.ui.as_of import moment_words
from qwallet_desktop.ui.screens import waiting
from qwallet_desktop.ui.widgets.buttons import IconButton, SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from tests.ui.builders import NODE, NOW, bench, did, identity, state
from tests.ui.screens import empty_page

W = TypeVar("W", bound=QWidget)


class Stand:
    """A page for widgets and popovers, and what they emitted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.actions: list[Action] = []
        self.bench = bench(self.actions.append)
        self.page = empty_page(qtbot)
        with qtbot.waitExposed(self.page):
            self.page.show()

    def put(self, widget: W) -> W:
        widget.setParent(self.page)
        widget.resize(800, 600)
        widget.show()
        return widget


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand]:
    made = Stand(qtbot)
    yield made
    made.page.close()


def said(root: QWidget) -> str:
    return " ".join(label.text() for label in root.findChildren(PlainText) if label.isVisible())


def button(root: QWidget, name: str) -> QAbstractButton:
    found = root.findChildren(QAbstractButton)
    return next(each for each in found if each.accessibleName() == name and each.isVisible())


# ------------------------------------------------------------------------------------- header


def with_slot(slot: Slot) -> State:
    base = state(identity(1, "Mara"))
    return replace(base, lock=replace(base.lock, slot=slot))


@pytest.mark.parametrize(
    ("slot", "name"),
    [
        (Slot.PASSPHRASE, "Lock: your keys are closed until you give the passphrase"),
        (Slot.KEYRING, "Hide the screen: your keys have no passphrase, so they stay open"),
    ],
)
def test_the_lock_button_says_what_it_does_here(stand: Stand, slot: Slot, name: str) -> None:
    shown = stand.put(header.Header(stand.bench))
    shown.draw(header.select(with_slot(slot)))
    lock = button(shown, name)
    lock.click()
    assert stand.actions == [LockNow()]
    assert lock.toolTip().endswith("Ctrl+L")


def test_the_search_opens_the_palette(stand: Stand) -> None:
    shown = stand.put(header.Header(stand.bench))
    button(shown, "Search or command").click()
    assert stand.actions == [OpenSheet(Palette())]


def test_hiding_amounts_changes_that_preference_alone(stand: Stand) -> None:
    shown = stand.put(header.Header(stand.bench))
    chosen = Preferences(font_points=14)
    shown.draw(header.select(replace(with_slot(Slot.KEYRING), preferences=chosen)))
    button(shown, "Hide amounts").click()
    assert stand.actions == [ChangePreferences(replace(chosen, hide_amounts=True))]


def test_hidden_amounts_can_be_shown_again(stand: Stand) -> None:
    shown = stand.put(header.Header(stand.bench))
    shown.draw(header.select(replace(with_slot(Slot.KEYRING), preferences=Preferences(hide_amounts=True))))
    button(shown, "Show amounts").click()
    assert stand.actions == [ChangePreferences(Preferences())]


@pytest.mark.parametrize(("status", "visible"), [(IdentityStatus.FROZEN, True), (IdentityStatus.ACTIVE, False)])
def test_a_frozen_identity_is_marked_beside_its_name(stand: Stand, status: IdentityStatus, *, visible: bool) -> None:
    shown = stand.put(header.Header(stand.bench))
    shown.draw(header.select(state(identity(1, "Leo", status=status))))
    chip = shown.findChild(StatusChip)
    assert isinstance(chip, StatusChip)
    assert chip.isVisible() is visible


# ----------------------------------------------------------------------------------- side bar


def test_the_page_that_is_shown_is_marked(stand: Stand) -> None:
    bar = stand.put(side_bar.SideBar(stand.bench, stand.page))
    bar.draw(side_bar.select(replace(state(identity()), navigation=Navigation(Page.SETTINGS))))
    assert [page for page, each in bar.pages.items() if each.isChecked()] == [Page.SETTINGS]


@pytest.mark.parametrize("page", Page)
def test_each_entry_goes_to_its_page(stand: Stand, page: Page) -> None:
    bar = stand.put(side_bar.SideBar(stand.bench, stand.page))
    bar.pages[page].click()
    assert stand.actions == [GoTo(page)]


def test_before_an_identity_is_known_there_is_none_to_switch_from(stand: Stand) -> None:
    bar = stand.put(side_bar.SideBar(stand.bench, stand.page))
    bar.draw(side_bar.select(State()))
    bar.open_switcher()
    assert not bar.identity.isEnabled()
    assert not bar.switcher.isVisible()


def test_no_place_is_kept_for_an_identity_that_will_not_come(stand: Stand) -> None:
    bar = stand.put(side_bar.SideBar(stand.bench, stand.page))
    down = Down(NOW, Problem(Code.DATABASE_NEWER))
    bar.draw(side_bar.select(State(health=Health(down))))
    assert not bar.identity.isVisible()


def test_the_same_button_opens_and_closes_the_switcher(stand: Stand) -> None:
    bar = stand.put(side_bar.SideBar(stand.bench, stand.page))
    bar.draw(side_bar.select(state(identity())))
    bar.identity.click()
    opened = bar.switcher.isVisible()
    bar.open_switcher()
    assert (opened, bar.switcher.isVisible()) == (True, False)


# ------------------------------------------------------------------------------------ notices


def unchecked() -> State:
    base = state(identity())
    return replace(base, lock=replace(base.lock, words_checked=False))


def banners(shown: notices.Notices) -> list[str]:
    return [banner.accessibleName() for banner in shown.findChildren(Banner) if banner.isVisible()]


def test_without_anything_to_say_there_is_no_banner(stand: Stand) -> None:
    shown = stand.put(notices.Notices(stand.bench))
    shown.draw(notices.select(state(identity())))
    assert banners(shown) == []


def test_words_that_were_never_checked_are_reminded_of(stand: Stand) -> None:
    shown = stand.put(notices.Notices(stand.bench))
    shown.draw(notices.select(unchecked()))
    button(shown, "Write down your recovery words").click()
    assert stand.actions == [OpenSheet(BackupSheet())]


def test_sample_data_says_so_and_asks_for_no_backup(stand: Stand) -> None:
    shown = stand.put(notices.Notices(stand.bench, demo=True))
    shown.draw(notices.select(unchecked()))
    assert [text.split(":")[0] for text in banners(shown)] == ["Sample data"]


def test_before_it_locks_the_seconds_are_told_and_one_can_stay(stand: Stand) -> None:
    shown = stand.put(notices.Notices(stand.bench))
    base = state(identity())
    shown.draw(notices.select(replace(base, lock=replace(base.lock, notice=23))))
    button(shown, "Stay unlocked").click()
    assert "locks in 23 s" in banners(shown)[0]
    assert stand.actions == [AutoLockNoticed(None)]


# -------------------------------------------------------------------------------- status chip

LOST = Down(NOW - timedelta(minutes=3), Problem(Code.NODE_UNREACHABLE))
TAKEN = Down(NOW, Problem(Code.DATABASE_LOCKED))


def chip(stand: Stand, health: Health) -> status_chip.StatusChip:
    shown = stand.put(status_chip.StatusChip(stand.bench, stand.page))
    shown.draw(status_chip.select(State(health=health)))
    return shown


@pytest.mark.parametrize(
    ("health", "name"),
    [
        (Health(Starting()), "Starting"),
        (Health(Up(NODE), live=True), "Online"),
        (Health(Up(NODE), live=True, clock_offset=90), "Online, clock is off"),
        (Health(LOST), f"Reconnecting, since {moment_words(LOST.since, NOW)}"),
        (Health(TAKEN), f"Node down, since {moment_words(TAKEN.since, NOW)}"),
    ],
)
def test_the_chip_names_the_state(stand: Stand, health: Health, name: str) -> None:
    assert chip(stand, health).button.accessibleName() == name


@pytest.mark.parametrize(
    ("health", "tint"),
    [
        (Health(Starting()), "text_faint"),
        (Health(Up(NODE), live=True), "positive"),
        (Health(Up(NODE)), "caution"),
        (Health(LOST), "caution"),
        (Health(TAKEN), "danger"),
    ],
)
def test_each_state_has_its_tone(health: Health, tint: str) -> None:
    assert status_chip.tone(status_chip.select(State(health=health))) == tint


def test_a_click_says_more(stand: Stand) -> None:
    shown = chip(stand, Health(TAKEN))
    shown.button.click()
    assert "Another program has this ledger open." in said(shown.popover)


def test_trying_again_does_not_wait_for_the_next_time(stand: Stand) -> None:
    shown = chip(stand, Health(LOST))
    shown.button.click()
    button(shown.popover, "Try now: Node").click()
    assert stand.actions == [StartNode()]


@pytest.mark.parametrize(
    ("offset", "words"),
    [(140, "2 min behind the node's"), (-45, "45 s ahead of the node's")],
)
def test_a_clock_that_is_off_is_told_with_its_side(stand: Stand, offset: int, words: str) -> None:
    shown = chip(stand, Health(Up(NODE), live=True, clock_offset=offset))
    shown.button.click()
    assert words in said(shown.popover)


def test_a_clock_that_is_right_is_not_spoken_of(stand: Stand) -> None:
    shown = chip(stand, Health(Up(NODE), live=True))
    shown.button.click()
    assert "clock" not in said(shown.popover)


def test_the_chip_is_not_redrawn_for_every_event() -> None:
    first = status_chip.select(State(health=Health(Up(NODE), live=True)))
    assert status_chip.select(State(health=replace(first.health, head=first.health.head))) == first


# ------------------------------------------------------------------------------------ waiting


@pytest.mark.parametrize(
    ("shown", "code", "retry"),
    [
        (State(lock=Lock(problem=Problem(Code.STORAGE_READ_ONLY))), Code.STORAGE_READ_ONLY, InspectVault()),
        (State(health=Health(TAKEN)), Code.DATABASE_LOCKED, StartNode()),
    ],
)
def test_what_stands_in_the_way_is_said_with_its_retry(stand: Stand, shown: State, code: Code, retry: Action) -> None:
    view = waiting.select(shown)
    screen = stand.put(waiting.WaitingScreen(stand.bench))
    screen.draw(view)
    button(screen, "Retry").click()
    assert view.problem is not None
    assert view.problem.code is code
    assert stand.actions == [retry]


def test_a_list_that_could_not_be_read_is_asked_for_again() -> None:
    base = State()
    failed = replace(base, identities=replace(base.identities, loading=Failed(Problem(Code.OVERLOADED))))
    assert waiting.select(failed) == waiting.View(Problem(Code.OVERLOADED), LoadIdentities())


def test_while_nothing_failed_there_is_no_button(stand: Stand) -> None:
    screen = stand.put(waiting.WaitingScreen(stand.bench))
    screen.draw(waiting.select(State(lock=Lock(Phase.OPEN))))
    assert not [each for each in screen.findChildren(SecondaryButton) if each.isVisible()]


def test_the_search_gives_way_before_the_name_is_cut(stand: Stand) -> None:
    shown = stand.put(header.Header(stand.bench))
    shown.draw(header.select(state(identity(1, "The Honourable Company of Lighthouse Keepers"))))
    search = button(shown, "Search or command")
    name = next(each for each in shown.findChildren(PlainText) if each.text().startswith("The Honourable"))
    shown.resize(700, 60)
    stand.qtbot.waitUntil(lambda: name.width() >= name.sizeHint().width())
    assert header.NARROWEST_SEARCH <= search.width() < search.sizeHint().width()


def test_every_icon_button_of_the_header_has_a_name(stand: Stand) -> None:
    shown = stand.put(header.Header(stand.bench))
    shown.draw(header.select(state(identity(1, "Mara"))))
    assert all(each.accessibleName() for each in shown.findChildren(IconButton))


def test_colours_follow_the_order_of_creation() -> None:
    who = side_bar.select(state(identity(1), identity(2), active=1)).who
    assert who is not None
    assert (who.did, who.colour) == (did(2), 1)
