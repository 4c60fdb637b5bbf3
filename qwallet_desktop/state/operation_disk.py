"""What becomes of operations when the disk was read or written, or could not be."""

from dataclasses import replace
from datetime import datetime

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.operation import (
    Cancelled,
    Cancelling,
    Keeping,
    NotKept,
    Operation,
    Sending,
    Waiting,
    as_kept,
    comes_first,
    has_ended,
)
from qwallet_desktop.state.operation_actions import RestDisk, RestOperation
from qwallet_desktop.state.operation_line import (
    Operations,
    Step,
    advance,
    ahead_of,
    end,
    leave,
    put,
    watch,
    way_is_open,
)


def not_read(operations: Operations, problem: Problem) -> Step:
    """Say of what was asked for that it can't be kept; where the keys are missing, it waits for them.

    What earlier runs left is still there, so the disk is tried again.
    """
    disk = replace(operations.disk, is_reading=False, problem=problem)
    operations = replace(operations, disk=disk)
    if problem.code is Code.VAULT_LOCKED:
        return operations, ()
    for operation in operations.known.values():
        if not has_ended(operation):
            operations = end(operations, replace(operation, stage=NotKept(problem)))
    # A fault of this program would be told as one each time.
    return operations, (() if problem.code is Code.INTERNAL else (RestDisk(),))


def at_rest(operations: Operations) -> tuple[Operation, ...] | None:
    """Return what the disk is to say at the end of the program; None where it says so already, or must not be written.

    No effect runs any more: what was about to leave has not left, and waits for the next run.
    """
    disk = operations.disk
    if not (disk.is_read and operations.unlocked) or (disk.writing is None and not disk.unwritten):
        return None
    known = map(operations.known.__getitem__, operations.order)
    return tuple(as_kept(_unsent(operation)) for operation in known if not isinstance(operation.stage, NotKept))


def _unsent(operation: Operation) -> Operation:
    match operation.stage:
        case Sending(back=back, has_left=False):
            return replace(operation, stage=back or Waiting(operation.submitted_at))
        case _:
            return operation


def written(operations: Operations, at: datetime) -> Step:
    """Go on with whatever has waited for the disk."""
    disk = operations.disk
    told = disk.writing or frozenset()
    operations = replace(operations, disk=replace(disk, writing=None, problem=None))
    effects: tuple[Effect, ...] = ()
    lines = set[IdentityId]()
    # The oldest may have been let go of meanwhile.
    for known in filter(None, map(operations.known.get, told)):
        operation = known
        lines.add(operation.identity_id)
        if operation.course.kept_at is None:
            operation = replace(operation, course=replace(operation.course, kept_at=at))
            operations = put(operations, operation, keep=False)
        if operation.id not in disk.unwritten:
            operations, more = _kept(operations, operation, at)
            effects += more
    for identity_id in lines:
        operations, more = advance(operations, identity_id, at)
        effects += more
    return operations, (*effects, *watch(operations))


def _kept(operations: Operations, operation: Operation, at: datetime) -> Step:
    """Go on with an operation about which the disk says the newest."""
    match operation.stage:
        case Keeping():
            return put(operations, replace(operation, stage=Waiting(operation.submitted_at)), keep=False), ()
        case Sending(has_left=False) as sending:
            # A freeze that was asked for while this was written goes first.
            if way_is_open(operations) and not any(map(comes_first, ahead_of(operations, operation))):
                return leave(operations, replace(operation, stage=replace(sending, has_left=True)), at)
            return _back(operations, operation, sending), ()
        case Cancelling():
            return end(operations, replace(operation, stage=Cancelled(at))), ()
        case _:
            return operations, ()


def _back(operations: Operations, operation: Operation, sending: Sending) -> Operations:
    """Have an operation wait again that was about to leave."""
    return put(operations, replace(operation, stage=sending.back or Keeping()))


def not_written(operations: Operations, problem: Problem, at: datetime) -> Step:
    """Send nothing of what the disk does not say; all of that is written again later."""
    disk = operations.disk
    told = (disk.writing or frozenset()) | disk.unwritten
    disk = replace(disk, writing=None, unwritten=told, is_resting=True, problem=problem)
    operations = replace(operations, disk=disk)
    effects: tuple[Effect, ...] = (RestDisk(),)
    for operation in filter(None, map(operations.known.get, told)):
        operations, more = _unkept(operations, operation, problem, at)
        effects += more
    return operations, effects


def _unkept(operations: Operations, operation: Operation, problem: Problem, at: datetime) -> Step:
    """Take back what can't go on without the disk. What waits only for the keys is written once they are there."""
    is_new, locked = operation.course.kept_at is None, problem.code is Code.VAULT_LOCKED
    match operation.stage:
        case Keeping() | Sending(has_left=False) if is_new and not locked:
            return end(operations, replace(operation, stage=NotKept(problem))), ()
        case Sending(has_left=False) if is_new:
            return put(operations, replace(operation, stage=Keeping())), ()
        case Sending(_, _, Waiting() as back, has_left=False):
            waits = put(operations, replace(operation, stage=replace(back, problem=problem)))
            waits = replace(waits, resting=waits.resting | {operation.id})
            return waits, (RestOperation(operation.id, back.tries + 1, 0.0),)
        case Cancelling() if is_new:
            return end(operations, replace(operation, stage=Cancelled(at))), ()
        case Cancelling():
            return put(operations, replace(operation, stage=Cancelling(problem))), ()
        case _:
            return operations, ()
