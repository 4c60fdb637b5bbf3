"""Marks of what was read: they only go on, count right, and are told to the identity's other desktops."""

from pathlib import Path

import pytest

from qwallet_desktop.domain.events import NotificationsRead
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.node.events import events_after
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.notifications import MarkRead
from qwallet_desktop.node.transfers import Pay
from tests.node.builders import (
    Bank,
    accepted,
    ask,
    code,
    command,
    open_bank,
    pay,
    person,
    register,
    rows,
    writer_held,
)
from tests.node.notified import CHILD, heard, mark, newest, page


def test_a_mark_makes_what_is_below_it_read(bank: Bank) -> None:
    for amount in ("1", "2", "3", "4", "5"):
        bank.pay(amount)
    up_to = heard(bank, bank.ben)[3].sequence
    answer = mark(bank, bank.ben, up_to)

    read = page(bank, bank.ben)

    assert read.entries == tuple(heard(bank, bank.ben, up_to))
    assert answer == {"readUpTo": up_to, "unread": 3}
    assert (read.read_up_to, read.unread) == (up_to, 3)


@pytest.mark.parametrize("few", [0, 3, 10_000])
def test_any_course_of_marks_leaves_the_right_number_unread(
    tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qwallet_desktop.node.notifications.FEW_LATER", few)
    bank = open_bank(tmp_path / "node")
    register(bank.node, CHILD, parent=bank.ann)
    accepted(pay(bank.node, bank.ann, CHILD, bank.qtk, "50"))
    for number in range(12):
        accepted(pay(bank.node, bank.ann, CHILD, bank.qtk, "1"))
        accepted(pay(bank.node, CHILD, bank.ben, bank.qtk, "0.5"))
        if number % 3 == 0:
            for status in ("FROZEN", "ACTIVE"):
                accepted(ask(bank.node, bank.ann, SetStatus(CHILD.id, status, "because")))
    events = newest(bank)

    for up_to in (5, 6, 13, 12, 20, 21, 40, 40, events):
        expected = sum(not entry.read for entry in heard(bank, CHILD, max(up_to, page(bank, CHILD).read_up_to)))
        assert (mark(bank, CHILD, up_to)["unread"], page(bank, CHILD).unread) == (expected, expected)
    assert page(bank, CHILD).unread == 0
    bank.node.close()


def test_a_mark_never_goes_back(bank: Bank) -> None:
    bank.pay("1")
    bank.pay("2")
    up_to = newest(bank)

    assert [mark(bank, bank.ben, place)["readUpTo"] for place in (up_to, 1, 0)] == [up_to] * 3


def test_a_mark_is_never_above_the_newest_event(bank: Bank) -> None:
    bank.pay("1")
    there = newest(bank)

    assert mark(bank, bank.ben, 10**12) == {"readUpTo": there, "unread": 0}
    bank.pay("2")
    assert page(bank, bank.ben).unread == 1


def test_what_comes_in_with_the_mark_stays_unread(bank: Bank) -> None:
    bank.pay("1")
    with writer_held(bank):
        asked = [
            bank.node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "2", ""))),
            bank.node.writer.submit(command(bank.ben, MarkRead(bank.ben.id, 10**12))),
        ]
    for each in asked:
        accepted(each.result(30))

    assert [entry.read for entry in page(bank, bank.ben).entries] == [False, True]
    assert page(bank, bank.ben).unread == 1


def test_two_marks_of_one_commit_count_as_one_after_the_other(bank: Bank) -> None:
    for amount in ("1", "2", "3"):
        bank.pay(amount)
    first, second = (entry.sequence for entry in page(bank, bank.ben).entries[1:])
    with writer_held(bank):
        asked = [bank.node.writer.submit(command(bank.ben, MarkRead(bank.ben.id, up_to))) for up_to in (first, second)]

    assert [accepted(each.result(30)) for each in asked] == [{"readUpTo": first, "unread": 1}] * 2
    assert page(bank, bank.ben).unread == 1


def test_only_a_mark_that_moves_is_told_to_the_other_desktops(bank: Bank) -> None:
    bank.pay("1")
    before = newest(bank)
    for up_to in (before, before, 1):
        mark(bank, bank.ben, up_to)

    with bank.node.read() as connection:
        told = events_after(connection, before, [bank.ann.id, bank.ben.id], 10)

    assert [(event.identity_id, event.fact) for event in told] == [(bank.ben.id, NotificationsRead(Sequence(before)))]


def test_a_mark_is_in_the_audit_log(bank: Bank) -> None:
    mark(bank, bank.ben, 2)

    leaf = rows(bank.node, "SELECT actor, kind, payload FROM audit_leaves JOIN audit_payloads ON leaf_n = n")[-1]

    assert (leaf["actor"], leaf["kind"]) == (bank.ben.id, "MARK_READ")
    assert '"readUpTo":2' in leaf["payload"]


def test_the_same_request_is_answered_the_same_whatever_came_in_since(bank: Bank) -> None:
    bank.pay("1")
    same, asked = "00000000-0000-4000-8000-00000000abcd", MarkRead(bank.ben.id, newest(bank))
    first = ask(bank.node, bank.ben, asked, same)
    bank.pay("2")

    again = ask(bank.node, bank.ben, asked, same)

    assert (again.replayed, again.body) == (True, first.body)
    assert page(bank, bank.ben).unread == 1


def test_another_mark_under_the_same_request_id_is_refused(bank: Bank) -> None:
    same = "00000000-0000-4000-8000-00000000abcd"
    accepted(ask(bank.node, bank.ben, MarkRead(bank.ben.id, 1), same))

    assert code(ask(bank.node, bank.ben, MarkRead(bank.ben.id, 2), same)) == "IDEMPOTENCY_MISMATCH"


@pytest.mark.parametrize("who", ["Ben", "Nobody", "owner"])
def test_nobody_else_marks_not_even_the_owner(bank: Bank, who: str) -> None:
    register(bank.node, CHILD, parent=bank.ann)
    actor = bank.ann if who == "owner" else person(who)

    assert code(ask(bank.node, actor, MarkRead(CHILD.id, 1))) == "IDENTITY_UNKNOWN"


def test_a_frozen_identity_reads_its_notifications(bank: Bank) -> None:
    bank.pay("1")
    accepted(ask(bank.node, bank.ben, SetStatus(bank.ben.id, "FROZEN", "lost")))

    assert mark(bank, bank.ben, newest(bank))["unread"] == 0
