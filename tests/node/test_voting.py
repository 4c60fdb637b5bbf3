"""Signing items: who may, what is refused and how, and what each signature brings about."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.events import ItemNews
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus, verify_vote
from qwallet_desktop.node.audit import proof
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.policies import put_policy
from qwallet_desktop.node.transfers import transfer
from qwallet_desktop.node.voting import SignItem
from tests.node.approving import (
    Wanted,
    held,
    in_a_turn,
    item_now,
    newest,
    news,
    opened,
    proposed,
    read,
    signing,
    stands,
    told,
    vote,
)
from tests.node.builders import Bank, Person, accepted, ask, code, command, person, register, rows, writer_held

CLEO, DORA, EVE = person("Cleo"), person("Dora"), person("Eve")
TWO = Wanted((CLEO, DORA), required=2)
REJECT, CANCEL = Choice.REJECT, Choice.CANCEL


@pytest.fixture(autouse=True)
def _others(bank: Bank) -> None:
    for who in (CLEO, DORA, EVE):
        register(bank.node, who)


def test_the_initiators_signature_makes_a_draft_a_proposal(bank: Bank) -> None:
    item = read(vote(bank.node, opened(bank, bank.ann, TWO), bank.ann))

    assert stands(bank, item) is ItemStatus.PENDING
    assert verify_vote(item, item.votes[0], bank.node.node_id)


def test_the_last_signature_that_is_needed_pays_at_once(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    waiting = read(vote(bank.node, item, CLEO))
    assert (stands(bank, waiting), held(bank, bank.ann)) == (ItemStatus.PENDING, (100_000, 2_500))

    paid = read(vote(bank.node, item, DORA))

    assert stands(bank, paid) is ItemStatus.EXECUTED
    assert (held(bank, bank.ann), held(bank, bank.ben)) == ((97_500, 0), (2_500, 0))
    assert all(verify_vote(paid, one, bank.node.node_id) for one in paid.votes)


def test_the_initiators_own_signature_counts_where_the_rules_say_so(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((bank.ann, CLEO), required=2, counts=True))
    assert stands(bank, read(vote(bank.node, item, CLEO))) is ItemStatus.EXECUTED


def test_an_initiator_that_is_the_only_approver_must_sign_a_second_time(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((bank.ann,)))
    assert stands(bank, item) is ItemStatus.PENDING

    assert stands(bank, read(vote(bank.node, item, bank.ann))) is ItemStatus.EXECUTED


def test_its_first_signature_does_not_pass_for_the_second(bank: Bank) -> None:
    draft = opened(bank, bank.ann, Wanted((bank.ann,)))
    first = signing(bank.node, draft, bank.ann)
    accepted(ask(bank.node, bank.ann, first))

    assert code(ask(bank.node, bank.ann, first)) == "SIGNATURE_WRONG"
    assert stands(bank, draft) is ItemStatus.PENDING


@pytest.mark.parametrize("who", [CLEO, EVE], ids=["approver", "stranger"])
def test_a_draft_is_not_there_for_others(bank: Bank, who: Person) -> None:
    assert code(vote(bank.node, opened(bank, bank.ann, TWO), who)) == "ITEM_UNKNOWN"


def test_an_item_that_is_not_there_is_unknown(bank: Bank) -> None:
    assert code(ask(bank.node, bank.ann, SignItem("ms_0", Choice.SIGN, "00" * 64, ""))) == "ITEM_UNKNOWN"


def test_a_stranger_to_an_item_does_not_hear_that_it_is_there(bank: Bank) -> None:
    assert code(vote(bank.node, proposed(bank, bank.ann, TWO), EVE)) == "ITEM_UNKNOWN"


def test_who_may_read_an_identity_but_not_agree_for_it_is_told_so(bank: Bank) -> None:
    item = proposed(bank, bank.ann, replace(TWO, whose=bank.ann))
    assert code(vote(bank.node, item, bank.ann)) == "NOT_AN_APPROVER"


def test_each_signs_once_whatever_it_signed(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    accepted(vote(bank.node, item, CLEO))

    assert code(vote(bank.node, item, CLEO)) == "ALREADY_SIGNED"
    assert code(vote(bank.node, item, CLEO, REJECT, "No")) == "ALREADY_SIGNED"


def test_the_same_signature_under_the_same_request_id_gives_the_same_answer(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    asked = command(CLEO, signing(bank.node, item, CLEO))
    first = bank.node.writer.submit(asked).result(30)
    accepted(vote(bank.node, item, DORA))
    again = bank.node.writer.submit(asked).result(30)

    assert (again.status, again.body, again.replayed) == (first.status, first.body, True)
    assert len(item_now(bank.node, item.proposal.item_id).votes) == 3


def test_a_signature_over_something_else_is_wrong(bank: Bank) -> None:
    item, other = proposed(bank, bank.ann, TWO), proposed(bank, bank.ann, TWO)
    of_other = replace(signing(bank.node, other, CLEO), item_id=item.proposal.item_id)
    rejecting = replace(signing(bank.node, item, CLEO, REJECT, "No"), reason="Yes")

    assert code(ask(bank.node, CLEO, of_other)) == "SIGNATURE_WRONG"
    assert code(ask(bank.node, CLEO, rejecting)) == "SIGNATURE_WRONG"
    assert code(ask(bank.node, DORA, signing(bank.node, item, CLEO))) == "SIGNATURE_WRONG"


@pytest.mark.parametrize("choice", [REJECT, CANCEL])
@pytest.mark.parametrize("reason", ["", "  \u200b", "x" * 281])
def test_rejecting_and_taking_back_need_a_reason(bank: Bank, choice: Choice, reason: str) -> None:
    item = proposed(bank, bank.ann, Wanted((bank.ann,)))
    assert code(vote(bank.node, item, bank.ann, choice, reason)) == "MEMO_INVALID"


def test_a_reason_that_nobody_signs_is_refused(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    assert code(vote(bank.node, item, CLEO, Choice.SIGN, "Gladly")) == "MALFORMED"


def test_a_reason_is_kept_as_it_was_signed_without_its_tricks(bank: Bank) -> None:
    item = read(vote(bank.node, proposed(bank, bank.ann, TWO), CLEO, REJECT, " Too \u202e much "))

    assert item.votes[-1].reason == "Too much"
    assert verify_vote(item, item.votes[-1], bank.node.node_id)


def test_it_is_rejected_once_enough_can_not_agree_any_more(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO, DORA, EVE), required=2))
    assert stands(bank, read(vote(bank.node, item, CLEO, REJECT, "No"))) is ItemStatus.PENDING
    assert held(bank, bank.ann) == (100_000, 2_500)

    assert stands(bank, read(vote(bank.node, item, DORA, REJECT, "No"))) is ItemStatus.REJECTED
    assert held(bank, bank.ann) == (100_000, 0)


def test_its_initiator_takes_it_back_and_what_was_held_is_free(bank: Bank) -> None:
    item = read(vote(bank.node, proposed(bank, bank.ann, TWO), bank.ann, CANCEL, "Not needed"))

    assert stands(bank, item) is ItemStatus.CANCELLED
    assert held(bank, bank.ann) == (100_000, 0)


def test_a_draft_can_be_taken_back_too(bank: Bank) -> None:
    item = read(vote(bank.node, opened(bank, bank.ann, TWO), bank.ann, CANCEL, "A slip"))
    assert (stands(bank, item), held(bank, bank.ann)) == (ItemStatus.CANCELLED, (100_000, 0))


def test_an_approver_may_not_take_back_what_another_asked_for(bank: Bank) -> None:
    assert code(vote(bank.node, proposed(bank, bank.ann, TWO), CLEO, CANCEL, "Mine")) == "NOT_PERMITTED"


def done(bank: Bank, item: Item) -> None:
    accepted(vote(bank.node, item, CLEO))


def rejected(bank: Bank, item: Item) -> None:
    accepted(vote(bank.node, item, CLEO, REJECT, "No"))


def taken_back(bank: Bank, item: Item) -> None:
    accepted(vote(bank.node, item, bank.ann, CANCEL, "No"))


def expired(bank: Bank, _item: Item) -> None:
    bank.clock.forward(hours=72)


def superseded(bank: Bank, _item: Item) -> None:
    in_a_turn(bank.node, bank.ann.id, lambda turn: put_policy(turn, turn.actor, ConsentPolicy(can_vote=False), ""))


@pytest.mark.parametrize(
    ("end", "refusal"),
    [
        (done, "ITEM_CLOSED"),
        (rejected, "ITEM_CLOSED"),
        (taken_back, "ITEM_CLOSED"),
        (expired, "ITEM_EXPIRED"),
        (superseded, "ITEM_SUPERSEDED"),
    ],
)
@pytest.mark.parametrize("choice", Choice)
def test_nothing_is_signed_of_what_has_ended(
    bank: Bank, end: Callable[[Bank, Item], None], refusal: str, choice: Choice
) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    end(bank, item)
    who = bank.ann if choice is CANCEL else CLEO

    assert code(vote(bank.node, item, who, choice, "" if choice is Choice.SIGN else "Why not")) == refusal


def test_a_frozen_approver_does_not_agree_but_may_reject(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    accepted(ask(bank.node, CLEO, SetStatus(CLEO.id, "FROZEN", "The phone was lost")))

    assert code(vote(bank.node, item, CLEO)) == "IDENTITY_FROZEN"
    assert stands(bank, read(vote(bank.node, item, CLEO, REJECT, "No"))) is ItemStatus.REJECTED


def test_an_approver_whose_policy_does_not_let_it_sign_does_not(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    in_a_turn(bank.node, CLEO.id, lambda turn: put_policy(turn, turn.actor, ConsentPolicy(can_sign=False), ""))

    assert code(vote(bank.node, item, CLEO)) == "SIGNING_OFF"


@pytest.mark.parametrize(("choice", "became"), [(Choice.SIGN, ItemStatus.EXECUTED), (REJECT, ItemStatus.REJECTED)])
def test_what_others_made_of_it_is_news_to_its_initiator(bank: Bank, choice: Choice, became: ItemStatus) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    before, reason = newest(bank), "Too much" if choice is REJECT else ""
    vote(bank.node, item, CLEO, choice, reason)

    assert news(bank, bank.ann, before) == [ItemNews(item.proposal, became, CLEO.id, reason, bank.clock())]


def test_what_the_initiator_did_itself_is_no_news_to_it(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    vote(bank.node, item, bank.ann, CANCEL, "A slip")
    assert news(bank, bank.ann) == []


def test_every_signature_is_told_to_all_concerned(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    before = newest(bank)
    vote(bank.node, item, CLEO)

    assert {event.identity_id for event in told(bank, bank.ann, CLEO, DORA, EVE, after=before)} == {
        bank.ann.id,
        CLEO.id,
        DORA.id,
    }


def test_every_signature_has_its_leaf_and_the_deciding_one_proves_the_payment(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO,)))
    read(vote(bank.node, item, CLEO))

    leaves = rows(bank.node, "SELECT n, kind, actor FROM audit_leaves ORDER BY n DESC LIMIT 2")
    assert [(leaf["kind"], leaf["actor"]) for leaf in leaves] == [("SIGN_ITEM", CLEO.id), ("SIGN_ITEM", bank.ann.id)]
    paid = rows(bank.node, "SELECT id, leaf_n FROM transfers ORDER BY n DESC LIMIT 1")[0]
    assert paid["leaf_n"] == leaves[0]["n"]
    with bank.node.read() as connection:
        shown, moved = proof(connection, bank.node, paid["id"]), transfer(connection, paid["id"])
    assert shown is not None
    assert moved is not None
    assert shown.shows(moved)


def test_what_was_refused_has_its_leaf_too(bank: Bank) -> None:
    item = proposed(bank, bank.ann, TWO)
    vote(bank.node, item, CLEO, CANCEL, "Mine")
    assert rows(bank.node, "SELECT kind FROM audit_leaves ORDER BY n DESC LIMIT 1") == [{"kind": "SIGN_ITEM_REFUSED"}]


def test_both_last_signatures_in_one_commit_pay_once(bank: Bank) -> None:
    item = proposed(bank, bank.ann, Wanted((CLEO, DORA), required=1))
    asks = [command(who, signing(bank.node, item, who)) for who in (CLEO, DORA)]
    with writer_held(bank):
        futures = [bank.node.writer.submit(one) for one in asks]
    replies = [future.result(30) for future in futures]

    assert [replies[0].status, code(replies[1])] == [200, "ITEM_CLOSED"]
    assert (held(bank, bank.ann), held(bank, bank.ben)) == ((97_500, 0), (2_500, 0))
