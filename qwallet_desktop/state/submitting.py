"""What operations and the rest of the state mean to each other: forms submitted, the way open, the disk failed."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state import batches, health, lock, transfers
from qwallet_desktop.state.batch import Submitted as SubmittedOrder
from qwallet_desktop.state.notice import NotKept
from qwallet_desktop.state.notifications import Tell
from qwallet_desktop.state.operation_actions import OperationsNotRead, OperationsNotWritten, OperationsRead
from qwallet_desktop.state.operations import SeeWay, Submit
from qwallet_desktop.state.transfers import Submitted as SubmittedPayment
from qwallet_desktop.state.whole import Action, State

_Follow: TypeAlias = Callable[[State, State, Any], list[Action]]


def operations_follow(before: State, after: State, action: Action) -> list[Action]:
    """List what an action means to the operations, or what theirs mean to others."""
    follow = _FOLLOW.get(type(action))
    return [] if follow is None else follow(before, after, action)


def _payment(before: State, after: State, action: transfers.SubmitTransfer) -> list[Action]:
    """A payment was submitted; of two clicks its form takes one."""
    form = after.transfers.get(action.identity_id)
    if form is before.transfers.get(action.identity_id) or not isinstance(form, SubmittedPayment):
        return []
    return [Submit(action.request_id, action.identity_id, action.draft, action.at)]


def _order(before: State, after: State, action: batches.SubmitBatch) -> list[Action]:
    """A list of payments was submitted; of two clicks its form takes one."""
    form = after.batches.get(action.identity_id)
    if form is before.batches.get(action.identity_id) or not isinstance(form, SubmittedOrder):
        return []
    return [Submit(action.request_id, action.identity_id, action.order, action.at)]


def _way(_before: State, after: State, _action: object) -> list[Action]:
    """Another attempt may succeed now, or none may be made."""
    return [SeeWay(health.is_up(after.health), after.lock.phase is lock.Phase.OPEN)]


def _lost(_before: State, _after: State, action: OperationsRead) -> list[Action]:
    """What earlier runs left was read, or is lost."""
    return [] if action.lost is None else [Tell(NotKept(action.lost))]


def _disk_failed(before: State, _after: State, action: OperationsNotRead | OperationsNotWritten) -> list[Action]:
    """The disk failed: that is said once, however often it is tried again."""
    locked = action.problem.code is Code.VAULT_LOCKED
    return [] if locked or before.operations.disk.problem is not None else [Tell(NotKept(action.problem))]


_FOLLOW: Mapping[type, _Follow] = {
    transfers.SubmitTransfer: _payment,
    batches.SubmitBatch: _order,
    health.NodeReady: _way,
    health.NodeStarting: _way,
    health.NodeLost: _way,
    health.StreamConnected: _way,
    lock.VaultInspected: _way,
    lock.LockNow: _way,
    OperationsRead: _lost,
    OperationsNotRead: _disk_failed,
    OperationsNotWritten: _disk_failed,
}
