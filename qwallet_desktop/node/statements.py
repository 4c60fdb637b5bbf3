"""Statements whose text is made once, so that many rows go to the driver as they are."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, LargeBinary, Select, TextClause, Update

from qwallet_desktop.node import postgresql
from qwallet_desktop.node.columns import POSTGRESQL

Row = dict[str, Any]
Statement = Insert | Update | TextClause
Question = Select[Any] | TextClause
MOST_KEPT = 64
LEAST_COPIED = 8
"""Rows from which on PostgreSQL's COPY costs less than an INSERT for each: half as much for a hundred of them."""


class Asked:
    """A question as text, with the order of its parameters, whose answers need no conversion."""

    def __init__(self, question: Question, dialect: Dialect) -> None:
        compiled = question.compile(dialect=dialect)
        self._text = str(compiled)
        self._names = compiled.positiontup or []

    def ask(self, connection: Connection, values: Row) -> list[Any]:
        """Return the rows that answer it."""
        given = tuple([values[name] for name in self._names])
        return list(connection.exec_driver_sql(self._text, given))


class Written:
    """A statement as text, with the order of its parameters and what turns each into a database's value.

    SQLAlchemy does the same at each execution, for one row after another: it took more time than
    the database. The dialect must number its parameters; psycopg's does with `paramstyle="format"`.
    """

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        names = compiled.positiontup or []
        self._text = str(compiled)
        self._copy = ""
        # An INSERT … ON CONFLICT is of a class of its own.
        if type(statement) is Insert and dialect.name == POSTGRESQL:
            self._copy = postgresql.copy_statement(statement.entity_description["name"], names)
        # Of a single name `itemgetter` would give the value, and no tuple.
        self._values = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
        processors = ((name, _processor(compiled.binds[name].type, dialect)) for name in names)
        self._processors = [(name, process) for name, process in processors if process]

    def execute(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute for each row; the rows are used up: their values become the database's."""
        for name, process in self._processors:
            given = written = None
            for row in rows:
                # One decision's rows share their moment, and amounts that are the same.
                if row[name] is not given:
                    given = row[name]
                    written = process(given)
                row[name] = written
        values = list(map(self._values, rows))
        if self._copy and len(values) >= LEAST_COPIED:
            postgresql.copy(connection, self._copy, values)
        else:
            connection.exec_driver_sql(self._text, values)


def _processor(type_: Any, dialect: Dialect) -> Callable[[Any], Any] | None:  # noqa: ANN401,RUF100  (of any column)
    if isinstance(type_, LargeBinary):  # the drivers take bytes as they are
        return None
    processor: Callable[[Any], Any] | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return processor


@lru_cache(maxsize=MOST_KEPT)
def _written(statement: Statement, dialect: Dialect) -> Written:
    return Written(statement, dialect)


@lru_cache(maxsize=MOST_KEPT)
def _asked(question: Question, dialect: Dialect) -> Asked:
    return Asked(question, dialect)


def ask(connection: Connection, question: Question, values: Row) -> list[Any]:
    """Ask a question; its rows come as the driver gives them: for texts, numbers and bytes only.

    Args:
        connection: The transaction.
        question: One that lives as long as the program: its text is kept.
        values: By the names of the question's parameters.
    """
    return _asked(question, connection.dialect).ask(connection, values)


def execute(connection: Connection, statement: Statement, rows: Sequence[Row]) -> None:
    """Execute a statement for each row; nothing for none.

    Args:
        connection: The transaction.
        statement: One that lives as long as the program: its text is kept.
        rows: Values by the names of the statement's parameters. They are used up.
    """
    if rows:
        _written(statement, connection.dialect).execute(connection, rows)
