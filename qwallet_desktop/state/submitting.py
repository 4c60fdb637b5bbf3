"""What operations and the rest of the state mean to each other: forms submitted, the way open, the disk failed."""

from collections.abc import Callable
from typing import Any, TypeAlias, assert_never

from qwallet_desktop.domain.events import ItemChanged
from qwallet_desktop.domain.health import Closed
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state import batches, health, lock, navigation, transfers
from qwallet_desktop.state.batch import Submitted as SubmittedOrder
from qwallet_desktop.state.item_actions import (
    DoneItemsLoaded,
    ItemLearned,
    ItemLoaded,
    OpenItemsLoaded,
    OpenItemsSlice,
)
from qwallet_desktop.state.notice import NotKept
from qwallet_desktop.state.notifications import Tell
from qwallet_desktop.state.operation import Made, has_ended
from qwallet_desktop.state.operation_actions import ItemsMoved, OperationsNotRead, OperationsNotWritten, OperationsRead
from qwallet_desktop.state.operation_items import concerns
from qwallet_desktop.state.operations import SeeWay, Submit
from qwallet_desktop.state.silence import NodeAnswered, NodeSilent
from qwallet_desktop.state.transfers import Submitted as SubmittedPayment
from qwallet_desktop.state.whole import Action, State

_ItemsTold: TypeAlias = (
    health.EventReceived | ItemLearned | ItemLoaded | OpenItemsSlice | OpenItemsLoaded | DoneItemsLoaded
)
_Follow: TypeAlias = Callable[[State, State, Any], list[Action]]


def _payment(before: State, after: State, action: transfers.SubmitTransfer) -> list[Action]:
    """A payment was submitted; of two clicks its form takes one."""
    form = after.transfers.get(action.identity_id)
    if form is before.transfers.get(action.identity_id) or not isinstance(form, SubmittedPayment):
        return []
    node_id = after.last_known.node_id
    draft, actor = action.draft, action.actor
    return [Submit(action.request_id, action.identity_id, draft, action.at, node_id=node_id, actor=actor)]


def _order(before: State, after: State, action: batches.SubmitBatch) -> list[Action]:
    """A list of payments was submitted; of two clicks its form takes one."""
    form = after.batches.get(action.identity_id)
    if form is before.batches.get(action.identity_id) or not isinstance(form, SubmittedOrder):
        return []
    node_id = after.last_known.node_id
    order, actor = action.order, action.actor
    return [Submit(action.request_id, action.identity_id, order, action.at, node_id=node_id, actor=actor)]


def _on_sheet(before: State, after: State, action: navigation.AskOnSheet) -> list[Action]:
    """Something was asked for on a sheet; of two clicks the first counts, unless that came to nothing."""
    asked = before.navigation.asked
    last = None if asked is None else before.operations.known.get(asked)
    # Where it was made the sheet is about to close: a click that comes before that is one click too many.
    if last is not None and (not has_ended(last) or isinstance(last.stage, Made)):
        return []
    asked_again = (action.identity_id, action.actor, action.command)
    again = last is not None and (last.identity_id, last.actor, last.ask) == asked_again
    retry_of = asked if again else None
    node_id = after.last_known.node_id
    submit = Submit(action.request_id, action.identity_id, action.command, action.at, retry_of, node_id, action.actor)
    return [navigation.SheetAsked(action.request_id), submit]


def _way(_before: State, after: State, _action: object) -> list[Action]:
    """Another attempt may succeed now, or none may be made."""
    node = after.health.node
    node_id = node.node_id if isinstance(node, health.Up) else None
    return [SeeWay(node_id is not None, after.lock.phase is lock.Phase.OPEN, node_id)]


def _works(before: State, after: State, action: health.ServiceChanged) -> list[Action]:
    """A service works again: nobody need rest until it would have been tried."""
    return _way(before, after, action) if isinstance(action.state, Closed) else []


def _lost(_before: State, after: State, action: OperationsRead) -> list[Action]:
    """What earlier runs left was read, or is lost."""
    lost: list[Action] = [] if action.lost is None else [Tell(NotKept(action.lost))]
    return lost + _kept_items(after)


def _disk_failed(before: State, _after: State, action: OperationsNotRead | OperationsNotWritten) -> list[Action]:
    """The disk failed: that is said once, however often it is tried again."""
    locked = action.problem.code is Code.VAULT_LOCKED
    return [] if locked or before.operations.disk.problem is not None else [Tell(NotKept(action.problem))]


def _items(_before: State, after: State, action: _ItemsTold) -> list[Action]:
    """Something became of items: the operations that opened them tell it."""
    items = _told_items(action)
    if not items:
        return []
    found = {item.proposal.item_id: item for item in items}
    is_news = any(concerns(operation, found) for operation in after.operations.known.values())
    return [ItemsMoved(items)] if is_news else []


def _told_items(action: _ItemsTold) -> tuple[Item, ...]:
    match action:
        case health.EventReceived(event):
            return (event.fact.item,) if isinstance(event.fact, ItemChanged) else ()
        case ItemLearned(item) | ItemLoaded(item):
            return (item,)
        case OpenItemsSlice(items) | OpenItemsLoaded(items):
            return items
        case DoneItemsLoaded(page):
            return page.items
        case _:
            assert_never(action)


def _kept_items(after: State) -> list[Action]:
    """Operations of earlier runs were read after items were: they tell what became of these since."""
    items = tuple(after.multisig.known.values())
    found = {item.proposal.item_id: item for item in items}
    return [ItemsMoved(items)] if any(concerns(one, found) for one in after.operations.known.values()) else []


OPERATIONS_FOLLOW: dict[type, _Follow] = {
    transfers.SubmitTransfer: _payment,
    batches.SubmitBatch: _order,
    navigation.AskOnSheet: _on_sheet,
    health.EventReceived: _items,
    ItemLearned: _items,
    ItemLoaded: _items,
    OpenItemsSlice: _items,
    OpenItemsLoaded: _items,
    DoneItemsLoaded: _items,
    health.NodeReady: _way,
    health.NodeStarting: _way,
    health.NodeLost: _way,
    NodeSilent: _way,
    NodeAnswered: _way,
    health.StreamConnected: _way,
    health.ServiceChanged: _works,
    lock.VaultInspected: _way,
    lock.LockNow: _way,
    OperationsRead: _lost,
    OperationsNotRead: _disk_failed,
    OperationsNotWritten: _disk_failed,
}
"""What an action means to the operations, or what theirs mean to others."""
