"""All operations that are known, and which of each identity goes out next: in their order, one at a time.

A freeze does not stand in that order: it goes out ahead of what waits, and beside a payment that is on its way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.operation import (
    LONGEST_WAIT,
    Cancelling,
    Course,
    NotKept,
    Operation,
    Sending,
    Unanswered,
    Waiting,
    as_kept,
    comes_first,
    has_ended,
)
from qwallet_desktop.state.operation_actions import SendOperation, WatchAge, WriteOperations

MOST_ENDED = 500
"""How many of the operations that have ended are kept: the newest."""

MOST_ENDED_PAYMENTS = 2_000
"""How many payments those may consist of, where many of them are lists."""

SLACK = 50
"""How many more may gather before the oldest are let go."""

PATIENCE = 5
"""Attempts without an answer after which later operations of the same identity no longer wait for this one."""


@dataclass(frozen=True, slots=True)
class Disk:
    """What is known of the disk.

    Attributes:
        is_read: What earlier runs left is known; before that nothing may be written over it.
        is_reading: It is being read.
        is_resting: It failed, and is left alone for a while.
        problem: Why it could not be read or written the last time.
        writing: What the writing that is under way takes to the disk; None where none is.
        unwritten: What has changed since.
    """

    is_read: bool = False
    is_reading: bool = False
    is_resting: bool = False
    problem: Problem | None = None
    writing: frozenset[RequestId] | None = None
    unwritten: frozenset[RequestId] = frozenset()


@dataclass(frozen=True, slots=True)
class Operations:
    """Everything that was asked for and is remembered.

    Attributes:
        known: All operations by their request ids.
        order: Their ids, oldest first.
        lines: Those of each identity that are still to be done, in the order in which they go out.
        node: Whether the node answers.
        unlocked: Whether the keys are at hand.
        resting: Those that wait a while after an attempt.
        disk: What is known of the disk.
        node_id: Which node answered last; None before one did.
    """

    known: Map[RequestId, Operation] = Map()
    order: tuple[RequestId, ...] = ()
    lines: Map[IdentityId, tuple[RequestId, ...]] = Map()
    node: bool = False
    unlocked: bool = False
    resting: frozenset[RequestId] = frozenset()
    disk: Disk = Disk()
    node_id: NodeId | None = None


Step: TypeAlias = tuple[Operations, tuple[Effect, ...]]


def way_is_open(operations: Operations) -> bool:
    """Tell whether anything may leave this desktop now."""
    return operations.node and operations.unlocked and operations.disk.is_read


def is_elsewhere(operations: Operations, operation: Operation) -> bool:
    """Tell whether an operation is for the ledger of another node: in this one it would be something else."""
    return operation.node_id is not None and operations.node_id not in {None, operation.node_id}


def put(operations: Operations, operation: Operation, *, keep: bool = True) -> Operations:
    """Put a changed operation in place of what it was; `keep` has the disk told."""
    line = operations.lines.get(operation.identity_id, ())
    lines = operations.lines
    if operation.id in line and (has_ended(operation) or isinstance(operation.stage, Cancelling)):
        left = tuple(request_id for request_id in line if request_id != operation.id)
        lines = lines.set(operation.identity_id, left) if left else lines.delete(operation.identity_id)
    changed = replace(operations, known=operations.known.set(operation.id, operation), lines=lines)
    return unwritten(changed, {operation.id}) if keep else changed


def add(operations: Operations, operation: Operation) -> Operations:
    """Put a new operation at the end of its identity's line."""
    line = (*operations.lines.get(operation.identity_id, ()), operation.id)
    added = replace(
        operations, order=(*operations.order, operation.id), lines=operations.lines.set(operation.identity_id, line)
    )
    return put(added, operation)


def join(operations: Operations, earlier: Iterable[Operation]) -> Operations:
    """Put what earlier runs left before what was asked for since."""
    found = [_was_kept(operation) for operation in earlier if operation.id not in operations.known]
    lines = operations.lines
    for operation in reversed(found):
        if not has_ended(operation):
            line = (operation.id, *lines.get(operation.identity_id, ()))
            lines = lines.set(operation.identity_id, line)
    known = operations.known.update((operation.id, operation) for operation in found)
    order = (*(operation.id for operation in found), *operations.order)
    return replace(operations, known=known, order=order, lines=lines)


def _was_kept(operation: Operation) -> Operation:
    """Say of an operation that was read that it is on the disk: the writing that took it there could not know."""
    course = operation.course
    return replace(operation, course=replace(course, kept_at=course.kept_at or operation.submitted_at))


def unwritten(operations: Operations, ids: Iterable[RequestId]) -> Operations:
    """Remember that the disk does not say yet what became of these."""
    disk = operations.disk
    return replace(operations, disk=replace(disk, unwritten=disk.unwritten | frozenset(ids)))


def rested(operations: Operations, request_id: RequestId) -> Operations:
    """Let an operation be tried again at once."""
    return replace(operations, resting=operations.resting - {request_id})


def advance(operations: Operations, identity_id: IdentityId, at: datetime) -> Step:
    """Let the next operation of an identity go out, if it may."""
    operations = _aged(operations, identity_id, at)
    operation = _next(operations, identity_id) if way_is_open(operations) else None
    if operation is None or operation.id in operations.resting:
        return operations, ()
    operation = replace(operation, node_id=operation.node_id or operations.node_id)
    stage = operation.stage
    if isinstance(stage, Unanswered):
        return leave(operations, replace(operation, stage=Sending(at, stage.attempt + 1)), at)
    back = stage if isinstance(stage, Waiting) else Waiting(operation.submitted_at)
    return put(operations, replace(operation, stage=Sending(at, 1, back, has_left=False))), ()


