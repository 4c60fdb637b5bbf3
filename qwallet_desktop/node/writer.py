"""The node's one writing thread: takes commands from a bounded queue and commits them in groups."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.node.batch import Surroundings, decide
from qwallet_desktop.node.commands import Ask, Changes, Command, Evidence, Reply
from qwallet_desktop.node.database import writing
from qwallet_desktop.node.expiry import NEVER, next_expiry
from qwallet_desktop.node.identities import Register
from qwallet_desktop.node.known import Known
from qwallet_desktop.node.problems import problem_json
from qwallet_desktop.node.replicas import Replicas
from qwallet_desktop.node.rows import newest_sequence

__all__ = ["Ask", "Command", "Evidence", "Reply", "Writer"]

LONGEST_QUEUE = 4_096
MOST_IN_A_COMMIT = 512
"""Commands that begin no further commit, each payment of a batch counted."""

MOMENT_SECONDS = 0.001
MOST_MOMENTS = 20
"""How long a commit waits at most for more commands, where several came for the one before."""

LONGEST_SLEEP_SECONDS = 60.0
"""How often the clock is looked at while items are open: it may be set, and a computer that sleeps counts nothing."""

T = TypeVar("T")
Listener = Callable[[Position], None]
_logger = logging.getLogger(__name__)


def failure(problem: Problem) -> Reply:
    """Answer with a problem that no decision led to."""
    return Reply(problem.status, problem_json(problem), problem=problem)


@dataclass(frozen=True, slots=True)
class _Submitted:
    command: Command
    future: Future[Reply]


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Connection], Any]
    future: Future[Any]


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Time to end items, though nobody asks for anything."""


def _weight(item: _Submitted | _Job) -> int:
    return item.command.weight if isinstance(item, _Submitted) else 0


def _may_follow(before: _Submitted | _Job, item: _Submitted | _Job) -> bool:
    """Tell whether an item may share the commit of the one before."""
    return isinstance(before, _Submitted) and isinstance(item, _Submitted) and not before.command.ends_commit


