"""Buttons, fields, tabs and filters: what they emit, and what they leave alone."""

from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.widgets import buttons
from qwallet_desktop.ui.widgets.fields import AmountField, FormField, SearchField, TextArea, TextField
from qwallet_desktop.ui.widgets.filter_bar import FilterBar, FilterChip, themed_menu
from qwallet_desktop.ui.widgets.identity_row import IdentityRow
from qwallet_desktop.ui.widgets.sidebar import IdentityButton, SidebarButton
from qwallet_desktop.ui.widgets.tabs import TabBar
from qwallet_desktop.ui.widgets.toggles import CheckBox, Select, Switch

DID = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"
TABS = (("overview", "Overview"), ("send", "Send"), ("activity", "Activity"))
LOOKS = (
    buttons.PrimaryButton,
    buttons.SecondaryButton,
    buttons.DangerButton,
    buttons.GhostButton,
    buttons.LinkButton,
    buttons.MenuButton,
)


W = TypeVar("W", bound=QWidget)


def child(root: QWidget, kind: type[W]) -> W:
    found = root.findChild(kind)
    assert isinstance(found, kind)
    return found


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


@pytest.mark.parametrize("kind", LOOKS)
def test_a_button_does_its_verb_by_keyboard(kind: type[buttons.PrimaryButton], qtbot: QtBot) -> None:
    done: list[int] = []
    button = kind("Send & receive", lambda: done.append(1), icon="send")
    shown(qtbot, button)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert done == [1]


@pytest.mark.parametrize("kind", LOOKS)
def test_a_button_is_never_a_default_by_accident(kind: type[buttons.PrimaryButton], qtbot: QtBot) -> None:
    button = kind("Send")
    qtbot.addWidget(button)
    assert not button.isDefault()
    assert not button.autoDefault()


def test_an_ampersand_is_shown_as_such(qtbot: QtBot) -> None:
    button = buttons.PrimaryButton("Send & receive")
    qtbot.addWidget(button)
    assert (button.text(), button.accessibleName()) == ("Send && receive", "Send & receive")


@pytest.mark.parametrize("kind", [buttons.PrimaryButton, buttons.SecondaryButton, buttons.LinkButton])
def test_enter_presses_the_focused_button(kind: type[buttons.PrimaryButton], qtbot: QtBot) -> None:
    button = kind("Send")
    shown(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_enter_that_is_still_held_down_presses_nothing(qtbot: QtBot) -> None:
    button = buttons.PrimaryButton("Send")
    shown(qtbot, button)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", autorep=True)
    with qtbot.assertNotEmitted(button.clicked):
        QApplication.sendEvent(button, held)


def test_enter_presses_no_final_button(qtbot: QtBot) -> None:
    button = buttons.DangerButton("Burn")
    shown(qtbot, button)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_enter_on_an_icon_or_a_page_goes_there(qtbot: QtBot) -> None:
    for button in (buttons.IconButton("lock", "Lock"), SidebarButton("wallet", "Wallet")):
        shown(qtbot, button)
        with qtbot.waitSignal(button.clicked):
            QTest.keyClick(button, Qt.Key.Key_Return)


def test_an_icon_button_has_a_name_and_tells_its_shortcut(qtbot: QtBot) -> None:
    button = buttons.IconButton("lock", "Lock", shortcut="Ctrl+L")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Lock"
    assert "Ctrl+L" in button.toolTip()


def test_a_segment_emits_its_key(qtbot: QtBot) -> None:
    segments = buttons.Segmented("Theme", (("light", "Light"), ("dark", "Dark")))
    qtbot.addWidget(segments)
    with qtbot.waitSignal(segments.chosen, check_params_cb=lambda key: key == "dark"):
        segments.findChildren(QPushButton)[1].click()
    assert segments.current() == "dark"


def test_showing_a_segment_emits_nothing(qtbot: QtBot) -> None:
    segments = buttons.Segmented("Theme", (("light", "Light"), ("dark", "Dark")))
    qtbot.addWidget(segments)
    with qtbot.assertNotEmitted(segments.chosen):
        segments.set_chosen("dark")


def test_an_error_takes_the_place_of_the_help(qtbot: QtBot) -> None:
    editor = TextField()
    field = FormField("To", editor, "A DID")
    shown(qtbot, field)
    field.set_error("Not a DID")
    assert editor.accessibleDescription() == field.error() == "Not a DID"
    assert editor.property("invalid") == "true"


def test_help_comes_back_when_the_error_is_gone(qtbot: QtBot) -> None:
    editor = TextField()
    field = FormField("To", editor, "A DID")
    shown(qtbot, field)
    field.set_error("Not a DID")
    field.set_error("")
    assert editor.accessibleDescription() == "A DID"
    assert editor.property("invalid") == "false"


def test_a_field_names_its_editor(qtbot: QtBot) -> None:
    field = FormField("Amount", AmountField())
    qtbot.addWidget(field)
    assert isinstance(field.editor, AmountField)
    assert field.editor.edit.accessibleName() == "Amount"


def test_setting_the_same_text_leaves_the_cursor(qtbot: QtBot) -> None:
    editor = TextField()
    qtbot.addWidget(editor)
    editor.set_text("25.00")
    editor.setCursorPosition(2)
    editor.set_text("25.00")
    assert editor.cursorPosition() == 2


def test_tab_leaves_a_text_area(qtbot: QtBot) -> None:
    area = TextArea()
    qtbot.addWidget(area)
    assert area.tabChangesFocus()


def test_an_amount_field_emits_what_is_typed_and_not_what_is_set(qtbot: QtBot) -> None:
    field = AmountField()
    shown(qtbot, field)
    seen: list[str] = []
    field.changed.connect(seen.append)
    field.set_text("1")
    QTest.keyClicks(field.edit, "2")
    assert seen == ["12"]


def test_max_is_asked_for_and_may_be_off(qtbot: QtBot) -> None:
    asked: list[int] = []
    field = AmountField(on_max=lambda: asked.append(1))
    qtbot.addWidget(field)
    button = child(field, buttons.LinkButton)
    button.click()
    field.set_max_enabled(False)
    button.click()
    assert asked == [1]


def test_escape_empties_a_search(qtbot: QtBot) -> None:
    field = SearchField("Search")
    shown(qtbot, field)
    QTest.keyClicks(field.edit, "sail")
    with qtbot.waitSignal(field.changed, check_params_cb=lambda text: not text):
        QTest.keyClick(field.edit, Qt.Key.Key_Escape)


def test_showing_a_search_emits_nothing(qtbot: QtBot) -> None:
    field = SearchField("Search")
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.changed):
        field.set_text("sail")


