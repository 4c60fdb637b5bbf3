"""Carrying out what enough have signed: payments, changes of rules, ends of freezes; what fails, and trying again."""

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.events import ItemNews
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.matters import (
    FreezeMatter,
    LimitMatter,
    PaymentMatter,
    PolicyMatter,
    Subject,
    UnfreezeMatter,
)
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Executed, ExecutionFailed, Item, ItemStatus
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.node.audit import proof
from qwallet_desktop.node.identities import SetStatus, identity
from qwallet_desktop.node.policies import limits_versions, policy_versions
from qwallet_desktop.node.transfers import transfer
from qwallet_desktop.node.voting import ExecuteItem, SignItem
from tests.node.approving import (
    Wanted,
    execute,
    held,
    item_now,
    news,
    proposed,
    read,
    signing,
    stands,
    vote,
)
from tests.node.builders import Bank, Person, accepted, ask, code, command, person, register, rows, writer_held

CLEO, DORA, SUB = person("Cleo"), person("Dora"), person("Sub")
NARROW = ConsentPolicy(can_vote=False)


@pytest.fixture(autouse=True)
def _others(bank: Bank) -> None:
    for who in (CLEO, DORA):
        register(bank.node, who)
    register(bank.node, SUB, parent=bank.ann)


def freeze(bank: Bank, who: Person) -> None:
    accepted(ask(bank.node, who, SetStatus(who.id, "FROZEN", "The phone was lost")))


def unfreeze(bank: Bank, who: Person) -> None:
    accepted(ask(bank.node, who, SetStatus(who.id, "ACTIVE", "")))


def failed(bank: Bank) -> Item:
    """Let a payment be agreed upon whose recipient was frozen meanwhile."""
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    freeze(bank, bank.ben)
    return read(vote(bank.node, item, CLEO))


def policy(matter: ConsentPolicy, base: int = 0) -> Wanted:
    return Wanted((CLEO,), subject=Subject.POLICY_CHANGE, matter=PolicyMatter(matter, base))


def test_the_closing_names_the_payment_that_was_made(bank: Bank) -> None:
    item = read(vote(bank.node, proposed(bank, bank.ann, Wanted((CLEO,), memo="Rent, March")), CLEO))

    assert isinstance(item.closing, Executed)
    assert item.closing.transfer_id is not None
    with bank.node.read() as connection:
        made = transfer(connection, item.closing.transfer_id)
        proved = proof(connection, bank.node, item.closing.transfer_id)
    assert made is not None
    assert (made.sender, made.recipient, made.amount.units, made.memo) == (
        bank.ann.id,
        bank.ben.id,
        2_500,
        "Rent, March",
    )
    assert proved is not None
    assert proved.shows(made)


def test_between_identities_of_a_family_it_is_paid_too(bank: Bank) -> None:
    matter = PaymentMatter(SUB.id, Amount(100, 2, bank.qtk), "QTK", "")
    wanted = Wanted((CLEO,), subject=Subject.CROSS_IDENTITY_TRANSFER, matter=matter)
    vote(bank.node, proposed(bank, bank.ann, wanted), CLEO)

    assert (held(bank, bank.ann), held(bank, SUB)) == ((99_900, 0), (100, 0))


def test_what_stands_against_it_now_is_noted_and_nothing_moves(bank: Bank) -> None:
    item = failed(bank)

    assert isinstance(item.closing, ExecutionFailed)
    assert item.closing.problem.code is Code.RECIPIENT_FROZEN
    assert stands(bank, item) is ItemStatus.FAILED
    assert (held(bank, bank.ann), held(bank, bank.ben)) == ((100_000, 2_500), (0, 0))
    assert rows(bank.node, "SELECT * FROM transfers WHERE kind = 'TRANSFER'") == []


def test_that_it_failed_is_news_to_its_initiator(bank: Bank) -> None:
    item = failed(bank)
    assert news(bank, bank.ann)[-1] == ItemNews(item.proposal, ItemStatus.FAILED, CLEO.id, "", bank.clock())


@pytest.mark.parametrize("initiates", [True, False])
def test_what_failed_is_tried_again_by_those_concerned(bank: Bank, *, initiates: bool) -> None:
    item = failed(bank)
    unfreeze(bank, bank.ben)

    again = read(execute(bank.node, item, bank.ann if initiates else CLEO))

    assert stands(bank, again) is ItemStatus.EXECUTED
    assert (held(bank, bank.ann), held(bank, bank.ben)) == ((97_500, 0), (2_500, 0))


