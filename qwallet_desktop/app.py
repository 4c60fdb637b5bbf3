"""The composition root: the only file that knows every part, and ties them into one running program.

The shell is painted first; all that is slow to import is imported after that.
"""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from qwallet_desktop import __version__
from qwallet_desktop.domain.samples import SAMPLE_NAMES
from qwallet_desktop.settings import Preferences, data_folder, load_preferences
from qwallet_desktop.settings.served_node import ServedNode, chosen_node
from qwallet_desktop.ui.meeting import Meeting
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.tokens import guess_theme

if TYPE_CHECKING:
    import asyncio

    from qwallet_desktop.effects.desk import Desk
    from qwallet_desktop.effects.served_node import ServedNodeRunner
    from qwallet_desktop.keys.key_store import KeyStore
    from qwallet_desktop.keys.lock_service import Qlock
    from qwallet_desktop.node.launcher import Launcher
    from qwallet_desktop.state.root import Action, State
    from qwallet_desktop.state.store import Store
    from qwallet_desktop.ui.main_window import MainWindow
    from qwallet_desktop.ui.pipe_meeting import PipeMeeting

DEMO_TRANSACTIONS = 20_000
_now = partial(datetime.now, UTC)


@dataclass(frozen=True, slots=True)
class Options:
    """How the program was asked to start.

    Attributes:
        folder: The data folder.
        demo: It is a throwaway folder, to be filled with sample data.
        memory_keys: The vault's key is kept in memory only, not in the system's keyring.
        served: The node, where others run it.
    """

    folder: Path
    demo: bool = False
    memory_keys: bool = False
    served: ServedNode | None = None


def choose_options(*, folder: Path | None, demo: bool, node_url: str | None = None) -> Options:
    """Return the options for what the command line said.

    Raises:
        Refused: NODE_URL_INVALID, NODE_URL_INSECURE or NODE_OTHER; see `chosen_node`.
        OSError: What the data folder remembers of its node can't be read.
    """
    if demo:
        import tempfile

        return Options(Path(tempfile.mkdtemp(prefix="qwallet-demo-")), demo=True, memory_keys=True)
    chosen = folder or data_folder()
    return Options(chosen, served=chosen_node(chosen, node_url))


def make_application(arguments: list[str]) -> QApplication:
    """Return the one QApplication, named for window managers."""
    application = QApplication(arguments)
    application.setApplicationName("qwallet-desktop")
    application.setApplicationDisplayName("Qwallet")
    application.setDesktopFileName("qwallet-desktop")
    # Closing the last sheet's window must not stop the loop: the program ends by one path.
    application.setQuitOnLastWindowClosed(False)
    return application


