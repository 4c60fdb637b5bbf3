"""A window at work, in a process of its own: what it takes until a step is painted, as one JSON line on stdout.

`python -m tests.bench.window_work held COUNT` shows so many identities of which all is known, without a node;
`… busy COUNT FOLDER` runs the whole program on sample data of so many transfers.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from immutables import Map
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qwallet_desktop import app
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import HistoryQuery, SortKey
from qwallet_desktop.domain.wallets import WalletPermissions
from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EffectCrashed
from qwallet_desktop.state.history import PAGE_ROWS, History, ShowHistory
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.state.store import Store
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.appearance import appearance, apply_appearance
from qwallet_desktop.ui.hand import Hand, by_qtest
from qwallet_desktop.ui.main_window import build
from qwallet_desktop.ui.models.history_model import COLUMN_OF
from qwallet_desktop.ui.rooms import all_rooms
from qwallet_desktop.ui.screens.activity_table import ActivityTable
from qwallet_desktop.ui.shell import Shell
from tests.bench.idles import memory
from tests.flow.window import on_qt, opened_demo
from tests.helpers.watchdog import Watchdog
from tests.ui import builders, payments

SWITCHES = 200
CHANGES = 11
PATIENCE_SECONDS = 20.0
ACTIVE = 50
SMALLEST_STALL_SECONDS = 0.004
SEARCHED = "rent"


class Paints(QObject):
    """Notes when a window has been painted."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.at = 0.0
        self._painted = asyncio.Event()
        shell.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Look once all that this event brings is done."""
        if event.type() == QEvent.Type.UpdateRequest:
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self.at = time.perf_counter()
        self._painted.set()

    async def seconds(self, step: Callable[[], object], done: Callable[[], object]) -> float:
        """Take a step, wait for the first paint at which it is done, and return what passed.

        What this thread has waited for a processor, on a computer that does other things too, is left out.
        """
        begun, waited = time.perf_counter(), waits()
        step()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                self._painted.clear()
                await self._painted.wait()
                if done():
                    return self.at - begun - (waits() - waited)


def waits() -> float:
    """Return the seconds for which this thread was ready and had no processor."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


@dataclass(slots=True)
class Findings:
    """Milliseconds by what was done, and MiB at the end."""

    times: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    longest_turn: float = 0.0
    memory: float = 0.0

    def add(self, what: str, seconds: float) -> None:
        """Take one time."""
        self.times.setdefault(what, []).append(seconds * 1000)

    def told(self) -> str:
        """Return the line that `windows.py` reads."""
        shown = {what: {"median": statistics.median(all_), "p99": _p99(all_)} for what, all_ in self.times.items()}
        return json.dumps({"times": shown, "longest_turn": self.longest_turn, "memory": self.memory})


def _p99(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * 99 // 100)]


# ------------------------------------------------------------------------- many identities, no node


def held_state(count: int) -> State:
    """Return the state of a window that knows all about so many identities."""
    people = [builders.identity(number, f"Person {number}") for number in range(1, count + 1)]
    token = builders.token()
    permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=True)
    balances = Map({token.id: payments.balance(100_000)})
    wallet = Wallet(Loaded(permissions, builders.NOW), balances, Loaded((), builders.NOW))
    known = builders.state(*people, tokens=[token])
    return replace(known, wallets=Map((person.id, wallet) for person in people))


async def _perform_nothing(_effect: Effect, _dispatch: Callable[[Action], None]) -> None:
    """Here is no node to ask."""


def _crashed(effect: Effect, error: Exception) -> Action:
    return EffectCrashed(type(effect).__name__, repr(error))


