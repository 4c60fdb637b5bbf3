"""The whole desktop with a real vault: signing by the system's keyring and by a passphrase, and what locking leaves."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from qwallet_desktop.keys.vault import open_passphrase_slot, open_secret
from qwallet_desktop.keys.vault_file import VaultFile
from qwallet_desktop.keys.vault_format import PassphraseSlot
from qwallet_desktop.keys.vault_keeper import ENTROPY
from qwallet_desktop.keys.words import words_of
from tests.keys.builders import PHRASE
from tests.keys.test_memory import memory_of, secrets_of

REPOSITORY = Path(__file__).parents[2]
MISSING = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(name) is None]
with_keyring = pytest.mark.skipif(
    bool(MISSING), reason=f"THE REAL KEYRING WAS NOT TESTED: {', '.join(MISSING)} is missing"
)
with_memory = pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="MEMORY NOT CHECKED: there is no /proc here"
)
pytestmark = pytest.mark.slow

PATIENCE = 150
SAID_WITHIN = 2.0
"""Seconds after which somebody who waits for the keyring must have been told."""

LONGEST_PAUSE = 0.5
"""Seconds that a window that lives may pause on a busy computer; a blocked one would for twenty."""


def environment(folder: Path) -> dict[str, str]:
    home = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"), str(folder))
    return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen", **home}


def program(scene: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.flow.real_desk", scene, str(folder / "data")]


def seen_on_a_bus(scene: str, folder: Path) -> Mapping[str, object]:
    """Play a scene on a session bus of its own with a gnome-keyring of its own."""
    daemon = "printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
    ran = subprocess.run(
        [str(shutil.which("dbus-run-session")), "--", "sh", "-c", daemon + shlex.join(program(scene, folder))],
        cwd=REPOSITORY,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    seen: dict[str, object] = json.loads(ran.stdout)
    return seen


@with_keyring
def test_items_are_signed_by_keys_that_a_real_keyring_opens(tmp_path: Path) -> None:
    assert seen_on_a_bus("keyring", tmp_path) == {
        "slot": "KEYRING",
        "signed": True,
        "says that it only hides": True,
        "signed after a restart": True,
    }


@with_keyring
def test_items_are_signed_by_keys_behind_a_passphrase_and_wait_for_it_while_locked(tmp_path: Path) -> None:
    assert seen_on_a_bus("passphrase", tmp_path) == {
        "signed": True,
        "signed once unlocked": True,
        "signed after a restart": True,
    }


@with_keyring
def test_while_a_real_keyring_hangs_the_window_lives_and_says_so(tmp_path: Path) -> None:
    seen = seen_on_a_bus("silent", tmp_path)
    said, paused = seen["seconds until it is said"], seen["longest pause of the window"]
    assert isinstance(said, float)
    assert isinstance(paused, float)
    assert (said < SAID_WITHIN, paused < LONGEST_PAUSE, seen["goes on"]) == (True, True, True), seen


@contextmanager
def locked_desktop(scene: str, folder: Path) -> Iterator[int]:
    """Run a desktop that used its keys and was locked; gives its process id."""
    no_keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        program(scene, folder),
        cwd=REPOSITORY,
        env={**environment(folder), **no_keyring},
        stdin=pipe,
        stdout=pipe,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"locked": True}
        yield process.pid
        process.stdin.write("\n")


def left_in_memory(scene: str, folder: Path) -> tuple[set[str], int]:
    """Name what is left of a vault's secrets in the memory of a locked desktop, and say how large that is."""
    with locked_desktop(scene, folder) as process_id:
        memory = memory_of(process_id)
    vault = folder / "data" / "vault"
    image = VaultFile(vault).read().image
    assert isinstance(image.slot, PassphraseSlot)
    with open_passphrase_slot(image.slot, image.vault_id, PHRASE) as key, open_secret(image, key, ENTROPY) as entropy:
        words = words_of(entropy)
    secrets = secrets_of(vault, words)
    return {name for name, secret in secrets.items() if secret in memory}, len(memory)


@with_memory
def test_no_key_is_left_in_the_memory_of_a_desktop_that_was_locked(tmp_path: Path) -> None:
    left, size = left_in_memory("locked", tmp_path)
    assert (left, size > 10_000_000) == (set(), True)


@with_memory
def test_the_look_finds_the_keys_of_a_desktop_that_does_not_overwrite_them(tmp_path: Path) -> None:
    left, _size = left_in_memory("careless", tmp_path)
    assert left >= {"entropy", "account key", "identity's private key", "vault key"}
