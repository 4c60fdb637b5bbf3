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

    @property
    def waits(self) -> bool:
        """Whether it only lets time pass, so that nobody need wait for its end."""
        return False


@dataclass(frozen=True, slots=True)
class Cancel(Effect):
    """Give up the effect that runs under a key, if one does; the store does it itself."""

    key: Hashable