async def held(application: QApplication, count: int, findings: Findings) -> None:
    """Switch between identities, themes and sizes of text, with every tab made."""
    apply_appearance(application, appearance(Preferences()))
    store = Store[State, Action](held_state(count), reduce, _perform_nothing, _crashed)
    shell = Shell()
    shell.show()
    window = build(shell, store, builders.bench(store.dispatch), all_rooms(Path("/data"), "1.0"))
    paints, hand = Paints(shell), Hand(shell)
    for tab in ("Send", "Receive", "Activity", "Overview"):
        await hand.turn_to(tab)
        await asyncio.sleep(0.1)
    order = store.state.identities.order[:: max(1, count // ACTIVE)]
    for number in range(SWITCHES):
        who = order[(number + 1) % len(order)]
        title = f"{store.state.identities.known[who].name} "
        step = partial(store.dispatch, SwitchIdentity(who))
        findings.add("switch", await paints.seconds(step, partial(_is_titled, shell, title)))
        await asyncio.sleep(0.02)
    for number in range(CHANGES):
        for what, change in (
            ("theme", replace(store.state.preferences, theme=(Theme.DARK, Theme.LIGHT)[number % 2])),
            ("font", replace(store.state.preferences, font_points=(11, 10)[number % 2])),
        ):
            step = partial(store.dispatch, ChangePreferences(change))
            wanted = appearance(change)
            findings.add(what, await paints.seconds(step, partial(_wears, application, wanted)))
            await asyncio.sleep(0.1)
    window.close_down()
    await store.close()
    shell.close()


def _is_titled(shell: Shell, title: str) -> bool:
    return shell.windowTitle().startswith(title)


def _wears(application: QApplication, wanted: tuple[object, ...]) -> bool:
    return bool(application.property("appearance") == " ".join(str(part) for part in wanted))


# ------------------------------------------------------------------------- the whole program


def _active(program: app.Program) -> IdentityId:
    identity = program.store.state.identities.active
    assert identity is not None
    return identity


def _history(program: app.Program) -> History:
    return program.store.state.history.get(_active(program), History())


def _drawn(program: app.Program, so_far: Callable[[History], object]) -> bool:
    """Tell whether the table has come so far, and nothing waits to be drawn."""
    return bool(so_far(_history(program))) and not program.window.binder._timer.isActive()


async def busy(application: QApplication, count: int, folder: Path, findings: Findings) -> None:
    """Open, sort, filter and jump in the activity of sample data."""
    app.DEMO_TRANSACTIONS = count
    async with opened_demo(application, folder) as (program, hand):
        await hand.until(lambda: program.store.state.tokens.known, "the tokens")
        await hand.until(lambda: program.store.state.identities.known, "the identities")
        await asyncio.sleep(1)
        with Watchdog(SMALLEST_STALL_SECONDS) as watchdog:
            await _look_around(program, hand, findings)
        findings.longest_turn = max((stall.seconds for stall in watchdog.stalls), default=0.0) * 1000
        await asyncio.sleep(2)
        findings.memory = memory(os.getpid())["Rss"]


def _is_sorted(key: SortKey, now: History) -> bool:
    return now.query.sort is key and 0 in now.pages


async def _look_around(program: app.Program, hand: Hand, findings: Findings) -> None:
    paints = Paints(program.shell)
    tabs, at = await hand.until(lambda: hand._tab("Activity"), "the tab")
    click = partial(by_qtest, QTest.mouseClick, tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(at).center())
    first = partial(_drawn, program, lambda now: now.total and 0 in now.pages)
    findings.add("open", await paints.seconds(click, first))
    (table,) = hand.seen(ActivityTable)
    for key in (SortKey.AMOUNT, SortKey.COUNTERPARTY, SortKey.DIRECTION, SortKey.AMOUNT):
        header = table.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(COLUMN_OF[key]) + 30, header.height() // 2)
        click = partial(by_qtest, QTest.mouseClick, header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        sorted_ = partial(_drawn, program, partial(_is_sorted, key))
        findings.add("sort", await paints.seconds(click, sorted_))
    query = replace(HistoryQuery(), search=SEARCHED)
    ask = partial(program.store.dispatch, ShowHistory(_active(program), query))
    found = partial(_drawn, program, lambda now: now.query == query and now.total is not None)
    findings.add("filter", await paints.seconds(ask, found))
    ask = partial(program.store.dispatch, ShowHistory(_active(program), HistoryQuery()))
    await paints.seconds(ask, first)
    table.setFocus()
    jump = partial(by_qtest, QTest.keyClick, table, Qt.Key.Key_End)
    at_end = partial(_drawn, program, lambda now: ((now.total or 1) - 1) // PAGE_ROWS in now.pages)
    findings.add("jump", await paints.seconds(jump, at_end))


def main() -> None:
    """Do what the command line says, and tell."""
    kind, count, *rest = sys.argv[1:]
    application = app.make_application(sys.argv[:1])
    findings = Findings()
    works: dict[str, Callable[[], Awaitable[None]]] = {
        "held": lambda: held(application, int(count), findings),
        "busy": lambda: busy(application, int(count), Path(rest[0]), findings),
    }
    on_qt(application, works[kind])
    sys.stdout.write(findings.told() + "\n")


if __name__ == "__main__":
    main()
