"""Following a node that others run: it is met, remembered, lost, found again, and mistaken for no other."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from qwallet_desktop.domain.ids import NodeId, RequestId
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.effects import served_node
from qwallet_desktop.effects.served_node import ServedNodeRunner
from qwallet_desktop.node.folder import FolderLock
from qwallet_desktop.node.launcher import Down, LauncherState, Ready, Starting
from qwallet_desktop.settings.served_node import NODE_FOLDER, ServedNode, load_served
from qwallet_desktop.wire.requests import NodeInfo
from qwallet_desktop.wire.shapes import dump
from tests.services.fakes import ADDRESS, NODE, START

pytestmark = pytest.mark.asyncio
KEY, OTHER_KEY = "07" * 32, "08" * 32


class Line:
    """A way to a node that can be cut, or lead to another one."""

    def __init__(self) -> None:
        self.info: NodeInfo | None = NodeInfo(NODE, KEY, "0.1.0", START)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.info is None:
            message = "cut"
            raise httpx.ConnectError(message, request=request)
        return httpx.Response(
            200, stream=httpx.ByteStream(dump(self.info)), headers={"content-type": "application/json"}
        )


class Told(list[LauncherState]):
    """What was reported, and a way to wait for more."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = asyncio.Event()

    def add(self, state: LauncherState) -> None:
        self.append(state)
        self._changed.set()

    async def until(self, what: Callable[[LauncherState], bool]) -> LauncherState:
        async with asyncio.timeout(20):
            while not (self and what(self[-1])):
                self._changed.clear()
                await self._changed.wait()
        return self[-1]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served_node, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(served_node, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(served_node, "LONGEST_PAUSE_SECONDS", 0.02)


def runner(folder: Path, line: Line, served: ServedNode | None = None) -> ServedNodeRunner:
    return ServedNodeRunner(folder, served or ServedNode(ADDRESS), httpx.MockTransport(line))


@asynccontextmanager
async def following(one: ServedNodeRunner) -> AsyncIterator[Told]:
    told = Told()
    async with asyncio.TaskGroup() as group:
        await one.begin()
        task = group.create_task(one.run(told.add))
        yield told
        task.cancel()
    await one.close()


def is_ready(state: LauncherState) -> bool:
    return isinstance(state, Ready)


def is_down(state: LauncherState) -> bool:
    return isinstance(state, Down)


def keys_in(folder: Path) -> None:
    (folder / "vault").mkdir()
    (folder / "vault" / "vault").touch()


async def test_it_is_met_and_remembered(tmp_path: Path) -> None:
    async with following(runner(tmp_path, Line())) as told:
        state = await told.until(is_ready)
    assert told[0] == Starting()
    assert isinstance(state, Ready)
    assert (state.address.url, state.address.node_id, state.address.node_key) == (ADDRESS, NODE, KEY)
    assert load_served(tmp_path) == ServedNode(ADDRESS, NODE, KEY)


async def test_it_takes_no_launch_proof(tmp_path: Path) -> None:
    async with following(runner(tmp_path, Line())) as told:
        state = await told.until(is_ready)
    assert isinstance(state, Ready)
    assert state.address.is_served
    assert state.address.launch_proof(NODE, RequestId("1")) is None  # type: ignore[arg-type]


async def test_it_is_lost_and_found_again(tmp_path: Path) -> None:
    line = Line()
    async with following(runner(tmp_path, line)) as told:
        await told.until(is_ready)
        info, line.info = line.info, None
        lost = await told.until(is_down)
        line.info = info
        await told.until(is_ready)
    assert isinstance(lost, Down)
    assert lost.problem.code is Code.NODE_UNREACHABLE


async def test_one_that_does_not_come_is_waited_for_longer_each_time(tmp_path: Path) -> None:
    line = Line()
    line.info = None
    async with following(runner(tmp_path, line)) as told:
        await told.until(lambda _state: sum(map(is_down, told)) >= 3)
    assert [state.retry_in for state in told if isinstance(state, Down)][:3] == [0.01, 0.02, 0.02]


@pytest.mark.parametrize("info", [NodeInfo(NodeId("0e" * 16), KEY, "1", START), NodeInfo(NODE, OTHER_KEY, "1", START)])
async def test_another_node_in_its_place_is_told_of(tmp_path: Path, info: NodeInfo) -> None:
    line = Line()
    keys_in(tmp_path)
    async with following(runner(tmp_path, line)) as told:
        await told.until(is_ready)
        line.info = info
        state = await told.until(is_down)
    assert isinstance(state, Down)
    assert state.problem.code is Code.NODE_OTHER
    assert load_served(tmp_path) == ServedNode(ADDRESS, NODE, KEY)


async def test_a_folder_with_keys_belongs_to_the_node_that_they_are_known_at(tmp_path: Path) -> None:
    keys_in(tmp_path)
    known = ServedNode(ADDRESS, NodeId("0e" * 16), KEY)
    async with following(runner(tmp_path, Line(), known)) as told:
        state = await told.until(is_down)
    assert isinstance(state, Down)
    assert state.problem.code is Code.NODE_OTHER


async def test_a_folder_without_keys_takes_whichever_node_answers(tmp_path: Path) -> None:
    known = ServedNode(ADDRESS, NodeId("0e" * 16), OTHER_KEY)
    async with following(runner(tmp_path, Line(), known)) as told:
        await told.until(is_ready)
    assert load_served(tmp_path) == ServedNode(ADDRESS, NODE, KEY)


@pytest.mark.parametrize(
    ("url", "code"),
    [("", Code.NODE_URL_INVALID), ("http://node.example", Code.NODE_URL_INSECURE)],
)
async def test_what_a_damaged_file_remembers_is_not_asked(tmp_path: Path, url: str, code: Code) -> None:
    async with following(runner(tmp_path, Line(), ServedNode(url))) as told:
        state = await told.until(is_down)
    assert isinstance(state, Down)
    assert state.problem.code is code


async def test_a_folder_that_another_program_uses_is_left_to_it(tmp_path: Path) -> None:
    lock = FolderLock.take(tmp_path / NODE_FOLDER)
    async with following(runner(tmp_path, Line())) as told:
        state = await told.until(is_down)
        lock.close()
        await told.until(is_ready)
    assert isinstance(state, Down)
    assert state.problem.code is Code.DATABASE_LOCKED


async def test_a_folder_that_can_not_be_written_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path, _served: ServedNode) -> None:
        raise OSError

    monkeypatch.setattr(served_node, "save_served", full)
    async with following(runner(tmp_path, Line())) as told:
        state = await told.until(is_down)
    assert isinstance(state, Down)
    assert state.problem.code is Code.STORAGE_READ_ONLY


async def test_behind_tls_the_authorities_are_read_off_the_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bool] = []
    monkeypatch.setattr(served_node, "trusted", lambda: read.append(asyncio._get_running_loop() is None))
    async with following(runner(tmp_path, Line(), ServedNode("https://node.example"))) as told:
        await told.until(is_ready)
    assert read == [True]


async def test_its_ledger_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=Code.NOT_PERMITTED):
        await runner(tmp_path, Line()).copy_ledger(lambda _done, _total: None)
