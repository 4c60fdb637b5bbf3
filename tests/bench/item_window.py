"""The window over an inbox of many items, in a process of its own: times, turns and memory as one JSON line on stdout.

`python -m tests.bench.item_window FOLDER`: `item_ledger.py` has filled FOLDER. Opens the inbox again and again, then
signs items as a person does, by clicks, and in the end lets many items change at once.
"""

import asyncio
import json
import os
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qwallet_desktop import app
from qwallet_desktop.domain.events import Event, ItemChanged
from qwallet_desktop.domain.ids import ItemId, Sequence
from qwallet_desktop.domain.multisig import Choice, Executed, Item, Vote
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.item_actors import Section
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, ShowItem
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.sheets import DecideSheet
from qwallet_desktop.ui.dialogs.decide import DecideItemSheet
from qwallet_desktop.ui.hand import Hand, by_qtest
from qwallet_desktop.ui.models.inbox_model import InboxModel
from qwallet_desktop.ui.screens.inbox import InboxScreen
from qwallet_desktop.ui.widgets.sidebar import SidebarButton
from tests.bench.file_keys import FileKeyStore
from tests.bench.idles import memory, unshared
from tests.bench.window_work import SMALLEST_STALL_SECONDS, Paints
from tests.flow.window import KeptKeys, on_qt, running
from tests.helpers.watchdog import Stall, Watchdog

TIMES = 25
EVENTS = 1_000
REST_SECONDS = 0.2
SETTLE_SECONDS = 1.0
SHOWN_STALLS = 4


class Visit:
    """Works the inbox of one window, and takes the time until each step is painted."""

    def __init__(self, program: app.Program, hand: Hand) -> None:
        self.opened: list[float] = []
        self.signed: list[float] = []
        self.burst, self.drawn = 0.0, 0
        self._program, self._hand = program, hand
        self._paints = Paints(program.shell)

    def _known(self, item_id: ItemId) -> Item:
        return self._program.store.state.multisig.known[item_id]

    def _is_drawn(self) -> bool:
        return not self._program.window.binder._timer.isActive()

    def waiting(self) -> list[Item]:
        """Return what waits for somebody, the newest first."""
        items = [item for item in self._program.store.state.multisig.known.values() if item.closing is None]
        return sorted(items, key=lambda item: item.proposal.number, reverse=True)

    async def open(self) -> None:
        """Leave the inbox, and click on it in the side bar."""
        self._program.store.dispatch(GoTo(Page.WALLET))
        await asyncio.sleep(REST_SECONDS)
        button = await self._hand.until(self._inbox, "the inbox in the side bar")
        click = partial(by_qtest, QTest.mouseClick, button, Qt.MouseButton.LeftButton)

        def shown() -> bool:
            screens = self._hand.seen(InboxScreen)
            return bool(screens) and screens[0].table.model().rowCount() > 1 and self._is_drawn()

        self.opened.append(await self._paints.seconds(click, shown) * 1000)
        await asyncio.sleep(REST_SECONDS)

    def _inbox(self) -> SidebarButton | None:
        buttons = self._hand.seen(SidebarButton)
        return next((one for one in buttons if one.accessibleName().startswith("Inbox")), None)

    async def open_often(self) -> None:
        """Open the inbox so many times; with the first the page is made."""
        for _ in range(TIMES):
            await self.open()

    async def sign_often(self) -> None:
        """Sign the newest of what waits, one after the other."""
        for item in self.waiting()[:TIMES]:
            await self.sign(item.proposal.item_id)

    async def endure(self) -> None:
        """Be told by events, in one go, that another desktop has rejected many items."""
        store = self._program.store
        changed = [_rejected(item) for item in self.waiting()[:EVENTS]]
        model = self._hand.seen(InboxScreen)[0].table.model()
        assert isinstance(model, InboxModel)
        model.modelReset.connect(self._note_drawn)
        model.dataChanged.connect(self._note_drawn)
        last = changed[-1].proposal.item_id

        def tell() -> None:
            for item in changed:
                at = store.state.health.head or 0
                event = Event(Sequence(at + 1), Sequence(at), item.proposal.identity_id, ItemChanged(item))
                store.dispatch(EventReceived(event))

        def shown() -> bool:
            return model.row_of(last) in model.section_rows(Section.DONE) and self._is_drawn()

        self.burst = await self._paints.seconds(tell, shown) * 1000
        await asyncio.sleep(REST_SECONDS)

    def _note_drawn(self) -> None:
        self.drawn += 1

    async def sign(self, item_id: ItemId) -> None:
        """Open an item and its sheet, and click on the verb."""
        store = self._program.store
        store.dispatch(ShowItem(item_id))
        await asyncio.sleep(REST_SECONDS)
        store.dispatch(OpenSheet(DecideSheet(item_id, Choice.SIGN)))
        verb = await self._hand.until(self._verb, "the sheet's verb")
        await asyncio.sleep(REST_SECONDS)
        click = partial(by_qtest, QTest.mouseClick, verb, Qt.MouseButton.LeftButton)

        def acknowledged() -> bool:
            is_made = isinstance(self._known(item_id).closing, Executed)
            return is_made and store.state.navigation.sheet is None and self._is_drawn()

        self.signed.append(await self._paints.seconds(click, acknowledged) * 1000)
        await asyncio.sleep(REST_SECONDS)

    def _verb(self) -> QWidget | None:
        sheets = self._hand.seen(DecideItemSheet)
        return sheets[0]._verb if sheets and sheets[0]._verb.isEnabled() else None


