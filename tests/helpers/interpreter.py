"""Runs a line of Python in an interpreter of its own, to see what an import brings along."""

import json
import os
import subprocess
import sys

_COUNTING = "COVERAGE_PROCESS"


def modules_after(statement: str) -> set[str]:
    """Name every module that is loaded after one statement in a fresh interpreter.

    Raises:
        AssertionError: The statement failed; the message is its traceback.
    """
    # Counting coverage loads modules of its own.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_COUNTING)}
    code = f"import sys, json\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run(  # noqa: S603 - our own interpreter and a literal of the test
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))
