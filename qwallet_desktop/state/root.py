"""The whole state, the one `reduce`, and what follows from one slice's change for another."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, get_args

from immutables import Map

from qwallet_desktop.domain.events import Event, IdentityChanged, TransferPosted
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state import (
    audit,
    exports,
    health,
    history,
    identities,
    lock,
    navigation,
    notifications,
    onboarding,
    preferences,
    tokens,
    transfers,
    wallets,
)
from qwallet_desktop.state.audit import Drawer
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.exports import Export, NoExport
from qwallet_desktop.state.health import Health
from qwallet_desktop.state.history import Histories
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.lock import Lock
from qwallet_desktop.state.navigation import Navigation
from qwallet_desktop.state.notifications import Notifications
from qwallet_desktop.state.onboarding import Onboarding
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.tokens import Tokens
from qwallet_desktop.state.transfers import Payments
from qwallet_desktop.state.wallets import Wallets

Action: TypeAlias = (
    audit.Action
    | exports.Action
    | health.Action
    | history.Action
    | identities.Action
    | lock.Action
    | navigation.Action
    | notifications.Action
    | onboarding.Action
    | preferences.Action
    | tokens.Action
    | transfers.Action
    | wallets.Action
)


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the desktop knows, one slice a noun."""

    drawer: Drawer = Drawer()
    export: Export = NoExport()
    health: Health = Health()
    history: Histories = Map()
    identities: Identities = Identities()
    lock: Lock = Lock()
    navigation: Navigation = Navigation()
    notifications: Notifications = Notifications()
    onboarding: Onboarding = Onboarding()
    preferences: Preferences = Preferences()
    tokens: Tokens = Tokens()
    transfers: Payments = Map()
    wallets: Wallets = Map()


Result: TypeAlias = tuple[State, tuple[Effect, ...]]
_SliceReduce: TypeAlias = Callable[[Any, Any], tuple[Any, tuple[Effect, ...]]]

_SLICES: tuple[tuple[str, _SliceReduce, Any], ...] = (
    ("health", health.reduce, health.Action),
    ("lock", lock.reduce, lock.Action),
    ("identities", identities.reduce, identities.Action),
    ("tokens", tokens.reduce, tokens.Action),
    ("wallets", wallets.reduce, wallets.Action),
    ("transfers", transfers.reduce, transfers.Action),
    ("history", history.reduce, history.Action),
    ("drawer", audit.reduce, audit.Action),
    ("export", exports.reduce, exports.Action),
    ("navigation", navigation.reduce, navigation.Action),
    ("notifications", notifications.reduce, notifications.Action),
    ("onboarding", onboarding.reduce, onboarding.Action),
    ("preferences", preferences.reduce, preferences.Action),
)


def _routes() -> dict[type, tuple[tuple[str, _SliceReduce], ...]]:
    """Map each type of action to the slices whose `Action` names it."""
    found: dict[type, tuple[tuple[str, _SliceReduce], ...]] = {}
    for name, reducer, actions in _SLICES:
        for kind in get_args(actions):
            found[kind] = (*found.get(kind, ()), (name, reducer))
    return found


_ROUTES = _routes()


def initial_state(chosen: Preferences) -> State:
    """Return the state before anything is known but the preferences."""
    active = IdentityId(chosen.active_identity) if chosen.active_identity else None
    return State(preferences=chosen, identities=Identities(active=active))


def reduce(state: State, action: Action) -> Result:
    """Apply an action to every slice that knows it, then what follows from that."""
    changed: dict[str, Any] = {}
    effects: tuple[Effect, ...] = ()
    for name, reducer in _ROUTES[type(action)]:
        before = getattr(state, name)
        after, asked = reducer(before, action)
        effects += asked
        if after is not before:
            changed[name] = after
    reduced = replace(state, **changed) if changed else state
    for follower in _consequences(state, reduced, action):
        reduced, more = reduce(reduced, follower)
        effects += more
    return reduced, effects


def _consequences(before: State, after: State, action: Action) -> list[Action]:
    """List the actions that one slice's change asks of another."""
    following: list[Action] = []
    match action:
        case health.NodeReady() | lock.VaultInspected() | health.Resynced() if connected(after):
            following += [identities.LoadIdentities(), *_unanswered(after)]
            following += _shown_tables(after) if isinstance(action, health.Resynced) else []
        case health.NodeReady() | health.Resynced():
            # While locked no grants can be given; those that were given go on.
            following += [*_open_wallets(after), *_shown_tables(after)]
        case identities.IdentitiesLoaded(loaded) if loaded:
            following += [tokens.LoadTokens(), *_open_wallets(after)]
            if before.identities.loading is None or not before.health.live:
                following.append(health.Follow())
        case identities.IdentityAccepted(created=True):
            following.append(health.Follow())
            if before.onboarding.step is not after.onboarding.step:
                # The first run is over, so nobody is left to close its form.
                following.append(identities.ForgetIdentitySubmission())
        case wallets.WalletLoaded(context):
            following += [wallets.LoadDaily(context.identity_id, balance.token_id) for balance in context.balances]
        case tokens.TokenAccepted(_, identity_id, token):
            following.append(wallets.LoadDaily(identity_id, token.id))
        case health.EventReceived(event):
            following += _told(before, after, event)
        case _:
            pass
    active = after.identities.active
    if active is not None and active != before.identities.active and active in after.identities.known:
        following.append(wallets.LoadWallet(active))
    return list(dict.fromkeys(following))


def _told(before: State, after: State, event: Event) -> list[Action]:
    """List what a new fact leaves to be read: permissions after a freeze, a line for which a day has begun."""
    wallet = after.wallets.get(event.identity_id)
    fact = event.fact
    if wallet is None:
        return []
    if isinstance(fact, IdentityChanged) and after.identities is not before.identities:
        return [wallets.LoadWallet(fact.identity.id)] if fact.identity.id in after.wallets else []
    if isinstance(fact, TransferPosted) and after.wallets is not before.wallets:
        line = known(wallet.daily.get(fact.balance.token_id))
        if not line or line[-1].day < fact.entry.transfer.at.date():
            return [wallets.LoadDaily(event.identity_id, fact.balance.token_id)]
    return []


def _shown_tables(state: State) -> list[Action]:
    """Take the tables that were shown from a newer sequence."""
    return [history.ShowHistory(identity_id, table.query) for identity_id, table in state.history.items()]


def _unanswered(state: State) -> list[Action]:
    """Send payments again of which no answer is known; under their own ids they can't be made twice."""
    return [
        transfers.RetryTransfer(identity_id)
        for identity_id, payment in state.transfers.items()
        if isinstance(payment, transfers.NotSent) and payment.unanswered
    ]


def _open_wallets(state: State) -> list[Action]:
    """Read anew what is on screen: the active identity's wallet, and those read before."""
    return [
        wallets.LoadWallet(identity_id)
        for identity_id in state.identities.order
        if identity_id == state.identities.active or identity_id in state.wallets
    ]


def connected(state: State) -> bool:
    """Tell whether the node answers and the keys are at hand."""
    return health.is_up(state.health) and state.lock.phase is lock.Phase.OPEN
