"""Makes the payments that others have agreed to, one or many: all are decided again before the first is made."""

from collections.abc import Mapping
from typing import TypeAlias

from qwallet_desktop.domain.audit import transfer_payload
from qwallet_desktop.domain.ids import ItemId, TokenId, TransferId
from qwallet_desktop.domain.matters import BatchMatter, BatchPayment, held_for, payments_of
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import Executed, Item
from qwallet_desktop.node import planning, transfers
from qwallet_desktop.node.movements import Turn, move
from qwallet_desktop.node.planning import Foreseen
from qwallet_desktop.node.rows import IdentityRow, there
from qwallet_desktop.node.rule_facts import AskedFor, OwnHold
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.waiting_payments import Planned

Made: TypeAlias = tuple[Executed, dict[str, Json]]
"""What came of it, and what the audit log keeps of it."""


def pay(turn: Turn, whose: IdentityRow, item: Item) -> Made:
    """Pay out what is held for an item about one payment or many; all of them or none.

    The leaf of one payment is that of the whole decision; of many each has its own.

    Args:
        turn: Whose actor is the initiator.
        whose: The identity that is to pay.
        item: Enough have signed it.

    Raises:
        Refused: What stands against it now, of many at the place of the first that can't be made; nothing has
            changed then, and what is held stays.
    """
    matter, foreseen, holds = item.proposal.matter, Foreseen(turn.working), _holds(item)
    turn.working.prefetch([((one.recipient,), (one.amount.token_id,)) for one in payments_of(matter)])
    if not isinstance(matter, BatchMatter):
        (payment,) = payments_of(matter)
        planned = _decided(turn, whose, payment, holds, foreseen)
        transfers.check_room(turn, planned)
        receipt = move(turn, planned.movement, planned.postings)
        return Executed(turn.at, receipt.transfer.id), transfer_payload(receipt.transfer)
    all_planned: list[Planned] = []
    for index, one in enumerate(matter.payments):
        with planning.at_place(index):
            all_planned.append(_decided(turn, whose, one, holds, foreseen))
    planning.check_room(turn, all_planned)
    made = tuple(_made(turn, one, item.proposal.item_id) for one in all_planned)
    return Executed(turn.at, transfer_ids=made), {"transferIds": list(made)}


def _holds(item: Item) -> Mapping[TokenId, OwnHold]:
    """Return what is held for an item, of each token."""
    matter = item.proposal.matter
    count = len(payments_of(matter))
    return {held.token_id: OwnHold(held.units, count) for held in held_for(matter)}


def _decided(
    turn: Turn, whose: IdentityRow, payment: BatchPayment, holds: Mapping[TokenId, OwnHold], foreseen: Foreseen
) -> Planned:
    """Decide a payment on what those before it leave; what is held for all of them is not counted against it.

    Raises:
        Refused: What stands against it now.
    """
    working, amount = turn.working, payment.amount
    token, recipient = there(working.token(amount.token_id)), working.identity(payment.recipient)
    initiator, hold = turn.actor.identity.id, holds[amount.token_id]
    asked = AskedFor(whose, recipient, token, amount, turn.at, initiator, hold)
    planned = transfers.decide(working, asked, payment.memo, foreseen.ahead)
    foreseen.add(planned)
    return planned


def _made(turn: Turn, planned: Planned, item_id: ItemId) -> TransferId:
    transfer = move(turn, planned.movement, planned.postings).transfer
    # Right after it: the transfer names the leaf that is added next.
    turn.record(Pay.kind, {**transfer_payload(transfer), "itemId": item_id})
    return transfer.id
