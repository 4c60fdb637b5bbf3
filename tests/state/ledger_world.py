"""A node, a line that reorders and repeats, and a desktop: for tests of what the state is in the end.

The node's ledger goes on while its events and answers are on their way; each is delivered when the test says so,
an answer with what the ledger held when it was read. In the end all has come, and the state must be the ledger's.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from qwallet_desktop.domain.events import Event, IdentityChanged, TransferPosted
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, RequestId, Sequence, TransferId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryPage, Receipt, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletContext, WalletPermissions
from qwallet_desktop.state import health, history, identities, lazy_actions, lock, tokens, transfers, wallets
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.remote import Loaded, known
from qwallet_desktop.state.root import Action, State, reduce
from tests.state.builders import ADA, BEN, EVE, NODE, NOW, QTK, amount, identity, request, token
from tests.state.rule_reads import rule_answer, rule_failure

OURS = (ADA, BEN)
EVERYBODY = (ADA, BEN, EVE)
FUNDS = 100_000
DAYS = 30
LATEST = 8
LAPSED = Problem(Code.GRANT_EXPIRED)
ROWS = 100


@dataclass(slots=True)
class Ledger:
    """What is true, at every position: entries never change, so each position can be looked at later."""

    head: int = 10
    now: datetime = NOW
    entries: list[HistoryEntry] = field(default_factory=list[HistoryEntry])
    events: list[Event] = field(default_factory=list[Event])
    people: dict[IdentityId, Identity] = field(default_factory=lambda: {one.id: one for one in people()})

    def pay(self, sender: IdentityId, recipient: IdentityId, units: int) -> None:
        """Carry out a payment and tell of it."""
        self.now += timedelta(minutes=1)
        sequence = Sequence(self.head + 1)
        transfer = Transfer(
            TransferId(f"tr_{sequence:032x}"),
            sequence,
            TransferKind.TRANSFER,
            sender,
            recipient,
            amount(units),
            "",
            self.now,
        )
        for who, change, direction in ((sender, -units, Direction.OUT), (recipient, units, Direction.IN)):
            after = amount(self.balance(who).settled.units + change)
            self.entries.append(HistoryEntry(who, transfer, direction, after))
            self.head += 1
            fact = TransferPosted(self.entries[-1], Balance(after, amount(0), sequence), token())
            if who in OURS:
                self.events.append(Event(Sequence(self.head), Sequence(self.head - 1), who, fact))

    def rename(self, who: IdentityId) -> None:
        """Give an identity another name and tell of it."""
        self.head += 1
        self.people[who] = replace(self.people[who], name=f"{who[-3:]} {self.head}")
        fact = IdentityChanged(self.people[who])
        self.events.append(Event(Sequence(self.head), Sequence(self.head - 1), who, fact))

    def turn_day(self) -> None:
        """Let another day begin."""
        self.now += timedelta(days=1)

    def history(self, who: IdentityId) -> list[HistoryEntry]:
        """Return an identity's entries, newest first."""
        return [entry for entry in reversed(self.entries) if entry.identity_id == who]

    def balance(self, who: IdentityId, until: date | None = None) -> Balance:
        """Return what an identity has, or had at the end of a day."""
        for entry in self.history(who):
            if until is None or entry.transfer.at.date() <= until:
                return Balance(entry.balance_after, amount(0), entry.transfer.sequence)
        return Balance(amount(FUNDS), amount(0), Sequence(1))

    def answer(self, effect: Effect) -> Action | None:
        """Answer what an effect asks for; None where it asks nothing of the node that matters here."""
        match effect:
            case wallets.FetchWallet(who):
                permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=False)
                context = WalletContext(who, (self.balance(who),), permissions, Sequence(self.head), self.now)
                return wallets.WalletLoaded(context, tuple(self.history(who)[:LATEST]), self.now)
            case wallets.FetchDaily(who, token_id):
                return wallets.DailyLoaded(who, token_id, self._line(who), self.now)
            case history.FetchHistoryPage(who, query, as_of, number):
                found = self.history(who)
                at = Sequence(self.head) if as_of is None else as_of
                rows = [entry for entry in found if entry.transfer.sequence <= at]
                page = HistoryPage(tuple(rows[number * ROWS :][:ROWS]), number * ROWS, len(rows), at)
                return history.HistoryLoaded(who, query, as_of, number, page)
            case identities.FetchIdentities():
                return identities.IdentitiesLoaded(tuple(self.people.values()), self.now, OURS)
            case tokens.FetchTokens():
                return tokens.TokensLoaded((token(),))
            case _:
                return rule_answer(effect, self.now)

    def _line(self, who: IdentityId) -> tuple[DailyBalance, ...]:
        days = [self.now.date() - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
        return tuple(DailyBalance(day, self.balance(who, day).settled) for day in days)


def people() -> tuple[Identity, ...]:
    """Return the identities that are ours."""
    return tuple(identity(who, who[-3:], minutes) for minutes, who in enumerate(OURS))


def refused(effect: Effect) -> Action | None:
    """Answer to one who may not read, what an effect asks for."""
    match effect:
        case wallets.FetchWallet(who):
            return wallets.WalletFailed(who, LAPSED, NOW)
        case wallets.FetchDaily(who, token_id):
            return wallets.DailyFailed(who, token_id, LAPSED, NOW)
        case history.FetchHistoryPage(who, query, _, number):
            return history.HistoryFailed(who, query, number, LAPSED)
        case tokens.FetchTokens():
            return tokens.TokensFailed(LAPSED)
        case _:
            return rule_failure(effect, LAPSED)


@dataclass(slots=True)
class Asked:
    """A request on its way: read once the node has answered, and then on its way back."""

    effect: Effect
    answer: Action | None = None


class World:
    """A ledger, the line, and a desktop that is connected to it and looks at Ada."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.state = State(lock=lock.Lock(lock.Phase.OPEN, words_checked=True, held=OURS))
        self.told: set[int] = set()
        self.lost, self.deaf = 0, False
        self.asked: dict[Hashable, Asked] = {}
        self.receipts: list[Action] = []
        self.do(health.NodeReady(NODE))
        self.answer_all()
        self.do(health.StreamConnected(Sequence(self.ledger.head)))
        self.answer_all()

    def do(self, action: Action) -> None:
        """Dispatch an action; what it asks for goes out on the line, in place of an older asking of the same."""
        self.state, effects = reduce(self.state, action)
        for effect in effects:
            if key := getattr(effect, "key", None):
                self.asked.pop(key, None)
            elif self.ledger.answer(effect) is not None:
                self.asked[effect.exclusive] = Asked(effect)

    def pay(self, sender: IdentityId, recipient: IdentityId, units: int) -> None:
        """Let the node carry out a payment; our own ones are also answered."""
        self.ledger.pay(sender, recipient, units)
        if sender in OURS:
            moved = self.ledger.history(sender)[0].transfer
            receipt = Receipt(moved, self.ledger.balance(sender))
            self.receipts.append(transfers.TransferCompleted(_request(moved), sender, receipt))

    def tell(self, at: int) -> None:
        """Deliver an event that has happened; perhaps once more, perhaps out of its order."""
        sent = len(self.ledger.events) - self.lost
        if sent and not self.deaf:
            at = self.lost + at % sent
            self.told.add(at)
            self.do(health.EventReceived(self.ledger.events[at]))

    def tell_next(self) -> None:
        """Deliver the oldest event that was not told."""
        if len(self.told) < len(self.ledger.events):
            self.tell(len(self.told) - self.lost)

    def tell_again(self, at: int) -> None:
        """Deliver one of the events that were told in their order, once more."""
        if self.told:
            self.tell(at % len(self.told))

    def lose(self) -> None:
        """Let the stream have a gap that the node can't fill: all that was not told never will be."""
        self._skip()
        self.do(health.Resynced(Sequence(self.ledger.head)))

    def lapse(self) -> None:
        """Let the grants end: nothing is told or answered before new ones were given."""
        if not self.deaf:
            self._skip()
            self.deaf = True
            self.do(lazy_actions.GrantsLapsed())

    def cut(self) -> None:
        """Let the stream be cut."""
        self.do(health.StreamLost(NOW))

    def connect(self) -> None:
        """Let the stream go on where it was."""
        if not self.deaf:
            self.do(health.StreamConnected(Sequence(self.ledger.head), NOW))

    def _skip(self) -> None:
        """Go on from here: the stream tells nothing that lies before a place which it has left."""
        self.lost = len(self.ledger.events)
        self.told.update(range(self.lost))

    def confirm(self, at: int) -> None:
        """Deliver the answer to a payment of ours, perhaps once more."""
        if self.receipts:
            self.do(self.receipts[at % len(self.receipts)])

    def read(self, at: int) -> None:
        """Let the node read what a request asks for; the answer is on its way from then on."""
        if self.asked:
            self._read(list(self.asked.values())[at % len(self.asked)])

    def deliver(self, at: int) -> None:
        """Deliver an answer."""
        if self.asked:
            key = list(self.asked)[at % len(self.asked)]
            one = self.asked.pop(key)
            self._read(one)
            assert one.answer is not None
            self.do(one.answer)

    def _read(self, one: Asked) -> None:
        if one.answer is not None:
            return
        if self.deaf and isinstance(one.effect, identities.FetchIdentities):
            # The new grants go first; what happened before them is not told.
            self._skip()
            self.deaf = False
        one.answer = refused(one.effect) if self.deaf else self.ledger.answer(one.effect)

    def answer_all(self) -> None:
        """Deliver answers until nothing is asked any more."""
        while self.asked:
            self.deliver(0)

    def end(self) -> None:
        """Let everything come that has not come yet."""
        if self.deaf:
            self.answer_all()
        self.connect()
        for at in range(len(self.ledger.events)):
            if at not in self.told:
                self.tell(at - self.lost)
        for action in self.receipts:
            self.do(action)
        self.answer_all()

    def wrong_people(self) -> Iterator[str]:
        """Say whose names are otherwise than the ledger has them."""
        for who, true in self.ledger.people.items():
            if self.state.identities.known[who] != true:
                yield f"{who[-3:]} is called {self.state.identities.known[who].name}, not {true.name}"

    def wrong_wallets(self) -> Iterator[str]:
        """Say what the wallets have otherwise than the ledger; of what is not read, nothing need be known."""
        for who, wallet in self.state.wallets.items():
            name, found = who[-3:], wallet.balances.get(QTK)
            if found is not None and found != self.ledger.balance(who):
                yield f"{name} has {found.settled.units}, not {self.ledger.balance(who).settled.units}"
            latest = known(wallet.latest)
            if latest is not None and latest != tuple(self.ledger.history(who)[:LATEST]):
                yield f"{name}: latest {_numbers(latest)}, not {_numbers(self.ledger.history(who)[:LATEST])}"
            for point in known(wallet.daily.get(QTK)) or ():
                if point.settled != (true := self.ledger.balance(who, point.day).settled):
                    yield f"{name} had {point.settled.units} on {point.day}, not {true.units}"
        looked = self.state.wallets[ADA]
        if not (isinstance(looked.latest, Loaded) and isinstance(looked.daily[QTK], Loaded)):
            yield "what is looked at is not known"

    def wrong_tables(self) -> Iterator[str]:
        """Say which tables count otherwise than the ledger what is newer than they are."""
        for who, table in self.state.history.items():
            if table.as_of is None:
                continue
            fresh = sum(entry.transfer.sequence > table.as_of for entry in self.ledger.history(who))
            if table.fresh != fresh:
                yield f"{who[-3:]}: {table.fresh} are said to be new, not {fresh}"


def _request(moved: Transfer) -> RequestId:
    return request(moved.sequence)


def _numbers(entries: Iterable[HistoryEntry]) -> list[int]:
    return [entry.transfer.sequence for entry in entries]
