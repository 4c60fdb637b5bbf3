"""Many payments that wait for others as one item: held, agreed upon, made all or none, and told one by one."""

import pytest

from qwallet_desktop.domain.audit import InclusionProof
from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.matters import BatchMatter, Subject
from qwallet_desktop.domain.multisig import Choice, Executed, ExecutionFailed, ItemStatus
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.node import audit, transfers
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.history import history
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.transfers import Pay
from tests.node.approving import execute, held, read, stands, vote
from tests.node.builders import Bank, accepted, ask, code, issue, person, rows
from tests.node.ruled import held_and_settled, limits, register_aid, set_limits
from tests.node.together import CLEO, DORA, EVE, agreed, asking, give_euro, open_company, opened, proposed, to, wages


@pytest.fixture
def company(bank: Bank) -> IdentityId:
    return open_company(bank)


@pytest.fixture
def euro(bank: Bank, company: IdentityId) -> TokenId:
    return give_euro(bank, company)


def test_one_item_tells_all_payments_in_their_order(bank: Bank, company: IdentityId, euro: TokenId) -> None:
    item = wages(bank, company, euro)

    assert (item.proposal.subject, item.proposal.required) == (Subject.BATCH, 2)
    assert isinstance(item.proposal.matter, BatchMatter)
    assert [(one.recipient, one.amount.units, one.symbol, one.memo) for one in item.proposal.matter.payments] == [
        (bank.ben.id, 1_000, "QTK", "March"),
        (DORA.id, 500, "EUR", "March"),
        (bank.ben.id, 250, "QTK", "April"),
    ]


def test_what_they_come_to_is_held_of_each_token(bank: Bank, company: IdentityId, euro: TokenId) -> None:
    wages(bank, company, euro)
    assert held_and_settled(bank.node, company) == {bank.qtk: (10_000, 1_250), euro: (5_000, 500)}


def test_all_are_made_in_the_commit_of_the_deciding_signature(bank: Bank, company: IdentityId, euro: TokenId) -> None:
    item = agreed(bank, wages(bank, company, euro))

    assert stands(bank, item) is ItemStatus.EXECUTED
    assert held_and_settled(bank.node, company) == {bank.qtk: (8_750, 0), euro: (4_500, 0)}
    assert (held(bank, bank.ben), held_and_settled(bank.node, DORA.id)) == ((1_250, 0), {euro: (500, 0)})


def test_the_closing_names_the_transfers_and_each_has_its_own_proof(
    bank: Bank, company: IdentityId, euro: TokenId
) -> None:
    item = agreed(bank, wages(bank, company, euro))

    assert isinstance(item.closing, Executed)
    assert (item.closing.transfer_id, len(set(item.closing.transfer_ids))) == (None, 3)
    leaves = set[int]()
    with bank.node.read() as connection:
        for transfer_id in item.closing.transfer_ids:
            made = transfers.transfer(connection, transfer_id)
            proof = audit.proof(connection, bank.node, transfer_id)
            assert made is not None
            assert isinstance(proof, InclusionProof)
            assert proof.shows(made)
            assert proof.leaf.tells({"itemId": item.proposal.item_id})
            leaves.add(proof.entry.index)
    assert len(leaves) == 3


def test_the_leaf_of_the_deciding_signature_names_all_transfers(bank: Bank, company: IdentityId, euro: TokenId) -> None:
    item = agreed(bank, wages(bank, company, euro))
    (kept,) = rows(
        bank.node,
        "SELECT kind, payload FROM audit_leaves JOIN audit_payloads ON leaf_n = n ORDER BY n DESC LIMIT 1",
    )

    assert isinstance(item.closing, Executed)
    named = ",".join(f'"{one}"' for one in item.closing.transfer_ids)
    assert (kept["kind"], f'"transferIds":[{named}]' in kept["payload"]) == ("SIGN_ITEM", True)


def test_both_sides_have_each_payment_in_their_history(bank: Bank, company: IdentityId, euro: TokenId) -> None:
    agreed(bank, wages(bank, company, euro))

    with bank.node.read() as connection:
        page = history(connection, company, HistoryQuery(), 0, 10)
        bens = history(connection, bank.ben.id, HistoryQuery(), 0, 10)
    assert [one.transfer.memo for one in page.entries[:3]] == ["April", "March", "March"]
    assert [one.transfer.amount.units for one in bens.entries] == [250, 1_000]


@pytest.mark.parametrize("choice", [Choice.REJECT, Choice.CANCEL])
def test_what_is_not_agreed_upon_gives_back_all_that_is_held(
    bank: Bank, company: IdentityId, euro: TokenId, choice: Choice
) -> None:
    item = wages(bank, company, euro)
    for who in (DORA, EVE) if choice is Choice.REJECT else (EVE,):
        accepted(vote(bank.node, item, who, choice, "No"))
        if stands(bank, item) is not ItemStatus.PENDING:
            break

    assert held_and_settled(bank.node, company) == {bank.qtk: (10_000, 0), euro: (5_000, 0)}
    assert rows(bank.node, "SELECT sum(payments) AS n FROM items WHERE state = 'OPEN'") == [{"n": None}]


