"""Looks from outside into the memory of a program for the key of an AID, once it is locked or the AID closed."""

import base64
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from qwallet_desktop.domain.did import KEY_LENGTH
from tests.keys.test_memory import REPOSITORY, memory_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="MEMORY NOT CHECKED: there is no /proc here"),
]


def left_by(manner: str, folder: Path) -> tuple[set[str], int]:
    """Run a program that used an AID; return the forms of its key that are left in its memory, and that one's size."""
    source = os.urandom(1024)
    (folder / "random").write_bytes(source)
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "tests.keys.remembering_aid", manner, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        memory = memory_of(program.pid)
        program.stdin.write("\n")
    # The seed is what is asked for first.
    return {name for name, form in forms_of(source[:KEY_LENGTH]).items() if form in memory}, len(memory)


def forms_of(seed: bytes) -> Mapping[str, bytes]:
    """Every form in which a key might lie about (RFC 8032: it is expanded by SHA-512, and its lower half clamped)."""
    expanded = hashlib.sha512(seed).digest()
    scalar = bytearray(expanded[:KEY_LENGTH])
    scalar[0] &= 0xF8
    scalar[-1] = scalar[-1] & 0x7F | 0x40
    forms = {"seed": seed, "expanded": expanded, "scalar": bytes(scalar), "prefix": expanded[KEY_LENGTH:]}
    # Clamping changes the ends only.
    forms["inside of the scalar"] = expanded[1 : KEY_LENGTH - 1]
    for name, form in tuple(forms.items()):
        forms[f"{name} in hex"] = form.hex().encode()
        forms[f"{name} in capital hex"] = form.hex().upper().encode()
        # Without the last characters, which depend on what follows.
        forms[f"{name} in base64"] = base64.b64encode(form)[:-4]
        forms[f"{name} in base64 for addresses"] = base64.urlsafe_b64encode(form)[:-4]
    forms["first half of the seed"] = seed[: KEY_LENGTH // 2]
    forms["second half of the seed"] = seed[KEY_LENGTH // 2 :]
    return forms


def test_nothing_of_an_aids_key_is_left_in_memory_after_locking(tmp_path: Path) -> None:
    left, size = left_by("locked", tmp_path)
    assert (left, size > 1_000_000) == (set(), True)


def test_nothing_of_an_aids_key_is_left_in_memory_after_closing_it(tmp_path: Path) -> None:
    left, size = left_by("closed", tmp_path)
    assert (left, size > 1_000_000) == (set(), True)


def test_the_look_finds_the_key_that_a_careless_program_leaves(tmp_path: Path) -> None:
    left, _size = left_by("careless", tmp_path)
    assert left >= {"seed", "first half of the seed", "second half of the seed"}
