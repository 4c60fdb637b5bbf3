"""The one `reduce`: an action goes to every slice that knows it, then what follows from that is applied too."""

from collections.abc import Callable
from typing import Any, TypeAlias, get_args

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state import (
    addressbook,
    aids,
    audit,
    backups,
    batches,
    capabilities,
    consent,
    copies,
    explanations,
    exports,
    groups,
    health,
    history,
    identities,
    item_records,
    last_known,
    lazy,
    limits,
    lock,
    looking,
    multisig,
    navigation,
    notifications,
    offline,
    onboarding,
    operations,
    preferences,
    shared_books,
    tokens,
    transfers,
    wallets,
    what_if,
)
from qwallet_desktop.state.aid_actions import AidGone, AidMade
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.followers import FOLLOWED, consequences
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.whole import Action, State, connected, whole

__all__ = ["Action", "Result", "State", "connected", "initial_state", "reduce"]

Result: TypeAlias = tuple[State, tuple[Effect, ...]]
_SliceReduce: TypeAlias = Callable[[Any, Any], tuple[Any, tuple[Effect, ...]]]

_SLICES: tuple[tuple[str, _SliceReduce, Any], ...] = (
    ("health", health.reduce, health.Action),
    ("lock", lock.reduce, lock.Action),
    ("identities", identities.reduce, identities.Action),
    ("aids", aids.reduce, aids.Action),
    ("groups", groups.reduce, groups.Action),
    ("limits", limits.reduce, limits.Action),
    ("consent", consent.reduce, consent.Action),
    ("explanations", explanations.reduce, explanations.Action),
    ("what_if", what_if.reduce, what_if.Action),
    ("tokens", tokens.reduce, tokens.Action),
    ("wallets", wallets.reduce, wallets.Action),
    ("last_known", last_known.reduce, last_known.Action),
    ("lazy", lazy.reduce, lazy.Action),
    ("transfers", transfers.reduce, transfers.Action),
    ("batches", batches.reduce, batches.Action),
    ("backups", backups.reduce, backups.Action),
    ("copies", copies.reduce, copies.Action),
    ("history", history.reduce, history.Action),
    ("drawer", audit.reduce, audit.Action),
    ("export", exports.reduce, exports.Action),
    ("addressbook", addressbook.reduce, addressbook.Action),
    ("multisig", multisig.reduce, multisig.Action),
    ("item_records", item_records.reduce, item_records.Action),
    ("capabilities", capabilities.reduce, capabilities.Action),
    ("shared_books", shared_books.reduce, shared_books.Action),
    ("navigation", navigation.reduce, navigation.Action),
    ("notifications", notifications.reduce, notifications.Action),
    ("offline", offline.reduce, offline.Action),
    ("onboarding", onboarding.reduce, onboarding.Action),
    ("operations", operations.reduce, operations.Action),
    ("preferences", preferences.reduce, preferences.Action),
    ("lock", aids.held_too, AidMade | AidGone),
    *((kept, aids.without, AidGone) for kept in ("wallets", "history", "transfers", "batches")),
)


def _routes() -> dict[type, tuple[tuple[str, _SliceReduce], ...]]:
    """Map each type of action to the slices whose `Action` names it."""
    found: dict[type, tuple[tuple[str, _SliceReduce], ...]] = {}
    for name, reducer, actions in _SLICES:
        for kind in get_args(actions) or (actions,):
            found[kind] = (*found.get(kind, ()), (name, reducer))
    return found


_ROUTES = _routes()


def initial_state(chosen: Preferences, *, served: str = "") -> State:
    """Return the state before anything is known but the preferences, and where the node is if others run it."""
    active = IdentityId(chosen.active_identity) if chosen.active_identity else None
    return State(
        preferences=chosen,
        identities=Identities(active=active),
        health=health.Health(served=served),
        backups=backups.Backups(served=served),
    )


def reduce(state: State, action: Action) -> Result:
    """Apply an action to every slice that knows it, what follows from that, and what is then to be read."""
    reduced, effects = _followed(state, action)
    if reduced is state:
        return reduced, effects
    if looking.may_look(state, reduced):
        reduced, more = looking.look(reduced)
        effects += more
    # What is to be read changes only with what is known of it.
    if reduced.lazy is not state.lazy or reduced.health.node is not state.health.node:
        while loads := looking.due(reduced):
            for load in loads:
                reduced, more = _followed(reduced, load)
                effects += more
    return reduced, effects


def _followed(state: State, action: Action) -> Result:
    """Apply an action, then what one slice's change asks of another. In one piece: each call costs with each action."""
    before = after = state.__dict__
    effects: tuple[Effect, ...] = ()
    kind = type(action)
    for name, reducer in _ROUTES[kind]:
        known = before[name]
        reduced, asked = reducer(known, action)
        if reduced is not known:
            if after is before:
                after = before.copy()
            after[name] = reduced
        if asked:
            effects += asked
    result = state if after is before else whole(after)
    if kind in FOLLOWED or result.operations is not state.operations:
        for follower in consequences(state, result, action):
            result, more = _followed(result, follower)
            effects += more
    return result, effects
