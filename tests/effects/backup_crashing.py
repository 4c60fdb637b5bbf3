"""Run as a program: makes or restores a backup again and again, killed at each of its steps.

    python -m tests.effects.backup_crashing OPERATION BASE COPIES

For step 1, 2, 3 … it copies BASE to COPIES/<step>, lets a child process perform the operation
there and kill itself (SIGKILL) at that step, until one child comes to the end; prints a line
with the step's name for each kill.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from qwallet_desktop.effects.long_work import Oversight
from qwallet_desktop.effects.restoring import recover
from qwallet_desktop.keys.durable import Step, no_step
from tests.effects.backups import back_up, run, stage
from tests.helpers.crashes import kill_at_each_step
from tests.keys.crashing import dies_at
from tests.keys.fakes import FolderKeyStore

DATA, KEYRING, FILE = "data", "keyring", "a.qbackup"
NEW_PHRASE = "quite another phrase"


def store_in(copy: Path, step: Step = no_step) -> FolderKeyStore:
    return FolderKeyStore(copy / KEYRING, step)


def make_a_backup(copy: Path, step: Step) -> None:
    target = copy / "new.qbackup"
    run(back_up(copy / DATA, store_in(copy), target, oversight=Oversight(step=step)))


def overwrite_a_backup(copy: Path, step: Step) -> None:
    work = back_up(copy / DATA, store_in(copy), copy / FILE, oversight=Oversight(step=step), overwrite=True)
    run(work)


def restore_behind_a_passphrase(copy: Path, step: Step) -> None:
    stage(copy / DATA, store_in(copy, step), copy / FILE, NEW_PHRASE, step=step)
    recover(copy / DATA, store_in(copy, step), step)


def restore_behind_the_keyring(copy: Path, step: Step) -> None:
    stage(copy / DATA, store_in(copy, step), copy / FILE, None, step=step)
    recover(copy / DATA, store_in(copy, step), step)


OPERATIONS: Mapping[str, Callable[[Path, Step], None]] = {
    each.__name__: each
    for each in (make_a_backup, overwrite_a_backup, restore_behind_a_passphrase, restore_behind_the_keyring)
}


if __name__ == "__main__":
    perform = OPERATIONS[sys.argv[1]]
    kill_at_each_step(Path(sys.argv[2]), Path(sys.argv[3]), lambda copy, number: perform(copy, dies_at(number)))
