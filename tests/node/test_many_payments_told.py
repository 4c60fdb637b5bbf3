"""Many payments that wait as one item: how limits count them, and what is told of them."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.explanations import Deed
from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.multisig import Choice, Executed, Item, ItemStatus
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.node import explanations, identities, items, transfers, waiting_payments
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.items import Asked, Viewer
from qwallet_desktop.node.notifications import notifications
from tests.node.approving import held, item_now, news, read, stands, told, vote
from tests.node.builders import Bank, accepted, ask, code, command, pay, register, rows
from tests.node.ruled import found, held_and_settled, limits, set_limits
from tests.node.together import CLEO, DORA, agreed, asking, give_euro, open_company, opened, proposed, to, wages


@pytest.fixture
def company(bank: Bank) -> IdentityId:
    return open_company(bank)


@pytest.fixture
def euro(bank: Bank, company: IdentityId) -> TokenId:
    return give_euro(bank, company)


# ------------------------------------------------------------------------------------- limits


def limited(bank: Bank, **given: int) -> None:
    """Ann confirms what is above 1.00 by a second signature, and has other limits."""
    per_hour = given.pop("per_hour", None)
    set_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=100, per_hour=per_hour, **given))


def confirmed(bank: Bank, *amounts: str) -> Item:
    payments = tuple(to(bank, bank.ben, amount) for amount in amounts)
    item = opened(ask(bank.node, bank.ann, PayMany(BatchMode.ALL_OR_NOTHING, payments)))
    accepted(vote(bank.node, item, bank.ann))
    return read(vote(bank.node, item, bank.ann))


def test_what_it_holds_is_not_counted_against_itself(bank: Bank) -> None:
    limited(bank, daily=1_000, per_hour=3)

    assert stands(bank, confirmed(bank, "2.00", "3.00", "5.00")) is ItemStatus.EXECUTED


def test_what_it_holds_is_counted_against_others(bank: Bank) -> None:
    limited(bank, daily=1_000)
    ask(
        bank.node, bank.ann, PayMany(BatchMode.ALL_OR_NOTHING, (to(bank, bank.ben, "4.00"), to(bank, bank.ben, "5.00")))
    )

    assert code(bank.pay("1.01")) == "LIMIT_EXCEEDED"
    assert code(bank.pay("1.00")).startswith("accepted")


def test_each_payment_of_it_counts_in_an_hour(bank: Bank) -> None:
    limited(bank, per_hour=3)
    what = PayMany(BatchMode.ALL_OR_NOTHING, (to(bank, bank.ben, "4.00"), to(bank, bank.ben, "5.00")))
    item = opened(ask(bank.node, bank.ann, what))

    assert code(bank.pay("0.10")).startswith("accepted")
    assert code(bank.pay("0.10")) == "TOO_MANY_PER_HOUR"
    accepted(vote(bank.node, item, bank.ann, Choice.CANCEL, "No"))
    assert code(bank.pay("0.10")).startswith("accepted")


def test_what_was_opened_and_taken_back_in_one_commit_counts_as_often_as_it_should(bank: Bank) -> None:
    limited(bank, per_hour=3)
    what = PayMany(BatchMode.ALL_OR_NOTHING, (to(bank, bank.ben, "4.00"), to(bank, bank.ben, "5.00")))
    writer = bank.node.writer
    commands = [command(bank.ann, one) for one in (what, to(bank, bank.ben, "0.10"), to(bank, bank.ben, "0.10"))]

    replies = [future.result(30) for future in [writer.submit(one) for one in commands]]

    assert [reply.status for reply in replies[:2]] == [202, 201]
    assert code(replies[2]) == "TOO_MANY_PER_HOUR"


def test_more_than_may_go_together_is_refused_at_its_place(bank: Bank) -> None:
    limited(bank, daily=800)
    payments = tuple(to(bank, bank.ben, amount) for amount in ("4.00", "4.00", "0.01"))
    reply = ask(bank.node, bank.ann, PayMany(BatchMode.ALL_OR_NOTHING, payments))

    assert reply.problem is not None
    assert (reply.problem.code, reply.problem.field) == (Code.LIMIT_EXCEEDED, "payments[2].amount")


# ------------------------------------------------------------------------------------- telling


def test_why_they_wait_is_told_once_and_of_each_payment_that_was_made(
    bank: Bank, company: IdentityId, euro: TokenId
) -> None:
    item = agreed(bank, wages(bank, company, euro))

    with bank.node.read() as connection:
        acme = identities.identity(connection, company)
        assert acme is not None
        page = explanations.page(connection, acme, "", 10)
    deeds = [(one.deed, one.item_id, one.rule) for one in page.decisions]
    assert deeds == [(Deed.MADE, item.proposal.item_id, "GROUP_SIGNERS")] * 3 + [
        (Deed.OPENED, item.proposal.item_id, "GROUP_SIGNERS")
    ]


def test_why_one_of_them_was_made_is_told_by_its_transfer(bank: Bank, company: IdentityId, euro: TokenId) -> None:
    item = agreed(bank, wages(bank, company, euro))
    assert isinstance(item.closing, Executed)

    with bank.node.read() as connection:
        made = transfers.transfer(connection, item.closing.transfer_ids[1])
        assert made is not None
        past = explanations.of_transfer(connection, made)
    assert (past.by, past.recipient, past.memo, past.item_id) == (CLEO.id, DORA.id, "March", item.proposal.item_id)


def test_its_approvers_and_its_initiator_hear_of_it_as_of_any_item(
    bank: Bank, company: IdentityId, euro: TokenId
) -> None:
    item = agreed(bank, wages(bank, company, euro))

    assert [(one.proposal, one.status) for one in news(bank, DORA)] == [(item.proposal, ItemStatus.PENDING)]
    assert [one.status for one in news(bank, CLEO)] == [ItemStatus.EXECUTED]
    assert told(bank, bank.ben)[-1].identity_id == bank.ben.id


def test_what_is_too_long_to_be_shown_whole_is_refused_and_says_how_many_fit(
    bank: Bank, company: IdentityId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_payments, "LARGEST_MATTER", 600)
    reply = asking(bank, company, *(to(bank, bank.ben, "1.00", memo="Rent") for _ in range(4)))

    assert reply.problem is not None
    assert (reply.problem.code, reply.problem.facts) == (Code.TOO_MANY_PAYMENTS, {"count": "4", "most": "2"})
    assert held_and_settled(bank.node, company) == {bank.qtk: (10_000, 0)}


def test_a_payment_that_was_expected_otherwise_stops_all(bank: Bank, company: IdentityId) -> None:
    expecting = replace(to(bank, bank.ben, "1.00"), expected="ALLOW")
    reply = asking(bank, company, to(bank, bank.ben, "1.00"), expecting)

    assert reply.problem is not None
    assert (reply.problem.code, reply.problem.field) == (Code.DECISION_CHANGED, "payments[1]")


def test_the_same_request_again_opens_no_second_item(bank: Bank, company: IdentityId) -> None:
    asked = command(CLEO, PayMany(BatchMode.ALL_OR_NOTHING, (to(bank, bank.ben, "1.00"),), company))
    first, second = (bank.node.writer.submit(asked).result(30) for _ in range(2))

    assert (first.body, second.replayed) == (second.body, True)
    assert len(rows(bank.node, "SELECT * FROM items")) == 1


def test_a_slice_of_items_is_short_where_each_tells_of_many_payments(
    bank: Bank, company: IdentityId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "MOST_PAYMENTS", 5)
    payments = [to(bank, bank.ben, "0.01") for _ in range(3)]
    ids = [proposed(bank, company, *payments).proposal.item_id for _ in range(3)]
    long = proposed(bank, company, *payments, *payments).proposal.item_id
    viewer = Viewer([CLEO.id], [])

    with bank.node.read() as connection:
        first = items.page(connection, viewer, Asked())
        second = items.page(connection, viewer, Asked(cursor=first.next))
        told = notifications(connection, DORA.id, "", 10)
        rest = notifications(connection, DORA.id, told.next, 10)
    assert [[one.proposal.item_id for one in page.items] for page in (first, second)] == [[long], [ids[2]]]
    assert [len(told.entries), len(rest.entries)] == [1, 1]


def test_a_thousand_payments_are_made_by_one_signature(bank: Bank, company: IdentityId) -> None:
    payments = tuple(to(bank, (bank.ben, DORA)[n % 2], "0.01", memo=f"Wage {n}") for n in range(1_000))
    item = agreed(bank, proposed(bank, company, *payments))

    assert isinstance(item.closing, Executed)
    assert len(item.closing.transfer_ids) == 1_000
    assert (held(bank, bank.ben), held(bank, DORA)) == ((500, 0), (500, 0))
    assert item_now(bank.node, item.proposal.item_id) == item


def test_a_group_of_which_nobody_else_need_agree_pays_at_once(bank: Bank) -> None:
    register(bank.node, CLEO)
    founded = found(bank.node, CLEO, {CLEO: (Role.INITIATOR, Role.SIGNER, Role.ADMIN)}, 1, initiator_counts=True)
    accepted(bank.pay("10.00", recipient=founded))

    assert asking(bank, founded, to(bank, bank.ben, "1.00")).status == 200


def test_who_pays_for_itself_names_no_sender(bank: Bank) -> None:
    register(bank.node, DORA)
    accepted(pay(bank.node, bank.ann, DORA, bank.qtk, "5"))
    assert ask(bank.node, DORA, PayMany(BatchMode.ALL_OR_NOTHING, (to(bank, bank.ben, "1.00"),))).status == 200
