"""What is handed over without a network, on the command line: read from files, pictures or stdin, written to a file."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import typer

from qwallet_desktop.cli.complaints import complaint, failed, sentence
from qwallet_desktop.domain.code_parts import Parts, joined
from qwallet_desktop.domain.dossier import LARGEST
from qwallet_desktop.domain.problems import Code, Problem, refuse
from qwallet_desktop.verify.check_words import refusal

STDIN = Path("-")

_SAID: Final[Mapping[Code, str]] = {
    Code.CODE_NOT_FOUND: "There is no QR code to be read in it.",
    Code.CODE_DAMAGED: "A code is damaged; it is not what was shown.",
    Code.CODES_MIXED: "The codes belong to several texts.",
    Code.CODES_MISSING: "{read} of {count} codes are read; missing: {missing}.",
    Code.PICTURE_INVALID: "The picture {file} is damaged, or too large.",
    Code.KEY_UNKNOWN: "This identity's key is not in this vault.",
    Code.ITEM_EXPIRED: "The time to sign it is over since {expiresAt}.",
    Code.MEMO_INVALID: "A rejection needs a reason of up to 280 characters: --reason.",
    Code.MESSAGE_TEXT_INVALID: "A message has 1 to {longest} characters.",
}
"""What is said here of problems that no node gives, and of those that mean something else here."""


def said(problem: Problem) -> str:
    """Say what hinders a signature in one sentence."""
    words = _SAID.get(problem.code)
    if words is not None:
        return words.format_map(problem.facts)
    return refusal(problem) if problem.code.startswith("EVIDENCE_") else sentence(problem)


def read_paper(files: Sequence[Path]) -> str:
    """Return the text in a file, or that of the codes in all of these pictures.

    Raises:
        Refused: There is none, or something is wrong with the codes.
        typer.Exit: A file can't be read; a sentence on stderr says why.
    """
    from qwallet_desktop.effects.sources import from_codes, from_text, in_file
    from qwallet_desktop.ui.pictures import WindowSight

    found: str | Parts = Parts()
    for file in files:
        try:
            seen = read_stdin() if file == STDIN else in_file(WindowSight(), file)
        except OSError as error:
            raise failed(complaint(error, str(file))) from None
        before = found if isinstance(found, Parts) else Parts()
        found = from_text(seen, before) if isinstance(seen, str) else from_codes(seen, before)
    return found if isinstance(found, str) else joined(found)


def read_plain(file: Path) -> str:
    """Read a file of text, or stdin.

    Raises:
        Refused: FILE_NOT_READ, where it is no text.
        OSError: It can't be read.
    """
    from qwallet_desktop.effects.sources import plain_text

    return read_stdin() if file == STDIN else plain_text(file)


def read_stdin() -> str:
    """Read text from stdin, no more than could be wanted.

    Raises:
        Refused: FILE_NOT_READ, where it is no text.
    """
    try:
        return sys.stdin.buffer.read(LARGEST + 1).decode()
    except UnicodeDecodeError:
        raise refuse(Code.FILE_NOT_READ, reason="encoding", file=str(STDIN)) from None


def refuse_existing(out: Path) -> None:
    """Never write over a file that is there.

    Raises:
        Refused: FILE_EXISTS.
    """
    if out != STDIN and out.exists():
        raise refuse(Code.FILE_EXISTS, file=out.name)


def write_paper(out: Path, text: str) -> None:
    """Write a text to a file that is not there yet, or to stdout.

    Raises:
        OSError: It can't be written.
    """
    if out == STDIN:
        typer.echo(text)
        return
    with out.open("x", encoding="utf-8", newline="") as file:
        file.write(text)
    typer.echo(f"The signature is in {out}.", err=True)
