"""Looks through everything that a desktop and its node leave behind for what ties an AID to somebody else."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qwallet_desktop.domain.ids import IdentityId

_NAMES_SOMEBODY = re.compile(
    r"(identity|owner|guardian|actor|signer|initiator|successor|sender|recipient|counterparty|member|group|by|author|"
    r"approver|who|subject)_n$"
)
_LONG = re.compile(r"[0-9A-Za-z-]{16,}")


@dataclass(frozen=True)
class Persona:
    """Somebody, and every word that stands for it: its DID, the key of its session, its name."""

    identity_id: IdentityId
    words: frozenset[str]

    def is_in(self, text: str) -> bool:
        """Tell whether a text names it."""
        return any(word in text for word in self.words)


@dataclass(frozen=True)
class Row:
    """A row of a table: whom its columns point to, and all of its text."""

    table: str
    people: frozenset[int]
    text: str = field(repr=False)


def rows(ledger: Path) -> Iterator[Row]:
    """Read every row of every table, as the file and its log of changes have them."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as database:
        # What a search keeps lies in tables of its own, which are looked through themselves.
        listed = database.execute("select name from sqlite_master where type = 'table' and sql not like '% VIRTUAL %'")
        names = [name for (name,) in listed]
        for table in names:
            pointing = _pointing(database, table)
            told = database.execute(f'select * from "{table}"')  # noqa: S608 - the table's own name
            columns = [each[0] for each in told.description]
            for values in told:
                found = dict(zip(columns, values, strict=True))
                people = frozenset(found[each] for each in _those(pointing, found) if isinstance(found[each], int))
                yield Row(table, people, "\n".join(_text(value) for value in values))


def _pointing(database: sqlite3.Connection, table: str) -> set[str]:
    """Return the columns of a table that name an identity by its number."""
    keys = {row[3] for row in database.execute(f'pragma foreign_key_list("{table}")') if row[2] == "identities"}
    columns = [row[1] for row in database.execute(f'pragma table_info("{table}")')]
    own = {"n"} if table == "identities" else set()
    return own | keys | {each for each in columns if _NAMES_SOMEBODY.search(each)}


def _those(pointing: set[str], found: Mapping[str, object]) -> set[str]:
    """Leave out the subject of an event that is a token or an entry of a history: only by its kind is it somebody."""
    somebody = found.get("kind") == "IDENTITY_CHANGED" or "subject_n" not in pointing
    return pointing if somebody else pointing - {"subject_n"}


def _text(value: object) -> str:
    """Return a value as text; bytes also as what they may be in UTF-8 and in hex."""
    if isinstance(value, bytes):
        return f"{value.decode('utf-8', 'replace')} {value.hex()}"
    return str(value)


@dataclass(frozen=True)
class Ledger:
    """All rows of a ledger, and the numbers of its identities."""

    rows: tuple[Row, ...]
    numbers: Mapping[str, int]

    @classmethod
    def read(cls, path: Path) -> "Ledger":
        """Read a ledger whose node is still at work."""
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            numbers = dict(database.execute("select id, n from identities"))
        return cls(tuple(rows(path)), numbers)

    def about(self, persona: Persona) -> list[Row]:
        """Return the rows that name somebody, by number or by word."""
        return [row for row in self.rows if self._names(row, persona)]

    def ties(self, one: Persona, others: Iterable[Persona]) -> list[str]:
        """Name the tables in which a row names somebody and one of others."""
        return [row.table for row in self.about(one) for other in others if self._names(row, other)]

    def _names(self, row: Row, persona: Persona) -> bool:
        return self.numbers.get(persona.identity_id) in row.people or persona.is_in(row.text)

    def shared(self, one: Persona, others: Iterable[Persona]) -> set[str]:
        """Return the long words (keys, nonces, ids) that stand in rows about somebody and in rows about others."""
        own = {word for row in self.about(one) for word in _LONG.findall(row.text)}
        theirs = {word for other in others for row in self.about(other) for word in _LONG.findall(row.text)}
        return own & theirs


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in what was read from JSON."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(each)


def tied_in(answer: str, one: Persona, others: Iterable[Persona]) -> list[dict[str, Any]]:
    """Return the objects of an answer, the answer itself aside, that name somebody and one of others."""
    try:
        read = json.loads(answer)
    except ValueError:
        return []
    told = (each for each in objects(read) if each is not read)
    texts = ((each, json.dumps(each, ensure_ascii=False)) for each in told)
    return [each for each, text in texts if one.is_in(text) and any(other.is_in(text) for other in others)]


def files_with(folder: Path, wanted: Iterable[bytes]) -> set[str]:
    """Return the files of a folder that hold any of these bytes."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found |= {str(path.relative_to(folder)) for each in wanted if each in content}
    return found
