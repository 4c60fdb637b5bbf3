"""Says what is looked at, what of that is to be read now, and what may be looked at next."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, ItemId, TransferId
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.domain.matters import LimitMatter, PolicyMatter
from qwallet_desktop.domain.multisig import Proposal
from qwallet_desktop.state import lazy
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.groups import is_group
from qwallet_desktop.state.health import Starting
from qwallet_desktop.state.lazy_books import Lazy
from qwallet_desktop.state.lock import Phase
from qwallet_desktop.state.navigation import Page, Tab
from qwallet_desktop.state.opened import undecided
from qwallet_desktop.state.part import (
    DONE_ITEMS,
    IDENTITIES,
    OPEN_ITEMS,
    TOKENS,
    Part,
    book,
    decision,
    decisions,
    group,
    item_part,
    limits,
    limits_history,
    line,
    overview,
    policy,
    proof,
    record_part,
    signing_part,
    table,
)
from qwallet_desktop.state.part_loads import load
from qwallet_desktop.state.sections import in_switcher_order
from qwallet_desktop.state.sheets import (
    DecideSheet,
    IdentitySheet,
    LimitsSheet,
    PolicySheet,
    Sheet,
    SignManySheet,
    WhySheet,
)
from qwallet_desktop.state.whole import Action, State

MOST_FLYING: Final = 8
"""Parts that are read at once, at most; what is looked at first goes first."""

RECORDS_AHEAD: Final = 4
"""Items of which all is read that is needed to check them, where they are signed one after the other."""

_TOKENS: Final = (TOKENS,)
_LISTS: Final = (IDENTITIES, TOKENS)


def looked_at(state: State) -> tuple[Part, ...]:
    """List what page, tab, drawer and open list show of the active identity, the most wanted first."""
    is_open = state.lock.phase is Phase.OPEN
    active = state.identities.active
    if active is None or active not in state.identities.known:
        return (IDENTITIES,) if is_open else ()
    lists = _LISTS if is_open else _TOKENS
    parts: tuple[Part, ...] = (*lists, overview(active), *_on_page(state, active))
    if is_group(active):
        parts = (*parts, group(active), book(active))
    if state.navigation.page is Page.ADDRESS_BOOK:
        parts = tuple(dict.fromkeys((*parts, *_books(state))))
    selection, glanced = state.drawer.selection, state.lazy.glanced
    if selection is not None:
        parts = (*parts, proof(selection.entry.transfer.id))
    if state.navigation.sheet is not None:
        parts = tuple(dict.fromkeys((*parts, *_on_sheet(state, state.navigation.sheet))))
    if is_open:
        # What is on the sheet may be what is open under it.
        parts = tuple(dict.fromkeys((*parts, *_items(state))))
    if glanced:
        parts = tuple(dict.fromkeys((*parts, *(overview(one) for one in glanced if one in state.identities.known))))
    return parts


def _books(state: State) -> tuple[Part, ...]:
    """Return the address books of all groups that somebody here belongs to, and who may approve what of them."""
    groups = [one for one in state.identities.order if is_group(one)]
    return tuple(part for one in groups for part in (group(one), book(one)))


def _on_sheet(state: State, sheet: Sheet) -> tuple[Part, ...]:
    """Return what the open sheet shows besides the page under it."""
    match sheet:
        case IdentitySheet(shown) if shown in state.identities.known:
            return _of_identity(shown)
        case WhySheet(transfer_id=str(transfer_id), told=None):
            return (decision(TransferId(transfer_id)),)
        case LimitsSheet(shown, scope) if shown in state.identities.known:
            return (limits(shown), limits_history(shown, scope))
        case PolicySheet(shown) if shown in state.identities.known:
            return (policy(shown),)
        case DecideSheet(item_id):
            return checked_parts(state, item_id)
        case SignManySheet(item_ids, place):
            ahead = item_ids[place : place + RECORDS_AHEAD]
            return tuple(part for each in ahead for part in checked_parts(state, each))
        case _:
            return ()


def _of_identity(shown: IdentityId) -> tuple[Part, ...]:
    """Return what the sheet of an identity shows: who signs for a group, and what closing it would sweep."""
    return (overview(shown), group(shown)) if is_group(shown) else (overview(shown),)


def _items(state: State) -> tuple[Part, ...]:
    """Return all that waits for somebody, since it may wait for me; and in the inbox what is closed."""
    where, items = state.navigation, state.multisig
    parts: tuple[Part, ...] = (OPEN_ITEMS,)
    if where.page is Page.INBOX:
        parts = (*parts, DONE_ITEMS)
    shown = None if where.item is None else items.known.get(where.item)
    if where.item is not None and shown is None:
        parts = (*parts, item_part(where.item))
    if where.item is not None:
        parts = (*parts, *checked_parts(state, where.item))
    if shown is not None and shown.proposal.identity_id in state.identities.known:
        parts = (*parts, *_rules_of(shown.proposal))
    # What was open when the program ended and is not any more has been decided meanwhile.
    return (*parts, *(item_part(item_id) for item_id in undecided(state.operations, items)))


def checked_parts(state: State, item_id: ItemId) -> tuple[Part, ...]:
    """Return all that is needed to check an item, and whether those here whom it waits for may sign it."""
    undecided = state.multisig.waits.get(item_id, ())
    here = (one for one in state.lock.held if one in undecided)
    return (record_part(item_id), *map(signing_part, here))


def _rules_of(proposal: Proposal) -> tuple[Part, ...]:
    """Return the rules that an item would change: what it changes is shown against them."""
    whose, matter = proposal.identity_id, proposal.matter
    more = (group(whose),) if is_group(whose) else ()
    match matter:
        case PolicyMatter():
            return (policy(whose), *more)
        case LimitMatter():
            return (limits(whose), *more)
        case _:
            return more


def _on_page(state: State, active: IdentityId) -> tuple[Part, ...]:
    where = state.navigation
    return _ON_TAB[where.tab](state, active) if where.page is Page.WALLET else ()


def _lines(state: State, active: IdentityId) -> tuple[Part, ...]:
    wallet = state.wallets.get(active)
    return () if wallet is None else tuple([line(active, token_id) for token_id in wallet.balances])


def _overview(state: State, active: IdentityId) -> tuple[Part, ...]:
    return (*_lines(state, active), *_rules(limits, state, active))


def _limits(state: State, active: IdentityId) -> tuple[Part, ...]:
    return (*_rules(limits, state, active), *_rules(_own_history, state, active))


def _own_history(identity_id: IdentityId) -> Part:
    return limits_history(identity_id, LimitScope.IDENTITY)


def _permissions(state: State, active: IdentityId) -> tuple[Part, ...]:
    return (*_rules(policy, state, active), *_rules(decisions, state, active))


def _rules(name: Callable[[IdentityId], Part], state: State, active: IdentityId) -> tuple[Part, ...]:
    """Return a part that all identities have but anonymous ones, whose rules are fixed."""
    anonymous = state.identities.known[active].type is IdentityType.AID
    return () if anonymous else (name(active),)


def _beside_sender(state: State, active: IdentityId) -> tuple[Part, ...]:
    """Return what limits the sender, and what a recipient of ours has: it is shown beside what the sender has."""
    recipient, own = _recipient(state, active), _rules(limits, state, active)
    return own if recipient is None else (overview(recipient), *own)


def _recipient(state: State, sender: IdentityId) -> IdentityId | None:
    payment = state.transfers.get(sender)
    if payment is None or payment.draft is None:
        return None
    recipient = IdentityId(payment.draft.recipient)
    return recipient if recipient != sender and recipient in state.identities.known else None


_ON_TAB: Final[dict[Tab, Callable[[State, IdentityId], tuple[Part, ...]]]] = {
    Tab.OVERVIEW: _overview,
    Tab.SEND: _beside_sender,
    Tab.PAY_MANY: lambda state, active: (*_rules(limits, state, active), *_rules(policy, state, active)),
    Tab.RECEIVE: lambda _state, _active: (),
    Tab.ACTIVITY: lambda _state, active: (table(active),),
    Tab.LIMITS: _limits,
    Tab.PERMISSIONS: _permissions,
    Tab.MEMBERS: lambda _state, _active: (),
}
"""What the tabs of the wallet page show besides the overview. Looked up, since a `match` tries one after the other."""


def may_look(before: State, after: State) -> bool:
    """Tell, at next to no cost, whether a step can have changed what is looked at."""
    if (
        after.navigation is not before.navigation
        or after.identities is not before.identities
        or after.lock is not before.lock
        or after.drawer is not before.drawer
        or after.lazy.glanced is not before.lazy.glanced
        or after.health.node is not before.health.node
        or after.multisig.open is not before.multisig.open
        or after.operations.disk.is_read is not before.operations.disk.is_read
    ):
        return True
    if after.wallets is not before.wallets and _holds_more(before, after):
        return True
    return after.transfers is not before.transfers and after.navigation.tab is Tab.SEND


def _holds_more(before: State, after: State) -> bool:
    """Tell whether the active identity has balances in more tokens; none of them ever goes away."""
    active = after.identities.active
    now = None if active is None else after.wallets.get(active)
    if active is None or now is None:
        return False
    then = before.wallets.get(active)
    return now is not then and (then is None or len(now.balances) != len(then.balances))


def look(state: State) -> tuple[State, tuple[Effect, ...]]:
    """Bring the loader's books up to what is looked at."""
    parts = looked_at(state)
    if parts == state.lazy.looked:
        return state, ()
    books, effects = lazy.look(state.lazy, parts, live=state.health.live)
    return state.having({"lazy": books}), effects


