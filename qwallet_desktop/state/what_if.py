"""*What if?*: what proposed rules would have done to the last 30 days' payments, asked while one edits them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.what_if import Supposition, WhatIf
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote


@dataclass(frozen=True, slots=True)
class Replay:
    """What was supposed of an identity, and what the node says to exactly that."""

    supposition: Supposition
    answer: Remote[WhatIf] = field(default_factory=Loading)


Replays: TypeAlias = Map[IdentityId, Replay]


@dataclass(frozen=True, slots=True)
class AskWhatIf:
    """Ask what these rules would have done; what was asked before of this identity is given up."""

    identity_id: IdentityId
    supposition: Supposition


@dataclass(frozen=True, slots=True)
class RetryWhatIf:
    """Ask the same once more."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class WhatIfAnswered:
    """What they would have done."""

    identity_id: IdentityId
    supposition: Supposition
    answer: WhatIf
    at: datetime


@dataclass(frozen=True, slots=True)
class WhatIfFailed:
    """That could not be said."""

    identity_id: IdentityId
    supposition: Supposition
    problem: Problem


@dataclass(frozen=True, slots=True)
class ForgetWhatIf:
    """Nobody wants to know any more."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class ReplayPayments(Effect):
    """Ask the node, after a moment without edits."""

    identity_id: IdentityId
    supposition: Supposition

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """Only the newest supposition matters."""
        return ("what-if", self.identity_id)


Action: TypeAlias = AskWhatIf | RetryWhatIf | WhatIfAnswered | WhatIfFailed | ForgetWhatIf | LastKnownDropped


def reduce(replays: Replays, action: Action) -> tuple[Replays, tuple[Effect, ...]]:
    """Apply an action to the replay of the identity that it names."""
    match action:
        case AskWhatIf(identity_id, supposition):
            before = replays.get(identity_id)
            if before is not None and before.supposition == supposition and not isinstance(before.answer, Failed):
                return replays, ()
            return _asked(replays, identity_id, supposition)
        case RetryWhatIf(identity_id):
            before = replays.get(identity_id)
            return (replays, ()) if before is None else _asked(replays, identity_id, before.supposition)
        case WhatIfAnswered(identity_id, supposition, answer, at):
            return _answered(replays, identity_id, Replay(supposition, Loaded(answer, at))), ()
        case WhatIfFailed(identity_id, supposition, problem):
            return _answered(replays, identity_id, Replay(supposition, Failed(problem))), ()
        case ForgetWhatIf(identity_id):
            before = replays.get(identity_id)
            if before is None:
                return replays, ()
            return replays.delete(identity_id), (Cancel(ReplayPayments(identity_id, before.supposition).exclusive),)
        case LastKnownDropped():
            return Map(), tuple(Cancel(ReplayPayments(*each).exclusive) for each in _open(replays))
        case _:
            assert_never(action)


def _asked(replays: Replays, identity_id: IdentityId, supposition: Supposition) -> tuple[Replays, tuple[Effect, ...]]:
    return replays.set(identity_id, Replay(supposition)), (ReplayPayments(identity_id, supposition),)


def _answered(replays: Replays, identity_id: IdentityId, replay: Replay) -> Replays:
    """Take an answer, unless something else was supposed since, or nobody waits for it."""
    before = replays.get(identity_id)
    return replays.set(identity_id, replay) if before == Replay(replay.supposition) else replays


def _open(replays: Replays) -> list[tuple[IdentityId, Supposition]]:
    return [(each, replay.supposition) for each, replay in replays.items() if isinstance(replay.answer, Loading)]