def test_arrow_keys_move_among_tabs(qtbot: QtBot) -> None:
    tabs = TabBar(TABS)
    shown(qtbot, tabs)
    tabs.setFocus()
    with qtbot.waitSignal(tabs.chosen, check_params_cb=lambda key: key == "send"):
        QTest.keyClick(tabs, Qt.Key.Key_Right)


def test_the_end_key_goes_to_the_last_tab(qtbot: QtBot) -> None:
    tabs = TabBar(TABS)
    shown(qtbot, tabs)
    QTest.keyClick(tabs, Qt.Key.Key_End)
    assert tabs.current() == "activity"


def test_showing_a_tab_emits_nothing(qtbot: QtBot) -> None:
    tabs = TabBar(TABS)
    qtbot.addWidget(tabs)
    with qtbot.assertNotEmitted(tabs.chosen):
        tabs.set_current("activity")
    assert tabs.current() == "activity"


def test_new_tabs_keep_the_current_key(qtbot: QtBot) -> None:
    tabs = TabBar(TABS)
    qtbot.addWidget(tabs)
    tabs.set_current("send")
    tabs.set_tabs((("limits", "Limits"), *TABS))
    assert tabs.current() == "send"


def test_a_select_keeps_its_key_when_options_change(qtbot: QtBot) -> None:
    select = Select("Token", (("qtk", "QTK"), ("eur", "EURQ")))
    qtbot.addWidget(select)
    select.set_current("eur")
    select.set_options((("abc", "ABC"), ("eur", "EURQ")))
    assert select.current() == "eur"


@pytest.mark.parametrize("kind", [CheckBox, Switch])
def test_a_toggle_turns_by_space(kind: type[CheckBox], qtbot: QtBot) -> None:
    toggle = kind("I have written them down")
    shown(qtbot, toggle)
    QTest.keyClick(toggle, Qt.Key.Key_Space)
    assert toggle.isChecked()


