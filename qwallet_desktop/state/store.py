"""The store: one state, one queue of actions, and every task of the program (architecture.md).

Only this file creates asyncio tasks. A crash in an effect becomes an action.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from typing import Generic, TypeVar

from qwallet_desktop.state.effect import Cancel, Effect

S = TypeVar("S")
A = TypeVar("A")

Reduce = Callable[[S, A], tuple[S, tuple[Effect, ...]]]
Dispatch = Callable[[A], None]
Perform = Callable[[Effect, Dispatch[A]], Awaitable[None]]
Crashed = Callable[[Effect, Exception], A]


class Store(Generic[S, A]):
    """Holds the state, applies actions in order, and runs the effects they ask for.

    Args:
        state: The first state.
        reduce: Pure function of state and action.
        perform: Performs one effect, dispatching what comes of it.
        crashed: Makes the action that reports an effect's unexpected exception.
    """

    def __init__(self, state: S, reduce: Reduce[S, A], perform: Perform[A], crashed: Crashed[A]) -> None:
        self._state = state
        self._reduce = reduce
        self._perform = perform
        self._crashed = crashed
        self._queue: deque[A] = deque()
        self._reducing = False
        self._watchers: dict[int, Callable[[], None]] = {}
        self._next_watcher = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._exclusive: dict[Hashable, asyncio.Task[None]] = {}
        self._closed = False

    @property
    def state(self) -> S:
        """The state as of the last action."""
        return self._state

    def dispatch(self, action: A) -> None:
        """Apply an action, then start the effects that it asks for.

        Safe to call from within a watcher or a performer; must be called on the
        loop's thread.
        """
        if self._closed:
            return
        self._queue.append(action)
        if self._reducing:
            return
        self._reducing = True
        before, effects = self._state, list[Effect]()
        try:
            while self._queue:
                self._state, asked = self._reduce(self._state, self._queue.popleft())
                effects.extend(asked)
        finally:
            self._reducing = False
        for effect in effects:
            self._start(effect)
        if self._state is not before:
            for watcher in list(self._watchers.values()):
                watcher()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` after every change of state; returns the function that ends this."""
        number = self._next_watcher
        self._next_watcher += 1
        self._watchers[number] = watcher

        def end() -> None:
            self._watchers.pop(number, None)

        return end

    def _start(self, effect: Effect) -> None:
        if isinstance(effect, Cancel):
            self._supersede(effect.key)
            return
        task = asyncio.get_running_loop().create_task(self._run(effect), name=type(effect).__name__)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if effect.waits:
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)
        key = effect.exclusive
        if key is None:
            return
        self._supersede(key)
        self._exclusive[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))

    def _supersede(self, key: Hashable) -> None:
        if (running := self._exclusive.pop(key, None)) is not None:
            running.cancel()

    def _forget(self, key: Hashable, task: asyncio.Task[None]) -> None:
        if self._exclusive.get(key) is task:
            del self._exclusive[key]

    async def _run(self, effect: Effect) -> None:
        try:
            await self._perform(effect, self.dispatch)
        except Exception as error:  # noqa: BLE001  (whatever an effect raises becomes an action, never a lost task)
            self.dispatch(self._crashed(effect, error))

    def running(self) -> tuple[str, ...]:
        """Name the effects under way, for tests and for the health panel."""
        return tuple(sorted(task.get_name() for task in self._tasks))

    async def settle(self, *, besides: frozenset[str] = frozenset()) -> None:
        """Wait until no effect runs, except those that only let time pass or never end (named by their class)."""
        while tasks := [task for task in self._tasks - self._waiting if task.get_name() not in besides]:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Cancel every task and wait until all have ended; later actions are dropped."""
        self._closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        self._tasks.difference_update(tasks)
