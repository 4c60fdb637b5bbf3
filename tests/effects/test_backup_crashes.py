"""`kill -9` at every step of making and of restoring a backup leaves data that can be used, the old or the new."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.backup_reading import check_backup
from qwallet_desktop.effects.long_work import Oversight
from qwallet_desktop.effects.restoring import NODE_NAME, recover
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.lock_status import SlotKind
from qwallet_desktop.node.core import Node
from qwallet_desktop.settings.unfinished import is_unfinished
from tests.effects.backup_crashing import DATA, FILE, KEYRING, NEW_PHRASE, store_in
from tests.effects.backups import BACKUP_PHRASE, back_up, fill, qlock_in
from tests.helpers.crashes import crashes
from tests.keys.builders import PHRASE

CRASHING = "tests.effects.backup_crashing"


@dataclass(frozen=True)
class Base:
    """A folder with data, a backup of what it was earlier, and what both hold."""

    folder: Path
    held: tuple[IdentityId, ...]


@pytest_asyncio.fixture
async def base(tmp_path: Path) -> Base:
    folder = tmp_path / "base"
    data = folder / DATA
    data.mkdir(parents=True)
    held = await fill(data, store_in(folder))
    await back_up(data, store_in(folder), folder / FILE)
    with closing(qlock_in(data, store_in(folder))) as lock:
        await lock.unlock(PHRASE)
        await lock.create_identity_key()
    return Base(folder, held)


async def opened(lock: Qlock) -> str:
    if (await lock.status()).slot is SlotKind.KEYRING:
        await lock.unlock()
        return "keyring"
    try:
        await lock.unlock(PHRASE)
    except Refused:
        await lock.unlock(NEW_PHRASE)
        return "new"
    return "old"


async def survivor(data: Path, store: KeyStore) -> tuple[str, int]:
    """Start as the program does, open vault and ledger, and tell how and how many keys there are."""
    recover(data, store)
    assert not is_unfinished(data)
    with closing(qlock_in(data, store)) as lock:
        how = await opened(lock)
        assert await lock.unseal("notes")
        count = len(lock.held())
    Node.open(data / NODE_NAME).close()
    return how, count


@pytest.mark.asyncio
@pytest.mark.parametrize("operation", ["make_a_backup", pytest.param("overwrite_a_backup", marks=pytest.mark.slow)])
async def test_making_a_backup_that_is_killed_leaves_data_and_earlier_backup(
    base: Base, tmp_path: Path, operation: str
) -> None:
    found = crashes(CRASHING, operation, base.folder, tmp_path / "copies")
    assert {"the file is begun", "the file is sealed", "the file has its name", "the end"} <= {
        each.step for each in found
    }
    for crash in found:
        assert await survivor(crash.folder / DATA, store_in(crash.folder)) == ("old", 4), crash.step
        files = [path for path in crash.folder.iterdir() if path.suffix == ".qbackup"]
        # What has the name of a backup is a whole one, whenever the process was killed.
        for path in files:
            check_backup(path, BACKUP_PHRASE, crash.folder, Oversight())
        assert crash.folder / FILE in files


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("operation", "new"),
    [
        pytest.param("restore_behind_a_passphrase", "new", marks=pytest.mark.slow),
        pytest.param("restore_behind_the_keyring", "keyring", marks=pytest.mark.slow),
    ],
)
async def test_restoring_that_is_killed_leaves_the_old_data_or_the_restored(
    base: Base, tmp_path: Path, operation: str, new: str
) -> None:
    found = crashes(CRASHING, operation, base.folder, tmp_path / "copies")
    hows = []
    for crash in found:
        data = crash.folder / DATA
        how, count = await survivor(data, store_in(crash.folder))
        hows.append(how)
        # The next start has nothing left to complete.
        assert await survivor(data, store_in(crash.folder)) == (how, count), crash.step
        assert (how, count) in {("old", 4), (new, 3)}, crash.step
        keys = {path.name for path in (crash.folder / KEYRING).iterdir()} - {"new"}
        assert len(keys) == (how == "keyring"), crash.step
        replaced = [path.name for path in data.iterdir() if path.name.startswith("replaced")]
        assert len(replaced) == (how == new), crash.step
    # Up to the journal all is as it was; from there on, all is restored.
    turn = next(number for number, crash in enumerate(found) if crash.step == "restore.json is replaced")
    assert hows == ["old"] * turn + [new] * (len(found) - turn)
