"""One program for each data folder: a second one calls the first, whose window comes forward.

By a plain socket, since Qt's own way, QLocalServer, lives in QtNetwork: 8 ms before the first paint, and 4 MiB. Only
Windows, whose Python has no such sockets, takes it (`pipe_meeting.py`).
"""

import os
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QSocketNotifier

if sys.platform != "win32":
    import fcntl

MEETING_SECONDS = 0.5
_OWNER_ONLY = 0o600


def meeting_name(folder: Path) -> str:
    """Return the name under which programs on this folder meet; the same for each way to name the folder."""
    # Qt's digest: importing Python's would delay the first paint.
    digest = QCryptographicHash.hash(str(folder.resolve()).encode(), QCryptographicHash.Algorithm.Sha256)
    return "qwallet-" + bytes(digest.data()).hex()[:24]


class Meeting:
    """Lets one program at a time use a data folder; a second one raises the first's window."""

    def __init__(self, folder: Path) -> None:
        # A data folder may lie deeper than a socket's address reaches (108 bytes).
        self._place = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir(), meeting_name(folder))
        self._listener: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self._claim: int | None = None

    def called_other(self) -> bool:
        """Ask a program that has the folder to show itself; tell whether there is one, be it one that only starts."""
        is_ours = self._claimed()
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(MEETING_SECONDS)
            try:
                caller.connect(str(self._place))
            except OSError:
                return not is_ours
            return True

    def _claimed(self) -> bool:
        """Take the folder, which the system gives back however this program ends; tell whether nobody else has it.

        Two that start in one moment would not hear each other yet. Where there are no such locks, nobody is refused.
        """
        if sys.platform == "win32" or self._claim is not None:
            return True
        try:
            claim = os.open(self._place.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
        except OSError:
            return True
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(claim)
            return not isinstance(error, BlockingIOError)
        self._claim = claim
        return True

    def answer(self, raise_window: Callable[[], None]) -> None:
        """Be the one whom others call; where the system does not allow it, nobody is."""
        listener = socket.socket(socket.AF_UNIX)
        try:
            # What a program that was killed has left there.
            self._place.unlink(missing_ok=True)
            listener.bind(str(self._place))
            self._place.chmod(_OWNER_ONLY)
            listener.listen()
        except OSError:
            listener.close()
            return
        listener.setblocking(False)
        self._listener = listener
        self._notifier = QSocketNotifier(listener.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(lambda *_: self._answered(listener, raise_window))

    def close(self) -> None:
        """Let the folder go."""
        if self._notifier is not None and self._listener is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
            self._listener.close()
            self._place.unlink(missing_ok=True)
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

    def _answered(self, listener: socket.socket, raise_window: Callable[[], None]) -> None:
        with suppress(OSError):
            listener.accept()[0].close()
        raise_window()
