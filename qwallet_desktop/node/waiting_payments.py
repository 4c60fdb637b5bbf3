"""Payments that the rules let through: what moves, and how those that wait for approval are opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.decisions import Decision, Outcome
from qwallet_desktop.domain.ledger import Posting
from qwallet_desktop.domain.matters import BatchMatter, BatchPayment, Matter, PaymentMatter, Subject, held_for
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Item, payload
from qwallet_desktop.domain.payment_facts import is_family
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import TransferKind
from qwallet_desktop.node import groups, multisig, noted_decisions, policies
from qwallet_desktop.node.movements import Movement, Turn
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.rule_facts import AskedFor, OwnHold
from qwallet_desktop.wire.shapes import dump

LARGEST_MATTER = 768 * 1024
"""Bytes of the JSON of many payments that wait together: an item is told whole, and an event is 1 MiB at most."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A payment that the rules let through, at once or with approval, and what they said.

    `hold` is what is held for it already: it is paid out of that.
    """

    sender: IdentityRow
    recipient: IdentityRow
    token: TokenRow
    amount: Amount
    memo: str
    decision: Decision
    hold: OwnHold | None = None

    @property
    def movement(self) -> Movement:
        """What moves."""
        return Movement(TransferKind.TRANSFER, self.sender, self.recipient, self.token, self.amount, self.memo)

    @property
    def postings(self) -> tuple[Posting, ...]:
        """How it stands in the books."""
        post = ledger.settle if self.hold else ledger.transfer
        return post(self.sender.identity.id, self.recipient.identity.id, self.token.token.id, self.amount.units)

    def asked(self, turn: Turn) -> AskedFor:
        """What was asked for."""
        who = turn.actor.identity.id
        return AskedFor(self.sender, self.recipient, self.token, self.amount, turn.at, who, self.hold)


def open_payment(turn: Turn, planned: Planned) -> Item:
    """Hold what is to be paid, and open the item that its approvers decide on.

    Raises:
        Refused: What `multisig.open_item` says.
    """
    sender, recipient = planned.sender, planned.recipient
    own = is_family(sender.identity, recipient.identity)
    matter = PaymentMatter(recipient.identity.id, planned.amount, planned.token.token.symbol, planned.memo)
    subject = Subject.CROSS_IDENTITY_TRANSFER if own else Subject.TRANSFER
    return _opened(turn, sender, subject, matter, planned.decision)


def strictest(planned: Iterable[Planned]) -> Decision | None:
    """Return the decision by which payments that are made together wait for others; None where none of them does.

    It is the one that asks for most signatures: each was decided on what it comes to with those before it.
    """
    waiting = [one.decision for one in planned if one.decision.outcome is Outcome.NEEDS_APPROVAL]
    return max(waiting, key=lambda one: one.approval.required if one.approval else 0, default=None)


def open_batch(turn: Turn, sender: IdentityRow, planned: Sequence[Planned], decision: Decision) -> Item:
    """Hold what many payments come to, and open the one item that their approvers decide on.

    Args:
        turn: Who asks.
        sender: Whose money it is.
        planned: The payments, in their order.
        decision: Why they wait, and for whom.

    Raises:
        Refused: What `multisig.open_item` says; TOO_MANY_PAYMENTS (facts `count`, `most`), where they are more
            than can be shown to whoever is to sign.
    """
    matter = BatchMatter(
        tuple(BatchPayment(one.recipient.identity.id, one.amount, one.token.token.symbol, one.memo) for one in planned)
    )
    size = len(dump(matter))
    if size > LARGEST_MATTER:
        count, most = str(len(planned)), str(len(planned) * LARGEST_MATTER // size)
        raise refuse(Code.TOO_MANY_PAYMENTS, at="payments", count=count, most=most)
    return _opened(turn, sender, Subject.BATCH, matter, decision)


def _opened(turn: Turn, sender: IdentityRow, subject: Subject, matter: Matter, decision: Decision) -> Item:
    if decision.approval is None:
        raise refuse(Code.NO_APPROVER)
    known = groups.charter_of(turn.working, sender)
    counts = policies.initiator_counts(turn.working, turn.actor, known and known[0])
    item = multisig.open_item(
        turn, sender, subject, matter, reason="", approval=decision.approval, initiator_counts=counts
    )
    if row := multisig.find(turn.working, item.proposal.item_id):
        noted_decisions.note_opened(turn.working, sender, row.n)
    return item


def opened_payload(item: Item) -> dict[str, Json]:
    """Return what the audit log keeps of payments that wait: of one what it is, of many the whole proposal."""
    proposal, matter = item.proposal, item.proposal.matter
    kept: dict[str, Json] = {"itemId": proposal.item_id, "sender": proposal.identity_id}
    totals = held_for(matter)
    if len(totals) == 1:
        (amount,) = totals
        kept |= {"tokenId": amount.token_id, "decimals": amount.decimals, "units": str(amount.units)}
    if isinstance(matter, PaymentMatter):
        return kept | {"recipient": matter.recipient, "memo": matter.memo}
    return kept | {"proposal": payload(proposal)}
