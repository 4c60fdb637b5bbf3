"""For how long an answer counts as fresh, by what was asked for."""

import re
from datetime import timedelta
from typing import Final

USUAL: Final = timedelta(seconds=30)
"""As in the seed. Events make an answer old before that (made_old.py)."""

FOR_EVER: Final = timedelta.max
NEVER: Final = timedelta(0)

_LIFETIMES: Final = (
    # What the node would decide now; other rules over the last 30 days; a slice of a long export; the newest
    # checkpoint, for a witness; limits, of which every minute something comes back; decisions, of which
    # refusals are told by nobody.
    (
        re.compile(
            r"/v1/identities/[^/]+/((payments/preview|what-if|transactions/export)\?|limits$|decisions(\?|$))"
            r"|/v1/audit/checkpoint$"
        ),
        NEVER,
    ),
    # An item is signed as it is now, and checked by its record; slices of thousands of them, which are learned at
    # once, would push out all else.
    (re.compile(r"/v1/items(/[^/?]+(/record)?$|\?)"), NEVER),
    # A history that stands still at a position, and proofs.
    (re.compile(r"/v1/identities/[^/]+/transactions\?(.*&)?asOf=\d"), FOR_EVER),
    (re.compile(r"/v1/transfers/[^/]+/proof$|/v1/audit/consistency\?"), FOR_EVER),
)


def lifetime(target: str) -> timedelta:
    """Return for how long the answer to a read counts as fresh: `NEVER` is not kept, `FOR_EVER` can't change.

    Args:
        target: Path and query of the read.
    """
    return next((lasts for pattern, lasts in _LIFETIMES if pattern.match(target)), USUAL)
