"""The vault of a data folder on the command line: opened by the keyring, or by a passphrase that shows nowhere."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from qwallet_desktop.cli.complaints import complaint, failed

if TYPE_CHECKING:
    from qwallet_desktop.keys.lock_service import Qlock


def vault_of(folder: Path) -> "Qlock":
    """Return the vault of a data folder, locked; it must be closed."""
    from qwallet_desktop.keys.lock_service import Qlock
    from qwallet_desktop.keys.os_keyring import OsKeyring

    return Qlock(folder / "vault", OsKeyring())


async def unlock(qlock: "Qlock", passphrase_file: Path | None) -> None:
    """Open a vault: by the keyring where that has its key, else by a passphrase.

    Raises:
        Refused: It can't be opened.
    """
    from qwallet_desktop.keys.lock_status import SlotKind

    status = await qlock.status()
    behind = status.slot is SlotKind.PASSPHRASE
    await qlock.unlock(read_passphrase(passphrase_file, "Passphrase of the vault") if behind else None)


def read_passphrase(file: Path | None, name: str, *, new: bool = False) -> str:
    """Read a passphrase from a file or the terminal; never from the command line or the environment."""
    if file is None:
        return str(typer.prompt(name, "", hide_input=True, confirmation_prompt=new, show_default=False, err=True))
    if str(file) == "-":
        return sys.stdin.readline().rstrip("\r\n")
    try:
        # A byte order mark, as some editors put it there, is nothing that was typed.
        with file.open(encoding="utf-8-sig") as lines:
            return lines.readline().rstrip("\r\n")
    except OSError as error:
        raise failed(complaint(error, str(file))) from None
    except UnicodeDecodeError:
        said = f"The passphrase must be in UTF-8: {file}"
        raise failed(said) from None
