"""The batch of payments as a service: one request, and an answer that is about just these payments."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt, PaymentMade, PaymentRefused
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.matters import BatchMatter, BatchPayment, Subject
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.wallet import WalletService
from tests.helpers import items as told
from tests.services.builders import OTHER_TOKEN, REQUEST, TOKEN, receipt
from tests.services.fakes import Bench

pytestmark = pytest.mark.asyncio
PATH = ("POST", "/v1/transfers:batch")
REFUSED = PaymentRefused(Problem(Code.AMOUNT_ZERO, {}, "amount"))


def payment(bench: Bench, amount: str = "25.00") -> AskedPayment:
    return AskedPayment(bench.bob, TOKEN, amount, "rent")


async def test_a_batch_is_one_request_under_one_id(bench: Bench) -> None:
    bench.node.replies[PATH] = BatchReceipt((PaymentMade(receipt(bench.alice, bench.bob)), REFUSED))
    payments = [payment(bench), payment(bench, "0")]

    answer = await WalletService(bench.client).transfer_batch(bench.alice, REQUEST, BatchMode.EACH, payments)

    (sent,) = bench.node.requests
    assert isinstance(answer, BatchReceipt)
    assert answer.outcomes[1] == REFUSED
    assert sent.headers["idempotency-key"] == REQUEST
    assert json.loads(sent.content) == {
        "mode": "EACH",
        "payments": [
            {"recipient": bench.bob, "tokenId": TOKEN, "amount": amount, "memo": "rent", "expected": ""}
            for amount in ("25.00", "0")
        ],
    }


@pytest.mark.parametrize(
    ("sender", "recipient", "token", "about"),
    [
        ("bob", "bob", TOKEN, "identity"),
        ("alice", "alice", TOKEN, "recipient"),
        ("alice", "bob", OTHER_TOKEN, "token"),
    ],
)
async def test_an_outcome_of_another_payment_is_refused(
    bench: Bench, sender: str, recipient: str, token: TokenId, about: str
) -> None:
    people: dict[str, IdentityId] = {"alice": bench.alice, "bob": bench.bob}
    bench.node.replies[PATH] = BatchReceipt((PaymentMade(receipt(people[sender], people[recipient], token)),))

    with pytest.raises(ServiceError) as caught:
        await WalletService(bench.client).transfer_batch(bench.alice, REQUEST, BatchMode.EACH, [payment(bench)])

    assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": about})


async def test_an_answer_with_another_number_of_outcomes_is_refused(bench: Bench) -> None:
    bench.node.replies[PATH] = BatchReceipt((REFUSED, REFUSED))

    with pytest.raises(ServiceError) as caught:
        await WalletService(bench.client).transfer_batch(bench.alice, REQUEST, BatchMode.EACH, [payment(bench)])

    assert caught.value.problem.facts == {"about": "count"}


def opened(bench: Bench) -> Item:
    """Return the item that a payment of 25.00 to Bob waits as."""
    one = BatchPayment(bench.bob, Amount(2_500, 2, TOKEN), "QTK", "rent")
    proposal = replace(
        told.item(1).proposal, identity_id=bench.alice, subject=Subject.BATCH, matter=BatchMatter((one,))
    )
    return Item(proposal)


async def ask(bench: Bench, answer: object, mode: BatchMode = BatchMode.ALL_OR_NOTHING) -> BatchReceipt | Item:
    bench.node.replies[PATH] = answer
    return await WalletService(bench.client).transfer_batch(bench.alice, REQUEST, mode, [payment(bench)])


async def test_all_may_wait_as_one_item(bench: Bench) -> None:
    assert await ask(bench, opened(bench)) == opened(bench)


def about(item: Item, **changed: object) -> Item:
    return replace(item, proposal=replace(item.proposal, **changed))  # type: ignore[arg-type]  # of the parameters


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda bench, item: about(item, identity_id=bench.bob), "identity"),
        (lambda _, item: about(item, matter=told.item(1).proposal.matter), "count"),
        (lambda bench, item: about(item, matter=paying(item, recipient=bench.alice)), "recipient"),
        (lambda _, item: about(item, matter=paying(item, amount=Amount(2_500, 2, OTHER_TOKEN))), "token"),
    ],
    ids=["identity", "count", "recipient", "token"],
)
async def test_an_item_about_other_payments_is_refused(
    bench: Bench, change: Callable[[Bench, Item], Item], part: str
) -> None:
    with pytest.raises(ServiceError) as caught:
        await ask(bench, change(bench, opened(bench)))
    assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": part})


def paying(item: Item, **changed: object) -> BatchMatter:
    matter = item.proposal.matter
    assert isinstance(matter, BatchMatter)
    return BatchMatter((replace(matter.payments[0], **changed),))  # type: ignore[arg-type]  # of the parameters


async def test_where_each_is_decided_for_itself_no_item_stands_for_all(bench: Bench) -> None:
    with pytest.raises(ServiceError) as caught:
        await ask(bench, opened(bench), BatchMode.EACH)
    assert caught.value.problem.facts == {"about": "mode"}
