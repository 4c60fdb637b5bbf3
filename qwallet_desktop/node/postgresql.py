"""PostgreSQL as a served node uses it: connections, the lock of writers, and what its errors are called here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, ExecutionContext
from sqlalchemy.pool import ConnectionPoolEntry

from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node.sqlite import WRITING

if TYPE_CHECKING:
    import psycopg

DRIVER = "postgresql+psycopg"

ENCODING = "UTF8"

LOCK = int.from_bytes(b"qwallet", "big")
"""The advisory lock of a database's one writer."""

LOCK_SECONDS = 5
"""How long a writer waits for another one before it says that the ledger is locked."""

IDLE_SECONDS = 60
"""After how long PostgreSQL ends a transaction whose process stands still, and with it its lock."""

_PREPARE = (
    # A commit is acknowledged once it is on the disk, whatever the server's own setting.
    "SET synchronous_commit = on; "
    f"SET lock_timeout = '{LOCK_SECONDS}s'; SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'; "
    # Questions are short: compiling one takes longer than answering it.
    "SET jit = off"
)
_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# Each statement sees what was committed before it: all that the lock's earlier owners wrote.
# A server's own limit of time is for questions: a migration takes longer, and must not fail for ever.
_BEGIN_WRITING = (
    f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({LOCK})"
)

# A connection whose other end has vanished is noticed after about ten seconds, not after two hours.
_CONNECTING: Mapping[str, Any] = {
    "application_name": "qwallet-node",
    "client_encoding": "utf8",
    "connect_timeout": 5,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

# By SQLSTATE (PostgreSQL 15, appendix A): the whole of it, or else its class.
_CODES: Mapping[str, Code] = {
    "08": Code.DATABASE_UNREACHABLE,  # connection exception
    "25006": Code.STORAGE_READ_ONLY,  # read only transaction: a standby
    "25P03": Code.DATABASE_UNREACHABLE,  # ended after IDLE_SECONDS
    "28": Code.DATABASE_UNREACHABLE,  # invalid authorization
    "3D": Code.DATABASE_UNREACHABLE,  # no such database
    "40": Code.DATABASE_LOCKED,  # serialization failure, deadlock
    "42501": Code.STORAGE_READ_ONLY,  # insufficient privilege
    "53": Code.OVERLOADED,  # too many connections, out of memory
    "53100": Code.STORAGE_FULL,
    "55P03": Code.DATABASE_LOCKED,  # lock timeout
    "57014": Code.DATABASE_LOCKED,  # statement timeout, cancelled by an administrator
    "57": Code.DATABASE_UNREACHABLE,  # shut down, crashed, starting
    "58": Code.DATABASE_DAMAGED,  # a file is missing or can't be read
    "XX001": Code.DATABASE_DAMAGED,
    "XX002": Code.DATABASE_DAMAGED,
}
_CLASS_LENGTH = 2


def make_engine(database: URL) -> Engine:
    """Make the engine of a database; nothing is opened yet.

    Raises:
        ModuleNotFoundError: psycopg (the extra `server`) is not installed.
    """
    given = {name: value for name, value in _CONNECTING.items() if name not in database.query}
    engine = create_engine(
        database.set(drivername=DRIVER),
        connect_args=given,
        # Parameters by position: statements.py gives the driver rows as they are.
        paramstyle="format",
        use_native_hstore=False,
        pool_use_lifo=True,
        pool_size=16,
        max_overflow=16,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


def code_of(error: BaseException | None) -> Code | None:
    """Name what PostgreSQL says of a connection, a lock or a disk; None for a fault of the program's own."""
    if not hasattr(error, "sqlstate"):
        return None
    state: str | None = getattr(error, "sqlstate")  # noqa: B009  (of an optional library's exceptions)
    if state is None:
        # A connection that was not made or is lost has no state; nor have values that can't be sent.
        return Code.DATABASE_UNREACHABLE if type(error).__name__ == "OperationalError" else None
    return _CODES.get(state) or _CODES.get(state[:_CLASS_LENGTH])


def copy_statement(table: str, columns: Iterable[str]) -> str:
    """Write the statement that takes rows of a table from `copy`."""
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN"


def copy(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of the database's own values, in the order of the statement's columns.

    Raises:
        psycopg.Error: What the database says; `code_of` names it.
    """
    driver = cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)
    with driver.cursor() as cursor, cursor.copy(statement.encode()) as stream:
        for row in rows:
            stream.write_row(row)


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Set up a new connection; transactions are begun by `_begin`, not by the driver.

    Raises:
        Refused: DATABASE_DAMAGED (fact `encoding`), where the database can't keep every text.
    """
    from psycopg.types.numeric import Int8Dumper  # noqa: PLC0415  (the extra `server`)

    # By itself the driver chooses a type by each number's size, and prepares a statement for every mixture.
    connection.adapters.register_dumper(int, Int8Dumper)
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != ENCODING:
        connection.close()
        raise refuse(Code.DATABASE_DAMAGED, encoding=encoding or "")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(_PREPARE)
    cursor.close()


def _without_nul(
    _connection: Connection,
    _cursor: DBAPICursor,
    statement: str,
    parameters: Any,  # noqa: ANN401,RUF100
    _context: ExecutionContext | None,
    executemany: bool,  # noqa: FBT001
) -> tuple[str, Any]:
    """Let a question about a text with NUL find nothing, as it does in SQLite: PostgreSQL has no such text at all."""
    if not executemany and any(isinstance(value, str) and "\0" in value for value in parameters):
        parameters = tuple(value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in parameters)
    return statement, parameters


def _begin(connection: Connection) -> None:
    """Begin a transaction: a reader's is one snapshot; writers come one after the other, from whatever process."""
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql(_BEGIN_WRITING if writing else _BEGIN_READING).close()
