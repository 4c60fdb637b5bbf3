"""The store applies actions in order, runs effects, and turns their crashes into actions."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.store import Store


@dataclass(frozen=True, slots=True)
class Say(Effect):
    word: str
    key: str | None = None

    @property
    def exclusive(self) -> str | None:
        return self.key


@dataclass(frozen=True, slots=True)
class Wait(Effect):
    @property
    def waits(self) -> bool:
        return True


State = tuple[str, ...]
Perform = Callable[[Effect, Callable[[str], None]], Awaitable[None]]


def reduce(state: State, action: str) -> tuple[State, tuple[Effect, ...]]:
    if action.startswith("say "):
        return state, (Say(action.removeprefix("say ")),)
    if action.startswith("only "):
        return state, (Say(action.removeprefix("only "), "one"),)
    if action == "cancel":
        return state, (Cancel("one"),)
    if action == "wait":
        return state, (Wait(),)
    return ((*state, action) if action != "nothing" else state), ()


async def echo(effect: Effect, dispatch: Callable[[str], None]) -> None:
    assert isinstance(effect, Say)
    await asyncio.sleep(0)
    dispatch(effect.word)


def make(perform: Perform = echo) -> Store[State, str]:
    return Store((), reduce, perform, lambda effect, error: f"{type(effect).__name__} {type(error).__name__}")


@pytest.mark.asyncio
async def test_actions_are_applied_in_the_order_they_came() -> None:
    store = make()
    store.dispatch("a")
    store.dispatch("b")
    assert store.state == ("a", "b")


@pytest.mark.asyncio
async def test_an_effect_reports_by_an_action() -> None:
    store = make()
    store.dispatch("say hello")
    await store.settle()
    assert store.state == ("hello",)


@pytest.mark.asyncio
async def test_a_crash_in_an_effect_becomes_an_action() -> None:
    async def crash(effect: Effect, dispatch: Callable[[str], None]) -> None:
        raise RuntimeError

    store = make(crash)
    store.dispatch("say hello")
    await store.settle()
    assert store.state == ("Say RuntimeError",)


@pytest.mark.asyncio
async def test_a_newer_exclusive_effect_cancels_the_one_before() -> None:
    release = asyncio.Event()

    async def slow(effect: Effect, dispatch: Callable[[str], None]) -> None:
        assert isinstance(effect, Say)
        if effect.word == "first":
            await release.wait()
        dispatch(effect.word)

    store = make(slow)
    store.dispatch("only first")
    await asyncio.sleep(0)
    store.dispatch("only second")
    release.set()
    await store.settle()
    assert store.state == ("second",)


@pytest.mark.asyncio
async def test_what_is_no_longer_wanted_is_cancelled_and_can_be_asked_for_again() -> None:
    release = asyncio.Event()

    async def slow(effect: Effect, dispatch: Callable[[str], None]) -> None:
        assert isinstance(effect, Say)
        await release.wait()
        dispatch(effect.word)

    store = make(slow)
    store.dispatch("cancel")
    store.dispatch("only first")
    await asyncio.sleep(0)
    store.dispatch("cancel")
    store.dispatch("only second")
    release.set()
    await store.settle()
    assert store.state == ("second",)


@pytest.mark.asyncio
async def test_nobody_waits_for_an_effect_that_only_lets_time_pass() -> None:
    async def forever(effect: Effect, dispatch: Callable[[str], None]) -> None:
        await asyncio.Event().wait()

    store = make(forever)
    store.dispatch("wait")
    await store.settle()
    assert store.running() == ("Wait",)
    await store.close()


@pytest.mark.asyncio
async def test_a_watcher_that_dispatches_is_called_for_its_own_action_too() -> None:
    store = make()
    seen: list[State] = []

    def watcher() -> None:
        seen.append(store.state)
        if store.state == ("a",):
            store.dispatch("b")

    store.watch(watcher)
    store.dispatch("a")
    assert store.state == ("a", "b")
    assert ("a", "b") in seen


@pytest.mark.asyncio
async def test_watchers_are_not_called_where_nothing_changed_nor_after_they_ended() -> None:
    store = make()
    calls: list[int] = []
    end = store.watch(lambda: calls.append(1))
    store.dispatch("nothing")
    assert calls == []
    store.dispatch("a")
    end()
    end()
    store.dispatch("b")
    assert calls == [1]


@pytest.mark.asyncio
async def test_an_action_dispatched_while_reducing_waits_its_turn() -> None:
    order: list[str] = []
    store: Store[State, str]

    def reentrant(state: State, action: str) -> tuple[State, tuple[Effect, ...]]:
        order.append(action)
        if action == "outer":
            store.dispatch("inner")
            order.append("outer done")
        return state, ()

    store = Store((), reentrant, echo, lambda effect, error: "")
    store.dispatch("outer")
    assert order == ["outer", "outer done", "inner"]


@pytest.mark.asyncio
async def test_close_cancels_what_runs_and_drops_later_actions() -> None:
    async def forever(effect: Effect, dispatch: Callable[[str], None]) -> None:
        await asyncio.Event().wait()

    store = make(forever)
    store.dispatch("say a")
    store.dispatch("say b")
    await asyncio.sleep(0)
    assert store.running() == ("Say", "Say")
    await store.settle(besides=frozenset({"Say"}))
    await store.close()
    store.dispatch("late")
    assert (store.state, store.running()) == ((), ())
