"""Reads a text from where a person points: a file, what was copied, or the codes on the screen."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from qwallet_desktop.domain.code_parts import Parts, gather, is_part, joined
from qwallet_desktop.domain.dossier import LARGEST
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.effects.codes import codes_in
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.sight import Glance, Sight
from qwallet_desktop.effects.text_files import not_read
from qwallet_desktop.state.papers import FromClipboard, FromFile, FromScreen, Source


async def text_from(desk: Desk, source: Source, parts: Parts) -> str | Parts:
    """Return the text that a source holds, or the codes of it that were read, where more are needed.

    Args:
        desk: The performers' tools.
        source: Where to look.
        parts: The codes that were read before.

    Raises:
        Refused: FILE_NOT_READ, PICTURE_INVALID, CLIPBOARD_EMPTY, SCREEN_NOT_SEEN, CODE_NOT_FOUND, or what is
            wrong with the codes.
    """
    match source:
        case FromFile(path):
            try:
                seen = await asyncio.to_thread(in_file, desk.sight, path)
            except OSError as error:
                raise Refused(not_read(path, error)) from None
        case FromClipboard():
            # Qt's thread alone may ask for it.
            copied = desk.sight.clipboard()
            if copied is None:
                raise refuse(Code.CLIPBOARD_EMPTY)
            seen = copied if isinstance(copied, str) else await asyncio.to_thread(_codes_in, (copied,))
        case FromScreen():
            screens = desk.sight.screens()
            if not screens:
                raise refuse(Code.SCREEN_NOT_SEEN)
            seen = await asyncio.to_thread(_codes_in, screens)
        case _:
            assert_never(source)
    return from_text(seen, parts) if isinstance(seen, str) else from_codes(seen, parts)


def in_file(sight: Sight, path: Path) -> str | tuple[str, ...]:
    """Return the text in a file, or the codes in a picture. For a thread.

    Raises:
        Refused: PICTURE_INVALID; FILE_NOT_READ, where it is neither, or is larger than what could be wanted.
        OSError: It can't be read.
    """
    picture = sight.open_picture(path)
    return plain_text(path) if picture is None else codes_in(picture)


def plain_text(path: Path) -> str:
    """Read a file of UTF-8, just as it is. For a thread.

    Raises:
        Refused: FILE_NOT_READ, where it is no text, or is larger than what could be wanted.
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise refuse(Code.FILE_NOT_READ, reason="size", file=path.name)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise refuse(Code.FILE_NOT_READ, reason="encoding", file=path.name) from None


def _codes_in(glances: Sequence[Glance]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for glance in glances for code in codes_in(glance())))


def from_text(text: str, parts: Parts) -> str | Parts:
    """Return a text as it is, or what comes together of the parts that it lists.

    Raises:
        Refused: What is wrong with the parts.
    """
    # Whoever copies a text, or edits its file, easily adds a line's end.
    return from_codes(text.split(), parts) if is_part(text) else text.strip()


def from_codes(codes: Sequence[str], parts: Parts) -> str | Parts:
    """Return the text of codes: of all parts that are among them and were read before, or of the only code there is.

    Raises:
        Refused: CODE_NOT_FOUND, also where there are several that are no parts, or what is wrong with the parts.
    """
    ours = [code for code in codes if is_part(code)]
    if not ours:
        if len(codes) != 1:
            raise refuse(Code.CODE_NOT_FOUND)
        return codes[0]
    gathered = gather(parts, ours)
    return joined(gathered) if gathered.are_all else gathered
