"""The node is away: what is asked for waits on the disk, and is made once when it is back."""

import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qwallet_desktop.app import Program
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.self_test import see_balance
from qwallet_desktop.state.health import is_up
from qwallet_desktop.state.operation import Cancelled, Made, Operation, Stage, Waiting
from qwallet_desktop.state.operations import HoldUp, hold_up
from qwallet_desktop.ui.hand import Hand
from tests.flow.steps import give_node_back, settle_in, take_node_away
from tests.flow.window import on_qt, opened
from tests.helpers.processes import children
from tests.helpers.watchdog import Watchdog


def newest(program: Program, stage: type[Stage]) -> Operation | None:
    operations = program.store.state.operations
    operation = operations.known[operations.order[-1]] if operations.order else None
    return operation if operation is not None and isinstance(operation.stage, stage) else None


async def fill(hand: Hand, recipient: str, amount: str) -> None:
    await hand.turn_to("Send")
    await hand.fill("To", recipient)
    await hand.fill("Amount", amount)


def test_a_payment_waits_for_the_node_in_the_window_and_is_made_once_when_it_is_back(
    qapp: QApplication, tmp_path: Path, watchdog: Watchdog
) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            ben = await settle_in(hand, program)
            await take_node_away(hand, program)
            await fill(hand, ben, "25.00")
            await hand.press("Send…")
            await hand.press("Send 25.00 QTK later")
            waits = await hand.until(lambda: newest(program, Waiting), "the payment waits")
            assert hold_up(program.store.state, waits) is HoldUp.NODE
            await hand.press("New payment")
            await fill(hand, ben, "30.00")
            await hand.press("Send…")
            await hand.press("Send 30.00 QTK later")
            await hand.press("Cancel payment")
            await hand.until(lambda: newest(program, Cancelled), "the other one is cancelled")
            give_node_back(program)
            await hand.until(lambda: is_up(program.store.state.health), "the node is back")
            await hand.until(lambda: isinstance(program.store.state.operations.known[waits.id].stage, Made), "made")
            await see_balance(hand, "975.00")

    on_qt(qapp, work)


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be stopped there by a signal")
def test_a_payment_waits_while_the_node_hangs_and_is_made_once_when_it_goes_on(
    qapp: QApplication, tmp_path: Path, watchdog: Watchdog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qwallet_desktop.services.exchange.OVERDUE_SECONDS", 0.3)
    monkeypatch.setattr("qwallet_desktop.effects.health.PATIENCE", 0.7)

    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            ben = await settle_in(hand, program)
            (node,) = children(os.getpid())
            os.kill(node, signal.SIGSTOP)
            try:
                await fill(hand, ben, "25.00")
                await hand.until(lambda: not is_up(program.store.state.health), "the node is away")
                await hand.press("Send…")
                await hand.press("Send 25.00 QTK later")
                waits = await hand.until(lambda: newest(program, Waiting), "the payment waits")
                assert hold_up(program.store.state, waits) is HoldUp.NODE
            finally:
                os.kill(node, signal.SIGCONT)
            await hand.until(lambda: isinstance(program.store.state.operations.known[waits.id].stage, Made), "made")
            await see_balance(hand, "975.00")
            assert children(os.getpid()) == [node]

    on_qt(qapp, work)
