"""The same scripts here and on the Safe 1.4.1 contract: the same signatures are taken, the same is carried out.

What differs on purpose, and is kept out of the comparison:

- Here an initiator signs first and counts for nothing; the contract has none.
- Here whoever is to become a signer must sign the change too; the contract names owners unasked.
- Here the deciding signature carries the item out; there somebody hands in all signatures afterwards. So signatures
  that come after the deciding one are refused here, and not looked at there.
- Here items wait beside each other and a change of signers supersedes them; there each transaction has its number
  in a row. One transaction is open at a time in these scripts.
- Here a change that changes nothing is refused.
"""

from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path

import pytest

from qwallet_desktop.node.writer import Command, Reply
from tests.node.builders import a_node
from tests.oracle.ours import House
from tests.oracle.play import DifferenceError, play
from tests.oracle.safe import Chain
from tests.oracle.scripts import POOL, script

SCRIPTS = 10_000
TOGETHER = 250
"""Scripts that go on at the same time: the node takes what they ask in one commit."""

Player = Generator[Command, Reply, None]


@pytest.mark.oracle
def test_what_the_contract_accepts_is_accepted_here_and_nothing_else(tmp_path: Path) -> None:
    with a_node(tmp_path) as node:
        house = House(node, POOL)
        chain = Chain(POOL)
        tallies: dict[str, int] = {}
        players = (play(house, chain, script(seed), tallies) for seed in range(SCRIPTS))
        while group := list(islice(players, TOGETHER)):
            _together(house, group)
    # Scripts in which nothing ever happens would agree with anything.
    for happened in ("taken", "refused", "executed", "left", "replayed", "changed", "change refused"):
        assert tallies.get(happened, 0) > SCRIPTS // 20, (happened, tallies)


def _together(house: House, players: list[Player]) -> None:
    """Let scripts go on in step, until all have ended."""
    waiting = list(_asked(players, [None] * len(players)))
    while waiting:
        futures = [house.node.writer.submit(command) for _, command in waiting]
        replies = [future.result(60) for future in futures]
        waiting = list(_asked([player for player, _ in waiting], replies))


def _asked(players: list[Player], replies: "list[Reply] | list[None]") -> Iterator[tuple[Player, Command]]:
    for player, reply in zip(players, replies, strict=True):
        try:
            yield player, next(player) if reply is None else player.send(reply)
        except StopIteration:
            continue


def test_a_difference_says_where_it_is() -> None:
    assert "script 7, step 2" in str(DifferenceError(7, 2, "taken", here=True, there=False))
