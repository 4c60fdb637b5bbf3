"""The meeting of `meeting.py` by Qt's local server: a named pipe on Windows."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtNetwork import QLocalServer, QLocalSocket

from qwallet_desktop.ui.meeting import MEETING_SECONDS, meeting_name

_PATIENCE_MS = round(MEETING_SECONDS * 1000)


class PipeMeeting:
    """Lets one program at a time use a data folder; a second one raises the first's window."""

    def __init__(self, folder: Path) -> None:
        self._name = meeting_name(folder)
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)

    def called_other(self) -> bool:
        """Ask a program that has the folder to show itself; tell whether there is one."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False
        socket.write(b"raise")
        socket.waitForBytesWritten(_PATIENCE_MS)
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
