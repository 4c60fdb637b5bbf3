"""What operations give to tell: that one was refused or cancelled, could not be kept, or has waited for too long."""

from collections.abc import Iterable

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.multisig import Choice, Executed, Item
from qwallet_desktop.state.asks import DecideItem, RetryItem
from qwallet_desktop.state.notice import (
    ApprovalAsked,
    ItemDecided,
    NotKept,
    OperationAged,
    OperationCancelled,
    OperationRefused,
    Own,
)
from qwallet_desktop.state.notifications import Tell
from qwallet_desktop.state.operation import Cancelled, Made, Operation, Refused, Waiting
from qwallet_desktop.state.operation import NotKept as NeverKept
from qwallet_desktop.state.operation_actions import OperationsRead
from qwallet_desktop.state.whole import Action, State


def notices_follow(before: State, after: State, action: Action) -> list[Action]:
    """List what is to be told of the operations that an action has brought further."""
    if after.operations.known is before.operations.known:
        return []
    # What an earlier run left has been told by that run, but for what still waits.
    told: list[Action] = []
    for request_id in _touched(after, action):
        then, now = before.operations.known.get(request_id), after.operations.known[request_id]
        if now is not then and not (then is None and isinstance(action, OperationsRead) and not _is_aged(now)):
            notice = _notice(then, now)
            told += [] if notice is None or _is_said(after, now) else [Tell(notice)]
    return told


def _touched(after: State, action: Action) -> Iterable[RequestId]:
    """Return the operations that an action may have brought further: the one that it names, or all."""
    named: RequestId | None = getattr(action, "request_id", None)
    return (named,) if named is not None and named in after.operations.known else after.operations.known


def _notice(then: Operation | None, now: Operation) -> Own | None:
    if then is not None and type(then.stage) is type(now.stage) and _is_aged(then) == _is_aged(now):
        return None
    match now.stage:
        case Made(_, Item() as item):
            return _item_notice(now, item)
        case Refused(_, problem):
            return OperationRefused(now.identity_id, now.id, problem)
        case Cancelled():
            return OperationCancelled(now.identity_id, now.id)
        case NeverKept(problem):
            return NotKept(problem)
        case Waiting(is_old=True):
            return OperationAged(now.identity_id, now.id)
        case _:
            return None


def _item_notice(operation: Operation, item: Item) -> Own:
    if isinstance(operation.ask, DecideItem):
        executed = isinstance(item.closing, Executed)
        return ItemDecided(operation.ask.by or operation.signer, item.proposal, operation.ask.choice, executed)
    if isinstance(operation.ask, RetryItem):
        return ItemDecided(operation.signer, item.proposal, Choice.SIGN, isinstance(item.closing, Executed))
    return ApprovalAsked(operation.identity_id, item.proposal)


def _is_said(state: State, operation: Operation) -> bool:
    """Tell whether the sheet that an operation was asked for on says already how it has ended."""
    return operation.id == state.navigation.asked and isinstance(operation.stage, (Refused, Cancelled))


def _is_aged(operation: Operation) -> bool:
    return isinstance(operation.stage, Waiting) and operation.stage.is_old
