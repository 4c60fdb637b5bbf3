"""Random scripts of what owners of a wallet do: pay, change owners, and sign rightly, wrongly, twice or too little."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

POOL = 7
"""People who are owners of some wallets and strangers to others."""

MOST_OWNERS = 4


class Fault(StrEnum):
    """What is wrong with a signature that somebody offers, whoever it is."""

    NOTHING = "NOTHING"
    OTHER_TRANSACTION = "OTHER_TRANSACTION"
    OTHER_PLACE = "OTHER_PLACE"
    BIT_FLIPPED = "BIT_FLIPPED"
    OF_SOMEBODY_ELSE = "OF_SOMEBODY_ELSE"


@dataclass(frozen=True)
class Offer:
    """A signature that is offered in the name of one of the pool."""

    who: int
    fault: Fault


class Change(StrEnum):
    """How owners change."""

    ADD = "ADD"
    REMOVE = "REMOVE"
    SWAP = "SWAP"
    THRESHOLD = "THRESHOLD"


@dataclass(frozen=True)
class OwnersChange:
    """A change of owners: `who` is added, removed or swapped for `other`; the threshold afterwards."""

    change: Change
    who: int
    other: int
    threshold: int


@dataclass(frozen=True)
class Step:
    """A transaction that is proposed, a payment or a change of owners, and the signatures that are offered for it."""

    wanted: OwnersChange | None
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Script:
    """A wallet's owners, how many must sign, and what happens then."""

    seed: int
    owners: tuple[int, ...]
    threshold: int
    steps: tuple[Step, ...]


def script(seed: int) -> Script:
    """Make the script of a number: always the same."""
    chance = Random(seed)  # noqa: S311  (it is for tests)
    owners = tuple(chance.sample(range(POOL), chance.randint(1, MOST_OWNERS)))
    threshold = chance.randint(1, len(owners))
    steps = tuple(_step(chance, owners) for _ in range(chance.randint(1, 3)))
    return Script(seed, owners, threshold, steps)


def _step(chance: Random, owners: tuple[int, ...]) -> Step:
    wanted = _change(chance) if chance.random() < 0.5 else None
    # Owners mostly, so that something comes of it; the others of the pool are strangers, or were owners before.
    offers = [chance.choice(owners) if chance.random() < 0.8 else chance.randrange(POOL) for _ in range(5)]
    faults = [Fault.NOTHING] * 8 + [fault for fault in Fault if fault is not Fault.NOTHING]
    return Step(wanted, tuple(Offer(who, chance.choice(faults)) for who in offers))


def _change(chance: Random) -> OwnersChange:
    who, other = chance.sample(range(POOL), 2)
    return OwnersChange(chance.choice(list(Change)), who, other, chance.randint(0, MOST_OWNERS + 1))
