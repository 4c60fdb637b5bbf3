"""Fills a node with sample data, through its own rules: tokens and payments over the last 120 days."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from random import Random
from uuid import UUID

from sqlalchemy import Connection, select

from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.money import Amount, format_amount
from qwallet_desktop.domain.tokens import declare_token
from qwallet_desktop.node import search, tables
from qwallet_desktop.node.batch import decide
from qwallet_desktop.node.commands import Ask, Command, Evidence
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.identities import Register
from qwallet_desktop.node.notifications import MarkRead
from qwallet_desktop.node.rows import chunks, newest_sequence
from qwallet_desktop.node.tokens import Issue
from qwallet_desktop.node.transfers import Pay

DAYS = 120
ROUTE = "seed"
FEWEST_IDENTITIES = 2
PAYMENTS_IN_A_COMMIT = 1_000
NEWS = 10
"""Payments, the newest of all, whose recipients have not looked yet."""
EVENTS_OF_A_PAYMENT = 2
FIRST_REFUSAL = 400

_MEMOS = (
    "", "", "", "Rent", "Lunch", "Coffee", "Café Zürich", "Groceries", "Invoice {n}", "Invoice {n}, second part",
    "Train ticket", "Gym", "Books", "Dinner with friends", "Birthday present", "Team budget", "Refund {n}",
    "Electricity", "Water bill", "Phone bill", "Insurance {n}", "Salary", "Bonus", "Travel costs", "Hotel",
    "Repair of the bicycle", "Concert", "Donation", "Membership fee", "Flowers", "Überweisung {n}", "Miete",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sample:
    """A token of the sample: what is issued, and between which sizes payments lie, in smallest units."""

    symbol: str
    name: str
    decimals: int
    issued: int
    smallest: int
    largest: int


_SAMPLES = (
    _Sample("QTK", "Qwallet token", 2, 50_000_000_00, 1_00, 400_00),
    _Sample("EURQ", "Sample euro", 2, 20_000_000_00, 2_50, 180_00),
    _Sample("GOLD", "Sample gold, in ounces", 6, 90_000_000_000, 1_000, 750_000),
)


class _TurnedClock:
    """Gives each command its own moment of the past, then stands at the last."""

    def __init__(self, moments: Sequence[datetime]) -> None:
        self._moments = iter(moments)
        self._now = moments[0]

    def __call__(self) -> datetime:
        self._now = next(self._moments, self._now)
        return self._now


def is_empty(node: Node) -> bool:
    """Tell whether nobody is registered at a node yet."""
    with node.read() as connection:
        return connection.scalar(select(tables.identities.c.n).limit(1)) is None


def seed_demo(  # noqa: PLR0913  (what a sample is, and who is told)
    node: Node,
    identities: Sequence[tuple[IdentityId, str]],
    transactions: int,
    seed: int,
    *,
    with_first: bool = False,
    told: Callable[[int], object] = lambda _made: None,
) -> None:
    """Register the identities, issue QTK, EURQ and GOLD, and make payments between them.

    Everything goes through the writer's rules, in big commits. Nobody signed these commands: their
    evidence is empty and their route is `seed`.

    Args:
        node: A node without identities.
        identities: At least two DIDs with names, by when they were created; the first becomes the issuer.
        transactions: How many payments, the issuing not counted.
        seed: Makes the same payments again.
        with_first: The first identity takes part in every payment, so that its history has them all.
        told: Called after each commit with the number of payments made so far.

    Raises:
        ValueError: Fewer than two identities.
        RuntimeError: The node's rules refused one of the commands.
        Refused: What is the matter with the database.
    """
    if len(identities) < FEWEST_IDENTITIES:
        message = "payments need two identities"
        raise ValueError(message)
    chance = Random(seed)  # noqa: S311  (sample data, no secrets)
    issuer = identities[0][0]
    people = [did for did, _ in identities]
    salts = [chance.randbytes(16).hex() for _ in _SAMPLES]
    founding: list[tuple[IdentityId, Ask]] = [
        (did, Register(did, "ROOT", name, None, launched=True)) for did, name in identities
    ]
    founding += [(issuer, _issue(sample, salt)) for sample, salt in zip(_SAMPLES, salts, strict=True)]
    start = node.clock() - timedelta(days=DAYS)
    # Each at its own moment, so that identities and tokens keep the order in which they are given.
    _perform(node, chance, [(_after(start, place), actor, ask) for place, (actor, ask) in enumerate(founding)])
    tokens = [
        declare_token(issuer, sample.symbol, sample.name, sample.decimals, salt).id
        for sample, salt in zip(_SAMPLES, salts, strict=True)
    ]
    payments = _payments(chance, people, tokens, transactions, with_first=with_first)
    timed = zip(_moments(chance, start, len(founding), transactions), payments, strict=True)
    made = 0
    for some in chunks(timed, PAYMENTS_IN_A_COMMIT):
        _perform(node, chance, [(at, actor, ask) for at, (actor, ask) in some])
        made += len(some)
        told(made)
    _read_all_but_the_newest(node, chance, people)
    search.tidy(node.engine)


def _read_all_but_the_newest(node: Node, chance: Random, people: Sequence[IdentityId]) -> None:
    """Let everybody have read of all but the last few payments, as people do who look at times."""
    with node.read() as connection:
        read = newest_sequence(connection) - NEWS * EVENTS_OF_A_PAYMENT
    now = node.clock()
    _perform(node, chance, [(now, did, MarkRead(did, read)) for did in people])


def _issue(sample: _Sample, salt: str) -> Issue:
    amount = format_amount(Amount(sample.issued, sample.decimals, TokenId("")))
    return Issue(sample.symbol, sample.name, sample.decimals, salt, amount)


def _after(start: datetime, milliseconds: int) -> datetime:
    return start + timedelta(milliseconds=milliseconds)


def _moments(chance: Random, start: datetime, first: int, count: int) -> Iterator[datetime]:
    """Spread payments over the days since the start, in order, from the `first` millisecond on."""
    span = int(timedelta(days=DAYS) / timedelta(milliseconds=1)) - first
    for place in range(count):
        yield _after(start, first + int(span * (place + chance.random()) / count))


def _payments(
    chance: Random, people: Sequence[IdentityId], tokens: Sequence[TokenId], count: int, *, with_first: bool
) -> Iterator[tuple[IdentityId, Pay]]:
    """Invent payments that nobody overdraws by: first the issuer gives everyone some of each token."""
    holds = [dict.fromkeys(people, 0) for _ in _SAMPLES]
    for held, sample in zip(holds, _SAMPLES, strict=True):
        held[people[0]] = sample.issued
    gifts = iter(product(people[1:], range(len(tokens))))
    for _ in range(count):
        if gift := next(gifts, None):
            sender, (recipient, which) = people[0], gift
            units, memo = _SAMPLES[which].issued // (2 * len(people)), "Welcome"
        else:
            which = chance.choices(range(len(tokens)), weights=(6, 3, 1))[0]
            sender, recipient = _pair(chance, people, holds[which], with_first=with_first)
            units = min(_size(chance, _SAMPLES[which]), holds[which][sender])
            memo = chance.choice(_MEMOS).format(n=chance.randint(1000, 9999))
        holds[which][sender] -= units
        holds[which][recipient] += units
        amount = Amount(units, _SAMPLES[which].decimals, tokens[which])
        yield sender, Pay(recipient, tokens[which], format_amount(amount), memo)


def _pair(
    chance: Random, people: Sequence[IdentityId], holds: Mapping[IdentityId, int], *, with_first: bool
) -> tuple[IdentityId, IdentityId]:
    """Choose who pays whom; for one who has nothing the other side pays, or the richest."""
    if with_first:
        other = chance.choice(people[1:])
        sender, recipient = chance.choice([(people[0], other), (other, people[0])])
        return (sender, recipient) if holds[sender] else (recipient, sender)
    sender, recipient = chance.sample(people, 2)
    if holds[sender]:
        return sender, recipient
    return max(people, key=lambda did: holds[did]), sender


def _size(chance: Random, sample: _Sample) -> int:
    """Choose an amount: most are small."""
    share = chance.random() ** 3
    return sample.smallest + int(share * (sample.largest - sample.smallest))


def _perform(node: Node, chance: Random, timed: Sequence[tuple[datetime, IdentityId, Ask]]) -> None:
    """Decide commands in one commit, each at its own moment.

    Raises:
        RuntimeError: One was refused.
    """
    commands = [_command(chance, actor, ask) for _, actor, ask in timed]
    around = replace(node.around, clock=_TurnedClock([at for at, _, _ in timed]))

    def work(connection: Connection) -> None:
        for reply in decide(connection, commands, around):
            if reply.status >= FIRST_REFUSAL:
                message = f"the sample was refused: {reply.body.decode()}"
                raise RuntimeError(message)

    node.writer.run(work).result()


def _command(chance: Random, actor: IdentityId, ask: Ask) -> Command:
    request_id = RequestId(str(UUID(bytes=chance.randbytes(16), version=4)))
    digest = hashlib.sha256(request_id.encode()).hexdigest()
    return Command(actor, request_id, ROUTE, digest, {}, Evidence(), ask)
