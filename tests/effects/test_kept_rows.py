"""The rows that are kept here answer a question as the node answers it."""

import itertools

import pytest

from qwallet_desktop.domain.transfers import Direction, HistoryQuery, SortKey, TransferKind
from qwallet_desktop.state.kept_rows import KEPT_ROWS, matching
from tests.effects.desks import Place

pytestmark = pytest.mark.asyncio

MEMOS = ("Rent for May", "rent: June", "école", "", "two  words", "RENT-2", "coffee")


async def test_the_rows_kept_here_answer_as_the_node_does(place: Place) -> None:
    ada, ben, eve = [(await place.person(name)).id for name in ("Ada", "Ben", "Eve")]
    wallets = place.services.wallets
    quick, second = await place.token(ada), await place.token(ada, "70.00")
    for memo, other in zip(MEMOS, itertools.cycle((ben, eve)), strict=False):
        await place.payment(ada, other, quick, memo)
    await place.payment(ada, ben, second, "in the second token")
    tokens = {token.id: token for token in await wallets.get_tokens()}
    every = (await wallets.get_transactions(ada, HistoryQuery(), 0, KEPT_ROWS)).entries
    first = every[0].transfer
    questions = [
        *(HistoryQuery(sort=key, descending=down) for key in SortKey for down in (True, False)),
        *(HistoryQuery(search=words) for words in ("rent", "RENT may", "wor", "éc", "ecole", "june:", "nothing", "2")),
        HistoryQuery(search=first.id),
        HistoryQuery(search=first.id[:12]),
        HistoryQuery(search=ben),
        HistoryQuery(search=ben[:20]),
        HistoryQuery(direction=Direction.IN),
        HistoryQuery(kind=TransferKind.TRANSFER, counterparty=eve, sort=SortKey.MEMO, descending=False),
        HistoryQuery(token_id=second),
        HistoryQuery(since=first.at),
        HistoryQuery(until=first.at),
    ]
    for question in questions:
        answer = await wallets.get_transactions(ada, question, 0, KEPT_ROWS)
        assert matching(every, question, tokens) == answer.entries, question
