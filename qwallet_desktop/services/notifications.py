"""Notifications: what others did to an identity, and saying how far its holder has read of that."""

from itertools import pairwise

from qwallet_desktop.domain.ids import IdentityId, RequestId, Sequence
from qwallet_desktop.domain.notifications import NotificationPage, ReadMark
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.wire.requests import MarkReadRequest

IN_A_SLICE = 50
"""Notifications that are read at once."""


class NotificationService:
    """Asks the node about notifications. Every method raises `ServiceError` only."""

    def __init__(self, client: NodeClient) -> None:
        self._client = client

    async def get_notifications(
        self, identity_id: IdentityId, cursor: str = "", limit: int = IN_A_SLICE
    ) -> NotificationPage:
        """Read a slice of an identity's notifications, newest first.

        Args:
            identity_id: Whose notifications.
            cursor: `next` of the slice before; empty for the newest.
            limit: Most entries, up to 500.
        """

        def check(page: NotificationPage) -> None:
            ensure(all(entry.identity_id == identity_id for entry in page.entries), "identity")
            ensure(len(page.entries) <= limit and page.unread >= 0, "page")
            ensure(all(newer.sequence > older.sequence for newer, older in pairwise(page.entries)), "order")
            # A cursor that leads nowhere would be followed for ever.
            ensure(not page.next or (bool(page.entries) and page.next != cursor), "cursor")

        query = [("cursor", cursor)] if cursor else []
        return await self._client.read(
            NotificationPage,
            *("identities", identity_id, "notifications"),
            query=(*query, ("limit", str(limit))),
            check=check,
        )

    async def mark_read(self, identity_id: IdentityId, up_to: Sequence, *, request_id: RequestId) -> ReadMark:
        """Say that an identity's notifications are read up to a sequence; the identity signs that itself.

        The same again, or less, changes nothing; the answer says how far they are read.
        """
        change = Change(identity_id, request_id, MarkReadRequest(up_to))
        mark = await self._client.write(ReadMark, "identities", identity_id, "notifications", "read", change=change)
        ensure(mark.unread >= 0, "mark")
        return mark
