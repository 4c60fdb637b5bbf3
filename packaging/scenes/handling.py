"""What a hand does to the program: pointer over, pressed, focus, disabled, and what opens on a click."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, cast

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent, QPixmap, QRegion
from PySide6.QtWidgets import QAbstractButton, QApplication, QGridLayout, QLabel, QLineEdit, QToolTip, QWidget
from scene import once_seen, scene
from scenes.activity import BASE, shown
from scenes.overview import EURQ, ONE, QTK, VAST, wallet, window
from scenes.overview import shown as wallet_state
from scenes.send import BASE as SENDING
from scenes.send import FORM
from scenes.send import shown as send_screen

from qwallet_desktop.ui.main_window import MainWindow
from qwallet_desktop.ui.screens.activity import ActivityScreen
from qwallet_desktop.ui.screens.activity_filters import CUSTOM
from qwallet_desktop.ui.screens.send import SendScreen
from qwallet_desktop.ui.screens.token_card import TokenCard
from qwallet_desktop.ui.widgets import buttons, fields, toggles
from qwallet_desktop.ui.widgets.entry_row import EntryRow, EntryText
from qwallet_desktop.ui.widgets.filter_bar import FilterChip
from qwallet_desktop.ui.widgets.identity_row import IdentityRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.sidebar import IdentityButton, SidebarButton
from qwallet_desktop.ui.widgets.styling import column, set_look
from tests.ui.builders import did

STATES: Final = ("At rest", "Pointer over", "Pressed", "Focus", "Disabled")
PAYMENT: Final = EntryText("send", "Harbour Bakery", "Bread", "2 h ago", "", "\u221225.00", "QTK", "text", "Sent", "")
Make = Callable[[], QWidget]


def _page() -> QWidget:
    page = QWidget()
    set_look(page, look="page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return page


def _bring(widget: QWidget, state: str) -> None:
    """Bring a widget into a state, as far as it has it."""
    match state:
        case "Pressed" if isinstance(widget, QAbstractButton):
            widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
            widget.setDown(True)
        case "Disabled":
            widget.setEnabled(False)


def _point_at(widget: QWidget) -> None:
    """Bring the pointer over a widget; buttons ask where it is, the others whether it is there."""
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    middle = widget.rect().center().toPointF()
    nothing = Qt.MouseButton.NoButton
    there = widget.mapToGlobal(middle)
    moved = QMouseEvent(QEvent.Type.MouseMove, middle, there, nothing, nothing, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, moved)
    widget.update()


def _photograph(cells: Sequence[tuple[QWidget, QLabel]], pointed: Sequence[QWidget]) -> None:
    """Put pictures of focused widgets in their places, since only one at a time has the focus; then point."""
    for widget in pointed:
        _point_at(widget)
    for widget, place in cells:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        ratio = widget.devicePixelRatioF()
        picture = QPixmap(widget.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        widget.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        place.setPixmap(picture)
        widget.hide()


def sheet_of(rows: Sequence[tuple[str, Make]]) -> QWidget:
    """Return a table of widgets in each state; those with the focus are photographed."""
    page = _page()
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(12)
    outer = column(page, margin=24)
    outer.addLayout(grid)
    outer.addStretch(1)
    focused: list[tuple[QWidget, QLabel]] = []
    pointed: list[QWidget] = []
    for place, state in enumerate(STATES):
        grid.addWidget(PlainText(state, "overline"), 0, place + 1)
    for line, (name, make) in enumerate(rows, 1):
        grid.addWidget(PlainText(name, "muted"), line, 0)
        for place, state in enumerate(STATES, 1):
            widget = make()
            _bring(widget, state)
            grid.addWidget(widget, line, place)
            if state == "Pointer over":
                pointed.append(widget)
            if state == "Focus":
                label = QLabel()
                grid.addWidget(label, line, place)
                focused.append((widget, label))
    page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    once_seen(lambda _page: (_photograph(focused, pointed), page.setFocus()))(page)
    return page


@scene("handling-buttons", 1100, 760)
def handling_buttons() -> QWidget:
    """Each kind of button."""
    kinds: dict[str, Make] = {
        "Primary": lambda: buttons.PrimaryButton("Send 25.00 QTK", icon="send"),
        "Secondary": lambda: buttons.SecondaryButton("Export", icon="export"),
        "Danger": lambda: buttons.DangerButton("Freeze Leo"),
        "Ghost": lambda: buttons.GhostButton("Cancel"),
        "Link": lambda: buttons.LinkButton("Show all"),
        "Menu": lambda: buttons.MenuButton("About this identity\u2026", icon="info"),
        "Icon": lambda: buttons.IconButton("lock", "Lock"),
        "Filter": lambda: FilterChip("token", "Token", (("", "All"), ("qtk", "QTK"))),
        "Filtering": _filtering,
        "Side bar": lambda: SidebarButton("wallet", "Wallet"),
        "Segments": lambda: buttons.Segmented("Theme", (("light", "Light"), ("dark", "Dark"))),
        "Select": lambda: toggles.Select("Token", (("qtk", "QTK"), ("eur", "EURQ"))),
        "Check box": lambda: toggles.CheckBox("I wrote them down"),
        "Switch": lambda: toggles.Switch("Hide amounts"),
    }
    return sheet_of(tuple(kinds.items()))


def _filtering() -> QWidget:
    chip = FilterChip("token", "Token", (("", "All"), ("qtk", "QTK")))
    chip.set_value("qtk")
    return chip


@scene("handling-rows", 1700, 520)
def handling_rows() -> QWidget:
    """Rows and fields."""

    def row() -> QWidget:
        made = EntryRow()
        made.set_entry(PAYMENT)
        return made

    def person() -> QWidget:
        made = IdentityRow()
        made.set_identity(did(2), 1, "Acme Treasury", "Enterprise")
        made.set_total("975.00 QTK")
        return made

    def active() -> QWidget:
        made = IdentityButton()
        made.set_identity(did(1), 0, "Mara Lindqvist", "Root")
        return made

    kinds: dict[str, Make] = {
        "Entry": row,
        "Identity": person,
        "Active": active,
        "Field": lambda: fields.TextField("For example Savings"),
        "Search": lambda: fields.SearchField("Search"),
        "Amount": lambda: fields.AmountField(toggles.Select("Token", (("qtk", "QTK"),))),
        "Text": lambda: fields.TextArea("What is it for?", lines=2),
    }
    return sheet_of(tuple(kinds.items()))


def _in(page: QWidget, kind: type[QWidget]) -> Iterator[QWidget]:
    yield from (each for each in page.findChildren(kind) if isinstance(each, QWidget) and each.isVisible())


def _open_filter(screen: ActivityScreen) -> None:
    cast("FilterChip", next(_in(screen, FilterChip))).click()


@scene("handling-filter-menu", 1020, 730)
def handling_filter_menu() -> QWidget:
    """The menu of a filter."""
    return shown(BASE, once_seen(_open_filter))


def _open_card_menu(content: MainWindow) -> None:
    card = next(_in(content, TokenCard))
    next(each for each in card.findChildren(buttons.IconButton) if each.isVisible()).click()


@scene("handling-card-menu")
def handling_card_menu() -> QWidget:
    """The menu of a token's card."""
    return window(wallet_state([QTK, EURQ, VAST], ONE), once_seen(_open_card_menu))


