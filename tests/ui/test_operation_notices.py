"""What the window says of operations beside their page: the side bar, the notices, and what Ctrl+K finds."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.navigation import GoTo, Navigation, Page, ShowOperation
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.ui import notices, palette, shortcuts, side_bar
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.command_palette import matching
from qwallet_desktop.ui.widgets.panels import Banner
from tests.ui import operations as told
from tests.ui.builders import NOW, bench, state
from tests.ui.operations import known

HELD = state(*(told.EVERYONE.known[each] for each in told.EVERYONE.order), tokens=tuple(told.TOKENS.values()))
AWAY = Health(node=Down(NOW, told.DOWN))


def holding(*operations: Operation, health: Health = HELD.health, page: Page = Page.WALLET) -> State:
    node = not isinstance(health.node, Down)
    return replace(HELD, operations=known(*operations, node=node), health=health, navigation=Navigation(page))


@pytest.fixture
def actions() -> list[Action]:
    return []


@pytest.fixture
def lines(qtbot: QtBot, qapp: QApplication, actions: list[Action]) -> notices.Notices:
    apply_theme(qapp, "light", reduced_motion=True)
    made = notices.Notices(bench(actions.append))
    qtbot.addWidget(made)
    return made


def said(lines: notices.Notices, shown: State) -> list[str]:
    lines.draw(notices.select(shown))
    return [one.accessibleName() for one in lines.findChildren(Banner) if not one.isHidden()]


def press(lines: notices.Notices, text: str) -> None:
    next(one for one in lines.findChildren(SecondaryButton) if one.accessibleName() == text).click()


def test_nothing_open_says_nothing(lines: notices.Notices) -> None:
    assert said(lines, holding(told.MADE, health=AWAY)) == []


def test_what_goes_out_by_itself_says_nothing_while_the_node_is_there(lines: notices.Notices) -> None:
    assert said(lines, holding(told.WAITS, told.SILENT)) == []


def test_payments_that_wait_for_the_node_are_counted(lines: notices.Notices) -> None:
    assert said(lines, holding(told.WAITS, told.SILENT, health=AWAY)) == [
        "2 payments wait for the node and go out by themselves when it answers."
    ]


def test_one_payment_waits_alone(lines: notices.Notices) -> None:
    assert said(lines, holding(told.WAITS, health=AWAY)) == [
        "1 payment waits for the node and goes out by itself when it answers."
    ]


def test_a_list_among_them_is_not_called_a_payment(lines: notices.Notices) -> None:
    assert said(lines, holding(told.WAITS, told.LIST, health=AWAY))[0].startswith("2 operations wait")


def test_what_waits_is_shown_on_its_page(lines: notices.Notices, actions: list[Action]) -> None:
    said(lines, holding(told.WAITS, health=AWAY))
    press(lines, "Show")
    assert actions == [GoTo(Page.OPERATIONS)]


def test_a_payment_that_is_too_old_asks_whether_it_is_still_wanted(
    lines: notices.Notices, actions: list[Action]
) -> None:
    assert said(lines, holding(told.OLD)) == ["1 payment has waited for more than a day. Do you still want it?"]
    press(lines, "Decide")
    assert actions == [ShowOperation(told.OLD.id)]


def test_several_old_ones_are_decided_on_their_page(lines: notices.Notices, actions: list[Action]) -> None:
    other = replace(told.OLD, id=told.asked_id(44))
    assert said(lines, holding(told.OLD, other))[0].startswith("2 payments have waited")
    press(lines, "Decide")
    assert actions == [GoTo(Page.OPERATIONS)]


def test_what_is_too_old_does_not_go_out_by_itself_and_is_not_counted_so(lines: notices.Notices) -> None:
    assert len(said(lines, holding(told.OLD, health=AWAY))) == 1


def test_on_the_page_itself_nothing_more_is_said(lines: notices.Notices) -> None:
    assert said(lines, holding(told.OLD, told.WAITS, health=AWAY, page=Page.OPERATIONS)) == []


def test_the_side_bar_counts_what_is_open(qtbot: QtBot, lines: notices.Notices, actions: list[Action]) -> None:
    bar = side_bar.SideBar(bench(actions.append), lines)
    qtbot.addWidget(bar)
    bar.draw(side_bar.select(holding(told.WAITS, told.SILENT, told.LIST, told.MADE)))
    button = bar.pages[Page.OPERATIONS]
    assert button.accessibleName() == "Operations 3"
    button.click()
    assert actions == [GoTo(Page.OPERATIONS)]


def test_a_key_leads_to_the_page() -> None:
    assert shortcuts.actions("operations", HELD) == (GoTo(Page.OPERATIONS),)
    assert "Operations" in [line.text for line in shortcuts.lines()]


def offered(shown: State, query: str) -> dict[str, palette.Command]:
    return {each.item.key: each for each in palette.commands(palette.select(shown), query, NumberStyle())}


@pytest.mark.parametrize("query", ["boat", told.WAITS.id, told.WAITS.id[:8], "acme 25"])
def test_the_palette_finds_an_operation_by_words_and_by_id(query: str) -> None:
    found = offered(holding(told.WAITS, told.REFUSED), query)[f"operation {told.WAITS.id}"]
    assert found.action == ShowOperation(told.WAITS.id)
    assert matching([found.item], query) == [found.item]


def test_the_palette_tells_an_operation_in_words() -> None:
    item = offered(holding(told.REFUSED), "deposit")[f"operation {told.REFUSED.id}"].item
    assert (item.title, item.subtitle) == ("To Acme Treasury · 250,000.00 QTK", "Mara Lindqvist · Deposit · Refused")


def test_the_palette_hides_amounts() -> None:
    shown = holding(told.REFUSED)
    shown = replace(shown, preferences=replace(shown.preferences, hide_amounts=True))
    assert "250" not in offered(shown, "deposit")[f"operation {told.REFUSED.id}"].item.title


def test_without_words_the_palette_offers_no_operation() -> None:
    assert not [key for key in offered(holding(told.WAITS), "") if key.startswith("operation ")]


def test_the_palette_offers_the_newest_few() -> None:
    many = [replace(told.MADE, id=told.asked_id(number)) for number in range(100, 140)]
    keys = [key for key in offered(holding(*many), "boat") if key.startswith("operation ")]
    assert keys == [f"operation {told.asked_id(number)}" for number in range(139, 131, -1)]
