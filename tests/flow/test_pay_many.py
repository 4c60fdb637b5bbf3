"""A list of payments from the click to the node and back: all made, mended after a refusal, and over a killed node."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from qwallet_desktop.app import Program
from qwallet_desktop.domain.batches import BatchReceipt
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.self_test import see_balance, switch_identity
from qwallet_desktop.state.batch import Submitted
from qwallet_desktop.state.operation import Made
from qwallet_desktop.ui.hand import Hand
from qwallet_desktop.ui.screens.pay_many import PayManyScreen
from tests.flow.steps import kill_node, settle_in
from tests.flow.window import on_qt, opened
from tests.helpers.watchdog import Watchdog


def paid(program: Program) -> BatchReceipt | None:
    state = program.store.state
    batch = state.batches.get(state.identities.active) if state.identities.active else None
    operation = state.operations.known.get(batch.request_id) if isinstance(batch, Submitted) else None
    stage = operation.stage if operation is not None else None
    receipt = stage.receipt if isinstance(stage, Made) else None
    return receipt if isinstance(receipt, BatchReceipt) else None


def refused_lines(screen: PayManyScreen) -> str:
    text = screen.editor.edit.toPlainText()
    return text if screen.editor.isVisible() and "problem" in text else ""


async def write(hand: Hand, text: str) -> None:
    """Open the screen from Send and write a list as a paste does."""
    await hand.turn_to("Send")
    await hand.press("Pay many…")
    (screen,) = await hand.until(lambda: hand.seen(PayManyScreen), "the screen")
    screen.editor.edit.insertPlainText(text)


def test_a_list_is_written_looked_at_and_paid(qapp: QApplication, tmp_path: Path, watchdog: Watchdog) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            ben = await settle_in(hand, program)
            await write(
                hand, "recipient,amount,token,memo\n" + "\n".join(f"{ben},1.00,QTK,line {n}" for n in range(37))
            )
            await hand.press("Review 37 payments…")
            await hand.press("Send 37 payments: 37.00 QTK")
            done = await hand.until(lambda: paid(program), "the receipts")
            assert len(done.outcomes) == 37
            await see_balance(hand, "963.00")
            await switch_identity(hand, program, "Ben")
            await see_balance(hand, "37.00")

    on_qt(qapp, work)


def test_a_refused_line_is_mended_and_sent_again(qapp: QApplication, tmp_path: Path, watchdog: Watchdog) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            ben = await settle_in(hand, program)
            await write(hand, f"{ben},900.00,QTK,much\n{ben},900.00,QTK,too much")
            await hand.press("Each for itself")
            await hand.press("Review 2 payments…")
            await hand.press("Send 2 payments: 1,800.00 QTK")
            await hand.press("Mend the refused line")
            (screen,) = hand.seen(PayManyScreen)
            text = await hand.until(lambda: refused_lines(screen), "the refused line")
            screen.editor.edit.setPlainText(text.replace("900.00", "50.00"))
            await hand.press("Review 1 payment…")
            await hand.press("Send 1 payment: 50.00 QTK")
            await hand.until(lambda: paid(program), "the receipt")
            await see_balance(hand, "50.00")

    on_qt(qapp, work)


def test_a_list_is_paid_once_though_the_node_is_killed_while_it_is_sent(
    qapp: QApplication, tmp_path: Path, watchdog: Watchdog
) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            ben = await settle_in(hand, program)
            await write(hand, "\n".join(f"{ben},1.00,QTK,line {n}" for n in range(300)))
            await hand.press("Review 300 payments…")
            await hand.press("Send 300 payments: 300.00 QTK")
            await hand.until(lambda: any(isinstance(b, Submitted) for b in batches(program)), "the order under way")
            kill_node()
            done = await hand.until(lambda: paid(program), "the receipts")
            assert len(done.outcomes) == 300
            await see_balance(hand, "700.00")

    on_qt(qapp, work)


def batches(program: Program) -> list[object]:
    return list(program.store.state.batches.values())
