"""The performers of notifications, against the real node: reading, marking, and keeping over runs."""

import asyncio
from pathlib import Path

import pytest

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.notifications import Notification
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.document import DamagedError
from qwallet_desktop.effects.notice_file import NAME, pack, unpack
from qwallet_desktop.state.identities import FetchIdentities, IdentitiesLoaded
from qwallet_desktop.state.inboxes import (
    FetchNotifications,
    FetchOlder,
    NotificationsFailed,
    NotificationsLoaded,
    SendReadMarks,
)
from qwallet_desktop.state.notice import (
    BackupRestored,
    FileWritten,
    IdentityMade,
    ListPaid,
    NoCopy,
    Noted,
    NotKept,
    OperationAged,
    OperationCancelled,
    OperationRefused,
    Own,
    PaymentSent,
    ProgramFault,
    SupplyChanged,
)
from qwallet_desktop.state.notifications import DateNotice, KeepNotices, NoticeDated, NoticesRead, ReadNotices
from tests.effects.desks import Place
from tests.flow.desk import now
from tests.state.builders import ADA, NOW, REFUSAL, identity, request, token, transfer

pytestmark = pytest.mark.asyncio

PROBLEM = Problem(Code.STORAGE_FULL, {"folder": "/data"}, "file")
EVERY: tuple[Own, ...] = (
    PaymentSent(ADA, transfer(5)),
    ListPaid(ADA, request(), 9, 3),
    IdentityMade(identity()),
    SupplyChanged(token()),
    FileWritten("Ausgaben März.csv", 330_000),
    BackupRestored("/data/replaced"),
    ProgramFault("FetchProof"),
    NoCopy(PROBLEM),
    NotKept(PROBLEM),
    OperationRefused(ADA, request(), REFUSAL),
    OperationCancelled(ADA, request()),
    OperationAged(ADA, request()),
)
NOTED = tuple(Noted(0, notice, NOW, seen=at % 2 == 0) for at, notice in enumerate(EVERY))


def files(folder: Path) -> frozenset[Path]:
    return frozenset(path for path in folder.rglob("*") if path.is_file())


def spoil(paths: frozenset[Path]) -> None:
    assert paths
    for path in paths:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


async def paid(place: Place, times: int = 1) -> tuple[Identity, Identity]:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    for _ in range(times):
        await place.payment(ada.id, ben.id, token_id)
    await place.one(FetchIdentities(), IdentitiesLoaded)
    return ada, ben


async def read(place: Place, who: Identity) -> tuple[Notification, ...]:
    return (await place.one(FetchNotifications((who.id,)), NotificationsLoaded)).page.entries


async def test_a_payment_that_came_in_is_read(place: Place) -> None:
    ada, ben = await paid(place)
    told = await place.answer(FetchNotifications((ada.id, ben.id)))
    assert [(each.identity_id, each.page.unread) for each in told if isinstance(each, NotificationsLoaded)] == [
        (ada.id, 0),
        (ben.id, 1),
    ]


async def test_a_mark_reaches_the_node(place: Place) -> None:
    _, ben = await paid(place, 2)
    newest, oldest = await read(place, ben)
    assert await place.answer(SendReadMarks(((ben.id, oldest.sequence),))) == []
    told = await place.one(FetchNotifications((ben.id,)), NotificationsLoaded)
    assert (told.page.unread, told.page.read_up_to) == (1, oldest.sequence)
    assert newest.sequence > oldest.sequence


async def test_older_ones_come_after_a_cursor(place: Place) -> None:
    _, ben = await paid(place, 3)
    first = await place.services.notifications.get_notifications(ben.id, limit=2)
    older = await place.one(FetchOlder(ben.id, first.next), NotificationsLoaded)
    assert (older.after, len(older.page.entries)) == (first.next, 1)


async def test_what_can_not_be_read_says_why(place: Place) -> None:
    _, ben = await paid(place)
    place.line.is_cut = True
    failed = await place.one(FetchNotifications((ben.id,)), NotificationsFailed)
    assert (failed.identity_id, failed.problem.code) == (ben.id, Code.NODE_UNREACHABLE)


async def test_a_mark_that_can_not_be_told_is_no_fault(place: Place) -> None:
    _, ben = await paid(place)
    place.line.is_cut = True
    assert await place.answer(SendReadMarks(((ben.id, Sequence(1)),))) == []


async def test_a_notice_is_dated_by_the_clock(place: Place) -> None:
    before = now()
    told = await place.one(DateNotice(7), NoticeDated)
    assert (told.number, before <= told.at <= now()) == (7, True)


async def test_every_notice_is_kept_over_runs(place: Place) -> None:
    assert await place.answer(KeepNotices(NOTED)) == []
    assert (await place.one(ReadNotices(), NoticesRead)).noted == NOTED


async def test_a_first_run_finds_none(place: Place) -> None:
    assert (await place.one(ReadNotices(), NoticesRead)).noted == ()


async def test_damaged_notices_are_passed_over(place: Place) -> None:
    await place.desk.qlock.seal(NAME, b"{", passing=True)
    assert (await place.one(ReadNotices(), NoticesRead)).noted == ()


async def test_a_document_that_does_not_open_is_passed_over(place: Place, tmp_path: Path) -> None:
    before = files(tmp_path)
    await place.answer(KeepNotices(NOTED))
    spoil(files(tmp_path) - before)
    assert (await place.one(ReadNotices(), NoticesRead)).noted == ()


async def test_a_closed_vault_is_asked_again_later(empty: Place) -> None:
    await empty.desk.qlock.create("correct horse battery")
    await asyncio.to_thread(empty.desk.qlock.lock)
    assert await empty.answer(ReadNotices()) == []
    assert await empty.answer(KeepNotices(NOTED)) == []


async def test_a_notice_without_a_time_is_not_written() -> None:
    assert unpack(pack((Noted(3, EVERY[0]), NOTED[1]))) == (NOTED[1],)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b'{"version":2,"notices":[]}', b'{"version":1}', b'{"version":1,"notices":[{}]}']
)
async def test_what_is_not_ours_is_damaged(text: bytes) -> None:
    with pytest.raises(DamagedError):
        unpack(text)
