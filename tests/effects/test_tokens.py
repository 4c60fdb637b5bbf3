"""Tokens: those that were met are read."""

import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.tokens import FetchTokens, TokensFailed, TokensLoaded
from tests.effects.desks import Place

pytestmark = pytest.mark.asyncio


async def test_the_tokens_that_were_met_are_read(place: Place) -> None:
    ada = await place.person("Ada")
    token_id = await place.token(ada.id)
    assert [token.id for token in (await place.one(FetchTokens(), TokensLoaded)).tokens] == [token_id]


async def test_tokens_that_can_not_be_read_say_why(place: Place) -> None:
    place.line.is_cut = True
    assert (await place.one(FetchTokens(), TokensFailed)).problem.code is Code.NODE_UNREACHABLE
