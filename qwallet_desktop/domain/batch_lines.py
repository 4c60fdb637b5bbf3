"""Reads a list of payments from lines of text, as pasted or from a CSV file, and writes one back (RFC 4180)."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qwallet_desktop.domain.problems import Code, Problem

HEADINGS: Final = ("recipient", "amount", "token", "memo")
"""The order of the columns where no first line names them."""

LONGEST_TEXT: Final = 8_000_000
"""Characters of a list that are read; what is longer holds too many payments anyway."""

_FEWEST: Final = 2
_BREAKS: Final = frozenset("\t\n\r")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("recipient", "to", "did"), "recipient"),
    "amount": "amount",
    **dict.fromkeys(("token", "symbol", "token id", "tokenid", "token_id"), "token"),
    **dict.fromkeys(("memo", "note", "reference"), "memo"),
}
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEPARATORS: Final = ("\t", ";", ",")
_HARMFUL: Final = re.compile(r"'*[=+\-@\t\r]")
_HARMLESS: Final = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Line:
    """One payment as it stands in the list, and its place in the text counted from 1.

    `problem` says why the line could not be divided into these parts.
    """

    number: int
    recipient: str = ""
    amount: str = ""
    token: str = ""
    memo: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines that were read, at most as many as were asked for, and how many there are in all."""

    lines: tuple[Line, ...]
    count: int


def read_lines(text: str, most: int) -> Reading:
    """Read a list of payments.

    Columns are divided by tabs, semicolons or commas, whichever the first line has; parts with such
    a sign stand in quotation marks. A first line that names at least recipient and amount gives the
    order of the columns, and others than ours are passed over. Empty lines count for nothing.

    Args:
        text: The list; a byte order mark before it is dropped.
        most: Lines that are read; those after them are only counted.
    """
    rows = _rows(text.removeprefix("\ufeff"))
    lines: list[Line] = []
    order: Mapping[str, int] | None = None
    count = 0
    for number, cells in rows:
        if count == 0 and order is None and (order := _order(cells)) is not None:
            continue
        count += 1
        if len(lines) < most:
            lines.append(_line(number, cells, order))
    return Reading(tuple(lines), count)


def visible(text: str) -> str:
    """Return a list without the characters that show as nothing or turn the rest of a line round."""
    return "".join(c for c in text if c in _BREAKS or unicodedata.category(c) not in _INVISIBLE)


def write_lines(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> str:
    """Write a list that `read_lines` reads back, and that a spreadsheet opens without running anything."""
    written = _Written()
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "".join(written.parts)


class _Written:
    """Takes what is written to it, as a file would."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, part: str) -> None:
        self.parts.append(part)


def _rows(text: str) -> Iterator[tuple[int, list[str] | Problem]]:
    """Divide a text into rows of cells, each with the number of its first line; a broken one ends the list."""
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


def _separator(text: str) -> str:
    """Return the sign that divides the columns of the first line with something on it."""
    first = next((found[0] for found in _LINE.finditer(text) if found[0].strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return next((sign for sign in _SEPARATORS if sign in bare), ",")


def _order(cells: list[str] | Problem) -> Mapping[str, int] | None:
    """Return in which column each part stands, if this row names them."""
    if isinstance(cells, Problem):
        return None
    named: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = _NAMES.get(cell.casefold())
        if name is not None:
            named.setdefault(name, place)
    return named if {"recipient", "amount"} <= named.keys() else None


def _line(number: int, cells: list[str] | Problem, order: Mapping[str, int] | None) -> Line:
    if isinstance(cells, Problem):
        return Line(number, problem=cells)
    if order is None:
        order = {name: place for place, name in enumerate(HEADINGS)}
        filled = max(place for place, cell in enumerate(cells, 1) if cell)
        if not _FEWEST <= filled <= len(HEADINGS):
            return Line(number, cells[0], problem=_wrong_columns(filled))
    recipient, amount, token, memo = (_cell(cells, order.get(name)) for name in HEADINGS)
    return Line(number, recipient, amount, token, memo)


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _wrong_columns(count: int) -> Problem:
    return Problem(Code.MALFORMED, {"reason": "columns", "columns": str(count)}, "line")


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula; `_unescaped` takes the mark away again."""
    return f"'{cell}" if _HARMFUL.match(cell) else cell


def _unescaped(cell: str) -> str:
    return cell[1:] if _HARMLESS.match(cell) else cell
