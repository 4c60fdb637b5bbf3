"""The health panel behind the status chip: what it says of each part, and what *Try now* asks for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.health import BreakerState, HalfOpen, Open, Service
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.health import Down, Health, Node, Starting, StartNode, TryServices, Up
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.ui import status_chip
from qwallet_desktop.ui.as_of import moment_words
from qwallet_desktop.ui.health_panel import PartRow
from qwallet_desktop.ui.wording import sentence
from tests.ui.builders import NODE, NOW, bench
from tests.ui.screens import empty_page

SINCE = NOW - timedelta(minutes=3)
FAILED = Problem(Code.NODE_TIMEOUT)
RESTS = Open(SINCE, NOW + timedelta(seconds=40), FAILED)
TRIES = HalfOpen(SINCE, FAILED)
UP = Health(Up(NODE, SINCE, "0.4.0"), live=True, stream_since=SINCE)
THEN = moment_words(SINCE, NOW)


def troubled(*services: tuple[Service, BreakerState]) -> Health:
    """Return a node that answers while some of its services don't."""
    return replace(UP, troubled=Map(services))


class Stand:
    """A page with the chip on it, what was emitted, and a clock that a test turns."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions: list[Action] = []
        self.at = NOW
        self.page = empty_page(qtbot)
        self.chip = status_chip.StatusChip(replace(bench(self.actions.append), now=self.now), self.page, self.page)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()

    def now(self) -> datetime:
        return self.at

    def show(self, health: Health) -> None:
        """Draw a state of the way to the node."""
        self.chip.draw(status_chip.select(State(health=health)))

    def open(self, health: Health) -> None:
        """Draw a state and open the panel."""
        self.show(health)
        self.chip.button.click()

    def says(self) -> dict[str, str]:
        """Return what each part says."""
        rows = (row.accessibleName().partition(": ") for row in self.chip.popover.findChildren(PartRow))
        return {name: words for name, _, words in rows}

    def button(self, name: str) -> QAbstractButton:
        """Return the visible button of this name."""
        return next(each for each in self.buttons() if each.accessibleName() == name)

    def buttons(self) -> list[QAbstractButton]:
        return [each for each in self.chip.popover.findChildren(QAbstractButton) if each.isVisible()]

    def tries(self) -> list[str]:
        """Return the names of the buttons that make something try."""
        return [each.accessibleName() for each in self.buttons() if each.accessibleName().startswith("Try")]


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand]:
    made = Stand(qtbot)
    yield made
    made.chip.popover.close_overlay()
    made.page.close()


def test_while_all_is_well_each_part_says_so_and_nothing_is_to_be_done(stand: Stand) -> None:
    stand.open(UP)
    assert stand.says() == {
        "Node": f"Answers since {THEN}",
        "Live news": f"Arrives since {THEN}",
        "Identities": "Works",
        "Wallets and payments": "Works",
        "Audit proofs": "Works",
        "Notifications": "Works",
        "Permissions": "Works",
        "Approvals": "Works",
    }
    assert stand.tries() == []


def test_a_service_that_rests_says_since_when_and_when_it_tries_next(stand: Stand) -> None:
    stand.open(troubled((Service.AUDIT, RESTS)))
    said = stand.says()
    assert said["Audit proofs"] == f"Rests since {THEN}, next try in 40 s"
    assert said["Wallets and payments"] == "Works"


def test_it_says_why_too(stand: Stand) -> None:
    stand.open(troubled((Service.AUDIT, RESTS)))
    texts = [row._reason.text() for row in stand.chip.popover.findChildren(PartRow) if row._reason.isVisible()]
    assert texts == [sentence(FAILED)]


def test_the_seconds_are_counted_while_somebody_looks(stand: Stand) -> None:
    stand.open(troubled((Service.AUDIT, RESTS)))
    stand.at = NOW + timedelta(seconds=10)
    stand.chip.popover._timer.timeout.emit()
    assert "next try in 30 s" in stand.says()["Audit proofs"]
    stand.at = NOW + timedelta(seconds=41)
    stand.chip.popover._timer.timeout.emit()
    assert stand.says()["Audit proofs"] == f"Rests since {THEN}, tries now"


def test_nobody_counts_seconds_that_nobody_sees(stand: Stand) -> None:
    stand.open(troubled((Service.AUDIT, RESTS)))
    assert stand.chip.popover._timer.isActive()
    stand.chip.popover.dismiss()
    assert not stand.chip.popover._timer.isActive()


@pytest.mark.parametrize("health", [UP, troubled((Service.AUDIT, TRIES))], ids=["all well", "trying"])
def test_where_nothing_rests_no_seconds_are_counted(stand: Stand, health: Health) -> None:
    stand.open(health)
    assert not stand.chip.popover._timer.isActive()


def test_a_service_that_is_being_tried_says_so_and_can_t_be_hurried(stand: Stand) -> None:
    stand.open(troubled((Service.WALLET, TRIES)))
    assert stand.says()["Wallets and payments"] == f"Failed since {THEN}, trying now"
    assert stand.tries() == []


@pytest.mark.parametrize("service", Service)
def test_trying_now_names_the_service(stand: Stand, service: Service) -> None:
    stand.open(troubled((service, RESTS)))
    (name,) = stand.tries()
    stand.button(name).click()
    assert stand.actions == [TryServices(service)]


def test_several_can_be_tried_at_once(stand: Stand) -> None:
    stand.open(troubled((Service.WALLET, RESTS), (Service.AUDIT, RESTS)))
    stand.button("Try all now").click()
    assert stand.actions == [TryServices()]


def test_a_panel_that_is_open_follows_what_happens(stand: Stand) -> None:
    stand.open(troubled((Service.AUDIT, RESTS)))
    stand.show(UP)
    assert stand.says()["Audit proofs"] == "Works"


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (Starting(), "Starting"),
        (Starting(40), "Bringing the ledger up to date, 40 % done"),
        (Up(NODE), "Answers"),
        (Down(SINCE, Problem(Code.NODE_UNREACHABLE)), f"Away since {THEN}"),
    ],
)
def test_the_node_says_how_it_is(stand: Stand, node: Node, words: str) -> None:
    stand.open(Health(node))
    assert stand.says()["Node"] == words


def test_without_the_node_its_services_wait_and_only_it_can_be_tried(stand: Stand) -> None:
    down = Down(SINCE, Problem(Code.NODE_UNREACHABLE))
    stand.open(replace(troubled((Service.AUDIT, RESTS), (Service.WALLET, RESTS)), node=down, live=False))
    assert {stand.says()[name] for name in ("Identities", "Wallets and payments")} == {"Waits for the node"}
    assert stand.tries() == ["Try now: Node"]
    stand.button("Try now: Node").click()
    assert stand.actions == [StartNode()]


@pytest.mark.parametrize(
    ("health", "words"),
    [
        (replace(UP, stream_since=None), "Arrives as it happens"),
        (Health(Up(NODE)), "Not connected yet"),
        (Health(Up(NODE), stream_since=SINCE), f"Silent since {THEN}, connecting again"),
        (Health(Down(SINCE, FAILED), stream_since=SINCE), f"Silent since {THEN}"),
    ],
)
def test_the_news_say_since_when_they_arrive_or_don_t(stand: Stand, health: Health, words: str) -> None:
    stand.open(health)
    assert stand.says()["Live news"] == words


def test_something_longer_ago_says_its_day(stand: Stand) -> None:
    yesterday = NOW - timedelta(days=1)
    stand.open(replace(UP, node=Up(NODE, yesterday)))
    assert stand.says()["Node"] == f"Answers since {moment_words(yesterday, NOW)}"
    assert moment_words(yesterday, NOW) != moment_words(NOW, NOW)


def test_the_keyboard_reaches_each_button(stand: Stand) -> None:
    stand.page.resize(500, 240)
    stand.open(troubled((Service.WALLET, RESTS), (Service.AUDIT, RESTS)))
    seen = set()
    for _ in range(8):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert not focused.visibleRegion().isEmpty()
        seen.add(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {"Try now: Wallets and payments", "Try now: Audit proofs", "Try all now"} <= seen


# ---------------------------------------------------------------------------------------- the chip


@pytest.mark.parametrize(
    ("health", "name"),
    [
        (troubled((Service.AUDIT, RESTS)), "Partly online, resting: Audit proofs"),
        (troubled((Service.WALLET, TRIES)), "Partly online, resting: Wallets and payments"),
        (troubled((Service.AUDIT, RESTS), (Service.WALLET, RESTS)), "Partly online, resting: 2 services"),
        (replace(troubled((Service.AUDIT, RESTS)), live=False), "Connecting"),
        (UP, "Online"),
    ],
)
def test_the_chip_says_in_a_word_that_a_service_rests(stand: Stand, health: Health, name: str) -> None:
    stand.show(health)
    assert stand.chip.button.accessibleName() == name


def test_a_service_that_rests_colours_the_chip() -> None:
    view = status_chip.select(State(health=troubled((Service.AUDIT, RESTS))))
    assert status_chip.tone(view) == "caution"


def test_the_sentence_says_that_the_rest_works(stand: Stand) -> None:
    stand.show(troubled((Service.AUDIT, RESTS)))
    assert "the rest works" in stand.chip.button.toolTip()


def test_escape_closes_the_panel_whatever_was_told_meanwhile(stand: Stand) -> None:
    stand.open(UP)
    stand.show(troubled((Service.WALLET, RESTS)))
    stand.button("Try now: Wallets and payments").setFocus()
    stand.show(UP)
    QTest.keyClick(stand.page.focusWidget(), Qt.Key.Key_Escape)
    assert not stand.chip.popover.isVisible()


def test_the_button_that_copies_the_node_s_id_keeps_the_focus(stand: Stand) -> None:
    stand.open(UP)
    focused = stand.page.focusWidget()
    stand.show(replace(UP, live=False))
    assert stand.page.focusWidget() is focused
    assert isinstance(focused, QAbstractButton)


def test_a_node_that_others_run_has_an_address(stand: Stand) -> None:
    stand.open(replace(UP, served="https://node.example"))
    assert "https://node.example" in {label.text() for label in stand.chip.popover.findChildren(QLabel)}


def test_a_node_that_others_run_is_not_started_but_connected_to(stand: Stand) -> None:
    stand.open(Health(served="https://node.example"))
    assert stand.says()["Node"] == "Connecting"
