"""What a backup says of itself is read back exactly or refused; dated copies are named, sorted and let go by date."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.backups import (
    RETRY_AFTER,
    LedgerFacts,
    Manifest,
    Member,
    Part,
    dated_name,
    is_dated,
    is_part,
    next_copy_at,
    part_name,
    surplus,
)
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import canonical
from qwallet_desktop.domain.problems import Code, Refused

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEDGER = LedgerFacts(
    NodeId("0f" * 16), "aa" * 32, 7, "bb" * 32, "note\n", 1, 3, (Member(IdentityId("did:key:z1"), "Åsa", "ROOT", True),)
)
MANIFEST = Manifest(NOON, "0.1.0", LEDGER, (Part("vault", 5, "cc" * 32), Part("ledger.sqlite", 9, "dd" * 32)))


def refusal(data: bytes) -> Code:
    with pytest.raises(Refused) as refused:
        Manifest.from_bytes(data)
    return refused.value.problem.code


def test_a_manifest_is_read_back_as_it_was_written() -> None:
    assert Manifest.from_bytes(MANIFEST.to_bytes()) == MANIFEST


def test_a_manifest_of_a_later_form_asks_for_a_newer_program() -> None:
    read = json.loads(MANIFEST.to_bytes())
    assert refusal(canonical({**read, "version": 2})) is Code.BACKUP_NEWER


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        MANIFEST.to_bytes() + b" ",
        MANIFEST.to_bytes().replace(b'"size":7', b'"size":"7"'),
        MANIFEST.to_bytes().replace(b'"program":"0.1.0"', b'"program":1'),
        MANIFEST.to_bytes().replace(b"2026-11-23", b"2026-13-23"),
    ],
)
def test_a_manifest_that_is_not_its_own_canonical_form_is_damaged(data: bytes) -> None:
    assert refusal(data) is Code.BACKUP_DAMAGED


@given(key=st.sampled_from(["version", "madeAt", "program", "ledger", "parts"]))
def test_a_manifest_that_lacks_a_field_is_damaged(key: str) -> None:
    read: dict[str, Any] = json.loads(MANIFEST.to_bytes())
    del read[key]
    assert refusal(canonical(read)) is Code.BACKUP_DAMAGED


def test_the_keys_that_are_held_are_told_apart() -> None:
    other = replace(MANIFEST, ledger=replace(LEDGER, members=(replace(LEDGER.members[0], held=False),)))
    assert Manifest.from_bytes(other.to_bytes()) == other != MANIFEST


@pytest.mark.parametrize(("number", "name"), [(1, "qwallet-2026-11-23.qbackup"), (2, "qwallet-2026-11-23-2.qbackup")])
def test_a_copy_is_named_by_its_day(number: int, name: str) -> None:
    assert dated_name(date(2026, 11, 23), number) == name
    assert is_dated(name)


@pytest.mark.parametrize(
    "name",
    ["holiday.qbackup", "qwallet-2026-11-23.qbackup.bak", "qwallet-2026-11-23-0.qbackup", "qwallet-٢٠٢٦-11-23.qbackup"],
)
def test_other_files_are_not_called_so(name: str) -> None:
    assert not is_dated(name)


def test_only_our_own_unfinished_copies_are_known_as_such() -> None:
    assert is_part(part_name(dated_name(NOON.date())))
    assert not is_part(part_name("holiday.qbackup"))


def test_the_oldest_copies_beyond_those_that_stay_are_surplus() -> None:
    days = [date(2026, 11, 20) + timedelta(days=number) for number in range(4)]
    names = [dated_name(days[3]), dated_name(days[0]), "notes.txt", dated_name(days[1], 2), dated_name(days[1])]
    assert surplus(names, 2, dated_name(days[3])) == (dated_name(days[0]), dated_name(days[1]))


def test_copies_from_the_future_go_first_and_the_newest_never() -> None:
    past, today, future = (dated_name(date(year, 1, 1)) for year in (2025, 2026, 2031))
    assert surplus([past, today, future], 2, today) == (future,)
    assert surplus([past, today, future], 0, today) == (future, past)


@given(count=st.integers(0, 20), keep=st.integers(-1, 25))
def test_one_copy_always_stays(count: int, keep: int) -> None:
    names = [dated_name(date(2026, 1, 1) + timedelta(days=number)) for number in range(count)]
    newest = dated_name(date(2026, 2, 1))
    gone = surplus([*names, newest], keep, newest)
    assert newest not in gone
    assert count + 1 - len(gone) == min(count + 1, max(keep, 1))


def test_the_first_copy_is_due_at_once() -> None:
    assert next_copy_at(None, None, NOON) == NOON


def test_the_next_copy_is_due_when_a_new_day_begins() -> None:
    assert next_copy_at(NOON, None, NOON) == datetime(2026, 11, 24, tzinfo=UTC)


def test_a_copy_that_was_slept_through_is_due_at_once() -> None:
    assert next_copy_at(NOON - timedelta(days=3), None, NOON) == NOON


def test_a_copy_that_failed_is_due_an_hour_later() -> None:
    assert next_copy_at(NOON - timedelta(days=3), NOON, NOON) == NOON + RETRY_AFTER


def test_a_failure_before_the_last_copy_delays_nothing() -> None:
    made = NOON - timedelta(minutes=10)
    assert next_copy_at(made, made - timedelta(hours=1), NOON) == datetime(2026, 11, 24, tzinfo=UTC)


def test_a_clock_that_was_set_back_waits_for_the_next_day_only() -> None:
    assert next_copy_at(NOON + timedelta(days=400), None, NOON) == datetime(2026, 11, 24, tzinfo=UTC)
    assert next_copy_at(None, NOON + timedelta(days=400), NOON) == NOON + RETRY_AFTER


def test_a_backup_has_a_ledger_where_it_brings_one() -> None:
    ledger = Part("ledger.sqlite", 1, "00")
    assert replace(MANIFEST, parts=(ledger,)).has_ledger
    assert not replace(MANIFEST, parts=(Part("served.json", 1, "00"),)).has_ledger
