"""What has the record of an item, and who may sign it, read anew: anything that was told of them since."""

from collections.abc import Callable, Iterable
from typing import Any

from qwallet_desktop.domain.events import IdentityChanged, ItemChanged, PolicySet
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.item_actions import (
    DoneItemsLoaded,
    ItemLearned,
    ItemLoaded,
    OpenItemsLoaded,
    OpenItemsSlice,
)
from qwallet_desktop.state.item_records import Checked, LoadRecord
from qwallet_desktop.state.lazy_actions import Outdate
from qwallet_desktop.state.part import record_part, signing_part
from qwallet_desktop.state.whole import Action, State


def _event(_before: State, after: State, action: EventReceived) -> list[Action]:
    """An item has come further, or somebody may sign no more; with each of thousands of events a second."""
    fact = action.event.fact
    if isinstance(fact, (PolicySet, IdentityChanged)):
        part = signing_part(action.event.identity_id)
        return [Outdate(part)] if part in after.lazy.fresh or part in after.lazy.flying else []
    if not isinstance(fact, ItemChanged) or not after.item_records.readings:
        return []
    return _outdated(after, (fact.item.proposal.item_id,))


def _told(_before: State, after: State, action: ItemLearned | ItemLoaded) -> list[Action]:
    """An answer has told of an item."""
    return _outdated(after, (action.item.proposal.item_id,))


def _listed(_before: State, after: State, _action: OpenItemsSlice | OpenItemsLoaded | DoneItemsLoaded) -> list[Action]:
    """A list has told of many: of those whose record was read, some may have come further."""
    return _outdated(after, after.item_records.order)


def _let_go(before: State, after: State, _action: LoadRecord) -> list[Action]:
    """What is not kept any more must be read again when it is looked at."""
    kept = after.item_records.readings
    return [Outdate(record_part(one)) for one in before.item_records.order if one not in kept]


def _outdated(state: State, item_ids: Iterable[ItemId]) -> list[Action]:
    found = (item_id for item_id in item_ids if _lags(state, item_id))
    return [Outdate(record_part(item_id)) for item_id in found]


def _lags(state: State, item_id: ItemId) -> bool:
    """Tell whether a record says something else of an item than what is known of it, or is on its way."""
    reading, item = state.item_records.readings.get(item_id), state.multisig.known.get(item_id)
    return reading is not None and not (isinstance(reading, Checked) and reading.record.item == item)


ITEMS_FOLLOW: dict[type, Callable[[State, State, Any], list[Action]]] = {
    EventReceived: _event,
    ItemLearned: _told,
    ItemLoaded: _told,
    OpenItemsSlice: _listed,
    OpenItemsLoaded: _listed,
    DoneItemsLoaded: _listed,
    LoadRecord: _let_go,
}
"""What is told of items, and what that means to their records."""
