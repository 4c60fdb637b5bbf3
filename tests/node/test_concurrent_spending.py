"""Many who pay at the same time spend exactly what a limit lets through."""

import asyncio
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.node.http_builders import Person, Web, code, open_web, taken

ROOT, KIM, LOU, BEN = Person("Root"), Person("Kim"), Person("Lou"), Person("Ben")
PAYMENTS = 200


async def limit(web: Web, token_id: str, scope: str, daily: str, **rest: object) -> None:
    """Let Root limit what it, or its family, pays in a day."""
    amount = {"tokenId": token_id, "decimals": 2, "value": daily}
    given = {"tokens": [{"tokenId": token_id, "daily": amount}], **rest}
    body = {"scope": scope, "limits": given, "base": 0, "reason": ""}
    taken(await web.write(ROOT, f"/identities/{ROOT.did}/limits", body, method="PUT"))


async def pay_at_once(web: Web, token_id: str, senders: list[Person]) -> list[httpx.Response]:
    """Let many payments of 1.00 to Ben come at the same time, from the senders in turn."""
    body = {"recipient": BEN.did, "tokenId": token_id, "amount": "1.00", "memo": ""}
    signed = [
        web.attempt("POST", "/transfers", json=body, request_id=str(uuid4())).signed_by(senders[number % len(senders)])
        for number in range(PAYMENTS)
    ]
    return list(await asyncio.gather(*(web.send(request) for request in signed)))


def said(answers: list[httpx.Response]) -> dict[str, int]:
    """Count what was answered."""
    codes = ["paid" if answer.status_code == 201 else code(answer) for answer in answers]
    return {one: codes.count(one) for one in set(codes)}


@pytest.mark.asyncio
async def test_two_hundred_at_once_spend_exactly_the_limit_of_a_day(tmp_path: Path) -> None:
    async with open_web(tmp_path) as web:
        for one in (ROOT, BEN):
            taken(await web.register(one))
        token_id = await web.issue(ROOT)
        await limit(web, token_id, "IDENTITY", "60.00")

        answers = await pay_at_once(web, token_id, [ROOT])

        assert said(answers) == {"paid": 60, "LIMIT_EXCEEDED": 140}
        assert (await web.balance(BEN))[token_id] == "60.00"


@pytest.mark.asyncio
async def test_two_hundred_at_once_of_three_identities_spend_exactly_the_limit_of_their_family(tmp_path: Path) -> None:
    async with open_web(tmp_path) as web:
        for one in (ROOT, BEN):
            taken(await web.register(one))
        for one in (KIM, LOU):
            taken(await web.register(one, owner=ROOT))
        token_id = await web.issue(ROOT)
        for one in (KIM, LOU):
            taken(await web.pay(ROOT, one, token_id, "100.00"))
        # 200.00 went to Kim and Lou.
        await limit(web, token_id, "FAMILY", "275.00")

        answers = await pay_at_once(web, token_id, [ROOT, KIM, LOU])

        assert said(answers) == {"paid": 75, "LIMIT_EXCEEDED": 125}
        assert (await web.balance(BEN))[token_id] == "75.00"


@pytest.mark.asyncio
async def test_two_hundred_at_once_make_exactly_the_payments_of_an_hour(tmp_path: Path) -> None:
    async with open_web(tmp_path) as web:
        for one in (ROOT, BEN):
            taken(await web.register(one))
        token_id = await web.issue(ROOT)
        await limit(web, token_id, "IDENTITY", "1000.00", maxTransactionsPerHour=42)

        assert said(await pay_at_once(web, token_id, [ROOT])) == {"paid": 42, "TOO_MANY_PER_HOUR": 158}