class Program:
    """One run of the program: the shell at once, the rest when `run` is awaited."""

    def __init__(self, application: QApplication, options: Options) -> None:
        self.application = application
        self.options = options
        preferences = _preferences(options.folder)
        guess_theme(application, preferences)
        self.shell = Shell()
        self._first = preferences
        self._done: asyncio.Event | None = None
        self.begins_anew = False
        self._launcher: Launcher | ServedNodeRunner
        self.store: Store[State, Action]
        self.desk: Desk
        self.window: MainWindow

    def show(self) -> None:
        """Show the shell and let it paint, before anything slow is imported or styled."""
        self.shell.restore(self._first.window_geometry)
        self.shell.show()
        self.application.processEvents()

    async def run(self) -> None:
        """Tie everything together, wait until the window is closed, then end it in order."""
        import asyncio

        from qwallet_desktop.recovery import LeftError

        self._done = asyncio.Event()
        self.shell.closing.connect(self.leave)
        with suppress(LeftError):
            await self.start()
            try:
                await self._done.wait()
            finally:
                await self.close()

    async def start(self) -> None:
        """Complete a restore, start the node, style the window, tie the parts together, then let them begin."""
        import asyncio

        from qwallet_desktop.beginning import import_first, import_rest, known_at_first
        from qwallet_desktop.recovery import Recovery

        replaced = await Recovery(self.shell, self._first, self.options.folder, self._make_key_store).recovered()
        await self._begin_node()
        from qwallet_desktop.ui.appearance import appearance, apply_appearance
        from qwallet_desktop.ui.program_icon import program_icon

        apply_appearance(self.application, appearance(self._first))
        self.application.setWindowIcon(program_icon())
        await asyncio.to_thread(import_first)  # The window that is already there moves on meanwhile.
        from qwallet_desktop.state.backups import DataReplaced
        from qwallet_desktop.state.health import StartNode
        from qwallet_desktop.state.lock import InspectVault

        qlock = self._make_qlock()
        self._make_store(qlock)
        if self.options.demo:
            await self._prepare_demo(qlock)
        if replaced is not None:
            self.store.dispatch(DataReplaced(replaced))
        self.store.dispatch(StartNode())
        self.store.dispatch(InspectVault())
        await known_at_first(self.store)
        await self._make_window()
        await asyncio.to_thread(import_rest)
        self._imported.set()

    def leave(self) -> None:
        """End the program, by the one path there is."""
        if self._done is not None:
            self._done.set()

    def begin_anew(self) -> None:
        """End the program and let another run of it follow, as after a restore."""
        self.begins_anew = True
        self.leave()

    async def close(self) -> None:
        """Keep the window's place and what is known, stop effects and node, lock the vault, remove a demo's folder."""
        from qwallet_desktop.effects.at_the_end import keep_at_the_end

        self._keep_geometry()
        self._idle.close()
        self._collector.close()
        self.window.close_down()
        await self.store.close()
        await keep_at_the_end(self.desk, self.store.state)
        await self.desk.close()
        self.desk.qlock.close()
        await self._launcher.close()
        if self.options.demo:
            import asyncio
            import shutil

            await asyncio.to_thread(shutil.rmtree, self.options.folder, ignore_errors=True)

    def _make_qlock(self) -> "Qlock":
        from qwallet_desktop.keys.lock_service import Qlock

        return Qlock(self.options.folder / "vault", self._make_key_store())

    def _make_key_store(self) -> "KeyStore":
        if self.options.memory_keys:
            from qwallet_desktop.keys.memory_key_store import MemoryKeyStore

            return MemoryKeyStore()
        from qwallet_desktop.keys.os_keyring import OsKeyring

        return OsKeyring()

    def _make_store(self, qlock: "Qlock") -> None:
        import asyncio

        from qwallet_desktop.effects.crash import crashed
        from qwallet_desktop.effects.desk import Desk
        from qwallet_desktop.effects.prompt import performer
        from qwallet_desktop.state.root import initial_state, reduce
        from qwallet_desktop.state.store import Store
        from qwallet_desktop.ui.pictures import WindowSight

        self.desk = Desk(self.options.folder, qlock, self._ready_launcher, _now, os.urandom, self.leave)
        self.desk.sight = WindowSight()
        self._imported = asyncio.Event()
        # A throwaway folder is made anew at each start: nothing could be put in its place.
        self.desk.again = None if self.options.demo else self.begin_anew
        served = self.options.served
        first = initial_state(self._first, served=served.url if served else "")
        self.store = Store(first, reduce, performer(self.desk, self._imported.wait), crashed)

    async def _begin_node(self) -> None:
        """Let the node import its parts in its own process while this one imports its own."""
        from qwallet_desktop.beginning import node_runner

        self._launcher = node_runner(self.options.folder, self.options.served)
        if not self.options.demo:
            await self._launcher.begin()

    async def _ready_launcher(self) -> "Launcher | ServedNodeRunner":
        if self.options.demo:
            from qwallet_desktop.node.launcher import Demo, Launcher

            named = tuple(zip(self.desk.qlock.held(), SAMPLE_NAMES, strict=True))
            self._launcher = Launcher(self.options.folder / "node", Demo(named, DEMO_TRANSACTIONS))
        return self._launcher

    async def _prepare_demo(self, qlock: "Qlock") -> None:
        await qlock.create(None)
        await qlock.mark_words_checked()
        for _ in SAMPLE_NAMES:
            await qlock.create_identity_key()

    async def _make_window(self) -> None:
        from qwallet_desktop.beginning import make_bench, open_window
        from qwallet_desktop.idle_watch import IdleWatch
        from qwallet_desktop.ui.collector import Collector
        from qwallet_desktop.ui.main_window import MainWindow
        from qwallet_desktop.ui.rooms import all_rooms

        points = (QLocale().decimalPoint(), QLocale().groupSeparator())
        rooms, bench = all_rooms(self.options.folder, __version__), make_bench(self.store.dispatch, _now, points)
        self.window = MainWindow(self.shell, self.store, bench, rooms, demo=self.options.demo)
        await open_window(self.window, self.store)
        self._idle = IdleWatch(self.application, self.store, self.window)
        self._collector = Collector(self.window)

    def _keep_geometry(self) -> None:
        from qwallet_desktop.effects.preferences import keep_geometry

        keep_geometry(self.desk, self.store.state.preferences, self.shell.geometry_bytes())


def _make_meeting(folder: Path) -> "Meeting | PipeMeeting":
    if sys.platform == "win32":
        from qwallet_desktop.ui.pipe_meeting import PipeMeeting

        return PipeMeeting(folder)
    return Meeting(folder)


def _preferences(folder: Path) -> Preferences:
    try:
        return load_preferences(folder).preferences
    except OSError:
        return Preferences()


def run(options: Options) -> int:
    """Run the program with a window until it is closed; returns the exit code."""
    application = make_application(sys.argv[:1])
    meeting = _make_meeting(options.folder)
    if meeting.called_other():
        sys.stderr.write("Qwallet is already open on this data folder; its window was brought to the front.\n")
        return 0
    program = Program(application, options)
    meeting.answer(program.shell.come_forward)
    program.show()
    import asyncio

    from qasync import QEventLoop

    from qwallet_desktop.effects.next_run import follow

    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        runner.run(program.run())
    meeting.close()
    if program.begins_anew:
        follow(options.folder)
    return 0
