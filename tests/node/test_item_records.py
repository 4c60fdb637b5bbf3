"""Records of items: with them, and the ids of who acts and of the node, everything of an item holds."""

from collections.abc import Iterable

import pytest

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.checks import Anchors, Check, CheckName, Verdict
from qwallet_desktop.domain.groups import Charter, Member, Role
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_record import ItemRecord, TokenRecord
from qwallet_desktop.domain.messages import LinkRelation, Successor
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.node import items
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.charters import ChangeCharter
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.item_records import record
from qwallet_desktop.node.item_rows import item_rows
from qwallet_desktop.node.succession import Succeed
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.writer import Reply
from qwallet_desktop.wire.shapes import adapter, dump
from tests.node.approving import execute, read, vote
from tests.node.builders import Bank, Person, accepted, ask, issue, person, register
from tests.node.ruled import found, limits, register_ward, set_limits

CLEO, DORA, EVE, SUB, WARD = (person(name) for name in ("Cleo", "Dora", "Eve", "Sub", "Ward"))
NEW, NEWER, NEXT = (person(name) for name in ("New", "Newer", "Next"))
SIGNERS: dict[Person, tuple[Role, ...]] = {
    CLEO: (Role.INITIATOR, Role.SIGNER),
    DORA: (Role.SIGNER,),
    EVE: (Role.SIGNER, Role.ADMIN),
}


@pytest.fixture(autouse=True)
def _others(bank: Bank) -> None:
    for who in (CLEO, DORA, EVE):
        register(bank.node, who)


@pytest.fixture
def company(bank: Bank) -> IdentityId:
    founded = found(bank.node, CLEO, SIGNERS, 2)
    accepted(bank.pay("100.00", recipient=founded))
    return founded


def opened(reply: Reply) -> Item:
    assert reply.status == 202, reply.body
    return adapter(Item).validate_json(reply.body, strict=True)


def recorded(bank: Bank, item: Item) -> ItemRecord:
    """Read the record of an item, as it comes over the wire."""
    with bank.node.read() as connection:
        row = next(item_rows(connection, [item.proposal.item_id]))
        return adapter(ItemRecord).validate_json(dump(record(connection, bank.node, row)), strict=True)


def checks(bank: Bank, kept: ItemRecord) -> tuple[Check, ...]:
    anchors = Anchors(bank.node.node_id, kept.item.proposal.identity_id, bank.node.public_key.hex())
    return check_record(kept, bank.node.node_id, anchors)


def against(found: Iterable[Check]) -> list[Check]:
    """Return the checks that do not simply hold."""
    return [one for one in found if one.verdict is not Verdict.HOLDS]


def proposed(bank: Bank, company: IdentityId) -> Item:
    item = opened(ask(bank.node, CLEO, Pay(bank.ben.id, bank.qtk, "25.00", "Flour", company)))
    return read(vote(bank.node, item, CLEO))


def succeed(bank: Bank, actor: Person, old: Person, new: Person) -> None:
    """Let a new key take a place, by the old key or its owner's."""
    message = Successor(old.id, new.id, actor.id, bank.node.node_id).message()
    by = actor.sign(message).hex()
    olds, owners = (by, None) if actor is old else (None, by)
    accepted(ask(bank.node, actor, Succeed(old.id, new.id, new.sign(message).hex(), olds, owners)))


# ------------------------------------------------------------------------------------- groups


def test_of_an_open_item_of_a_group_everything_holds(bank: Bank, company: IdentityId) -> None:
    kept = recorded(bank, proposed(bank, company))

    assert (against(checks(bank, kept)), kept.proof, kept.links) == ([], None, ())
    assert kept.group is not None
    assert kept.group.id == company


def test_of_a_payment_that_was_made_its_proof_holds_too(bank: Bank, company: IdentityId) -> None:
    item = proposed(bank, company)
    for who in (DORA, EVE):
        accepted(vote(bank.node, item, who))
    found = checks(bank, recorded(bank, item))

    assert against(found) == []
    assert {CheckName.AUDIT_PROOF, CheckName.LOG_KEY} <= {one.name for one in found}


