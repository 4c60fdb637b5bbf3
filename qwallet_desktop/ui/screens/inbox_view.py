"""What the Inbox draws, and what the details of one of its items draw, taken from the state."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from immutables import Map

from qwallet_desktop.domain.addressbook import Contact
from qwallet_desktop.domain.ids import ContactId, IdentityId, ItemId, NodeId, TokenId
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.asks import DecideItem, RetryItem
from qwallet_desktop.state.capabilities import Capabilities, unable
from qwallet_desktop.state.consent import Consent
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_records import ItemRecords, standing
from qwallet_desktop.state.limits import LimitsKnown
from qwallet_desktop.state.multisig import MultiSig
from qwallet_desktop.state.opened import items_in
from qwallet_desktop.state.operation import Operation, has_ended
from qwallet_desktop.state.operations import Operations
from qwallet_desktop.state.part import record_part
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.item_changes import rules_in_force
from qwallet_desktop.ui.receipt.seen import booked
from qwallet_desktop.ui.receipt.view import NOBODY, ReceiptView, able_here
from qwallet_desktop.ui.screens.inbox_detail import DetailView


@dataclass(frozen=True, slots=True)
class View:
    """What the page draws."""

    items: MultiSig = MultiSig()
    opened: ItemId | None = None
    active: IdentityId | None = None
    held: tuple[IdentityId, ...] = ()
    identities: Identities = Identities()
    groups: Groups = field(default_factory=Groups)
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    consent: Consent = Consent()
    limits: LimitsKnown = LimitsKnown()
    operations: Operations = field(default_factory=Operations)
    node_id: NodeId | None = None
    hide_amounts: bool = False
    records: ItemRecords = ItemRecords()
    is_fresh: bool = False
    contacts: Map[ContactId, Contact] = field(default_factory=Map)
    offset: int = 0
    capabilities: Capabilities = field(default_factory=Map)


def select(state: State) -> View:
    """Return what the page draws."""
    opened = state.navigation.item
    return View(
        items=state.multisig,
        opened=opened,
        active=state.identities.active,
        held=state.lock.held,
        identities=state.identities,
        groups=state.groups,
        tokens=state.tokens.known,
        consent=state.consent,
        limits=state.limits,
        operations=state.operations,
        node_id=state.last_known.node_id,
        hide_amounts=state.preferences.hide_amounts,
        records=state.item_records,
        is_fresh=opened is not None and record_part(opened) in state.lazy.fresh,
        contacts=state.addressbook.contacts,
        offset=state.health.clock_offset,
        capabilities=state.capabilities,
    )


def is_busy(operations: Operations, item_id: ItemId) -> bool:
    """Tell whether a decision on an item is on its way from here."""
    waiting = (operations.known[request_id] for line in operations.lines.values() for request_id in line)
    asks = (operation.ask for operation in waiting)
    return any(isinstance(ask, DecideItem | RetryItem) and ask.item_id == item_id for ask in asks)


def opened_by(operations: Operations, item_id: ItemId) -> Operation | None:
    """Return the operation here that opened an item."""
    ended = (one for one in operations.known.values() if has_ended(one) and not isinstance(one.ask, DecideItem))
    return next((one for one in ended if any(item.proposal.item_id == item_id for item in items_in(one))), None)


def detail_view(view: View, item: Item, now: datetime) -> DetailView:
    """Return what the details of an item draw, as of a time on the node's clock."""
    item_id = item.proposal.item_id
    operation = opened_by(view.operations, item_id)
    receipt = ReceiptView(
        item,
        standing(view.records, item, altered=view.items.altered, is_fresh=view.is_fresh),
        held=view.held,
        identities=view.identities,
        booked=booked(view.contacts),
        tokens=view.tokens,
        before=rules_in_force(item, view.consent, view.limits, view.groups),
        node_id=view.node_id,
        hide_amounts=view.hide_amounts,
        unable=unable(view.capabilities),
    )
    signers = able_here(view, receipt, Choice.SIGN, now)
    opening = None if operation is None else operation.id
    receipt = replace(receipt, signer=signers[0] if signers else NOBODY)
    return DetailView(receipt, view.groups, opening, is_busy(view.operations, item_id), view.offset)
