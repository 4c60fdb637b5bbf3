"""The program as `starts.py` starts it: says on stdout what stands on the screen, and ends when stdin does.

Little is imported here, for it would count as ours. The keys lie in a file, where the system's keyring would have them.
"""

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSocketNotifier, QTimer

from qwallet_desktop import app

if TYPE_CHECKING:
    from qwallet_desktop.keys.key_store import KeyStore

LOOK_MS = 5


class Watched(app.Program):
    """A program that tells of its first paint, of the first balances, and of the first live ones."""

    _known = False

    def show(self) -> None:
        super().show()
        say("painted")

    async def start(self) -> None:
        await super().start()
        self._stop = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._stop.activated.connect(lambda *_: self._end())

    async def _make_window(self) -> None:
        await super()._make_window()
        self._looking = QTimer(interval=LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()
        # What is on the screen is there now, and not when the timer has its turn beside the imports that follow.
        self._look()

    def _end(self) -> None:
        # It would go on to be told of the end of stdin, and the loop would come to nothing else.
        self._stop.setEnabled(False)
        self.leave()

    def _look(self) -> None:
        shown = importlib.import_module("qwallet_desktop.ui.widgets.amount").AmountLabel
        if not any(label.isVisible() for label in self.shell.findChildren(shown)):
            return
        if not self._known:
            self._known = True
            say("known")
        if self.store.state.health.live:
            self._looking.stop()
            say("balances")

    def _make_key_store(self) -> "KeyStore":
        store: KeyStore = importlib.import_module("tests.bench.file_keys").FileKeyStore(self.options.folder / "key")
        return store


def say(word: str) -> None:
    print(word, flush=True)  # noqa: T201  (what starts.py waits for)


def main() -> None:
    """Run the program on the folder that the command line names."""
    app.Program = Watched  # type: ignore[misc]  # `run` is to start this one
    app.run(app.Options(Path(sys.argv[1])))
