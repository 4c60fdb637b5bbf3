"""The moment of quiet after which neighbours are read ahead, and the while before the next try."""

from pathlib import Path

import pytest

from qwallet_desktop.effects.lazy import NEXT_TRY_SECONDS, QUIET_SECONDS
from qwallet_desktop.effects.perform import performer
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.lazy_actions import AwaitNextTry, AwaitQuiet, NextTryDue, Quieted
from qwallet_desktop.state.root import Action
from tests.effects.desks import make_desk


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("effect", "seconds", "fact"),
    [(AwaitQuiet(), QUIET_SECONDS, Quieted()), (AwaitNextTry(), NEXT_TRY_SECONDS, NextTryDue())],
)
async def test_when_the_time_has_passed_it_is_told(
    tmp_path: Path, effect: Effect, seconds: float, fact: Action
) -> None:
    desk = make_desk(tmp_path)
    passed: list[float] = []

    async def pause(seconds: float) -> None:
        passed.append(seconds)

    desk.pause = pause
    told: list[Action] = []
    await performer(desk)(effect, told.append)
    assert (passed, told) == ([seconds], [fact])
    await desk.close()
    desk.qlock.close()
