"""What makes the lazy loader read: what changed, what is looked at, a moment that passed, a next try."""

from dataclasses import dataclass

from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.lazy_books import ALWAYS
from qwallet_desktop.state.part import Part


@dataclass(frozen=True, slots=True)
class Outdate:
    """Something about a part changed at a position in the ledger, and no event tells all of it."""

    part: Part
    at: Sequence = ALWAYS


@dataclass(frozen=True, slots=True)
class GrantsLapsed:
    """The session's grants ended; what happened to these identities (all, if none is named) was not told."""

    identity_ids: tuple[IdentityId, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """These identities are listed over the page; none, when the list was closed."""

    identity_ids: tuple[IdentityId, ...]


@dataclass(frozen=True, slots=True)
class LookAhead:
    """Read what may be looked at next."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Quieted:
    """Nothing was looked at anew for a moment."""


@dataclass(frozen=True, slots=True)
class NextTryDue:
    """A while has passed since something could not be read."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Read what is looked at and could not be read, once more."""


@dataclass(frozen=True, slots=True)
class AwaitNextTry(Effect):
    """Wait for a while before what failed is tried again by itself."""

    @property
    def exclusive(self) -> str:
        """What fails together is tried again together."""
        return "next-try"

    @property
    def waits(self) -> bool:
        """Nothing is on its way because of it."""
        return True


@dataclass(frozen=True, slots=True)
class AwaitQuiet(Effect):
    """Wait for a moment in which nobody moves on."""

    @property
    def exclusive(self) -> str:
        """Who moves on lets the moment begin again."""
        return "quiet"

    @property
    def waits(self) -> bool:
        """Nothing is on its way because of it."""
        return True
