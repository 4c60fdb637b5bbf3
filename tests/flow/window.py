"""The whole program in a test: its window on Qt's loop, its node in a process of its own, keys in memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from qwallet_desktop.app import Options, Program
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.ui.hand import Hand


class KeptKeys(Program):
    """A program whose keyring outlives it, as the real one does."""

    def __init__(self, application: QApplication, folder: Path, key_store: KeyStore) -> None:
        super().__init__(application, Options(folder, memory_keys=True))
        self._key_store = key_store

    def _make_key_store(self) -> KeyStore:
        return self._key_store


@asynccontextmanager
async def opened(application: QApplication, folder: Path, key_store: KeyStore) -> AsyncIterator[tuple[KeptKeys, Hand]]:
    """Start the program, and end it as closing its window does."""
    program = KeptKeys(application, folder, key_store)
    async with running(program) as hand:
        yield program, hand


@asynccontextmanager
async def opened_demo(application: QApplication, folder: Path) -> AsyncIterator[tuple[Program, Hand]]:
    """Start the program with its sample data: five identities, 20,000 transfers."""
    program = Program(application, Options(folder, demo=True, memory_keys=True))
    async with running(program) as hand:
        yield program, hand


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[Hand]:
    """Show a program and start it; end it as closing its window does."""
    program.show()
    await program.start()
    try:
        yield Hand(program.shell)
    finally:
        await program.close()
        program.shell.close()
        program.shell.deleteLater()


def on_qt(application: QApplication, work: Callable[[], Awaitable[None]]) -> None:
    """Run a coroutine on Qt's loop."""

    async def run() -> None:
        await work()

    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        runner.run(run())
