"""Whatever was asked of the node: kept, sent in order, tried again, and remembered (seed: crossIdentityOperations).

Nothing is sent before the disk says that it may have left, so a crash at any moment leaves each
operation either waiting, or to be sent again under the same request id, which can't do it twice.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol, assert_never

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.operation import (
    Ask,
    Cancelled,
    Cancelling,
    Keeping,
    Made,
    NotKept,
    Operation,
    Refused,
    Sending,
    Unanswered,
    Waiting,
    has_ended,
)
from qwallet_desktop.state.operation_actions import (
    Action,
    CancelOperation,
    ConfirmOperation,
    DiskDue,
    ItemsMoved,
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
    RestOperation,
    RetryOperation,
    SeeWay,
    Submit,
)
from qwallet_desktop.state.operation_disk import not_read, not_written, written
from qwallet_desktop.state.operation_items import with_items
from qwallet_desktop.state.operation_line import (
    Disk,
    Operations,
    Step,
    add,
    advance,
    advance_all,
    ahead_of,
    end,
    is_elsewhere,
    join,
    put,
    rested,
    watch,
    way_is_open,
    write,
)
from qwallet_desktop.state.transfers import PaymentDraft

__all__ = [
    "Action",
    "CancelOperation",
    "ConfirmOperation",
    "Disk",
    "HoldUp",
    "Operations",
    "RetryOperation",
    "SeeWay",
    "Submit",
    "hold_up",
    "open_count",
    "reduce",
]


def reduce(operations: Operations, action: Action) -> Step:
    """Apply an action, then begin to take to the disk what has changed."""
    reduced, effects = _reduce(operations, action)
    written, more = write(reduced)
    return written, (*effects, *more)


def _reduce(operations: Operations, action: Action) -> Step:
    match action:
        case Submit():
            return _submitted(operations, action)
        case CancelOperation(request_id):
            return _called_off(operations, request_id), ()
        case ConfirmOperation(request_id, at):
            return _confirmed(operations, request_id, at)
        case RetryOperation():
            return _retried(operations, action)
        case SeeWay():
            return _seen(operations, action)
        case Proceed(at):
            return advance_all(operations, at)
        case OperationMade(request_id, at, receipt):
            operation = _under_way(operations, request_id)
            if operation is None:
                return operations, ()
            return advance(end(operations, replace(operation, stage=Made(at, receipt))), operation.identity_id, at)
        case OperationFailed():
            return _failed(operations, action)
        case OperationDue(request_id, at):
            operation = operations.known.get(request_id)
            if operation is None or request_id not in operations.resting:
                return operations, ()
            return advance(rested(operations, request_id), operation.identity_id, at)
        case OperationsRead(earlier, at, lost):
            disk = replace(operations.disk, is_read=True, is_reading=False, problem=lost)
            return advance_all(join(replace(operations, disk=disk), earlier), at)
        case OperationsNotRead(problem):
            return not_read(operations, problem)
        case OperationsWritten(at):
            return written(operations, at)
        case OperationsNotWritten(problem, at):
            return not_written(operations, problem, at)
        case ItemsMoved(items):
            return with_items(operations, items), ()
        case DiskDue():
            return _reading(replace(operations, disk=replace(operations.disk, is_resting=False)))
        case _:
            assert_never(action)


def _submitted(operations: Operations, asked: Submit) -> Step:
    if asked.request_id in operations.known:
        return operations, ()
    node_id = asked.node_id or operations.node_id
    new = Operation(
        asked.request_id,
        asked.identity_id,
        asked.ask,
        asked.at,
        Keeping(),
        asked.retry_of,
        node_id=node_id,
        actor=asked.actor,
    )
    operations, reading = _reading(add(operations, new))
    operations, effects = advance(operations, asked.identity_id, asked.at)
    return operations, (*reading, *effects)


def _reading(operations: Operations) -> Step:
    """Begin to read the disk, unless that has been done or can't be."""
    disk = operations.disk
    if disk.is_read or disk.is_reading or not operations.unlocked:
        return operations, ()
    return replace(operations, disk=replace(disk, is_reading=True)), (ReadOperations(),)


def _called_off(operations: Operations, request_id: RequestId) -> Operations:
    operation = operations.known.get(request_id)
    if operation is None or not isinstance(operation.stage, (Keeping, Waiting)):
        return operations
    # Those behind it go on once the disk says that it is cancelled.
    return rested(put(operations, replace(operation, stage=Cancelling())), request_id)


def _confirmed(operations: Operations, request_id: RequestId, at: datetime) -> Step:
    operation = operations.known.get(request_id)
    if operation is None or not isinstance(operation.stage, Waiting):
        return operations, ()
    wanted = put(operations, replace(operation, stage=Waiting(at)))
    operations, effects = advance(rested(wanted, request_id), operation.identity_id, at)
    return operations, (*effects, *watch(operations))


