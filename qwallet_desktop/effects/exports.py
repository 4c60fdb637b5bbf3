"""Performs the export of a history: a CSV file (RFC 4180, UTF-8), written whole or not at all."""

import asyncio
import csv
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TextIO

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.messages import timestamp
from qwallet_desktop.domain.money import PLAIN, format_amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.exports import (
    ExportAdvanced,
    Exported,
    ExportEnded,
    ExportHistory,
    NotExported,
    StopExport,
    WriteExport,
)

HEADINGS = (
    "time",
    "kind",
    "direction",
    "counterparty",
    "amount",
    "token",
    "token_id",
    "balance_after",
    "memo",
    "transfer_id",
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def row(entry: HistoryEntry, symbols: dict[TokenId, str]) -> Sequence[str]:
    """Return one entry's cells, in the order of `HEADINGS`; amounts are signed from the identity's side."""
    transfer = entry.transfer
    amount = -transfer.amount if entry.direction is Direction.OUT else transfer.amount
    token_id = amount.token_id
    return (
        timestamp(transfer.at),
        transfer.kind,
        entry.direction,
        entry.counterparty or "",
        format_amount(amount, PLAIN),
        symbols.get(token_id, ""),
        token_id,
        format_amount(entry.balance_after, PLAIN),
        harmless(transfer.memo),
        transfer.id,
    )


def harmless(text: str) -> str:
    """Keep a spreadsheet from running other people's text as a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


async def write_export(desk: Desk, effect: WriteExport, dispatch: Dispatch) -> None:
    """Write a history to the file that the person chose."""
    command = effect.command
    unfinished = command.path.with_name(f".{command.path.name}.part")
    try:
        written = await _write(desk, command, unfinished, dispatch)
        await asyncio.to_thread(os.replace, unfinished, command.path)
    except ServiceError as error:
        dispatch(ExportEnded(command.request_id, NotExported(error.problem)))
    except OSError as error:
        problem = Problem(Code.FILE_NOT_WRITTEN, {"reason": error.strerror or "", "file": command.path.name})
        dispatch(ExportEnded(command.request_id, NotExported(problem)))
    else:
        dispatch(ExportEnded(command.request_id, Exported(command.path, written)))
    finally:
        # In a thread: to give a large file's room back takes a while.
        await asyncio.to_thread(_remove, unfinished)


async def _write(desk: Desk, command: ExportHistory, unfinished: Path, dispatch: Dispatch) -> int:
    wallets = (await desk.services_for(command.identity_id)).wallets
    symbols = {token.id: token.symbol for token in await wallets.get_tokens()}
    written = 0
    with await _opened(unfinished) as file:
        await asyncio.to_thread(_append, file, [HEADINGS])
        async for entries in wallets.export_transactions(command.identity_id, command.query):
            await asyncio.to_thread(_append, file, (row(entry, symbols) for entry in entries))
            written += len(entries)
            dispatch(ExportAdvanced(command.request_id, written))
        await asyncio.to_thread(_finish, file)
    return written


async def _opened(path: Path) -> TextIO:
    """Open a file off the loop; a cancelled caller leaves it closed."""
    opening = asyncio.get_running_loop().run_in_executor(None, partial(path.open, "w", encoding="utf-8", newline=""))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        (await opening).close()
        raise


def _append(file: TextIO, rows: Iterable[Sequence[str]]) -> None:
    csv.writer(file).writerows(rows)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _finish(file: TextIO) -> None:
    file.flush()
    os.fsync(file.fileno())


async def stop_export(_desk: Desk, _effect: StopExport, _dispatch: Dispatch) -> None:
    """Nothing more to do: taking the export's place has cancelled it."""


PERFORMERS: Performers = {WriteExport: write_export, StopExport: stop_export}
