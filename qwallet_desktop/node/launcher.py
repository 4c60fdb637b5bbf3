"""Starts the embedded node as a child process, keeps it alive and says where it is (parent side).

The child is told its launch secret and options in one JSON line on stdin, answers with one JSON
line on stdout, and ends when stdin does: with this process, whatever ends it.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import qwallet_desktop
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.problems import Code, Problem, refuse
from qwallet_desktop.domain.registration import SECRET_LENGTH, launch_proof
from qwallet_desktop.node.conversation import Conversation, Report
from qwallet_desktop.node.told import problem_told

CHILD_FLAG = "--node-child"
"""The argument by which a frozen program knows that it is to be the node."""

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
STEADY_SECONDS = 30.0
ANSWER_SECONDS = 120.0
END_SECONDS = 2.0
_NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW of Windows


@dataclass(frozen=True, slots=True)
class Demo:
    """Sample data that the node makes for itself before it serves, if its ledger is empty."""

    identities: Sequence[tuple[IdentityId, str]]
    transactions: int
    seed: int = 1


@dataclass(frozen=True, slots=True)
class NodeAddress:
    """Where a node answers, which node it is, and the hex key of its checkpoints.

    The secret is what this desktop started it with; None where others run it.
    """

    url: str
    node_id: NodeId
    node_key: str
    _launch_secret: bytes | None = field(repr=False, compare=False)

    @property
    def is_served(self) -> bool:
        """Whether others run the node: it registers whom they have invited."""
        return self._launch_secret is None

    def launch_proof(self, identity_id: IdentityId, request_id: RequestId) -> str | None:
        """Return the header's value that lets one registration pass on this computer; None at a served node."""
        secret = self._launch_secret
        return None if secret is None else launch_proof(secret, self.node_id, identity_id, request_id)


@dataclass(frozen=True, slots=True)
class Starting:
    """The child process is being started.

    `percent` says how much of an older version's ledger it has brought up to date, None where it has no need to.
    """

    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """The node answers."""

    address: NodeAddress


@dataclass(frozen=True, slots=True)
class Down:
    """The node ended or did not start; the next attempt is in `retry_in` seconds."""

    problem: Problem
    retry_in: float


LauncherState: TypeAlias = Starting | Ready | Down


def child_command(folder: Path) -> list[str]:
    """Return the command that starts the node's process, in a frozen program too.

    On Windows a program with a window has no standard streams to talk by; the one beside it, the
    command line, does.
    """
    if is_frozen():
        program = str(Path(sys.executable).with_name("qwallet.exe")) if sys.platform == "win32" else sys.executable
        return [program, CHILD_FLAG, "--folder", str(folder)]
    # -P: what lies in the current folder must not be imported.
    return [sys.executable, "-P", "-m", "qwallet_desktop.node.child", "--folder", str(folder)]


