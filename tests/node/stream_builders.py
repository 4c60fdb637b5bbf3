"""Reads an event stream from the app in memory; httpx's transport would wait for its end."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.node.http_builders import Person, Web


@dataclass(frozen=True)
class Told:
    """One message of an event stream."""

    event: str
    id: str
    data: str


class Listener:
    """Reads one event stream from the app, without a network."""

    def __init__(self) -> None:
        self.status = 0
        self.body = b""
        self.ended = asyncio.Event()
        self._changed = asyncio.Condition()
        self._gone = asyncio.Event()
        self._read = 0

    async def receive(self) -> dict[str, Any]:
        """Say that the client is there, until it leaves."""
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Mapping[str, Any]) -> None:
        """Take what the app sends."""
        async with self._changed:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            else:
                self.body += message.get("body", b"")
            self._changed.notify_all()

    async def next(self) -> Told:
        """Wait for the next message that is not a comment."""
        while True:
            block = await self.next_block()
            lines = [line.partition(": ") for line in block.decode().split("\n")]
            fields = {name: value for name, _, value in lines if name}
            if fields:
                return Told(fields.get("event", ""), fields.get("id", ""), fields.get("data", ""))

    async def next_block(self) -> bytes:
        """Wait for the next block, comments included."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: b"\n\n" in self.body[self._read :])
        end = self.body.index(b"\n\n", self._read)
        block = self.body[self._read : end]
        self._read = end + 2
        return block

    def leave(self) -> None:
        """Close the connection from the client's side."""
        self._gone.set()


@asynccontextmanager
async def listening(
    web: Web, reader: Person, *, last_event_id: str | None = None, **params: str
) -> AsyncIterator[Listener]:
    """Open an event stream and close it again."""
    headers = {} if last_event_id is None else {"last-event-id": last_event_id}
    request = web.attempt("GET", "/events", params=params, headers=headers).signed_by(reader)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": ("node", 80),
        "client": ("127.0.0.1", 1),
    }
    listener = Listener()

    async def serve() -> None:
        try:
            await web.app(scope, listener.receive, listener.send)
        finally:
            listener.ended.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(serve())
        try:
            yield listener
        finally:
            listener.leave()
