"""Notifications: what others did to an identity, and how far its holder has read of that."""

from typing import Annotated

from fastapi import Query, Response

from qwallet_desktop.domain.notifications import NotificationPage, ReadMark
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.node import notifications
from qwallet_desktop.node.access import Reading, Writing, answer, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.routes.parameters import IdentityPath, Limit
from qwallet_desktop.wire.requests import MarkReadRequest

router = versioned("notifications", "/identities/{identity_id}/notifications")


@router.get("")
@documented(NotificationPage, Code.IDENTITY_UNKNOWN)
def read_notifications(
    reader: Reading,
    identity_id: IdentityPath,
    cursor: Annotated[str, Query(pattern=r"^[0-9]{0,18}$")] = "",
    limit: Limit = 50,
) -> Response:
    """Read what others did to the identity, newest first, and how much of it is unread.

    `next` is the cursor of the slice after, or empty; `unread` counts beyond the slice.
    """
    with reader.on(identity_id, Action.READ_NOTIFICATIONS) as (connection, subject):
        return answer(notifications.notifications(connection, subject.id, cursor, limit))


@router.post("/read")
@documented(ReadMark, body=MarkReadRequest)
async def mark_read(write: Writing, identity_id: IdentityPath) -> Response:
    """Say that the identity's notifications are read up to a sequence.

    A mark never goes back, nor beyond the newest event that there is.
    """
    asked = write.read(MarkReadRequest)
    return await write.submit(notifications.MarkRead(identity_id, asked.up_to))
