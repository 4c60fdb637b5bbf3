"""Policies and limits through HTTP: reading, changing, refusing."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.wire.shapes import adapter
from tests.node.http_builders import Person, Web, code, open_web, taken

ANN, BEN, CHILD = Person("Ann"), Person("Ben"), Person("Child")
STRANGER = Person("Stranger")


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN):
            taken(await opened.register(person))
        taken(await opened.register(CHILD, owner=ANN))
        yield opened


def policy(**changed: Any) -> dict[str, Any]:
    written: dict[str, Any] = adapter(ConsentPolicy).dump_python(ConsentPolicy(), mode="json", by_alias=True)
    return {**written, **changed}


def limits(token: str = "", **changed: Any) -> dict[str, Any]:
    """Limits on one token, each amount as text with two decimals."""
    names = ("daily", "monthly", "perTransaction", "approvalAbove")
    amounts = {name: {"tokenId": token, "decimals": 2, "value": changed.pop(name)} for name in names if name in changed}
    tokens = [{"tokenId": token, **amounts}] if token else []
    return {"tokens": tokens, **changed}


async def set_policy(web: Web, actor: Person, whose: Person, base: int = 0, **changed: Any) -> Any:
    body = {"policy": policy(**changed), "base": base, "reason": "because"}
    return await web.write(actor, f"/identities/{whose.did}/policy", body, method="PUT")


async def set_limits(  # noqa: PLR0913, PLR0917  (a change of limits is these)
    web: Web, actor: Person, whose: Person, given: dict[str, Any], base: int = 0, scope: str = "IDENTITY"
) -> Any:
    body = {"scope": scope, "limits": given, "base": base, "reason": "because"}
    return await web.write(actor, f"/identities/{whose.did}/limits", body, method="PUT")


@pytest.mark.asyncio
async def test_the_first_policy_is_the_default_of_the_type(web: Web) -> None:
    read = taken(await web.read(BEN, f"/identities/{BEN.did}/policy"))
    assert (read["version"], read["policy"]) == (0, policy())


@pytest.mark.asyncio
async def test_a_policy_that_was_set_is_in_force(web: Web) -> None:
    taken(await set_policy(web, BEN, BEN, external="DENY"))
    read = taken(await web.read(BEN, f"/identities/{BEN.did}/policy"))
    assert (read["version"], read["policy"]["external"], read["by"], read["reason"]) == (1, "DENY", BEN.did, "because")


@pytest.mark.asyncio
async def test_all_policies_that_were_in_force_are_kept(web: Web) -> None:
    taken(await set_policy(web, BEN, BEN, external="DENY"))
    taken(await set_policy(web, BEN, BEN, 1, canVote=False))
    versions = taken(await web.read(BEN, f"/identities/{BEN.did}/policy/versions"))
    assert [one["version"] for one in versions] == [2, 1, 0]


@pytest.mark.asyncio
async def test_a_policy_written_from_an_old_one_is_refused(web: Web) -> None:
    taken(await set_policy(web, BEN, BEN, external="DENY"))
    answer = await set_policy(web, BEN, BEN, 0, canVote=False)
    assert (answer.status_code, code(answer), answer.json()["facts"]) == (
        409,
        "VERSION_CHANGED",
        {"base": "0", "version": "1"},
    )


@pytest.mark.asyncio
async def test_a_policy_that_changes_nothing_is_refused(web: Web) -> None:
    assert code(await set_policy(web, BEN, BEN)) == "RULES_UNCHANGED"


@pytest.mark.asyncio
async def test_nobody_turns_off_the_last_signature_that_could_turn_it_on_again(web: Web) -> None:
    answer = await set_policy(web, BEN, BEN, canSign=False)
    assert (code(answer), answer.json()["facts"]["wayOut"]) == ("POLICY_LOCKS_OUT", "FREEZE")


@pytest.mark.asyncio
async def test_what_an_owner_can_undo_locks_nobody_out(web: Web) -> None:
    taken(await set_policy(web, CHILD, CHILD, canSign=False))
    taken(await set_policy(web, ANN, CHILD, 1, canSign=True, canVote=False))


@pytest.mark.asyncio
async def test_a_sub_identity_narrows_its_policy_by_itself_and_asks_its_owner_to_widen_it(web: Web) -> None:
    assert (await set_policy(web, CHILD, CHILD, external="DENY")).status_code == 200
    opened = await set_policy(web, CHILD, CHILD, 1, external="APPROVAL")
    assert (opened.status_code, taken(opened)["proposal"]["approvers"]) == (202, [ANN.did])


@pytest.mark.asyncio
async def test_an_owner_widens_its_sub_identitys_policy_alone(web: Web) -> None:
    taken(await set_policy(web, ANN, CHILD, external="DENY"))
    assert (await set_policy(web, ANN, CHILD, 1)).status_code == 200


@pytest.mark.asyncio
async def test_a_strangers_policy_does_not_exist(web: Web) -> None:
    assert code(await set_policy(web, BEN, CHILD, external="DENY")) == "IDENTITY_UNKNOWN"
    assert code(await web.read(BEN, f"/identities/{CHILD.did}/policy")) == "IDENTITY_UNKNOWN"


@pytest.mark.asyncio
async def test_a_change_asked_for_twice_is_made_once(web: Web) -> None:
    body = {"policy": policy(external="DENY"), "base": 0, "reason": ""}
    path, request_id = f"/identities/{BEN.did}/policy", "6b1f3c1e-7a52-4c58-9d53-0c7f6b0a4f11"
    answers = [await web.write(BEN, path, body, method="PUT", request_id=request_id) for _ in range(2)]
    assert [one.content for one in answers] == [answers[0].content] * 2
    assert len(taken(await web.read(BEN, f"{path}/versions"))) == 2


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("changed", "expected", "field"),
    [
        ({"hours": [{"days": [], "since": 0, "until": 60}]}, "HOURS_INVALID", "policy.hours[0]"),
        ({"hours": [{"days": [8], "since": 0, "until": 60}]}, "HOURS_INVALID", "policy.hours[0]"),
        ({"hours": [{"days": [1], "since": 60, "until": 60}]}, "HOURS_INVALID", "policy.hours[0]"),
        ({"counterparties": ["Ann"]}, "NOT_A_DID", "policy.counterparties[0]"),
        ({"counterparties": [ANN.did, ANN.did]}, "ENTRY_TWICE", "policy.counterparties[1]"),
        ({"tokens": ["qtk1" + "0" * 64]}, "TOKEN_UNKNOWN", "policy.tokens[0]"),
    ],
)
async def test_a_senseless_policy_is_refused_by_name(
    web: Web, changed: dict[str, Any], expected: str, field: str
) -> None:
    answer = await set_policy(web, BEN, BEN, **changed)
    assert (code(answer), answer.json()["field"]) == (expected, field)


@pytest.mark.asyncio
async def test_limits_that_were_set_stand_in_the_book_with_what_is_used(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, BEN, token, "25.00"))
    taken(await set_limits(web, ANN, ANN, limits(token, daily="100.00")))
    own = taken(await web.read(ANN, f"/identities/{ANN.did}/limits"))["own"]
    day = next(one for one in own["tokens"] if one["window"] == "DAY")
    assert (own["version"]["version"], day["limit"]["value"], day["spent"]["value"]) == (1, "100.00", "25.00")


@pytest.mark.asyncio
async def test_the_book_says_what_comes_back_next_and_when(web: Web) -> None:
    token = await web.issue(ANN)
    first = taken(await web.pay(ANN, BEN, token, "25.00"))["transfer"]["at"]
    web.clock.turn(60)
    taken(await web.pay(ANN, BEN, token, "5.00"))
    own = taken(await web.read(ANN, f"/identities/{ANN.did}/limits"))["own"]
    day = next(one for one in own["tokens"] if one["window"] == "DAY")
    assert (day["spent"]["value"], day["frees"]["value"]) == ("30.00", "25.00")
    assert day["freesAt"] == first.replace("2026-03-02", "2026-03-03")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("given", "expected", "field"),
    [
        ({"daily": "100.00", "monthly": "50.00"}, "LIMIT_ORDER", "limits.tokens[0].daily"),
        ({"daily": "100.00", "perTransaction": "100.01"}, "LIMIT_ORDER", "limits.tokens[0].perTransaction"),
        ({"daily": "0.00"}, "AMOUNT_ZERO", "limits.tokens[0].daily"),
        ({"monthly": "-1.00"}, "AMOUNT_NEGATIVE", "limits.tokens[0].monthly"),
        ({"maxTransactionsPerHour": 0}, "LIMIT_COUNT", "limits.maxTransactionsPerHour"),
        ({"restrictedAddresses": ["nobody"]}, "NOT_A_DID", "limits.restrictedAddresses[0]"),
        ({"allowedTokens": ["qtk1" + "0" * 64]}, "TOKEN_UNKNOWN", "limits.allowedTokens[0]"),
    ],
)
async def test_senseless_limits_are_refused_by_name(web: Web, given: dict[str, Any], expected: str, field: str) -> None:
    token = await web.issue(ANN)
    answer = await set_limits(web, ANN, ANN, limits(token, **given))
    assert (code(answer), answer.json()["field"]) == (expected, field)


@pytest.mark.asyncio
async def test_limits_on_an_unknown_token_are_refused(web: Web) -> None:
    answer = await set_limits(web, ANN, ANN, limits("qtk1" + "0" * 64, daily="1.00"))
    assert (code(answer), answer.json()["field"]) == ("TOKEN_UNKNOWN", "limits.tokens[0].tokenId")


@pytest.mark.asyncio
async def test_a_limit_below_what_is_used_says_from_when_on_it_fits(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, BEN, token, "30.00"))
    web.clock.turn(3600)
    at = taken(await web.pay(ANN, BEN, token, "20.00"))["transfer"]["at"]
    answer = await set_limits(web, ANN, ANN, limits(token, daily="10.00"))
    told = answer.json()["facts"]
    assert (code(answer), answer.json()["field"]) == ("LIMIT_BELOW_USE", "limits.tokens[0].daily")
    assert (told["used"], told["limit"], told["fitsAt"]) == ("50.00", "10.00", f"2026-03-03{at[10:23]}Z")


@pytest.mark.asyncio
async def test_a_limit_fits_once_it_was_said_that_it_does(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, BEN, token, "30.00"))
    assert code(await set_limits(web, ANN, ANN, limits(token, daily="10.00"))) == "LIMIT_BELOW_USE"
    web.clock.turn(24 * 3600)
    taken(await set_limits(web, ANN, ANN, limits(token, daily="10.00")))


@pytest.mark.asyncio
async def test_only_a_root_of_its_own_limits_its_family(web: Web) -> None:
    token = await web.issue(ANN)
    given = limits(token, daily="100.00")
    assert code(await set_limits(web, CHILD, CHILD, given, scope="FAMILY")) == "LIMIT_SCOPE"
    taken(await set_limits(web, ANN, ANN, given, scope="FAMILY"))


@pytest.mark.asyncio
async def test_a_familys_book_counts_what_all_of_it_spent(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, CHILD, token, "50.00"))
    taken(await web.pay(CHILD, BEN, token, "20.00"))
    family = taken(await web.read(ANN, f"/identities/{ANN.did}/limits"))["family"]
    assert {(one["window"], one["spent"]["value"]) for one in family["tokens"]} == {
        ("DAY", "70.00"),
        ("MONTH", "70.00"),
    }


@pytest.mark.asyncio
async def test_a_sub_identity_does_not_see_what_its_family_spends(web: Web) -> None:
    assert taken(await web.read(CHILD, f"/identities/{CHILD.did}/limits"))["family"] is None


@pytest.mark.asyncio
async def test_all_limits_that_were_in_force_are_kept_by_scope(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await set_limits(web, ANN, ANN, limits(token, daily="100.00")))
    path = f"/identities/{ANN.did}/limits/versions"
    assert [one["version"] for one in taken(await web.read(ANN, path))] == [1, 0]
    assert [one["version"] for one in taken(await web.read(ANN, path, scope="FAMILY"))] == [0]


@pytest.mark.asyncio
async def test_a_sub_identity_asks_its_owner_for_a_higher_limit(web: Web) -> None:
    token = await web.issue(ANN)
    assert (await set_limits(web, CHILD, CHILD, limits(token, daily="100.00"))).status_code == 200
    opened = await set_limits(web, CHILD, CHILD, limits(token, daily="200.00"), 1)
    assert (opened.status_code, taken(opened)["proposal"]["subject"]) == (202, "LIMIT_CHANGE")


@pytest.mark.asyncio
async def test_a_policy_may_keep_an_identity_from_issuing(web: Web) -> None:
    taken(await set_policy(web, ANN, ANN, canIssue=False))
    body = {"symbol": "QTK", "name": "", "decimals": 2, "salt": "0f" * 16, "amount": "1.00"}
    assert code(await web.write(ANN, "/tokens", body)) == "ISSUING_OFF"
    assert taken(await web.read(ANN, f"/identities/{ANN.did}/wallet"))["permissions"]["canIssue"] is False


@pytest.mark.asyncio
async def test_an_issuer_may_not_mint_while_its_policy_keeps_it_from_issuing(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await set_policy(web, ANN, ANN, canIssue=False))
    assert code(await web.write(ANN, f"/tokens/{token}/mint", {"amount": "1.00"})) == "ISSUING_OFF"
    taken(await web.write(ANN, f"/tokens/{token}/burn", {"amount": "1.00"}))


@pytest.mark.asyncio
async def test_whoever_is_frozen_changes_no_rules(web: Web) -> None:
    taken(await web.write(BEN, f"/identities/{BEN.did}/status", {"status": "FROZEN", "reason": "lost"}))
    assert code(await set_policy(web, BEN, BEN, external="DENY")) == "IDENTITY_FROZEN"


@pytest.mark.asyncio
async def test_what_was_opened_under_the_rules_before_is_closed(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await set_limits(web, ANN, ANN, limits(token, approvalAbove="1.00")))
    opened = taken(await web.pay(ANN, BEN, token, "5.00"))["proposal"]["itemId"]
    taken(await set_policy(web, ANN, ANN, canVote=False))
    item = taken(await web.read(ANN, f"/items/{opened}"))
    assert item["closing"]["kind"] == "SUPERSEDED"


@pytest.mark.asyncio
async def test_limits_may_not_name_more_decimals_than_the_token(web: Web) -> None:
    token = await web.issue(ANN)
    given = {"tokens": [{"tokenId": token, "daily": {"tokenId": token, "decimals": 3, "value": "1.000"}}]}
    answer = await set_limits(web, ANN, ANN, given)
    assert (code(answer), answer.json()["field"]) == ("AMOUNT_TOO_PRECISE", "limits.tokens[0].daily")


@pytest.mark.asyncio
async def test_a_count_below_what_was_paid_in_the_hour_is_refused(web: Web) -> None:
    token = await web.issue(ANN)
    for _ in range(2):
        taken(await web.pay(ANN, BEN, token, "1.00"))
    answer = await set_limits(web, ANN, ANN, {"maxTransactionsPerHour": 1})
    assert (code(answer), answer.json()["facts"]["used"]) == ("LIMIT_BELOW_USE", "2")


@pytest.mark.asyncio
async def test_a_limit_below_what_is_held_never_fits_by_waiting(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await set_limits(web, ANN, ANN, limits(token, approvalAbove="1.00")))
    assert (await web.pay(ANN, BEN, token, "50.00")).status_code == 202
    answer = await set_limits(web, ANN, ANN, limits(token, daily="10.00"), 1)
    assert (code(answer), "fitsAt" in answer.json()["facts"]) == ("LIMIT_BELOW_USE", False)


@pytest.mark.asyncio
async def test_what_went_out_days_ago_still_counts_to_the_month(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await set_limits(web, ANN, ANN, limits(token, daily="100.00", monthly="100.00")))
    taken(await web.pay(ANN, BEN, token, "60.00"))
    web.clock.turn(2 * 24 * 3600)
    assert code(await web.pay(ANN, BEN, token, "40.01")) == "LIMIT_EXCEEDED"
    taken(await web.pay(ANN, BEN, token, "40.00"))