class Writer:
    """Decides and writes commands, many to a commit, in the order in which they came.

    Args:
        engine: The database.
        around: Node id, key, clock and randomness.
        longest_queue: Commands that may wait, each payment of a batch counted; more are answered OVERLOADED.
        replicas: Who else is told of each commit, where other processes use the same database.
    """

    def __init__(
        self,
        engine: Engine,
        around: Surroundings,
        *,
        longest_queue: int = LONGEST_QUEUE,
        replicas: Replicas | None = None,
    ) -> None:
        self._engine = engine
        self._replicas = replicas
        self._around = around
        self._known = Known()
        self._longest_queue = longest_queue
        self._waiting: deque[_Submitted | _Job] = deque()
        self._weight = 0
        self._changed = threading.Condition()
        self._closed = False
        self._is_busy = self._is_gathering = False
        self._listeners: tuple[Listener, ...] = ()
        # Goes up, before it is acknowledged, with each commit that may change identities or grants.
        self.access_version = 0
        with engine.connect() as connection:
            self._newest = self._told = newest_sequence(connection)
            self._next_expiry = next_expiry(connection)
        self._thread = threading.Thread(target=self._work, name="qwallet-writer", daemon=True)
        self._thread.start()

    def submit(self, command: Command) -> Future[Reply]:
        """Queue a command; the future never raises: refusals and failures are replies too.

        A full queue answers OVERLOADED (429) at once, a closed writer NODE_UNREACHABLE (503).
        Cancelling the future before its turn takes the command out.
        """
        future: Future[Reply] = Future()
        with self._changed:
            if self._closed:
                future.set_result(failure(Problem(Code.NODE_UNREACHABLE)))
            elif self._weight >= self._longest_queue:
                future.set_result(failure(Problem(Code.OVERLOADED)))
            else:
                self._waiting.append(_Submitted(command, future))
                self._weight += command.weight
                if not self._is_gathering:
                    self._changed.notify()
        return future

    def run(self, job: Callable[[Connection], T]) -> Future[T]:
        """Run something in a writing transaction of its own, between two batches.

        The future raises Refused (DATABASE_LOCKED, STORAGE_FULL, …) or what the job raised.
        """
        future: Future[T] = Future()
        with self._changed:
            if self._closed:
                future.set_exception(Refused(Problem(Code.NODE_UNREACHABLE)))
            else:
                self._waiting.append(_Job(job, future))
                self._changed.notify()
        return future

    def on_commit(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(head sequence)` from the writing thread after each commit that added events.

        Returns:
            Call it to stop listening.
        """
        with self._changed:
            self._listeners = (*self._listeners, listener)
        return lambda: self._forget(listener)

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _forget(self, listener: Listener) -> None:
        with self._changed:
            self._listeners = tuple(kept for kept in self._listeners if kept is not listener)

    def _work(self) -> None:
        while taken := self._take():
            match taken[0]:
                case _Job() as job:
                    self._perform(job)
                case _Sweep():
                    self._sweep()
                case _Submitted():
                    self._answer([item for item in taken if isinstance(item, _Submitted)])
            self._tell()

    def _take(self) -> Sequence[_Submitted | _Job | _Sweep]:
        """Wait for work: a job alone, the commands before the next job, or a sweep; empty when closed and done."""
        with self._changed:
            while not self._waiting:
                if self._closed:
                    return []
                until = self._until_sweep()
                if until is not None and until <= 0:
                    return [_Sweep()]
                if not self._changed.wait(until) and self._replicas:
                    return [_Sweep()]
            self._gather()
            taken = [self._waiting.popleft()]
            weight = _weight(taken[0])
            while self._waiting and weight < MOST_IN_A_COMMIT and _may_follow(taken[-1], self._waiting[0]):
                taken.append(self._waiting.popleft())
                weight += _weight(taken[-1])
            self._weight -= weight
            self._is_busy = len(taken) > 1
            return taken

    def _gather(self) -> None:
        """Let a commit become larger where many ask at once: its own cost is that of several decisions.

        Waits until nobody has come for a moment, and not where one comes after another: `submit`
        does not wake it, which would cost the same as what is saved.
        """
        self._is_gathering = self._is_busy
        for _ in range(MOST_MOMENTS if self._is_busy else 0):
            before = len(self._waiting)
            self._changed.wait(MOMENT_SECONDS)
            if len(self._waiting) == before:
                break
        self._is_gathering = False

    def _until_sweep(self) -> float | None:
        """Return the seconds until the clock is to be looked at again, 0 or less where items end now.

        None is never: nothing is open. Of several nodes each looks into the database now and then, since the one
        that opened an item may be gone.
        """
        if self._next_expiry >= NEVER:
            return LONGEST_SLEEP_SECONDS if self._replicas else None
        return min((self._next_expiry - self._around.clock()).total_seconds(), LONGEST_SLEEP_SECONDS)

    def _sweep(self) -> None:
        """End the items whose time is over, in a transaction of their own."""
        try:
            self._decide([])
        except Exception:
            _logger.exception("expired items could not be ended yet")
            self._next_expiry = self._around.clock() + timedelta(seconds=LONGEST_SLEEP_SECONDS)

    def _decide(self, commands: Sequence[Command], *, changes_access: bool = False) -> list[Reply]:
        """Decide commands in one transaction, and know when the next item ends."""
        replies = self._commit(
            lambda connection: decide(connection, commands, self._around, self._known),
            changes_access=changes_access,
        )
        self._next_expiry = self._known.next_expiry or self._next_expiry
        return replies

    def _perform(self, job: _Job) -> None:
        if not job.future.set_running_or_notify_cancel():
            return
        # Nobody knows what a job writes.
        self._known.forget()
        try:
            result = self._commit(job.work, changes_access=True)
        except Exception as error:  # noqa: BLE001  (it belongs to whoever asked)
            job.future.set_exception(error)
        else:
            job.future.set_result(result)

    def _commit(self, work: Callable[[Connection], T], *, changes_access: bool) -> T:
        """Do some work in one transaction, and note the newest event once it is on the disk."""
        try:
            with writing(self._engine) as connection:
                result = work(connection)
                newest = self._known.newest or newest_sequence(connection)
                # Whose signature changed the members of a group is known now.
                changes_access = changes_access or self._known.changes_access
                if self._replicas and (changes_access or newest != self._newest):
                    self._replicas.announce(connection, changes_access=changes_access)
        except BaseException:
            self._known.forget()
            raise
        finally:
            self.access_version += changes_access
        self._newest = newest
        return result

    def _answer(self, submitted: Sequence[_Submitted]) -> None:
        running = [item for item in submitted if item.future.set_running_or_notify_cancel()]
        replies = self._replies([item.command for item in running])
        for item, reply in zip(running, replies, strict=True):
            item.future.set_result(reply)

    def _replies(self, commands: Sequence[Command]) -> list[Reply]:
        """Commit a batch; what fails unexpectedly is tried again one by one, so that it harms no other."""
        if not commands:
            return []
        try:
            changes_access = any(isinstance(command.ask, Register | Changes) for command in commands)
            return self._decide(commands, changes_access=changes_access)
        except Refused as refused:
            return [failure(refused.problem)] * len(commands)
        except Exception:
            if len(commands) == 1:
                _logger.exception("a command failed: %s", commands[0].route)
                return [failure(Problem(Code.INTERNAL))]
            _logger.warning("a batch of %d failed, each is tried alone", len(commands))
            return [reply for command in commands for reply in self._replies([command])]

    def _tell(self) -> None:
        """Tell the listeners of new events."""
        if self._newest == self._told:
            return
        self._told = self._newest
        for listener in self._listeners:
            try:
                listener(self._told)
            except Exception:
                _logger.exception("a listener failed")
