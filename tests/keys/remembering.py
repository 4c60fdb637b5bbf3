"""Run as a program: uses every secret of a vault once, locks it, and waits to be looked into.

    python -m tests.keys.remembering wiping|careless FOLDER

Reads the recovery words from its input. Every secret buffer and every result of a library is kept
for good, so that its memory is not used again by chance: only overwriting makes it go away.
`careless` doesn't overwrite, so that the look from outside is seen to find what is there.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.keys import secret
from qwallet_desktop.keys.lock_service import Qlock
from tests.keys.builders import OTHER_PHRASE, PHRASE
from tests.keys.fakes import MemoryKeyStore

KEPT: list[object] = []


def keep_everything(*, overwriting: bool) -> None:
    """Keep every secret alive, and overwrite none unless told to."""
    make, wipe, overwrite = secret.Secret.__init__, secret.Secret.wipe, secret.overwrite

    def make_and_keep(self: secret.Secret, length: int) -> None:
        make(self, length)
        KEPT.append(self)

    def maybe_wipe(self: secret.Secret) -> None:
        if overwriting:
            wipe(self)

    def maybe_overwrite(transient: bytes) -> None:
        KEPT.append(transient)
        if overwriting:
            overwrite(transient)

    vars(secret)["overwrite"] = maybe_overwrite
    type.__setattr__(secret.Secret, "__init__", make_and_keep)
    type.__setattr__(secret.Secret, "wipe", maybe_wipe)


async def use_everything(folder: Path, words: list[str]) -> Qlock:
    lock = Qlock(folder, MemoryKeyStore())
    await lock.restore(words, OTHER_PHRASE)
    await lock.set_passphrase(PHRASE, OTHER_PHRASE)
    lock.lock()
    await lock.unlock(PHRASE)
    first = await lock.create_identity_key()
    await lock.candidates()
    await lock.show_words(PHRASE)
    await lock.check_words(dict(enumerate(words[:3], start=1)))
    for _ in range(20):
        await lock.sign(first, b"message")
    await lock.grants(NodeId("0" * 32), lock.held(), datetime(2030, 1, 1, tzinfo=UTC))
    await lock.seal("notes", b"rent for May")
    await lock.unseal("notes")
    lock.lock()
    return lock


def main(manner: str, folder: Path) -> None:
    keep_everything(overwriting=manner == "wiping")
    lock = asyncio.run(use_everything(folder, sys.stdin.readline().split()))
    sys.stdout.write("locked\n")
    sys.stdout.flush()
    sys.stdin.readline()
    lock.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
