"""Tests of the wallet service: each method's request and what it makes of the answer."""

import json
from collections.abc import Awaitable
from contextlib import aclosing
from datetime import date

import pytest

from qwallet_desktop.domain.decisions import Decision, Outcome, Rule
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import HistoryPage, HistoryQuery, SortKey
from qwallet_desktop.domain.wallets import DailyBalance, WalletContext, WalletPermissions
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.wallet import IssuedToken, WalletService
from qwallet_desktop.wire.requests import ExportPage, IssueAnswer
from tests.services.builders import (
    OTHER_TOKEN,
    REQUEST,
    TOKEN,
    amount,
    balance,
    entry,
    receipt,
    token,
)
from tests.services.fakes import START, Bench

pytestmark = pytest.mark.asyncio
QUERY = HistoryQuery()


async def about(asked: Awaitable[object]) -> str:
    with pytest.raises(ServiceError) as caught:
        await asked
    assert caught.value.problem.code is Code.NODE_ANSWER_INVALID
    return caught.value.problem.facts["about"]


def sent(bench: Bench) -> object:
    return json.loads(bench.node.requests[0].content)


async def test_the_context_of_a_wallet_is_read(bench: Bench) -> None:
    context = WalletContext(bench.alice, (balance(),), WalletPermissions(True, True, True), Sequence(7), START)
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/wallet"] = context

    assert await WalletService(bench.client).get_context(bench.alice) == context


async def test_the_context_of_another_wallet_is_refused(bench: Bench) -> None:
    context = WalletContext(bench.bob, (), WalletPermissions(True, True, True), Sequence(7), START)
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/wallet"] = context

    assert await about(WalletService(bench.client).get_context(bench.alice)) == "identity"


