"""What is kept of the state for the next start, in parts that are written each when it has changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.last_known import KnownTable, KnownWallet, LastKnown
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryEntry
from qwallet_desktop.state.health import Down, Node
from qwallet_desktop.state.last_known import MOST_WALLETS, Seen
from qwallet_desktop.state.remote import Loaded, Stale, known
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.state.whole import State

MOST_TABLES = 8
"""Histories that are kept besides the active identity's."""

MOST_TOKENS = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is kept.

    Attributes:
        name: What its document is called.
        mark: The very things that it is made of.
        take: Makes the part.
    """

    name: str
    mark: tuple[object, ...]
    take: Callable[[], LastKnown]

    def differs(self, before: tuple[object, ...] | None) -> bool:
        """Tell whether it is made of other things than before; they are not compared by value, which takes long."""
        if before is None or len(before) != len(self.mark):
            return True
        pairs = zip(self.mark, before, strict=True)
        return not all(one is two or (isinstance(one, (str, int)) and one == two) for one, two in pairs)


_UNREAD = Wallet()

FRONT, DIRECTORY, OTHERS = "last-known", "last-known-identities", "last-known-wallets"


def seen(state: State, at: datetime) -> Seen | None:
    """Return all that is known; None while nothing is, or it is not known of which node."""
    node_id = state.last_known.node_id
    if node_id is None or not state.identities.known:
        return None
    return Seen(
        node_id,
        at,
        state.health.head,
        state.health.live,
        state.last_known.recent,
        state.identities,
        state.tokens.known,
        state.wallets,
        state.history,
    )


def parts(what: Seen) -> tuple[Part, ...]:
    """Return the parts in the order in which they are to be written.

    The front comes last: then nothing on the disk is older than the place in the log that it names,
    wherever writing is cut short, and reading events from there on leaves none out.
    """
    others, active, node_id = _others(what), what.identities.active, what.node_id
    rest = tuple(thing for each in others for thing in _held(what, each))
    shown = () if active is None else (active, *_held(what, active))
    return (
        Part(DIRECTORY, (node_id, what.identities.known), partial(_directory, what)),
        Part(OTHERS, (node_id, *rest), partial(_rest, what, others)),
        Part(FRONT, (node_id, what.head, what.tokens, *shown), partial(_front, what)),
    )


def _held(what: Seen, identity_id: IdentityId) -> tuple[object, object]:
    """Return what the parts take of an identity: its wallet and the newest entries of its history."""
    history = what.histories.get(identity_id)
    return what.wallets.get(identity_id), None if history is None else history.kept


def _may_be_kept(what: Seen, identity_id: IdentityId | None) -> bool:
    """Tell whether an identity may leave a trace on the disk; an AID must not (contract §3)."""
    one = None if identity_id is None else what.identities.known.get(identity_id)
    return one is not None and one.type is not IdentityType.AID


def _others(what: Seen) -> tuple[IdentityId, ...]:
    """Return the other identities whose wallets are kept, those looked at last first."""
    chosen = dict.fromkeys((*what.recent, *what.wallets))
    active = what.identities.active
    found: Iterator[IdentityId] = (
        each
        for each in chosen
        # Of most wallets nothing may be known but what events told: those are passed over quickly.
        if each != active and known(what.wallets.get(each, _UNREAD).context) is not None and _may_be_kept(what, each)
    )
    return tuple(each for each, _ in zip(found, range(MOST_WALLETS), strict=False))


def _directory(what: Seen) -> LastKnown:
    every = map(what.identities.known.get, what.identities.order)
    listed: tuple[Identity, ...] = tuple(one for one in every if one is not None and one.type is not IdentityType.AID)
    return LastKnown(what.node_id, what.at, what.head, identities=listed)


def _rest(what: Seen, others: tuple[IdentityId, ...]) -> LastKnown:
    wallets = tuple(filter(None, (_wallet(what, each) for each in others)))
    tables = tuple(filter(None, (_table(what, each) for each in others)))[:MOST_TABLES]
    return LastKnown(what.node_id, what.at, what.head, wallets=wallets, tables=tables)


def _front(what: Seen) -> LastKnown:
    active = what.identities.active
    if active is None or not _may_be_kept(what, active):
        return LastKnown(what.node_id, what.at, what.head, tokens=_tokens(what, ()))
    wallet, table = _wallet(what, active), _table(what, active)
    wallets = () if wallet is None else (wallet,)
    tables = () if table is None else (table,)
    return LastKnown(what.node_id, what.at, what.head, active, (), _tokens(what, wallets), wallets, tables)


def _tokens(what: Seen, wallets: tuple[KnownWallet, ...]) -> tuple[Token, ...]:
    """Return the tokens, those of the wallets first."""
    first = (balance.token_id for wallet in wallets for balance in wallet.balances)
    found = (what.tokens.get(token_id) for token_id in dict.fromkeys((*first, *what.tokens)))
    return tuple(token for token in found if token is not None)[:MOST_TOKENS]


def _wallet(what: Seen, identity_id: IdentityId) -> KnownWallet | None:
    wallet = what.wallets.get(identity_id) or Wallet()
    at = _true_at(what, identity_id, wallet)
    permissions = known(wallet.context)
    if at is None or permissions is None:
        return None
    latest: tuple[HistoryEntry, ...] = known(wallet.latest) or ()
    lines = tuple(filter(None, map(known, wallet.daily.values())))
    return KnownWallet(identity_id, at, permissions, tuple(wallet.balances.values()), latest, lines)


def _true_at(what: Seen, identity_id: IdentityId, wallet: Wallet) -> datetime | None:
    """Return when a wallet was so: now, where it is looked at and events arrive."""
    match wallet.context:
        case Loaded(_, at):
            return what.at if what.live and identity_id == what.identities.active else at
        case Stale(_, since, _):
            return since
        case _:
            return None


def _table(what: Seen, identity_id: IdentityId) -> KnownTable | None:
    history = what.histories.get(identity_id)
    return None if history is None else history.kept


def as_of(state: State) -> datetime | None:
    """Return since when what is shown of the active identity may be out of date; None while it is current."""
    active = state.identities.active
    wallet = None if active is None else state.wallets.get(active)
    return None if wallet is None else wallet_as_of(wallet, state.health.node)


def wallet_as_of(wallet: Wallet, node: Node) -> datetime | None:
    """Return the same of one wallet; None also where nothing of it is known."""
    match wallet.context:
        case Stale(_, since, _):
            return since
        case Loaded() if isinstance(node, Down):
            return node.since
        case _:
            return None
