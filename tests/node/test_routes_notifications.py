"""Reading notifications, marking them as read, and hearing of that on another desktop, through HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.node.http_builders import Person, Web, code, open_web, taken
from tests.node.stream_builders import listening

pytestmark = pytest.mark.asyncio

ALICE, BOB, SESSION = Person("Alice"), Person("Bob"), Person("Session")
OF_BOB = f"/identities/{BOB.did}/notifications"


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    """Bob was paid three times."""
    async with open_web(tmp_path) as opened:
        taken(await opened.register(ALICE))
        taken(await opened.register(BOB))
        token = await opened.issue(ALICE)
        for amount in ("1.00", "2.00", "3.00"):
            taken(await opened.pay(ALICE, BOB, token, amount, memo="Rent"))
        yield opened


def amounts(page: Any) -> list[str]:
    return [entry["fact"]["entry"]["transfer"]["amount"]["value"] for entry in page["entries"]]


async def test_notifications_are_read_newest_first_and_by_cursor(web: Web) -> None:
    first = taken(await web.read(BOB, OF_BOB, limit="2"))
    second = taken(await web.read(BOB, OF_BOB, limit="2", cursor=first["next"]))

    assert (amounts(first), amounts(second), second["next"]) == (["3.00", "2.00"], ["1.00"], "")


async def test_a_notification_tells_all_that_its_sentence_needs(web: Web) -> None:
    page = taken(await web.read(BOB, OF_BOB, limit="1"))

    (entry,) = page["entries"]
    assert entry["identityId"] == BOB.did
    assert entry["fact"]["entry"]["transfer"]["sender"] == ALICE.did
    assert entry["fact"]["token"]["symbol"] == "QTK"
    assert entry["read"] is False
    assert (page["unread"], page["readUpTo"]) == (3, 0)


@pytest.mark.parametrize(
    ("query", "field"), [({"cursor": "nonsense"}, "cursor"), ({"limit": "0"}, "limit"), ({"limit": "501"}, "limit")]
)
async def test_what_asks_for_no_slice_is_malformed(web: Web, query: dict[str, str], field: str) -> None:
    answer = await web.read(BOB, OF_BOB, **query)

    assert (code(answer), answer.json()["field"]) == ("MALFORMED", field)


async def test_reading_them_all_leaves_none_unread(web: Web) -> None:
    newest = taken(await web.read(BOB, OF_BOB))["entries"][0]["sequence"]

    marked = taken(await web.write(BOB, f"{OF_BOB}/read", {"upTo": newest}))

    page = taken(await web.read(BOB, OF_BOB))
    assert marked == {"readUpTo": newest, "unread": 0}
    assert (page["unread"], [entry["read"] for entry in page["entries"]]) == (0, [True] * 3)


@pytest.mark.parametrize("up_to", [1.0, "1", None, True], ids=repr)
async def test_a_mark_that_is_no_sequence_is_malformed(web: Web, up_to: Any) -> None:
    answer = await web.write(BOB, f"{OF_BOB}/read", {"upTo": up_to})

    assert (code(answer), answer.json()["field"]) == ("MALFORMED", "upTo")


@pytest.mark.parametrize(("up_to", "unread"), [(-(10**80), 3), (0, 3), (10**80, 0)])
async def test_a_mark_beyond_either_end_is_taken_to_that_end(web: Web, up_to: int, unread: int) -> None:
    assert taken(await web.write(BOB, f"{OF_BOB}/read", {"upTo": up_to}))["unread"] == unread


async def test_a_session_key_reads_but_does_not_mark(web: Web) -> None:
    taken(await web.grant(SESSION, BOB))

    assert taken(await web.read(SESSION, OF_BOB))["unread"] == 3
    assert code(await web.write(SESSION, f"{OF_BOB}/read", {"upTo": 1})) == "IDENTITY_UNKNOWN"


async def test_another_desktop_of_the_identity_hears_how_far_it_was_read(web: Web) -> None:
    taken(await web.grant(SESSION, BOB))
    newest = taken(await web.read(BOB, OF_BOB))["entries"][0]["sequence"]

    async with listening(web, SESSION) as listener:
        assert (await listener.next()).event == "hello"
        taken(await web.write(BOB, f"{OF_BOB}/read", {"upTo": newest}))
        told = await listener.next()

    assert f'"fact":{{"upTo":{newest},"kind":"NOTIFICATIONS_READ"}}' in told.data
    assert f'"identityId":"{BOB.did}"' in told.data
