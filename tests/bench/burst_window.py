"""The window under a burst of events, in a process of its own; what became of it as one JSON line on stdout.

`python -m tests.bench.burst_window EVENTS RATE PEOPLE CUT FOLDER`: a node of ours tells of so many events, so many a
second, over a line that is cut every CUT seconds (0: never), while a person looks at Overview, then at Activity, and
clicks now and then.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qwallet_desktop import app
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.ui.hand import Hand, by_qtest
from qwallet_desktop.ui.screens.activity import ActivityScreen
from qwallet_desktop.ui.screens.overview import OverviewScreen
from qwallet_desktop.ui.screens.receive import ReceiveScreen
from tests.bench.burst_ledger import TOKEN
from tests.bench.burst_program import Burst, BurstProgram
from tests.bench.idles import memory, processor_seconds
from tests.bench.window_work import SMALLEST_STALL_SECONDS, Paints, waits
from tests.flow.window import on_qt, running
from tests.helpers.watchdog import LIMIT_SECONDS, Stall, Watchdog

BEAT_MS = 5
PATIENCE_SECONDS = 60.0
VISITED = 12
LOOK_SECONDS = 0.3
SCREENS: Mapping[str, type[QWidget]] = {
    "Overview": OverviewScreen,
    "Receive": ReceiveScreen,
    "Activity": ActivityScreen,
}
SHOWN_STALLS = 3


@dataclass(frozen=True, slots=True)
class Endured:
    """What a burst did to the window; times in milliseconds, memory in MiB.

    Attributes:
        took: Seconds from the beginning until the last event was applied.
        share: Per cent of a processor that the window's process used meanwhile.
        beat: The longest that Qt's loop let a timer wait, painting included.
        click: The longest from a click until what it asks for was painted.
        click_median: The same, as it was mostly.
        grown: By how much memory grew.
        applied: How many events reached the reducer.
        differ: Of how many identities the window ends up knowing something else than the node.
        longest_turn: The longest that our code held Qt's thread.
        stacks: Where the longest of these were.
    """

    took: float
    share: float
    beat: float
    click: float
    click_median: float
    grown: float
    applied: int
    differ: int
    longest_turn: float
    stacks: tuple[str, ...]


class Beats:
    """Looks how late Qt's loop serves a timer, waits for a processor left out."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last, self._waited = time.perf_counter(), waits()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now, waited = time.perf_counter(), waits()
        self.longest = max(self.longest, now - self._last - (waited - self._waited))
        self._last, self._waited = now, waited

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()


class Counter:
    """Counts the events that reach the reducer, and notes when the last one did."""

    def __init__(self, program: app.Program) -> None:
        self.count, self.at = 0, 0.0
        self._reduce = program.store._reduce
        program.store._reduce = self._counting

    def _counting(self, state: State, action: Action) -> tuple[State, tuple[Effect, ...]]:
        if isinstance(action, EventReceived):
            self.count += 1
            self.at = time.perf_counter()
        return self._reduce(state, action)


async def work(application: QApplication, folder: Path, burst: Burst) -> Endured:
    """Open the program, let the burst come, and compare with the node in the end."""
    program = BurstProgram(application, folder, burst)
    async with running(program) as hand:
        store = program.store
        await hand.until(
            lambda: len(store.state.identities.known) == burst.people and store.state.health.live, "the node"
        )
        await _visit(program, hand)
        counter = Counter(program)
        with Watchdog(SMALLEST_STALL_SECONDS) as watchdog:
            found = await _endure(program, hand, counter, burst.events)
        truth = await program.burst.told()
        # What was asked meanwhile is to be answered.
        await store.settle(besides=frozenset({"RunNode", "RunStream"}))
        stalls = sorted(watchdog.stalls, key=lambda stall: -stall.seconds)
        return Endured(
            **found,
            applied=counter.count,
            differ=sum(_differs(store.state, IdentityId(who), told) for who, told in truth.items()),
            longest_turn=stalls[0].seconds * 1000 if stalls else 0.0,
            stacks=tuple(map(_told, stalls[:SHOWN_STALLS])),
        )


def _told(stall: Stall) -> str:
    return f"{stall.seconds * 1000:.1f} ms of at most {LIMIT_SECONDS * 1000:.0f} in\n{stall.stack}\n"


async def _visit(program: app.Program, hand: Hand) -> None:
    """Look at some identities, as a person has who works with them; the last one stays. Then at each tab."""
    store = program.store
    for who in store.state.identities.order[:VISITED]:
        store.dispatch(SwitchIdentity(who))
        await hand.until(partial(_is_read, program, who), "a wallet")
    for tab in ("Send", "Receive", "Activity", "Overview"):
        await hand.turn_to(tab)
        await asyncio.sleep(LOOK_SECONDS)


def _is_read(program: app.Program, who: IdentityId) -> bool:
    wallet = program.store.state.wallets.get(who)
    return wallet is not None and known(wallet.latest) is not None


async def _endure(program: BurstProgram, hand: Hand, counter: Counter, events: int) -> dict[str, Any]:
    """Look on while the events come, and click."""
    paints, beats, me = Paints(program.shell), Beats(), os.getpid()
    begun, used, before = time.perf_counter(), processor_seconds(me), memory(me)["Rss"]
    clicks, most = list[float](), before
    program.burst.begin_burst()
    while counter.count < events and time.perf_counter() - begun < PATIENCE_SECONDS:
        for name in ("Receive", "Overview" if counter.count < events / 2 else "Activity"):
            clicks.append(await _clicked(paints, hand, name))
            await asyncio.sleep(LOOK_SECONDS)
        most = max(most, memory(me)["Rss"])
    beats.stop()
    return {
        "took": counter.at - begun,
        "share": (processor_seconds(me) - used) / (time.perf_counter() - begun) * 100,
        "beat": beats.longest * 1000,
        "click": max(clicks) * 1000,
        "click_median": statistics.median(clicks) * 1000,
        "grown": most - before,
    }


async def _clicked(paints: Paints, hand: Hand, name: str) -> float:
    tabs, at = await hand.until(lambda: hand._tab(name), name)
    click = partial(by_qtest, QTest.mouseClick, tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(at).center())
    seconds = await paints.seconds(click, lambda: hand.seen(SCREENS[name]))
    # Less what the computer did with others in between, which may be more than there was.
    return max(0.0, seconds)


def _differs(state: State, who: IdentityId, told: tuple[int, int, list[str]]) -> bool:
    """Tell whether a window knows something else of an identity than the node; what it never read it need not know."""
    units, sequence, latest = told
    wallet = state.wallets.get(who)
    if wallet is None:
        return True
    balance, entries = wallet.balances[TOKEN], known(wallet.latest)
    line = known(wallet.daily.get(TOKEN))
    return (
        (balance.settled.units, balance.sequence) != (units, sequence)
        or (entries is not None and [entry.transfer.id for entry in entries] != latest)
        or (line is not None and line[-1].settled != balance.settled)
    )


def main(arguments: list[str]) -> Mapping[str, Any]:
    """Do what the command line says, and return what became of it."""
    *numbers, folder = arguments
    burst = Burst(*map(int, numbers))
    application = app.make_application(sys.argv[:1])
    found: list[Endured] = []

    async def run() -> None:
        found.append(await work(application, Path(folder), burst))

    on_qt(application, run)
    return asdict(found[0])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])) + "\n")
