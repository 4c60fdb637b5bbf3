"""Items over HTTP: who sees which, pages of them, signing them, and hearing of them at once."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.matters import PaymentMatter, Subject
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Item, vote_message
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.multisig import open_item
from qwallet_desktop.wire.shapes import adapter
from tests.node.approving import in_a_turn, item_now
from tests.node.http_builders import Person, Web, code, open_web, taken
from tests.node.stream_builders import listening

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, EVE, SUB = (Person(name) for name in ("Ann", "Ben", "Cleo", "Eve", "Sub"))


class Desk:
    """A node with Ann, who has 1,000.00 QTK and a sub-identity, and with those who may agree to what she pays."""

    def __init__(self, web: Web, token: str) -> None:
        self.web = web
        self.token = TokenId(token)

    def opened(self, whose: Person = ANN, approver: Person = CLEO) -> Item:
        """Let a payment of somebody's to Ben wait for somebody."""
        amount = Amount(2_500, 2, self.token)

        def work(turn: Turn) -> Item:
            return open_item(
                turn,
                turn.actor,
                Subject.TRANSFER,
                PaymentMatter(BEN.did, amount, "QTK", "Rent"),
                reason="",
                approval=Approval((approver.did,), 1),
                initiator_counts=False,
            )

        return in_a_turn(self.web.node, whose.did, work)

    async def sign(
        self, item: Item, who: Person, choice: Choice = Choice.SIGN, reason: str = "", request_id: str = ""
    ) -> Any:
        now = item_now(self.web.node, item.proposal.item_id)
        signature = who.sign(vote_message(now, who.did, choice, reason, self.web.node.node_id)).hex()
        body = {"choice": choice.value, "signature": signature, "reason": reason}
        path = f"/items/{item.proposal.item_id}/signatures"
        return await self.web.write(who, path, body, request_id=request_id or str(uuid4()))

    async def proposed(self, whose: Person = ANN, approver: Person = CLEO) -> Item:
        return read(await self.sign(self.opened(whose, approver), whose))

    async def seen(self, who: Person, **params: str) -> list[str]:
        return [one["proposal"]["itemId"] for one in taken(await self.web.read(who, "/items", **params))["items"]]


def read(answer: Any) -> Item:
    taken(answer)
    return adapter(Item).validate_json(answer.content, strict=True)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_web(tmp_path) as web:
        for who in (ANN, BEN, CLEO, EVE):
            taken(await web.register(who))
        taken(await web.register(SUB, ANN))
        token = await web.issue(ANN)
        taken(await web.pay(ANN, SUB, token, "100.00"))
        yield Desk(web, token)


async def test_a_draft_is_seen_by_its_initiator_alone(desk: Desk) -> None:
    item = desk.opened().proposal.item_id
    assert [await desk.seen(who) for who in (ANN, CLEO, BEN, EVE)] == [[item], [], [], []]


async def test_once_it_is_signed_its_approver_sees_it_too(desk: Desk) -> None:
    item = (await desk.proposed()).proposal.item_id
    assert [await desk.seen(who) for who in (ANN, CLEO, BEN, EVE)] == [[item], [item], [], []]


async def test_the_owner_sees_what_its_sub_has_open(desk: Desk) -> None:
    item = desk.opened(SUB).proposal.item_id
    assert await desk.seen(ANN) == [item]
    taken(await desk.web.read(ANN, f"/items/{item}"))


@pytest.mark.parametrize(("who", "draft", "proposed"), [(ANN, 200, 200), (CLEO, 404, 200), (EVE, 404, 404)])
async def test_one_item_is_read_by_those_who_may_see_it(desk: Desk, who: Person, draft: int, proposed: int) -> None:
    drafted, signed = desk.opened(), await desk.proposed()
    answers = [await desk.web.read(who, f"/items/{item.proposal.item_id}") for item in (drafted, signed)]

    assert [answer.status_code for answer in answers] == [draft, proposed]
    assert {code(answer) for answer in answers if answer.is_error} <= {"ITEM_UNKNOWN"}


@pytest.mark.parametrize(("who", "draft", "proposed"), [(ANN, 200, 200), (CLEO, 404, 200), (EVE, 404, 404)])
async def test_a_record_is_read_by_those_who_may_see_the_item(
    desk: Desk, who: Person, draft: int, proposed: int
) -> None:
    drafted, signed = desk.opened(), await desk.proposed()
    answers = [await desk.web.read(who, f"/items/{item.proposal.item_id}/record") for item in (drafted, signed)]

    assert [answer.status_code for answer in answers] == [draft, proposed]
    assert {code(answer) for answer in answers if answer.is_error} <= {"ITEM_UNKNOWN"}


async def test_a_record_holds_the_item_and_the_proof_of_its_end(desk: Desk) -> None:
    item = await desk.proposed()
    signed = read(await desk.sign(item, CLEO))
    answer = await desk.web.read(CLEO, f"/items/{item.proposal.item_id}/record")
    record = adapter(ItemRecord).validate_json(answer.content, strict=True)

    assert record.item == signed
    assert record.proof is not None
    assert record.proof.holds()


async def test_a_signature_of_another_is_brought_by_naming_it(desk: Desk) -> None:
    item = await desk.proposed()
    signature = CLEO.sign(vote_message(item, CLEO.did, Choice.SIGN, "", desk.web.node.node_id)).hex()
    body = {"choice": "SIGN", "signature": signature, "signer": CLEO.did}
    answer = await desk.web.write(ANN, f"/items/{item.proposal.item_id}/signatures", body)

    assert [one["signer"] for one in taken(answer)["votes"]] == [ANN.did, CLEO.did]


