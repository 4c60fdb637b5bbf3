"""A line to the node on which requests fly until the test answers them: what the loader asks for and gives up."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.state import audit, health, history, identities, lock, tokens, wallets
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.lazy_books import Lazy
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.part_keys import key_of
from qwallet_desktop.state.root import Action, State, reduce
from tests.state.builders import ADA, BEN, EVE, NODE, NOW, UNREACHABLE, context, entry, identity, page, token
from tests.state.rule_reads import RULE_READS, rule_answer, rule_failure

PEOPLE = (ADA, BEN, EVE)
READS = (
    identities.FetchIdentities,
    tokens.FetchTokens,
    wallets.FetchWallet,
    wallets.FetchDaily,
    history.FetchHistoryPage,
    audit.FetchProof,
    *RULE_READS,
)
INSPECTED = lock.VaultInspected(
    lock.Phase.OPEN, lock.Slot.PASSPHRASE, words_checked=True, has_previous=False, keyring_usable=True, held=PEOPLE
)

LOCKED = replace(INSPECTED, phase=lock.Phase.LOCKED)
SEND, ACTIVITY, OVERVIEW = (GoTo(Page.WALLET, tab) for tab in (Tab.SEND, Tab.ACTIVITY, Tab.OVERVIEW))
SETTINGS = GoTo(Page.SETTINGS)
ENTRY = entry(3, ADA)


def known() -> tuple[Identity, ...]:
    """Return everybody."""
    return tuple(identity(who, who[-3:], minutes) for minutes, who in enumerate(PEOPLE))


def answer(effect: Effect, at: int = 1) -> Action:
    """Answer what an effect asks for, as the ledger stood at a position."""
    match effect:
        case identities.FetchIdentities():
            return identities.IdentitiesLoaded(known(), NOW, PEOPLE)
        case tokens.FetchTokens():
            return tokens.TokensLoaded((token(),))
        case wallets.FetchWallet(who):
            return wallets.WalletLoaded(context(who, 100 * at, at), (), NOW)
        case wallets.FetchDaily(who, token_id):
            return wallets.DailyLoaded(who, token_id, (), NOW)
        case history.FetchHistoryPage(who, query, as_of, number):
            return history.HistoryLoaded(who, query, as_of, number, page(0, 3, 3, at))
        case _:
            return rule_answer(effect) or failure(effect)


def failure(effect: Effect) -> Action:
    """Answer that it could not be read."""
    return rule_failure(effect, UNREACHABLE) or _failed(effect)


def _failed(effect: Effect) -> Action:
    match effect:
        case identities.FetchIdentities():
            return identities.IdentitiesFailed(UNREACHABLE, NOW)
        case tokens.FetchTokens():
            return tokens.TokensFailed(UNREACHABLE)
        case wallets.FetchWallet(who):
            return wallets.WalletFailed(who, UNREACHABLE, NOW)
        case wallets.FetchDaily(who, token_id):
            return wallets.DailyFailed(who, token_id, UNREACHABLE, NOW)
        case history.FetchHistoryPage(who, query, _, number):
            return history.HistoryFailed(who, query, number, UNREACHABLE)
        case audit.FetchProof(transfer):
            return audit.ProofFailed(transfer.id, UNREACHABLE)
        case _:
            raise AssertionError(effect)


@dataclass(slots=True)
class Loader:
    """A desktop's state, the requests that fly, and those that were given up or superseded.

    Attributes:
        state: The state.
        flying: The requests on their way, by the key under which the store runs them.
        gone: Those whose answer nobody awaits any more.
        asked: What the last action asked for.
        doubled: Requests that superseded one that was not given up before.
        ruled: Whether what is read of rules flies too; else it is answered at once.
    """

    state: State = field(default_factory=State)
    flying: dict[Hashable, Effect] = field(default_factory=dict[Hashable, Effect])
    gone: list[Effect] = field(default_factory=list[Effect])
    asked: list[Effect] = field(default_factory=list[Effect])
    doubled: list[Effect] = field(default_factory=list[Effect])
    ruled: bool = False

    @property
    def books(self) -> Lazy:
        """The loader's books."""
        return self.state.lazy

    def do(self, action: Action) -> "Loader":
        """Dispatch an action, as the store does."""
        self.asked, self.doubled = [], []
        left = [action]
        while left:
            self.state, effects = reduce(self.state, left.pop(0))
            left += self._take(effects)
        return self

    def _take(self, effects: tuple[Effect, ...]) -> list[Action]:
        """Let requests fly; return the answers to those that don't."""
        told: list[Action] = []
        for effect in effects:
            if isinstance(effect, Cancel):
                self._end(effect.key)
            elif not self.ruled and (answered := rule_answer(effect)) is not None:
                told.append(answered)
            elif isinstance(effect, READS):
                if effect.exclusive in self.flying:
                    self.doubled.append(effect)
                self._end(effect.exclusive)
                self.flying[effect.exclusive] = effect
                self.asked.append(effect)
        return told

    def _end(self, key: Hashable) -> None:
        if (ended := self.flying.pop(key, None)) is not None:
            self.gone.append(ended)

    def answer(self, number: int, at: int = 1) -> None:
        """Let a request be answered."""
        if self.flying:
            self.do(answer(self.flying.pop(list(self.flying)[number % len(self.flying)]), at))

    def fail(self, number: int) -> None:
        """Let a request fail."""
        if self.flying:
            self.do(failure(self.flying.pop(list(self.flying)[number % len(self.flying)])))

    def answer_all(self, at: int = 1) -> "Loader":
        """Answer until nothing flies any more."""
        while self.flying:
            self.answer(0, at)
        return self

    def booked(self) -> set[Hashable]:
        """Return the keys of what the books say is on its way."""
        return {key_of(part) for part in self.books.flying}


def ready(head: int = 1) -> Loader:
    """Return a desktop that is connected, live, and has read what it looks at: Ada's overview."""
    loader = Loader().do(health.NodeReady(NODE)).do(INSPECTED).answer_all(head)
    return loader.do(health.StreamConnected(Sequence(head))).answer_all(head)


def shown(who: IdentityId, query: HistoryQuery | None = None) -> history.ShowHistory:
    """Return the action that shows somebody's table."""
    return history.ShowHistory(who, query or HistoryQuery())
