"""Operations that opened an item: what became of that is part of the operation."""

from collections.abc import Iterator

from qwallet_desktop.domain.batches import BatchReceipt, PaymentOpened
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.item_status import is_open
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.multisig import MultiSig
from qwallet_desktop.state.operation import Made, Operation
from qwallet_desktop.state.operation_line import Operations
from qwallet_desktop.state.remote import Loaded


def items_in(operation: Operation) -> tuple[Item, ...]:
    """Return the items that an operation opened, as far as they have come; none for a decision on one."""
    stage = operation.stage
    if isinstance(operation.ask, DecideItem):
        return ()
    receipt = stage.receipt if isinstance(stage, Made) else None
    match receipt:
        case Item():
            return (receipt,)
        case BatchReceipt(outcomes):
            return tuple(outcome.item for outcome in outcomes if isinstance(outcome, PaymentOpened))
        case _:
            return ()


def newest(items: MultiSig, item: Item) -> Item:
    """Return the newest that is known of an item."""
    return items.known.get(item.proposal.item_id, item)


def undecided(operations: Operations, items: MultiSig) -> tuple[ItemId, ...]:
    """List the items of operations of which is not known what became of them, though all open ones are known."""
    if not isinstance(items.open, Loaded):
        return ()
    return tuple(dict.fromkeys(_undecided(operations, items)))


def _undecided(operations: Operations, items: MultiSig) -> Iterator[ItemId]:
    for operation in operations.known.values():
        for item in items_in(operation):
            item_id = item.proposal.item_id
            if item_id not in items.known and item_id not in items.missed and was_open(item):
                yield item_id


def was_open(item: Item) -> bool:
    """Tell whether something could still become of an item as it is known, however much time has passed."""
    return is_open(item, item.proposal.opened_at)
