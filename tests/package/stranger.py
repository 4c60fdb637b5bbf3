"""Runs the packaged program as somebody with nothing: no Python, no settings, and where possible as another user."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

FOLDER = os.environ.get("QWALLET_PACKAGE", "")
"""The folder that packaging/build.py made; read when imported, before the tests' guards clear such variables."""

OTHER_USER = "nobody"
PATIENCE_SECONDS = 120


def program(name: str) -> str:
    """Return the path of one of the package's programs."""
    return str(Path(FOLDER).resolve() / name)


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the whole environment: a home, and no place in which a program could be found."""
    folder = str(home)
    return {"HOME": folder, "TMPDIR": folder, "XDG_RUNTIME_DIR": folder, "PATH": "/nonexistent", **more}


def user() -> dict[str, Any]:
    """Return what makes a child another user's, where this process may do that."""
    if os.geteuid() != 0:
        return {}
    group = pwd.getpwnam(OTHER_USER).pw_gid
    return {"user": OTHER_USER, "group": group, "extra_groups": ()}


def give(path: Path) -> None:
    """Make a file or folder that user's own."""
    if os.geteuid() == 0:
        known = pwd.getpwnam(OTHER_USER)
        os.chown(path, known.pw_uid, known.pw_gid)


def run(home: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(
        command,
        env=environment(home, **more),
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        **user(),
    )


def start(home: Path, *command: str, **more: str) -> subprocess.Popen[str]:
    """Start a program that goes on."""
    return subprocess.Popen(
        command, env=environment(home, **more), cwd=home, stdout=subprocess.PIPE, text=True, **user()
    )
