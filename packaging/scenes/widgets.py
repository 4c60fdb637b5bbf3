"""The widgets of the kit, side by side."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QTableView, QWidget
from scene import scene

from qwallet_desktop.ui.icons import icon_names
from qwallet_desktop.ui.widgets import buttons, charts, chips, delegates, fields, panels, states, tables, toggles
from qwallet_desktop.ui.widgets.amount import AmountLabel
from qwallet_desktop.ui.widgets.avatar import Avatar
from qwallet_desktop.ui.widgets.command_palette import CommandPalette, PaletteItem
from qwallet_desktop.ui.widgets.drawer import Drawer
from qwallet_desktop.ui.widgets.filter_bar import FilterBar
from qwallet_desktop.ui.widgets.id_label import IdLabel
from qwallet_desktop.ui.widgets.identity_row import IdentityRow
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText, Rule, SectionHeader
from qwallet_desktop.ui.widgets.popover import Popover
from qwallet_desktop.ui.widgets.qr import QrView
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.widgets.sidebar import IdentityButton, SidebarButton
from qwallet_desktop.ui.widgets.stripe import IdentityStripe
from qwallet_desktop.ui.widgets.styling import column, row, set_look
from qwallet_desktop.ui.widgets.tabs import TabBar
from qwallet_desktop.ui.widgets.time_label import RelativeTimeLabel
from qwallet_desktop.ui.widgets.toast import ToastHost
from qwallet_desktop.ui.widgets.word_grid import WordGrid

DID = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"
NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
NAMES = (
    "Mara Lindqvist",
    "Acme Treasury",
    "Harbour DAO",
    "Leo (guarded)",
    "Night Heron",
    "Studio",
    "Savings",
    "Petty cash",
)
TYPES = ("ROOT", "ENTERPRISE", "DAO", "CONSENTIDA", "AID", "ROOT", "ENTERPRISE", "DAO")
WORDS = ("legal", "winner", "thank", "year", "wave", "sausage", "worth", "useful") * 3


def page() -> QWidget:
    """Return an empty page."""
    widget = QWidget()
    set_look(widget, look="page")
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget


def series() -> list[charts.ChartPoint]:
    """Return thirty days of a growing balance."""
    values = [
        40,
        42,
        41,
        45,
        52,
        50,
        49,
        58,
        61,
        60,
        64,
        62,
        70,
        72,
        71,
        69,
        74,
        80,
        79,
        83,
        81,
        84,
        90,
        88,
        92,
        91,
        95,
        99,
        97,
        104,
    ]
    return [
        charts.ChartPoint(value * 1000, f"{value},000.00 QTK", f"{(NOW - timedelta(days=29 - day)):%d %b}")
        for day, value in enumerate(values)
    ]


@scene("kit-basics", 1000, 900)
def basics() -> QWidget:
    """Show type, buttons, chips, identities and icons."""
    root = page()
    body = column(root, margin=24, spacing=16)
    head = SectionHeader("Type, buttons and marks", "One filled verb a view; the rest stays quiet.", role="title")
    head.add_action(buttons.SecondaryButton("Export", icon="export"))
    head.add_action(buttons.PrimaryButton("Send 25.00 QTK", icon="send"))
    body.addWidget(head)
    verbs = row(spacing=8)
    disabled = buttons.PrimaryButton("Disabled")
    disabled.setEnabled(False)
    for button in (
        buttons.PrimaryButton("Create identity"),
        buttons.SecondaryButton("Restore"),
        buttons.DangerButton("Freeze Acme Treasury"),
        buttons.GhostButton("Cancel"),
        buttons.LinkButton("Show all"),
        disabled,
        buttons.IconButton("copy", "Copy"),
        buttons.IconButton("more", "More"),
    ):
        verbs.addWidget(button)
    verbs.addStretch(1)
    body.addLayout(verbs)
    marks = row(spacing=8)
    states_shown: tuple[tuple[str, chips.ChipTone, str], ...] = (
        ("Settled", "positive", "check"),
        ("Waiting for 2 of 3", "caution", "clock"),
        ("Refused", "danger", "cross"),
        ("Draft", "neutral", "note"),
        ("Scheduled", "accent", "calendar"),
    )
    for text, tone, icon in states_shown:
        marks.addWidget(chips.StatusChip(text, tone, icon))
    for index, name in enumerate(("ROOT", "ENTERPRISE", "DAO", "CONSENTIDA", "AID")):
        marks.addWidget(chips.TypeChip(name, index))
    marks.addWidget(chips.CountBadge(3, urgent=True))
    marks.addWidget(chips.CountBadge(128))
    marks.addStretch(1)
    body.addLayout(marks)
    body.addWidget(identities())
    body.addWidget(type_scale())
    body.addWidget(icons())
    body.addStretch(1)
    return root


def identities() -> QWidget:
    """Show all identity colours."""
    card = panels.Card("Identities", "Colour, picture, name and type: never colour alone.")
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(12)
    for index, name in enumerate(NAMES):
        avatar = Avatar(40)
        avatar.set_identity(DID + str(index), index, TYPES[index], name)
        words = column(spacing=4)
        words.addWidget(PlainText(name, "label"))
        words.addWidget(chips.TypeChip(TYPES[index], index))
        line = row(spacing=12)
        line.addWidget(avatar)
        line.addLayout(words)
        line.addStretch(1)
        grid.addLayout(line, index // 4, index % 4)
    card.add(grid)
    return card


def type_scale() -> QWidget:
    """Show the type scale, amounts and facts."""
    card = panels.Card("Type")
    line = row(spacing=32)
    left = column(spacing=4)
    left.addWidget(PlainText("104,000.00", "display"))
    left.addWidget(PlainText("Latest activity", "title"))
    left.addWidget(PlainText("Acme Treasury", "heading"))
    left.addWidget(PlainText("Paid for the boat's new sail"))
    left.addWidget(PlainText("3 min ago, quiet", "muted"))
    left.addWidget(PlainText("BALANCES", "overline"))
    line.addLayout(left)
    right = column(spacing=8)
    for size, text in ((28, "104,000.00"), (20, "2,480.50"), (13, "+25.00"), (13, "-1,204.10")):
        amount = AmountLabel(size)
        amount.set_amount(text, "QTK", "positive" if text.startswith("+") else "text", fraction_at=len(text) - 3)
        right.addWidget(amount)
    hidden = AmountLabel(20)
    hidden.set_amount("2,480.50", "QTK")
    hidden.set_hidden_amount(True)
    right.addWidget(hidden)
    line.addLayout(right)
    facts = column(spacing=8)
    facts.addWidget(IdLabel(DID))
    moment = RelativeTimeLabel()
    moment.set_time(NOW - timedelta(minutes=5), NOW)
    facts.addWidget(moment)
    facts.addWidget(PlainText("Thanks for <b>everything</b>!\nSecond line", "quote", wrap=True))
    facts.addStretch(1)
    line.addLayout(facts, 1)
    card.add(line)
    return card


def icons() -> QWidget:
    """Show every icon."""
    card = panels.Card("Icons")
    grid = QGridLayout()
    grid.setSpacing(14)
    for index, name in enumerate(icon_names()):
        label = IconLabel(name, "text", 20)
        label.setToolTip(name)
        grid.addWidget(label, index // 22, index % 22)
    card.add(grid)
    return card


@scene("kit-fields", 1000, 900)
def form() -> QWidget:
    """Show every kind of field."""
    root = page()
    both = row(root, margin=24, spacing=24)
    left = panels.Card("Send")
    recipient = fields.TextField("did:key:... or a name", mono=True)
    recipient.set_text(DID)
    left.add(fields.FormField("To", recipient, "One of your identities, or a DID"))
    wrong = fields.TextField()
    wrong.set_text("did:web:example")
    field = fields.FormField("To", wrong)
    field.set_error("This is not a did:key. Ask the recipient for the id on their Receive page.")
    left.add(field)
    amount = fields.AmountField(toggles.Select("Token", (("qtk", "QTK"), ("eur", "EURQ"))))
    amount.set_text("25.00")
    amount_field = fields.FormField("Amount", amount, "1,000.00 QTK available")
    left.add(amount_field)
    left.add(fields.FormField("Memo", fields.TextArea("What is it for?", lines=3), "The recipient can read it"))
    empty = fields.AmountField(toggles.Select("Token", (("qtk", "QTK"),)))
    wrong_amount = fields.FormField("Amount", empty)
    wrong_amount.set_error("More than the 1,000.00 QTK available")
    left.add(wrong_amount)
    left.body.addStretch(1)
    both.addWidget(left, 1)
    right = panels.Card("Settings")
    theme = buttons.Segmented("Theme", (("light", "Light"), ("dark", "Dark"), ("system", "System")))
    theme.set_chosen("system")
    right.add(fields.FormField("Theme", theme))
    right.add(fields.FormField("Font size", toggles.Select("Font size", (("1", "Normal"), ("2", "Large")))))
    hide = toggles.Switch("Hide amounts")
    hide.setChecked(True)
    right.add(hide)
    right.add(toggles.Switch("Reduce motion"))
    check = toggles.CheckBox("I have written these 24 words on paper")
    check.setChecked(True)
    right.add(check)
    right.add(toggles.CheckBox("These words restore my keys, not the ledger"))
    right.add(fields.FormField("Passphrase", fields.TextField("At least 12 characters", secret=True)))
    right.add(fields.SearchField("Search transactions", shortcut="Ctrl+F"))
    search = fields.SearchField("Search transactions")
    search.set_text("sail")
    right.add(search)
    locked = fields.TextField()
    locked.set_text("Read only folder")
    locked.setEnabled(False)
    right.add(fields.FormField("Data folder", locked))
    right.add(panels.Banner("The backup of your words was not checked yet.", "caution", "warning"))
    right.add(panels.Banner("This identity is frozen by its owner.", "danger", "snowflake"))
    right.body.addStretch(1)
    both.addWidget(right, 1)
    QTimer.singleShot(0, amount.edit, amount.edit.setFocus)
    return root


@scene("kit-panels", 1240, 900)
def states_scene() -> QWidget:
    """Show the four states, charts and meters."""
    root = page()
    grid = QGridLayout(root)
    grid.setContentsMargins(24, 24, 24, 24)
    grid.setSpacing(16)
    shapes: tuple[tuple[str, states.Shape], ...] = (("Loading", "rows"), ("Loading a chart", "chart"))
    for index, (title, shape) in enumerate(shapes):
        card = panels.Card(title)
        panel = states.StatePanel(QWidget(), shape=shape, count=4)
        panel.show_loading(at_once=True)
        card.add(panel, 1)
        grid.addWidget(card, 0, index)
    card = panels.Card("Empty")
    panel = states.StatePanel(QWidget())
    panel.show_empty(
        "activity", "No transactions yet", "What you send and receive will be listed here.", "Receive a payment"
    )
    card.add(panel, 1)
    grid.addWidget(card, 0, 2)
    card = panels.Card("Failed")
    panel = states.StatePanel(QWidget())
    panel.show_failed(
        "Balances could not be read", "The node did not answer within 10 seconds.", "details", lambda: None
    )
    card.add(panel, 1)
    grid.addWidget(card, 1, 0)
    card = panels.Card("Balance", "30 days")
    chart = charts.LineChart(140)
    chart.set_points(series(), "The balance grew from 40,000 to 104,000 QTK in 30 days")
    panel = states.StatePanel(chart)
    panel.show_stale("As of 14:02, reconnecting")
    card.add(panel, 1)
    grid.addWidget(card, 1, 1)
    card = panels.Card("Limits")
    for used, text in (
        (25, "250.00 of 1,000.00 QTK today"),
        (86, "8,600.00 of 10,000.00 QTK in 30 days"),
        (100, "5 of 5 payments this hour"),
    ):
        card.add(PlainText(text, "muted"))
        meter = charts.MeterBar()
        meter.set_share(used, 100, text)
        card.add(meter)
    tally = charts.MeterBar()
    tally.set_share(42, 100, "42 % for, 50 % needed", "positive")
    tally.set_mark(50)
    card.add(PlainText("42 % for, quorum 50 %", "muted"))
    card.add(tally)
    hovered = charts.LineChart(110)
    hovered.set_points(series())
    hovered.set_colour(1)
    hovered.set_hovered(17)
    card.add(hovered)
    card.body.addStretch(1)
    grid.addWidget(card, 1, 2)
    return root


def table_model() -> QStandardItemModel:
    """Return some rows as a model."""
    model = QStandardItemModel(0, 5)
    model.setHorizontalHeaderLabels(["When", "What", "With", "Status", "Amount"])
    model.setHeaderData(
        4,
        Qt.Orientation.Horizontal,
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
        Qt.ItemDataRole.TextAlignmentRole,
    )
    lines = (
        ("2 min ago", "Sent", "send", "neutral", "Acme Treasury", 1, "Settled", "positive", "-25.00", "text", "QTK"),
        (
            "1 h ago",
            "Received",
            "receive",
            "positive",
            "Harbour DAO",
            2,
            "Settled",
            "positive",
            "+1,204.10",
            "positive",
            "QTK",
        ),
        ("3 h ago", "Sent", "send", "neutral", "Night Heron", 4, "Waiting", "caution", "-8.00", "text", "EURQ"),
        (
            "Yesterday",
            "Minted",
            "mint",
            "accent",
            "Mara Lindqvist",
            0,
            "Settled",
            "positive",
            "+1,000.00",
            "positive",
            "QTK",
        ),
        (
            "2 d ago",
            "Sent",
            "send",
            "neutral",
            "z6MkpT…dvktH",
            None,
            "Refused",
            "danger",
            "-99,000.00",
            "text_faint",
            "QTK",
        ),
        ("4 d ago", "Burned", "burn", "neutral", "Mara Lindqvist", 0, "Settled", "positive", "-12.50", "text", "QTK"),
    )
    icons_by_tone = {"positive": "check", "caution": "clock", "danger": "cross"}
    role = tables.CellRole
    for when, what, icon, tone, who, colour, status, status_tone, amount, amount_tone, symbol in lines * 3:
        cells = [QStandardItem(text) for text in (when, what, who, status, amount)]
        cells[0].setData("text_muted", role.TONE)
        cells[1].setData(tone, role.TONE)
        cells[1].setData(icon, role.ICON)
        cells[2].setData(DID + str(colour), role.FULL)
        cells[2].setData(colour, role.COLOUR)
        cells[2].setData("New sail" if what == "Sent" else "", role.SUBTITLE)
        cells[3].setData(status_tone, role.TONE)
        cells[3].setData(icons_by_tone[status_tone], role.ICON)
        cells[4].setData(amount_tone, role.TONE)
        cells[4].setData(symbol, role.SUBTITLE)
        model.appendRow(cells)
    return model


def table() -> QTableView:
    """Return a table with every delegate."""
    view = QTableView()
    tables.style_table(view, "Activity")
    model = table_model()
    model.setParent(view)
    view.setModel(model)
    view.setItemDelegateForColumn(1, delegates.DirectionDelegate(view))
    view.setItemDelegateForColumn(2, delegates.IdentityDelegate(view))
    view.setItemDelegateForColumn(3, delegates.StatusDelegate(view))
    view.setItemDelegateForColumn(4, delegates.AmountDelegate(view))
    tables.size_columns(view, (110, 130, 0, 120, 160))
    view.setSortingEnabled(False)
    view.horizontalHeader().setSortIndicatorShown(True)
    view.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    view.selectRow(1)
    view.setProperty("hover_row", 3)
    return view


def frame() -> QWidget:
    """Return something like the window."""
    root = page()
    outer = column(root, spacing=0)
    stripe = IdentityStripe()
    stripe.set_colour(1)
    outer.addWidget(stripe)
    body = row(spacing=0)
    outer.addLayout(body, 1)
    body.addWidget(sidebar())
    main = column(margin=0, spacing=16)
    main.setContentsMargins(24, 16, 24, 24)
    head = SectionHeader("Acme Treasury", role="title")
    head.add_action(chips.TypeChip("ENTERPRISE", 1))
    head.add_action(buttons.IconButton("lock", "Lock", shortcut="Ctrl+L"))
    main.addWidget(head)
    tabs = TabBar((("overview", "Overview"), ("send", "Send"), ("receive", "Receive"), ("activity", "Activity")))
    tabs.set_current("activity")
    main.addWidget(tabs)
    bar = FilterBar("Search memo, name or id", shortcut="Ctrl+F")
    bar.add_filter("token", "Token", (("", "All tokens"), ("qtk", "QTK")))
    bar.add_filter("direction", "Direction", (("", "All"), ("out", "Sent")))
    bar.add_filter("date", "Date", (("", "Any time"),))
    bar.set_filter("token", "qtk")
    bar.add_widget(buttons.SecondaryButton("Export CSV", icon="export"))
    main.addWidget(bar)
    card = panels.Card(margin=1)
    card.add(table(), 1)
    main.addWidget(card, 1)
    body.addLayout(main, 1)
    return root


def sidebar() -> QWidget:
    """Return a side bar."""
    side = QWidget()
    set_look(side, look="sunken")
    side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    side.setFixedWidth(220)
    stack = column(side, margin=12, spacing=4)
    identity = IdentityButton()
    identity.set_identity(DID + "1", 1, "Acme Treasury", "Enterprise")
    stack.addWidget(identity)
    stack.addSpacing(8)
    for icon, text, count in (
        ("wallet", "Wallet", 0),
        ("inbox", "Inbox", 3),
        ("governance", "Governance", 1),
        ("compliance", "Compliance", 0),
        ("audit", "Audit", 0),
    ):
        button = SidebarButton(icon, text)
        button.set_count(count)
        button.setChecked(text == "Wallet")
        stack.addWidget(button)
    stack.addStretch(1)
    stack.addWidget(SidebarButton("settings", "Settings"))
    stack.addWidget(chips.StatusChip("Online", "positive", "check"))
    return side


@scene("kit-frame")
def frame_scene() -> QWidget:
    """Show the frame."""
    return frame()


@scene("kit-frame-small", 960, 600)
def frame_small() -> QWidget:
    """Show the frame in its smallest size."""
    return frame()


@scene("kit-drawer")
def drawer_scene() -> QWidget:
    """Show the drawer."""
    root = page()
    line = row(root, spacing=0)
    line.addWidget(frame(), 1)
    drawer = Drawer("Sent 25.00 QTK")
    amount = AmountLabel(28, align_left=True)
    amount.set_amount("-25.00", "QTK", fraction_at=3)
    drawer.add(amount)
    facts = KeyValueGrid()
    facts.add_row("To", DID, kind="id")
    facts.add_row("Memo", "New sail for the boat, <i>thanks</i>", kind="quote")
    facts.add_widget("Status", chips.StatusChip("Settled", "positive", "check"))
    facts.add_row("Ledger sequence", "20,144", copyable=True)
    facts.add_row("Transaction", "b94d27b9934d3e08a52e52d7da7dabfac484efe3", kind="id")
    drawer.add(facts)
    drawer.add(Rule())
    drawer.add(fields.FormField("Private note", fields.TextArea("Only you can read this")))
    drawer.add(buttons.SecondaryButton("Check the audit proof", icon="audit"))
    line.addWidget(drawer)
    return root


@scene("kit-sheet")
def sheet_scene() -> QWidget:
    """Show a sheet."""
    root = frame()
    sheet = Sheet(root, "Send 25.00 QTK to Harbour DAO?", "Send 25.00 QTK")
    facts = KeyValueGrid()
    facts.add_row("From", "Acme Treasury")
    facts.add_row("To", DID, kind="id")
    facts.add_row("Memo", "New sail", kind="quote")
    sheet.add(facts)
    sheet.add(panels.Banner("After this 975.00 QTK are left.", "neutral", "info"))
    QTimer.singleShot(0, sheet, sheet.open_sheet)
    return root


@scene("kit-sheet-danger")
def danger_scene() -> QWidget:
    """Show a dangerous sheet and the word grid."""
    root = frame()
    sheet = Sheet(root, "Freeze Acme Treasury?", "Freeze Acme Treasury", dangerous=True)
    sheet.add(
        PlainText(
            "Nobody can pay from it until its owner unfreezes it. Payments that wait stay waiting.", "muted", wrap=True
        )
    )
    words = WordGrid()
    words.set_words(WORDS)
    sheet.add(words)
    QTimer.singleShot(0, sheet, sheet.open_sheet)
    return root


@scene("kit-toasts")
def toast_scene() -> QWidget:
    """Show toasts and a popover."""
    root = frame()
    host = ToastHost(root)
    QTimer.singleShot(
        0, host, lambda: host.show_toast("Sent 25.00 QTK", "To Harbour DAO", "positive", action=("Show", root.update))
    )
    QTimer.singleShot(
        0,
        host,
        lambda: host.show_toast("The payment was refused", "The daily limit of 1,000.00 QTK is used up.", "danger"),
    )
    pop = Popover(root, width=300)
    pop.add(fields.SearchField("Search identities"))
    for index, name in enumerate(NAMES[:5]):
        line = IdentityRow()
        line.set_identity(DID + str(index), index, name, TYPES[index].title())
        line.set_total("1,204.10 QTK")
        line.set_hint(f"Ctrl+{index + 1}")
        line.set_marks((("pinned",), ("pinned",), (), ("snowflake",), ())[index])
        line.setChecked(index == 1)
        pop.add(line)
    pop.add(Rule())
    pop.add(buttons.MenuButton("New identity…", icon="plus"))
    QTimer.singleShot(0, pop, lambda: pop.open_at(root.findChild(IdentityButton) or root))
    return root


@scene("kit-palette")
def palette_scene() -> QWidget:
    """Show the palette."""
    root = frame()
    palette = CommandPalette(root, "Go to an identity, page or action")
    items = [
        PaletteItem(
            f"identity:{index}",
            name,
            "Identities",
            TYPES[index].title(),
            shortcut=f"Ctrl+{index + 1}",
            did=DID + str(index),
            colour=index,
        )
        for index, name in enumerate(NAMES[:4])
    ]
    items += [
        PaletteItem("page:overview", "Overview", "Pages", "Acme Treasury", "overview"),
        PaletteItem("page:send", "Send", "Pages", "Acme Treasury", "send"),
        PaletteItem("action:lock", "Lock", "Actions", "", "lock", "Ctrl+L"),
        PaletteItem("action:hide", "Hide amounts", "Actions", "", "eye-off", "Ctrl+Shift+H"),
    ]
    palette.set_items(items)
    QTimer.singleShot(0, palette, palette.open_palette)
    return root


@scene("kit-receive", 760, 520)
def receive() -> QWidget:
    """Show a QR code and the words."""
    root = page()
    line = row(root, margin=24, spacing=24)
    card = panels.Card("Receive", "Show this code, or send the id.")
    code = QrView(240)
    code.set_text(DID)
    card.add(code)
    card.add(IdLabel(DID))
    card.body.addStretch(1)
    line.addWidget(card)
    words = panels.Card("Your 24 words")
    grid = WordGrid(3)
    grid.set_words(WORDS)
    words.add(grid)
    words.body.addStretch(1)
    line.addWidget(words, 1)
    return root
