"""Tokens: read, issued, minted and burned; what the node refuses comes back under the request id."""

import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.tokens import (
    BurnToken,
    FetchTokens,
    IssueToken,
    MintToken,
    SubmitToken,
    TokenAccepted,
    TokenRefused,
    TokensFailed,
    TokensLoaded,
)
from tests.effects.desks import Place, new_id

pytestmark = pytest.mark.asyncio


async def refused(place: Place, command: IssueToken | MintToken | BurnToken) -> Problem:
    told = await place.one(SubmitToken(command), TokenRefused)
    assert told.request_id == command.request_id
    return told.problem


async def test_the_tokens_that_were_met_are_read(place: Place) -> None:
    ada = await place.person("Ada")
    token_id = await place.token(ada.id)
    assert [token.id for token in (await place.one(FetchTokens(), TokensLoaded)).tokens] == [token_id]


async def test_tokens_that_can_not_be_read_say_why(place: Place) -> None:
    place.line.is_cut = True
    assert (await place.one(FetchTokens(), TokensFailed)).problem.code is Code.NODE_UNREACHABLE


async def test_a_token_is_issued_with_its_first_amount(place: Place) -> None:
    ada = await place.person("Ada")
    command = IssueToken(new_id(), ada.id, "QTK", "Quick", 2, "00" * 16, "10.00")
    told = await place.one(SubmitToken(command), TokenAccepted)
    assert (told.request_id, told.identity_id) == (command.request_id, ada.id)
    assert (told.token.symbol, told.token.issuer, told.balance.settled.units) == ("QTK", ada.id, 1_000)


async def test_a_bad_symbol_is_named(place: Place) -> None:
    ada = await place.person("Ada")
    assert (await refused(place, IssueToken(new_id(), ada.id, "!", "", 2, "00" * 16, ""))).field == "symbol"


async def test_units_are_minted_and_burned(place: Place) -> None:
    ada = await place.person("Ada")
    token_id = await place.token(ada.id, "10.00")
    minted = await place.one(SubmitToken(MintToken(new_id(), ada.id, token_id, "5.00", "more")), TokenAccepted)
    burned = await place.one(SubmitToken(BurnToken(new_id(), ada.id, token_id, "1.00", "less")), TokenAccepted)
    assert (minted.token.id, minted.balance.settled.units) == (token_id, 1_500)
    assert (burned.token.id, burned.balance.settled.units) == (token_id, 1_400)


async def test_more_than_there_is_is_not_burned(place: Place) -> None:
    ada = await place.person("Ada")
    token_id = await place.token(ada.id, "10.00")
    told = await refused(place, BurnToken(new_id(), ada.id, token_id, "10.01", ""))
    assert told.code is Code.INSUFFICIENT_FUNDS


async def test_a_locked_vault_mints_nothing(place: Place) -> None:
    ada = await place.person("Ada")
    token_id = await place.token(ada.id)
    place.desk.qlock.lock()
    assert (await refused(place, MintToken(new_id(), ada.id, token_id, "1.00", ""))).code is Code.VAULT_LOCKED
