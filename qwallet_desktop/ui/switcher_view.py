"""What the identity switcher lists: every identity, or those that a search finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from immutables import Map

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.health import Node, Starting
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sections import in_switcher_order
from qwallet_desktop.state.wallets import Wallets
from qwallet_desktop.ui.wording import type_word


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the switcher lists."""

    identities: Identities
    pinned: tuple[str, ...]
    held: tuple[IdentityId, ...]
    wallets: Wallets
    tokens: Mapping[TokenId, Token]
    hidden: bool
    node: Node = Starting()
    left_out: tuple[str, ...] = ()


EMPTY: Final = View(Identities(), (), (), Map(), Map(), hidden=False)


def select(state: State) -> View:
    """Return the identities, which of them are pinned, and what they have."""
    return View(
        state.identities,
        state.preferences.pinned_identities,
        state.lock.held,
        state.wallets,
        state.tokens.known,
        state.preferences.hide_amounts,
        state.health.node,
        state.preferences.hidden_identities,
    )


def found(view: View, query: str, *, closed: bool = False) -> tuple[IdentityId, ...]:
    """Return the identities that every word of a search is in (name, type or DID), in the switcher's order.

    Without a search closed ones are listed only where `closed` says so, but for the one that one acts under.
    """
    words = query.casefold().split()
    order = in_switcher_order(view.identities, view.pinned, view.left_out)
    if not words:
        return order if closed else tuple(did for did in order if not is_over(view, did))
    return tuple(did for did in order if all(word in _searched(view.identities.known[did]) for word in words))


def is_over(view: View, did: IdentityId) -> bool:
    """Tell whether an identity is left out of the list until closed ones are asked for."""
    closed = view.identities.known[did].status is IdentityStatus.CLOSED
    return closed and did != view.identities.active and did not in view.pinned


def _searched(identity: Identity) -> str:
    return f"{identity.name} {identity.type.value} {type_word(identity.type)} {identity.id}".casefold()