class Launcher:
    """Runs one node on one data folder for as long as `run` is not cancelled.

    Args:
        folder: The data folder that holds the ledger.
        demo: Sample data for an empty ledger, or None.
    """

    def __init__(self, folder: Path, demo: Demo | None = None) -> None:
        self._folder = folder
        self._demo = demo
        self._secret = os.urandom(SECRET_LENGTH)
        self._begun: asyncio.subprocess.Process | None = None
        self._conversation: Conversation | None = None

    async def begin(self) -> None:
        """Start the first child already, so that it gets ready while this process is still busy; `run` takes it over.

        A child that can't be started is no error here: `run` tries again and reports it.
        """
        with contextlib.suppress(OSError):
            self._begun = await self._spawn()

    async def close(self) -> None:
        """End a child that was begun and that `run` never took over."""
        begun, self._begun = self._begun, None
        if begun is not None:
            await _end(begun)

    async def copy_ledger(self, report: Report) -> None:
        """Let the node copy its ledger within its folder, as of one commit, while it serves.

        Args:
            report: Told how much of how much is done, on the loop's thread.

        Raises:
            Refused: NODE_UNREACHABLE where the node does not run, or what hindered the copy.
        """
        if self._conversation is None:
            raise refuse(Code.NODE_UNREACHABLE)
        await self._conversation.copy(report)

    async def run(self, report: Callable[[LauncherState], None]) -> None:
        """Start the node, and again whenever it ends, until cancelled; then end it.

        Args:
            report: Told of each state, on the loop's thread.
        """
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE_SECONDS
        while True:
            report(Starting())
            began = loop.time()
            problem = await self._serve(report)
            if loop.time() - began >= STEADY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            report(Down(problem, pause))
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _serve(self, report: Callable[[LauncherState], None]) -> Problem:
        """Run one child to its end and say why it ended."""
        try:
            async with self._child() as child:
                answer = await self._answer_of(child, report)
                if isinstance(answer, Problem):
                    return answer
                self._conversation = Conversation(child)
                report(Ready(answer))
                await self._conversation.listen()
                return Problem(Code.NODE_UNREACHABLE, {"exitCode": str(await child.wait())})
        except TimeoutError:
            return Problem(Code.NODE_TIMEOUT)
        except OSError as error:
            return Problem(Code.NODE_UNREACHABLE, {"reason": error.strerror or ""})
        finally:
            self._conversation = None

    @contextlib.asynccontextmanager
    async def _child(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Take over the child that was begun, or start one; it has ended, and was waited for, when the block ends."""
        begun, self._begun = self._begun, None
        child = begun or await self._spawn()
        try:
            yield child
        finally:
            await _end(child)

    async def _spawn(self) -> asyncio.subprocess.Process:
        """Start a process and hand it secret and options."""
        child = await asyncio.create_subprocess_exec(
            *child_command(self._folder),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=child_environment(),
            creationflags=_NO_WINDOW if os.name == "nt" else 0,
        )
        if child.stdin is not None:
            child.stdin.write(json.dumps(self._options()).encode() + b"\n")
        return child

    async def _answer_of(
        self, child: asyncio.subprocess.Process, report: Callable[[LauncherState], None]
    ) -> NodeAddress | Problem:
        """Return where the child answers, or why it does not; report how far it is meanwhile.

        Raises:
            TimeoutError: It said nothing for too long.
        """
        if child.stdout is None:
            return Problem(Code.INTERNAL)
        answer: NodeAddress | Problem | Starting = Starting()
        while isinstance(answer, Starting):
            # Not by `wait_for`: up to Python 3.11 it forgets a cancellation that comes with the line.
            async with asyncio.timeout(ANSWER_SECONDS):
                line = await child.stdout.readline()
            if not line:
                return Problem(Code.NODE_UNREACHABLE, {"exitCode": str(await child.wait())})
            answer = _read_answer(line, self._secret)
            if isinstance(answer, Starting):
                report(answer)
        return answer

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"launchSecret": self._secret.hex(), "parent": os.getpid()}
        if self._demo is not None:
            options["demo"] = {
                "identities": [list(pair) for pair in self._demo.identities],
                "transactions": self._demo.transactions,
                "seed": self._demo.seed,
            }
        return options


def _read_answer(line: bytes, secret: bytes) -> NodeAddress | Problem | Starting:
    try:
        answer: Mapping[str, Any] = json.loads(line)
        if "preparing" in answer:
            done, total = map(int, answer["preparing"])
            return Starting(100 * done // max(total, 1))
        if "problem" in answer:
            return problem_told(answer["problem"])
        ready = answer["ready"]
        url = f"http://127.0.0.1:{int(ready['port'])}"
        return NodeAddress(url, NodeId(ready["nodeId"]), str(ready["nodeKey"]), secret)
    except (ValueError, KeyError, TypeError):
        return Problem(Code.NODE_ANSWER_INVALID)


async def _end(child: asyncio.subprocess.Process) -> None:
    """Ask the child to end by closing its stdin; kill it if it does not within two seconds."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        async with asyncio.timeout(END_SECONDS):
            await child.communicate()
    except TimeoutError:
        pass
    finally:
        # Also where this was cancelled: nothing may be left running, and nobody else would wait.
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        await child.wait()


def is_frozen() -> bool:
    """Tell whether this is a packaged program, which has its own interpreter and no `-m`."""
    return bool(getattr(sys, "frozen", False))


def child_environment() -> dict[str, str]:
    """Let the child find the same package as this process, also from a checkout."""
    if is_frozen():
        return dict(os.environ)
    root = str(Path(qwallet_desktop.__file__).resolve().parent.parent)
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, known] if known else [root])}
