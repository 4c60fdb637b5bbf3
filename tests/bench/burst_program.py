"""The whole program with many identities, on the bursting node of `burst_node.py`."""

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from qwallet_desktop import app
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.node.launcher import Launcher, LauncherState, NodeAddress, Ready, child_environment

NODE = NodeId("0f" * 16)
LONGEST_LINE = 1 << 24


@dataclass(frozen=True, slots=True)
class Burst:
    """So many events, so many a second, of so many identities; the stream is cut every `cut` seconds, 0 for never."""

    events: int
    rate: int
    people: int
    cut: float = 0


class BurstLauncher(Launcher):
    """Runs the bursting node in place of the real one.

    Args:
        folder: Of the node that is not run.
        asked: What the bursting node is told, see there.
    """

    def __init__(self, folder: Path, asked: Mapping[str, object]) -> None:
        super().__init__(folder)
        self._asked = asked
        self._node: asyncio.subprocess.Process

    async def run(self, report: Callable[[LauncherState], None]) -> None:
        pipe = asyncio.subprocess.PIPE
        self._node = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.burst_node"),
            stdin=pipe,
            stdout=pipe,
            env=child_environment(),
            limit=LONGEST_LINE,
        )
        try:
            self._tell(json.dumps(self._asked))
            told = await self.told()
            report(Ready(NodeAddress(f"http://127.0.0.1:{told['port']}", NODE, "ab" * 32, bytes(32))))
            await asyncio.Event().wait()
        finally:
            self._node.kill()
            await self._node.communicate()

    def begin_burst(self) -> None:
        """Let the node begin."""
        self._tell("go")

    async def told(self) -> dict[str, Any]:
        """Read the node's next line."""
        assert self._node.stdout is not None
        line: dict[str, Any] = json.loads(await self._node.stdout.readline())
        return line

    def _tell(self, line: str) -> None:
        assert self._node.stdin is not None
        self._node.stdin.write(line.encode() + b"\n")


class BurstProgram(app.Program):
    """The program with the identities of a burst, and with the node that it comes from."""

    def __init__(self, application: QApplication, folder: Path, burst: Burst) -> None:
        super().__init__(application, app.Options(folder, demo=True, memory_keys=True))
        self._told = burst
        self.burst: BurstLauncher

    async def _prepare_demo(self, qlock: Qlock) -> None:
        await qlock.create(None)
        await qlock.mark_words_checked()
        for _ in range(self._told.people):
            await qlock.create_identity_key()

    async def _ready_launcher(self) -> Launcher:
        asked = {**asdict(self._told), "people": self.desk.qlock.held()}
        self.burst = self._launcher = BurstLauncher(self.options.folder / "node", asked)
        return self._launcher
