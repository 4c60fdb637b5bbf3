"""The two helpings of imports, and what the window waits for before it is drawn."""

import asyncio
from collections.abc import Callable

import pytest

from qwallet_desktop import beginning
from qwallet_desktop.beginning import known_at_first
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.last_known import LastKnownOpened
from qwallet_desktop.state.lock import Phase, Slot, VaultInspected, VaultRefused
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.state.store import Store
from tests.helpers.interpreter import modules_after

SLOW = {"httpx", "pydantic", "pydantic_core", "qwallet_desktop.services", "qwallet_desktop.wire.shapes", "keyring"}


LATER = {"qwallet_desktop.ui.notification_centre", "qwallet_desktop.keys.backup_file"}
"""What is wanted in every run, but not by the first picture."""


def inspected(phase: Phase) -> VaultInspected:
    return VaultInspected(phase, Slot.KEYRING, words_checked=True, has_previous=False, keyring_usable=True, held=())


def store() -> Store[State, Action]:
    async def perform(_effect: Effect, _dispatch: Callable[[Action], None]) -> None:
        """Leave everything undone."""

    return Store(State(), reduce, perform, crashed)


async def waits_for(first: Store[State, Action], *actions: Action) -> None:
    """Wait for what is known first, while these actions come."""
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        waiting = group.create_task(known_at_first(first))
        for action in actions:
            await asyncio.sleep(0)
            assert not waiting.done()
            first.dispatch(action)


def test_what_the_first_picture_needs_brings_nothing_along_that_is_slow_to_import() -> None:
    loaded = modules_after("from qwallet_desktop.beginning import import_first; import_first()")
    assert "qwallet_desktop.ui.screens.overview" in loaded
    assert not (SLOW | LATER) & loaded


def test_the_rest_brings_what_speaks_with_the_node() -> None:
    loaded = modules_after("from qwallet_desktop.beginning import import_rest; import_rest()")
    assert {"httpx", "pydantic", "qwallet_desktop.effects.perform", *LATER} <= loaded


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "last",
    [inspected(Phase.LOCKED), inspected(Phase.MISSING), VaultRefused(Problem(Code.KEYRING_UNAVAILABLE))],
    ids=["locked", "missing", "refused"],
)
async def test_a_vault_that_shows_nothing_is_waited_for_alone(last: Action) -> None:
    await waits_for(store(), last)


@pytest.mark.asyncio
async def test_an_open_vault_is_waited_for_until_what_the_last_run_kept_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(beginning, "LONGEST_LOOK", 20.0)
    await waits_for(store(), inspected(Phase.OPEN), LastKnownOpened())


@pytest.mark.asyncio
async def test_a_keyring_that_asks_a_person_keeps_the_window_waiting_for_a_moment_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(beginning, "LONGEST_LOOK", 0.0)
    first = store()
    async with asyncio.timeout(20):
        await known_at_first(first)
    assert first.state == State()
