"""A node's process is asked for a copy on its stdin, makes it while it serves, and can be called off."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.node.conversation import Conversation
from qwallet_desktop.node.copies import COPY_NAME, read_facts
from qwallet_desktop.node.copying import Copying
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.launcher import Demo, Launcher
from tests.domain.builders import ALICE, BOB
from tests.keys.builders import refused
from tests.node.test_launcher import Reports

pytestmark = [pytest.mark.asyncio, pytest.mark.sqlite_only("the embedded node's file is what is copied")]


@asynccontextmanager
async def at_work(launcher: Launcher) -> AsyncIterator[Reports]:
    reports = Reports()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(launcher.run(reports))
        yield reports
        task.cancel()


async def test_the_node_copies_its_ledger_while_it_serves(tmp_path: Path) -> None:
    launcher = Launcher(tmp_path, Demo([(ALICE, "Alice"), (BOB, "Bob")], 300))
    async with at_work(launcher) as reports:
        address = await reports.ready()
        told: list[tuple[int, int]] = []
        await launcher.copy_ledger(lambda done, total: told.append((done, total)))
        assert read_facts(tmp_path / COPY_NAME).node_id == address.node_id
        assert all(0 <= done <= total for done, total in told)
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{address.url}/v1/health")).is_success
        # A second one replaces the first.
        await launcher.copy_ledger(lambda _done, _total: None)
        assert read_facts(tmp_path / COPY_NAME).node_id == address.node_id


async def test_a_copy_that_a_crash_left_is_gone_at_the_next_start(tmp_path: Path) -> None:
    left = tmp_path / COPY_NAME
    left.write_bytes(b"half a copy")
    async with at_work(Launcher(tmp_path)) as reports:
        await reports.ready()
        assert not await asyncio.to_thread(left.exists)


async def test_without_a_running_node_there_is_no_copy(tmp_path: Path) -> None:
    with refused(Code.NODE_UNREACHABLE):
        await Launcher(tmp_path).copy_ledger(lambda _done, _total: None)


# ------------------------------------------------------------------------------ the two ends, each for itself

ECHO = """
import json, sys
for line in sys.stdin:
    heard = json.loads(line)
    for answer in {answers}.get(next(iter(heard)), []):
        print(json.dumps(answer), flush=True)
    if "end" in {answers}:
        sys.exit()