def test_trying_again_in_vain_keeps_the_hold_and_says_why(bank: Bank) -> None:
    item = failed(bank)
    bank.clock.forward(hours=1)

    again = read(execute(bank.node, item, bank.ann))

    assert isinstance(again.closing, ExecutionFailed)
    assert again.closing.at == bank.clock()
    assert held(bank, bank.ann) == (100_000, 2_500)


def test_a_frozen_key_does_not_try_again(bank: Bank) -> None:
    item = failed(bank)
    freeze(bank, CLEO)
    unfreeze(bank, bank.ben)

    assert code(execute(bank.node, item, CLEO)) == "IDENTITY_FROZEN"
    assert stands(bank, item) is ItemStatus.FAILED


def test_that_the_same_still_stands_against_it_is_no_news(bank: Bank) -> None:
    item = failed(bank)
    told = news(bank, bank.ann)
    for _ in range(3):
        accepted(execute(bank.node, item, CLEO))

    assert news(bank, bank.ann) == told


def test_that_something_else_stands_against_it_is_news(bank: Bank) -> None:
    item = failed(bank)
    freeze(bank, bank.ann)
    accepted(execute(bank.node, item, CLEO))

    assert [one.status for one in news(bank, bank.ann)].count(ItemStatus.FAILED) == 2


def test_trying_again_takes_more_of_a_commit_than_a_signature() -> None:
    again, signature = command(CLEO, ExecuteItem("ms_1")), command(CLEO, SignItem("ms_1", Choice.SIGN, "", ""))

    assert again.weight > signature.weight


def test_trying_again_what_was_carried_out_changes_nothing(bank: Bank) -> None:
    item = read(vote(bank.node, proposed(bank, bank.ann, Wanted((CLEO,))), CLEO))

    assert read(execute(bank.node, item, bank.ann)) == item
    assert held(bank, bank.ben) == (2_500, 0)


def test_two_who_try_again_at_once_pay_once(bank: Bank) -> None:
    item = failed(bank)
    unfreeze(bank, bank.ben)

    with writer_held(bank):
        futures = [
            bank.node.writer.submit(command(who, ExecuteItem(item.proposal.item_id))) for who in (bank.ann, CLEO)
        ]
    first, second = (read(future.result(30)) for future in futures)

    assert first == second
    assert held(bank, bank.ben) == (2_500, 0)


@pytest.mark.parametrize("signed", [False, True])
def test_what_is_not_agreed_upon_is_not_carried_out(bank: Bank, *, signed: bool) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO, DORA), required=2))
    if signed:
        vote(bank.node, item, CLEO)
    reply = execute(bank.node, item, bank.ann)

    assert code(reply) == "SIGNATURES_MISSING"
    assert reply.problem is not None
    assert reply.problem.facts == {"signed": str(int(signed)), "required": "2"}


def test_who_is_not_concerned_does_not_carry_out(bank: Bank) -> None:
    assert code(execute(bank.node, failed(bank), DORA)) == "ITEM_UNKNOWN"


def test_what_failed_can_be_taken_back_but_not_signed_any_more(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO, DORA), required=1))
    freeze(bank, bank.ben)
    vote(bank.node, item, CLEO)

    assert code(vote(bank.node, item, DORA)) == "ITEM_CLOSED"
    cancelled = read(vote(bank.node, item, bank.ann, Choice.CANCEL, "No more"))
    assert (stands(bank, cancelled), held(bank, bank.ann)) == (ItemStatus.CANCELLED, (100_000, 0))
    assert code(execute(bank.node, item, bank.ann)) == "ITEM_CLOSED"


def test_what_failed_expires_with_what_is_held_for_it(bank: Bank) -> None:
    item = failed(bank)
    bank.clock.forward(hours=72)

    assert code(execute(bank.node, item, bank.ann)) == "ITEM_EXPIRED"
    assert held(bank, bank.ann) == (100_000, 0)


