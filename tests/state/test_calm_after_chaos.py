"""Whatever happened: once everything works again, what was asked for is done, and what is looked at is known."""

import random

import pytest

from qwallet_desktop.state import health
from qwallet_desktop.state.operation import Waiting
from tests.state.whole_world import World

SEEDS = range(40)


def ruined(seed: int) -> World:
    """A desktop to which much has happened: clicks, answers good and bad, locks, ends, a node that comes and goes."""
    world = World(random.Random(seed))  # noqa: S311 - chance, not a secret
    world.do(health.StartNode())
    happens = (
        *((world.submit, 4), (world.click, 6), (world.cut, 3), (world.stop_or_start, 2), (world.lock_or_unlock, 2)),
        *((world.hang_or_go_on, 1), (world.rest, 1), (world.end, 1)),
    )
    something, weights = zip(*happens, strict=True)
    for _ in range(world.chance.randint(20, 250)):
        if world.pending and world.chance.random() < 0.55:
            world.answer(world.chance.choice(world.pending), well=world.chance.random() < 0.6)
        else:
            world.chance.choices(something, weights)[0]()
    return world


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_comes_to_rest_and_nothing_is_left(seed: int) -> None:
    world = ruined(seed)
    assert world.calm(), f"seed {seed}: it never comes to rest: {world.pending}"
    state, operations = world.state, world.state.operations
    still_open = [operations.known[one].stage for line in operations.lines.values() for one in line]
    assert [stage for stage in still_open if not (isinstance(stage, Waiting) and stage.is_old)] == []
    assert (operations.disk.writing, operations.disk.unwritten) == (None, frozenset())
    assert not state.lazy.flying
    assert [part for part in state.lazy.looked if part not in state.lazy.fresh] == []
    assert [box for box in state.notifications.inboxes.boxes.values() if box.asked or box.problem] == []
    assert (health.is_up(state.health), state.health.live, dict(state.health.troubled)) == (True, True, {})


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_shown_as_called_off_or_not_kept_was_never_made(seed: int) -> None:
    world = ruined(seed)
    world.calm()
    assert world.made & world.ended == set()
