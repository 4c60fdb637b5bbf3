"""Measures the reducer: actions a second by kind, with 10 and with 10,000 identities."""

import statistics
import time
from collections.abc import Iterator, Sequence

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.transfers import Direction, HistoryQuery
from qwallet_desktop.domain.wallets import DailyBalance
from qwallet_desktop.state import health, history, identities, navigation, tokens, transfers, wallets
from qwallet_desktop.state.root import Action, State, reduce
from tests.bench.table import Row, at_least, times_at_least
from tests.state import builders

FEW, MANY = 10, 10_000
ACTIONS = 2_000
ROUNDS = 7
ACTIVE = 100
"""How many of the identities something happens to."""


def world(count: int) -> tuple[State, list[IdentityId]]:
    """Make the state of a desktop that follows its node, and has read so many identities' wallets."""
    people = [builders.identity(IdentityId(f"did:key:z{number:05d}"), f"P{number}", number) for number in range(count)]
    state = State()
    for begun in (
        health.NodeReady(builders.NODE),
        identities.IdentitiesLoaded(tuple(people), builders.NOW),
        health.StreamConnected(Position(1)),
        tokens.TokensLoaded((builders.token(),)),
    ):
        state = reduce(state, begun)[0]
    day = (DailyBalance(builders.NOW.date(), builders.amount(1)),)
    for who in people:
        latest = tuple(builders.entry(sequence, who.id) for sequence in range(9, 1, -1))
        read: tuple[Action, ...] = (
            wallets.LoadWallet(who.id),
            wallets.WalletLoaded(builders.context(who.id), latest, builders.NOW),
            wallets.LoadDaily(who.id, builders.QTK),
            wallets.DailyLoaded(who.id, builders.QTK, day, builders.NOW),
        )
        for action in read:
            state = reduce(state, action)[0]
    table = HistoryQuery()
    for shown in (
        history.ShowHistory(people[0].id, table),
        history.HistoryLoaded(people[0].id, table, None, 0, builders.page(0, 3, 3)),
    ):
        state = reduce(state, shown)[0]
    return state, [who.id for who in people[:: max(1, count // ACTIVE)]]


def kinds(who: Sequence[IdentityId]) -> dict[str, list[Action]]:
    """Make actions by kind, each of which changes something."""
    tabs = list(navigation.Tab)
    at = [who[number % len(who)] for number in range(ACTIONS)]
    return {
        "a balance comes by event": [
            health.EventReceived(builders.posted(100 + number, one, Direction.IN, number))
            for number, one in enumerate(at)
        ],
        "a draft is typed": [
            transfers.PreviewTransfer(one, transfers.PaymentDraft(builders.BEN, builders.QTK, str(number), ""))
            for number, one in enumerate(at)
        ],
        "a wallet is asked for": [wallets.LoadWallet(one) for one in at],
        "another tab": [navigation.GoTo(navigation.Page.WALLET, tabs[number % 4]) for number in range(ACTIONS)],
        "another identity": [identities.SwitchIdentity(one) for one in at],
    }


def rate(state: State, actions: Sequence[Action]) -> float:
    """Return how many actions are applied in a second of processor time."""
    after, begun = state, time.thread_time()
    for action in actions:
        after = reduce(after, action)[0]
    assert after is not state
    return len(actions) / (time.thread_time() - begun)


def measure() -> Iterator[Row]:
    """Measure both worlds in turns; medians."""
    (few, few_people), (many, many_people) = world(FEW), world(MANY)
    in_few, in_many = kinds(few_people), kinds(many_people)
    all_few: list[float] = []
    all_many: list[float] = []
    for kind in in_few:
        rates = [(rate(few, in_few[kind]), rate(many, in_many[kind])) for _ in range(ROUNDS)]
        few_rate, many_rate = (statistics.median(column) for column in zip(*rates, strict=True))
        all_few.append(few_rate)
        all_many.append(many_rate)
        yield Row(f"reducer: {kind}; 10,000 identities, floor 10", many_rate, "/s", few_rate, times_at_least(0.8))
    # Each kind as often as the others: the mean of their times.
    mixed = statistics.harmonic_mean(all_many)
    yield Row("reducer: all of these in equal parts", mixed, "/s", statistics.harmonic_mean(all_few), at_least(200_000))
