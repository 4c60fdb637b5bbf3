"""Opening items, what is held for them, how they are numbered and told, and what a change of rules does to them."""

from datetime import timedelta

import pytest

from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.events import BalanceChanged, ItemChanged, ItemNews
from qwallet_desktop.domain.item_status import status
from qwallet_desktop.domain.matters import Subject, UnfreezeMatter
from qwallet_desktop.domain.messages import canonical
from qwallet_desktop.domain.multisig import Item, ItemStatus, payload
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.multisig import open_item, open_items, supersede, waiting
from tests.node.approving import Wanted, held, in_a_turn, item_now, newest, opened, proposed, told, vote
from tests.node.builders import Bank, person, register, rows

CLEO, DORA = person("Cleo"), person("Dora")


@pytest.fixture(autouse=True)
def _others(bank: Bank) -> None:
    register(bank.node, CLEO)
    register(bank.node, DORA)


def test_an_opened_item_is_a_draft_that_says_all_of_it(bank: Bank) -> None:
    item = opened(bank, bank.ann, Wanted((CLEO, DORA), required=2, reason="It is due"))
    proposal = item.proposal

    assert status(item, bank.clock()) is ItemStatus.DRAFT
    assert (proposal.initiator, proposal.approvers, proposal.required) == (bank.ann.id, (CLEO.id, DORA.id), 2)
    assert (proposal.opened_at, proposal.expires_at) == (bank.clock(), bank.clock() + timedelta(hours=72))
    assert (proposal.policy_version, proposal.charter_version, proposal.reason) == (0, 0, "It is due")
    assert item_now(bank.node, proposal.item_id) == item


def test_what_is_proposed_is_held_and_can_not_be_spent(bank: Bank) -> None:
    opened(bank, bank.ann, Wanted((CLEO,), units=99_000))

    assert held(bank, bank.ann) == (100_000, 99_000)
    assert bank.pay("10.01").problem is not None
    assert bank.pay("10.00").problem is None


def test_what_is_not_there_can_not_be_held_and_nothing_is_opened(bank: Bank) -> None:
    with pytest.raises(Refused) as caught:
        opened(bank, bank.ann, Wanted((CLEO,), units=100_001))

    assert caught.value.problem.code is Code.INSUFFICIENT_FUNDS
    assert rows(bank.node, "SELECT * FROM items") == []
    assert held(bank, bank.ann) == (100_000, 0)


@pytest.mark.parametrize("approvers", [("ann", "ben"), ("ben",)])
def test_an_item_that_could_never_be_agreed_upon_is_not_opened(bank: Bank, approvers: tuple[str, ...]) -> None:
    people = tuple({"ann": bank.ann, "ben": bank.ben}[one] for one in approvers)
    with pytest.raises(Refused) as caught:
        opened(bank, bank.ann, Wanted(people, required=2))

    assert caught.value.problem.code is Code.APPROVERS_TOO_FEW
    assert caught.value.problem.facts == {"approvers": "1", "required": "2"}


def test_items_are_numbered_for_each_identity(bank: Bank) -> None:
    numbers = [opened(bank, bank.ann, Wanted((CLEO,))).proposal.number for _ in range(3)]
    of_cleo = Wanted((DORA,), whose=CLEO, matter=UnfreezeMatter(""), subject=Subject.UNFREEZE)

    assert numbers == [1, 2, 3]
    assert opened(bank, CLEO, of_cleo).proposal.number == 1


def test_several_items_of_one_commit_have_numbers_of_their_own(bank: Bank) -> None:
    def work(turn: Turn) -> list[int]:
        return [
            open_item(
                turn,
                turn.actor,
                Subject.UNFREEZE,
                UnfreezeMatter(""),
                reason="",
                approval=Approval((CLEO.id,), 1),
                initiator_counts=False,
            ).proposal.number
            for _ in range(2)
        ]

    assert in_a_turn(bank.node, bank.ann.id, work) == [1, 2]


def test_a_draft_is_told_to_its_initiator_but_not_to_its_approvers(bank: Bank) -> None:
    before = newest(bank)
    item = opened(bank, bank.ann, Wanted((CLEO,)))

    facts = [event.fact for event in told(bank, bank.ann, after=before)]
    assert [type(fact) for fact in facts] == [BalanceChanged, ItemChanged]
    assert facts[1] == ItemChanged(item)
    assert told(bank, CLEO, after=before) == []


