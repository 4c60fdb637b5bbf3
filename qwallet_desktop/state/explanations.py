"""*Why?*: the past decisions about each identity's payments, and the one that a person asks about (seed: `explain`)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.explanations import DecisionPage, PastDecision
from qwallet_desktop.domain.ids import IdentityId, TransferId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.part import Part, decision, decisions
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Loaded, Remote, failed, known, reloading

MOST_KEPT = 1_000
"""Decisions of one identity that are held; who wants older ones finds the payments in the activity."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """The newest decisions about an identity's payments, and those before them as far as they were asked for.

    Attributes:
        newest: The first page.
        older: What was read after it, newest first.
        next: The cursor of what is older still; empty where there is nothing, or enough.
        asking: Older ones are on their way.
        problem: Why older ones could not be read.
    """

    newest: Remote[tuple[PastDecision, ...]]
    older: tuple[PastDecision, ...] = ()
    next: str = ""
    asking: bool = False
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Explanations:
    """The decisions of each identity, and those of single transfers that somebody asked about."""

    lists: Map[IdentityId, Decisions] = Map()
    transfers: Map[TransferId, Remote[PastDecision]] = Map()


@dataclass(frozen=True, slots=True)
class LoadDecisions:
    """Read the newest decisions about an identity's payments."""

    identity_id: IdentityId

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return decisions(self.identity_id)


@dataclass(frozen=True, slots=True)
class DecisionsLoaded:
    """The newest decisions."""

    identity_id: IdentityId
    page: DecisionPage
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return decisions(self.identity_id)


@dataclass(frozen=True, slots=True)
class DecisionsFailed:
    """They could not be read."""

    identity_id: IdentityId
    problem: Problem
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return decisions(self.identity_id)


@dataclass(frozen=True, slots=True)
class LoadOlderDecisions:
    """Read the decisions before those that are known."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class OlderDecisionsLoaded:
    """The decisions that follow a cursor."""

    identity_id: IdentityId
    cursor: str
    page: DecisionPage


@dataclass(frozen=True, slots=True)
class OlderDecisionsFailed:
    """They could not be read."""

    identity_id: IdentityId
    cursor: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class LoadDecision:
    """Read why a transfer was allowed."""

    transfer_id: TransferId

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return decision(self.transfer_id)


@dataclass(frozen=True, slots=True)
class DecisionLoaded:
    """Why it was."""

    transfer_id: TransferId
    decision: PastDecision
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return decision(self.transfer_id)


@dataclass(frozen=True, slots=True)
class DecisionFailed:
    """That could not be read."""

    transfer_id: TransferId
    problem: Problem
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return decision(self.transfer_id)


@dataclass(frozen=True, slots=True)
class FetchDecisions(Effect):
    """Read a page of decisions about an identity's payments; the newest, without a cursor."""

    identity_id: IdentityId
    cursor: str = ""

    @property
    def exclusive(self) -> tuple[str, IdentityId, bool]:
        """The newest reading is the one that counts."""
        return ("decisions", self.identity_id, bool(self.cursor))


@dataclass(frozen=True, slots=True)
class FetchDecision(Effect):
    """Read why a transfer was allowed."""

    transfer_id: TransferId

    @property
    def exclusive(self) -> tuple[str, TransferId]:
        """One reading is enough."""
        return ("decision", self.transfer_id)


Action: TypeAlias = (
    LoadDecisions
    | DecisionsLoaded
    | DecisionsFailed
    | LoadOlderDecisions
    | OlderDecisionsLoaded
    | OlderDecisionsFailed
    | LoadDecision
    | DecisionLoaded
    | DecisionFailed
    | LastKnownDropped
)


def reduce(held: Explanations, action: Action) -> tuple[Explanations, tuple[Effect, ...]]:
    """Apply an action to the decisions of the identity, or of the transfer, that it names."""
    match action:
        case LoadDecisions(identity_id):
            before = held.lists.get(identity_id)
            newest = reloading(before.newest if before is not None else None)
            now = Decisions(newest) if before is None else replace(before, newest=newest)
            return _listed(held, identity_id, now), (FetchDecisions(identity_id),)
        case DecisionsLoaded(identity_id, page, at):
            return _listed(held, identity_id, Decisions(Loaded(page.decisions, at), next=page.next)), ()
        case DecisionsFailed(identity_id, problem, at):
            before = held.lists.get(identity_id)
            newest = failed(before.newest if before is not None else None, problem, at)
            now = Decisions(newest) if before is None else replace(before, newest=newest)
            return _listed(held, identity_id, now), ()
        case LoadOlderDecisions(identity_id):
            return _ask_older(held, identity_id)
        case OlderDecisionsLoaded(identity_id, cursor, page):
            return _older(held, identity_id, cursor, page), ()
        case OlderDecisionsFailed(identity_id, cursor, problem):
            before = _awaiting(held, identity_id, cursor)
            if before is None:
                return held, ()
            return _listed(held, identity_id, replace(before, asking=False, problem=problem)), ()
        case LoadDecision(transfer_id):
            asked = reloading(held.transfers.get(transfer_id))
            return _told(held, transfer_id, asked), (FetchDecision(transfer_id),)
        case DecisionLoaded(transfer_id, told, at):
            return _told(held, transfer_id, Loaded(told, at)), ()
        case DecisionFailed(transfer_id, problem, at):
            return _told(held, transfer_id, failed(held.transfers.get(transfer_id), problem, at)), ()
        case LastKnownDropped():
            return Explanations(), ()
        case _:
            assert_never(action)


def _listed(held: Explanations, identity_id: IdentityId, now: Decisions) -> Explanations:
    return replace(held, lists=held.lists.set(identity_id, now))


def _told(held: Explanations, transfer_id: TransferId, told: Remote[PastDecision]) -> Explanations:
    return replace(held, transfers=held.transfers.set(transfer_id, told))


def _ask_older(held: Explanations, identity_id: IdentityId) -> tuple[Explanations, tuple[Effect, ...]]:
    before = held.lists.get(identity_id)
    if before is None or before.asking or not before.next:
        return held, ()
    asking = replace(before, asking=True, problem=None)
    return _listed(held, identity_id, asking), (FetchDecisions(identity_id, before.next),)


def _awaiting(held: Explanations, identity_id: IdentityId, cursor: str) -> Decisions | None:
    """Return the list that waits for what follows a cursor; it may have been read anew since."""
    before = held.lists.get(identity_id)
    return before if before is not None and before.asking and before.next == cursor else None


def _older(held: Explanations, identity_id: IdentityId, cursor: str, page: DecisionPage) -> Explanations:
    before = _awaiting(held, identity_id, cursor)
    if before is None:
        return held
    older = before.older + page.decisions
    enough = len(known(before.newest) or ()) + len(older) >= MOST_KEPT
    return _listed(held, identity_id, replace(before, older=older, next="" if enough else page.next, asking=False))
