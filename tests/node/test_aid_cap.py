"""What an AID holds can't be found out by asking: only a payment that is made learns whether there is room for it."""

import json
from dataclasses import dataclass

import pytest

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.identities import AID_CAP
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.closing import Close
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.writer import Reply
from tests.node.builders import Bank, ask, code, issue, pay, person, register
from tests.node.ruled import foreseen, limits, register_aid, set_limits

EMIL, DORA = person("Emil"), person("Dora")
AMOUNTS = ("0.01", "1", f"{AID_CAP - 1}", f"{AID_CAP}", f"{AID_CAP}.01", f"{AID_CAP * 2}")
EMPTY, FULL = "", f"{AID_CAP}"


@dataclass(frozen=True)
class Market:
    """A bank where Ann has plenty of a token that two AIDs take."""

    bank: Bank
    token_id: TokenId

    def pay(self, amount: str, *, expected: str = "") -> Pay:
        return Pay(EMIL.id, self.token_id, amount, "", expected=expected)

    def whole(self, *payments: Pay) -> Reply:
        return ask(self.bank.node, self.bank.ann, PayMany(BatchMode.ALL_OR_NOTHING, payments))


@pytest.fixture(params=[EMPTY, FULL], ids=["empty", "full"])
def market(bank: Bank, request: pytest.FixtureRequest) -> Market:
    """Emil holds nothing in the one case, and all that he may in the other; Dora is full in both."""
    token_id = issue(bank.node, bank.ann, "9000", symbol="MANY")
    for each in (EMIL, DORA):
        register_aid(bank.node, each, token_id)
    assert pay(bank.node, bank.ann, DORA, token_id, FULL).status == 201
    if request.param:
        assert pay(bank.node, bank.ann, EMIL, token_id, request.param).status == 201
    return Market(bank, token_id)


def test_a_preview_says_the_same_whatever_an_aid_holds(market: Market) -> None:
    previews = [foreseen(market.bank.node, market.bank.ann.id, market.pay(amount)) for amount in AMOUNTS]

    said = [(each.outcome, each.rule) for each in previews]
    allowed, denied = (Outcome.ALLOW, Rule.DEFAULT), (Outcome.DENY, Rule.AID_CAP)
    assert said == [allowed] * 4 + [denied] * 2


def test_a_payment_that_waits_is_opened_whatever_an_aid_holds(market: Market) -> None:
    bank = market.bank
    set_limits(bank.node, bank.ann, limits(market.token_id, approval_above=0))

    said = [ask(bank.node, bank.ann, market.pay(amount)).status for amount in ("1", "999")]

    assert said == [202, 202]


def test_a_payment_that_is_expected_to_wait_is_refused_for_that_whatever_an_aid_holds(market: Market) -> None:
    reply = ask(market.bank.node, market.bank.ann, market.pay("1", expected="NEEDS_APPROVAL"))

    assert code(reply) == "DECISION_CHANGED"


def test_a_payment_of_more_than_one_has_is_refused_for_that_whatever_an_aid_holds(market: Market) -> None:
    register(market.bank.node, person("Cleo"))

    reply = ask(market.bank.node, person("Cleo"), market.pay("1"))

    assert code(reply) == "INSUFFICIENT_FUNDS"


def test_a_batch_that_can_not_go_says_the_same_whatever_an_aid_holds(market: Market) -> None:
    bank = market.bank

    replies = [
        market.whole(market.pay("1"), Pay(bank.ann.id, market.token_id, "1", "")),
        market.whole(market.pay("1"), Pay(DORA.id, market.token_id, "1", "")),
        market.whole(market.pay("1"), market.pay("1000")),
    ]

    said = [(code(each), json.loads(each.body)["field"]) for each in replies]
    assert said == [
        ("SELF_TRANSFER", "payments[1].recipient"),
        ("AID_CAP_REACHED", "payments[0].amount"),
        ("AID_CAP_REACHED", "payments[1].amount"),
    ]


def test_an_aid_that_is_full_takes_nothing_by_any_way(market: Market, request: pytest.FixtureRequest) -> None:
    bank = market.bank
    full = "full" in request.node.callspec.id
    cleo = person("Cleo")
    register(bank.node, cleo)
    assert pay(bank.node, bank.ann, cleo, market.token_id, "1").status == 201
    sweep = Close(cleo.id, EMIL.id)

    said = [
        ask(bank.node, bank.ann, market.pay("1")).status,
        market.whole(market.pay("1"), market.pay("1")).status,
        ask(bank.node, cleo, sweep).status,
    ]

    assert said == ([422, 422, 422] if full else [201, 200, 200])
