"""The embedded node as a real child process: it starts, comes back, tells what is wrong and never stays."""

import asyncio
import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from qwallet_desktop.domain.ids import NodeId, RequestId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.signatures import LAUNCH_PROOF_HEADER
from qwallet_desktop.node import launcher
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.launcher import (
    Demo,
    Down,
    Launcher,
    LauncherState,
    NodeAddress,
    Ready,
    Starting,
    child_command,
)
from tests.helpers.interpreter import modules_after
from tests.helpers.processes import children
from tests.node.http_builders import Attempt, Person, taken

ALICE, BOB = Person("Alice"), Person("Bob")
PATIENCE_SECONDS = 30
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


class Reports:
    """Keeps what a launcher reported, and lets a test wait for the next that fits."""

    def __init__(self) -> None:
        self.all: list[LauncherState] = []
        self._looked = 0
        self._changed = asyncio.Event()

    def __call__(self, state: LauncherState) -> None:
        self.all.append(state)
        self._changed.set()

    async def next(self, fits: Callable[[LauncherState], bool]) -> LauncherState:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                for state in self.all[self._looked :]:
                    self._looked += 1
                    if fits(state):
                        return state
                self._changed.clear()
                await self._changed.wait()

    async def ready(self) -> NodeAddress:
        state = await self.next(lambda state: isinstance(state, Ready))
        assert isinstance(state, Ready)
        return state.address

    async def down(self) -> Down:
        state = await self.next(lambda state: isinstance(state, Down))
        assert isinstance(state, Down)
        return state


@asynccontextmanager
async def running(node_launcher: Launcher) -> AsyncIterator[Reports]:
    reports = Reports()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(node_launcher.run(reports))
        try:
            yield reports
        finally:
            task.cancel()


