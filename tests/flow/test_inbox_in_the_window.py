"""The inbox in the real window, by keyboard alone: from the list over the receipt to a signature in the ledger."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qwallet_desktop.app import Program
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.multisig import Executed, Item
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.state.asks import UpdateLimits
from qwallet_desktop.state.identities import CreateIdentity
from qwallet_desktop.state.navigation import GoTo, Page
from qwallet_desktop.state.operations import Submit, open_count
from qwallet_desktop.ui.dialogs.decide import DecideItemSheet
from qwallet_desktop.ui.hand import Hand
from qwallet_desktop.ui.screens.inbox import InboxScreen
from tests.effects.desks import new_id
from tests.flow.desk import now
from tests.flow.steps import did_of, settle_in
from tests.flow.window import on_qt, opened


def _set_limit(program: Program, whose: IdentityId, hourly: int, base: int) -> None:
    ask = UpdateLimits(LimitScope.IDENTITY, Limits(max_transactions_per_hour=hourly), base, "")
    program.store.dispatch(Submit(new_id(), whose, ask, now()))


def _item(program: Program) -> Item | None:
    return next(iter(program.store.state.multisig.known.values()), None)


def _has(program: Program, name: str) -> bool:
    return any(identity.name == name for identity in program.store.state.identities.known.values())


async def _at_the_keyboard(hand: Hand, screen: InboxScreen) -> None:
    """Give the list the keyboard; a window without a screen loses it by itself."""
    screen.window().activateWindow()
    await hand.until(screen.isActiveWindow, "the keyboard")
    screen.table.setFocus()


def test_an_item_is_signed_by_keyboard_alone(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            await settle_in(hand, program)
            program.store.dispatch(CreateIdentity(new_id(), "Savings", did_of(program, "Ada")))
            await hand.until(lambda: _has(program, "Savings"), "the sub-identity")
            savings = did_of(program, "Savings")
            _set_limit(program, savings, 5, 0)
            await hand.until(lambda: not open_count(program.store.state.operations), "the first limit")
            _set_limit(program, savings, 9, 1)
            await hand.until(lambda: _item(program), "the item")
            program.store.dispatch(GoTo(Page.INBOX))
            screen = await hand.until(lambda: next(iter(hand.seen(InboxScreen)), None), "the inbox")
            await hand.until(lambda: screen.table.model().rowCount() > 1, "the list")
            await _at_the_keyboard(hand, screen)
            QTest.keyClick(screen.table, Qt.Key.Key_Return)
            sign = screen.detail.buttons.sign
            await hand.until(lambda: sign.isVisible() and sign.isEnabled(), "every check")
            assert screen.detail.checks.words().startswith("All ")
            await _at_the_keyboard(hand, screen)
            QTest.keyClick(screen.table, Qt.Key.Key_S)
            sheet = await hand.until(lambda: next(iter(hand.seen(DecideItemSheet)), None), "the last look")
            await hand.until(lambda: sheet.focusable().isEnabled(), "the verb")
            assert sheet.words() == "This is the last signature needed: it comes into force with it."
            QTest.keyClick(sheet, Qt.Key.Key_Return)
            done = await hand.until(lambda: _executed(program), "the item carried out")
            assert len(done.votes) == 2

    on_qt(qapp, work)


def _executed(program: Program) -> Item | None:
    item = _item(program)
    return item if item is not None and isinstance(item.closing, Executed) else None