async def test_balances_are_read(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/balances"] = (balance(),)

    assert await WalletService(bench.client).get_balances(bench.alice) == (balance(),)


async def test_daily_balances_are_read(bench: Bench) -> None:
    daily = DailyBalance(date(2026, 3, 4), amount())
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/balances/{TOKEN}/daily"] = (daily,)

    assert await WalletService(bench.client).get_daily_balances(bench.alice, TOKEN, 30) == (daily,)
    assert bench.node.requests[0].url.params["days"] == "30"


async def test_daily_balances_of_another_token_are_refused(bench: Bench) -> None:
    daily = DailyBalance(date(2026, 3, 4), amount(token_id=OTHER_TOKEN))
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/balances/{TOKEN}/daily"] = (daily,)

    assert await about(WalletService(bench.client).get_daily_balances(bench.alice, TOKEN, 30)) == "token"


async def test_a_window_on_the_history_is_read(bench: Bench) -> None:
    page = HistoryPage((entry(bench.alice, bench.bob),), 40, 41, Sequence(9))
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/transactions"] = page
    query = HistoryQuery(search="rent", sort=SortKey.AMOUNT)

    read = await WalletService(bench.client).get_transactions(bench.alice, query, 40, 10, Sequence(9))

    assert read == page
    asked = dict(bench.node.requests[0].url.params)
    assert asked == {"search": "rent", "sort": "AMOUNT", "offset": "40", "limit": "10", "asOf": "9"}


async def test_the_first_window_is_as_of_now(bench: Bench) -> None:
    page = HistoryPage((), 0, 0, Sequence(9))
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/transactions"] = page

    assert await WalletService(bench.client).get_transactions(bench.alice, QUERY, 0, 10) == page
    assert dict(bench.node.requests[0].url.params) == {"offset": "0", "limit": "10"}


@pytest.mark.parametrize(("offset", "limit", "as_of"), [(1, 10, None), (0, 0, None), (0, 10, 8)])
async def test_another_window_is_refused(bench: Bench, offset: int, limit: int, as_of: int | None) -> None:
    page = HistoryPage((entry(bench.alice, bench.bob),), 0, 1, Sequence(9))
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/transactions"] = page
    at = None if as_of is None else Sequence(as_of)

    asked = WalletService(bench.client).get_transactions(bench.alice, QUERY, offset, limit, at)

    assert await about(asked) == "page"


async def test_another_identitys_history_is_refused(bench: Bench) -> None:
    page = HistoryPage((entry(bench.bob, bench.alice),), 0, 1, Sequence(9))
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/transactions"] = page

    assert await about(WalletService(bench.client).get_transactions(bench.alice, QUERY, 0, 10)) == "identity"


async def exported(bench: Bench, *pages: ExportPage) -> int:
    """Count the entries of an export whose slices come in this order."""
    route = f"/v1/identities/{bench.alice}/transactions/export"
    following = list(pages)
    count = 0
    bench.node.replies["GET", route] = following.pop(0)
    async with aclosing(WalletService(bench.client).export_transactions(bench.alice, QUERY)) as slices:
        async for entries in slices:
            count += len(entries)
            if following:
                bench.node.replies["GET", route] = following.pop(0)
    return count


async def test_an_export_follows_the_cursors_to_the_end(bench: Bench) -> None:
    one = entry(bench.alice, bench.bob)

    assert await exported(bench, ExportPage((one, one), "a"), ExportPage((one,), "b"), ExportPage((), "")) == 3
    assert [request.url.params["cursor"] for request in bench.node.requests] == ["", "a", "b"]


async def test_an_export_of_an_empty_history_has_no_slices(bench: Bench) -> None:
    assert await exported(bench, ExportPage((), "")) == 0


async def test_an_export_that_goes_in_circles_is_given_up(bench: Bench) -> None:
    page = ExportPage((entry(bench.alice, bench.bob),), "a")

    assert await about(exported(bench, page, page)) == "cursor"


async def test_an_export_that_never_gets_anywhere_is_given_up(bench: Bench) -> None:
    assert await about(exported(bench, ExportPage((), "a"))) == "cursor"


async def test_an_export_of_another_identity_is_given_up(bench: Bench) -> None:
    assert await about(exported(bench, ExportPage((entry(bench.bob, bench.alice),), ""))) == "identity"


async def test_a_preview_says_what_will_happen(bench: Bench) -> None:
    decision = Decision(Outcome.DENY, Rule.FUNDS, amount(), Problem(Code.INSUFFICIENT_FUNDS, {}, "amount"))
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/payments/preview"] = decision

    told = await WalletService(bench.client).preview_transfer(bench.alice, bench.bob, TOKEN, "1 000", "tea & cake")

    assert told == decision
    asked = dict(bench.node.requests[0].url.params)
    assert asked == {"recipient": bench.bob, "tokenId": TOKEN, "amount": "1 000", "memo": "tea & cake"}


async def test_a_payment_is_made(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/transfers"] = receipt(bench.alice, bench.bob)

    made = await WalletService(bench.client).transfer(bench.alice, REQUEST, bench.bob, TOKEN, "25.00", "rent")

    assert made == receipt(bench.alice, bench.bob)
    assert sent(bench) == {"recipient": bench.bob, "tokenId": TOKEN, "amount": "25.00", "memo": "rent", "expected": ""}
    assert bench.node.parameters(0)["keyid"] == bench.alice
    assert bench.node.decided == [REQUEST]


async def test_a_refused_payment_says_why(bench: Bench) -> None:
    refusal = Problem(Code.INSUFFICIENT_FUNDS, {"available": "1.00", "symbol": "QTK"}, "amount")
    bench.node.replies["POST", "/v1/transfers"] = refusal

    with pytest.raises(ServiceError) as caught:
        await WalletService(bench.client).transfer(bench.alice, REQUEST, bench.bob, TOKEN, "25.00")
    assert caught.value.problem == refusal
    assert not caught.value.undecided


async def test_a_receipt_for_another_sender_is_refused(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/transfers"] = receipt(bench.bob, bench.alice)

    assert await about(WalletService(bench.client).transfer(bench.alice, REQUEST, "x", TOKEN, "1")) == "identity"


async def test_a_receipt_for_another_token_is_refused(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/transfers"] = receipt(bench.alice, bench.bob, OTHER_TOKEN)

    assert await about(WalletService(bench.client).transfer(bench.alice, REQUEST, "x", TOKEN, "1")) == "token"


async def test_tokens_are_listed(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/tokens"] = (token(bench.alice),)

    assert await WalletService(bench.client).get_tokens() == (token(bench.alice),)


async def test_one_token_is_read(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/tokens/{TOKEN}"] = token(bench.alice)

    assert await WalletService(bench.client).get_token(TOKEN) == token(bench.alice)


async def test_another_token_is_refused(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/tokens/{TOKEN}"] = token(bench.alice, OTHER_TOKEN)

    assert await about(WalletService(bench.client).get_token(TOKEN)) == "token"


async def issued(bench: Bench) -> IssuedToken:
    return await WalletService(bench.client).issue_token(
        bench.alice, REQUEST, symbol="QTK", name="Token", decimals=2, salt="00" * 16, amount="1000"
    )


async def test_a_token_is_issued(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/tokens"] = IssueAnswer(token(bench.alice), balance())

    assert await issued(bench) == IssuedToken(token(bench.alice), balance())
    expected = {"symbol": "QTK", "name": "Token", "decimals": 2, "salt": "00" * 16, "amount": "1000"}
    assert sent(bench) == expected


async def test_a_token_of_another_issuer_is_refused(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/tokens"] = IssueAnswer(token(bench.bob), balance())

    assert await about(issued(bench)) == "identity"


async def test_units_are_minted(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/tokens/{TOKEN}/mint"] = receipt(None, bench.alice)

    made = await WalletService(bench.client).mint(bench.alice, REQUEST, TOKEN, "25", "more")

    assert made == receipt(None, bench.alice)
    assert sent(bench) == {"amount": "25", "memo": "more"}


async def test_units_are_burned(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/tokens/{TOKEN}/burn"] = receipt(bench.alice, None)

    assert await WalletService(bench.client).burn(bench.alice, REQUEST, TOKEN, "25") == receipt(bench.alice, None)


async def test_a_mint_of_another_token_is_refused(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/tokens/{TOKEN}/mint"] = receipt(None, bench.alice, OTHER_TOKEN)

    assert await about(WalletService(bench.client).mint(bench.alice, REQUEST, TOKEN, "25")) == "token"
