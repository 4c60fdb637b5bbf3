"""A plain message in the window: signed, copied, pasted back and verified, by the keyboard's palette."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from qwallet_desktop.domain.plain_message import PlainMessage
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.self_test import command, create_wallet
from qwallet_desktop.ui.widgets.code_grid import CodeGrid
from tests.flow.window import on_qt, opened


def test_a_message_is_signed_copied_and_verified(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            await create_wallet(hand, program, "Ada")
            await command(hand, "Sign a message")
            await hand.fill("Text", "It is me.")
            await hand.press("Sign message")
            await hand.press("Copy text")
            await hand.press("Done")
            await command(hand, "Verify a message")
            await hand.press("Paste")
            found = await hand.until(lambda: program.store.state.offline.found, "the message")
            assert isinstance(found, PlainMessage)
            assert (found.text, found.signer, found.holds) == ("It is me.", program.desk.qlock.held()[0], True)
            await hand.press("Verify another message")
            await hand.until(lambda: program.store.state.offline.found is None, "nothing any more")

    on_qt(qapp, work)


def test_a_message_is_read_from_the_screen_that_shows_it(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            await create_wallet(hand, program, "Ada")
            await command(hand, "Sign a message")
            await hand.fill("Text", "It is me.")
            await hand.press("Sign message")
            codes = (await hand.until(lambda: program.store.state.offline.paper, "the message")).codes
            await hand.press("Done")
            shown = CodeGrid()
            shown.set_codes(codes)
            shown.resize(400, 400)
            shown.show()
            await command(hand, "Verify a message")
            await hand.press("Read codes on the screen")
            await hand.until(lambda: isinstance(program.store.state.offline.found, PlainMessage), "the message")
            shown.close()

    on_qt(qapp, work)
