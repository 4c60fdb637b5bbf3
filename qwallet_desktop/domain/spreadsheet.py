"""Reads and writes tables as text, pasted or from a CSV file, as spreadsheets do (RFC 4180)."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from qwallet_desktop.domain.problems import Code, Problem

_BREAKS: Final = frozenset("\t\n\r")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEPARATORS: Final = ("\t", ";", ",")
_HARMFUL: Final = re.compile(r"'*[=+\-@\t\r]")
_HARMLESS: Final = re.compile(r"'+[=+\-@\t\r]")


def rows(text: str) -> Iterator[tuple[int, list[str] | Problem]]:
    """Divide a text into rows of cells, each with the number of its first line, counted from 1.

    Cells are divided by tabs, semicolons or commas, whichever the first line has; those with such a
    sign stand in quotation marks. Empty lines and a byte order mark are dropped. A broken row is a
    MALFORMED problem (fact `reason`) and the last one.
    """
    text = text.removeprefix("\ufeff")
    lines = (found[0] for found in _LINE.finditer(text))
    reader = csv.reader(lines, delimiter=_separator(text), strict=True, skipinitialspace=True)
    before = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            yield before + 1, Problem(Code.MALFORMED, {"reason": "quotation"}, "line")
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield before + 1, [_unescaped(cell.strip()) for cell in cells]
        before = reader.line_num


def order(cells: Sequence[str], names: Mapping[str, str]) -> Mapping[str, int]:
    """Return in which column each part stands, by the headings that `names` knows; empty where there is none."""
    named: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = names.get(cell.casefold())
        if name is not None:
            named.setdefault(name, place)
    return named


def cell_at(cells: Sequence[str], place: int | None) -> str:
    """Return the cell of a column, empty where the row is too short or has no such column."""
    return cells[place] if place is not None and place < len(cells) else ""


def visible(text: str) -> str:
    """Return a text without the characters that show as nothing or turn the rest of a line round."""
    return "".join(c for c in text if c in _BREAKS or unicodedata.category(c) not in _INVISIBLE)


def write_rows(lines: Iterable[Sequence[str]], headings: Sequence[str]) -> str:
    """Write a table that `rows` reads back, and that a spreadsheet opens without running anything."""
    written = _Written()
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    return "".join(written.parts)


class _Written:
    """Takes what is written to it, as a file would."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, part: str) -> None:
        self.parts.append(part)


def _separator(text: str) -> str:
    """Return the sign that divides the columns of the first line with something on it."""
    first = next((found[0] for found in _LINE.finditer(text) if found[0].strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return next((sign for sign in _SEPARATORS if sign in bare), ",")


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula; `_unescaped` takes the mark away again."""
    return f"'{cell}" if _HARMFUL.match(cell) else cell


def _unescaped(cell: str) -> str:
    return cell[1:] if _HARMLESS.match(cell) else cell
