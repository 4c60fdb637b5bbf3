"""The keyring against a real Secret Service (gnome-keyring) on a session bus of its own."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
MISSING = [name for name in NEEDED if shutil.which(name) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"THE REAL KEYRING WAS NOT TESTED: {', '.join(MISSING)} is missing"),
]


def run_in_session(folder: Path, *, with_keyring: bool) -> subprocess.CompletedProcess[str]:
    """Run tests/keys/real_keyring.py on a session bus of its own, with a home of its own."""
    program = shlex.join([sys.executable, "-m", "tests.keys.real_keyring", str(folder / "keys")])
    daemon = "printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    passed_on = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(  # noqa: S603 - our own programs and arguments
        [
            str(shutil.which("dbus-run-session")),
            "--",
            "sh",
            "-c",
            (daemon if with_keyring else "") + program,
        ],
        cwd=REPOSITORY,
        env={**passed_on, **home},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_vault_lives_its_life_with_a_real_secret_service(tmp_path: Path) -> None:
    ran = run_in_session(tmp_path, with_keyring=True)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "backend": "keyring.backends.SecretService",
        "usable": True,
        "kept": True,
        "same key after a restart": True,
        "deleted": True,
        "slot at the end": "KEYRING",
    }
