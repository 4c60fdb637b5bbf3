"""Started while its node can't: the window shows what it knew last, and is live as soon as the node is there."""

import asyncio
from contextlib import closing
from pathlib import Path

from PySide6.QtWidgets import QApplication, QTableView

from qwallet_desktop.app import Program
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.node.folder import FolderLock
from qwallet_desktop.self_test import pay, see_balance, switch_identity
from qwallet_desktop.state.health import Down
from qwallet_desktop.state.taking import as_of
from qwallet_desktop.ui.as_of import AsOfLabel
from qwallet_desktop.ui.hand import Hand
from qwallet_desktop.ui.screens.activity_table import ActivityTable
from qwallet_desktop.ui.screens.proof_panel import ProofPanel
from qwallet_desktop.ui.widgets.qr import QrView
from tests.flow.steps import settle_in
from tests.flow.window import on_qt, opened


async def first_day(application: QApplication, folder: Path, keys: MemoryKeyStore) -> None:
    async with opened(application, folder, keys) as (program, hand):
        await settle_in(hand, program)
        await pay(hand, program, "Ben", "25.00")
        await see_balance(hand, "975.00")
        await hand.turn_to("Activity")
        await hand.until(lambda: rows(hand) == 2, "both entries")
        await hand.until(lambda: program.store.state.health.live, "live events")


def rows(hand: Hand) -> int:
    """Count the rows of the table that is seen."""
    return sum(view.model().rowCount() for view in hand.seen(QTableView))


def dated(hand: Hand) -> bool:
    return any(label.text().startswith("As of") for label in hand.seen(AsOfLabel))


async def look_round(hand: Hand, program: Program) -> None:
    """Read everything that can be read without the node."""
    await see_balance(hand, "975.00")
    assert dated(hand)
    await hand.turn_to("Activity")
    await hand.until(lambda: rows(hand) == 2, "the rows that are kept")
    await hand.fill("Search memo, DID or id", "self")
    await hand.until(lambda: rows(hand) == 1, "the one row with the word")
    (table,) = hand.seen(ActivityTable)
    table.opened.emit(0)
    panel = await hand.until(lambda: next(iter(hand.seen(ProofPanel)), None), "the drawer")
    assert "needs the node" in panel.words()
    await hand.fill("Search memo, DID or id", "")
    await hand.turn_to("Receive")
    await hand.until(lambda: hand.seen(QrView), "the code")
    await hand.turn_to("Overview")
    await switch_identity(hand, program, "Ben")
    await see_balance(hand, "25.00")
    await switch_identity(hand, program, "Ada")


def test_a_window_whose_node_cannot_start_shows_what_it_knew_last_and_goes_live_by_itself(
    qapp: QApplication, tmp_path: Path
) -> None:
    keys = MemoryKeyStore()

    async def second_day() -> None:
        # The node finds its folder in use, as by another program.
        with closing(await asyncio.to_thread(FolderLock.take, tmp_path / "node")):
            async with opened(qapp, tmp_path, keys) as (program, hand):
                await hand.until(lambda: isinstance(program.store.state.health.node, Down), "a node that can't start")
                await look_round(hand, program)

    async def third_day() -> None:
        lock = await asyncio.to_thread(FolderLock.take, tmp_path / "node")
        async with opened(qapp, tmp_path, keys) as (program, hand):
            await see_balance(hand, "975.00")
            assert as_of(program.store.state) is not None
            lock.close()
            await hand.until(lambda: program.store.state.health.live, "live events")
            await hand.until(lambda: as_of(program.store.state) is None, "what the node says now")
            await hand.until(lambda: not dated(hand), "no date any more")
            await see_balance(hand, "975.00")
            await pay(hand, program, "Ben", "10.00")
            await see_balance(hand, "965.00")

    async def fourth_day() -> None:
        with closing(await asyncio.to_thread(FolderLock.take, tmp_path / "node")):
            async with opened(qapp, tmp_path, keys) as (_, hand):
                await see_balance(hand, "965.00")

    on_qt(qapp, lambda: first_day(qapp, tmp_path, keys))
    on_qt(qapp, second_day)
    on_qt(qapp, third_day)
    on_qt(qapp, fourth_day)