@pytest.mark.parametrize("choice", [Choice.REJECT, Choice.CANCEL])
def test_of_what_was_rejected_or_taken_back_the_proof_is_that_of_the_deciding_vote(
    bank: Bank, company: IdentityId, choice: Choice
) -> None:
    item = proposed(bank, company)
    for who in (DORA, EVE) if choice is Choice.REJECT else (EVE,):
        item = read(vote(bank.node, item, who, choice, "No"))
        if recorded(bank, item).proof is not None:
            break
    kept = recorded(bank, item)

    assert against(checks(bank, kept)) == []
    assert kept.proof is not None
    assert kept.proof.tells({"signature": item.votes[-1].signature})


def test_of_what_failed_first_the_proof_is_that_of_the_try_that_did_it(bank: Bank, company: IdentityId) -> None:
    item = proposed(bank, company)
    accepted(vote(bank.node, item, DORA))
    accepted(ask(bank.node, bank.ben, SetStatus(bank.ben.id, "FROZEN", "Lost")))
    accepted(vote(bank.node, item, EVE))
    assert recorded(bank, item).proof is None
    accepted(ask(bank.node, bank.ben, SetStatus(bank.ben.id, "ACTIVE", "")))
    accepted(execute(bank.node, item, CLEO))
    kept = recorded(bank, item)

    assert against(checks(bank, kept)) == []
    assert kept.proof is not None
    assert kept.proof.entry.kind == "EXECUTE_ITEM"


def test_many_payments_that_were_made_together_hold(bank: Bank, company: IdentityId) -> None:
    euro = issue(bank.node, bank.ann, "50.00", symbol="EUR")
    accepted(ask(bank.node, bank.ann, Pay(company, euro, "50.00", "")))
    payments = (Pay(bank.ben.id, euro, "5.00", ""), Pay(DORA.id, bank.qtk, "1.00", ""), Pay(DORA.id, euro, "1", ""))
    item = opened(ask(bank.node, CLEO, PayMany(BatchMode.ALL_OR_NOTHING, payments, company)))
    for who in (CLEO, DORA, EVE):
        accepted(vote(bank.node, item, who))
    kept = recorded(bank, item)

    assert against(checks(bank, kept)) == []
    assert [one.symbol for one in kept.tokens] == ["EUR", "QTK"]


def test_an_item_that_expired_or_was_superseded_has_no_proof(bank: Bank, company: IdentityId) -> None:
    item = proposed(bank, company)
    bank.clock.forward(hours=72)
    accepted(bank.pay("1.00"))

    assert recorded(bank, item).proof is None


def test_who_would_join_a_group_reads_what_it_needs_to_check_that(bank: Bank, company: IdentityId) -> None:
    register(bank.node, NEW)
    members = (*(Member(who.id, roles) for who, roles in SIGNERS.items()), Member(NEW.id, (Role.SIGNER,)))
    item = opened(ask(bank.node, EVE, ChangeCharter(company, Charter(members, 2), 1, "One more")))
    accepted(vote(bank.node, item, EVE))
    with bank.node.read() as connection:
        row = items.visible_row(connection, item.proposal.item_id, [NEW.id], lambda _: False)
        assert row is not None
        assert against(checks(bank, record(connection, bank.node, row))) == []
    for who in (NEW, CLEO, DORA):
        accepted(vote(bank.node, item, who))
    kept = recorded(bank, item)

    assert against(checks(bank, kept)) == []
    assert kept.group is not None
    assert (kept.group.version, kept.group.charter.members) == (2, members)


@pytest.mark.parametrize("by_owner", [True, False])
def test_a_members_new_key_is_told_with_the_owner_that_gave_it(bank: Bank, *, by_owner: bool) -> None:
    register(bank.node, SUB, parent=bank.ann)
    founded = found(bank.node, CLEO, {**SIGNERS, SUB: (Role.SIGNER,)}, 2)
    accepted(bank.pay("100.00", recipient=founded))
    succeed(bank, bank.ann if by_owner else SUB, SUB, NEW)
    item = proposed(bank, founded)
    for who in (NEW, EVE):
        accepted(vote(bank.node, item, who))
    kept = recorded(bank, item)

    assert against(checks(bank, kept)) == []
    assert [one.link.parent for one in kept.links] == ([bank.ann.id] if by_owner else [])


