import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.keys.durable import write_durably
from qwallet_desktop.keys.vault_file import VaultFile
from qwallet_desktop.keys.vault_format import KeyringSlot
from tests.keys.builders import make_file, nth_step, refused

FIRST = make_file(KeyringSlot(b"the-first-key-id"))
SECOND = make_file(KeyringSlot(b"the-other-key-id"))
THIRD = make_file(KeyringSlot(b"the-third-key-id"))


def fails_with(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def written(folder: Path, *files: bytes) -> VaultFile:
    file = VaultFile(folder)
    for data in files:
        file.write(data)
    return file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_missing_vault_is_missing(folder: Path) -> None:
    with refused(Code.VAULT_MISSING):
        VaultFile(folder).read()


def test_a_written_vault_is_read(folder: Path) -> None:
    assert written(folder, FIRST).read().image.slot == KeyringSlot(b"the-first-key-id")


def test_the_file_is_for_its_owner_only(folder: Path) -> None:
    written(folder, FIRST, SECOND)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}
    assert modes == {"vault": "0o600", "vault.previous": "0o600"}


def test_the_folder_is_for_its_owner_only(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    written(folder, FIRST)
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_writing_keeps_the_previous_copy(folder: Path) -> None:
    written(folder, FIRST, SECOND)
    assert (folder / "vault.previous").read_bytes() == FIRST


def test_a_damaged_vault_does_not_push_out_the_good_copy(folder: Path) -> None:
    file = written(folder, FIRST, SECOND)
    (folder / "vault").write_bytes(SECOND[: len(SECOND) // 2])
    file.write(THIRD)
    assert (folder / "vault.previous").read_bytes() == FIRST


def test_writing_anew_replaces_the_previous_copy_too(folder: Path) -> None:
    written(folder, FIRST, SECOND).write_anew(THIRD)
    assert (folder / "vault.previous").read_bytes() == THIRD


def test_what_a_crash_left_behind_is_no_hindrance(folder: Path) -> None:
    file = written(folder, FIRST)
    (folder / "vault.new").write_bytes(b"half")
    file.write(SECOND)
    assert names(folder) == ["vault", "vault.previous"]


@pytest.mark.parametrize(
    "damage",
    [b"", b"garbage", FIRST[: len(FIRST) // 2], FIRST[:-1], FIRST + b"\0"],
    ids=["empty", "garbage", "half", "last byte", "longer"],
)
def test_a_damaged_vault_is_damaged_and_the_copy_stays(folder: Path, damage: bytes) -> None:
    file = written(folder, FIRST, SECOND)
    (folder / "vault").write_bytes(damage)
    with refused(Code.VAULT_DAMAGED):
        file.read()
    assert file.has_previous()


def test_a_file_far_too_large_is_not_read(folder: Path) -> None:
    file = written(folder, FIRST)
    os.truncate(folder / "vault", (1 << 26) + 1)
    with refused(Code.VAULT_DAMAGED):
        file.read()


def test_the_previous_copy_takes_the_damaged_vault_s_place(folder: Path) -> None:
    file = written(folder, FIRST, SECOND)
    (folder / "vault").write_bytes(b"garbage")
    file.restore_previous()
    assert file.read().image.slot == KeyringSlot(b"the-first-key-id")


def test_a_damaged_vault_is_set_aside_not_lost(folder: Path) -> None:
    file = written(folder, FIRST, SECOND)
    for damage in (b"garbage", b"rubbish"):
        (folder / "vault").write_bytes(damage)
        file.restore_previous()
    aside = [(folder / f"vault.aside-{number}").read_bytes() for number in (1, 2)]
    assert aside == [b"garbage", b"rubbish"]


def test_a_damaged_copy_is_never_restored(folder: Path) -> None:
    file = written(folder, FIRST, SECOND)
    (folder / "vault.previous").write_bytes(b"garbage")
    with refused(Code.VAULT_DAMAGED):
        file.restore_previous()
    assert (file.has_previous(), (folder / "vault").read_bytes()) == (False, SECOND)


def test_no_previous_copy_is_missing(folder: Path) -> None:
    with refused(Code.VAULT_MISSING):
        written(folder, FIRST).inspect_previous()


def test_the_previous_copy_tells_its_slot_and_time(folder: Path) -> None:
    file = written(folder, FIRST, SECOND)
    os.utime(folder / "vault.previous", (1_700_000_000, 1_700_000_000))
    copy = file.inspect_previous()
    assert (copy.slot, copy.written_at) == (
        KeyringSlot(b"the-first-key-id"),
        datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EROFS, Code.STORAGE_READ_ONLY),
        (errno.EACCES, Code.STORAGE_READ_ONLY),
        (errno.ENOSPC, Code.STORAGE_FULL),
        (errno.EDQUOT, Code.STORAGE_FULL),
        (errno.EIO, Code.INTERNAL),
    ],
)
def test_an_error_of_the_disk_is_named_and_nothing_is_replaced(folder: Path, number: int, code: Code) -> None:
    written(folder, FIRST)

    def fail() -> None:
        raise fails_with(number)

    with refused(code):
        VaultFile(folder, step=nth_step(1, fail)).write(SECOND)
    assert (names(folder), (folder / "vault").read_bytes()) == (["vault"], FIRST)


def test_a_disk_that_fills_up_before_the_second_file_replaces_neither(folder: Path) -> None:
    written(folder, FIRST)

    def fail() -> None:
        raise fails_with(errno.ENOSPC)

    with refused(Code.STORAGE_FULL):
        VaultFile(folder, step=nth_step(2, fail)).write_anew(SECOND)
    assert (names(folder), (folder / "vault").read_bytes()) == (["vault"], FIRST)


def test_everything_is_synced_before_it_is_renamed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    calls: list[str] = []
    sync = os.fsync

    def noted_sync(descriptor: int) -> None:
        calls.append("sync " + Path(f"/proc/self/fd/{descriptor}").readlink().name)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted_sync)
    write_durably(folder / "vault", FIRST, step=calls.append)
    assert calls == [
        "sync vault.new",
        "vault is ready",
        "vault is replaced",
        "sync keys",
        "vault is durable",
    ]


@pytest.fixture
def nobody_s_folder() -> Iterator[Path]:
    """A folder that can be read but not written, also where the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="qwallet-keys-"))
    for name in ("vault", "vault.previous"):
        (folder / name).write_bytes(FIRST)
        (folder / name).chmod(0o644)
    folder.chmod(0o555)
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65_534)
    yield folder
    if was_root:
        os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)


def test_a_folder_that_is_read_only_says_so_and_still_reads(nobody_s_folder: Path) -> None:
    file = VaultFile(nobody_s_folder)
    with refused(Code.STORAGE_READ_ONLY) as problems:
        file.write(SECOND)
    assert (problems[0].facts, file.read().image.slot) == (
        {"folder": str(nobody_s_folder)},
        KeyringSlot(b"the-first-key-id"),
    )
