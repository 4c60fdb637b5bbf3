"""Has the node make payments, and signs what it opened of those that others must agree to."""

import asyncio
from functools import partial

from qwallet_desktop.domain.batches import AskedPayment, BatchReceipt, PaymentOpened, PaymentOutcome, PaymentRefused
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.effects.agreeing import agree, batch_matter, check, payment_matter, second
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.table import Dispatch
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.batches import BatchDecided
from qwallet_desktop.state.item_actions import ItemLearned
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.transfers import PaymentDraft, TransferCompleted

SIGNED_AT_ONCE = 25
"""Items of a list that are signed at the same time."""


async def pay(
    desk: Desk, services: Services, operation: Operation, draft: PaymentDraft, dispatch: Dispatch
) -> Receipt | Item:
    """Pay, or open and sign what others must agree to first.

    Raises:
        ServiceError: It was not done, or that is not known.
    """
    answer = await services.wallets.transfer(
        operation.identity_id,
        operation.id,
        draft.recipient,
        draft.token_id,
        draft.amount,
        draft.memo,
        actor=operation.actor,
        expected=draft.expected,
    )
    if isinstance(answer, Receipt):
        dispatch(TransferCompleted(operation.id, operation.identity_id, answer))
        return answer
    item = await _agree(desk, services, operation, draft, answer)
    dispatch(ItemLearned(item))
    return item


async def pay_list(
    desk: Desk, services: Services, operation: Operation, order: Order, dispatch: Dispatch
) -> BatchReceipt | Item:
    """Make the payments of a list; sign each, or all as one, that was opened for others to agree to.

    Raises:
        ServiceError: It was not done, or that is not known.
    """
    whose, actor = operation.identity_id, operation.actor
    decided = await services.wallets.transfer_batch(whose, operation.id, order.mode, order.payments, actor=actor)
    if isinstance(decided, Item):
        item = await _agree_to_all(desk, services, operation, order, decided)
        dispatch(ItemLearned(item))
        return item

    async def follow(payment: AskedPayment, outcome: PaymentOutcome) -> PaymentOutcome | ServiceError:
        if not isinstance(outcome, PaymentOpened):
            return outcome
        try:
            item = await _agree(desk, services, operation, payment, outcome.item)
        except ServiceError as error:
            # The others of the list are made; of this one nothing moves.
            return error if error.undecided else PaymentRefused(error.problem)
        dispatch(ItemLearned(item))
        return PaymentOpened(item)

    outcomes: list[PaymentOutcome] = []
    entries = tuple(zip(order.payments, decided.outcomes, strict=True))
    for first in range(0, len(entries), SIGNED_AT_ONCE):
        # The node writes what comes together in one go; none is left on its way when another one failed.
        for outcome in await asyncio.gather(*(follow(*entry) for entry in entries[first : first + SIGNED_AT_ONCE])):
            if isinstance(outcome, ServiceError):
                raise outcome
            outcomes.append(outcome)
    receipt = BatchReceipt(tuple(outcomes))
    dispatch(BatchDecided(operation.id, whose, receipt))
    return receipt


async def _agree(
    desk: Desk, services: Services, operation: Operation, asked: PaymentDraft | AskedPayment, item: Item
) -> Item:
    token = await second(lambda: services.wallets.get_token(asked.token_id))
    check(operation, item.proposal, payment_matter(asked.recipient, asked.amount, asked.memo, token))
    return await agree(desk, services, operation, item)


async def _agree_to_all(desk: Desk, services: Services, operation: Operation, order: Order, item: Item) -> Item:
    """Sign the one item that all payments of a list wait as, if it says exactly these."""
    tokens: dict[TokenId, Token] = {}
    for token_id in dict.fromkeys(one.token_id for one in order.payments):
        tokens[token_id] = await second(partial(services.wallets.get_token, token_id))
    check(operation, item.proposal, batch_matter(order.payments, tokens))
    return await agree(desk, services, operation, item)
