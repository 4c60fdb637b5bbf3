"""Reads a list of payments from lines of text, as pasted or from a CSV file, and writes one back (RFC 4180)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.spreadsheet import cell_at, order, rows, write_rows

HEADINGS: Final = ("recipient", "amount", "token", "memo")
"""The order of the columns where no first line names them."""

LONGEST_TEXT: Final = 8_000_000
"""Characters of a list that are read; what is longer holds too many payments anyway."""

_FEWEST: Final = 2
_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("recipient", "to", "did"), "recipient"),
    "amount": "amount",
    **dict.fromkeys(("token", "symbol", "token id", "tokenid", "token_id"), "token"),
    **dict.fromkeys(("memo", "note", "reference"), "memo"),
}


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
    lines: list[Line] = []
    places: Mapping[str, int] | None = None
    count = 0
    for number, cells in rows(text):
        if count == 0 and places is None and (places := _places(cells)) is not None:
            continue
        count += 1
        if len(lines) < most:
            lines.append(_line(number, cells, places))
    return Reading(tuple(lines), count)


def write_lines(lines: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> str:
    """Write a list that `read_lines` reads back, and that a spreadsheet opens without running anything."""
    return write_rows(lines, headings)


def _places(cells: list[str] | Problem) -> Mapping[str, int] | None:
    """Return in which column each part stands, if this row names them."""
    named = {} if isinstance(cells, Problem) else order(cells, _NAMES)
    return named if {"recipient", "amount"} <= named.keys() else None


def _line(number: int, cells: list[str] | Problem, places: Mapping[str, int] | None) -> Line:
    if isinstance(cells, Problem):
        return Line(number, problem=cells)
    if places is None:
        places = {name: place for place, name in enumerate(HEADINGS)}
        filled = max(place for place, cell in enumerate(cells, 1) if cell)
        if not _FEWEST <= filled <= len(HEADINGS):
            return Line(number, cells[0], problem=_wrong_columns(filled))
    recipient, amount, token, memo = (cell_at(cells, places.get(name)) for name in HEADINGS)
    return Line(number, recipient, amount, token, memo)


def _wrong_columns(count: int) -> Problem:
    return Problem(Code.MALFORMED, {"reason": "columns", "columns": str(count)}, "line")
