"""Sample data: a program of its own is started, then this one is left."""

import sys

import pytest

from qwallet_desktop.state.onboarding import StartDemo
from tests.effects.desks import Place

pytestmark = pytest.mark.asyncio


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What happened in which order; no program is really started."""
    noted: list[object] = []

    def start(command: list[str], *, start_new_session: bool) -> None:
        noted.extend([command, start_new_session])

    monkeypatch.setattr("qwallet_desktop.effects.onboarding.subprocess.Popen", start)
    return noted


async def test_the_new_program_is_there_before_this_one_leaves(place: Place, steps: list[object]) -> None:
    place.desk.leave = lambda: steps.append("left")
    assert await place.answer(StartDemo()) == []
    assert steps == [[sys.executable, "-m", "qwallet_desktop", "--demo"], True, "left"]


async def test_a_packaged_program_starts_itself(
    place: Place, steps: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    await place.answer(StartDemo())
    assert steps[0] == [sys.executable, "--demo"]


async def test_a_program_that_does_not_start_is_not_left_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[bool] = []
    place.desk.leave = lambda: left.append(True)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(FileNotFoundError):
        await place.answer(StartDemo())
    assert left == []
