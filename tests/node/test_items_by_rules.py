"""What the rules let wait, from asking to the last signature: companies, wards, subs, and a second look."""

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy, External
from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.rule_changes import SetPolicy
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.writer import Reply
from qwallet_desktop.wire.shapes import adapter
from tests.node.approving import held, news, read, stands, vote
from tests.node.builders import Bank, Person, accepted, ask, code, person, register
from tests.node.ruled import found, held_and_settled, limits, register_ward, set_limits

CLEO, DORA, EVE, WARD, SUB = (person(name) for name in ("Cleo", "Dora", "Eve", "Ward", "Sub"))
ROLES: dict[Person, tuple[Role, ...]] = {
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
    """Acme has 100.00, and pays when two of Cleo, Dora and Eve have signed, who asks not counted."""
    founded = found(bank.node, CLEO, ROLES, 2)
    accepted(bank.pay("100.00", recipient=founded))
    return founded


def waits(reply: Reply) -> Item:
    assert reply.status == 202, reply.body
    return adapter(Item).validate_json(reply.body, strict=True)


def asked(bank: Bank, company: IdentityId) -> Item:
    """Let Cleo ask for a payment of the company's, and sign that."""
    item = waits(ask(bank.node, CLEO, Pay(bank.ben.id, bank.qtk, "25.00", "Flour", company)))
    return read(vote(bank.node, item, CLEO))


def test_a_company_pays_when_enough_of_its_signers_have_signed(bank: Bank, company: IdentityId) -> None:
    item = asked(bank, company)
    assert held_and_settled(bank.node, company) == {bank.qtk: (10_000, 2_500)}
    assert item.proposal.charter_version == 1

    assert code(vote(bank.node, item, CLEO)) == "ALREADY_SIGNED"
    assert stands(bank, read(vote(bank.node, item, DORA))) is ItemStatus.PENDING
    assert stands(bank, read(vote(bank.node, item, EVE))) is ItemStatus.EXECUTED
    assert held_and_settled(bank.node, company) == {bank.qtk: (7_500, 0)}


def test_an_admin_takes_back_what_a_member_asked_for(bank: Bank, company: IdentityId) -> None:
    item = asked(bank, company)
    assert code(vote(bank.node, item, DORA, Choice.CANCEL, "Too much")) == "NOT_PERMITTED"

    assert stands(bank, read(vote(bank.node, item, EVE, Choice.CANCEL, "Too much"))) is ItemStatus.CANCELLED
    assert news(bank, CLEO)[-1].by == EVE.id


def test_a_company_lifts_its_freeze_with_one_of_two_admins_more(bank: Bank) -> None:
    admins: dict[Person, tuple[Role, ...]] = dict.fromkeys((CLEO, DORA, EVE), (Role.SIGNER, Role.ADMIN))
    founded = found(bank.node, CLEO, admins, 1)
    accepted(ask(bank.node, CLEO, SetStatus(founded, "FROZEN", "A strange payment")))
    item = waits(ask(bank.node, DORA, SetStatus(founded, "ACTIVE", "It was ours")))
    item = read(vote(bank.node, item, DORA))

    assert (item.proposal.subject, stands(bank, item)) == (Subject.UNFREEZE, ItemStatus.PENDING)
    assert stands(bank, read(vote(bank.node, item, EVE))) is ItemStatus.EXECUTED
    assert code(ask(bank.node, EVE, SetStatus(founded, "ACTIVE", ""))) == "STATUS_UNCHANGED"


def test_a_company_changes_its_policy_by_its_signers(bank: Bank, company: IdentityId) -> None:
    payment = asked(bank, company)
    policy = ConsentPolicy(external=External.DENY)
    item = waits(ask(bank.node, EVE, SetPolicy(company, policy, 0, "No strangers")))
    vote(bank.node, item, EVE)
    vote(bank.node, item, CLEO)
    assert stands(bank, read(vote(bank.node, item, DORA))) is ItemStatus.EXECUTED

    assert stands(bank, payment) is ItemStatus.SUPERSEDED
    assert held_and_settled(bank.node, company) == {bank.qtk: (10_000, 0)}


def test_a_guardian_signs_what_its_ward_pays(bank: Bank) -> None:
    register_ward(bank.node, WARD, CLEO)
    accepted(bank.pay("50.00", recipient=WARD.id))
    set_limits(bank.node, CLEO, limits(bank.qtk, daily=5_000), whose=WARD)
    item = waits(ask(bank.node, WARD, Pay(bank.ben.id, bank.qtk, "20.00", "")))
    assert code(vote(bank.node, item, CLEO)) == "ITEM_DRAFT"
    vote(bank.node, item, WARD)

    assert stands(bank, read(vote(bank.node, item, CLEO))) is ItemStatus.EXECUTED
    assert (held(bank, WARD), held(bank, bank.ben)) == ((3_000, 0), (2_000, 0))


def test_an_owner_agrees_to_what_widens_its_subs_rights(bank: Bank) -> None:
    register(bank.node, SUB, parent=bank.ann)
    accepted(ask(bank.node, bank.ann, SetPolicy(SUB.id, ConsentPolicy(can_send=False), 0, "")))
    item = waits(ask(bank.node, SUB, SetPolicy(SUB.id, ConsentPolicy(), 1, "Please")))
    vote(bank.node, item, SUB)

    assert item.proposal.approvers == (bank.ann.id,)
    assert stands(bank, read(vote(bank.node, item, bank.ann))) is ItemStatus.EXECUTED


def test_above_its_own_mark_somebody_confirms_by_a_second_signature(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=1_000))
    item = waits(ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "10.01", "")))

    assert stands(bank, read(vote(bank.node, item, bank.ann))) is ItemStatus.PENDING
    assert stands(bank, read(vote(bank.node, item, bank.ann))) is ItemStatus.EXECUTED
    assert held(bank, bank.ben) == (1_001, 0)


def test_what_is_held_counts_against_a_limit_until_it_comes_back(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=2_000, approval_above=1_000))
    item = waits(ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "15.00", "")))
    assert ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "5.01", "")).status >= 400

    accepted(vote(bank.node, item, bank.ann, Choice.CANCEL, "A slip"))
    accepted(ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "5.01", "")))
