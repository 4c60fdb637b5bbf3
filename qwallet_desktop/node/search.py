"""Finding transfers by the beginnings of words; the only file with SQL of one database's dialect (FTS5, tsvector)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from qwallet_desktop.domain.search_terms import words
from qwallet_desktop.node import statements
from qwallet_desktop.node.columns import POSTGRESQL

_SQLITE = "sqlite"
_CREATE = {
    # No copy of the text, of its length or of the words' places is kept: less to write, and nobody asks for it.
    # Words are prepared here, so that the tokenizer only splits them at spaces.
    _SQLITE: (
        "CREATE VIRTUAL TABLE memo_words USING fts5(words, content='', tokenize='ascii', detail=none, columnsize=0)",
    ),
    POSTGRESQL: (
        "CREATE TABLE memo_words (sequence BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX memo_words_by_word ON memo_words USING gin (words)",
    ),
}
_TIDY = {_SQLITE: "ANALYZE", POSTGRESQL: "VACUUM (ANALYZE)"}
_ADD = {
    _SQLITE: text("INSERT INTO memo_words (rowid, words) VALUES (:sequence, :words)"),
    POSTGRESQL: text(
        "INSERT INTO memo_words (sequence, words) "
        "VALUES (:sequence, array_to_tsvector(string_to_array(CAST(:words AS TEXT), ' ')))"
    ),
}
_POSITION: dict[str, ColumnElement[Any]] = {
    _SQLITE: literal_column("memo_words.rowid"),
    POSTGRESQL: literal_column("memo_words.sequence"),
}
_memo_words = table("memo_words", column("words"))
_PARTY = "\u00a7"
"""Before an identity's number: a sign that is in no word, so that nobody can type a party."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What of a transfer is found again: its memo, for the identities (by row number) that took part."""

    sequence: int
    memo: str
    parties: tuple[int, ...]


def create(connection: Connection) -> None:
    """Make the index of words in an empty database, of either dialect."""
    for statement in _CREATE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def tidy(engine: Engine) -> None:
    """Let the database count its rows after very many were added: else it guesses badly how to find some of them.

    PostgreSQL also notes which pages everybody may see; until then its indexes alone answer nothing.
    """
    connection = engine.raw_connection()
    try:
        # Outside of a transaction, which SQLAlchemy would begin.
        connection.cursor().execute(_TIDY[engine.dialect.name])
    finally:
        connection.close()


def add(connection: Connection, remembered: Iterable[Remembered]) -> None:
    """Index new transfers."""
    rows = [
        {"sequence": one.sequence, "words": " ".join({*words(one.memo), *map(_party, one.parties)})}
        for one in remembered
    ]
    statements.execute(connection, _ADD[connection.dialect.name], rows)


def found(connection: Connection, begun: Sequence[str], party: int) -> Select[Any]:
    """Ask for the sequences of a party's transfers whose memo has words that begin so."""
    # Each question has a parameter of its own: one statement may ask several.
    if connection.dialect.name == _SQLITE:
        asked = " AND ".join([f'"{word}"*' for word in begun] + [f'"{_party(party)}"'])
        matches = literal_column("memo_words").op("MATCH")(bindparam(None, asked))
    else:
        asked = " & ".join([f"'{word}':*" for word in begun] + [f"'{_party(party)}'"])
        matches = literal_column("memo_words.words").op("@@")(cast(bindparam(None, asked, type_=Text()), TSQUERY))
    return select(_POSITION[connection.dialect.name].label("sequence")).select_from(_memo_words).where(matches)


def some(  # noqa: PLR0913  (what is found, and how much of it)
    connection: Connection,
    begun: Sequence[str],
    party: int,
    most: int,
    *,
    after: int = 0,
    until: int,
    newest: bool,
) -> Select[Any]:
    """Ask as `found` for the newest (else the oldest) so many after one position of the ledger, up to another."""
    position = _POSITION[connection.dialect.name]
    key = after_search(connection, position)
    order = key.desc() if newest else key.asc()
    question = found(connection, begun, party).where(position <= until)
    return (question.where(position > after) if after else question).order_by(order).limit(most)


def among(connection: Connection, sequence: ColumnElement[int], question: Select[Any]) -> ColumnElement[bool]:
    """Say that a sequence is among those that a question as `found` asks for; it is asked once, not for each row."""
    if connection.dialect.name == _SQLITE:
        return sequence.in_(question)
    return sequence == any_(func.array(question.scalar_subquery()))


def after_search(connection: Connection, sequence: ColumnElement[int]) -> ColumnElement[int]:
    """Return what to order by where a search has found the rows.

    FTS5 gives them in this order. PostgreSQL would rather look at all rows in the order of an index,
    hoping to come by enough that match, which takes a second for a rare word: it shall sort.
    """
    return sequence if connection.dialect.name == _SQLITE else sequence + literal_column("0")


def walk(connection: Connection) -> None:
    """Let the rest of a reading transaction go through indexes in their order, and sort only where it must.

    PostgreSQL can't know how few entries a facet leaves; by its guess it would sort a million.
    """
    if connection.dialect.name != _SQLITE:
        connection.exec_driver_sql("SET LOCAL enable_sort = off; SET LOCAL max_parallel_workers_per_gather = 0")


def _party(number: int) -> str:
    return f"{_PARTY}{number}"
