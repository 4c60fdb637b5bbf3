"""Takes from the state what a receipt on a sheet shows of an item."""

from immutables import Map

from qwallet_desktop.domain.addressbook import Contact
from qwallet_desktop.domain.ids import ContactId, IdentityId, ItemId
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.state.capabilities import unable
from qwallet_desktop.state.item_records import standing
from qwallet_desktop.state.part import record_part
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.item_changes import rules_in_force
from qwallet_desktop.ui.receipt.view import ReceiptView


def receipt_of(state: State, item_id: ItemId, choice: Choice) -> ReceiptView | None:
    """Return the receipt of an item for a choice, its amounts never hidden; None where it is not known."""
    item = state.multisig.known.get(item_id)
    if item is None:
        return None
    is_fresh = record_part(item_id) in state.lazy.fresh
    return ReceiptView(
        item,
        standing(state.item_records, item, altered=state.multisig.altered, is_fresh=is_fresh),
        choice,
        held=state.lock.held,
        identities=state.identities,
        booked=booked(state.addressbook.contacts),
        tokens=state.tokens.known,
        before=rules_in_force(item, state.consent, state.limits, state.groups),
        node_id=state.last_known.node_id,
        unable=unable(state.capabilities),
    )


def booked(contacts: Map[ContactId, Contact]) -> Map[IdentityId, str]:
    """Return how this desktop's own address book calls others."""
    return Map({contact.identity_id: contact.name for contact in contacts.values()})
