"""What follows from one slice's change for another: the actions that an action draws after it."""

from collections.abc import Callable
from typing import Any, TypeAlias

from qwallet_desktop.domain.events import IdentityChanged, TransferPosted
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.last_known import KnownTable
from qwallet_desktop.state import (
    addressbook,
    health,
    history,
    identities,
    last_known,
    lazy_actions,
    shared_books,
    successor_key,
    tokens,
)
from qwallet_desktop.state.groups import is_group
from qwallet_desktop.state.item_followers import ITEMS_FOLLOW
from qwallet_desktop.state.kept_rows import matching, with_newest
from qwallet_desktop.state.leaving import AIDS_FOLLOW
from qwallet_desktop.state.looking import next_to
from qwallet_desktop.state.naming import names_of_others
from qwallet_desktop.state.noting import notices_follow
from qwallet_desktop.state.part import group, line, overview
from qwallet_desktop.state.recalled import LastKnownDropped, LastKnownFound
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.rules_told import RULES_FOLLOW
from qwallet_desktop.state.silence import NodeAnswered, NodeSilent
from qwallet_desktop.state.submitting import OPERATIONS_FOLLOW
from qwallet_desktop.state.taking import seen
from qwallet_desktop.state.wallet_facts import LATEST
from qwallet_desktop.state.whole import Action, State

_Follow: TypeAlias = Callable[[State, State, Any], list[Action]]


def consequences(before: State, after: State, action: Action) -> list[Action]:
    """List the actions that one slice's change asks of another, each once."""
    following: list[Action] = []
    for follow in FOLLOWED.get(type(action), ()):
        following += follow(before, after, action)
    if after.operations is not before.operations:
        following += notices_follow(before, after, action)
    # Not by a set: an action may carry a problem, whose facts have no hash.
    return [each for at, each in enumerate(following) if each not in following[:at]]


def _answers(before: State, _after: State, action: health.NodeReady) -> list[Action]:
    """The node has come; another one than before knows nothing of what is known."""
    return [LastKnownDropped()] if before.last_known.node_id not in {None, action.node_id} else []


def _resynced(before: State, _after: State, _action: health.Resynced) -> list[Action]:
    """The node does not have the place at which the last run stood: its ledger may be an older one."""
    return [LastKnownDropped()] if before.last_known.unproved else []


def _listed(before: State, _after: State, action: identities.IdentitiesLoaded) -> list[Action]:
    """The session's identities are known."""
    first = not before.lazy.granted or not before.health.live
    return [health.Follow()] if action.identities and first else []


def _accepted(before: State, after: State, action: identities.IdentityAccepted) -> list[Action]:
    """An identity was made or changed."""
    if not action.created:
        return []
    # When the first run is over, nobody is left to close its form.
    ended = before.onboarding.step is not after.onboarding.step
    return [health.Follow(), *([identities.ForgetIdentitySubmission()] if ended else [])]


def _replaced(_before: State, _after: State, _action: successor_key.KeyReplaced) -> list[Action]:
    """The session may read for a new key: what happens to it is told from now on."""
    return [health.Follow()]


def _supplied(_before: State, _after: State, action: tokens.TokenAccepted) -> list[Action]:
    """A token's supply has changed, and with it its issuer's line."""
    return [lazy_actions.Outdate(line(action.identity_id, action.token.id))]


def _told(before: State, after: State, action: health.EventReceived) -> list[Action]:
    """A fact leaves something to be read: permissions after a freeze, a line for which a day has begun."""
    event = action.event
    fact = event.fact
    if isinstance(fact, IdentityChanged):
        changed = fact.identity.id
        # A group's members may have been given other keys.
        parts = [overview(changed), group(changed)] if is_group(changed) else [overview(changed)]
        return [lazy_actions.Outdate(part, event.sequence) for part in parts]
    if isinstance(fact, TransferPosted) and after.wallets is not before.wallets:
        token_id = fact.balance.settled.token_id
        days = known(after.wallets[event.identity_id].daily.get(token_id))
        if not days or days[-1].day < fact.entry.transfer.at.date():
            part = line(event.identity_id, token_id)
            return [lazy_actions.Outdate(part)] if part in after.lazy.fresh else []
    return []


def _silent(_before: State, after: State, _action: NodeSilent) -> list[Action]:
    """The node hangs: what is kept here answers what it was asked."""
    active = after.identities.active
    return [] if health.is_up(after.health) or active is None else _from_here(after, active)


