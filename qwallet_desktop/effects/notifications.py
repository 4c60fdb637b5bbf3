"""Performs what notifications ask for: the time of a notice, reading what came in, and marks of what was read."""

import asyncio
from contextlib import suppress

from qwallet_desktop.domain.ids import RANDOM_LENGTH, IdentityId, RequestId, request_id
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.document import DamagedError
from qwallet_desktop.effects.notice_file import NAME, pack, unpack
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.inboxes import (
    FetchNotifications,
    FetchOlder,
    NotificationsFailed,
    NotificationsLoaded,
    SendReadMarks,
)
from qwallet_desktop.state.notice import whose
from qwallet_desktop.state.notifications import DateNotice, KeepNotices, NoticeDated, NoticesRead, ReadNotices


async def date_notice(desk: Desk, effect: DateNotice, dispatch: Dispatch) -> None:
    """Say what time it is."""
    dispatch(NoticeDated(effect.number, desk.now()))


async def read_notices(desk: Desk, _effect: ReadNotices, dispatch: Dispatch) -> None:
    """Read what earlier runs had to tell; what is damaged is lost, since it only repeats what happened."""
    try:
        sealed = await desk.qlock.unseal(NAME, passing=True)
        noted = await asyncio.to_thread(unpack, sealed) if sealed else ()
    except Refused as refused:
        if refused.problem.code is Code.VAULT_LOCKED:
            return
        noted = ()
    except DamagedError:
        noted = ()
    desk.noted = noted
    dispatch(NoticesRead(noted))


async def keep_notices(desk: Desk, effect: KeepNotices, _dispatch: Dispatch) -> None:
    """Keep what there is to tell; where that fails, the next notice is another chance."""
    aids = desk.qlock.aids.made
    noted = tuple(each for each in effect.noted if whose(each.notice) not in aids)
    if noted == desk.noted:
        # All that is new is about AIDs, which leave no trace on the disk, not even by when it was written.
        return
    with suppress(Refused):
        await desk.qlock.seal(NAME, await asyncio.to_thread(pack, noted), passing=True)
        desk.noted = noted


async def fetch_notifications(desk: Desk, effect: FetchNotifications, dispatch: Dispatch) -> None:
    """Read the newest notifications, one identity after the other, so that what is looked at goes first."""
    for identity_id in effect.identity_ids:
        await _fetch(desk, identity_id, "", dispatch)


async def fetch_older(desk: Desk, effect: FetchOlder, dispatch: Dispatch) -> None:
    """Read the page after a cursor."""
    await _fetch(desk, effect.identity_id, effect.cursor, dispatch)


async def send_read_marks(desk: Desk, effect: SendReadMarks, _dispatch: Dispatch) -> None:
    """Tell the node what was read; what it can't be told now it is told when its notifications are read again."""
    service = (await desk.online()).notifications
    aids = desk.qlock.aids.made
    # Of AIDs the marks stay here: told together with those of others they would show whose they are.
    for identity_id, up_to in (mark for mark in effect.marks if mark[0] not in aids):
        with suppress(ServiceError, Refused):
            await service.mark_read(identity_id, up_to, request_id=_request_id(desk))


async def _fetch(desk: Desk, identity_id: IdentityId, cursor: str, dispatch: Dispatch) -> None:
    try:
        service = (await desk.services_for(identity_id)).notifications
        page = await service.get_notifications(identity_id, cursor)
    except ServiceError as error:
        dispatch(NotificationsFailed(identity_id, error.problem))
    else:
        dispatch(NotificationsLoaded(identity_id, page, cursor))


def _request_id(desk: Desk) -> RequestId:
    return request_id(round(desk.now().timestamp() * 1000), desk.random(RANDOM_LENGTH))


PERFORMERS: Performers = {
    DateNotice: date_notice,
    ReadNotices: read_notices,
    KeepNotices: keep_notices,
    FetchNotifications: fetch_notifications,
    FetchOlder: fetch_older,
    SendReadMarks: send_read_marks,
}
