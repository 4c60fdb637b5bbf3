"""Finding history by the beginnings of words; the only file with SQL of one database's dialect (FTS5)."""

import re
import unicodedata

from sqlalchemy import ColumnElement, Connection, and_, column, func, literal_column, or_, select, table, text, true

from qwallet_desktop.node import statements, tables

MOST_WORDS = 16

CREATE = "CREATE VIRTUAL TABLE memo_words USING fts5(words, content='', tokenize='ascii')"
"""No copy of the text is kept. Words are prepared here, so that the tokenizer only splits them at spaces."""

_memo_words = table("memo_words", column("rowid"), column("words"))
_memo_words_itself: ColumnElement[str] = literal_column("memo_words")
_ADD = text("INSERT INTO memo_words (rowid, words) VALUES (:n, :words)")
_HEX = re.compile(r"[0-9a-f]{1,32}")
_ID_WORD = "tr"


def words(typed: str) -> list[str]:
    """Split text into words as search compares them: letters and digits, no accents, no upper case."""
    plain = unicodedata.normalize("NFKD", typed.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in kept).split()


def add(connection: Connection, memos: list[tuple[int, str]]) -> None:
    """Index the memos of new transfers, given as (row number, memo)."""
    rows = [{"n": n, "words": " ".join(found)} for n, memo in memos if (found := words(memo))]
    statements.execute(connection, _ADD, rows)


def matches(typed: str) -> ColumnElement[bool]:
    """Say which rows of `history` match: each word begins a word of memo, counterparty or transfer id."""
    return and_(true(), *(_begins(word) for word in words(typed)[:MOST_WORDS]))


def _begins(word: str) -> ColumnElement[bool]:
    if _ID_WORD.startswith(word):
        return true()
    in_memo = select(_memo_words.c.rowid).where(_memo_words_itself.op("MATCH")(f'"{word}"*'))
    in_did = select(tables.identities.c.n).where(func.lower(":" + tables.identities.c.id).like(f"%:{word}%"))
    history = tables.history.c
    found = [history.transfer_n.in_(in_memo), history.counterparty_n.in_(in_did)]
    if _HEX.fullmatch(word):
        ids = tables.transfers.c
        # "g" comes after every hex digit: this is the index's range of ids that begin so.
        found.append(history.transfer_n.in_(select(ids.n).where(ids.id >= f"tr_{word}", ids.id < f"tr_{word}g")))
    return or_(*found)