def test_a_filter_emits_its_key_and_value(qtbot: QtBot) -> None:
    bar = FilterBar("Search")
    qtbot.addWidget(bar)
    chip = bar.add_filter("token", "Token", (("", "All"), ("qtk", "QTK")))
    with qtbot.waitSignal(bar.filter_changed, check_params_cb=lambda key, value: (key, value) == ("token", "qtk")):
        chip._menu.actions()[1].trigger()
    assert chip.accessibleName() == "Token: QTK"


def test_clearing_takes_all_filters_away_at_once(qtbot: QtBot) -> None:
    bar = FilterBar("Search")
    qtbot.addWidget(bar)
    chip = bar.add_filter("token", "Token", (("", "All"), ("qtk", "QTK")))
    bar.set_filter("token", "qtk")
    bar.set_search("sail")
    with qtbot.waitSignal(bar.cleared):
        child(bar, buttons.GhostButton).click()
    assert (chip.value(), bar.search.text()) == ("", "")


def test_a_click_on_the_page_that_is_shown_leaves_its_mark(qtbot: QtBot) -> None:
    button = SidebarButton("wallet", "Wallet")
    shown(qtbot, button)
    button.setChecked(True)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()


def test_a_page_button_tells_how_much_waits(qtbot: QtBot) -> None:
    button = SidebarButton("inbox", "Inbox")
    qtbot.addWidget(button)
    button.set_count(3)
    assert button.accessibleName() == "Inbox 3"


def test_an_identity_is_read_by_name_and_type(qtbot: QtBot) -> None:
    button = IdentityButton()
    qtbot.addWidget(button)
    button.set_identity(DID, 1, "Acme\u202e Treasury", "Enterprise")
    assert button.accessibleName() == "Acme Treasury, Enterprise"


def test_a_row_of_the_switcher_is_read_with_its_total(qtbot: QtBot) -> None:
    line = IdentityRow()
    qtbot.addWidget(line)
    line.set_identity(DID, 1, "Acme Treasury", "Enterprise")
    line.set_total("1,204.10 QTK")
    assert line.accessibleName() == "Acme Treasury, Enterprise, 1,204.10 QTK"


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard")
def test_a_list_of_options_opens_under_its_field_and_as_wide(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "light", reduced_motion=True)
    select = Select("Token", (("qtk", "QTK"), ("eur", "Sample euro with a long name")))
    qtbot.addWidget(select)
    select.setFixedWidth(90)
    select.show()
    select.showPopup()
    qtbot.waitUntil(select.view().isVisible)
    frame = select.view().window()
    assert frame.geometry().top() >= select.mapToGlobal(select.rect().bottomLeft()).y() - 1
    assert frame.width() > select.width()
    select.hidePopup()


def test_a_long_amount_is_written_smaller_and_in_full_on_hover(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "light", reduced_motion=True)
    field = AmountField()
    qtbot.addWidget(field)
    field.resize(220, 46)
    field.show()
    sizes = []
    for digits in (3, 14, 78):
        field.set_text("9" * digits)
        sizes.append((field.edit.font().pixelSize(), field.edit.toolTip()))
    assert sizes == [(20, ""), (15, ""), (11, "9" * 78)]


def test_what_is_chosen_in_a_menu_has_a_tick(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    menu = themed_menu(window)
    action = menu.addAction("Last 7 days")
    action.setCheckable(True)
    menu.resize(menu.sizeHint())
    # Within the row's round corners.
    end = menu.actionGeometry(action).adjusted(menu.actionGeometry(action).width() - 24, 5, -5, -5)
    colours = []
    for chosen in (False, True):
        action.setChecked(chosen)
        picture = menu.grab(end).toImage()
        colours.append({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())})
    assert len(colours[1]) > len(colours[0])


def test_the_menu_of_a_filter_reads_as_everything_else_does(qtbot: QtBot) -> None:
    chip = FilterChip("date", "Date", [("", "Any time"), ("7", "Last 7 days")])
    qtbot.addWidget(chip)
    (menu,) = chip.findChildren(QMenu)
    assert menu.layoutDirection() == QApplication.layoutDirection()


def test_a_text_area_grows_with_the_users_font_size(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light", 1.0, reduced_motion=True)
    area = TextArea(lines=3)
    qtbot.addWidget(area)
    area.show()
    before = area.height()
    apply_theme(qapp, "light", 2.0, reduced_motion=True)
    after = area.height()
    apply_theme(qapp, "light", 1.0, reduced_motion=True)
    assert (after > before * 1.5, area.height()) == (True, before)
