"""Run as a program: performs one operation again and again, killed at each of its steps.

    python -m tests.keys.crashing OPERATION BASE COPIES

For step 1, 2, 3 … it copies BASE to COPIES/<step>, lets a child process perform the operation
there and kill itself (SIGKILL) at that step, until one child comes to the end; prints a line
with the step's name for each kill.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from qwallet_desktop.keys.durable import Step
from qwallet_desktop.keys.lock_service import Qlock
from tests.helpers.crashes import kill_at_each_step
from tests.keys.builders import OTHER_PHRASE, PHRASE, WORDS, make_lock
from tests.keys.fakes import FolderKeyStore

KEYS = "keys"
KEYRING = "keyring"


async def make_vault(lock: Qlock) -> None:
    await lock.create(None)


async def make_vault_with_passphrase(lock: Qlock) -> None:
    await lock.create(PHRASE)


async def add_a_key(lock: Qlock) -> None:
    await lock.unlock(PHRASE)
    await lock.create_identity_key()


async def set_a_passphrase(lock: Qlock) -> None:
    await lock.unlock()
    await lock.set_passphrase(PHRASE)


async def change_the_passphrase(lock: Qlock) -> None:
    await lock.unlock(PHRASE)
    await lock.set_passphrase(OTHER_PHRASE, PHRASE)


async def remove_the_passphrase(lock: Qlock) -> None:
    await lock.unlock(PHRASE)
    await lock.remove_passphrase(PHRASE)


async def restore_the_copy(lock: Qlock) -> None:
    await lock.restore_previous()


async def replace_by_words(lock: Qlock) -> None:
    await lock.restore(WORDS.split(), OTHER_PHRASE, replacing=True)


async def seal_a_document(lock: Qlock) -> None:
    await lock.unlock(PHRASE)
    await lock.seal("notes", b"new")


OPERATIONS: Mapping[str, Callable[[Qlock], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        make_vault,
        make_vault_with_passphrase,
        add_a_key,
        set_a_passphrase,
        change_the_passphrase,
        remove_the_passphrase,
        restore_the_copy,
        replace_by_words,
        seal_a_document,
    )
}


def lock_in(folder: Path, step: Step | None = None) -> Qlock:
    """Open the lock of a copy."""
    if step is None:
        return make_lock(folder / KEYS, FolderKeyStore(folder / KEYRING))
    store = FolderKeyStore(folder / KEYRING, step)
    return make_lock(folder / KEYS, store, random=os.urandom, step=step)


def dies_at(number: int) -> Step:
    """A step function that kills the process at its n-th call and says where."""
    calls = 0

    def step(name: str) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            os.write(1, f"{name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    return step


async def perform(operation: str, folder: Path, number: int) -> None:
    lock = lock_in(folder, dies_at(number))
    await OPERATIONS[operation](lock)
    lock.close()


if __name__ == "__main__":
    kill_at_each_step(
        Path(sys.argv[2]), Path(sys.argv[3]), lambda copy, number: asyncio.run(perform(sys.argv[1], copy, number))
    )