def _answered(before: State, after: State, _action: NodeAnswered) -> list[Action]:
    """The node hangs no longer: what failed meanwhile is tried again."""
    return [lazy_actions.TryAgain()] if health.is_up(after.health) and not health.is_up(before.health) else []


def _next_try_due(_before: State, after: State, _action: lazy_actions.NextTryDue) -> list[Action]:
    """What failed is tried again; while the node is away, its return is waited for instead."""
    return [lazy_actions.TryAgain()] if health.is_up(after.health) else []


def _quieted(_before: State, after: State, _action: lazy_actions.Quieted) -> list[Action]:
    """Nobody moves on: what may be looked at next can be read."""
    if after.lazy.flying or not after.health.live:
        return []
    parts = next_to(after)
    return [lazy_actions.LookAhead(parts)] if parts else []


def _read(_before: State, after: State, action: last_known.LastKnownRead) -> list[Action]:
    """What the last run kept is there; what another node said is passed over."""
    ours = after.last_known.node_id in {None, action.known.node_id}
    return [LastKnownFound(action.known)] if ours else []


def _found(_before: State, after: State, action: LastKnownFound) -> list[Action]:
    """Rows of histories are there, before the node is."""
    return [found for each in action.known.tables for found in _from_here(after, each.identity_id)]


def _asked(_before: State, after: State, action: history.ShowHistory | history.HistoryFailed) -> list[Action]:
    """A history is asked for: while the node is away, what is kept here answers."""
    return [] if health.is_up(after.health) else _from_here(after, action.identity_id)


def _from_here(state: State, identity_id: IdentityId) -> list[Action]:
    table = history.table(state.history, identity_id)
    kept = _kept(state, identity_id, table.kept)
    if kept is None or not (table.local or table.total is None):
        return []
    rows = matching(kept.rows, table.query, state.tokens.known)
    return [history.HistoryFoundHere(identity_id, table.query, rows, kept)]


def _kept(state: State, identity_id: IdentityId, kept: KnownTable | None) -> KnownTable | None:
    """Return the rows that are kept, with the newest, which the overview knows also where the history was not read."""
    wallet = state.wallets.get(identity_id)
    latest = known(wallet.latest) if wallet is not None else None
    if kept is None:
        # A full list of the newest may be a part: how many there are in all is then not known.
        return None if latest is None else KnownTable(identity_id, latest, len(latest) + (len(latest) >= LATEST))
    for entry in reversed(latest or ()):
        kept = with_newest(kept, entry)
    return kept


def _due(before: State, after: State, action: last_known.LastKnownDue) -> list[Action]:
    """It is time to keep what is known."""
    what = None if before.last_known.keeping else seen(after, action.at)
    return [] if what is None else [last_known.LastKnownTaken(what)]


def _named(before: State, after: State, _action: addressbook.Action | shared_books.Action) -> list[Action]:
    """An address book has changed, and with it how others are called."""
    if after.addressbook.contacts is before.addressbook.contacts and after.shared_books is before.shared_books:
        return []
    return [identities.NameOthers(names_of_others(after))]


_FOLLOW: dict[type, _Follow] = {
    addressbook.BookRead: _named,
    addressbook.SaveContacts: _named,
    addressbook.RemoveContact: _named,
    addressbook.PutBack: _named,
    shared_books.BookLoaded: _named,
    health.NodeReady: _answers,
    NodeSilent: _silent,
    NodeAnswered: _answered,
    health.Resynced: _resynced,
    health.EventReceived: _told,
    identities.IdentitiesLoaded: _listed,
    identities.IdentityAccepted: _accepted,
    successor_key.KeyReplaced: _replaced,
    lazy_actions.Quieted: _quieted,
    lazy_actions.NextTryDue: _next_try_due,
    tokens.TokenAccepted: _supplied,
    last_known.LastKnownRead: _read,
    last_known.LastKnownDue: _due,
    LastKnownFound: _found,
    history.ShowHistory: _asked,
    history.HistoryFailed: _asked,
}
"""What follows from the actions from which something follows, besides what that means to the operations."""

_ALL = (_FOLLOW, RULES_FOLLOW, ITEMS_FOLLOW, AIDS_FOLLOW, OPERATIONS_FOLLOW)
FOLLOWED: dict[type, tuple[_Follow, ...]] = {
    kind: tuple(each[kind] for each in _ALL if kind in each) for kind in {kind for each in _ALL for kind in each}
}
"""All that follows, by the type of the action; after others something follows only where an operation moved."""
