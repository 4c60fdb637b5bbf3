"""An event loop whose clock is turned by hand, for time limits that nobody wants to wait for."""

import asyncio
from collections.abc import Awaitable, Callable


class TurnedLoop(asyncio.SelectorEventLoop):
    """The ordinary loop, with a clock that can be put forward."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead

    def turn(self, seconds: float) -> None:
        """Let that much time have passed."""
        self.ahead += seconds


def run_turned(main: Callable[[TurnedLoop], Awaitable[None]]) -> None:
    """Run a test on a loop whose clock it can turn."""

    async def within() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, TurnedLoop)
        await main(loop)

    with asyncio.Runner(loop_factory=TurnedLoop) as runner:
        runner.run(within())
