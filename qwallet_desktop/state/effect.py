"""What a reducer asks to be done: effects as plain data, performed by the `effects` floor."""

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effect:
    """Base of all effects."""

    @property
    def exclusive(self) -> Hashable | None:
        """A key under which only the newest effect runs; the one before is cancelled."""
        return None
