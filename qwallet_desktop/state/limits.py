"""What limits each identity, how much of it is used, and the limits that a person is writing (seed: limits)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import LimitBook, LimitScope, LimitsVersion
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.part import Part, limits, limits_history
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Loaded, Remote, failed, reloading

Versions: TypeAlias = tuple[LimitsVersion, ...]


@dataclass(frozen=True, slots=True)
class TokenDraft:
    """The limits on one token as they are typed, in the locale's figures; an empty text is no limit."""

    token_id: TokenId
    daily: str = ""
    monthly: str = ""
    per_transaction: str = ""
    approval_above: str = ""


@dataclass(frozen=True, slots=True)
class LimitsDraft:
    """The limits of one scope as they are being written.

    Attributes:
        base: The version that they began as.
        tokens: What is typed for each token.
        per_hour: The most payments in an hour, as typed; empty for no limit.
        allowed: The only tokens that may be paid; empty for all.
        restricted: Who is never paid.
        reason: Why they are to change.
    """

    base: int
    tokens: tuple[TokenDraft, ...] = ()
    per_hour: str = ""
    allowed: tuple[TokenId, ...] = ()
    restricted: tuple[IdentityId, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LimitsKnown:
    """The limits of each identity, who shares those of a family, earlier versions, and what is being written."""

    books: Map[IdentityId, Remote[LimitBook]] = Map()
    families: Map[IdentityId, frozenset[IdentityId]] = Map()
    versions: Map[tuple[IdentityId, LimitScope], Remote[Versions]] = Map()
    drafts: Map[tuple[IdentityId, LimitScope], LimitsDraft] = Map()


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """Read what limits an identity."""

    identity_id: IdentityId

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return limits(self.identity_id)


@dataclass(frozen=True, slots=True)
class LimitsLoaded:
    """What limits it, and how much of that is used."""

    identity_id: IdentityId
    book: LimitBook
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return limits(self.identity_id)


@dataclass(frozen=True, slots=True)
class LimitsFailed:
    """It could not be read."""

    identity_id: IdentityId
    problem: Problem
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return limits(self.identity_id)


@dataclass(frozen=True, slots=True)
class LoadLimitsHistory:
    """Read the versions of an identity's limits of a scope."""

    identity_id: IdentityId
    scope: LimitScope

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return limits_history(self.identity_id, self.scope)


@dataclass(frozen=True, slots=True)
class LimitsHistoryLoaded:
    """The versions, the newest first."""

    identity_id: IdentityId
    scope: LimitScope
    versions: Versions
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return limits_history(self.identity_id, self.scope)


@dataclass(frozen=True, slots=True)
class LimitsHistoryFailed:
    """They could not be read."""

    identity_id: IdentityId
    scope: LimitScope
    problem: Problem
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return limits_history(self.identity_id, self.scope)


@dataclass(frozen=True, slots=True)
class WriteLimits:
    """Keep what is being written; None forgets it."""

    identity_id: IdentityId
    scope: LimitScope
    draft: LimitsDraft | None


@dataclass(frozen=True, slots=True)
class FetchLimits(Effect):
    """Read what limits an identity; `again` where it is known already and may have changed a little."""

    identity_id: IdentityId
    again: bool = False

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """The newest reading of an identity is the one that counts."""
        return ("limits", self.identity_id)


@dataclass(frozen=True, slots=True)
class FetchLimitsHistory(Effect):
    """Read the versions of an identity's limits of a scope."""

    identity_id: IdentityId
    scope: LimitScope

    @property
    def exclusive(self) -> tuple[str, IdentityId, LimitScope]:
        """The newest reading is the one that counts."""
        return ("limits-history", self.identity_id, self.scope)


Action: TypeAlias = (
    LoadLimits
    | LimitsLoaded
    | LimitsFailed
    | LoadLimitsHistory
    | LimitsHistoryLoaded
    | LimitsHistoryFailed
    | WriteLimits
    | LastKnownDropped
)


def reduce(held: LimitsKnown, action: Action) -> tuple[LimitsKnown, tuple[Effect, ...]]:
    """Apply an action to the limits of the identity that it names."""
    match action:
        case LoadLimits(identity_id):
            before = held.books.get(identity_id)
            asked = _book(held, identity_id, reloading(before))
            return asked, (FetchLimits(identity_id, again=isinstance(before, Loaded)),)
        case LimitsLoaded(identity_id, book, at):
            return _book(_sharing(held, identity_id, book), identity_id, Loaded(book, at)), ()
        case LimitsFailed(identity_id, problem, at):
            return _book(held, identity_id, failed(held.books.get(identity_id), problem, at)), ()
        case LoadLimitsHistory(identity_id, scope):
            before_it = held.versions.get((identity_id, scope))
            return _history(held, identity_id, scope, reloading(before_it)), (FetchLimitsHistory(identity_id, scope),)
        case LimitsHistoryLoaded(identity_id, scope, versions, at):
            return _history(held, identity_id, scope, Loaded(versions, at)), ()
        case LimitsHistoryFailed(identity_id, scope, problem, at):
            known_before = held.versions.get((identity_id, scope))
            return _history(held, identity_id, scope, failed(known_before, problem, at)), ()
        case WriteLimits(identity_id, scope, draft):
            return _written(held, (identity_id, scope), draft), ()
        case LastKnownDropped():
            return LimitsKnown(), ()
        case _:
            assert_never(action)


def _book(held: LimitsKnown, identity_id: IdentityId, book: Remote[LimitBook]) -> LimitsKnown:
    if held.books.get(identity_id) is book:
        return held
    return replace(held, books=held.books.set(identity_id, book))


def _sharing(held: LimitsKnown, identity_id: IdentityId, book: LimitBook) -> LimitsKnown:
    """Write down whose family's limits concern an identity: what any of them spends counts for all."""
    if book.family is None:
        return held
    family = book.family.version.identity_id
    members = held.families.get(family, frozenset())
    return (
        held if identity_id in members else replace(held, families=held.families.set(family, members | {identity_id}))
    )


def _history(held: LimitsKnown, identity_id: IdentityId, scope: LimitScope, versions: Remote[Versions]) -> LimitsKnown:
    return replace(held, versions=held.versions.set((identity_id, scope), versions))


def _written(held: LimitsKnown, key: tuple[IdentityId, LimitScope], draft: LimitsDraft | None) -> LimitsKnown:
    if held.drafts.get(key) == draft:
        return held
    return replace(held, drafts=held.drafts.delete(key) if draft is None else held.drafts.set(key, draft))
