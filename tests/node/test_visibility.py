"""For whom a key may read is remembered, and known anew as soon as a grant is given, ends, or an identity comes."""

from datetime import timedelta

from sqlalchemy import event

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.node.grants import save_grants
from qwallet_desktop.node.visibility import MOST_KEYS, Visibility
from tests.node.builders import START, Bank, person, register, signed_grant

SESSION = person("Session")


def visibility(bank: Bank) -> Visibility:
    return Visibility(bank.node.access_version)


def seen(bank: Bank, known: Visibility, key: IdentityId = SESSION.id) -> frozenset[IdentityId]:
    with bank.node.read() as connection:
        return known.actors(connection, key, bank.clock())


def give(bank: Bank, hours: float = 1) -> None:
    save_grants(bank.node, [signed_grant(bank.ann, SESSION, bank.node.node_id, START + timedelta(hours=hours))], START)


def test_a_grant_counts_from_the_moment_it_is_acknowledged(bank: Bank) -> None:
    known = visibility(bank)
    assert seen(bank, known) == frozenset()
    give(bank)
    assert seen(bank, known) == {bank.ann.id}


def test_a_remembered_grant_ends_to_the_millisecond(bank: Bank) -> None:
    known = visibility(bank)
    give(bank)
    assert seen(bank, known) == {bank.ann.id}
    bank.clock.forward(hours=1)
    assert seen(bank, known) == frozenset()


def test_a_grant_that_is_replaced_by_a_shorter_one_ends_earlier(bank: Bank) -> None:
    known = visibility(bank)
    give(bank, hours=2)
    seen(bank, known)
    give(bank, hours=1)
    bank.clock.forward(hours=1)
    assert seen(bank, known) == frozenset()


def test_a_key_reads_for_itself_once_it_is_registered(bank: Bank) -> None:
    known = visibility(bank)
    assert seen(bank, known, SESSION.id) == frozenset()
    register(bank.node, SESSION)
    assert seen(bank, known, SESSION.id) == {SESSION.id}


def test_payments_do_not_make_it_read_again(bank: Bank) -> None:
    known = visibility(bank)
    give(bank)
    seen(bank, known)
    bank.pay()
    asked: list[str] = []
    with bank.node.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
        actors = known.actors(connection, SESSION.id, bank.clock())
    assert actors == {bank.ann.id}
    assert not asked


def test_only_so_many_keys_are_remembered(bank: Bank) -> None:
    known = visibility(bank)
    sessions = [person(f"Session {number}") for number in range(MOST_KEYS + 5)]
    until = START + timedelta(hours=1)
    save_grants(bank.node, [signed_grant(bank.ann, one, bank.node.node_id, until) for one in sessions], START)
    for session in sessions:
        assert seen(bank, known, session.id) == {bank.ann.id}
    assert len(known._known) == MOST_KEYS


def test_strangers_do_not_crowd_out_those_who_read(bank: Bank) -> None:
    known = visibility(bank)
    give(bank)
    seen(bank, known)
    for number in range(MOST_KEYS):
        seen(bank, known, IdentityId(f"did:key:z{number}"))
    assert set(known._known) == {SESSION.id}
