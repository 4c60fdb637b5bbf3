"""For how long an answer counts as fresh, by what was asked for."""

import re
from datetime import timedelta
from typing import Final

USUAL: Final = timedelta(seconds=30)
"""As in the seed. Events make an answer old before that (made_old.py)."""

FOR_EVER: Final = timedelta.max
NEVER: Final = timedelta(0)

_LIFETIMES: Final = (
    # What the node would decide now; a slice of a long export; the newest checkpoint, for a witness.
    (re.compile(r"/v1/identities/[^/]+/(payments/preview|transactions/export)\?|/v1/audit/checkpoint$"), NEVER),
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