async def test_an_item_is_read_with_its_signatures(desk: Desk) -> None:
    item = await desk.proposed()
    assert read(await desk.web.read(CLEO, f"/items/{item.proposal.item_id}")) == item


@pytest.mark.parametrize("item_id", ["ms_" + "0" * 32, "x", "ms_%00"])
async def test_what_is_no_item_is_unknown(desk: Desk, item_id: str) -> None:
    assert code(await desk.web.read(ANN, f"/items/{item_id}")) == "ITEM_UNKNOWN"


async def test_open_and_closed_ones_are_listed_apart_newest_first(desk: Desk) -> None:
    first, second, third = [await desk.proposed() for _ in range(3)]
    taken(await desk.sign(second, CLEO))

    assert await desk.seen(ANN) == [third.proposal.item_id, first.proposal.item_id]
    assert await desk.seen(ANN, open="false") == [second.proposal.item_id]


async def test_pages_follow_one_another(desk: Desk) -> None:
    items = [(await desk.proposed()).proposal.item_id for _ in range(3)][::-1]
    first = taken(await desk.web.read(ANN, "/items", limit="2"))
    second = taken(await desk.web.read(ANN, "/items", limit="2", cursor=first["next"]))

    assert [one["proposal"]["itemId"] for one in [*first["items"], *second["items"]]] == items
    assert (first["open"], second["open"], second["next"]) == (3, 3, "")


async def test_those_of_one_identity_are_listed(desk: Desk) -> None:
    own, of_sub = (await desk.proposed()).proposal.item_id, (await desk.proposed(SUB)).proposal.item_id
    assert await desk.seen(ANN, identityId=SUB.did) == [of_sub]
    assert await desk.seen(ANN, identityId=ANN.did) == [own]
    assert await desk.seen(EVE, identityId=ANN.did) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [({"cursor": "x"}, "cursor"), ({"open": "yes"}, "open"), ({"limit": "0"}, "limit"), ({"state": "1"}, "state")],
)
async def test_what_asks_for_no_slice_is_malformed(desk: Desk, query: dict[str, str], field: str) -> None:
    answer = await desk.web.read(ANN, "/items", **query)
    assert (code(answer), answer.json()["field"]) == ("MALFORMED", field)


async def test_a_session_sees_for_all_that_gave_it_a_grant(desk: Desk) -> None:
    session = Person("Session")
    taken(await desk.web.grant(session, BEN, CLEO))
    item = (await desk.proposed()).proposal.item_id
    assert await desk.seen(session) == [item]


async def test_the_deciding_signature_pays_and_says_so(desk: Desk) -> None:
    item = read(await desk.sign(await desk.proposed(), CLEO))

    assert item.closing is not None
    assert (await desk.web.balance(BEN))[desk.token] == "25.00"


async def test_the_same_request_gives_the_same_answer(desk: Desk) -> None:
    item, request_id = await desk.proposed(), str(uuid4())
    first = await desk.sign(item, CLEO, request_id=request_id)
    body = {
        "choice": "SIGN",
        "signature": read(first).votes[-1].signature,
        "reason": "",
    }
    again = await desk.web.write(CLEO, f"/items/{item.proposal.item_id}/signatures", body, request_id=request_id)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (await desk.web.balance(BEN))[desk.token] == "25.00"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"choice": "MAYBE"}, "choice"),
        ({"signature": "5f"}, "signature"),
        ({"more": 1}, "more"),
        ({"reason": 1}, "reason"),
    ],
)
async def test_a_vote_of_another_form_is_malformed(desk: Desk, wrong: dict[str, Any], field: str) -> None:
    body = {"choice": "SIGN", "signature": "5f" * 64, "reason": "", **wrong}
    answer = await desk.web.write(ANN, f"/items/{desk.opened().proposal.item_id}/signatures", body)
    assert (code(answer), answer.json()["field"]) == ("MALFORMED", field)


async def test_carrying_out_what_nobody_has_agreed_to_is_refused(desk: Desk) -> None:
    item = await desk.proposed()
    answer = await desk.web.write(ANN, f"/items/{item.proposal.item_id}/execute", {})

    assert (answer.status_code, code(answer)) == (409, "SIGNATURES_MISSING")


async def test_a_reader_of_an_identity_that_is_not_concerned_does_not_carry_out(desk: Desk) -> None:
    item = await desk.proposed(SUB)
    answer = await desk.web.write(ANN, f"/items/{item.proposal.item_id}/execute", {})
    assert code(answer) == "NOT_PERMITTED"


async def test_an_approver_hears_at_once_that_something_waits_for_it(desk: Desk) -> None:
    async with listening(desk.web, CLEO) as stream:
        assert (await stream.next()).event == "hello"
        await desk.proposed()
        facts = [json.loads((await stream.next()).data)["fact"] for _ in range(2)]

    assert [fact["kind"] for fact in facts] == ["ITEM_CHANGED", "ITEM_NEWS"]
    assert facts[1]["status"] == "PENDING"


async def test_what_waits_stands_among_the_notifications_of_its_approver(desk: Desk) -> None:
    item = await desk.proposed()
    page = taken(await desk.web.read(CLEO, f"/identities/{CLEO.did}/notifications"))

    assert (page["unread"], [entry["fact"]["kind"] for entry in page["entries"]]) == (1, ["ITEM_NEWS"])
    assert page["entries"][0]["fact"]["proposal"]["itemId"] == item.proposal.item_id
