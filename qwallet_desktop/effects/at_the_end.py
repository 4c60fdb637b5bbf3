"""What is still written when the program ends and no effect runs any more."""

import asyncio
from contextlib import suppress

from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects import last_known
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.operation_file import NAME, OperationFile
from qwallet_desktop.effects.operations import named, said
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operation_disk import at_rest
from qwallet_desktop.state.root import State

LAST_SECONDS = 3.0
"""How long the end of the program is put off for what was asked for, at most."""


async def keep_at_the_end(desk: Desk, state: State) -> None:
    """Write what was asked for or called off a moment ago, then what is known."""
    # Where it is not known what earlier runs left, or nothing has changed, nothing is written over it.
    left = at_rest(state.operations)
    if left is not None and said(named(desk, left)) != desk.said:
        with suppress(Refused, TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await _write(desk, named(desk, left))
    await last_known.keep_at_the_end(desk, state)


async def _write(desk: Desk, left: tuple[Operation, ...]) -> None:
    # Not by the desk's own file: its thread may still be busy with a writing that was cut short.
    await desk.qlock.seal(NAME, await asyncio.to_thread(OperationFile().pack, left))