def _retried(operations: Operations, action: RetryOperation) -> Step:
    operation = operations.known.get(action.request_id)
    if operation is None:
        return operations, ()
    match operation.stage:
        case Waiting() | Unanswered():
            return advance(rested(operations, operation.id), operation.identity_id, action.at)
        case Refused() | NotKept() | Cancelled():
            if any(other.retry_of == operation.id and _is_wanted(other) for other in operations.known.values()):
                return operations, ()
            whose, ask, actor = operation.identity_id, _asked_again(operation), operation.actor
            again = Submit(action.new_id, whose, ask, action.at, operation.id, actor=actor)
            return _submitted(operations, again)
        case _:
            return operations, ()


def _asked_again(operation: Operation) -> Ask:
    """Return what is asked when an operation is repeated: with the outcome that the refusal has told."""
    ask, stage = operation.ask, operation.stage
    if isinstance(ask, PaymentDraft) and isinstance(stage, Refused) and stage.problem.code is Code.DECISION_CHANGED:
        return replace(ask, expected=stage.problem.facts.get("outcome", ""))
    return ask


def _is_wanted(operation: Operation) -> bool:
    return isinstance(operation.stage, Made) or not has_ended(operation)


def _seen(operations: Operations, way: SeeWay) -> Step:
    """What waited for a while waits no longer: the way may have become another one."""
    disk = replace(operations.disk, is_resting=False)
    node_id = way.node_id or operations.node_id
    seen = replace(operations, node=way.node, unlocked=way.unlocked, resting=frozenset(), disk=disk, node_id=node_id)
    seen, reading = _reading(seen)
    return seen, (*reading, *((ReadClock(),) if way_is_open(seen) and seen.lines else ()))


def _under_way(operations: Operations, request_id: RequestId) -> Operation | None:
    """Return the operation whose answer is awaited under this id."""
    operation = operations.known.get(request_id)
    stage = operation.stage if operation is not None else None
    return operation if isinstance(stage, Sending) and stage.has_left else None


def _failed(operations: Operations, action: OperationFailed) -> Step:
    operation = _under_way(operations, action.request_id)
    stage = operation.stage if operation is not None else None
    if operation is None or not isinstance(stage, Sending):
        return operations, ()
    if action.decided:
        failed = end(operations, replace(operation, stage=Refused(action.at, action.problem)))
        return advance(failed, operation.identity_id, action.at)
    if stage.back is not None and not action.sent:
        tries = stage.back.tries + 1
        back = replace(stage.back, problem=action.problem, tries=tries)
        failed = put(operations, replace(operation, stage=back))
    else:
        tries = stage.attempt
        # The disk says so already: it counts as sent since before it left.
        unanswered = replace(operation, stage=Unanswered(stage.since, action.problem, stage.attempt))
        failed = put(operations, unanswered, keep=False)
    failed = replace(failed, resting=failed.resting | {operation.id})
    rest = RestOperation(operation.id, tries, action.retry_after)
    failed, effects = advance(failed, operation.identity_id, action.at)
    return failed, (rest, *effects)


_NO_WAY = frozenset({Code.NODE_UNREACHABLE, Code.NODE_TIMEOUT, Code.NODE_STARTING, Code.CIRCUIT_OPEN})


class HoldUp(StrEnum):
    """What an operation waits for."""

    NODE = "NODE"
    UNLOCK = "UNLOCK"
    EARLIER = "EARLIER"
    CONFIRM = "CONFIRM"
    LEDGER = "LEDGER"


class HasOperations(Protocol):
    """The whole state, of which only the operations matter here."""

    @property
    def operations(self) -> Operations:
        """All operations."""


def hold_up(state: HasOperations, operation: Operation) -> HoldUp | None:
    """Return what an operation waits for; None where it goes out at once, is under way or has ended."""
    operations, stage = state.operations, operation.stage
    if not isinstance(stage, (Keeping, Waiting, Unanswered)):
        return None
    if is_elsewhere(operations, operation):
        return HoldUp.LEDGER
    if isinstance(stage, Waiting) and stage.is_old:
        return HoldUp.CONFIRM
    if not operations.unlocked:
        return HoldUp.UNLOCK if operations.node else HoldUp.NODE
    if not operations.node:
        return HoldUp.NODE
    if any(ahead_of(operations, operation)):
        return HoldUp.EARLIER
    problem = stage.problem if isinstance(stage, Waiting) else None
    return HoldUp.NODE if problem is not None and problem.code in _NO_WAY else None


def open_count(operations: Operations) -> int:
    """Count what is still to be done."""
    return sum(map(len, operations.lines.values()))
