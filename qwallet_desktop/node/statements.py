"""INSERT and UPDATE statements whose text is made once, so that many rows go to the driver as they are."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, LargeBinary, TextClause, Update

Row = dict[str, Any]
Statement = Insert | Update | TextClause
MOST_KEPT = 64


class Written:
    """A statement as text, with the order of its parameters and what turns each into a database's value.

    SQLAlchemy does the same at each execution, for one row after another: it took more time than
    the database. The dialect must number its parameters; psycopg's does with `paramstyle="format"`.
    """

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        names = compiled.positiontup or []
        self._text = str(compiled)
        self._values = itemgetter(*names)
        processors = ((name, _processor(compiled.binds[name].type, dialect)) for name in names)
        self._processors = [(name, process) for name, process in processors if process]

    def execute(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute for each row; the rows are used up: their values become the database's."""
        for name, process in self._processors:
            for row in rows:
                row[name] = process(row[name])
        connection.exec_driver_sql(self._text, list(map(self._values, rows)))


def _processor(type_: Any, dialect: Dialect) -> Callable[[Any], Any] | None:  # noqa: ANN401,RUF100  (of any column)
    if isinstance(type_, LargeBinary):  # the drivers take bytes as they are
        return None
    processor: Callable[[Any], Any] | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return processor


@lru_cache(maxsize=MOST_KEPT)
def _written(statement: Statement, dialect: Dialect) -> Written:
    return Written(statement, dialect)


def execute(connection: Connection, statement: Statement, rows: Sequence[Row]) -> None:
    """Execute a statement for each row; nothing for none.

    Args:
        connection: The transaction.
        statement: One that lives as long as the program: its text is kept.
        rows: Values by the names of the statement's parameters. They are used up.
    """
    if rows:
        _written(statement, connection.dialect).execute(connection, rows)
