"""Payments that the rules let through: what moves, and how those that wait for approval are opened."""

from dataclasses import dataclass

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.decisions import Decision
from qwallet_desktop.domain.ledger import Posting
from qwallet_desktop.domain.matters import PaymentMatter, Subject
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.payment_facts import is_family
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import TransferKind
from qwallet_desktop.node import groups, multisig, noted_decisions, policies
from qwallet_desktop.node.movements import Movement, Turn
from qwallet_desktop.node.rows import IdentityRow, TokenRow


@dataclass(frozen=True, slots=True)
class Planned:
    """A payment that the rules let through, at once or with approval, and what they said."""

    sender: IdentityRow
    recipient: IdentityRow
    token: TokenRow
    amount: Amount
    memo: str
    decision: Decision

    @property
    def movement(self) -> Movement:
        """What moves."""
        return Movement(TransferKind.TRANSFER, self.sender, self.recipient, self.token, self.amount, self.memo)

    @property
    def postings(self) -> tuple[Posting, ...]:
        """How it stands in the books."""
        return ledger.transfer(
            self.sender.identity.id, self.recipient.identity.id, self.token.token.id, self.amount.units
        )


def open_payment(turn: Turn, planned: Planned) -> Item:
    """Hold what is to be paid, and open the item that its approvers decide on.

    Raises:
        Refused: What `multisig.open_item` says.
    """
    decision, sender, recipient = planned.decision, planned.sender, planned.recipient
    if decision.approval is None:
        raise refuse(Code.NO_APPROVER)
    known = groups.charter_of(turn.working, sender)
    own = is_family(sender.identity, recipient.identity)
    item = multisig.open_item(
        turn,
        sender,
        Subject.CROSS_IDENTITY_TRANSFER if own else Subject.TRANSFER,
        PaymentMatter(recipient.identity.id, planned.amount, planned.token.token.symbol, planned.memo),
        reason="",
        approval=decision.approval,
        initiator_counts=policies.initiator_counts(turn.working, turn.actor, known and known[0]),
        hold=planned.amount,
    )
    if row := multisig.find(turn.working, item.proposal.item_id):
        noted_decisions.note_opened(turn.working, sender, row.n)
    return item


def opened_payload(item: Item) -> dict[str, Json]:
    """Return what the audit log keeps of a payment that waits."""
    proposal, matter = item.proposal, item.proposal.matter
    if not isinstance(matter, PaymentMatter):
        message = "the item is not about a payment"
        raise TypeError(message)
    return {
        "itemId": proposal.item_id,
        "sender": proposal.identity_id,
        "recipient": matter.recipient,
        "tokenId": matter.amount.token_id,
        "decimals": matter.amount.decimals,
        "units": str(matter.amount.units),
        "memo": matter.memo,
    }
