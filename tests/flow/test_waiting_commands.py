"""The node is away: minting, renaming and freezing wait on the disk, also over a restart, and are done once each."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from qwallet_desktop.app import Program
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import HistoryQuery, TransferKind
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.self_test import see_balance
from qwallet_desktop.state.asks import MintToken, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.health import is_up
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.operation import Made, Operation, Waiting
from qwallet_desktop.state.operations import HoldUp, hold_up
from qwallet_desktop.state.sheets import IdentitySheet, Sheet, SupplySheet
from qwallet_desktop.ui.dialogs.kept_panel import KeptPanel
from qwallet_desktop.ui.hand import Hand
from tests.flow.steps import did_of, give_node_back, settle_in, take_node_away
from tests.flow.window import on_qt, opened


def operations(program: Program) -> list[Operation]:
    slice_ = program.store.state.operations
    asked = (slice_.known[each] for each in slice_.order)
    return [one for one in asked if isinstance(one.ask, MintToken | RenameIdentity | SetIdentityStatus)]


async def say_that_it_waits(hand: Hand, program: Program, count: int) -> None:
    """See in the sheet that what was asked for is kept, and close that."""

    def waits() -> bool:
        asked = operations(program)
        return len(asked) == count and isinstance(asked[-1].stage, Waiting)

    def says() -> bool:
        # What is shown follows what is known a moment later.
        said = [panel.words() for panel in hand.seen(KeptPanel)]
        return any(each.startswith("Waits for the node: It is kept on this computer.") for each in said)

    await hand.until(waits, "it waits")
    await hand.until(says, "the sheet says so")
    assert hold_up(program.store.state, operations(program)[-1]) is HoldUp.NODE
    await hand.press("Close")
    await hand.until(lambda: program.store.state.navigation.sheet is None, "the sheet is closed")


async def open_sheet(hand: Hand, program: Program, sheet: Sheet) -> None:
    program.store.dispatch(OpenSheet(sheet))
    await hand.until(lambda: program.store.state.navigation.sheet == sheet, "the sheet")


async def ask_for_three_things(hand: Hand, program: Program, ada: IdentityId, ben: IdentityId) -> None:
    (token_id,) = program.store.state.tokens.known
    await open_sheet(hand, program, SupplySheet(token_id, burn=False))
    await hand.fill("Amount", "5.00")
    await hand.press("Mint 5.00 QTK")
    await say_that_it_waits(hand, program, 1)
    await open_sheet(hand, program, IdentitySheet(ada))
    await hand.fill("Name", "Ada L.")
    await hand.press("Rename")
    await say_that_it_waits(hand, program, 2)
    await open_sheet(hand, program, IdentitySheet(ben))
    await hand.press("Freeze…")
    await hand.fill("Reason", "phone lost")
    await hand.press("Freeze")
    await say_that_it_waits(hand, program, 3)


async def see_them_done(hand: Hand, program: Program, ada: IdentityId, ben: IdentityId) -> None:
    def done() -> bool:
        return len(operations(program)) == 3 and all(isinstance(one.stage, Made) for one in operations(program))

    await hand.until(done, "all three are done")
    people = program.store.state.identities.known
    assert (people[ada].name, people[ben].status) == ("Ada L.", IdentityStatus.FROZEN)
    await see_balance(hand, "1,005.00")
    wallets = (await program.desk.online()).wallets
    page = await wallets.get_transactions(ada, HistoryQuery(), 0, 50)
    minted = [entry.transfer.amount.units for entry in page.entries if entry.transfer.kind is TransferKind.MINT]
    assert sorted(minted) == [500, 100_000]


def test_commands_wait_for_the_node_over_a_restart_and_are_done_once_each(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        keys = MemoryKeyStore()
        async with opened(qapp, tmp_path, keys) as (program, hand):
            ben = await settle_in(hand, program)
            ada = did_of(program, "Ada")
            await take_node_away(hand, program)
            await ask_for_three_things(hand, program, ada, ben)
            assert not is_up(program.store.state.health)
        give_node_back(program)
        async with opened(qapp, tmp_path, keys) as (program, hand):
            await see_them_done(hand, program, ada, ben)

    on_qt(qapp, work)
