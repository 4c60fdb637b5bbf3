"""Lists of distinct entries whose order is kept."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def without(these: Iterable[T], those: Iterable[T]) -> tuple[T, ...]:
    """Return these, in their order, but those."""
    left_out = frozenset(those)
    return tuple(one for one in these if one not in left_out)
