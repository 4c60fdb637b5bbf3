"""What a told fact leaves to be read anew of limits, policies and decisions, and of who there is."""

from collections.abc import Callable, Iterator
from typing import Any

from qwallet_desktop.domain.events import (
    BalanceChanged,
    BookChanged,
    ItemChanged,
    ItemNews,
    LimitsSet,
    PolicySet,
    TransferPosted,
)
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.multisig import ItemStatus, Proposal
from qwallet_desktop.state import lazy_actions
from qwallet_desktop.state.asks import UpdateLimits, UpdatePolicy
from qwallet_desktop.state.consent import WritePolicy
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.limits import WriteLimits
from qwallet_desktop.state.operation_actions import OperationFailed, OperationMade
from qwallet_desktop.state.part import IDENTITIES, Part, book, decisions, limits, limits_history, policy
from qwallet_desktop.state.whole import Action, State


def rules_told(_before: State, after: State, action: EventReceived) -> list[Action]:
    """List what is to be read anew; with each of thousands of events a second."""
    books = after.lazy
    return [
        lazy_actions.Outdate(part)
        for part in _outdated(after, action.event.identity_id, action.event.fact)
        if part in books.fresh or part in books.flying
    ]


def refused(before: State, after: State, action: OperationFailed) -> list[Action]:
    """A refusal is a decision too, of which no event tells."""
    operation = before.operations.known.get(action.request_id)
    if operation is None or not action.decided or after.operations is before.operations:
        return []
    part = decisions(operation.identity_id)
    return [lazy_actions.Outdate(part)] if part in after.lazy.fresh or part in after.lazy.flying else []


def rules_asked(before: State, after: State, action: OperationMade) -> list[Action]:
    """What was written was asked for: it is in force now, or waits for others, so nobody goes on writing it."""
    operation = before.operations.known.get(action.request_id)
    ask = None if operation is None else operation.ask
    if operation is None or after.operations is before.operations:
        return []
    match ask:
        case UpdateLimits(scope):
            return [
                WriteLimits(operation.identity_id, scope, None),
                lazy_actions.Outdate(limits(operation.identity_id)),
                lazy_actions.Outdate(limits_history(operation.identity_id, scope)),
            ]
        case UpdatePolicy():
            return [WritePolicy(operation.identity_id, None), lazy_actions.Outdate(policy(operation.identity_id))]
        case _:
            return []


def _outdated(state: State, told: IdentityId, fact: object) -> Iterator[Part]:
    match fact:
        case TransferPosted() | BalanceChanged():
            yield from _spent(state, told)
            yield decisions(told)
        case ItemChanged():
            yield from _spent(state, told)
        case LimitsSet(version):
            yield from _spent(state, told)
            yield limits_history(version.identity_id, version.scope)
            if version.scope is LimitScope.FAMILY:
                yield from map(limits, state.limits.families.get(version.identity_id, ()))
        case PolicySet(version):
            yield policy(version.identity_id)
        case BookChanged():
            yield book(told)
        case ItemNews(Proposal(subject=Subject.SIGNERS_CHANGE), ItemStatus.EXECUTED):
            # Whoever is told may have joined a group by it, or have had to leave it.
            yield IDENTITIES
        case _:
            return


def _spent(state: State, told: IdentityId) -> Iterator[Part]:
    """Yield the limits of an identity, and of all with whom it shares those of a family."""
    yield limits(told)
    identity = state.identities.known.get(told)
    family = told if identity is None or identity.owner is None else identity.owner
    yield from map(limits, state.limits.families.get(family, ()))


RULES_FOLLOW: dict[type, Callable[[State, State, Any], list[Action]]] = {
    EventReceived: rules_told,
    OperationMade: rules_asked,
    OperationFailed: refused,
}
"""What an event, or the end of an operation, means to limits, policies and decisions."""