def _rejected(item: Item) -> Item:
    """Return the item as its approver has ended it; nobody looks at the signature here."""
    proposal = item.proposal
    vote = Vote(proposal.approvers[0], Choice.REJECT, proposal.opened_at, "00" * 64, "No")
    return replace(item, votes=(*item.votes, vote))


def _told(stalls: list[Stall]) -> list[str]:
    longest = sorted(stalls, key=lambda stall: -stall.seconds)[:SHOWN_STALLS]
    return [f"{stall.seconds * 1000:.1f} ms in\n{stall.stack}" for stall in longest]


async def work(application: QApplication, folder: Path) -> None:
    """Take the visit, and tell."""
    program = KeptKeys(application, folder, FileKeyStore(folder / "key"))
    begun, told = time.perf_counter(), dict[str, object]()
    async with running(program) as hand:
        with Watchdog(SMALLEST_STALL_SECONDS) as loading:
            await hand.until(lambda: program.store.state.health.live, "the node")
            told["rss_before"] = memory(os.getpid())["Rss"]
            await hand.until(lambda: isinstance(program.store.state.multisig.open, Loaded), "the items")
            told["loaded"] = time.perf_counter() - begun
            await asyncio.sleep(SETTLE_SECONDS)
        told["longest_turn_loading"], told["stacks_loading"] = _longest(loading), _told(loading.stalls)
        told |= await _visited(program, hand)
    sys.stdout.write(json.dumps(told) + "\n")


async def _visited(program: app.Program, hand: Hand) -> dict[str, object]:
    visit, told = Visit(program, hand), dict[str, object]()
    told["items"] = len(visit.waiting())
    for what, step in (("open", visit.open_often), ("sign", visit.sign_often), ("burst", visit.endure)):
        with Watchdog(SMALLEST_STALL_SECONDS) as watchdog:
            await step()
        told[f"longest_turn_{what}"], told[f"stacks_{what}"] = _longest(watchdog), _told(watchdog.stalls)
    found = memory(os.getpid())
    times = {"opened": visit.opened, "signed": visit.signed, "burst": visit.burst, "drawn": visit.drawn}
    return {**told, **times, "rss": found["Rss"], "uss": unshared(found)}


def _longest(watchdog: Watchdog) -> float:
    return max((stall.seconds for stall in watchdog.stalls), default=0.0) * 1000


def main() -> None:
    """Work on the folder that the command line names."""
    folder = Path(sys.argv[1])
    application = app.make_application(sys.argv[:1])
    on_qt(application, partial(work, application, folder))


if __name__ == "__main__":
    main()
