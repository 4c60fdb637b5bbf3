"""The window answers while it works: on 20,000 entries, no step of ours holds Qt's thread for over 50 ms."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from qwallet_desktop.app import DEMO_TRANSACTIONS, Program
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import SortKey
from qwallet_desktop.state.exports import Exported
from qwallet_desktop.state.history import History
from qwallet_desktop.state.navigation import CloseSheet, OpenSheet
from qwallet_desktop.state.sheets import (
    BackupSheet,
    IdentitySheet,
    IssueSheet,
    NewIdentitySheet,
    Palette,
    PassphraseSheet,
    Sheet,
    ShortcutSheet,
    SupplySheet,
)
from qwallet_desktop.ui.hand import Hand, by_qtest
from qwallet_desktop.ui.models.history_model import COLUMN_OF
from qwallet_desktop.ui.screens.activity_table import ActivityTable
from qwallet_desktop.ui.screens.overview import OverviewScreen
from qwallet_desktop.ui.screens.receive import ReceiveScreen
from qwallet_desktop.ui.screens.send import SendScreen
from qwallet_desktop.ui.screens.settings import SettingsScreen
from tests.flow.window import on_qt, opened_demo
from tests.helpers.watchdog import Watchdog

SORTED = (SortKey.AMOUNT, SortKey.COUNTERPARTY, SortKey.DIRECTION)
SEARCHED = "rent"


def active(program: Program) -> IdentityId:
    identity = program.store.state.identities.active
    assert identity is not None
    return identity


def history(program: Program) -> History:
    return program.store.state.history.get(active(program), History())


async def open_activity(program: Program, hand: Hand) -> ActivityTable:
    """Turn to the table, and wait until its first rows are there."""
    await hand.turn_to("Activity")
    await hand.until(lambda: history(program).total and 0 in history(program).pages, "the first entries")
    (table,) = await hand.until(lambda: hand.seen(ActivityTable), "the table")
    program.window.binder.flush()
    return table


async def turn_the_tabs(program: Program, hand: Hand) -> None:
    for name, screen in (("Send", SendScreen), ("Receive", ReceiveScreen), ("Overview", OverviewScreen)):
        await hand.turn_to(name)
        await hand.until(partial(hand.seen, screen), name)
    await open_activity(program, hand)


async def scroll(program: Program, hand: Hand) -> None:
    table = await open_activity(program, hand)
    table.setFocus()
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_End):
        await hand.key(key)
        await hand.until(table.current_entry, f"the entry after {key.name}")
    assert table.currentIndex().row() == table.model().rowCount() - 1


async def sort(program: Program, hand: Hand) -> None:
    table = await open_activity(program, hand)
    header = table.horizontalHeader()
    for key in SORTED:
        at = QPoint(header.sectionViewportPosition(COLUMN_OF[key]) + 30, header.height() // 2)
        by_qtest(QTest.mouseClick, header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await hand.until(partial(_is_sorted, program, key), f"sorted by {key}")


def _is_sorted(program: Program, key: SortKey) -> bool:
    return history(program).query.sort is key and 0 in history(program).pages


async def search(program: Program, hand: Hand) -> None:
    await open_activity(program, hand)
    (field,) = hand.seen(QLineEdit)
    for letter in SEARCHED:
        by_qtest(QTest.keyClicks, field, letter)
        await hand.until(partial(field.text().endswith, letter), letter)
    await hand.until(
        lambda: history(program).query.search == SEARCHED and history(program).total is not None, "what was found"
    )


async def look_closely(program: Program, hand: Hand) -> None:
    table = await open_activity(program, hand)
    table.setFocus()
    await hand.key(Qt.Key.Key_Home)
    await hand.until(table.current_entry, "the first entry")
    await hand.key(Qt.Key.Key_Return)
    await hand.until(lambda: program.store.state.drawer.selection, "the drawer")
    await hand.key(Qt.Key.Key_Down)
    await hand.key(Qt.Key.Key_Escape)
    await hand.until(lambda: program.store.state.drawer.selection is None, "the drawer closed")


async def export(program: Program, hand: Hand) -> None:
    await open_activity(program, hand)
    await hand.press("Export CSV\u2026")
    (dialog,) = program.shell.findChildren(QFileDialog)
    path = program.options.folder / "all.csv"
    dialog.selectFile(str(path))
    dialog.accept()
    await hand.until(lambda: isinstance(program.store.state.export, Exported), "the whole file")
    assert path.read_text(encoding="utf-8").count("\n") > (history(program).total or 0)


async def open_the_sheets(program: Program, hand: Hand) -> None:
    sheets: tuple[Sheet, ...] = (
        NewIdentitySheet(),
        IdentitySheet(active(program)),
        IssueSheet(),
        SupplySheet(next(iter(program.store.state.tokens.known)), burn=False),
        PassphraseSheet(remove=False),
        BackupSheet(),
        ShortcutSheet(),
        Palette(),
    )
    for sheet in sheets:
        program.store.dispatch(OpenSheet(sheet))
        await hand.until(program.window.sheets.opened, type(sheet).__name__)
        program.store.dispatch(CloseSheet())
        await hand.until(lambda: program.window.sheets.opened() is None, "the sheet closed")


async def open_the_frame(program: Program, hand: Hand) -> None:
    """Open what hangs on the frame: the switcher, the palette, the settings."""
    bar = program.window.side_bar
    bar.open_switcher()
    await hand.until(bar.switcher.isVisible, "the switcher")
    await hand.key(Qt.Key.Key_Escape)
    await hand.press("Search or command")
    await hand.until(program.window.sheets.opened, "the palette")
    await hand.key(Qt.Key.Key_Escape)
    await hand.until(lambda: program.window.sheets.opened() is None, "the palette closed")
    await hand.press("Settings")
    await hand.until(lambda: hand.seen(SettingsScreen), "the settings")


def test_nothing_that_one_does_holds_the_thread(qapp: QApplication, tmp_path: Path, watchdog: Watchdog) -> None:
    works = (turn_the_tabs, scroll, sort, look_closely, export, search, open_the_sheets, open_the_frame)

    async def start_and_work() -> None:
        async with opened_demo(qapp, tmp_path / "demo") as (program, hand):
            await hand.until(lambda: program.store.state.tokens.known, "the tokens")
            await hand.until(lambda: program.store.state.identities.known, "the identities")
            for work in works:
                await work(program, hand)

    on_qt(qapp, start_and_work)


def test_the_sample_data_are_many() -> None:
    assert DEMO_TRANSACTIONS >= 20_000
