"""The event stream on Qt's loop, which closes no generators that are left half read: nobody may leave any."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime

from PySide6.QtWidgets import QApplication

from qwallet_desktop.services.events import EventStream, GrantExpired
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.wire import requests
from tests.flow.window import on_qt
from tests.services.fakes import NODE, MemorySigner
from tests.services.streams import hello, named

LAPSES = 3
OPENING = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


class LapsingNode:
    """Says on each connection that a grant has lapsed, keeps it open, and counts those that the other side closed."""

    def __init__(self) -> None:
        self.closed = 0
        self.all_closed = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        told = hello(6) + named("grant-expired", requests.GrantExpired(()))
        writer.write(OPENING + f"{len(told):x}\r\n".encode() + told + b"\r\n")
        await reader.read()
        self.closed += 1
        if self.closed == LAPSES:
            self.all_closed.set()
        writer.close()


@asynccontextmanager
async def client_of(node: LapsingNode) -> AsyncIterator[NodeClient]:
    async with await asyncio.start_server(node.serve, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        client = NodeClient(address, NODE, MemorySigner(), now=lambda: datetime.now(UTC), random=os.urandom)
        yield client
        await client.close()


def test_a_connection_whose_grants_lapsed_is_closed(qapp: QApplication) -> None:
    async def work() -> None:
        node = LapsingNode()
        async with client_of(node) as client, aclosing(EventStream(client).events()) as stream:
            lapses = 0
            async for item in stream:
                lapses += isinstance(item, GrantExpired)
                if lapses == LAPSES:
                    break
            # Each but the last was closed by itself; the last by leaving the stream.
            await stream.aclose()
            await asyncio.wait_for(node.all_closed.wait(), 5)

    on_qt(qapp, work)
