"""The keyring keeps the window waiting: it lives, says what for, and goes on when there is an answer."""

import asyncio
import threading
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel

from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.state.lock import Phase
from qwallet_desktop.ui.hand import Hand
from tests.flow.window import KeptKeys, on_qt
from tests.keys.builders import make_lock

SAID_WITHIN = 2.0
MANY_TURNS = 50


class Gate(MemoryKeyStore):
    """A keyring that gives its key once it may, as one that waits for its own password."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.open.set()
        self.asked_at = 0.0

    def get(self, key_id: bytes) -> Secret | None:
        self.asked_at = time.monotonic()
        self.open.wait(30)
        return super().get(key_id)


async def make_vault(folder: Path, keyring: KeyStore) -> None:
    lock = make_lock(folder / "vault", keyring)
    await lock.create(None)
    lock.close()
    await asyncio.to_thread(lock._worker.shutdown)


def said(hand: Hand) -> str:
    return "\n".join(label.text() for label in hand.seen(QLabel))


def test_the_window_lives_while_the_keyring_hangs_and_says_so_within_two_seconds(
    qapp: QApplication, tmp_path: Path
) -> None:
    keyring = Gate()

    async def work() -> None:
        await make_vault(tmp_path, keyring)
        keyring.open.clear()
        program = KeptKeys(qapp, tmp_path, keyring)
        hand = Hand(program.shell)
        program.show()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(program.start())
                await hand.until(lambda: "keyring has not answered yet" in said(hand), "what is waited for")
                assert time.monotonic() - keyring.asked_at < SAID_WITHIN
                # A window that waited for the keyring would take none of them.
                for turn in range(MANY_TURNS):
                    await asyncio.sleep(0)
                    assert program.store.state.lock.busy, turn
                keyring.open.set()
            await hand.until(lambda: program.store.state.lock.phase is Phase.OPEN, "the vault open")
            await hand.until(lambda: "keyring has not answered yet" not in said(hand), "nothing more of it")
        finally:
            keyring.open.set()
            await program.close()
            program.shell.close()
            program.shell.deleteLater()

    on_qt(qapp, work)
