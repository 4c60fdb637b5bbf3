"""The pattern of an identity's avatar: a function of its DID alone."""

import hashlib
from typing import Final

SIZE: Final = 6
_HALF: Final = SIZE // 2
Grid = tuple[tuple[int, ...], ...]


def identicon(did: str) -> Grid:
    """Return a 6 x 6 grid, mirrored left to right, of 0 (empty), 1 (soft) and 2 (full).

    It comes from the SHA-256 of the DID, so the same identity has the same picture everywhere.
    """
    digest = hashlib.sha256(did.encode()).digest()
    rows = [tuple(_level(digest[line * _HALF + place]) for place in range(_HALF)) for line in range(SIZE)]
    return tuple(half + half[::-1] for half in rows)


def _level(byte: int) -> int:
    match byte % 5:
        case 0 | 1:
            return 0
        case 2:
            return 1
        case _:
            return 2
