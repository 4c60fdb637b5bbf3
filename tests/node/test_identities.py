"""Identities: who may be registered, renamed, frozen and unfrozen, and by whom."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.node.identities import Register, Rename, SetStatus, identity, visible_identities
from qwallet_desktop.wire.requests import SignedLink
from tests.node.builders import Bank, Person, accepted, answered, ask, code, person, register, rows, signed_link

CLEO = person("Cleo")


def asks_to_register(
    bank: Bank, who: Person = CLEO, *, link: SignedLink | None = None, launched: bool = True, **wrong: str
) -> Register:
    del bank
    return Register(wrong.get("id", who.id), wrong.get("type", "ROOT"), wrong.get("name", who.name), link, launched)  # type: ignore[arg-type]


def test_the_first_identity_may_issue_and_the_second_may_not(bank: Bank) -> None:
    with bank.node.read() as connection:
        ann, ben = visible_identities(connection, [bank.ann.id, bank.ben.id])

    assert (ann.can_issue, ben.can_issue) == (True, False)


def test_a_registration_without_launch_proof_or_link_is_refused(bank: Bank) -> None:
    assert code(ask(bank.node, CLEO, asks_to_register(bank, launched=False))) == "REGISTRATION_REFUSED"


@pytest.mark.parametrize("kind", ["ENTERPRISE", "DAO", "KING"])
def test_types_that_have_no_key_are_refused_by_name(bank: Bank, kind: str) -> None:
    problem = answered(ask(bank.node, CLEO, asks_to_register(bank, type=kind)))

    assert (problem["code"], problem["facts"]) == ("REGISTRATION_REFUSED", {"type": kind})


def test_registering_another_than_oneself_is_refused(bank: Bank) -> None:
    assert code(ask(bank.node, CLEO, asks_to_register(bank, person("Dora")))) == "REGISTRATION_REFUSED"


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 61])
def test_a_name_that_can_not_be_seen_or_is_too_long_is_refused(bank: Bank, name: str) -> None:
    assert code(ask(bank.node, CLEO, asks_to_register(bank, name=name))) == "NAME_INVALID"


def test_an_id_that_is_no_key_is_refused(bank: Bank) -> None:
    odd = replace(CLEO, id="did:key:zzzz")  # type: ignore[arg-type]

    assert code(ask(bank.node, odd, asks_to_register(bank, odd))) == "NOT_A_DID"


def test_registering_twice_is_refused(bank: Bank) -> None:
    assert code(ask(bank.node, bank.ann, asks_to_register(bank, bank.ann))) == "IDENTITY_EXISTS"


def test_a_refused_registration_writes_nothing(bank: Bank) -> None:
    before = rows(bank.node, "SELECT * FROM log_head")

    ask(bank.node, CLEO, asks_to_register(bank, launched=False))

    assert rows(bank.node, "SELECT * FROM log_head") == before


def test_a_link_signed_by_both_registers_a_child_that_may_not_issue(bank: Bank) -> None:
    link = signed_link(bank.ann, CLEO, bank.node.node_id)

    child = accepted(ask(bank.node, CLEO, asks_to_register(bank, link=link, launched=False)))

    assert (child["owner"], child["canIssue"]) == (bank.ann.id, False)


def wrong_links(bank: Bank) -> dict[str, SignedLink]:
    good = signed_link(bank.ann, CLEO, bank.node.node_id)
    return {
        "the parent's signature is another's": replace(good, parent_signature=good.child_signature),
        "the child's signature is another's": replace(good, child_signature=good.parent_signature),
        "no signature at all": replace(good, child_signature="not hex"),
        "made for another node": signed_link(bank.ann, CLEO, NodeId("0" * 32)),
        "an unregistered parent": signed_link(person("Dora"), CLEO, bank.node.node_id),
        "made for another child": signed_link(bank.ann, person("Dora"), bank.node.node_id),
    }


@pytest.mark.parametrize("which", range(6))
@pytest.mark.parametrize("launched", [True, False])
def test_a_wrong_link_is_refused_also_with_the_launch_proof(bank: Bank, which: int, launched: bool) -> None:
    link = list(wrong_links(bank).values())[which]

    assert code(ask(bank.node, CLEO, asks_to_register(bank, link=link, launched=launched))) == "LINK_INVALID"


def test_a_child_has_no_children(bank: Bank) -> None:
    register(bank.node, CLEO, parent=bank.ann)
    dora = person("Dora")
    link = signed_link(CLEO, dora, bank.node.node_id)

    assert code(ask(bank.node, dora, asks_to_register(bank, dora, link=link))) == "LINK_INVALID"


def test_a_frozen_parent_gets_no_children(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ann, SetStatus(bank.ann.id, "FROZEN", "x")))
    link = signed_link(bank.ann, CLEO, bank.node.node_id)

    assert code(ask(bank.node, CLEO, asks_to_register(bank, link=link))) == "LINK_INVALID"


def test_an_identity_renames_itself(bank: Bank) -> None:
    accepted(ask(bank.node, bank.ann, Rename(bank.ann.id, " Anna  Maria ")))

    with bank.node.read() as connection:
        renamed = identity(connection, bank.ann.id)
    assert renamed is not None
    assert renamed.name == "Anna Maria"


def test_a_wrong_name_is_refused(bank: Bank) -> None:
    assert code(ask(bank.node, bank.ann, Rename(bank.ann.id, ""))) == "NAME_INVALID"


@pytest.mark.parametrize("subject", ["Ann", "nobody knows"])
def test_renaming_another_is_answered_as_if_it_did_not_exist(bank: Bank, subject: str) -> None:
    reply = ask(bank.node, bank.ben, Rename(person(subject).id, "Annoying"))

    assert (reply.status, answered(reply)["code"], answered(reply)["facts"]) == (404, "IDENTITY_UNKNOWN", {})


def test_an_owner_does_not_rename_its_child(bank: Bank) -> None:
    register(bank.node, CLEO, parent=bank.ann)

    assert code(ask(bank.node, bank.ann, Rename(CLEO.id, "Mine"))) == "IDENTITY_UNKNOWN"


def test_freezing_keeps_who_and_why(bank: Bank) -> None:
    register(bank.node, CLEO, parent=bank.ann)

    frozen = accepted(ask(bank.node, bank.ann, SetStatus(CLEO.id, "FROZEN", " lost  key ")))

    assert (frozen["status"], frozen["frozenBy"], frozen["reason"]) == ("FROZEN", bank.ann.id, "lost key")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 281])
def test_freezing_needs_a_reason_of_fair_length(bank: Bank, reason: str) -> None:
    problem = answered(ask(bank.node, bank.ann, SetStatus(bank.ann.id, "FROZEN", reason)))

    assert (problem["code"], problem["field"]) == ("MEMO_INVALID", "reason")


@pytest.mark.parametrize("status", ["CLOSED", "active", ""])
def test_other_states_are_malformed_and_not_remembered(bank: Bank, status: str) -> None:
    before = rows(bank.node, "SELECT * FROM log_head")

    problem = answered(ask(bank.node, bank.ann, SetStatus(bank.ann.id, status, "x")))

    assert (problem["code"], problem["field"]) == ("MALFORMED", "status")
    assert rows(bank.node, "SELECT * FROM log_head") == before


def test_a_stranger_freezes_nobody(bank: Bank) -> None:
    assert code(ask(bank.node, bank.ben, SetStatus(bank.ann.id, "FROZEN", "x"))) == "IDENTITY_UNKNOWN"


@pytest.mark.parametrize(("status", "first"), [("ACTIVE", False), ("FROZEN", True)])
def test_a_status_that_is_there_already_is_refused(bank: Bank, status: str, first: bool) -> None:
    if first:
        accepted(ask(bank.node, bank.ann, SetStatus(bank.ann.id, status, "x")))

    assert code(ask(bank.node, bank.ann, SetStatus(bank.ann.id, status, "x"))) == "STATUS_UNCHANGED"


def test_a_child_does_not_lift_its_owners_freeze(bank: Bank) -> None:
    register(bank.node, CLEO, parent=bank.ann)
    accepted(ask(bank.node, bank.ann, SetStatus(CLEO.id, "FROZEN", "x")))

    assert code(ask(bank.node, CLEO, SetStatus(CLEO.id, "ACTIVE", ""))) == "NOT_PERMITTED"


@pytest.mark.parametrize("by", ["Ann", "Cleo"])
def test_who_froze_and_the_owner_lift_a_freeze(bank: Bank, by: str) -> None:
    register(bank.node, CLEO, parent=bank.ann)
    accepted(ask(bank.node, CLEO, SetStatus(CLEO.id, "FROZEN", "x")))

    lifted = accepted(ask(bank.node, person(by), SetStatus(CLEO.id, "ACTIVE", "found it")))

    assert (lifted["status"], lifted["frozenBy"], lifted["reason"]) == ("ACTIVE", None, "")


def test_an_owner_sees_its_children_and_nobody_elses(bank: Bank) -> None:
    register(bank.node, CLEO, parent=bank.ann)

    with bank.node.read() as connection:
        seen = {
            who.name: [found.name for found in visible_identities(connection, [who.id])]
            for who in (bank.ann, bank.ben, CLEO)
        }
    assert seen == {"Ann": ["Ann", "Cleo"], "Ben": ["Ben"], "Cleo": ["Cleo"]}