def test_what_expires_gives_back_all_that_is_held(bank: Bank, company: IdentityId, euro: TokenId) -> None:
    item = wages(bank, company, euro)
    bank.clock.forward(hours=72)

    assert code(vote(bank.node, item, DORA)) == "ITEM_EXPIRED"
    assert held_and_settled(bank.node, company) == {bank.qtk: (10_000, 0), euro: (5_000, 0)}


def test_rules_that_change_supersede_it(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=100))
    payments = (to(bank, bank.ben, "0.50"), to(bank, bank.ben, "3.00"))
    item = opened(ask(bank.node, bank.ann, PayMany(BatchMode.ALL_OR_NOTHING, payments)))
    set_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=50))

    assert stands(bank, item) is ItemStatus.SUPERSEDED
    assert held(bank, bank.ann) == (100_000, 0)


def test_one_payment_that_asks_lets_all_wait(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=100))
    payments = (to(bank, bank.ben, "0.50"), to(bank, bank.ben, "3.00"))
    item = opened(ask(bank.node, bank.ann, PayMany(BatchMode.ALL_OR_NOTHING, payments)))

    assert (stands(bank, item), held(bank, bank.ann)) == (ItemStatus.DRAFT, (100_000, 350))


def test_payments_that_nobody_need_agree_to_are_made_at_once(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=100))
    payments = (to(bank, bank.ben, "0.50"), to(bank, bank.ben, "0.60"))

    assert accepted(ask(bank.node, bank.ann, PayMany(BatchMode.ALL_OR_NOTHING, payments)))["outcomes"]
    assert held(bank, bank.ben) == (110, 0)


def test_more_together_than_there_is_is_refused_at_its_place_and_holds_nothing(bank: Bank, company: IdentityId) -> None:
    reply = asking(bank, company, to(bank, bank.ben, "60.00"), to(bank, DORA, "60.00"))

    assert reply.problem is not None
    assert (reply.problem.code, reply.problem.field) == (Code.INSUFFICIENT_FUNDS, "payments[1].amount")
    assert held_and_settled(bank.node, company) == {bank.qtk: (10_000, 0)}
    assert rows(bank.node, "SELECT * FROM items") == []


def test_what_stands_against_one_stops_all_and_is_named_by_its_place(
    bank: Bank, company: IdentityId, euro: TokenId
) -> None:
    item = wages(bank, company, euro)
    before = rows(bank.node, "SELECT count(*) AS n FROM transfers")
    accepted(vote(bank.node, item, DORA))
    accepted(ask(bank.node, DORA, SetStatus(DORA.id, "FROZEN", "Lost")))
    failed = read(vote(bank.node, item, EVE))

    assert isinstance(failed.closing, ExecutionFailed)
    assert (failed.closing.problem.code, failed.closing.problem.field) == (
        Code.RECIPIENT_FROZEN,
        "payments[1].recipient",
    )
    assert held_and_settled(bank.node, company) == {bank.qtk: (10_000, 1_250), euro: (5_000, 500)}
    assert rows(bank.node, "SELECT count(*) AS n FROM transfers") == before


def test_what_failed_is_made_by_a_later_try_and_only_once(bank: Bank, company: IdentityId, euro: TokenId) -> None:
    item = wages(bank, company, euro)
    accepted(vote(bank.node, item, DORA))
    accepted(ask(bank.node, bank.ben, SetStatus(bank.ben.id, "FROZEN", "Lost")))
    accepted(vote(bank.node, item, EVE))
    accepted(ask(bank.node, bank.ben, SetStatus(bank.ben.id, "ACTIVE", "")))

    again = read(execute(bank.node, item, CLEO))

    assert stands(bank, again) is ItemStatus.EXECUTED
    assert read(execute(bank.node, item, CLEO)) == again
    assert held(bank, bank.ben) == (1_250, 0)


def test_what_an_aid_has_no_room_for_fails_at_the_first_payment_to_one(bank: Bank, company: IdentityId) -> None:
    aid = person("Aid")
    token = issue(bank.node, bank.ann, "3000", symbol="YEN")
    register_aid(bank.node, aid, token)
    for who, amount in ((aid.id, "990"), (company, "100")):
        accepted(ask(bank.node, bank.ann, Pay(who, token, amount, "")))
    payments = (to(bank, who, amount, token) for who, amount in ((bank.ben, "1"), (aid, "5"), (aid, "6")))
    item = proposed(bank, company, *payments)
    failed = agreed(bank, item)

    assert isinstance(failed.closing, ExecutionFailed)
    assert (failed.closing.problem.code, failed.closing.problem.field) == (Code.AID_CAP_REACHED, "payments[1].amount")
