"""Brings the writer's replies to the event loop, all that a commit settled with one waking of the loop."""

import asyncio
from collections import deque
from concurrent.futures import Future

from qwallet_desktop.node.commands import Reply


class Replies:
    """Waits for replies on one event loop.

    `asyncio.wrap_future` wakes the loop for each future, which costs more than most of a decision.
    """

    def __init__(self) -> None:
        self._settled: deque[tuple[asyncio.Future[Reply], Reply]] = deque()
        self._is_due = False

    async def wait(self, future: Future[Reply]) -> Reply:
        """Return a reply once the writer has given it.

        Cancelling this leaves the decision alone: what is being written must not end with its request.
        """
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Reply] = loop.create_future()
        future.add_done_callback(lambda done: self._settle(loop, waiting, done.result()))
        return await waiting

    def _settle(self, loop: asyncio.AbstractEventLoop, waiting: asyncio.Future[Reply], reply: Reply) -> None:
        """Note a reply, on the writer's thread."""
        if loop.is_closed():
            return
        self._settled.append((waiting, reply))
        # Noted before this is asked, taken after it is cleared: no reply falls between the two.
        if not self._is_due:
            self._is_due = True
            loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        self._is_due = False
        while self._settled:
            waiting, reply = self._settled.popleft()
            if not waiting.done():
                waiting.set_result(reply)
