"""Charters that come into force in the writer: in one commit with others, once, and never half."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import event

from qwallet_desktop.domain.group_chain import Group, verify_group
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Executed, Item
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.node import charters, groups
from qwallet_desktop.node.charters import ChangeCharter
from qwallet_desktop.node.founding import Found
from qwallet_desktop.node.identities import Rename
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.writer import Writer
from tests.helpers.logs import LogCollector
from tests.node.approving import Wanted, in_a_turn, item_now, opened, read, signing, vote
from tests.node.builders import (
    Bank,
    Person,
    accepted,
    answered,
    ask,
    code,
    command,
    person,
    register,
    rows,
    writer_held,
)

CLEO = person("Cleo")
ALL = (Role.SIGNER, Role.INITIATOR, Role.ADMIN)


@pytest.fixture(autouse=True)
def _others(bank: Bank) -> None:
    register(bank.node, CLEO)


def charter(*members: tuple[Person, Sequence[Role]], threshold: int = 1) -> Charter:
    return Charter(tuple(Member(who.id, tuple(roles)) for who, roles in members), threshold, initiator_counts=True)


def founded(bank: Bank, first: Charter, *people: Person) -> IdentityId:
    """Found a group that some people signed, the first of them its founder."""
    founding = Founding(IdentityType.ENTERPRISE, "Bakery", first, people[0].id, bank.node.node_id, "0a" * 16)
    signed = tuple(FoundingSignature(one.id, one.sign(founding.message()).hex()) for one in people)
    accepted(ask(bank.node, people[0], Found(founding, signed)))
    return founding.group_id


def asked(bank: Bank, group: IdentityId, wanted: Charter, base: int = 1) -> Item:
    """Have Ann propose a charter and sign that."""
    item = read(ask(bank.node, bank.ann, ChangeCharter(group, wanted, base, "")))
    return read(vote(bank.node, item, bank.ann))


def group_now(bank: Bank, group: IdentityId) -> Group:
    """Read a group, and check it from its id."""
    with bank.node.read() as connection:
        found = groups.group(connection, group)
    assert found is not None
    verify_group(found, bank.node.node_id)
    return found


def members_of(bank: Bank, group: IdentityId) -> set[str]:
    question = (
        "SELECT m.id FROM memberships JOIN identities g ON g.n = group_n JOIN identities m ON m.n = member_n "
        "WHERE g.id = :id"
    )
    return {row["id"] for row in rows(bank.node, question, id=group)}


def test_what_follows_in_the_same_commit_goes_by_the_new_charter(bank: Bank) -> None:
    group = founded(bank, charter((bank.ann, ALL)), bank.ann)
    item = asked(bank, group, charter((bank.ben, ALL), (CLEO, [Role.VIEWER])))
    follows = [
        command(bank.ben, signing(bank.node, item, bank.ben)),
        command(bank.ben, Rename(group, "Patisserie")),
        command(bank.ann, Rename(group, "Ann's")),
    ]
    with writer_held(bank):
        futures = [bank.node.writer.submit(one) for one in follows]
    signed, renamed, late = [future.result(30) for future in futures]
    assert isinstance(read(signed).closing, Executed)
    assert (renamed.status, code(late)) == (200, "IDENTITY_UNKNOWN")
    assert members_of(bank, group) == {bank.ben.id, CLEO.id}


def test_who_is_closed_in_the_same_commit_was_not_needed_any_more(bank: Bank) -> None:
    group = founded(bank, charter((bank.ann, ALL), (bank.ben, ALL)), bank.ann, bank.ben)
    item = read(ask(bank.node, bank.ann, ChangeCharter(group, charter((bank.ann, ALL)), 1, "")))
    with writer_held(bank):
        signed = bank.node.writer.submit(command(bank.ann, signing(bank.node, item, bank.ann)))
        left = bank.node.writer.submit(command(bank.ben, ChangeCharter(group, charter((bank.ben, ALL)), 2, "")))
    assert (signed.result(30).status, code(left.result(30))) == (200, "IDENTITY_UNKNOWN")


def test_a_commit_that_fails_leaves_the_charter_as_it_was(bank: Bank, expected_logs: LogCollector) -> None:
    group = founded(bank, charter((bank.ann, ALL), (bank.ben, ALL)), bank.ann, bank.ben)
    item = read(ask(bank.node, bank.ann, ChangeCharter(group, charter((bank.ann, ALL)), 1, "")))

    def fail(_connection: object) -> None:
        message = "the disk is gone"
        raise OSError(message)

    signed = command(bank.ann, signing(bank.node, item, bank.ann))
    event.listen(bank.node.engine, "commit", fail)
    lost = bank.node.writer.submit(signed).result(30)
    event.remove(bank.node.engine, "commit", fail)

    assert (lost.status, len(expected_logs.records)) == (500, 1)
    assert (group_now(bank, group).version, members_of(bank, group)) == (1, {bank.ann.id, bank.ben.id})
    assert ask(bank.node, bank.ben, Rename(group, "Ben's")).status == 200
    assert isinstance(read(vote(bank.node, item, bank.ann)).closing, Executed)
    assert code(ask(bank.node, bank.ben, Rename(group, "Ben's again"))) == "IDENTITY_UNKNOWN"


def test_what_is_remembered_of_who_reads_is_forgotten_with_the_deciding_signature_only(bank: Bank) -> None:
    group = founded(bank, charter((bank.ann, ALL)), bank.ann)
    item = read(ask(bank.node, bank.ann, ChangeCharter(group, charter((bank.ann, ALL), (bank.ben, ALL)), 1, "")))
    before = bank.node.access_version()
    vote(bank.node, item, bank.ann)
    waiting = bank.node.access_version()
    vote(bank.node, item, bank.ben)
    assert (waiting, bank.node.access_version()) == (before, before + 1)


def test_a_charter_that_another_writer_put_in_force_is_known(bank: Bank) -> None:
    group = founded(bank, charter((bank.ann, ALL), (bank.ben, ALL)), bank.ann, bank.ben)
    assert ask(bank.node, bank.ben, Rename(group, "Ben's")).status == 200
    item = read(ask(bank.node, bank.ann, ChangeCharter(group, charter((bank.ann, ALL)), 1, "")))
    other = Writer(bank.node.engine, bank.node.around)
    done = other.submit(command(bank.ann, signing(bank.node, item, bank.ann))).result(30)
    other.close()
    assert (done.status, code(ask(bank.node, bank.ben, Rename(group, "No more")))) == (200, "IDENTITY_UNKNOWN")


def test_two_deciding_signatures_at_once_put_one_charter_in_force(bank: Bank) -> None:
    everybody = charter((bank.ann, ALL), (bank.ben, ALL), (CLEO, ALL), threshold=2)
    group = founded(bank, everybody, bank.ann, bank.ben, CLEO)
    item = asked(bank, group, replace(everybody, threshold=3))
    gate = threading.Barrier(2)

    def sign(who: Person) -> int:
        made = command(who, signing(bank.node, item, who))
        gate.wait(30)
        return bank.node.writer.submit(made).result(30).status

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(sign, [bank.ben, CLEO]))
    assert (answers, group_now(bank, group).version) == ([200, 409], 2)
    assert len(item_now(bank.node, item.proposal.item_id).votes) == 2


def test_of_two_that_were_open_the_first_wins(bank: Bank) -> None:
    everybody = charter((bank.ann, ALL), (bank.ben, ALL), (CLEO, ALL), threshold=2)
    group = founded(bank, everybody, bank.ann, bank.ben, CLEO)
    first, second = (asked(bank, group, replace(everybody, expiry_hours=hours)) for hours in (1, 2))
    with writer_held(bank):
        futures = [
            bank.node.writer.submit(command(who, signing(bank.node, item, who)))
            for who, item in ((bank.ben, second), (CLEO, first))
        ]
    assert isinstance(read(futures[0].result(30)).closing, Executed)
    assert (code(futures[1].result(30)), group_now(bank, group).charter.expiry_hours) == ("ITEM_SUPERSEDED", 2)


def test_a_charter_for_which_signatures_are_missing_never_comes_into_force(bank: Bank) -> None:
    group = founded(bank, charter((bank.ann, ALL), (bank.ben, ALL), threshold=2), bank.ann, bank.ben)
    item = asked(bank, group, charter((bank.ann, ALL)))

    def force(turn: Turn) -> Problem:
        row = turn.working.identity(group)
        assert row is not None
        with pytest.raises(Refused) as refused:
            charters.put_in_force(turn, row, item)
        return refused.value.problem

    problem = in_a_turn(bank.node, bank.ann.id, force)
    assert problem == Problem(Code.SIGNATURES_MISSING, {"signed": "1", "required": "2"})
    assert group_now(bank, group).version == 1


def test_only_a_change_of_signers_is_one(bank: Bank) -> None:
    group = founded(bank, charter((bank.ann, ALL)), bank.ann)
    payment = opened(bank, bank.ann, Wanted((bank.ben,)))

    def force(turn: Turn) -> None:
        row = turn.working.identity(group)
        assert row is not None
        with pytest.raises(TypeError, match="signers"):
            charters.put_in_force(turn, row, payment)

    in_a_turn(bank.node, bank.ann.id, force)


def test_only_groups_have_charters(bank: Bank) -> None:
    def check(turn: Turn) -> None:
        with pytest.raises(ValueError, match="charters"):
            charters.check_change(turn.working, turn.actor, charter((bank.ann, ALL)), 1)

    in_a_turn(bank.node, bank.ann.id, check)


@pytest.mark.parametrize("threshold", [2, 1])
def test_a_charter_that_nobody_could_ever_change_is_refused(bank: Bank, threshold: int) -> None:
    group = founded(bank, charter((bank.ann, ALL)), bank.ann)
    wanted = replace(charter((bank.ann, ALL), (bank.ben, ALL), threshold=threshold), initiator_counts=False)
    reply = ask(bank.node, bank.ann, ChangeCharter(group, wanted, 1, ""))
    if threshold == 1:
        assert reply.status == 202
        return
    assert (code(reply), answered(reply)["facts"]) == (
        "APPROVERS_TOO_FEW",
        {"part": "charter", "approvers": "1", "required": "2"},
    )
