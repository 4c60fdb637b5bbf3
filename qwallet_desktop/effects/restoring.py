"""Puts a backup in the place of what is here, so that a crash at any moment leaves the one or the other.

What is in the backup is first unpacked and checked in a folder beside the data. A journal then
says that it is complete, and is what decides: before it, the next start throws the folder away;
after it, the next start moves the data that are here aside and the restored ones in. Nothing that
was here is ever deleted.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

from qwallet_desktop.domain.backups import Manifest
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.backup_reading import checked
from qwallet_desktop.effects.long_work import Oversight
from qwallet_desktop.keys.backup_vault import ENTRY_NAME, Placing, forget_entry, place_vault
from qwallet_desktop.keys.durable import (
    Step,
    make_private_folder,
    no_step,
    storage_problems,
    sync_folder,
    write_durably,
)
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.node.folder import FolderLock
from qwallet_desktop.settings.backups import FILE_NAME as PLAN_NAME
from qwallet_desktop.settings.unfinished import CHECK_NAME, JOURNAL_NAME, LOCK_NAME, NEW_NAME, is_unfinished
from qwallet_desktop.state.backups import Stage

VAULT_NAME, NODE_NAME = "vault", "node"
REPLACED = (VAULT_NAME, NODE_NAME)
ASIDE = "replaced"

MakePlacing = Callable[[Path, str | None, Step], Placing]


@dataclass(frozen=True, slots=True)
class Restore:
    """What is to be restored.

    Attributes:
        folder: The data folder.
        path: The backup.
        passphrase: The backup's passphrase.
        protection: Opens the vault here from now on; None leaves that to the keyring.
        today: Names the folder of what is replaced.
    """

    folder: Path
    path: Path
    passphrase: str = field(repr=False)
    protection: str | None = field(repr=False)
    today: date


def stage_restore(restore: Restore, make_placing: MakePlacing, oversight: Oversight) -> Manifest:
    """Unpack, check and prepare a backup beside the data; the next start puts it in place (`recover`).

    Returns:
        What the backup says of itself.

    Raises:
        Refused: What is wrong with the backup, its passphrase, the keyring or the storage, or
            DATABASE_LOCKED while another program restores here; then nothing was changed.
        Stopped: Nobody waits for it any more; nothing was changed.
    """
    folder = restore.folder
    placing = make_placing(folder / NEW_NAME / VAULT_NAME, restore.protection, oversight.step)
    with storage_problems(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _only_restore(folder):
        return _stage(restore, placing, oversight)


def _stage(restore: Restore, placing: Placing, oversight: Oversight) -> Manifest:
    folder, new = restore.folder, restore.folder / NEW_NAME
    discard(folder, placing.store)
    try:
        with storage_problems(folder):
            make_private_folder(new)
        oversight.step("the folder is made")
        with checked(restore.path, restore.passphrase, new / NODE_NAME, oversight) as unpacked:
            oversight.report(Stage.PLACING, 0, 1)
            place_vault(placing, unpacked.vault, unpacked.key, unpacked.documents)
            oversight.step("the vault is placed")
            with storage_problems(folder):
                sync_folder(new / NODE_NAME)
                sync_folder(new)
                aside = _free(folder / f"{ASIDE}-{restore.today.isoformat()}")
                journal = json.dumps({"aside": aside.name}).encode()
                oversight.report(Stage.PLACING, 1, 1)
                write_durably(folder / JOURNAL_NAME, journal, step=oversight.step)
            return unpacked.manifest
    except BaseException:
        # Also where the journal is there: who is told that it failed must not find it done at the next start.
        with suppress(Refused):
            call_off(folder, placing.store)
        raise


def call_off(folder: Path, store: KeyStore) -> None:
    """Undo what `stage_restore` prepared, before anything was put in place.

    Raises:
        Refused: A problem of the storage.
    """
    if (folder / JOURNAL_NAME).exists():
        with storage_problems(folder):
            (folder / JOURNAL_NAME).unlink()
            sync_folder(folder)
    discard(folder, store)


@contextmanager
def _only_restore(folder: Path) -> Iterator[None]:
    """Keep other restores off a data folder.

    Raises:
        Refused: DATABASE_LOCKED while another program restores here, or a problem of the storage.
    """
    with closing(FolderLock.take(folder, LOCK_NAME)):
        try:
            yield
        finally:
            # Whoever opened it before finds that it has no name any more (FolderLock.take).
            with suppress(OSError):
                (folder / LOCK_NAME).unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other restores and every node off a data folder.

    Raises:
        Refused: DATABASE_LOCKED while another program works in it, or a problem of the storage.
    """
    with _only_restore(folder):
        if not (folder / NODE_NAME).is_dir():
            yield
            return
        with closing(FolderLock.take(folder / NODE_NAME)) as lock:
            if sys.platform == "win32":  # pragma: no cover  (Windows: no folder is moved while a file in it is open)
                lock.close()
            yield