def _open_select(screen: SendScreen) -> None:
    select = next(_in(screen, toggles.Select))
    assert isinstance(select, toggles.Select)  # noqa: S101 - it is what was looked for
    select.showPopup()


@scene("handling-select", 1020, 730)
def handling_select() -> QWidget:
    """The list of a drop-down."""
    return send_screen(SENDING, FORM, once_seen(_open_select))


def _open_edit_menu(screen: SendScreen) -> None:
    edit = cast("QLineEdit", next(_in(screen, QLineEdit)))
    menu = edit.createStandardContextMenu()
    menu.setParent(edit, menu.windowFlags())
    menu.popup(edit.mapToGlobal(QPoint(40, 20)))


@scene("handling-edit-menu", 1020, 730)
def handling_edit_menu() -> QWidget:
    """The menu of a field."""
    return send_screen(SENDING, FORM, once_seen(_open_edit_menu))


def _tell(content: MainWindow) -> None:
    button = next(_in(content, buttons.IconButton))
    QToolTip.showText(button.mapToGlobal(QPoint(-160, 30)), button.toolTip(), button)


@scene("handling-tool-tip")
def handling_tool_tip() -> QWidget:
    """What a button says of itself."""
    return window(wallet_state([QTK, EURQ], wallet([(QTK, 97_500, 0), (EURQ, 5, 0)])), once_seen(_tell))


def _open_days(screen: ActivityScreen) -> None:
    chip = next(_in(screen, FilterChip))
    assert isinstance(chip, FilterChip)  # noqa: S101 - it is what was looked for
    chip.chosen.emit(chip.key, CUSTOM)


@scene("handling-days", 1020, 730)
def handling_days() -> QWidget:
    """The choice of two days."""
    return shown(BASE, _open_days)