def advance_all(operations: Operations, at: datetime) -> Step:
    """Let the next operation of each identity go out, and have it said when the next one will be too old."""
    effects: tuple[Effect, ...] = ()
    for identity_id in operations.lines:
        operations, more = advance(operations, identity_id, at)
        effects += more
    return operations, (*effects, *watch(operations))


def leave(operations: Operations, operation: Operation, at: datetime) -> Step:
    """Send an operation of which the disk says that it may have left."""
    course = operation.course
    sent = replace(
        operation,
        course=Course(course.kept_at, course.first_sent_at or at, at, course.attempts + 1),
    )
    return put(operations, sent, keep=False), (SendOperation(sent),)


def watch(operations: Operations) -> tuple[Effect, ...]:
    """Have it said what time it is when the next operation has waited for too long."""
    waited = [
        operation.stage.confirmed_at
        for line in operations.lines.values()
        for operation in map(operations.known.__getitem__, line)
        if isinstance(operation.stage, Waiting)
        and not operation.stage.is_old
        and not is_elsewhere(operations, operation)
    ]
    return (WatchAge(min(waited) + LONGEST_WAIT),) if waited else ()


def write(operations: Operations) -> Step:
    """Begin to take to the disk what it does not say yet, unless that is under way or can't be."""
    disk = operations.disk
    hindered = disk.writing is not None or disk.is_resting or not (disk.is_read and operations.unlocked)
    if hindered or not disk.unwritten:
        return operations, ()
    begun = replace(operations, disk=replace(disk, writing=disk.unwritten, unwritten=frozenset()))
    known = map(operations.known.__getitem__, operations.order)
    kept = tuple(as_kept(operation) for operation in known if not isinstance(operation.stage, NotKept))
    return begun, (WriteOperations(kept),)


def _next(operations: Operations, identity_id: IdentityId) -> Operation | None:
    """Return the first operation in an identity's line that does not step aside; None while one is on its way.

    What comes first need not wait for a payment that is on its way, which may get its answer late or never.
    """
    line = [operations.known[request_id] for request_id in operations.lines.get(identity_id, ())]
    urgent = [operation for operation in line if comes_first(operation)]
    if any(isinstance(operation.stage, Sending) for operation in urgent):
        return None
    first = next((operation for operation in urgent if not _stands_still(operations, operation)), None)
    if first is not None and not steps_aside(operations, first):
        return first
    # A second freeze may have to wait for the first, which gets no answer: a payment does not pass it meanwhile.
    if any(isinstance(one.stage, Sending) for one in line) or not all(steps_aside(operations, one) for one in urgent):
        return None
    others = (operation for operation in line if not comes_first(operation))
    return next((operation for operation in others if not steps_aside(operations, operation)), None)


def ahead_of(operations: Operations, operation: Operation) -> Iterator[Operation]:
    """Yield those of the same identity that go out before an operation, as long as it need wait for them."""
    urgent, is_earlier = comes_first(operation), True
    for each in map(operations.known.__getitem__, operations.lines.get(operation.identity_id, ())):
        if each.id == operation.id:
            is_earlier = False
        elif urgent:
            # Of a freeze and an unfreezing none passes the other, or the first of them could have the last word.
            if comes_first(each) and is_earlier and not _stands_still(operations, each):
                yield each
        elif (is_earlier or comes_first(each)) and not steps_aside(operations, each):
            yield each


def steps_aside(operations: Operations, operation: Operation) -> bool:
    """Tell whether later operations of the same identity need not wait for this one now."""
    if is_elsewhere(operations, operation):
        return True
    match operation.stage:
        case Waiting():
            return _is_old(operation)
        case Unanswered(_, _, attempt):
            return attempt >= PATIENCE and operation.id in operations.resting
        case _:
            return False


def _is_old(operation: Operation) -> bool:
    return isinstance(operation.stage, Waiting) and operation.stage.is_old


def _stands_still(operations: Operations, operation: Operation) -> bool:
    """Tell whether an operation goes out only once a person, or another node, has come back to it."""
    return _is_old(operation) or is_elsewhere(operations, operation)


def _aged(operations: Operations, identity_id: IdentityId, at: datetime) -> Operations:
    for request_id in operations.lines.get(identity_id, ()):
        operation = operations.known[request_id]
        stage = operation.stage
        if not isinstance(stage, Waiting) or stage.is_old or is_elsewhere(operations, operation):
            continue
        waited = at - stage.confirmed_at
        # A clock that was turned back by more says nothing of how long it was.
        if not -LONGEST_WAIT <= waited < LONGEST_WAIT:
            operations = put(operations, replace(operation, stage=replace(stage, is_old=True)), keep=False)
    return operations


def end(operations: Operations, operation: Operation) -> Operations:
    """Put an operation that has ended in place of what it was, and let the oldest go where there are too many."""
    ended = put(operations, operation)
    count = len(ended.order) - sum(map(len, ended.lines.values()))
    # A list is heavy enough to look at once; others wait until some have gathered.
    return _trimmed(ended) if count > MOST_ENDED + SLACK or isinstance(operation.ask, Order) else ended


def _trimmed(operations: Operations) -> Operations:
    room, payments = MOST_ENDED, MOST_ENDED_PAYMENTS
    known, left = operations.known.mutate(), list[RequestId]()
    for request_id in reversed(operations.order):
        operation = operations.known[request_id]
        if has_ended(operation):
            room -= 1
            payments -= len(operation.ask.payments) if isinstance(operation.ask, Order) else 1
            if room < 0 or payments < 0:
                del known[request_id]
                continue
        left.append(request_id)
    return replace(operations, known=known.finish(), order=tuple(reversed(left)))