def test_a_change_of_policy_comes_into_force_and_supersedes_all_but_itself(bank: Bank) -> None:
    payment = proposed(bank, bank.ann, Wanted((CLEO,)))
    change = read(vote(bank.node, proposed(bank, bank.ann, policy(NARROW)), CLEO))

    assert [stands(bank, one) for one in (payment, change)] == [ItemStatus.SUPERSEDED, ItemStatus.EXECUTED]
    assert held(bank, bank.ann) == (100_000, 0)
    with bank.node.read() as connection:
        ann = identity(connection, bank.ann.id)
        assert ann is not None
        newest_policy = policy_versions(connection, ann)[0]
    assert (newest_policy.version, newest_policy.policy, newest_policy.by) == (1, NARROW, bank.ann.id)


def test_a_policy_that_was_written_from_another_one_does_not_come_into_force(bank: Bank) -> None:
    change = read(vote(bank.node, proposed(bank, bank.ann, policy(NARROW, base=7)), CLEO))

    assert isinstance(change.closing, ExecutionFailed)
    assert change.closing.problem.code is Code.VERSION_CHANGED
    assert rows(bank.node, "SELECT * FROM policies") == []


def test_a_refused_change_of_rules_supersedes_nothing(bank: Bank) -> None:
    payment = proposed(bank, bank.ann, Wanted((CLEO,)))
    vote(bank.node, proposed(bank, bank.ann, policy(NARROW, base=7)), CLEO)
    assert stands(bank, payment) is ItemStatus.PENDING


def test_limits_come_into_force(bank: Bank) -> None:
    limits = Limits(max_transactions_per_hour=5)
    matter = LimitMatter(LimitScope.IDENTITY, limits, 0)
    wanted = Wanted((CLEO,), subject=Subject.LIMIT_CHANGE, matter=matter)
    change = read(vote(bank.node, proposed(bank, bank.ann, wanted), CLEO))

    assert stands(bank, change) is ItemStatus.EXECUTED
    with bank.node.read() as connection:
        ann = identity(connection, bank.ann.id)
        assert ann is not None
        assert limits_versions(connection, ann, LimitScope.IDENTITY)[0].limits == limits


def unfreezing(who: Person) -> Wanted:
    matter = UnfreezeMatter("The phone was lost")
    return Wanted((CLEO,), whose=who, subject=Subject.UNFREEZE, matter=matter, reason="Found")


def test_a_freeze_ends_and_what_else_was_to_end_it_does_not_end_the_next(bank: Bank) -> None:
    freeze(bank, bank.ben)
    first, second = (proposed(bank, DORA, unfreezing(bank.ben)) for _ in range(2))
    vote(bank.node, first, CLEO)

    assert rows(bank.node, "SELECT status FROM identities WHERE id = :id", id=bank.ben.id) == [{"status": "ACTIVE"}]
    freeze(bank, bank.ben)
    assert code(vote(bank.node, second, CLEO)) == "ITEM_SUPERSEDED"


def freezing(who: Person) -> Wanted:
    return Wanted((CLEO,), whose=who, subject=Subject.FREEZE, matter=FreezeMatter(), reason="Lost")


def test_a_freeze_that_ended_otherwise_is_not_ended_again(bank: Bank) -> None:
    freeze(bank, bank.ben)
    item = proposed(bank, DORA, unfreezing(bank.ben))
    unfreeze(bank, bank.ben)
    assert code(vote(bank.node, item, CLEO)) == "ITEM_SUPERSEDED"


def test_who_was_frozen_otherwise_is_not_frozen_again(bank: Bank) -> None:
    item = proposed(bank, DORA, freezing(bank.ben))
    freeze(bank, bank.ben)
    assert code(vote(bank.node, item, CLEO)) == "ITEM_SUPERSEDED"


@pytest.mark.parametrize("is_frozen", [True, False])
def test_what_has_come_about_already_is_not_carried_out(bank: Bank, *, is_frozen: bool) -> None:
    if is_frozen:
        freeze(bank, bank.ben)
    item = proposed(bank, DORA, (freezing if is_frozen else unfreezing)(bank.ben))
    done = read(vote(bank.node, item, CLEO))
    assert isinstance(done.closing, ExecutionFailed)
    assert done.closing.problem.code is Code.STATUS_UNCHANGED


def test_a_deciding_signature_given_again_gives_the_answer_of_then(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    asked = command(CLEO, signing(bank.node, item, CLEO))
    replies = [bank.node.writer.submit(asked).result(30) for _ in range(2)]

    assert replies[0].body == replies[1].body
    assert held(bank, bank.ben) == (2_500, 0)
    assert item_now(bank.node, item.proposal.item_id) == read(replies[1])
