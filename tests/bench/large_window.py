"""The window over a large history, in a process of its own: times, turns and memory as one JSON line on stdout.

`python -m tests.bench.large_window FOLDER [DATABASE]`: FOLDER/node was filled by `qwallet node seed --seed 1`.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qwallet_desktop import app
from qwallet_desktop.cli.seed import sample_words
from qwallet_desktop.domain.transfers import Direction, HistoryQuery, SortKey, TransferKind
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.node import launcher
from qwallet_desktop.state.history import PAGE_ROWS, History, ShowHistory
from qwallet_desktop.ui.hand import Hand, by_qtest
from qwallet_desktop.ui.models.history_model import COLUMN_OF
from qwallet_desktop.ui.screens.activity_table import ActivityTable
from tests.bench.file_keys import FileKeyStore
from tests.bench.idles import memory, unshared
from tests.bench.window_work import SMALLEST_STALL_SECONDS, Paints
from tests.flow.window import KeptKeys, on_qt, running
from tests.helpers.watchdog import Watchdog

SAMPLE = 1
COMMON, RARE = "rent", "invoice 4242"
REST_SECONDS = 0.3
Times = list[tuple[str, float]]


class Tour:
    """Does what a person does with a table, and takes the time until it is painted."""

    def __init__(self, program: app.Program, hand: Hand) -> None:
        self.times: Times = []
        self._program, self._hand = program, hand
        self._paints = Paints(program.shell)
        active = program.store.state.identities.active
        assert active is not None
        self._identity = active

    @property
    def history(self) -> History:
        """The table as it is known now."""
        return self._program.store.state.history.get(self._identity, History())

    async def take(self, what: str, step: Callable[[], object], come: Callable[[History], object]) -> None:
        """Take a step, and note the milliseconds until what came is painted."""

        def painted() -> bool:
            return bool(come(self.history)) and not self._program.window.binder._timer.isActive()

        self.times.append((what, await self._paints.seconds(step, painted) * 1000))
        # Whatever follows the paint is over before the next step is timed.
        await asyncio.sleep(REST_SECONDS)

    async def open(self) -> ActivityTable:
        """Turn to the table."""
        tabs, at = await self._hand.until(lambda: self._hand._tab("Activity"), "the tab")
        click = partial(by_qtest, QTest.mouseClick, tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(at).center())
        await self.take("open", click, lambda now: now.total and 0 in now.pages)
        (table,) = self._hand.seen(ActivityTable)
        return table

    async def sort(self, table: ActivityTable) -> None:
        """Click each header twice, and go to the end and to the middle of each order."""
        header = table.horizontalHeader()
        for key in (*(key for key in SortKey if key is not SortKey.AT), SortKey.AT):
            for _ in range(2):
                before = self.history.query
                at = QPoint(header.sectionViewportPosition(COLUMN_OF[key]) + 30, header.height() // 2)
                click = partial(by_qtest, QTest.mouseClick, header.viewport(), Qt.MouseButton.LeftButton, pos=at)
                await self.take(f"sort by {key.value.lower()}", click, partial(_is_another, before))
                await self._jump(table, key)

    async def _jump(self, table: ActivityTable, key: SortKey) -> None:
        last = ((self.history.total or 1) - 1) // PAGE_ROWS
        press = partial(by_qtest, QTest.keyClick, table, Qt.Key.Key_End)
        await self.take(f"jump to the end, by {key.value.lower()}", press, lambda now: last in now.pages)
        middle = table.model().rowCount() // 2
        go = partial(table.go_to, middle)
        await self.take(f"go to the middle, by {key.value.lower()}", go, lambda now: middle // PAGE_ROWS in now.pages)

    async def narrow(self) -> None:
        """Ask for what each filter and each search asks for."""
        for what, query in _queries(self.history):
            ask = partial(self._program.store.dispatch, ShowHistory(self._identity, query))
            await self.take(what, ask, partial(_answers, query))


def _is_another(before: HistoryQuery, now: History) -> bool:
    return now.query != before and now.total is not None


def _answers(query: HistoryQuery, now: History) -> bool:
    return now.query == query and now.total is not None


def _queries(known: History) -> Iterator[tuple[str, HistoryQuery]]:
    everything = HistoryQuery()
    entry = known.pages[max(known.pages)][0]
    newest = max(row.transfer.at for page in known.pages.values() for row in page)
    yield "filter: direction", replace(everything, direction=Direction.OUT)
    yield "filter: kind", replace(everything, kind=TransferKind.MINT)
    yield "filter: token", replace(everything, token_id=entry.transfer.amount.token_id)
    yield "filter: other side", replace(everything, counterparty=entry.counterparty)
    yield "filter: 30 days", replace(everything, since=newest - timedelta(days=30))
    yield "filter: 30 days, by amount", replace(everything, since=newest - timedelta(days=30), sort=SortKey.AMOUNT)
    yield (
        "filter: three at once",
        replace(
            everything,
            direction=Direction.IN,
            token_id=entry.transfer.amount.token_id,
            counterparty=entry.counterparty,
        ),
    )
    yield f"search: a common word ({COMMON})", replace(everything, search=COMMON)
    yield f"search: {COMMON}, by amount", replace(everything, search=COMMON, sort=SortKey.AMOUNT)
    yield f"search: rare words ({RARE})", replace(everything, search=RARE)
    yield "search: a transfer's id", replace(everything, search=entry.transfer.id)
    yield "search: nothing matches", replace(everything, search="zzzzzz")
    yield "all of it again", everything


def _keep_words(folder: Path) -> None:
    """Restore the sample's words into the folder's vault, once."""

    async def restore() -> None:
        qlock = Qlock(folder / "vault", FileKeyStore(folder / "key"))
        await qlock.restore(sample_words(SAMPLE), None)
        await qlock.mark_words_checked()
        await qlock.adopt((0, 1, 2, 3, 4))
        qlock.close()

    if not (folder / "vault").exists():
        with asyncio.Runner() as runner:
            runner.run(restore())


def _use(database: str) -> None:
    """Let the window's node keep its ledger in a PostgreSQL database."""
    command = [sys.executable, "-P", "-m", "tests.bench.large_child", database, "--folder"]
    launcher.child_command = lambda folder: [*command, str(folder)]
    usual = launcher.child_environment
    launcher.child_environment = lambda: {**usual(), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


async def work(application: QApplication, folder: Path) -> None:
    """Take the tour, and tell."""
    program = KeptKeys(application, folder, FileKeyStore(folder / "key"))
    async with running(program) as hand:
        await hand.until(lambda: program.store.state.tokens.known, "the tokens")
        await hand.until(lambda: program.store.state.identities.active, "the identities")
        await asyncio.sleep(1)
        tour = Tour(program, hand)
        with Watchdog(SMALLEST_STALL_SECONDS) as watchdog:
            table = await tour.open()
            await tour.narrow()
            await tour.sort(table)
        longest = max(watchdog.stalls, key=lambda stall: stall.seconds, default=None)
        found = memory(os.getpid())
        told = {
            "total": tour.history.total,
            "times": tour.times,
            "longest_turn": longest.seconds * 1000 if longest else 0.0,
            "stack": longest.stack if longest else "",
            "rss": found["Rss"],
            "uss": unshared(found),
        }
        sys.stdout.write(json.dumps(told) + "\n")


def main() -> None:
    """Work on the folder, and the database, that the command line names."""
    folder = Path(sys.argv[1])
    if sys.argv[2:]:
        _use(sys.argv[2])
    _keep_words(folder)
    application = app.make_application(sys.argv[:1])
    on_qt(application, partial(work, application, folder))


if __name__ == "__main__":
    main()
