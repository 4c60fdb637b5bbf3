"""Run as a program inside a session bus with a Secret Service: goes through a vault's whole life.

    python -m tests.keys.real_keyring FOLDER

Prints one JSON object with what it saw.
"""

import asyncio
import json
import sys
from pathlib import Path

import keyring

from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.os_keyring import SERVICE, OsKeyring, encrypting_backend
from qwallet_desktop.keys.vault_file import VaultFile
from qwallet_desktop.keys.vault_format import KeyringSlot
from tests.keys.builders import CHEAP, PHRASE


async def live(folder: Path) -> dict[str, object]:
    """Create, restart, set a passphrase, remove it, restart."""
    store = OsKeyring()
    lock = Qlock(folder, store, passphrase_cost=CHEAP)
    seen: dict[str, object] = {"backend": type(encrypting_backend()).__module__}
    seen["usable"] = await lock.probe_keyring()
    await lock.create(None)
    made = await lock.create_identity_key()
    slot = VaultFile(folder).read().image.slot
    assert isinstance(slot, KeyringSlot)
    seen["kept"] = keyring.get_password(SERVICE, slot.key_id.hex()) is not None
    lock.close()
    lock = Qlock(folder, store, passphrase_cost=CHEAP)
    await lock.unlock()
    seen["same key after a restart"] = lock.held() == (made,)
    await lock.set_passphrase(PHRASE)
    seen["deleted"] = keyring.get_password(SERVICE, slot.key_id.hex()) is None
    await lock.remove_passphrase(PHRASE)
    lock.lock()
    await lock.unlock()
    seen["slot at the end"] = (await lock.status()).slot
    lock.close()
    store.close()
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(live(Path(sys.argv[1])))))