"""


@asynccontextmanager
async def talking(**answers: list[Any]) -> AsyncIterator[Conversation]:
    """A process that answers each thing that it hears, and the conversation with it."""
    pipe = asyncio.subprocess.PIPE
    script = ECHO.replace("{answers}", repr(answers))
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdin=pipe, stdout=pipe)
    conversation = Conversation(child)
    async with asyncio.TaskGroup() as group:
        group.create_task(conversation.listen())
        yield conversation
        if child.stdin is not None:
            child.stdin.close()
    await child.wait()


async def test_progress_is_told_as_it_comes() -> None:
    told: list[tuple[int, int]] = []
    async with talking(copy=[{"copying": [1, 4]}, {"later": 1}, {"copied": True}]) as conversation:
        await conversation.copy(lambda done, total: told.append((done, total)))
    assert told == [(1, 4)]


async def test_a_line_that_is_none_of_ours_is_passed_over() -> None:
    strange: list[Any] = [{"notCopied": {"code": "NO_SUCH_CODE", "facts": {}}}, {"notCopied": {"code": 1}}]
    async with talking(copy=[*strange, {"copied": True}]) as conversation:
        await conversation.copy(lambda _done, _total: None)


async def test_what_hindered_the_copy_is_named() -> None:
    problem = {"code": "STORAGE_FULL", "facts": {"folder": "/x"}}
    async with talking(copy=[{"notCopied": problem}]) as conversation:
        with refused(Code.STORAGE_FULL) as problems:
            await conversation.copy(lambda _done, _total: None)
    assert problems[0].facts == {"folder": "/x"}


async def test_a_node_that_ends_fails_the_copy() -> None:
    async with talking(copy=[], end=[]) as conversation:
        with refused(Code.NODE_UNREACHABLE):
            await conversation.copy(lambda _done, _total: None)


async def test_one_copy_at_a_time() -> None:
    async with talking(copy=[], cancel=[{"notCopied": None}]) as conversation, asyncio.TaskGroup() as group:
        first = group.create_task(conversation.copy(lambda _done, _total: None))
        await asyncio.sleep(0)
        with refused(Code.OVERLOADED):
            await conversation.copy(lambda _done, _total: None)
        first.cancel()


async def test_a_copy_that_nobody_waits_for_is_called_off_and_another_can_follow() -> None:
    async with talking(copy=[{"copied": True}]) as conversation:
        await conversation.copy(lambda _done, _total: None)
        await conversation.copy(lambda _done, _total: None)


async def test_progress_that_nobody_asked_for_is_passed_over() -> None:
    told: list[tuple[int, int]] = []
    answers = [{"copied": True}, {"copying": [2, 4]}, {"copied": True}]
    async with talking(copy=answers) as conversation:
        await conversation.copy(lambda done, total: told.append((done, total)))
    assert told == []


async def test_a_child_that_hears_no_more_is_told_nothing() -> None:
    async with talking(copy=[], cancel=[]) as conversation, asyncio.TaskGroup() as group:
        waiting = group.create_task(conversation.copy(lambda _done, _total: None))
        await asyncio.sleep(0)
        stdin = conversation._child.stdin
        assert stdin is not None
        stdin.close()
        # The end of its output ends the wait that the call to stop began.
        waiting.cancel()
    assert waiting.cancelled()


async def heard_from(tmp_path: Path, *pieces: bytes) -> list[Any]:
    told: asyncio.Queue[Any] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(message: Mapping[str, Any]) -> None:
        loop.call_soon_threadsafe(told.put_nowait, message)

    copying = Copying(tmp_path, tell)
    for piece in pieces:
        copying.hear(piece)
    answers = [await asyncio.wait_for(told.get(), 30)]
    while "copying" in answers[-1]:
        answers.append(await asyncio.wait_for(told.get(), 30))
    return answers


async def test_the_child_understands_lines_however_they_come(tmp_path: Path) -> None:
    Node.open(tmp_path).close()
    line = json.dumps({"copy": True}).encode() + b"\n"
    answers = await heard_from(tmp_path, b'{"unknown": 1}\n' + line[:5], line[5:], b"")
    assert answers[-1] == {"copied": True}


async def test_the_child_names_what_hindered_it(tmp_path: Path) -> None:
    answers = await heard_from(tmp_path, b'{"copy": true}\n')
    assert answers == [{"notCopied": {"code": "DATABASE_DAMAGED", "facts": {}}}]


async def test_the_child_stops_when_it_is_called_off(tmp_path: Path) -> None:
    Node.open(tmp_path).close()
    told: list[Any] = []
    copying = Copying(tmp_path, told.append)
    copying.hear(b'{"cancel": true}\n')
    copying._copy()
    assert told == [{"notCopied": None}]
    copying._unwanted.clear()
    copying._tick(1, 4)
    copying._tick(2, 4)
    # So soon after the first, the second says nothing.
    assert told[1:] == [{"copying": [1, 4]}]
    assert not (tmp_path / COPY_NAME).exists()


async def test_a_fault_while_copying_is_answered_too(tmp_path: Path) -> None:
    Node.open(tmp_path).close()
    told: list[Any] = []

    def tell(message: Mapping[str, Any]) -> None:
        if "copying" in message:
            fault = "nobody foresaw this"
            raise RuntimeError(fault)
        told.append(message)

    Copying(tmp_path, tell)._copy()
    assert told == [{"notCopied": {"code": "INTERNAL", "facts": {}}}]
    assert not (tmp_path / COPY_NAME).exists()
