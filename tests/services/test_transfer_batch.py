"""The batch of payments as a service: one request, and an answer that is about just these payments."""

import json

import pytest

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt, PaymentMade, PaymentRefused
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.wallet import WalletService
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
