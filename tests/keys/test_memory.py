"""Looks from outside into the memory of a locked program for what must not be there."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from qwallet_desktop.keys.derivation import account_node, child_node, derive, master_node
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.keys.vault import DOCUMENTS, FILE, SEEDS, open_passphrase_slot, sub_key
from qwallet_desktop.keys.vault_file import VaultFile
from qwallet_desktop.keys.vault_format import PassphraseSlot
from qwallet_desktop.keys.words import entropy_of, seed_of, words_of
from tests.keys.builders import PHRASE

REPOSITORY = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="MEMORY NOT CHECKED: there is no /proc here"),
]


@contextmanager
def locked_program(manner: str, folder: Path, words: tuple[str, ...]) -> Iterator[int]:
    """Run a program that used its secrets and locked; gives its process id."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "tests.keys.remembering", manner, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(" ".join(words) + "\n")
        program.stdin.flush()
        assert program.stdout.readline() == "locked\n"
        yield program.pid
        program.stdin.write("\n")


def memory_of(process_id: int) -> bytes:
    """Read everything that a process may write to."""
    parts = []
    with Path(f"/proc/{process_id}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process_id}/maps").read_text().splitlines():
            span, permissions = line.split()[:2]
            if permissions.startswith("rw"):
                start, end = (int(each, 16) for each in span.split("-"))
                memory.seek(start)
                parts.append(memory.read(end - start))
    return b"".join(parts)


def secrets_of(folder: Path, words: tuple[str, ...]) -> Mapping[str, bytes]:
    """Everything that the program had to know for a moment."""
    entropy = entropy_of(words)
    seed = seed_of(entropy)
    account = account_node(seed)
    key = bytes(child_node(account, 0).buffer)
    image = VaultFile(folder).read().image
    assert isinstance(image.slot, PassphraseSlot)
    vault_key = open_passphrase_slot(image.slot, image.vault_id, PHRASE)
    found = {
        "entropy": bytes(entropy.buffer),
        "seed": bytes(seed.buffer[:32]),
        "master key": bytes(master_node(seed).buffer[:32]),
        "purpose key": bytes(derive(seed, (7411,)).buffer[:32]),
        "account key": bytes(account.buffer[:32]),
        "account chain code": bytes(account.buffer[32:]),
        "identity's private key": key[:32],
        "identity's chain code": key[32:],
        "identity's signing scalar": hashlib.sha512(key[:32]).digest()[1:31],
        "vault key": bytes(vault_key.buffer),
    }
    for purpose in (SEEDS, DOCUMENTS, FILE):
        with sub_key(vault_key, image.vault_id, purpose) as sub:
            found[purpose.decode()] = bytes(sub.buffer)
    return found


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    with Secret.copy_of(hashlib.sha256(str(tmp_path).encode()).digest()) as entropy:
        return words_of(entropy)


def test_nothing_of_the_keys_is_left_in_memory_after_locking(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = tmp_path / "keys"
    with locked_program("wiping", folder, words) as process_id:
        memory = memory_of(process_id)
    left = [name for name, secret in secrets_of(folder, words).items() if secret in memory]
    assert (left, len(memory) > 1_000_000) == ([], True)


def test_the_look_finds_what_a_careless_program_leaves(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = tmp_path / "keys"
    with locked_program("careless", folder, words) as process_id:
        memory = memory_of(process_id)
    secrets = secrets_of(folder, words)
    left = {name for name, secret in secrets.items() if secret in memory}
    assert left >= {"entropy", "account key", "identity's private key", "vault key"}
