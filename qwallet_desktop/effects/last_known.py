"""Performs what the memory asks for: read what the last run kept, and keep what is known, sealed by the vault."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from qwallet_desktop.domain.last_known import LastKnown
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.state.last_known import (
    KeepLastKnown,
    LastKnownDue,
    LastKnownKept,
    LastKnownOpened,
    LastKnownRead,
    OpenLastKnown,
    Seen,
    WaitToKeep,
)
from qwallet_desktop.state.taking import DIRECTORY, FRONT, OTHERS, Part, parts, seen
from qwallet_desktop.state.whole import State
from qwallet_desktop.wire.last_known import DamagedError, pack, unpack

SECONDS = 5.0
"""How long changes are gathered before they are written."""

LAST_SECONDS = 3.0
"""How long the end of the program is put off, at most."""

LEDGER = "node/ledger.sqlite"

_logger = logging.getLogger(__name__)


async def open_last_known(desk: Desk, _effect: OpenLastKnown, dispatch: Dispatch) -> None:
    """Read what the last run kept: first what the window begins with, then the rest."""
    # Without a ledger the node begins anew, as another one: nothing of this is true any more.
    if await asyncio.to_thread((desk.folder / LEDGER).exists):
        directory, front = await _read(desk, DIRECTORY), await _read(desk, FRONT)
        if front is not None and directory is not None:
            # In one piece: who an identity is, is told by its place among all.
            dispatch(LastKnownRead(replace(front, identities=directory.identities)))
            if (others := await _read(desk, OTHERS)) is not None:
                dispatch(LastKnownRead(others))
    dispatch(LastKnownOpened())


async def _read(desk: Desk, name: str) -> LastKnown | None:
    try:
        sealed = await desk.qlock.unseal(name, passing=True)
        return None if sealed is None else await asyncio.to_thread(unpack, sealed)
    except (Refused, DamagedError) as error:
        # It is only a memory: the node tells all of it again.
        _logger.info("what the last run kept can't be read: %s", type(error).__name__)
        return None


async def wait_to_keep(desk: Desk, _effect: WaitToKeep, dispatch: Dispatch) -> None:
    """Let changes gather."""
    await desk.pause(SECONDS)
    dispatch(LastKnownDue(desk.now()))


async def keep_last_known(desk: Desk, effect: KeepLastKnown, dispatch: Dispatch) -> None:
    """Write what has changed."""
    try:
        await _keep(desk, effect.seen, ())
    except Refused as refused:
        _logger.info("what is known could not be kept: %s", refused.problem.code)
    dispatch(LastKnownKept())


async def keep_at_the_end(desk: Desk, state: State) -> None:
    """Write what is known when the program ends, if that does not take long; called when no effect runs any more."""
    what = seen(state, desk.now())
    if what is None or not state.last_known.opened:
        return
    with suppress(Refused, TimeoutError):
        async with asyncio.timeout(LAST_SECONDS):
            # The front also says when all this was so.
            await _keep(desk, what, (FRONT,) if state.health.live else ())


async def _keep(desk: Desk, what: Seen, anew: Iterable[str]) -> None:
    """Write the parts that differ from those written last.

    Raises:
        Refused: VAULT_LOCKED, or a problem of the storage; parts that were not written are still to be.
    """
    for part in parts(what):
        if part.name in anew or part.differs(desk.kept.get(part.name)):
            await desk.qlock.seal(part.name, await asyncio.to_thread(_packed, part), passing=True)
            desk.kept[part.name] = part.mark


def _packed(part: Part) -> bytes:
    return pack(part.take())


PERFORMERS: Performers = {
    OpenLastKnown: open_last_known,
    WaitToKeep: wait_to_keep,
    KeepLastKnown: keep_last_known,
}
