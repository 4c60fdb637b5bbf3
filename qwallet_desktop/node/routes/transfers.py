"""Payments: previewing and making them, and reading single transfers with their proofs."""

from typing import Annotated

from fastapi import Query, Response

from qwallet_desktop.domain.audit import InclusionProof
from qwallet_desktop.domain.batches import BatchReceipt, check_count
from qwallet_desktop.domain.permissions import Action, Decision
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import Receipt, Transfer
from qwallet_desktop.node import audit, transfers
from qwallet_desktop.node.access import Reading, Writing, answer, sees, versioned
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.documentation import AMOUNT_CODES, documented
from qwallet_desktop.node.routes.parameters import LONGEST_TEXT, IdentityPath, Text, TransferPath
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
)
"""Why a payment may be refused."""


@router.get("/identities/{identity_id}/payments/preview")
@documented(Decision, Code.IDENTITY_UNKNOWN, Code.TOKEN_UNKNOWN)
def preview_payment(  # noqa: PLR0913, PLR0917 - one per parameter of the address
    reader: Reading,
    identity_id: IdentityPath,
    token_id: Annotated[str, Query(alias="tokenId", max_length=LONGEST_TEXT)],
    recipient: Text = "",
    amount: Text = "",
    memo: Text = "",
) -> Response:
    """Say what a payment would come to, by the rules that decide it, writing nothing."""
    with reader.on(identity_id, Action.PREVIEW) as (connection, subject):
        return answer(transfers.preview(connection, subject.id, recipient, token_id, amount, memo))


@router.post("/transfers")
@documented(Receipt, *_REFUSALS, body=TransferRequest, status=201)
async def pay(write: Writing) -> Response:
    """Pay from the identity whose key signs this."""
    asked = write.read(TransferRequest)
    return await write.submit(Pay(asked.recipient, asked.token_id, asked.amount, asked.memo))


@router.post("/transfers:batch")
@documented(BatchReceipt, *_REFUSALS, Code.TOO_MANY_PAYMENTS, body=BatchRequest)
async def pay_many(write: Writing) -> Response:
    """Make up to 500 payments, in their order, from the identity whose key signs this.

    `ALL_OR_NOTHING` makes every payment or none: the answer to the first refusal names it as
    `payments[index]`. `EACH` makes those that may be made, and the outcomes say what became of each.
    """
    asked = write.read(BatchRequest)
    check_count(asked.payments)
    payments = (Pay(one.recipient, one.token_id, one.amount, one.memo) for one in asked.payments)
    return await write.submit(PayMany(asked.mode, tuple(payments)))


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
