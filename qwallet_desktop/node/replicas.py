"""What node processes that share a PostgreSQL database tell each other: that there are new events, or new readers."""

import logging
import secrets
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from qwallet_desktop.node.database import refusal_of

if TYPE_CHECKING:
    import psycopg

CHANNEL = "qwallet_commits"
RETRY_SECONDS = 1.0
ACCESS, EVENTS = "access", "events"

Listener = Callable[[], None]
_ANNOUNCE = text(f"SELECT pg_notify('{CHANNEL}', :message)")
_logger = logging.getLogger(__name__)


class Replicas:
    """Announces this process's commits, and hears those of the others, by NOTIFY and LISTEN.

    PostgreSQL delivers an announcement if its transaction commits, and after it. What is announced
    while the listening connection is broken is lost: until there is a new one, `version` is another
    at each look, and then the listeners are called once.

    Args:
        engine: The shared database.

    Raises:
        Refused: What is the matter with the database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._name = secrets.token_hex(8)
        self._lock = threading.Lock()
        self._version = 0
        self._deaf = False
        self._listeners: tuple[Listener, ...] = ()
        self._closing = threading.Event()
        self._wake, self._woken = socket.socketpair()
        with ExitStack() as opened:
            opened.callback(self._wake.close)
            opened.callback(self._woken.close)
            connection = _first_listening(engine)
            self._release = opened.pop_all()
        self._thread = threading.Thread(target=self._work, args=(connection,), name="qwallet-replicas", daemon=True)
        self._thread.start()

    def announce(self, connection: Connection, *, changes_access: bool) -> None:
        """Tell the others of a commit, as part of it.

        Args:
            connection: The transaction.
            changes_access: Whether it may change identities or grants.
        """
        message = f"{self._name} {ACCESS if changes_access else EVENTS}"
        connection.execute(_ANNOUNCE, {"message": message})

    def version(self) -> int:
        """Return a number that goes up with each commit of others that may change identities or grants."""
        with self._lock:
            self._version += self._deaf
            return self._version

    def on_commit(self, listener: Listener) -> Callable[[], None]:
        """Call `listener()` from the listening thread after others' commits.

        Returns:
            Call it to stop listening.
        """
        with self._lock:
            self._listeners = (*self._listeners, listener)
        return lambda: self._forget(listener)

    def close(self) -> None:
        """Stop listening."""
        self._closing.set()
        self._wake.send(b".")
        self._thread.join()
        self._release.close()

    def _forget(self, listener: Listener) -> None:
        with self._lock:
            self._listeners = tuple(kept for kept in self._listeners if kept is not listener)

    def _work(self, connection: "psycopg.Connection[Any] | None") -> None:
        while connection is not None:
            with closing(connection):
                try:
                    self._hear(connection)
                except _errors():
                    _logger.warning("the node no longer hears of other nodes' commits; it connects again")
            connection = self._connected_again()

    def _hear(self, connection: "psycopg.Connection[Any]") -> None:
        """Hear announcements until closed.

        Raises:
            psycopg.Error: The connection broke.
        """
        # Not `select`: a node with a thousand streams has numbers of files that it does not take.
        with selectors.DefaultSelector() as either:
            either.register(connection.fileno(), selectors.EVENT_READ)
            either.register(self._woken, selectors.EVENT_READ)
            while not self._closing.is_set():
                either.select()
                told = [notice.payload for notice in connection.notifies(timeout=0)]
                others = [message for message in told if not message.startswith(self._name)]
                if others:
                    # Whoever uses the database may announce whatever they like: only our own words are harmless.
                    self._tell(changes_access=any(not message.endswith(EVENTS) for message in others))

    def _connected_again(self) -> "psycopg.Connection[Any] | None":
        """Connect anew, as often as it takes; None once closed."""
        with self._lock:
            self._deaf = True
        while not self._closing.is_set():
            try:
                connection = _listening(self._engine)
            except _errors():
                self._closing.wait(RETRY_SECONDS)
                continue
            with self._lock:
                # At once: what somebody looked up while this was deaf must not count from here on.
                self._deaf = False
                self._version += 1
            _logger.info("the node hears of other nodes' commits again")
            self._tell(changes_access=False)
            return connection
        return None

    def _tell(self, *, changes_access: bool) -> None:
        """Count a change of access before anybody may hear of it, then call the listeners."""
        with self._lock:
            self._version += changes_access
            listeners = self._listeners
        for listener in listeners:
            try:
                listener()
            except Exception:
                _logger.exception("a listener failed")


def _first_listening(engine: Engine) -> "psycopg.Connection[Any]":
    """Open a listening connection, or name what the database says.

    Raises:
        Refused: DATABASE_UNREACHABLE, OVERLOADED, …
    """
    try:
        return _listening(engine)
    except _errors() as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def _listening(engine: Engine) -> "psycopg.Connection[Any]":
    """Open a connection that hears announcements, and that belongs to no pool.

    Raises:
        psycopg.Error: The database can't be reached.
    """
    borrowed = engine.raw_connection()
    driver = cast("psycopg.Connection[Any]", borrowed.dbapi_connection)
    borrowed.detach()
    try:
        driver.execute(f"LISTEN {CHANNEL}".encode())
    except BaseException:
        driver.close()
        raise
    return driver


def _errors() -> tuple[type[Exception], ...]:
    import psycopg  # noqa: PLC0415  (the extra `server`)

    # SQLAlchemy's own: its pool may have nothing left to lend while the database does not answer.
    return psycopg.Error, SQLAlchemyError