def due(state: State) -> list[Action]:
    """List what to read now: what is looked at, or may be looked at next, and is neither known nor on its way.

    While the node has never answered nothing can be asked. While it is gone what comes into view is asked for
    once, so that the reason is shown in its place. Nothing is asked while new grants are.
    """
    books = state.lazy
    fresh, flying, missed = books.fresh, books.flying, books.missed
    parts = [part for part in books.looked if part not in fresh and part not in flying and part not in missed]
    if not parts and books.ahead and state.health.live:
        parts = _wanted(books, books.ahead)
    if not parts or isinstance(state.health.node, Starting):
        return []
    if IDENTITIES in parts:
        return [load(state, IDENTITIES)]
    if not books.granted or IDENTITIES in books.flying:
        return []
    room = max(MOST_FLYING - len(books.flying), 0)
    return [load(state, part) for part in parts[:room]]


def _wanted(books: Lazy, parts: Iterable[Part]) -> list[Part]:
    """List those of the parts that are neither known, nor on their way, nor waiting after a failure."""
    fresh, flying, missed = books.fresh, books.flying, books.missed
    return [part for part in parts if part not in fresh and part not in flying and part not in missed]


def next_to(state: State) -> tuple[Part, ...]:
    """List what would be read if one moved on to the identity before or after this one in the switcher."""
    order = in_switcher_order(
        state.identities, state.preferences.pinned_identities, state.preferences.hidden_identities
    )
    active = state.identities.active
    if active is None or active not in order:
        return ()
    at = order.index(active)
    parts: list[Part] = []
    for neighbour in (*order[at + 1 : at + 2], *order[max(at - 1, 0) : at]):
        there = state.having({"identities": replace(state.identities, active=neighbour)})
        parts += (part for part in looked_at(there) if part.identity_id == neighbour)
    return tuple(_wanted(state.lazy, parts))
