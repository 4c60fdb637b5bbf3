"""What each identity has: balances, their last 30 days, and the latest entries (seed: `UPDATE_WALLET_CONTEXT`)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.batches import PaymentMade
from qwallet_desktop.domain.events import BalanceChanged, TransferPosted
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.last_known import KnownWallet
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.transfers import HistoryEntry, Receipt
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletContext, WalletPermissions
from qwallet_desktop.state.batches import BatchDecided
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.recalled import LastKnownDropped, LastKnownFound, recalled
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, failed, known, reloading
from qwallet_desktop.state.tokens import TokenAccepted
from qwallet_desktop.state.transfers import TransferCompleted
from qwallet_desktop.state.wallet_facts import Entries, Lines, closed, closing, joined, with_entry


@dataclass(frozen=True, slots=True)
class Wallet:
    """One identity's wallet. `context` says how old it is; `balances` hold the newest known.

    `told` are the newest entries that events brought while `latest` was not known.
    """

    context: Remote[WalletPermissions] = field(default_factory=Loading)
    balances: Map[TokenId, Balance] = Map()
    latest: Remote[Entries] = field(default_factory=Loading)
    daily: Lines = Map()
    told: Entries = ()


Wallets: TypeAlias = Map[IdentityId, Wallet]


@dataclass(frozen=True, slots=True)
class LoadWallet:
    """Read an identity's balances, permissions and latest entries."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class WalletLoaded:
    """What the node says that the identity has."""

    context: WalletContext
    latest: tuple[HistoryEntry, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class WalletFailed:
    """It could not be read."""

    identity_id: IdentityId
    problem: Problem
    at: datetime


@dataclass(frozen=True, slots=True)
class LoadDaily:
    """Read the last 30 days of a token's balance."""

    identity_id: IdentityId
    token_id: TokenId


@dataclass(frozen=True, slots=True)
class DailyLoaded:
    """The balance at the end of each day, oldest first."""

    identity_id: IdentityId
    token_id: TokenId
    days: tuple[DailyBalance, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class DailyFailed:
    """They could not be read."""

    identity_id: IdentityId
    token_id: TokenId
    problem: Problem
    at: datetime


@dataclass(frozen=True, slots=True)
class FetchWallet(Effect):
    """Read one identity's wallet."""

    identity_id: IdentityId

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """The newest reading of an identity is the one that counts."""
        return ("wallet", self.identity_id)


@dataclass(frozen=True, slots=True)
class FetchDaily(Effect):
    """Read one token's last 30 days."""

    identity_id: IdentityId
    token_id: TokenId

    @property
    def exclusive(self) -> tuple[str, IdentityId, TokenId]:
        """The newest reading is the one that counts."""
        return ("daily", self.identity_id, self.token_id)


Action: TypeAlias = (
    LoadWallet
    | WalletLoaded
    | WalletFailed
    | LoadDaily
    | DailyLoaded
    | DailyFailed
    | TokenAccepted
    | TransferCompleted
    | BatchDecided
    | EventReceived
    | LastKnownFound
    | LastKnownDropped
)


def reduce(wallets: Wallets, action: Action) -> tuple[Wallets, tuple[Effect, ...]]:
    """Apply an action to the wallet of the identity that it names."""
    match action:
        case EventReceived():
            event = action.event
            fact = event.fact
            if isinstance(fact, BalanceChanged):
                return with_balance(wallets, event.identity_id, fact.balance), ()
            return (_posted(wallets, event.identity_id, fact) if isinstance(fact, TransferPosted) else wallets), ()
        case LoadWallet():
            return _reloading(wallets, action.identity_id), (FetchWallet(action.identity_id),)
        case WalletLoaded(context, latest, at):
            return _loaded(wallets, context, latest, at), ()
        case WalletFailed(identity_id, problem, at):
            wallet = wallets.get(identity_id) or Wallet()
            missed = replace(
                wallet, context=failed(wallet.context, problem, at), latest=failed(wallet.latest, problem, at)
            )
            return wallets.set(identity_id, missed), ()
        case LoadDaily(identity_id, token_id):
            wallet = wallets.get(identity_id) or Wallet()
            daily = wallet.daily.set(token_id, reloading(wallet.daily.get(token_id)))
            return wallets.set(identity_id, replace(wallet, daily=daily)), (FetchDaily(identity_id, token_id),)
        case DailyLoaded(identity_id, token_id, days, at):
            balance = (wallets.get(identity_id) or Wallet()).balances.get(token_id)
            line = Loaded(days, at)
            return _daily(wallets, identity_id, token_id, closing(line, balance) if balance else line), ()
        case DailyFailed(identity_id, token_id, problem, at):
            before = (wallets.get(identity_id) or Wallet()).daily.get(token_id)
            return _daily(wallets, identity_id, token_id, failed(before, problem, at)), ()
        case TokenAccepted(_, identity_id, _, balance):
            return with_balance(wallets, identity_id, balance), ()
        case TransferCompleted(_, identity_id, Receipt(_, balance)):
            return with_balance(wallets, identity_id, balance), ()
        case BatchDecided(_, identity_id, receipt):
            for outcome in receipt.outcomes:
                if isinstance(outcome, PaymentMade):
                    wallets = with_balance(wallets, identity_id, outcome.receipt.balance)
            return wallets, ()
        case LastKnownFound(found):
            for last in found.wallets:
                wallets = wallets.set(last.identity_id, _recalled(wallets.get(last.identity_id) or Wallet(), last))
            return wallets, ()
        case LastKnownDropped():
            return Map(), ()
        case _:
            assert_never(action)


def _reloading(wallets: Wallets, identity_id: IdentityId) -> Wallets:
    """Show what is known of a wallet while it is read anew."""
    wallet = wallets.get(identity_id)
    if wallet is None:
        return wallets.set(identity_id, Wallet())
    context, latest = reloading(wallet.context), reloading(wallet.latest)
    if context is wallet.context and latest is wallet.latest:
        return wallets
    return wallets.set(identity_id, Wallet(context, wallet.balances, latest, wallet.daily, wallet.told))


def _loaded(wallets: Wallets, context: WalletContext, latest: tuple[HistoryEntry, ...], at: datetime) -> Wallets:
    wallet = wallets.get(context.identity_id) or Wallet()
    balances = wallet.balances
    for balance in context.balances:
        balances = _newer(balances, balance)
    entries = joined(latest, known(wallet.latest) or wallet.told)
    lines = wallet.daily
    for balance in balances.values():
        lines = closed(lines, balance, context.last_updated.date())
    read = Wallet(Loaded(context.permissions, at), balances, Loaded(entries, at), lines)
    return wallets.set(context.identity_id, read)


def _recalled(wallet: Wallet, last: KnownWallet) -> Wallet:
    """Fill what is not known of a wallet with what the last run knew."""
    if isinstance(wallet.context, Loaded):
        return wallet
    balances, daily = wallet.balances, wallet.daily
    for balance in last.balances:
        balances = _newer(balances, balance)
    for line in last.lines:
        token_id = line[-1].settled.token_id
        daily = daily.set(token_id, recalled(daily.get(token_id), line, last.at))
    context = recalled(wallet.context, last.permissions, last.at)
    return Wallet(context, balances, recalled(wallet.latest, joined(wallet.told, last.latest), last.at), daily)


def _daily(
    wallets: Wallets, identity_id: IdentityId, token_id: TokenId, remote: Remote[tuple[DailyBalance, ...]]
) -> Wallets:
    wallet = wallets.get(identity_id) or Wallet()
    return wallets.set(identity_id, replace(wallet, daily=wallet.daily.set(token_id, remote)))


def _newer(balances: Map[TokenId, Balance], balance: Balance) -> Map[TokenId, Balance]:
    """Put a balance in, unless one that stands later in the ledger is known already."""
    token_id = balance.settled.token_id
    before = balances.get(token_id)
    if before is not None and before.sequence >= balance.sequence:
        return balances
    return balances.set(token_id, balance)


def with_balance(wallets: Wallets, identity_id: IdentityId, balance: Balance) -> Wallets:
    """Apply a balance that came with an answer or an event; twice or late changes nothing."""
    wallet = wallets.get(identity_id) or Wallet()
    balances = _newer(wallet.balances, balance)
    if balances is wallet.balances:
        return wallets
    return wallets.set(identity_id, Wallet(wallet.context, balances, wallet.latest, wallet.daily, wallet.told))


def _posted(wallets: Wallets, identity_id: IdentityId, fact: TransferPosted) -> Wallets:
    """Take what an event tells; with each of thousands a second."""
    wallet, entry, balance = wallets.get(identity_id) or Wallet(), fact.entry, fact.balance
    balances = _newer(wallet.balances, balance)
    if balances is wallet.balances:
        balance = balances[balance.token_id]
    latest, told = with_entry(wallet.latest, entry), wallet.told
    if isinstance(latest, (Loading, Failed)):
        told = joined((entry,), told)
    lines = closed(wallet.daily, balance, entry.transfer.at.date())
    if balances is wallet.balances and latest is wallet.latest and told is wallet.told and lines is wallet.daily:
        return wallets
    return wallets.set(identity_id, Wallet(wallet.context, balances, latest, lines, told))