def test_a_hold_is_told_with_the_balance_after_it(bank: Bank) -> None:
    before = newest(bank)
    opened(bank, bank.ann, Wanted((CLEO,)))
    bank.pay("1.00")
    opened(bank, bank.ann, Wanted((CLEO,)))

    changes = {
        event.sequence: event.fact.balance
        for event in told(bank, bank.ann, after=before)
        if isinstance(event.fact, BalanceChanged)
    }
    assert [(one.settled.units, one.held.units) for one in changes.values()] == [(100_000, 2_500), (99_900, 5_000)]
    assert [one.sequence for one in changes.values()] == list(changes)


def test_once_the_initiator_has_signed_each_approver_is_told_and_it_is_news_to_them(bank: Bank) -> None:
    before = newest(bank)
    item = proposed(bank, bank.ann, Wanted((CLEO, DORA), reason="It is due"))

    for approver in (CLEO, DORA):
        changed, news = (event.fact for event in told(bank, approver, after=before))
        assert changed == ItemChanged(item)
        assert news == ItemNews(item.proposal, ItemStatus.PENDING, bank.ann.id, "It is due", bank.clock())


def test_an_item_of_a_group_is_told_to_the_group_too(bank: Bank) -> None:
    before = newest(bank)
    opened(bank, bank.ann, Wanted((CLEO,), whose=bank.ben, matter=UnfreezeMatter(""), subject=Subject.UNFREEZE))

    assert [event.identity_id for event in told(bank, bank.ann, bank.ben, after=before)] == [bank.ben.id, bank.ann.id]


def test_an_event_shows_the_item_as_it_is_now(bank: Bank) -> None:
    before = newest(bank)
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    vote(bank.node, item, CLEO)

    changed = [one.fact.item for one in told(bank, bank.ann, after=before) if isinstance(one.fact, ItemChanged)]
    assert set(changed) == {item_now(bank.node, item.proposal.item_id)}


def test_rules_that_change_supersede_what_is_open_and_free_what_is_held(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    executed = proposed(bank, bank.ann, Wanted((CLEO,)))
    vote(bank.node, executed, CLEO)

    closed = in_a_turn(bank.node, bank.ann.id, lambda turn: supersede(turn, turn.actor))

    assert [one.proposal.item_id for one in closed] == [item.proposal.item_id]
    assert status(item_now(bank.node, item.proposal.item_id), bank.clock()) is ItemStatus.SUPERSEDED
    assert held(bank, bank.ann) == (97_500, 0)


def test_what_others_have_open_is_not_superseded(bank: Bank) -> None:
    proposed(bank, bank.ann, Wanted((CLEO,)))
    assert in_a_turn(bank.node, bank.ben.id, lambda turn: supersede(turn, turn.actor)) == ()
    assert held(bank, bank.ann) == (100_000, 2_500)


def test_what_was_superseded_is_news_to_its_initiator(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    before = newest(bank)
    in_a_turn(bank.node, bank.ann.id, lambda turn: supersede(turn, turn.actor))

    news = [event.fact for event in told(bank, bank.ann, after=before) if isinstance(event.fact, ItemNews)]
    assert news == [ItemNews(item.proposal, ItemStatus.SUPERSEDED, None, "", bank.clock())]


def test_open_items_are_those_that_a_commit_left_open(bank: Bank) -> None:
    items = [opened(bank, bank.ann, Wanted((CLEO,))) for _ in range(3)]

    def work(turn: Turn) -> tuple[list[Item], list[Item]]:
        found = [row.item for row in open_items(turn.working, turn.actor)]
        supersede(turn, turn.actor)
        return found, [row.item for row in open_items(turn.working, turn.actor)]

    assert in_a_turn(bank.node, bank.ann.id, work) == (items, [])


def test_an_answer_that_something_waits_keeps_its_whole_proposal_in_the_log(bank: Bank) -> None:
    item = opened(bank, bank.ann, Wanted((CLEO,)))
    answer = waiting(item)

    assert (answer.status, answer.body) == (202, item)
    assert answer.payload["proposal"] == payload(item.proposal)
    assert canonical(answer.payload)
