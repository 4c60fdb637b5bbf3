"""Performs what operations ask for: keeping them on the disk, sending them, and the time between attempts."""

import asyncio
from datetime import timedelta

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.effects.carrying_out import carry_out
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.document import DamagedError
from qwallet_desktop.effects.operation_file import NAME, unpack
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.retry import jittered_delay
from qwallet_desktop.state.operation import Operation, Stage
from qwallet_desktop.state.operation_actions import (
    DiskDue,
    OperationDue,
    OperationFailed,
    OperationMade,
    OperationsNotRead,
    OperationsNotWritten,
    OperationsRead,
    OperationsWritten,
    Proceed,
    ReadClock,
    ReadOperations,
    RestDisk,
    RestOperation,
    SendOperation,
    WatchAge,
    WriteOperations,
)

FIRST_REST = 0.5
LONGEST_REST = 30.0
"""Seconds between attempts; each pause is up to twice as long as the one before."""

LONGEST_WISH = 300.0
"""Seconds that a node may ask to be left alone, at most."""

DISK_REST = 5.0
"""Seconds until a disk that failed is tried again."""

LONGEST_LOOK = timedelta(minutes=10)
"""How long is waited before the clock is looked at again: a sleeping computer stops timers, not days."""


async def read_operations(desk: Desk, _effect: ReadOperations, dispatch: Dispatch) -> None:
    """Read what earlier runs left; what can't be understood is set aside and said."""
    try:
        operations = await _kept(desk)
    except DamagedError:
        await _begin_anew(desk, dispatch)
    except Refused as refused:
        if refused.problem.code is Code.VAULT_DAMAGED:
            await _begin_anew(desk, dispatch)
        else:
            dispatch(OperationsNotRead(refused.problem))
    except Exception:
        dispatch(OperationsNotRead(Problem(Code.INTERNAL)))
        raise
    else:
        desk.said = said(operations)
        dispatch(OperationsRead(operations, desk.now()))


async def _kept(desk: Desk) -> tuple[Operation, ...]:
    data = await desk.qlock.unseal(NAME)
    return () if data is None else await asyncio.to_thread(unpack, data)


async def _begin_anew(desk: Desk, dispatch: Dispatch) -> None:
    try:
        await desk.qlock.set_aside(NAME)
    except Refused as refused:
        dispatch(OperationsNotRead(refused.problem))
    else:
        dispatch(OperationsRead((), desk.now(), Problem(Code.OPERATIONS_DAMAGED)))


def named(desk: Desk, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Return the operations that are kept over the end of the program: all but those of AIDs."""
    aids = desk.qlock.aids.made
    return tuple(each for each in operations if each.identity_id not in aids) if aids else operations


def said(operations: tuple[Operation, ...]) -> tuple[tuple[RequestId, Stage], ...]:
    """Return what tells one state of the disk from another."""
    return tuple((each.id, each.stage) for each in operations)


async def write_operations(desk: Desk, effect: WriteOperations, dispatch: Dispatch) -> None:
    """Take operations to the disk; they are there, also after a crash, when that is said."""
    kept = named(desk, effect.operations)
    try:
        # Of AIDs the disk is told nothing, not even by when it was written: what they ask is kept in memory only.
        if said(kept) != desk.said:
            await desk.qlock.seal(NAME, await asyncio.to_thread(desk.operations.pack, kept))
            desk.said = said(kept)
    except Refused as refused:
        dispatch(OperationsNotWritten(refused.problem, desk.now()))
    except Exception:
        dispatch(OperationsNotWritten(Problem(Code.INTERNAL), desk.now()))
        raise
    else:
        dispatch(OperationsWritten(desk.now()))


async def send_operation(desk: Desk, effect: SendOperation, dispatch: Dispatch) -> None:
    """Sign and send an operation under its own request id."""
    operation = effect.operation
    try:
        result = await carry_out(desk, operation, dispatch)
    except ServiceError as error:
        dispatch(
            OperationFailed(
                operation.id,
                desk.now(),
                error.problem,
                sent=error.sent,
                decided=error.sent and not error.undecided,
                retry_after=error.retry_after or 0.0,
            )
        )
    except Exception:
        # Whatever it was, it may have happened after something was sent.
        dispatch(OperationFailed(operation.id, desk.now(), Problem(Code.INTERNAL), sent=True, decided=False))
        raise
    else:
        dispatch(OperationMade(operation.id, desk.now(), result))


async def rest_operation(desk: Desk, effect: RestOperation, dispatch: Dispatch) -> None:
    """Wait before the next attempt."""
    rest = jittered_delay(effect.tries, FIRST_REST, LONGEST_REST, desk.random)
    await desk.pause(max(rest, min(effect.at_least, LONGEST_WISH)))
    dispatch(OperationDue(effect.request_id, desk.now()))


async def rest_disk(desk: Desk, _effect: RestDisk, dispatch: Dispatch) -> None:
    """Wait before the disk is tried again."""
    await desk.pause(DISK_REST)
    dispatch(DiskDue())


async def read_clock(desk: Desk, _effect: ReadClock, dispatch: Dispatch) -> None:
    """Say what time it is."""
    dispatch(Proceed(desk.now()))


async def watch_age(desk: Desk, effect: WatchAge, dispatch: Dispatch) -> None:
    """Say what time it is once it is late enough."""
    while (left := effect.until - desk.now()) > timedelta(0):
        await desk.pause(min(left, LONGEST_LOOK).total_seconds())
    dispatch(Proceed(desk.now()))


PERFORMERS: Performers = {
    ReadOperations: read_operations,
    WriteOperations: write_operations,
    SendOperation: send_operation,
    RestOperation: rest_operation,
    RestDisk: rest_disk,
    ReadClock: read_clock,
    WatchAge: watch_age,
}
