"""The books of the lazy loader: what is looked at, what is on its way, what is known to be true (seed: lazy data).

What a part says stands in the slice of its noun. Here stands only when it is to be read: when it is first
looked at, after a failure when a person asks or the way is free again, and anew when it may have changed
without an event having told all of it.
"""

from collections.abc import Hashable, Iterable
from typing import Final, NamedTuple, TypeVar

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.state.part import IDENTITIES, TOKENS, Kind, Part, overview

T = TypeVar("T")

UNKNOWN: Final = Sequence(0)
"""The position of an answer that does not say where in the ledger it was read."""

ALWAYS: Final = Sequence(2**53 - 1)
"""The position of a change that no answer on its way can know of."""

_MOVING: Final = frozenset({Kind.OVERVIEW, Kind.LINE, Kind.TABLE, Kind.LIMITS, Kind.DECISIONS})
"""What a payment changes."""

_NOTHING: Final = frozenset[Part]()
_ABSENT: Final = object()


class Lazy(NamedTuple):
    """The loader's books. A tuple, since they are written anew with nearly every action.

    Attributes:
        looked: What is looked at now, the most wanted first.
        flying: What is on its way, with what was asked about it where that can change.
        fresh: What is true as long as events arrive, with the position in the ledger that it was read at.
        missed: What could not be read; it waits for *Retry* or for the way to be free again.
        touched: What changed while it was on its way, with the position of the change.
        ahead: What is read ahead, because it may be looked at next.
        glanced: The identities in a list that is open over the page.
        granted: The node has let the session read.
        begun: The position from which on events are told; None before that is known.
    """

    looked: tuple[Part, ...] = ()
    flying: Map[Part, Hashable] = Map()
    fresh: Map[Part, Sequence] = Map()
    missed: frozenset[Part] = _NOTHING
    touched: Map[Part, Sequence] = Map()
    ahead: tuple[Part, ...] = ()
    glanced: tuple[IdentityId, ...] = ()
    granted: bool = False
    begun: Sequence | None = None


def asked(lazy: Lazy, part: Part, about: Hashable = None) -> Lazy:
    """Write down that a part is on its way; `about` is what was asked of it, where that can change."""
    return Lazy(
        lazy.looked,
        lazy.flying.set(part, about),
        without(lazy.fresh, part),
        lazy.missed - {part} if part in lazy.missed else lazy.missed,
        without(lazy.touched, part),
        lazy.ahead,
        lazy.glanced,
        lazy.granted,
        lazy.begun,
    )


def answered(lazy: Lazy, part: Part, at: Sequence = UNKNOWN, about: Hashable = None) -> Lazy:
    """Write down an answer that was read at a position; one that nobody awaits, or that is outdated, proves nothing."""
    if lazy.flying.get(part, _ABSENT) != about:
        return lazy
    since = lazy.touched.get(part)
    return lazy._replace(
        flying=lazy.flying.delete(part),
        fresh=lazy.fresh.set(part, at) if since is None or at >= since else lazy.fresh,
        touched=without(lazy.touched, part),
    )


def failed(lazy: Lazy, part: Part, about: Hashable = None) -> Lazy:
    """Write down that a part could not be read."""
    if lazy.flying.get(part, _ABSENT) != about:
        return lazy
    return lazy._replace(
        flying=lazy.flying.delete(part),
        missed=lazy.missed | {part},
        touched=without(lazy.touched, part),
    )


def outdated(lazy: Lazy, parts: Iterable[Part], at: Sequence = ALWAYS) -> Lazy:
    """Write down a change at a position: what was read before it no longer counts, on its way or not."""
    fresh, touched = lazy.fresh, lazy.touched
    for part in parts:
        if fresh.get(part, ALWAYS) < at:
            fresh = fresh.delete(part)
        if part in lazy.flying and touched.get(part, UNKNOWN) < at:
            touched = touched.set(part, at)
    if fresh is lazy.fresh and touched is lazy.touched:
        return lazy
    return lazy._replace(fresh=fresh, touched=touched)


def retried(lazy: Lazy, part: Part) -> Lazy:
    """Let a part be read anew, unless it is on its way already."""
    return lazy._replace(fresh=without(lazy.fresh, part), missed=lazy.missed - {part})


def wallet_asked(lazy: Lazy, identity_id: IdentityId) -> Lazy:
    """Write down that a wallet is on its way; where a person asks for it, its lines and lists that failed are too."""
    part = overview(identity_id)
    after = asked(lazy, part)
    if part not in lazy.fresh and part not in lazy.missed:
        # Nobody pressed anything: what failed beside it has to wait, or it would be asked for without an end.
        return after
    for other in lazy.looked:
        if (other.kind is Kind.LINE and other.identity_id == identity_id) or other in lazy.missed:
            after = retried(after, other)
    return after


def begun_anew(lazy: Lazy) -> Lazy:
    """Let nothing count that was read before, nor what is on its way."""
    return Lazy(looked=lazy.looked, glanced=lazy.glanced, granted=lazy.granted, begun=lazy.begun)


def tried_again(lazy: Lazy) -> Lazy:
    """Let what failed be read again: the way is free."""
    return lazy._replace(missed=_NOTHING) if lazy.missed else lazy


def connected(lazy: Lazy, head: Sequence) -> Lazy:
    """Write down that events arrive: what failed is tried again, what is older than they are is read anew."""
    after = tried_again(lazy)
    if lazy.begun is not None:
        return after
    # What happened between a reading and the first event is told by nobody.
    told = [part for part in (*lazy.fresh, *lazy.flying) if part.kind in _MOVING]
    return outdated(after, told, head)._replace(begun=head)


def granted(lazy: Lazy, *, anything: bool) -> Lazy:
    """Write down what the session may read now: whatever failed is tried again, tokens are listed anew."""
    return outdated(lazy._replace(granted=lazy.granted or anything, missed=_NOTHING), (TOKENS,))


def lapsed(lazy: Lazy, identity_ids: frozenset[IdentityId]) -> Lazy:
    """Write down that nothing was told about these identities for a while; about none at all if none is named."""
    parts = {*lazy.fresh, *lazy.flying}
    theirs = [part for part in parts if not identity_ids or not part.identity_id or part.identity_id in identity_ids]
    return outdated(lazy._replace(missed=lazy.missed - {IDENTITIES}), theirs)


def look(lazy: Lazy, parts: tuple[Part, ...], *, live: bool) -> tuple[Lazy, tuple[Part, ...]]:
    """Look at other parts; returns also those that were left while they were on their way.

    Args:
        lazy: The books.
        parts: What is looked at from now on. What failed among it is tried again.
        live: Whether events arrive. Where they do not, what comes into view is read anew.
    """
    flying, fresh, touched, missed = lazy.flying, lazy.fresh, lazy.touched, lazy.missed
    left: tuple[Part, ...] = ()
    if flying:
        left = tuple(part for part in (*lazy.looked, *lazy.ahead) if part in flying and part not in parts)
        for part in left:
            flying, touched = without(flying, part), without(touched, part)
    if missed or not live:
        new = [part for part in parts if part not in lazy.looked]
        missed = missed.difference(new)
        for part in () if live else new:
            fresh = without(fresh, part)
    return Lazy(parts, flying, fresh, missed, touched, (), lazy.glanced, lazy.granted, lazy.begun), left


def without(kept: Map[Part, T], part: Part) -> Map[Part, T]:
    """Return a map that lacks a part; the very same where it is not in it."""
    return kept.delete(part) if part in kept else kept
