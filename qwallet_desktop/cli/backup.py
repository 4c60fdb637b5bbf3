"""`qwallet backup make | check | restore`: the backup file without the window."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from qwallet_desktop.cli.complaints import complaint, failed, sentence
from qwallet_desktop.cli.vault import read_passphrase, unlock, vault_of
from qwallet_desktop.domain.backups import Manifest
from qwallet_desktop.domain.messages import timestamp
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.settings.places import data_folder

SHOWN_MEMBERS = 20

app = typer.Typer(no_args_is_help=True)

_FILE_HELP = "A file with the backup's passphrase in its first line; - is stdin, /dev/fd/3 a descriptor."
File = Annotated[Path, typer.Argument(help="The backup file.", show_default=False)]
Folder = Annotated[Path | None, typer.Option(help="The data folder; the user's own if left out.")]
PassphraseFile = Annotated[Path | None, typer.Option(help=_FILE_HELP + " Asked for if left out.")]


@contextlib.contextmanager
def _complaining(file: Path) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise failed(sentence(refused.problem)) from None
    except OSError as error:
        raise failed(complaint(error, str(file))) from None


@app.command()
def make(
    file: File,
    folder: Folder = None,
    passphrase_file: PassphraseFile = None,
    vault_passphrase_file: Annotated[
        Path | None, typer.Option(help="The same for the passphrase that opens the vault, if it has one.")
    ] = None,
) -> None:
    """Write vault and ledger of a data folder into one encrypted file.

    A file that is there is never overwritten. Qwallet must not be running on that folder: with a
    running one, use Settings > Backups. Exit code 0: the file is whole and on the disk. 2: there is
    none; one sentence says why.
    """
    with _complaining(file):
        where = folder or data_folder()
        _prepare(file, where)
        passphrase = read_passphrase(passphrase_file, "Passphrase of the backup", new=True)
        with asyncio.Runner() as runner:
            manifest, size = runner.run(_make(file, where, passphrase, vault_passphrase_file))
        typer.echo(f"{file}: {size} bytes")
        _describe(manifest)


def _prepare(file: Path, folder: Path) -> None:
    """Say what hinders a backup before anything is typed, and complete a restore that was cut short."""
    from qwallet_desktop.effects.backup_making import refuse_unfit
    from qwallet_desktop.effects.restoring import recover
    from qwallet_desktop.keys.os_keyring import OsKeyring

    refuse_unfit(file, overwrite=False)
    recover(folder, OsKeyring())


async def _make(file: Path, folder: Path, passphrase: str, vault_passphrase_file: Path | None) -> tuple[Manifest, int]:
    # Fast help and errors: what a backup needs is imported when one is made.
    from qwallet_desktop.effects.backup_making import Order, ServedLedger, served_facts, write_backup
    from qwallet_desktop.effects.long_work import Oversight
    from qwallet_desktop.effects.restoring import NODE_NAME
    from qwallet_desktop.node.copies import copy_ledger, remove_copy
    from qwallet_desktop.settings.served_node import load_served

    served = load_served(folder)
    with _alone(folder), contextlib.closing(vault_of(folder)) as qlock:
        await unlock(qlock, vault_passphrase_file)
        key, node_folder = await qlock.backups.key(passphrase), folder / NODE_NAME
        try:
            with key.key, (vault := await qlock.backups.pack()).key:
                ledger = None if served is None else ServedLedger(served, served_facts(served, qlock.held()))
                copy = node_folder if served is not None else copy_ledger(node_folder)
                order = Order(file, False, key, vault, node_folder, copy, datetime.now(UTC), os.urandom, ledger)  # noqa: FBT003
                return write_backup(order, Oversight())
        finally:
            remove_copy(node_folder)


@app.command()
def check(file: File, passphrase_file: PassphraseFile = None) -> None:
    """Read a backup to its end, recompute all that it says, and tell what it holds.

    Needs room for the ledger in the folder for temporary files (TMPDIR); changes nothing else.
    Exit code 0: all of it holds. 2: it does not, or it can't be read; one sentence says why.
    """
    from qwallet_desktop.effects.backup_reading import check_backup
    from qwallet_desktop.effects.long_work import Oversight

    with _complaining(file), tempfile.TemporaryDirectory(prefix="qwallet-") as scratch:
        passphrase = read_passphrase(passphrase_file, "Passphrase of the backup")
        manifest, size = check_backup(file, passphrase, Path(scratch), Oversight())
        typer.echo(f"{file}: {size} bytes, whole and unchanged")
        _describe(manifest)


@app.command()
def restore(
    file: File,
    folder: Folder = None,
    passphrase_file: PassphraseFile = None,
    vault_passphrase_file: Annotated[
        Path | None,
        typer.Option(help="A file with the vault's new passphrase; an empty line: the keyring keeps the key."),
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before replacing what is in the folder.")] = False,
) -> None:
    """Put a backup in the place of what is in a data folder; what was there is kept beside it.

    The backup is checked to its end first. Exit code 0: it is in place. 1: you did not want it. 2:
    it is not; one sentence says why.
    """
    where = folder or data_folder()
    with _complaining(file):
        passphrase = read_passphrase(passphrase_file, "Passphrase of the backup")
        _restore(file, where, passphrase, vault_passphrase_file, yes=yes)


def _restore(file: Path, folder: Path, passphrase: str, new_file: Path | None, *, yes: bool) -> None:
    from qwallet_desktop.effects.backup_reading import manifest_of
    from qwallet_desktop.effects.long_work import Oversight
    from qwallet_desktop.effects.restoring import Restore, call_off, recover, stage_restore
    from qwallet_desktop.keys.os_keyring import OsKeyring

    recover(folder, OsKeyring())
    with contextlib.closing(vault_of(folder)) as qlock:
        with _alone(folder):
            _describe(manifest_of(file, passphrase))
            _ask(folder, yes=yes)
            asked = "New passphrase of the vault (none: this computer's keyring)"
            new = read_passphrase(new_file, asked, new=True) or None
            today = datetime.now(UTC).date()
            stage_restore(Restore(folder, file, passphrase, new, today), qlock.backups.placing, Oversight())
        try:
            aside = recover(folder, OsKeyring())
        except Refused as refused:
            if refused.problem.code is Code.DATABASE_LOCKED:
                # A Qwallet that began just now has the folder: it is to go on with what it has.
                call_off(folder, OsKeyring())
            raise
    typer.echo(f"Restored into {folder}.")
    if aside is not None:
        typer.echo(f"What was there lies in {aside}.")


def _ask(folder: Path, *, yes: bool) -> None:
    if yes or not ((folder / "vault").exists() or (folder / "node").exists()):
        return
    typer.echo(
        f"There are a vault and a ledger in {folder}. They are moved aside and kept; all that was entered "
        "after the backup was made is then missing from the ledger in use."
    )
    typer.confirm("Replace them?", abort=True, err=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep every node off the folder, if it has a ledger.

    Raises:
        Refused: DATABASE_LOCKED while Qwallet runs on it.
    """
    from qwallet_desktop.node.folder import FolderLock

    node_folder = folder / "node"
    if not node_folder.is_dir():
        yield
        return
    with contextlib.closing(FolderLock.take(node_folder)):
        yield


def _shown(text: str) -> str:
    """Return text from a file of anybody's without what a terminal would obey."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def _describe(manifest: Manifest) -> None:
    ledger = manifest.ledger
    typer.echo(f"made at {timestamp(manifest.made_at)} by Qwallet {_shown(manifest.program)}")
    log = f"audit log of {ledger.size} entries, root {_shown(ledger.root)}"
    counts = f"{ledger.transfers} transfers, {ledger.tokens} tokens, "
    if not manifest.has_ledger:
        log, counts = "which keeps the ledger: it is not in this file", ""
    typer.echo(f"node {_shown(ledger.node_id)}, {log}")
    typer.echo(f"{counts}{len(ledger.members)} identities:")
    for member in ledger.members[:SHOWN_MEMBERS]:
        typer.echo(f"  {_shown(member.id)}  {_shown(member.name)}" + ("" if member.held else "  (without its key)"))
    if len(ledger.members) > SHOWN_MEMBERS:
        typer.echo(f"  and {len(ledger.members) - SHOWN_MEMBERS} more")
