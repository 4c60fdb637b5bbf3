"""Tests of the notification service: what it asks for, and which answers it does not believe."""

import json
from dataclasses import replace

import pytest

from qwallet_desktop.domain.events import StatusSet
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.notifications import Notification, NotificationPage, ReadMark
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.notifications import NotificationService
from tests.services.builders import REQUEST
from tests.services.fakes import START, Bench

pytestmark = pytest.mark.asyncio


def told(bench: Bench, sequence: int, identity_id: IdentityId | None = None) -> Notification:
    fact = StatusSet(bench.bob, IdentityStatus.FROZEN, "Lost phone", START)
    return Notification(Sequence(sequence), identity_id or bench.alice, START, fact, read=False)


def page(bench: Bench, *sequences: int, following: str = "") -> NotificationPage:
    entries = tuple(told(bench, sequence) for sequence in sequences)
    return NotificationPage(entries, len(entries), Sequence(0), Sequence(20), following)


def path(bench: Bench) -> str:
    return f"/v1/identities/{bench.alice}/notifications"


async def test_the_newest_slice_is_read(bench: Bench) -> None:
    bench.node.replies["GET", path(bench)] = page(bench, 9, 7, following="7")

    assert await NotificationService(bench.client).get_notifications(bench.alice) == page(bench, 9, 7, following="7")
    assert bench.node.requests[0].url.query == b"limit=50"


async def test_the_slice_after_a_cursor_is_read(bench: Bench) -> None:
    bench.node.replies["GET", path(bench)] = page(bench, 5)

    await NotificationService(bench.client).get_notifications(bench.alice, "7", limit=3)

    assert bench.node.requests[0].url.query == b"cursor=7&limit=3"


async def test_answers_that_can_not_be_are_not_believed(bench: Bench) -> None:
    good = page(bench, 9, 7)
    wrong = {
        "identity": replace(good, entries=(told(bench, 9, bench.bob),)),
        "page": replace(good, unread=-1),
        "order": page(bench, 7, 9),
        "cursor": page(bench, following="7"),
    }
    for about, answer in wrong.items():
        bench.node.replies["GET", path(bench)] = answer
        with pytest.raises(ServiceError) as caught:
            await NotificationService(bench.client).get_notifications(bench.alice)
        assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": about})


async def test_more_than_was_asked_for_is_not_believed(bench: Bench) -> None:
    bench.node.replies["GET", path(bench)] = page(bench, 9, 7)

    with pytest.raises(ServiceError) as caught:
        await NotificationService(bench.client).get_notifications(bench.alice, limit=1)
    assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": "page"})


async def test_a_cursor_that_leads_to_itself_is_not_followed(bench: Bench) -> None:
    bench.node.replies["GET", path(bench)] = page(bench, 5, following="7")

    with pytest.raises(ServiceError) as caught:
        await NotificationService(bench.client).get_notifications(bench.alice, "7")
    assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": "cursor"})


async def test_the_identity_itself_says_what_it_has_read(bench: Bench) -> None:
    bench.node.replies["POST", f"{path(bench)}/read"] = ReadMark(Sequence(9), 2)

    mark = await NotificationService(bench.client).mark_read(bench.alice, Sequence(9), request_id=REQUEST)

    assert mark == ReadMark(Sequence(9), 2)
    assert json.loads(bench.node.requests[0].content) == {"upTo": 9}
    assert bench.node.requests[0].headers["idempotency-key"] == REQUEST
    assert bench.node.parameters(0)["keyid"] == bench.alice


async def test_fewer_than_none_unread_are_not_believed(bench: Bench) -> None:
    bench.node.replies["POST", f"{path(bench)}/read"] = ReadMark(Sequence(9), -1)

    with pytest.raises(ServiceError) as caught:
        await NotificationService(bench.client).mark_read(bench.alice, Sequence(9), request_id=REQUEST)
    assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": "mark"})
