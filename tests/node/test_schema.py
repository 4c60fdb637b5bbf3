"""The tables made at once and the tables made by migrations are the same, and older ones are migrated."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from qwallet_desktop.node import schema, tables
from qwallet_desktop.node.database import make_engine
from qwallet_desktop.node.migrations.run import configuration, upgrade


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
    found = connection.execute(text("SELECT name, sql FROM sqlite_master"))
    return {name: parts(sql) for name, sql in found}


def test_migrations_come_to_the_tables_that_a_new_database_gets() -> None:
    made, migrated = create_engine("sqlite://"), create_engine("sqlite://")
    with made.begin() as connection:
        schema.create(connection)
        at_once = definitions(connection)
    with migrated.begin() as connection:
        upgrade(connection)
        step_by_step = definitions(connection)
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    made.dispose()
    migrated.dispose()

    assert step_by_step == at_once
    assert version == schema.LATEST


def test_the_program_knows_exactly_the_revisions_that_it_carries() -> None:
    scripts = ScriptDirectory.from_config(configuration())

    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == schema.REVISIONS
    assert scripts.get_current_head() == schema.LATEST


def test_an_older_database_is_migrated_when_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = make_engine(tmp_path / "ledger.sqlite")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0000')")
    seen: list[str] = []
    monkeypatch.setattr(schema, "REVISIONS", ("0000", *schema.REVISIONS))
    monkeypatch.setattr("qwallet_desktop.node.migrations.run.upgrade", lambda _connection: seen.append("migrated"))

    schema.prepare(engine)
    engine.dispose()

    assert seen == ["migrated"]


def test_every_counted_table_is_counted_in_the_head() -> None:
    counted = {column.name for column in tables.log_head.columns} - {"id"}

    assert counted <= set(tables.metadata.tables)


def test_all_tables_are_there_after_the_first_start(tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "ledger.sqlite")

    schema.prepare(engine)

    assert set(tables.metadata.tables) < set(inspect(engine).get_table_names())
    engine.dispose()