def _free(path: Path) -> Path:
    """Return a path that nothing has: this one, or else with -2, -3 … after its name."""
    paths = (path.with_name(f"{path.name}{f'-{number}' if number > 1 else ''}") for number in count(1))
    return next(each for each in paths if not each.exists())


def recover(folder: Path, store: KeyStore, step: Step = no_step) -> Path | None:
    """Complete a restore whose journal is there, or clear away one that was cut short.

    To be called before anything in the data folder is opened.

    Returns:
        The folder with the data that were replaced; None if nothing was.

    Raises:
        Refused: A problem of the storage, or DATABASE_LOCKED while another program works in the
            folder; the next start tries again.
    """
    if not is_unfinished(folder):
        return None
    with _alone(folder):
        shutil.rmtree(folder / CHECK_NAME, ignore_errors=True)
        if (folder / JOURNAL_NAME).exists():
            return _complete(folder, step)
        discard(folder, store)
        return None


def _complete(folder: Path, step: Step) -> Path | None:
    with storage_problems(folder):
        aside = folder / _aside_name(folder)
        make_private_folder(aside)
        for name in REPLACED:
            _exchange(folder, aside, name, step)
        _move(folder / PLAN_NAME, aside / PLAN_NAME)
        # The entry is the new vault's own now; it must be forgotten before the journal is.
        (folder / NEW_NAME / ENTRY_NAME).unlink(missing_ok=True)
        if (folder / NEW_NAME).exists():
            sync_folder(folder / NEW_NAME)
        step("the entry is forgotten")
        (folder / JOURNAL_NAME).unlink()
        sync_folder(folder)
        step("the journal is gone")
        shutil.rmtree(folder / NEW_NAME, ignore_errors=True)
        if any(aside.iterdir()):
            return aside
        aside.rmdir()
        return None


def _aside_name(folder: Path) -> str:
    try:
        name = str(json.loads((folder / JOURNAL_NAME).read_bytes())["aside"])
    except (ValueError, KeyError, TypeError):
        return ASIDE
    return name if name.startswith(ASIDE) and Path(name).name == name else ASIDE


def _exchange(folder: Path, aside: Path, name: str, step: Step) -> None:
    """Move what is here aside and the new in; what was done before a crash is not done again."""
    new = folder / NEW_NAME / name
    if not new.exists():
        return
    _move(folder / name, aside / name)
    step(f"{name} is aside")
    new.rename(folder / name)
    sync_folder(folder)
    step(f"{name} is in place")


def _move(here: Path, there: Path) -> None:
    if here.exists():
        here.rename(_free(there))
        sync_folder(there.parent)
        sync_folder(here.parent)


def discard(folder: Path, store: KeyStore) -> None:
    """Throw away what was prepared and not completed, with the keyring's entry that was made for it.

    Raises:
        Refused: A problem of the storage.
    """
    new = folder / NEW_NAME
    if new.exists():
        forget_entry(new, store)
        with storage_problems(folder):
            shutil.rmtree(new)