def node_child(pid: int) -> int:
    (found,) = [
        child for child in children(pid) if b"qwallet_desktop.node.child" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return found


def lives(pid: int) -> bool:
    """Tell whether a process runs; one that ended and only waits to be noticed does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def seconds_until(condition: Callable[[], bool], limit: float = PATIENCE_SECONDS) -> float:
    began = time.monotonic()
    while not condition() and time.monotonic() - began < limit:
        os.sched_yield()
    return time.monotonic() - began


async def ask_node(address: NodeAddress) -> dict[str, str]:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{address.url}/v1/node")
    body: dict[str, str] = answer.json()
    return body


@pytest.mark.asyncio
async def test_the_node_answers_where_the_launcher_says(tmp_path: Path) -> None:
    async with running(Launcher(tmp_path)) as reports:
        address = await reports.ready()
        told = await ask_node(address)
    assert (told["nodeId"], told["nodeKey"]) == (address.node_id, address.node_key)
    assert isinstance(reports.all[0], Starting)


@linux_only
@pytest.mark.asyncio
async def test_nothing_is_left_when_the_launcher_is_cancelled(tmp_path: Path) -> None:
    async with running(Launcher(tmp_path)) as reports:
        await reports.ready()
        child = node_child(os.getpid())
    assert child not in children(os.getpid())


@linux_only
@pytest.mark.asyncio
async def test_a_begun_child_is_the_one_that_answers(tmp_path: Path) -> None:
    node_launcher = Launcher(tmp_path)
    await node_launcher.begin()
    (begun,) = children(os.getpid())
    async with running(node_launcher) as reports:
        await reports.ready()
        assert children(os.getpid()) == [begun]
        os.kill(begun, signal.SIGKILL)
        await reports.down()
        await reports.ready()


@linux_only
@pytest.mark.asyncio
async def test_a_begun_child_that_nobody_runs_ends_with_its_launcher(tmp_path: Path) -> None:
    node_launcher = Launcher(tmp_path)
    await node_launcher.begin()
    assert children(os.getpid())
    await node_launcher.close()
    await node_launcher.close()
    assert not children(os.getpid())


@pytest.mark.asyncio
async def test_a_child_that_can_not_be_begun_is_reported_when_it_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "child_command", lambda folder: [str(folder / "missing")])
    node_launcher = Launcher(tmp_path)
    await node_launcher.begin()
    async with running(node_launcher) as reports:
        assert (await reports.down()).problem.code is Code.NODE_UNREACHABLE


@linux_only
@pytest.mark.asyncio
async def test_a_killed_node_comes_back_as_the_same_node(tmp_path: Path) -> None:
    async with running(Launcher(tmp_path)) as reports:
        first = await reports.ready()
        os.kill(node_child(os.getpid()), signal.SIGKILL)
        down = await reports.down()
        second = await reports.ready()
        told = await ask_node(second)
    assert (down.problem.code, down.problem.facts) == (Code.NODE_UNREACHABLE, {"exitCode": "-9"})
    assert told["nodeId"] == first.node_id


@linux_only
@pytest.mark.asyncio
async def test_a_terminated_node_ends_cleanly(tmp_path: Path) -> None:
    async with running(Launcher(tmp_path)) as reports:
        await reports.ready()
        os.kill(node_child(os.getpid()), signal.SIGTERM)
        down = await reports.down()
    assert down.problem.facts == {"exitCode": "0"}


@pytest.mark.asyncio
async def test_a_folder_in_use_is_reported_and_tried_again(tmp_path: Path) -> None:
    with contextlib.closing(Node.open(tmp_path)):
        async with running(Launcher(tmp_path)) as reports:
            downs = [await reports.down() for _ in range(2)]
    assert {down.problem.code for down in downs} == {Code.DATABASE_LOCKED}
    assert [down.retry_in for down in downs] == [0.2, 0.4]


@pytest.mark.asyncio
async def test_a_second_launcher_gets_the_folder_once_the_first_is_gone(tmp_path: Path) -> None:
    async with running(Launcher(tmp_path)) as first:
        await first.ready()
        async with running(Launcher(tmp_path)) as second:
            await second.down()
    async with running(Launcher(tmp_path)) as third:
        assert (await third.ready()).node_id


@pytest.mark.asyncio
async def test_pauses_double_up_to_the_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher, "FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(launcher, "LONGEST_PAUSE_SECONDS", 0.003)
    monkeypatch.setattr(launcher, "child_command", lambda _: [sys.executable, "-c", ""])
    async with running(Launcher(tmp_path)) as reports:
        pauses = [(await reports.down()).retry_in for _ in range(4)]
    assert pauses == [0.001, 0.002, 0.003, 0.003]


@pytest.mark.asyncio
async def test_after_a_node_that_ran_steadily_the_pause_is_the_first_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(launcher, "STEADY_SECONDS", 0)
    monkeypatch.setattr(launcher, "child_command", lambda _: [sys.executable, "-c", ""])
    async with running(Launcher(tmp_path)) as reports:
        pauses = [(await reports.down()).retry_in for _ in range(3)]
    assert pauses == [0.001] * 3


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("", Code.NODE_UNREACHABLE),
        ("print('nonsense')", Code.NODE_ANSWER_INVALID),
        ("print('[]')", Code.NODE_ANSWER_INVALID),
        ("print('{\"ready\": {}}')", Code.NODE_ANSWER_INVALID),
        ('print(\'{"problem": {"code": "OTHER", "facts": {}}}\')', Code.NODE_ANSWER_INVALID),
        ("import time; time.sleep(60)", Code.NODE_TIMEOUT),
    ],
)
async def test_a_child_that_does_not_introduce_itself_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, code: Code
) -> None:
    monkeypatch.setattr(launcher, "child_command", lambda _: [sys.executable, "-c", program])
    if code is Code.NODE_TIMEOUT:
        monkeypatch.setattr(launcher, "ANSWER_SECONDS", 0.05)
        monkeypatch.setattr(launcher, "END_SECONDS", 0.05)
    async with running(Launcher(tmp_path)) as reports:
        assert (await reports.down()).problem.code is code


@pytest.mark.asyncio
async def test_a_child_that_brings_its_ledger_up_to_date_is_waited_for_as_long_as_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "\n".join(
        (
            "import json, time",
            "for done in range(5): print(json.dumps({'preparing': [done, 4]}), flush=True); time.sleep(0.5)",
            "print(json.dumps({'ready': {'port': 1, 'nodeId': 'n', 'nodeKey': 'k'}}), flush=True)",
            "input()",
            "input()",
        )
    )
    monkeypatch.setattr(launcher, "child_command", lambda _: [sys.executable, "-c", program])
    monkeypatch.setattr(launcher, "ANSWER_SECONDS", 2.0)
    async with running(Launcher(tmp_path)) as reports:
        await reports.ready()

    assert [state.percent for state in reports.all if isinstance(state, Starting)] == [None, 0, 25, 50, 75, 100]


@pytest.mark.asyncio
async def test_a_program_that_is_not_there_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher, "child_command", lambda _: [str(tmp_path / "missing")])
    async with running(Launcher(tmp_path)) as reports:
        assert (await reports.down()).problem.code is Code.NODE_UNREACHABLE


@pytest.mark.asyncio
async def test_a_child_that_ignores_the_end_of_its_input_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (
        "import json, time\n"
        "print(json.dumps({'ready': {'port': 1, 'nodeId': 'n', 'nodeKey': 'k'}}), flush=True)\n"
        "time.sleep(60)\n"
    )
    monkeypatch.setattr(launcher, "child_command", lambda _: [sys.executable, "-c", program])
    monkeypatch.setattr(launcher, "END_SECONDS", 0.05)
    async with running(Launcher(tmp_path)) as reports:
        await reports.ready()
    assert isinstance(reports.all[-1], Ready)


PARENT = """
import asyncio, sys
from pathlib import Path
from qwallet_desktop.node.launcher import Launcher, Ready
def report(state):
    if isinstance(state, Ready):
        print(state.address.url, flush=True)
with asyncio.Runner() as runner:
    runner.run(Launcher(Path(sys.argv[1])).run(report))
"""


@linux_only
def test_a_killed_parent_leaves_no_node_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 - our own interpreter
        assert parent.stdout is not None
        assert parent.stdout.readline().startswith("http://127.0.0.1:")
        child = node_child(parent.pid)
        parent.kill()
    assert seconds_until(lambda: not lives(child)) < 3


@linux_only
def test_a_parent_that_dies_before_it_said_anything_leaves_no_node_behind(tmp_path: Path) -> None:
    pipe = subprocess.PIPE
    command, environment = child_command(tmp_path), launcher.child_environment()
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe) as child:  # noqa: S603 - our own program
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(PATIENCE_SECONDS) == 0


@linux_only
def test_a_parent_that_died_before_the_child_could_ask_for_it_leaves_no_node_behind(tmp_path: Path) -> None:
    told = json.dumps({"launchSecret": "00" * 32, "parent": os.getpid() + 1}).encode() + b"\n"
    command, environment = child_command(tmp_path), launcher.child_environment()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe) as child:  # noqa: S603 - our own program
        assert child.stdin is not None
        child.stdin.write(told)
        child.stdin.flush()
        assert child.wait(PATIENCE_SECONDS) == 0
    assert not list(tmp_path.iterdir())


def test_the_secret_is_neither_in_the_arguments_nor_in_the_address(tmp_path: Path) -> None:
    node_launcher = Launcher(tmp_path)
    address = NodeAddress("http://127.0.0.1:1", NodeId("0f" * 16), "", node_launcher._secret)
    shown = f"{child_command(tmp_path)} {address!r} {dict(os.environ)!r}"
    assert node_launcher._secret.hex() not in shown
    assert repr(node_launcher._secret) not in shown


@pytest.mark.asyncio
async def test_sample_data_is_there_when_the_node_is_ready(tmp_path: Path) -> None:
    demo = Demo([(ALICE.did, "Alice"), (BOB.did, "Bob")], transactions=20)
    async with running(Launcher(tmp_path, demo)) as reports:
        await reports.ready()
    with contextlib.closing(Node.open(tmp_path)) as node, node.read() as connection:
        told = connection.exec_driver_sql("SELECT COUNT(*) FROM identities").scalar()
    assert told == 2


def test_it_works_on_qts_loop(tmp_path: Path, qapp: QApplication) -> None:
    async def start_and_stop() -> str:
        async with running(Launcher(tmp_path)) as reports:
            return (await ask_node(await reports.ready()))["nodeId"]

    with asyncio.Runner(loop_factory=lambda: QEventLoop(qapp)) as runner:
        told = runner.run(start_and_stop())
    # The loop's timers must go in this thread, not in whichever one collects garbage next.
    del runner
    gc.collect()
    assert told


def test_the_launcher_brings_neither_server_nor_database_along() -> None:
    loaded = modules_after("import qwallet_desktop.node.launcher")
    assert loaded & {"fastapi", "sqlalchemy", "httpx", "pydantic", "uvicorn", "starlette"} == set()


def test_a_frozen_program_starts_itself_as_the_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    expected = [sys.executable, launcher.CHILD_FLAG, "--folder", str(tmp_path)]
    assert child_command(tmp_path) == expected


def test_a_frozen_program_of_windows_starts_the_one_that_has_streams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "qwallet-desktop.exe"))
    assert child_command(tmp_path)[:2] == [str(tmp_path / "qwallet.exe"), launcher.CHILD_FLAG]


def test_a_frozen_program_lends_its_child_nothing_of_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert launcher.child_environment() == dict(os.environ)


@pytest.mark.asyncio
async def test_a_launch_proof_of_the_launcher_registers_at_its_node(tmp_path: Path) -> None:
    request_id = RequestId(str(uuid4()))
    async with running(Launcher(tmp_path)) as reports:
        address = await reports.ready()
        attempt = Attempt(
            "POST",
            "/identities",
            address.node_id,
            datetime.now(UTC),
            json={"type": "ROOT", "name": "Alice"},
            request_id=request_id,
            headers={LAUNCH_PROOF_HEADER: address.launch_proof(ALICE.did, request_id) or ""},
            origin=address.url,
        )
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.send(attempt.signed_by(ALICE))
    assert taken(answer)["canIssue"]
