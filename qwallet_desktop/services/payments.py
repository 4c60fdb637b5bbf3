"""Payments, as a part of the wallet service: previewing one, making it, and making many at once."""

from collections.abc import Sequence
from typing import cast

from qwallet_desktop.domain.batches import (
    AskedPayment,
    BatchMode,
    BatchReceipt,
    PaymentMade,
    PaymentOpened,
    PaymentOutcome,
)
from qwallet_desktop.domain.decisions import Decision
from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.matters import BatchMatter, PaymentMatter
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.wire.requests import BatchRequest, TransferRequest

_MADE_OR_OPENED = cast("type[Receipt | Item]", Receipt | Item)
_DECIDED_OR_OPENED = cast("type[BatchReceipt | Item]", BatchReceipt | Item)


class PaymentMethods:
    """What the wallet service can do with payments. Every method raises `ServiceError` only."""

    _client: NodeClient

    async def preview_transfer(  # noqa: PLR0913 - it is what a payment consists of
        self,
        identity_id: IdentityId,
        recipient: str,
        token_id: TokenId,
        amount: str,
        memo: str = "",
        *,
        actor: IdentityId | None = None,
    ) -> Decision:
        """Ask what would happen to a payment that the identity, or `actor` for it, asked for; nothing is written."""
        asker = (("actor", actor),) if actor is not None else ()
        return await self._client.read(
            Decision,
            *("identities", identity_id, "payments", "preview"),
            query=(
                ("recipient", recipient),
                ("tokenId", token_id),
                ("amount", amount),
                ("memo", memo),
                *asker,
            ),
        )

    async def transfer(  # noqa: PLR0913, PLR0917 - it is what a payment consists of
        self,
        identity_id: IdentityId,
        request_id: RequestId,
        recipient: str,
        token_id: TokenId,
        amount: str,
        memo: str = "",
        *,
        actor: IdentityId | None = None,
        expected: str = "",
    ) -> Receipt | Item:
        """Pay; the same request id is carried out once, however often it is asked.

        Args:
            identity_id: Who pays.
            request_id: Names this payment for ever.
            recipient: Who is paid.
            token_id: In what.
            amount: Decimal text.
            memo: What it is for.
            actor: Who signs where that is another: a member of a group.
            expected: The outcome that the person was shown; another one is refused. Empty for none.

        Returns:
            The receipt, or the item that others must agree to first; its proposal says what was asked.
        """
        payment = TransferRequest(recipient, token_id, amount, memo, expected)
        path = ("transfers",) if actor is None else ("identities", identity_id, "transfers")
        answer = await self._client.write(
            _MADE_OR_OPENED, *path, change=Change(actor or identity_id, request_id, payment)
        )
        if isinstance(answer, Item):
            _check_item(answer, identity_id, recipient, token_id)
            return answer
        ensure(answer.transfer.sender == identity_id, "identity")
        ensure(answer.transfer.amount.token_id == token_id, "token")
        ensure(answer.transfer.recipient == recipient, "recipient")
        return answer

    async def transfer_batch(
        self,
        identity_id: IdentityId,
        request_id: RequestId,
        mode: BatchMode,
        payments: Sequence[AskedPayment],
        *,
        actor: IdentityId | None = None,
    ) -> BatchReceipt | Item:
        """Make many payments, in their order; the same request id is carried out once, however often it is asked.

        Args:
            identity_id: Who pays.
            request_id: Names this order for ever.
            mode: Whether one refused payment refuses all; its problem then says which (`of_payment`).
            payments: Up to 1,000.
            actor: Who signs where that is another.

        Returns:
            What became of each; or, where all are made or none, the item about all of them that others must
            agree to first.
        """
        asked = tuple(TransferRequest(one.recipient, one.token_id, one.amount, one.memo) for one in payments)
        answer = await self._client.write(
            _DECIDED_OR_OPENED,
            *(("transfers:batch",) if actor is None else ("identities", identity_id, "transfers:batch")),
            change=Change(actor or identity_id, request_id, BatchRequest(mode, asked)),
        )
        if isinstance(answer, Item):
            ensure(mode is BatchMode.ALL_OR_NOTHING, "mode")
            _check_all(answer, identity_id, payments)
            return answer
        ensure(len(answer.outcomes) == len(asked), "count")
        for outcome, payment in zip(answer.outcomes, payments, strict=True):
            _check_outcome(outcome, identity_id, payment)
        return answer


def _check_outcome(outcome: PaymentOutcome, identity_id: IdentityId, payment: AskedPayment) -> None:
    """Refuse an outcome that is about another payment than was asked in its place.

    Raises:
        ServiceError: NODE_ANSWER_INVALID.
    """
    if isinstance(outcome, PaymentMade):
        made = outcome.receipt.transfer
        ensure(made.sender == identity_id, "identity")
        ensure(made.recipient == payment.recipient, "recipient")
        ensure(made.amount.token_id == payment.token_id, "token")
    if isinstance(outcome, PaymentOpened):
        _check_item(outcome.item, identity_id, payment.recipient, payment.token_id)


def _check_item(item: Item, identity_id: IdentityId, recipient: str, token_id: TokenId) -> None:
    """Refuse an item that is about another payment than was asked; what is signed is compared with more care.

    Raises:
        ServiceError: NODE_ANSWER_INVALID.
    """
    matter = item.proposal.matter
    ensure(item.proposal.identity_id == identity_id, "identity")
    ensure(isinstance(matter, PaymentMatter) and matter.recipient == recipient, "recipient")
    ensure(isinstance(matter, PaymentMatter) and matter.amount.token_id == token_id, "token")


def _check_all(item: Item, identity_id: IdentityId, payments: Sequence[AskedPayment]) -> None:
    """Refuse an item that is about other payments than were asked.

    Raises:
        ServiceError: NODE_ANSWER_INVALID.
    """
    matter = item.proposal.matter
    told = matter.payments if isinstance(matter, BatchMatter) else ()
    ensure(item.proposal.identity_id == identity_id, "identity")
    ensure(len(told) == len(payments), "count")
    for one, payment in zip(told, payments, strict=True):
        ensure(one.recipient == payment.recipient, "recipient")
        ensure(one.amount.token_id == payment.token_id, "token")
