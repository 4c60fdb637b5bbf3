"""Text files that a person chose: read as whatever spreadsheets write, and written whole or not at all."""

import codecs
import os
from contextlib import suppress
from pathlib import Path

from qwallet_desktop.domain.problems import Code, Problem, refuse
from qwallet_desktop.domain.spreadsheet import visible


def read_text(path: Path, longest: int) -> str | None:
    """Read a file of UTF-8, or of UTF-16 with its mark, without invisible characters; None if it holds too much.

    Args:
        path: The file.
        longest: Bytes that are read at most.

    Raises:
        Refused: FILE_NOT_READ where it is no text.
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        raw = file.read(longest + 1)
    if len(raw) > longest:
        return None
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise refuse(Code.FILE_NOT_READ, reason="encoding", file=path.name)
    return visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def not_read(path: Path, error: OSError) -> Problem:
    """Say that a file could not be read, and why."""
    return Problem(Code.FILE_NOT_READ, {"reason": error.strerror or "", "file": path.name})


def not_written(path: Path, error: OSError) -> Problem:
    """Say that a file could not be written, and why."""
    return Problem(Code.FILE_NOT_WRITTEN, {"reason": error.strerror or "", "file": path.name})


def write_text(path: Path, text: str) -> None:
    """Write a file by way of another one beside it.

    Raises:
        OSError: It can't be written; what was there is as it was.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
