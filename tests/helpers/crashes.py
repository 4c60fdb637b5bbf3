"""Kills an operation at each of its steps, each time in a copy of the same folder."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
MOST_STEPS = 200


@dataclass(frozen=True)
class Crash:
    """A copy in which the operation was killed, or came to its end, and where."""

    folder: Path
    step: str


def crashes(module: str, operation: str, base: Path, copies: Path) -> list[Crash]:
    """Have a module kill its operation at each step; the last one came to its end.

    The module calls `kill_at_each_step` and prints a line for each step at which it died.
    """
    copies.mkdir()
    ran = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", module, operation, str(base), str(copies)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    names = [*ran.stdout.splitlines(), "the end"]
    return [Crash(copies / str(number), name) for number, name in enumerate(names, start=1)]


def kill_at_each_step(base: Path, copies: Path, operation: Callable[[Path, int], object]) -> None:
    """Call `operation(copy, number)` in child processes that die at step 1, 2, … until one comes to its end."""
    for number in range(1, MOST_STEPS):
        copy = copies / str(number)
        shutil.copytree(base, copy)
        child = os.fork()
        if child == 0:
            operation(copy, number)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.exit(os.WEXITSTATUS(status))
    sys.exit("it never came to its end")
