"""Payments: previewing and making them, and reading single transfers with their proofs."""

from typing import Annotated

from fastapi import Query, Response

from qwallet_desktop.domain.audit import InclusionProof
from qwallet_desktop.domain.batches import BatchReceipt, check_count
from qwallet_desktop.domain.decisions import Decision
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import Receipt, Transfer
from qwallet_desktop.node import audit, transfers
from qwallet_desktop.node.access import Reading, Write, Writing, answer, sees, versioned
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.documentation import AMOUNT_CODES, RULING_CODES, documented
from qwallet_desktop.node.routes.parameters import LONGEST_TEXT, DidText, IdentityPath, Text, TransferPath
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.wire.requests import BatchRequest, TransferRequest

router = versioned("transfers")


_REFUSALS = (
    Code.TOKEN_UNKNOWN,
    Code.RECIPIENT_EMPTY,
    Code.NOT_A_DID,
    Code.RECIPIENT_UNKNOWN,
    Code.RECIPIENT_FROZEN,
    Code.SELF_TRANSFER,
    Code.SENDER_FROZEN,
    Code.IDENTITY_CLOSED,
    Code.INSUFFICIENT_FUNDS,
    Code.MEMO_INVALID,
    *AMOUNT_CODES,
    *RULING_CODES,
    Code.CROSS_IDENTITY_OFF,
    Code.GOVERNANCE_NOT_READY,
    Code.NO_APPROVER,
    Code.APPROVERS_TOO_FEW,
    Code.DECISION_CHANGED,
)
"""Why a payment may be refused."""

_FOR_OTHERS = (Code.NOT_PERMITTED, Code.IDENTITY_FROZEN)
"""Why somebody may not ask for another's payment, beyond that it knows nothing of it."""


@router.get("/identities/{identity_id}/payments/preview")
@documented(Decision, Code.IDENTITY_UNKNOWN, Code.TOKEN_UNKNOWN)
def preview_payment(  # noqa: PLR0913, PLR0917 - one per parameter of the address
    reader: Reading,
    identity_id: IdentityPath,
    token_id: Annotated[str, Query(alias="tokenId", max_length=LONGEST_TEXT)],
    recipient: Text = "",
    amount: Text = "",
    memo: Text = "",
    actor: DidText = "",
) -> Response:
    """Say what a payment would come to, by the rules that decide it, writing nothing.

    `actor` is the member of a group who would ask for its payment.
    """
    with reader.on(identity_id, Action.PREVIEW) as (connection, subject):
        asked = Pay(recipient, token_id, amount, memo)
        at = reader.parts.node.clock()
        return answer(transfers.preview(connection, subject.id, asked, at, IdentityId(actor or subject.id)))


@router.post("/transfers")
@documented(Receipt | Item, *_REFUSALS, body=TransferRequest, status=201)
async def pay(write: Writing) -> Response:
    """Pay from the identity whose key signs this.

    Where others must agree, the amount is held and the answer is 202 with the item that waits for them.
    """
    asked = write.read(TransferRequest)
    return await write.submit(Pay(asked.recipient, asked.token_id, asked.amount, asked.memo, "", asked.expected))


@router.post("/identities/{identity_id}/transfers")
@documented(Receipt | Item, *_REFUSALS, *_FOR_OTHERS, body=TransferRequest, status=201)
async def pay_from(write: Writing, identity_id: IdentityPath) -> Response:
    """Pay from a group, asked for by a member; or from oneself.

    Where others must agree, the amount is held and the answer is 202 with the item that waits for them.
    """
    asked = write.read(TransferRequest)
    payment = Pay(asked.recipient, asked.token_id, asked.amount, asked.memo, identity_id, asked.expected)
    return await write.submit(payment)


@router.post("/transfers:batch")
@documented(BatchReceipt | Item, *_REFUSALS, Code.TOO_MANY_PAYMENTS, body=BatchRequest)
async def pay_many(write: Writing) -> Response:
    """Make up to 1,000 payments, in their order, from the identity whose key signs this.

    `ALL_OR_NOTHING` makes every payment or none: the answer to the first refusal names it as
    `payments[index]`. Where others must agree to one of them, all are held for, and the answer is 202 with the
    one item that waits for them. `EACH` makes those that may be made and opens an
    item for each that needs approval, and the outcomes say what became of each.
    """
    return await write.submit(_many(write, ""))


@router.post("/identities/{identity_id}/transfers:batch")
@documented(BatchReceipt | Item, *_REFUSALS, *_FOR_OTHERS, Code.TOO_MANY_PAYMENTS, body=BatchRequest)
async def pay_many_from(write: Writing, identity_id: IdentityPath) -> Response:
    """Make up to 1,000 payments from a group, asked for by a member; or from oneself."""
    return await write.submit(_many(write, identity_id))


def _many(write: Write, sender: str) -> PayMany:
    asked = write.read(BatchRequest)
    check_count(asked.payments)
    payments = (Pay(one.recipient, one.token_id, one.amount, one.memo, "", one.expected) for one in asked.payments)
    return PayMany(asked.mode, tuple(payments), sender)


@router.get("/transfers/{transfer_id}")
@documented(Transfer, Code.TRANSFER_UNKNOWN)
def read_transfer(reader: Reading, transfer_id: TransferPath) -> Response:
    """Read one transfer, from either of its sides."""
    with reader.open() as (connection, actors):
        transfer = transfers.transfer(connection, transfer_id)
        if transfer is None or not sees(connection, actors, Action.READ_TRANSFER, transfer):
            raise refuse(Code.TRANSFER_UNKNOWN)
    return answer(transfer)


@router.get("/transfers/{transfer_id}/proof")
@documented(InclusionProof, Code.TRANSFER_UNKNOWN)
def read_proof(reader: Reading, transfer_id: TransferPath) -> Response:
    """Prove that a transfer stands in the audit log, under the newest checkpoint."""
    with reader.open() as (connection, actors):
        transfer = transfers.transfer(connection, transfer_id)
        seen = transfer is not None and sees(connection, actors, Action.READ_PROOF, transfer)
        proof = audit.proof(connection, reader.parts.node, transfer_id) if seen else None
    if proof is None:
        raise refuse(Code.TRANSFER_UNKNOWN)
    return answer(proof)
