"""*Why?* and *What if?* through HTTP: past decisions, by whom they may be read, and replays."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import delete

from qwallet_desktop.node import tables
from qwallet_desktop.wire.shapes import dump
from tests.node.builders import rows
from tests.node.http_builders import Person, Web, code, open_web, taken
from tests.node.test_routes_rules import limits, set_limits, set_policy

ANN, BEN, CHILD = Person("Ann"), Person("Ben"), Person("Child")


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN):
            taken(await opened.register(person))
        taken(await opened.register(CHILD, owner=ANN))
        yield opened


async def decisions(web: Web, reader: Person, whose: Person, **params: str) -> dict[str, Any]:
    page: dict[str, Any] = taken(await web.read(reader, f"/identities/{whose.did}/decisions", **params))
    return page


async def why(web: Web, reader: Person, transfer_id: str) -> Any:
    return await web.read(reader, f"/transfers/{transfer_id}/decision")


@pytest.mark.asyncio
async def test_a_payment_that_was_made_is_told_with_the_rules_that_spoke(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await set_limits(web, ANN, ANN, limits(token, daily="100.00")))
    made = taken(await web.pay(ANN, BEN, token, "25.00", memo="Rent"))["transfer"]
    told = taken(await why(web, ANN, made["id"]))
    assert (told["deed"], told["outcome"], told["limitsVersion"], told["memo"]) == ("MADE", "ALLOW", 1, "Rent")
    assert [(part["rule"], part["left"]["value"]) for part in told["parts"]] == [("LIMIT_DAILY", "75.00")]


@pytest.mark.asyncio
async def test_a_payment_that_was_refused_is_told_with_the_rule_that_refused_it(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await set_limits(web, ANN, ANN, limits(token, daily="10.00")))
    assert code(await web.pay(ANN, BEN, token, "25.00", memo="Rent")) == "LIMIT_EXCEEDED"
    (told,) = (await decisions(web, ANN, ANN))["decisions"]
    assert (told["deed"], told["outcome"], told["rule"]) == ("REFUSED", "DENY", "LIMIT_DAILY")
    assert (told["recipient"], told["asked"], told["memo"]) == (BEN.did, "25.00", "Rent")
    assert told["problem"]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.asyncio
async def test_a_payment_that_could_not_be_read_is_told_as_it_was_typed(web: Web) -> None:
    token = await web.issue(ANN)
    assert code(await web.pay(ANN, BEN, token, "1,5")) == "AMOUNT_NOT_A_NUMBER"
    (told,) = (await decisions(web, ANN, ANN))["decisions"]
    assert (told["rule"], told["asked"], told["amount"]) == ("FUNDS", "1,5", None)


@pytest.mark.asyncio
async def test_a_payment_that_waits_is_told_with_who_asked(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await set_limits(web, ANN, ANN, limits(token, approvalAbove="10.00")))
    opened = await web.pay(ANN, BEN, token, "25.00")
    assert opened.status_code == 202
    (told,) = (await decisions(web, ANN, ANN))["decisions"]
    assert (told["deed"], told["outcome"], told["rule"]) == ("OPENED", "NEEDS_APPROVAL", "APPROVAL_ABOVE")
    assert (told["itemId"], told["by"]) == (opened.json()["proposal"]["itemId"], ANN.did)


@pytest.mark.asyncio
async def test_decisions_come_newest_first_in_pages_without_gaps(web: Web) -> None:
    token = await web.issue(ANN)
    amounts = ["1.00", "x", "2.00", "0", "3.00", "4.00", "y"]
    for amount in amounts:
        await web.pay(ANN, BEN, token, amount)
    found, cursor = list[str](), ""
    for _ in range(len(amounts)):
        page = await decisions(web, ANN, ANN, limit="2", **({"cursor": cursor} if cursor else {}))
        found += [one["asked"] for one in page["decisions"]]
        cursor = page["next"]
        if not cursor:
            break
    assert found == amounts[::-1]


@pytest.mark.asyncio
async def test_each_payment_of_a_batch_that_was_refused_is_told(web: Web) -> None:
    token = await web.issue(ANN)
    payments = [{"recipient": BEN.did, "tokenId": token, "amount": amount} for amount in ("1.00", "0", "2000.00")]
    taken(await web.write(ANN, "/transfers:batch", {"mode": "EACH", "payments": payments}))
    found = (await decisions(web, ANN, ANN))["decisions"]
    assert [(one["deed"], one["asked"]) for one in found] == [
        ("REFUSED", "2000.00"),
        ("REFUSED", "0"),
        ("MADE", "1.00"),
    ]


@pytest.mark.asyncio
async def test_a_batch_that_was_refused_as_a_whole_is_told_by_the_payment_that_it_failed_at(web: Web) -> None:
    token = await web.issue(ANN)
    payments = [{"recipient": BEN.did, "tokenId": token, "amount": amount} for amount in ("1.00", "2000.00")]
    answer = await web.write(ANN, "/transfers:batch", {"mode": "ALL_OR_NOTHING", "payments": payments})
    assert code(answer) == "INSUFFICIENT_FUNDS"
    (told,) = (await decisions(web, ANN, ANN))["decisions"]
    assert (told["asked"], told["rule"], told["amount"]["value"]) == ("2000.00", "FUNDS", "2000.00")


@pytest.mark.asyncio
async def test_a_payment_made_before_there_were_rules_is_told_as_such(web: Web) -> None:
    token = await web.issue(ANN)
    made = taken(await web.pay(ANN, BEN, token))["transfer"]
    (leaf,) = rows(web.node, "SELECT leaf_n FROM transfers WHERE id = :id", id=made["id"])

    def erase(connection: Any) -> None:
        connection.execute(delete(tables.audit_payloads).where(tables.audit_payloads.c.leaf_n == leaf["leaf_n"]))

    web.node.writer.run(erase).result(30)
    told = taken(await why(web, ANN, made["id"]))
    assert (told["recorded"], told["outcome"], told["rule"], told["asked"]) == (False, "ALLOW", "DEFAULT", "25.00")


@pytest.mark.asyncio
async def test_an_owner_may_ask_why_and_the_other_side_may_not(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, CHILD, token, "50.00"))
    made = taken(await web.pay(CHILD, BEN, token, "5.00"))["transfer"]
    taken(await why(web, ANN, made["id"]))
    assert code(await why(web, BEN, made["id"])) == "TRANSFER_UNKNOWN"
    assert code(await web.read(BEN, f"/identities/{CHILD.did}/decisions")) == "IDENTITY_UNKNOWN"


@pytest.mark.asyncio
async def test_nobody_decided_on_what_was_minted(web: Web) -> None:
    await web.issue(ANN)
    (minted,) = rows(web.node, "SELECT id FROM transfers")
    assert code(await why(web, ANN, minted["id"])) == "TRANSFER_UNKNOWN"


@pytest.mark.asyncio
@pytest.mark.parametrize("cursor", ["x", "1", "1.", ".1", "1.x", "-1.2", "99999999999999999999.1"])
async def test_a_cursor_that_is_none_is_malformed(web: Web, cursor: str) -> None:
    assert code(await web.read(ANN, f"/identities/{ANN.did}/decisions", cursor=cursor)) == "MALFORMED"


async def what_if(web: Web, reader: Person, whose: Person, supposed: dict[str, Any]) -> Any:
    text = dump(supposed, dict[str, Any]).decode()
    return await web.read(reader, f"/identities/{whose.did}/what-if", supposition=text)


@pytest.mark.asyncio
async def test_a_supposed_limit_says_what_it_would_have_refused(web: Web) -> None:
    token = await web.issue(ANN)
    for amount in ("30.00", "40.00", "50.00"):
        taken(await web.pay(ANN, BEN, token, amount))
    answer = taken(await what_if(web, ANN, ANN, {"limits": limits(token, daily="80.00")}))
    assert (answer["payments"], answer["allowed"], answer["held"], answer["refused"]) == (3, 2, 0, 1)
    assert [(one["amount"]["value"], one["rule"]) for one in answer["cases"]] == [("50.00", "LIMIT_DAILY")]
    assert answer["rules"] == [{"rule": "LIMIT_DAILY", "outcome": "DENY", "payments": 1}]


@pytest.mark.asyncio
async def test_what_would_have_been_refused_leaves_room_for_what_came_after_it(web: Web) -> None:
    token = await web.issue(ANN)
    for amount in ("60.00", "50.00", "20.00"):
        taken(await web.pay(ANN, BEN, token, amount))
    answer = taken(await what_if(web, ANN, ANN, {"limits": limits(token, daily="80.00")}))
    assert [one["amount"]["value"] for one in answer["cases"]] == ["50.00"]


@pytest.mark.asyncio
async def test_what_would_have_waited_counts_as_spent(web: Web) -> None:
    token = await web.issue(ANN)
    for amount in ("60.00", "50.00"):
        taken(await web.pay(ANN, BEN, token, amount))
    supposed = limits(token, daily="100.00", approvalAbove="55.00")
    answer = taken(await what_if(web, ANN, ANN, {"limits": supposed}))
    assert [(one["outcome"], one["rule"]) for one in answer["cases"]] == [
        ("DENY", "LIMIT_DAILY"),
        ("NEEDS_APPROVAL", "APPROVAL_ABOVE"),
    ]


@pytest.mark.asyncio
async def test_a_supposed_policy_says_what_it_would_have_refused(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, BEN, token, "1.00"))
    taken(await web.pay(ANN, CHILD, token, "2.00"))
    policy = taken(await web.read(ANN, f"/identities/{ANN.did}/policy"))["policy"]
    answer = taken(await what_if(web, ANN, ANN, {"policy": {**policy, "external": "DENY"}}))
    assert [(one["recipient"], one["rule"]) for one in answer["cases"]] == [(BEN.did, "CONSENT_EXTERNAL")]


@pytest.mark.asyncio
async def test_a_familys_supposed_limit_is_held_against_all_of_it(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, CHILD, token, "50.00"))
    taken(await web.pay(CHILD, BEN, token, "20.00"))
    answer = taken(await what_if(web, ANN, ANN, {"limits": limits(token, daily="60.00"), "scope": "FAMILY"}))
    assert (answer["payments"], answer["refused"]) == (2, 1)


@pytest.mark.asyncio
async def test_only_payments_of_the_last_thirty_days_are_judged(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, BEN, token, "60.00"))
    web.clock.turn(30 * 24 * 3600)
    taken(await web.pay(ANN, BEN, token, "70.00"))
    answer = taken(await what_if(web, ANN, ANN, {"limits": limits(token, perTransaction="1.00")}))
    assert (answer["payments"], answer["refused"]) == (1, 1)


@pytest.mark.asyncio
async def test_what_went_out_before_still_counts_in_the_first_windows(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, BEN, token, "60.00"))
    web.clock.turn(29 * 24 * 3600)
    taken(await web.pay(ANN, BEN, token, "50.00"))
    web.clock.turn(2 * 24 * 3600)
    answer = taken(await what_if(web, ANN, ANN, {"limits": limits(token, monthly="100.00")}))
    assert (answer["payments"], answer["refused"]) == (1, 1)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("supposed", "expected"),
    [
        ({"limits": {"maxTransactionsPerHour": 0}}, "LIMIT_COUNT"),
        ({"limits": {"allowedTokens": ["qtk1" + "0" * 64]}}, "TOKEN_UNKNOWN"),
        ({"something": 1}, "MALFORMED"),
    ],
)
async def test_a_senseless_supposition_is_refused(web: Web, supposed: dict[str, Any], expected: str) -> None:
    assert code(await what_if(web, ANN, ANN, supposed)) == expected


@pytest.mark.asyncio
async def test_a_sub_identity_has_no_family_to_suppose_limits_for(web: Web) -> None:
    assert code(await what_if(web, CHILD, CHILD, {"limits": {}, "scope": "FAMILY"})) == "LIMIT_SCOPE"


@pytest.mark.asyncio
async def test_rules_that_are_in_force_would_have_changed_nothing(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await set_limits(web, ANN, ANN, limits(token, daily="80.00", maxTransactionsPerHour=3)))
    taken(await set_policy(web, ANN, ANN, canVote=False))
    for amount in ("30.00", "40.00", "50.00", "10.00", "0.01"):
        await web.pay(ANN, BEN, token, amount)
    answer = taken(await what_if(web, ANN, ANN, {}))
    assert (answer["payments"], answer["allowed"]) == (3, 3)
