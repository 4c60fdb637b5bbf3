"""Says what is looked at, what of that is to be read now, and what may be looked at next."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, assert_never

from qwallet_desktop.domain.ids import IdentityId, TokenId, TransferId
from qwallet_desktop.state import history, lazy
from qwallet_desktop.state.audit import LoadProof
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import Starting
from qwallet_desktop.state.identities import LoadIdentities, in_switcher_order
from qwallet_desktop.state.lazy_books import Lazy
from qwallet_desktop.state.lock import Phase
from qwallet_desktop.state.navigation import Page, Tab
from qwallet_desktop.state.part import IDENTITIES, TOKENS, Kind, Part, line, overview, proof, table
from qwallet_desktop.state.tokens import LoadTokens
from qwallet_desktop.state.wallets import LoadDaily, LoadWallet
from qwallet_desktop.state.whole import Action, State

MOST_FLYING: Final = 8
"""Parts that are read at once, at most; what is looked at first goes first."""

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
    selection, glanced = state.drawer.selection, state.lazy.glanced
    if selection is not None:
        parts = (*parts, proof(selection.entry.transfer.id))
    if glanced:
        parts = tuple(dict.fromkeys((*parts, *(overview(one) for one in glanced if one in state.identities.known))))
    return parts


def _on_page(state: State, active: IdentityId) -> tuple[Part, ...]:
    where = state.navigation
    return _ON_TAB[where.tab](state, active) if where.page is Page.WALLET else ()


def _lines(state: State, active: IdentityId) -> tuple[Part, ...]:
    wallet = state.wallets.get(active)
    return () if wallet is None else tuple([line(active, token_id) for token_id in wallet.balances])


def _beside_sender(state: State, active: IdentityId) -> tuple[Part, ...]:
    """Return what a recipient of ours has: it is shown beside what the sender has."""
    recipient = _recipient(state, active)
    return () if recipient is None else (overview(recipient),)


def _recipient(state: State, sender: IdentityId) -> IdentityId | None:
    payment = state.transfers.get(sender)
    if payment is None or payment.draft is None:
        return None
    recipient = IdentityId(payment.draft.recipient)
    return recipient if recipient != sender and recipient in state.identities.known else None


_ON_TAB: Final[dict[Tab, Callable[[State, IdentityId], tuple[Part, ...]]]] = {
    Tab.OVERVIEW: _lines,
    Tab.SEND: _beside_sender,
    Tab.PAY_MANY: lambda _state, _active: (),
    Tab.RECEIVE: lambda _state, _active: (),
    Tab.ACTIVITY: lambda _state, active: (table(active),),
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
        return [_load(state, IDENTITIES)]
    if not books.granted or IDENTITIES in books.flying:
        return []
    room = max(MOST_FLYING - len(books.flying), 0)
    return [_load(state, part) for part in parts[:room]]


def _wanted(books: Lazy, parts: Iterable[Part]) -> list[Part]:
    """List those of the parts that are neither known, nor on their way, nor waiting after a failure."""
    fresh, flying, missed = books.fresh, books.flying, books.missed
    return [part for part in parts if part not in fresh and part not in flying and part not in missed]


def _load(state: State, part: Part) -> Action:
    match part.kind:
        case Kind.IDENTITIES:
            return LoadIdentities()
        case Kind.TOKENS:
            return LoadTokens()
        case Kind.OVERVIEW:
            return LoadWallet(IdentityId(part.identity_id))
        case Kind.LINE:
            return LoadDaily(IdentityId(part.identity_id), TokenId(part.detail))
        case Kind.TABLE:
            owner = IdentityId(part.identity_id)
            return history.ShowHistory(owner, history.table(state.history, owner).query)
        case Kind.PROOF:
            return LoadProof(TransferId(part.detail))
        case _:
            assert_never(part.kind)


def next_to(state: State) -> tuple[Part, ...]:
    """List what would be read if one moved on to the identity before or after this one in the switcher."""
    order = in_switcher_order(state.identities, state.preferences.pinned_identities)
    active = state.identities.active
    if active is None or active not in order:
        return ()
    at = order.index(active)
    parts: list[Part] = []
    for neighbour in (*order[at + 1 : at + 2], *order[max(at - 1, 0) : at]):
        there = state.having({"identities": replace(state.identities, active=neighbour)})
        parts += (part for part in looked_at(there) if part.identity_id == neighbour)
    return tuple(_wanted(state.lazy, parts))