def test_a_members_second_new_key_is_told_from_its_first_on(bank: Bank) -> None:
    register(bank.node, SUB, parent=bank.ann)
    founded = found(bank.node, CLEO, {**SIGNERS, SUB: (Role.SIGNER,)}, 2)
    succeed(bank, SUB, SUB, NEW)
    succeed(bank, bank.ann, bank.ann, NEXT)
    succeed(bank, NEXT, NEW, NEWER)
    accepted(ask(bank.node, NEXT, Pay(founded, bank.qtk, "100.00", "")))
    kept = recorded(bank, proposed(bank, founded))

    assert against(checks(bank, kept)) == []
    assert [one.successor.successor for one in kept.successions] == [NEW.id, NEXT.id, NEWER.id]


# ------------------------------------------------------------------------------- single holders


def ward_pays(bank: Bank, ward: Person = WARD) -> Item:
    item = opened(ask(bank.node, ward, Pay(bank.ben.id, bank.qtk, "20.00", "")))
    return read(vote(bank.node, item, ward))


@pytest.fixture
def ward(bank: Bank) -> Person:
    """Guarded by Cleo, with 50.00."""
    register_ward(bank.node, WARD, CLEO)
    accepted(bank.pay("50.00", recipient=WARD.id))
    set_limits(bank.node, CLEO, limits(bank.qtk, daily=5_000), whose=WARD)
    return WARD


def test_a_wards_guardian_is_shown_by_what_both_signed(bank: Bank, ward: Person) -> None:
    item = ward_pays(bank, ward)
    accepted(vote(bank.node, item, CLEO))
    kept = recorded(bank, item)

    assert against(checks(bank, kept)) == []
    assert [(one.link.relation, one.link.parent) for one in kept.links] == [(LinkRelation.GUARDIAN_WARD, CLEO.id)]


def test_the_guardians_new_key_is_shown_by_its_succession(bank: Bank, ward: Person) -> None:
    succeed(bank, CLEO, CLEO, NEW)
    item = ward_pays(bank, ward)
    accepted(vote(bank.node, item, NEW))
    kept = recorded(bank, item)

    assert against(checks(bank, kept)) == []
    assert [one.successor.successor for one in kept.successions] == [NEW.id]


def test_the_wards_own_new_key_is_shown_by_its_succession(bank: Bank, ward: Person) -> None:
    succeed(bank, ward, ward, NEW)
    kept = recorded(bank, ward_pays(bank, NEW))

    assert against(checks(bank, kept)) == []


def test_what_was_decided_before_a_new_key_is_shown_as_it_was_then(bank: Bank, ward: Person) -> None:
    item = ward_pays(bank, ward)
    accepted(vote(bank.node, item, CLEO))
    bank.clock.forward(hours=1)
    succeed(bank, CLEO, CLEO, NEW)
    succeed(bank, ward, ward, NEWER)
    kept = recorded(bank, item)

    assert (against(checks(bank, kept)), kept.successions) == ([], ())


def test_who_answers_for_itself_does_so_on_the_nodes_word_alone(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=1_000))
    item = opened(bank.pay("25.00"))
    accepted(vote(bank.node, item, bank.ann))
    kept = recorded(bank, item)

    assert [(one.name, one.verdict) for one in against(checks(bank, kept))] == [
        (CheckName.APPROVERS_BY_CHARTER, Verdict.NODES_WORD)
    ]
    assert (kept.group, kept.links) == (None, ())


def test_a_token_is_told_by_what_its_id_is_made_of(bank: Bank, company: IdentityId) -> None:
    (token,) = recorded(bank, proposed(bank, company)).tokens

    assert isinstance(token, TokenRecord)
    assert (token.id, token.symbol, token.decimals, token.issuer) == (bank.qtk, "QTK", 2, bank.ann.id)
