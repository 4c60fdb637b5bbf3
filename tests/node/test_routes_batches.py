"""A batch of payments over HTTP: its form, its limits, and one request id for all of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.batches import MOST_PAYMENTS
from qwallet_desktop.node.limits import LARGEST_BODY
from tests.node.builders import fresh_request_id
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ALICE, BOB = Person("Alice"), Person("Bob")
PATH = "/transfers:batch"


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        taken(await opened.register(ALICE))
        taken(await opened.register(BOB))
        yield opened


@pytest_asyncio.fixture
async def token(web: Web) -> str:
    return await web.issue(ALICE)


def batch(token: str, *amounts: str, mode: str = "EACH", memo: str = "") -> dict[str, Any]:
    payments = [{"recipient": BOB.did, "tokenId": token, "amount": amount, "memo": memo} for amount in amounts]
    return {"mode": mode, "payments": payments}


async def test_a_batch_moves_what_it_says(web: Web, token: str) -> None:
    taken(await web.write(ALICE, PATH, batch(token, "1.00", "2.50")))

    assert await web.balance(BOB) == {token: "3.50"}


async def test_outcomes_hold_a_receipt_or_a_problem(web: Web, token: str) -> None:
    answer = taken(await web.write(ALICE, PATH, batch(token, "1.00", "0")))

    assert [sorted(outcome) for outcome in answer["outcomes"]] == [["receipt"], ["problem"]]


async def test_all_or_nothing_answers_the_first_refusal(web: Web, token: str) -> None:
    answer = await web.write(ALICE, PATH, batch(token, "1.00", "0", mode="ALL_OR_NOTHING"))

    assert (answer.status_code, code(answer), answer.json()["field"]) == (422, "AMOUNT_ZERO", "payments[1].amount")


async def test_the_same_batch_again_is_answered_byte_for_byte(web: Web, token: str) -> None:
    key = fresh_request_id()

    answers = [await web.write(ALICE, PATH, batch(token, "1.00", "0"), request_id=key) for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert await web.balance(BOB) == {token: "1.00"}


@pytest.mark.parametrize(
    ("other", "part"),
    [
        (("1.00", "3.00"), "payments[1].amount"),
        (("1.00",), "payments[1].amount"),
        (("1.00", "2.00", "3.00"), "payments[2].amount"),
    ],
)
async def test_the_same_id_with_other_payments_names_what_differs(
    web: Web, token: str, other: tuple[str, ...], part: str
) -> None:
    key = fresh_request_id()
    taken(await web.write(ALICE, PATH, batch(token, "1.00", "2.00"), request_id=key))

    answer = await web.write(ALICE, PATH, batch(token, *other), request_id=key)

    assert (code(answer), answer.json()["field"]) == ("IDEMPOTENCY_MISMATCH", part)


async def test_the_same_id_in_the_other_mode_is_a_mismatch(web: Web, token: str) -> None:
    key = fresh_request_id()
    taken(await web.write(ALICE, PATH, batch(token, "1.00"), request_id=key))

    answer = await web.write(ALICE, PATH, batch(token, "1.00", mode="ALL_OR_NOTHING"), request_id=key)

    assert (code(answer), answer.json()["field"]) == ("IDEMPOTENCY_MISMATCH", "mode")


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"payments": []}, "payments"),
        ({"mode": "SOME"}, "mode"),
        ({"payments": [{"recipient": "x"}]}, "payments[0].tokenId"),
        ({"payments": [{"recipient": 7, "tokenId": "", "amount": "1"}]}, "payments[0].recipient"),
        ({"payments": "all of them"}, "payments"),
        ({"more": "than asked"}, "more"),
    ],
)
async def test_what_has_not_the_form_is_refused_with_its_place(web: Web, wrong: dict[str, Any], part: str) -> None:
    answer = await web.write(ALICE, PATH, {**batch("qtk1", "1.00"), **wrong})

    assert (answer.status_code, code(answer), answer.json()["field"]) == (400, "MALFORMED", part)


@pytest.mark.parametrize("sign", ["m", "\u044f"])
async def test_as_many_payments_as_may_be_fit_into_one_body(web: Web, token: str, sign: str) -> None:
    # A memo of the greatest length; the second sign takes six bytes where JSON is written in ASCII.
    asked = batch(token, *["0.01"] * MOST_PAYMENTS, mode="ALL_OR_NOTHING", memo=sign * 280)

    answer = await web.write(ALICE, PATH, asked)

    assert len(taken(answer)["outcomes"]) == MOST_PAYMENTS
    assert len(answer.request.content) < LARGEST_BODY


async def test_one_payment_more_is_refused_by_name_and_moves_nothing(web: Web, token: str) -> None:
    answer = await web.write(ALICE, PATH, batch(token, *["0.01"] * (MOST_PAYMENTS + 1)))

    assert (answer.status_code, code(answer)) == (413, "TOO_MANY_PAYMENTS")
    assert answer.json()["facts"] == {"count": str(MOST_PAYMENTS + 1), "most": str(MOST_PAYMENTS)}
    assert await web.balance(BOB) == {}
