"""The parent's side of what is said to a node's process after it is ready: the ledger copy."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.node.told import problem_told

Report = Callable[[int, int], None]


class Conversation:
    """Listens to one child until it ends, and asks it for copies, one at a time."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self._waiting: asyncio.Future[None] | None = None
        self._report: Report | None = None

    async def listen(self) -> None:
        """Hear the child to the end of its output; a copy that is waited for then fails."""
        output = self._child.stdout
        try:
            while output is not None and (line := await output.readline()):
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    # A line that is none of ours, such as a library's, is no reason to lose the node.
                    self._hear(json.loads(line))
        finally:
            self._end(Refused(Problem(Code.NODE_UNREACHABLE)))

    async def copy(self, report: Report) -> None:
        """Let the child copy its ledger within its folder.

        Args:
            report: Told done and total, in pages, on the loop's thread.

        Raises:
            Refused: What hindered the copy, OVERLOADED where one is under way, or
                NODE_UNREACHABLE where the child ended.
        """
        if self._waiting is not None:
            raise refuse(Code.OVERLOADED)
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        self._report = report
        self._say({"copy": True})
        try:
            await asyncio.shield(waiting)
        except asyncio.CancelledError:
            self._say({"cancel": True})
            with contextlib.suppress(Refused):
                await waiting
            raise

    def _say(self, message: dict[str, Any]) -> None:
        if self._child.stdin is not None and not self._child.stdin.is_closing():
            self._child.stdin.write(json.dumps(message).encode() + b"\n")

    def _hear(self, message: dict[str, Any]) -> None:
        match message:
            case {"copying": [int(done), int(total)]}:
                if self._report is not None:
                    self._report(done, total)
            case {"copied": True}:
                self._end(None)
            case {"notCopied": told}:
                problem = problem_told(told) if told else Problem(Code.INTERNAL)
                self._end(Refused(problem))
            case _:
                pass

    def _end(self, failure: Refused | None) -> None:
        waiting, self._waiting, self._report = self._waiting, None, None
        if waiting is None or waiting.done():
            return
        if failure is None:
            waiting.set_result(None)
        else:
            waiting.set_exception(failure)
