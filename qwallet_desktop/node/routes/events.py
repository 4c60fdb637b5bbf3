"""The event stream (`text/event-stream`), resumable by Last-Event-ID."""

from typing import Annotated

import anyio.to_thread
from fastapi import Header, Response
from fastapi.sse import EventSourceResponse
from sqlalchemy import Connection

from qwallet_desktop.domain.events import Event
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.node import events, groups
from qwallet_desktop.node.access import Reader, Reading, allowed, versioned
from qwallet_desktop.node.documentation import EVENT_STREAM, documented
from qwallet_desktop.node.identities import visible_identities
from qwallet_desktop.node.routes.parameters import Count
from qwallet_desktop.node.stream import Look, Looker, Stream, chained

router = versioned("events")
_UNKNOWN = Sequence(-1)
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


@router.get("/events")
@documented(Event, media_type=EVENT_STREAM)
async def read_events(
    reader: Reading,
    after: Count | None = None,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> Response:
    """Tell what happens to the reader's identities, as it happens.

    Data messages are events; `id` is the sequence and `previous` the sequence of the event that
    this subscriber was sent before. `hello` opens a fresh stream and says where it starts;
    `resync` says that the wanted place is not in this log; `grant-expired` ends the stream.
    """
    hub = reader.parts.hub
    look = _looker(reader)
    # Reading for nobody is refused here, before the stream's status goes out.
    first = await anyio.to_thread.run_sync(_first_look, reader, look, limiter=hub.readers)
    stream = Stream(hub, look, _position(after, last_event_id))
    return EventSourceResponse(stream.chunks(first), headers=_HEADERS)


def _position(after: int | None, last_event_id: str | None) -> Sequence | None:
    """Read where a stream goes on; a header that is no sequence of ours leads to `resync`."""
    if last_event_id is None:
        return None if after is None else Sequence(after)
    if last_event_id.isascii() and last_event_id.isdigit():
        return Sequence(int(last_event_id))
    return _UNKNOWN


def _first_look(reader: Reader, look: Looker) -> Look:
    with reader.open():
        return look(Sequence(0), 0)


def _looker(reader: Reader) -> Looker:
    parts = reader.parts
    known: tuple[int, frozenset[IdentityId], list[IdentityId]] = (-1, frozenset(), [])

    def look(after: Sequence, limit: int) -> Look:
        nonlocal known
        version = parts.visibility.version()
        with parts.node.read() as connection:
            actors = reader.actors(connection)
            if known[:2] != (version, actors):
                known = (version, actors, _told(connection, actors))
            told = known[2]
            found = events.events_after(connection, after, told, limit) if limit else []
            return Look(
                events.head(connection),
                events.earliest_event(connection),
                actors,
                chained(found, after),
            )

    return look


def _told(connection: Connection, actors: frozenset[IdentityId]) -> list[IdentityId]:
    visible, roles = visible_identities(connection, actors), groups.groups_of(connection, actors)
    return [
        identity.id
        for identity in visible
        if allowed(actors, Action.READ_EVENTS, identity, roles=roles.get(identity.id, ()))
    ]
