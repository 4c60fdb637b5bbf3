"""The whole state, the one `reduce`, and what follows from one slice's change for another."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeAlias, get_args

from immutables import Map

from qwallet_desktop.domain.events import IdentityChanged, TransferPosted
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state import (
    audit,
    backups,
    batches,
    copies,
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
from qwallet_desktop.state.backups import Backups
from qwallet_desktop.state.batch import NotPaid
from qwallet_desktop.state.batches import Batches
from qwallet_desktop.state.copies import Copies
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
    | backups.Action
    | batches.Action
    | copies.Action
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

    backups: Backups = Backups()
    batches: Batches = Map()
    copies: Copies = Copies()
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
_Follow: TypeAlias = Callable[[State, State, Any], list[Action]]

_SLICES: tuple[tuple[str, _SliceReduce, Any], ...] = (
    ("health", health.reduce, health.Action),
    ("lock", lock.reduce, lock.Action),
    ("identities", identities.reduce, identities.Action),
    ("tokens", tokens.reduce, tokens.Action),
    ("wallets", wallets.reduce, wallets.Action),
    ("transfers", transfers.reduce, transfers.Action),
    ("batches", batches.reduce, batches.Action),
    ("backups", backups.reduce, backups.Action),
    ("copies", copies.reduce, copies.Action),
    ("history", history.reduce, history.Action),
    ("drawer", audit.reduce, audit.Action),
    ("export", exports.reduce, exports.Action),
    ("navigation", navigation.reduce, navigation.Action),
    ("notifications", notifications.reduce, notifications.Action),
    ("onboarding", onboarding.reduce, onboarding.Action),
    ("preferences", preferences.reduce, preferences.Action),
)


_NAMES = tuple(part.name for part in fields(State))
_parts: Callable[[State], tuple[Any, ...]] = attrgetter(*_NAMES)


def _routes() -> dict[type, tuple[tuple[int, _SliceReduce], ...]]:
    """Map each type of action to the slices, by their places in the state, whose `Action` names it."""
    found: dict[type, tuple[tuple[int, _SliceReduce], ...]] = {}
    for name, reducer, actions in _SLICES:
        for kind in get_args(actions):
            found[kind] = (*found.get(kind, ()), (_NAMES.index(name), reducer))
    return found


_ROUTES = _routes()


def initial_state(chosen: Preferences) -> State:
    """Return the state before anything is known but the preferences."""
    active = IdentityId(chosen.active_identity) if chosen.active_identity else None
    return State(preferences=chosen, identities=Identities(active=active))


def reduce(state: State, action: Action) -> Result:
    """Apply an action to every slice that knows it, then what follows from that."""
    before = _parts(state)
    # Not `dataclasses.replace`: it takes longer than all the rest.
    after = list(before)
    effects: tuple[Effect, ...] = ()
    changed = False
    for place, reducer in _ROUTES[type(action)]:
        after[place], asked = reducer(before[place], action)
        changed = changed or after[place] is not before[place]
        if asked:
            effects += asked
    reduced = State(*after) if changed else state
    for follower in _consequences(state, reduced, action):
        reduced, more = reduce(reduced, follower)
        effects += more
    return reduced, effects


def _consequences(before: State, after: State, action: Action) -> list[Action]:
    """List the actions that one slice's change asks of another, each once."""
    follow = _FOLLOW.get(type(action))
    following = [] if follow is None else follow(before, after, action)
    active = after.identities.active
    if active is not None and active != before.identities.active and active in after.identities.known:
        following.append(wallets.LoadWallet(active))
    return following if len(following) <= 1 else list(dict.fromkeys(following))


def _reached(_before: State, after: State, _action: object) -> list[Action]:
    """The node or the keys have come."""
    return [identities.LoadIdentities(), *_unanswered(after)] if connected(after) else []


def _answers(before: State, after: State, action: health.NodeReady) -> list[Action]:
    """The node has come; while locked no grants can be given, but those that were given go on."""
    return _reached(before, after, action) or [*_open_wallets(after), *_shown_tables(after)]


def _resynced(before: State, after: State, action: health.Resynced) -> list[Action]:
    """Everything shown is to be read anew."""
    return [*(_reached(before, after, action) or _open_wallets(after)), *_shown_tables(after)]


def _listed(before: State, after: State, action: identities.IdentitiesLoaded) -> list[Action]:
    """The session's identities are known."""
    if not action.identities:
        return []
    following: list[Action] = [tokens.LoadTokens(), *_open_wallets(after)]
    if before.identities.loading is None or not before.health.live:
        following.append(health.Follow())
    return following


def _accepted(before: State, after: State, action: identities.IdentityAccepted) -> list[Action]:
    """An identity was made or changed."""
    if not action.created:
        return []
    # When the first run is over, nobody is left to close its form.
    ended = before.onboarding.step is not after.onboarding.step
    return [health.Follow(), *([identities.ForgetIdentitySubmission()] if ended else [])]


def _opened(_before: State, _after: State, action: wallets.WalletLoaded) -> list[Action]:
    """A wallet's balances are known; their lines are not."""
    context = action.context
    return [wallets.LoadDaily(context.identity_id, balance.token_id) for balance in context.balances]


def _supplied(_before: State, _after: State, action: tokens.TokenAccepted) -> list[Action]:
    """A token's supply has changed, and with it its issuer's line."""
    return [wallets.LoadDaily(action.identity_id, action.token.id)]


def _told(before: State, after: State, action: health.EventReceived) -> list[Action]:
    """A new fact leaves to be read: permissions after a freeze, a line for which a day has begun."""
    event = action.event
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
    payments: list[Action] = [
        transfers.RetryTransfer(identity_id)
        for identity_id, payment in state.transfers.items()
        if isinstance(payment, transfers.NotSent) and payment.unanswered
    ]
    lists = [
        batches.RetryBatch(identity_id)
        for identity_id, batch in state.batches.items()
        if isinstance(batch, NotPaid) and batch.unanswered
    ]
    return [*payments, *lists]


def _open_wallets(state: State) -> list[Action]:
    """Read anew what is on screen: the active identity's wallet, and those read before."""
    return [
        wallets.LoadWallet(identity_id)
        for identity_id in state.identities.order
        if identity_id == state.identities.active or identity_id in state.wallets
    ]


_FOLLOW: dict[type, _Follow] = {
    health.NodeReady: _answers,
    health.Resynced: _resynced,
    health.EventReceived: _told,
    lock.VaultInspected: _reached,
    identities.IdentitiesLoaded: _listed,
    identities.IdentityAccepted: _accepted,
    wallets.WalletLoaded: _opened,
    tokens.TokenAccepted: _supplied,
}
"""What follows from the actions from which something follows."""


def connected(state: State) -> bool:
    """Tell whether the node answers and the keys are at hand."""
    return health.is_up(state.health) and state.lock.phase is lock.Phase.OPEN
