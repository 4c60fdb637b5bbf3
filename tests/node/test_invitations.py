"""Who is invited registers once, in the commit that says so, also where two try at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.invitations import digest_of, parse_invitation
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node import inviting, schema
from qwallet_desktop.node.audit import leaf_proof
from qwallet_desktop.node.database import make_engine, writing
from qwallet_desktop.node.identities import Register
from qwallet_desktop.node.inviting import Invite, invite
from qwallet_desktop.node.node_key import make_key
from qwallet_desktop.node.writer import Reply
from tests.helpers.postgres import database_of
from tests.node.builders import (
    Bank,
    Person,
    accepted,
    answered,
    ask,
    code,
    command,
    person,
    rows,
    signed_link,
    writer_held,
)

CLEO, DORA = person("Cleo"), person("Dora")


def invited(bank: Bank, folder: Path, *, may_issue: bool = False, hours: int = 1) -> bytes:
    """Make an invitation beside the node, as its operator does, and return the digest of what was printed."""
    wanted = Invite(timedelta(hours=hours), may_issue, bank.node.clock())
    folder = folder / "node"
    text = invite(folder, database_of(folder), wanted, lambda length: bytes(range(length)))
    return digest_of(parse_invitation(text))


def by(who: Person, invitation: bytes | None, **more: object) -> Register:
    plain = {"type": "ROOT", "name": who.name, "link": None, "launched": False, "invitation": invitation}
    return Register(who.id, **{**plain, **more})  # type: ignore[arg-type]


def test_an_invitation_lets_one_in(bank: Bank, tmp_path: Path) -> None:
    made = accepted(ask(bank.node, CLEO, by(CLEO, invited(bank, tmp_path))))
    assert (made["name"], made["canIssue"]) == ("Cleo", False)


def test_one_that_says_so_lets_in_an_issuer(bank: Bank, tmp_path: Path) -> None:
    assert accepted(ask(bank.node, CLEO, by(CLEO, invited(bank, tmp_path, may_issue=True))))["canIssue"]


def test_it_lets_nobody_in_twice(bank: Bank, tmp_path: Path) -> None:
    invitation = invited(bank, tmp_path)
    accepted(ask(bank.node, CLEO, by(CLEO, invitation)))
    assert code(ask(bank.node, DORA, by(DORA, invitation))) == "INVITATION_USED"


def test_the_same_request_is_answered_as_before(bank: Bank, tmp_path: Path) -> None:
    invitation = invited(bank, tmp_path)
    first = ask(bank.node, CLEO, by(CLEO, invitation), "0198f3c0-0000-4000-8000-000000000001")
    again = ask(bank.node, CLEO, by(CLEO, invitation), "0198f3c0-0000-4000-8000-000000000001")
    assert (again.body, again.replayed) == (first.body, True)


def test_of_two_in_one_commit_one_gets_in(bank: Bank, tmp_path: Path) -> None:
    invitation = invited(bank, tmp_path)
    with writer_held(bank):
        both = [bank.node.writer.submit(command(who, by(who, invitation))) for who in (CLEO, DORA)]
    replies: list[Reply] = [each.result(30) for each in both]
    assert [answered(each).get("code", "") for each in replies] == ["", "INVITATION_USED"]


def test_after_its_time_it_lets_nobody_in(bank: Bank, tmp_path: Path) -> None:
    invitation = invited(bank, tmp_path)
    bank.clock.forward(hours=1)
    assert code(ask(bank.node, CLEO, by(CLEO, invitation))) == "INVITATION_EXPIRED"


def test_one_that_nobody_made_is_unknown(bank: Bank) -> None:
    problem = answered(ask(bank.node, CLEO, by(CLEO, bytes(32))))
    assert (problem["code"], problem["field"]) == ("INVITATION_INVALID", "invitation")


def test_who_is_vouched_for_uses_none_up(bank: Bank, tmp_path: Path) -> None:
    invitation = invited(bank, tmp_path)
    link = signed_link(bank.ann, CLEO, bank.node.node_id)
    assert code(ask(bank.node, CLEO, by(CLEO, invitation, link=link))) == "INVITATION_INVALID"
    assert code(ask(bank.node, CLEO, by(CLEO, invitation, launched=True))) == "INVITATION_INVALID"
    accepted(ask(bank.node, CLEO, by(CLEO, invitation)))


def test_a_registration_that_is_refused_uses_none_up(bank: Bank, tmp_path: Path) -> None:
    invitation = invited(bank, tmp_path)
    assert code(ask(bank.node, CLEO, by(CLEO, invitation, name=""))) == "NAME_INVALID"
    accepted(ask(bank.node, CLEO, by(CLEO, invitation)))


def test_an_anonymous_identity_may_be_invited_and_issues_nothing(bank: Bank, tmp_path: Path) -> None:
    invitation = invited(bank, tmp_path, may_issue=True)
    made = accepted(ask(bank.node, CLEO, by(CLEO, invitation, type="AID", name="", token_id=bank.qtk)))
    assert (made["type"], made["canIssue"]) == ("AID", False)


def test_the_ledger_knows_the_digest_and_who_used_it_and_when(bank: Bank, tmp_path: Path) -> None:
    invitation = invited(bank, tmp_path)
    bank.clock.forward(minutes=5)
    accepted(ask(bank.node, CLEO, by(CLEO, invitation)))
    (kept,) = rows(
        bank.node, "SELECT digest, used_at - at AS waited, id FROM invitations JOIN identities ON n = used_by_n"
    )
    assert (bytes(kept["digest"]), kept["waited"], kept["id"]) == (invitation, 5 * 60 * 1000, CLEO.id)


def test_making_and_using_one_are_leaves_of_the_log(bank: Bank, tmp_path: Path) -> None:
    invitation = invited(bank, tmp_path)
    accepted(ask(bank.node, CLEO, by(CLEO, invitation)))
    leaves = rows(
        bank.node,
        "SELECT kind, actor, payload, n FROM audit_leaves JOIN audit_payloads ON leaf_n = n ORDER BY n DESC LIMIT 2",
    )
    assert [(each["kind"], each["actor"]) for each in leaves] == [("REGISTER", CLEO.id), ("INVITE", "system")]
    assert all(invitation.hex() in each["payload"] for each in leaves)
    with bank.node.read() as connection:
        assert all(leaf_proof(connection, bank.node, each["n"], TransferId("")).holds() for each in leaves)


def test_a_ledger_of_another_version_is_left_alone(bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "LATEST", "9999")
    with pytest.raises(Refused, match=Code.DATABASE_LOCKED):
        invited(bank, tmp_path)


def test_a_folder_with_another_key_invites_nobody(bank: Bank, tmp_path: Path) -> None:
    other = tmp_path / "other"
    make_key(other, bytes(32))
    database = database_of(tmp_path / "node") or tmp_path / "node" / "ledger.sqlite"
    engine = make_engine(database)
    with writing(engine) as connection, pytest.raises(Refused, match=Code.DATABASE_DAMAGED):
        inviting._who(connection, other)
    engine.dispose()
