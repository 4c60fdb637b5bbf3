"""A picture as a reader of codes looks at it: shades of grey, one byte a pixel."""

from dataclasses import dataclass, field
from typing import Final

MOST_PIXELS: Final = 64_000_000
"""Pixels of a picture that is looked at: two screens of the largest kind beside each other."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`grey` holds `width` bytes a line, from black (0) to white (255), for `height` lines."""

    width: int
    height: int
    grey: bytes = field(repr=False)
