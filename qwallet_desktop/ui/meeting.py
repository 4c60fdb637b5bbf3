"""One program for each data folder: a second one calls the first, whose window comes forward."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCryptographicHash
from PySide6.QtNetwork import QLocalServer, QLocalSocket

MEETING_MS = 500


class Meeting:
    """Lets one program at a time use a data folder; a second one raises the first's window."""

    def __init__(self, folder: Path) -> None:
        # Qt's digest: importing Python's would delay the first paint.
        digest = QCryptographicHash.hash(str(folder.resolve()).encode(), QCryptographicHash.Algorithm.Sha256)
        self._name = "qwallet-" + bytes(digest.data()).hex()[:24]
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)

    def called_other(self) -> bool:
        """Ask a program that has the folder to show itself; tell whether there is one."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(MEETING_MS):
            return False
        socket.write(b"raise")
        socket.waitForBytesWritten(MEETING_MS)
        socket.disconnectFromServer()
        return True

    def answer(self, raise_window: Callable[[], None]) -> None:
        """Be the one whom others call."""
        QLocalServer.removeServer(self._name)
        self._server.newConnection.connect(raise_window)
        self._server.listen(self._name)

    def close(self) -> None:
        """Let the folder go."""
        self._server.close()
