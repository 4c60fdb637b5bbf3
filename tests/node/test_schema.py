"""The tables made at once and the tables made by migrations are the same, and older ones are migrated."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node import schema, tables
from qwallet_desktop.node.database import make_engine, writing
from qwallet_desktop.node.migrations.run import configuration, upgrade
from tests.helpers.postgres import database_of

ON_POSTGRESQL_ASK = (
    """SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale,
    collation_name, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT conname, conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace""",
)


@contextmanager
def opened(folder: Path) -> Iterator[Engine]:
    """Open an empty database."""
    folder.mkdir(exist_ok=True)
    engine = make_engine(database_of(folder, empty=True) or folder / "ledger.sqlite")
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def empty_database(folder: Path) -> Iterator[Connection]:
    """Open a writing transaction in an empty database."""
    with opened(folder) as engine, writing(engine) as connection:
        yield connection


def parts(definition: str | None) -> list[str]:
    """Cut a table's definition at its own commas, in an order that does not depend on the writer."""
    plain = " ".join((definition or "").split())
    start, end = plain.find("("), plain.rfind(")")
    cut, depth = [""], 0
    for character in plain[start + 1 : end]:
        depth += {"(": 1, ")": -1}.get(character, 0)
        cut = [*cut, ""] if character == "," and not depth else [*cut[:-1], cut[-1] + character]
    return [plain[:start].strip(), *sorted(part.strip() for part in cut), plain[end + 1 :].strip()]


def definitions(connection: Connection) -> dict[str, list[str]]:
    """Collect what each table, index and constraint of a database is."""
    if connection.dialect.name == "sqlite":
        return {name: parts(sql) for name, sql in connection.execute(text("SELECT name, sql FROM sqlite_master"))}
    found: dict[str, list[str]] = {}
    for question in ON_POSTGRESQL_ASK:
        for name, *told in connection.execute(text(question)):
            found.setdefault(name, []).append(" ".join(map(str, told)))
    return {name: sorted(told) for name, told in found.items()}


def test_migrations_come_to_the_tables_that_a_new_database_gets(tmp_path: Path) -> None:
    with empty_database(tmp_path / "made") as connection:
        schema.create(connection)
        at_once = definitions(connection)
    with empty_database(tmp_path / "migrated") as connection:
        upgrade(connection)
        step_by_step = definitions(connection)
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))

    assert step_by_step == at_once
    assert set(tables.metadata.tables) < set(at_once)
    assert version == schema.LATEST


def test_the_program_knows_exactly_the_revisions_that_it_carries() -> None:
    scripts = ScriptDirectory.from_config(configuration())

    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == schema.REVISIONS
    assert scripts.get_current_head() == schema.LATEST


def test_an_older_database_is_migrated_when_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with empty_database(tmp_path) as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0000')")
    seen: list[str] = []
    monkeypatch.setattr(schema, "REVISIONS", ("0000", *schema.REVISIONS))
    monkeypatch.setattr(
        "qwallet_desktop.node.migrations.run.upgrade", lambda _connection, **_told: seen.append("migrated")
    )

    with opened(tmp_path) as engine:
        schema.prepare(engine)

    assert seen == ["migrated"]


def test_every_counted_table_is_counted_in_the_head() -> None:
    counted = {column.name for column in tables.log_head.columns} - {"id"}

    assert counted <= set(tables.metadata.tables)


def test_all_tables_are_there_after_the_first_start(tmp_path: Path) -> None:
    with opened(tmp_path) as engine:
        schema.prepare(engine)
        found = set(inspect(engine).get_table_names())

    assert set(tables.metadata.tables) < found


def test_the_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    with empty_database(tmp_path) as connection:
        connection.exec_driver_sql("CREATE TABLE songs (title TEXT)")

    with opened(tmp_path) as engine, pytest.raises(Refused) as refused:
        schema.prepare(engine)

    assert refused.value.problem.code is Code.DATABASE_DAMAGED
