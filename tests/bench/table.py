"""One row a figure: what was measured, the floor of the same run, and whether the target of the design is met."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Limit = Literal["at most", "at least", "below"]
_HEAD = ("what", "measured", "floor", "ratio", "target", "met")
_DECIMALS_BELOW = 10


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on a row: on its ratio to the floor where `of_ratio`, else on what was measured."""

    limit: Limit
    value: float
    of_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in `unit`, with the floor in the same unit where there is one."""

    what: str
    measured: float
    unit: str
    floor: float | None = None
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        """What was measured over the floor."""
        return None if not self.floor else self.measured / self.floor

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        value = self.ratio if self.target.of_ratio else self.measured
        if value is None:
            return None
        match self.target.limit:
            case "at most":
                return value <= self.target.value
            case "at least":
                return value >= self.target.value
            case "below":
                return value < self.target.value

    def cells(self) -> tuple[str, ...]:
        """Return the row's texts."""
        floor = "" if self.floor is None else f"{_number(self.floor)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        met = {None: "", True: "yes", False: "NO"}[self.met]
        return (self.what, f"{_number(self.measured)} {self.unit}", floor, ratio, self._target_text(), met)

    def _target_text(self) -> str:
        if self.target is None:
            return ""
        unit = "x" if self.target.of_ratio else self.unit
        return f"{self.target.limit} {_number(self.target.value)} {unit}"


def at_most(value: float) -> Target:
    """Bound what was measured from above."""
    return Target("at most", value)


def at_least(value: float) -> Target:
    """Bound what was measured from below."""
    return Target("at least", value)


def times_at_most(value: float) -> Target:
    """Bound the ratio to the floor from above."""
    return Target("at most", value, of_ratio=True)


def times_at_least(value: float) -> Target:
    """Bound the ratio to the floor from below."""
    return Target("at least", value, of_ratio=True)


def drawn(rows: Iterable[Row]) -> str:
    """Return the rows as a table of text."""
    lines = [_HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    texts = ["  ".join(_aligned(cell, widths[at], at) for at, cell in enumerate(line)).rstrip() for line in lines]
    return "\n".join([texts[0], "-" * max(map(len, texts)), *texts[1:]]) + "\n"


def keep(rows: Iterable[Row], path: Path, about: dict[str, str | int | float]) -> None:
    """Write the rows to a JSON file, for a later comparison."""
    figures = [
        {"what": row.what, "measured": row.measured, "unit": row.unit, "floor": row.floor, "met": row.met}
        for row in rows
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**about, "figures": figures}, indent=1) + "\n", encoding="utf-8")


def _number(value: float) -> str:
    return f"{value:.2f}" if abs(value) < _DECIMALS_BELOW else f"{value:,.0f}"


def _aligned(text: str, width: int, column: int) -> str:
    return text.ljust(width) if column == 0 else text.rjust(width)
