"""Run as a program: makes an AID in a vault with a passphrase, uses it, and waits to be looked into.

    python -m tests.keys.remembering_aid locked|closed|careless FOLDER

What its keys are made of is read from the file `random` in the folder, straight from the system, so that the one who
looks knows the seed and this program's memory has it from nowhere but its own work. `locked` locks the vault in the
end, `closed` forgets the AID in a vault that stays open, `careless` overwrites nothing when it locks, so that the look
from outside is seen to find what is there. Every secret buffer is kept for good: only overwriting makes it go away.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.keys.aid_keys import AidKeys
from qwallet_desktop.keys.lock_service import Qlock
from tests.keys.builders import PHRASE
from tests.keys.fakes import MemoryKeyStore
from tests.keys.remembering import keep_everything


async def use_an_aid(folder: Path, *, closing: bool) -> Qlock:
    lock = Qlock(folder / "vault", MemoryKeyStore())
    await lock.create(PHRASE)
    source = os.open(folder / "random", os.O_RDONLY)
    lock.aids = AidKeys(lock._keeper, lambda length: os.read(source, length))
    identity_id = lock.aids.make()
    signer = lock.aids.signer(identity_id)
    for _ in range(20):
        await signer.sign(identity_id, b"message")
    signer.grant(NodeId("0" * 32), datetime(2030, 1, 1, tzinfo=UTC))
    lock.lock()
    await lock.unlock(PHRASE)
    await signer.sign(identity_id, b"message")
    if closing:
        lock.aids.forget(identity_id)
    else:
        lock.lock()
    return lock


def main(manner: str, folder: Path) -> None:
    keep_everything(overwriting=manner != "careless")
    lock = asyncio.run(use_an_aid(folder, closing=manner == "closed"))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    lock.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
