"""Records tell whoever may see an item no more of others than the checks of it need."""

from collections.abc import Callable

import pytest

from qwallet_desktop.domain.checks import Anchors, Verdict
from qwallet_desktop.domain.groups import Charter, Member, Role
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.messages import Successor
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.node import items
from qwallet_desktop.node.charters import ChangeCharter
from qwallet_desktop.node.item_records import record
from qwallet_desktop.node.succession import Succeed
from qwallet_desktop.node.transfers import Pay
from tests.node.approving import read, vote
from tests.node.builders import Bank, Person, accepted, ask, person, register
from tests.node.ruled import found, limits, register_ward, set_limits
from tests.node.together import CLEO, DORA, EVE, SIGNERS, open_company, opened

NEW, WARD, SUB, NEXT = person("New"), person("Ward"), person("Sub"), person("Next")
MEMBERS = tuple(Member(who.id, roles) for who, roles in SIGNERS.items())


@pytest.fixture
def read_by(bank: Bank) -> Callable[[Person, Item], ItemRecord]:
    """Read a record as somebody who may read nothing else of whose item it is; all of it must hold."""

    def told(reader: Person, item: Item) -> ItemRecord:
        with bank.node.read() as connection:
            row = items.visible_row(connection, item.proposal.item_id, [reader.id], lambda _: False)
            assert row is not None
            kept = record(connection, bank.node, row)
        anchors = Anchors(bank.node.node_id, kept.item.proposal.identity_id, bank.node.public_key.hex())
        found = check_record(kept, bank.node.node_id, anchors)
        assert [one for one in found if one.verdict is not Verdict.HOLDS] == []
        return kept

    return told


def change(bank: Bank, company: IdentityId, charter: Charter, base: int = 1) -> Item:
    item = opened(ask(bank.node, EVE, ChangeCharter(company, charter, base, "A secret reason")))
    return read(vote(bank.node, item, EVE))


def ward_pays(bank: Bank, guardian: Person) -> Item:
    register_ward(bank.node, WARD, guardian)
    accepted(bank.pay("50.00", recipient=WARD.id))
    set_limits(bank.node, guardian, limits(bank.qtk, daily=5_000), whose=WARD)
    item = opened(ask(bank.node, WARD, Pay(bank.ben.id, bank.qtk, "20.00", "")))
    return read(vote(bank.node, item, WARD))


def test_who_would_not_join_is_not_told_what_became_of_the_group(
    bank: Bank, read_by: Callable[[Person, Item], ItemRecord]
) -> None:
    company = open_company(bank)
    register(bank.node, NEW)
    item = change(bank, company, Charter((*MEMBERS, Member(NEW.id, (Role.SIGNER,))), 2))
    accepted(vote(bank.node, item, NEW, Choice.REJECT, "No"))
    later = change(bank, company, Charter(MEMBERS, 1))
    for who in (CLEO, DORA):
        accepted(vote(bank.node, later, who))
    group = read_by(NEW, item).group

    assert group is not None
    assert (group.version, group.changes, group.charter) == (1, (), Charter(MEMBERS, 2))


def test_a_change_that_was_carried_out_is_told_with_itself_and_none_after_it(
    bank: Bank, read_by: Callable[[Person, Item], ItemRecord]
) -> None:
    company = open_company(bank)
    first = change(bank, company, Charter(MEMBERS, 1))
    for who in (CLEO, DORA):
        accepted(vote(bank.node, first, who))
    second = change(bank, company, Charter(MEMBERS, 2), 2)
    accepted(vote(bank.node, second, CLEO))
    group = read_by(EVE, first).group

    assert group is not None
    assert (group.version, len(group.changes), group.charter.threshold) == (2, 1, 1)


def test_a_ward_is_not_told_who_owns_its_guardian(bank: Bank, read_by: Callable[[Person, Item], ItemRecord]) -> None:
    register(bank.node, SUB, parent=bank.ann)
    item = ward_pays(bank, SUB)

    assert [one.link.child for one in read_by(WARD, item).links] == [WARD.id]


def test_a_ward_is_told_by_whose_word_its_guardian_has_another_key(
    bank: Bank, read_by: Callable[[Person, Item], ItemRecord]
) -> None:
    register(bank.node, SUB, parent=bank.ann)
    register_ward(bank.node, WARD, SUB)
    succeed(bank, SUB)
    accepted(bank.pay("50.00", recipient=WARD.id))
    set_limits(bank.node, NEXT, limits(bank.qtk, daily=5_000), whose=WARD)
    item = read(vote(bank.node, opened(ask(bank.node, WARD, Pay(bank.ben.id, bank.qtk, "20.00", ""))), WARD))

    assert {one.link.parent for one in read_by(WARD, item).links} == {SUB.id, bank.ann.id}


def succeed(bank: Bank, old: Person) -> None:
    """Let Ann put a new key in the place of what she owns."""
    message = Successor(old.id, NEXT.id, bank.ann.id, bank.node.node_id).message()
    new, owner = NEXT.sign(message).hex(), bank.ann.sign(message).hex()
    accepted(ask(bank.node, bank.ann, Succeed(old.id, NEXT.id, new, None, owner)))


def test_members_are_not_told_who_guards_one_whose_owner_gave_it_another_key(
    bank: Bank, read_by: Callable[[Person, Item], ItemRecord]
) -> None:
    for who in (CLEO, DORA, EVE):
        register(bank.node, who)
    register_ward(bank.node, WARD, DORA, owner=bank.ann)
    company = found(bank.node, CLEO, {**SIGNERS, WARD: (Role.SIGNER,)}, 2)
    accepted(bank.pay("100.00", recipient=company))
    succeed(bank, WARD)
    item = read(vote(bank.node, opened(ask(bank.node, CLEO, Pay(bank.ben.id, bank.qtk, "1", "", company))), CLEO))

    assert [one.link.parent for one in read_by(EVE, item).links] == [bank.ann.id]
