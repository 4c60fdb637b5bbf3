"""A node that answers what it should not: a sentence in the window, bounded memory, and no step to where it points."""

import asyncio
import json
import os
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.node.launcher import Launcher, LauncherState, NodeAddress, Ready
from qwallet_desktop.services import exchange
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.events import Disconnected, EventStream
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.services.wallet import WalletService
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.wording import sentence
from tests.flow.desk import now
from tests.flow.window import KeptKeys, on_qt, running
from tests.helpers.loopback import Accepted, serving
from tests.services.fakes import MemorySigner

NODE_ID = NodeId("ab" * 16)
GIGABYTE = 1024**3
PIECE = b"x" * 65_536
MOST_MEMORY = 64 * 1024**2
ALICE = IdentityId("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")

Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


def page(status: str, media_type: str, body: bytes, *more: str) -> Answering:
    """Answer with this page, whatever is asked."""
    lines = [f"HTTP/1.1 {status}", f"content-type: {media_type}", f"content-length: {len(body)}", *more, "", ""]

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()

    return answer


def endless(head: str, piece: bytes, length: int) -> Answering:
    """Answer with a head, then with the same piece until so many bytes are sent or nobody listens."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode())
        for _ in range(length // len(piece)):
            writer.write(piece)
            await writer.drain()

    return answer


JSON_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
ANSWERS: dict[str, Answering] = {
    "a wrong schema": page("200 OK", "application/json", b'{"balances": "all yours"}'),
    "no JSON": page("200 OK", "application/json", b"<html>"),
    "numbers beyond reason": page("200 OK", "application/json", b"9" * 1_000_000),
    "deep nesting": page("200 OK", "application/json", b"[" * 1_000_000),
    "a page of HTML": page("200 OK", "text/html", b"<h1>Welcome to this hotel's network</h1>"),
    "a body of 1 GB": endless(f"{JSON_HEAD}content-length: {GIGABYTE}\r\n\r\n", PIECE, GIGABYTE),
    "a chunked body of 1 GB": endless(
        f"{JSON_HEAD}transfer-encoding: chunked\r\n\r\n", b"10000\r\n" + PIECE + b"\r\n", GIGABYTE
    ),
    "a packed body": page("200 OK", "application/json", b"\x1f\x8b" + bytes(1000), "content-encoding: gzip"),
    "headers without an end": endless("HTTP/1.1 200 OK\r\n", b"x-more: " + b"y" * 4096 + b"\r\n", GIGABYTE),
    "a header without an end": endless("HTTP/1.1 200 OK\r\nx-more: ", PIECE, GIGABYTE),
    "a problem of another world": page("418 Teapot", "application/problem+json", json.dumps({"code": 7}).encode()),
    "no protocol": endless("SSH-2.0-OpenSSH_9.2\r\n\r\n", b"\x00" * 1000, 10_000),
}


@dataclass
class Elsewhere:
    """Another host, to which nothing may ever go."""

    visits: list[bytes] = field(default_factory=list)

    async def accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits.append(await reader.readline())
        await page("200 OK", "application/json", b"{}")(writer)


def always(answering: Answering) -> Accepted:
    """Answer every request of a connection in this way, the event stream too."""

    async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            if length:
                await reader.readexactly(int(length[0].partition(b":")[2]))
            await answering(writer)

    return accepted


@contextmanager
def client_of(port: int) -> Iterator[NodeClient]:
    async def at_once(_seconds: float) -> None:
        await asyncio.sleep(0)

    signer = MemorySigner()
    yield NodeClient(f"http://127.0.0.1:{port}", NODE_ID, signer, now=now, random=os.urandom, sleep=at_once)


async def complaint(port: int, work: Callable[[WalletService], Awaitable[object]]) -> Code:
    """Return what a service says of a rogue's answer."""
    with client_of(port) as client:
        try:
            with pytest.raises(ServiceError) as caught:
                await work(WalletService(client))
        finally:
            await client.close()
    return caught.value.problem.code


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ANSWERS)
async def test_a_rogue_answer_to_a_read_has_a_name_and_takes_no_memory(name: str) -> None:
    tracemalloc.start()
    try:
        with serving(always(ANSWERS[name])) as port:
            async with asyncio.timeout(20):
                code = await complaint(port, lambda wallets: wallets.get_transactions(ALICE, HistoryQuery(), 0, 50))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert code in {Code.NODE_ANSWER_INVALID, Code.NODE_UNREACHABLE}
    assert most < MOST_MEMORY


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_no_redirect_is_followed(status: str) -> None:
    elsewhere = Elsewhere()
    with serving(elsewhere.accepted) as other:
        location = f"location: http://127.0.0.1:{other}/v1/identities"
        with serving(always(page(status, "application/json", b"", location))) as port:
            codes = {
                await complaint(port, lambda wallets: wallets.get_context(ALICE)),
                await complaint(port, lambda wallets: wallets.get_tokens()),
            }
    assert codes == {Code.NODE_ANSWER_INVALID}
    assert elsewhere.visits == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "head", ["HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n", "HTTP/1.1 200 OK\r\n"]
)
async def test_a_node_that_never_ends_its_headers_is_given_up(head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "WHOLE_SECONDS", 0.3)

    async def dripping(writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode())
        while True:
            writer.write(b"x-more: 1\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)

    with serving(always(dripping)) as port:
        async with asyncio.timeout(20):
            code = await complaint(port, lambda wallets: wallets.get_context(ALICE))
    assert code is Code.NODE_TIMEOUT


STREAM_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
STREAMS: dict[str, Answering] = {
    "an event without an end": endless(STREAM_HEAD, PIECE, GIGABYTE),
    "data without an end": endless(STREAM_HEAD + "data: {\n", b"data: " + PIECE + b"\n", GIGABYTE),
    "events of no schema": endless(STREAM_HEAD, b'data: {"sequence": "many"}\n\n', 10_000),
    "a page": ANSWERS["a page of HTML"],
    "headers": ANSWERS["headers without an end"],
    "a redirect": page("302 Found", "text/event-stream", b"", "location: http://127.0.0.1:1/"),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", STREAMS)
async def test_a_rogue_event_stream_is_left_and_takes_no_memory(name: str) -> None:
    tracemalloc.start()
    try:
        with serving(always(STREAMS[name])) as port, client_of(port) as client:
            stream = EventStream(client).events()
            async with asyncio.timeout(20):
                first = await anext(stream)
            await stream.aclose()
            await client.close()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(first, Disconnected)
    assert most < MOST_MEMORY


SENTENCES = {sentence(Problem(code)) for code in (Code.NODE_UNREACHABLE, Code.NODE_ANSWER_INVALID)}


class RogueLauncher(Launcher):
    """Says that a node is ready where a rogue answers."""

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder)
        self._port = port

    async def run(self, report: Callable[[LauncherState], None]) -> None:
        report(Ready(NodeAddress(f"http://127.0.0.1:{self._port}", NODE_ID, "00" * 32, bytes(32))))
        await asyncio.Event().wait()


class RogueProgram(KeptKeys):
    """The whole program on a rogue node."""

    def __init__(self, application: QApplication, folder: Path, key_store: KeyStore, port: int) -> None:
        super().__init__(application, folder, key_store)
        self._port = port

    async def _begin_node(self) -> None:
        self._launcher = RogueLauncher(self.options.folder / "node", self._port)


@pytest.mark.parametrize("name", ["a wrong schema", "a page of HTML", "a body of 1 GB", "headers without an end"])
def test_a_rogue_node_becomes_a_sentence_in_the_window(qapp: QApplication, tmp_path: Path, name: str) -> None:
    async def work() -> None:
        keys = MemoryKeyStore()
        qlock = Qlock(tmp_path / "vault", keys)
        await qlock.create(None)
        await qlock.mark_words_checked()
        await qlock.create_identity_key()
        qlock.close()
        with serving(always(ANSWERS[name])) as port:
            program = RogueProgram(qapp, tmp_path, keys, port)
            async with running(program) as hand:
                await hand.until(lambda: any(label.text() in SENTENCES for label in hand.seen(PlainText)), "a sentence")
                assert program.store.state.health.fault == ""

    on_qt(qapp, work)
