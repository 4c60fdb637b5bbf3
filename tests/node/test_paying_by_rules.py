"""Payments under rules at the node: what waits and what is refused, what is held, and what is paid in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.identities import AID_CAP, IdentityType
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.domain.multisig import Choice, Executed, ExecutionFailed, Item
from qwallet_desktop.node.identities import SetStatus
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.writer import Reply
from qwallet_desktop.wire.shapes import adapter
from tests.helpers.logs import LogCollector
from tests.node import approving
from tests.node.builders import (
    START,
    Bank,
    Person,
    accepted,
    answered,
    ask,
    code,
    command,
    issue,
    pay,
    person,
    register,
    rows,
    writer_held,
)
from tests.node.ruled import (
    foreseen,
    found,
    held_and_settled,
    limits,
    register_aid,
    register_ward,
    set_limits,
    set_policy,
)

CLEO, DORA, EMIL = person("Cleo"), person("Dora"), person("Emil")


def opened(reply: Reply) -> Item:
    """Read the item of a payment that has to wait."""
    assert reply.status == 202, reply.body
    return adapter(Item).validate_json(reply.body, strict=True)


def holds(bank: Bank, who: Person) -> tuple[int, int]:
    """Return what somebody holds of QTK, in cents: settled, and of that held."""
    return held_and_settled(bank.node, who.id).get(bank.qtk, (0, 0))


def test_a_daily_limit_lets_through_exactly_what_it_says(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000))

    said = [bank.pay("30").status, code(bank.pay("20.01")), bank.pay("20").status, code(bank.pay("0.01"))]

    assert said == [201, "LIMIT_EXCEEDED", 201, "LIMIT_EXCEEDED"]


def test_a_limit_is_free_again_when_it_said_so(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000))
    bank.pay("30")
    bank.clock.forward(hours=1)
    bank.pay("20")
    (part,) = foreseen(bank.node, bank.ann.id, Pay(bank.ben.id, bank.qtk, "30.01", "")).parts
    assert part.free_at == START + timedelta(hours=25)
    assert part.left is not None
    assert part.left.units == 0

    (part,) = foreseen(bank.node, bank.ann.id, Pay(bank.ben.id, bank.qtk, "30", "")).parts
    assert part.free_at == START + timedelta(hours=24)
    bank.clock.now = part.free_at - timedelta(milliseconds=1)
    early = bank.pay("30")
    bank.clock.now = part.free_at

    assert (code(early), bank.pay("30").status) == ("LIMIT_EXCEEDED", 201)


def test_waiting_does_not_help_a_payment_that_is_above_the_limit(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000))

    decision = foreseen(bank.node, bank.ann.id, Pay(bank.ben.id, bank.qtk, "50.01", ""))

    assert (decision.rule, decision.parts[0].free_at) == (Rule.LIMIT_DAILY, None)


def test_the_payments_of_an_hour_are_counted_over_all_tokens(bank: Bank) -> None:
    gold = issue(bank.node, bank.ann, symbol="GOLD")
    set_limits(bank.node, bank.ann, limits(bank.qtk, per_hour=2))

    said = [bank.pay("1").status, pay(bank.node, bank.ann, bank.ben, gold, "1").status, code(bank.pay("1"))]

    assert said == [201, 201, "TOO_MANY_PER_HOUR"]


def test_a_family_spends_together(bank: Bank) -> None:
    register(bank.node, CLEO, parent=bank.ann)
    accepted(pay(bank.node, bank.ann, CLEO, bank.qtk, "100"))
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=15_000), scope=LimitScope.FAMILY)

    first = pay(bank.node, CLEO, bank.ben, bank.qtk, "40").status
    second = bank.pay("10.01")
    third = bank.pay("10")

    assert (first, code(second), third.status) == (201, "LIMIT_EXCEEDED", 201)
    assert answered(second)["facts"]["scope"] == "FAMILY"


def test_several_payments_of_one_commit_see_each_other(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000, per_hour=100))
    with writer_held(bank):
        futures = [
            bank.node.writer.submit(command(bank.ann, Pay(bank.ben.id, bank.qtk, "10", str(number))))
            for number in range(8)
        ]
    said = [future.result(30).status for future in futures]

    assert said == [201] * 5 + [422] * 3


def test_a_payment_above_the_set_amount_waits_and_its_amount_is_held(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=1_000))

    item = opened(bank.pay("10.01", memo="rent"))

    assert (item.proposal.approvers, item.proposal.required) == ((bank.ann.id,), 1)
    assert holds(bank, bank.ann) == (100_000, 1_001)
    assert bank.pay("10").status == 201


def test_what_is_held_counts_as_used_until_it_is_released(bank: Bank) -> None:
    register(bank.node, CLEO, parent=bank.ann)
    accepted(pay(bank.node, bank.ann, CLEO, bank.qtk, "100"))
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000, approval_above=1_000), whose=CLEO)
    item = opened(pay(bank.node, CLEO, bank.ben, bank.qtk, "45"))
    early = pay(bank.node, CLEO, bank.ben, bank.qtk, "5.01")

    approving.read(approving.vote(bank.node, item, CLEO, Choice.CANCEL, "not needed"))

    assert (code(early), pay(bank.node, CLEO, bank.ben, bank.qtk, "5.01").status) == ("LIMIT_EXCEEDED", 201)
    assert holds(bank, CLEO) == (10_000 - 501, 0)


def test_an_approved_payment_is_made_once_and_told_once(bank: Bank) -> None:
    register(bank.node, CLEO, parent=bank.ann)
    accepted(pay(bank.node, bank.ann, CLEO, bank.qtk, "100"))
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000, approval_above=1_000), whose=CLEO)
    item = opened(pay(bank.node, CLEO, bank.ben, bank.qtk, "45", "rent"))
    before = rows(bank.node, "SELECT count(*) AS n FROM events WHERE kind = 'TRANSFER_POSTED'")[0]["n"]

    approving.read(approving.vote(bank.node, item, CLEO))
    done = approving.read(approving.vote(bank.node, item, bank.ann))

    assert isinstance(done.closing, Executed)
    assert (holds(bank, CLEO), holds(bank, bank.ben)) == ((5_500, 0), (4_500, 0))
    assert rows(bank.node, "SELECT count(*) AS n FROM events WHERE kind = 'TRANSFER_POSTED'")[0]["n"] == before + 2
    assert code(pay(bank.node, CLEO, bank.ben, bank.qtk, "5.01")) == "LIMIT_EXCEEDED"


def test_an_approved_payment_counts_when_it_is_made_not_when_it_was_asked_for(bank: Bank) -> None:
    register_ward(bank.node, CLEO, bank.ann)
    accepted(pay(bank.node, bank.ann, CLEO, bank.qtk, "100"))
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000), whose=CLEO)
    item = opened(pay(bank.node, CLEO, bank.ben, bank.qtk, "45"))
    approving.read(approving.vote(bank.node, item, CLEO))
    bank.clock.forward(hours=23)
    approving.read(approving.vote(bank.node, item, bank.ann))
    bank.clock.forward(hours=2)

    assert code(pay(bank.node, CLEO, bank.ben, bank.qtk, "5.01")) == "LIMIT_EXCEEDED"


def test_what_changed_since_stops_an_approved_payment_and_its_hold_stays(bank: Bank) -> None:
    register_ward(bank.node, CLEO, bank.ann)
    accepted(pay(bank.node, bank.ann, CLEO, bank.qtk, "100"))
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000), whose=CLEO)
    item = opened(pay(bank.node, CLEO, bank.ben, bank.qtk, "45"))
    approving.read(approving.vote(bank.node, item, CLEO))
    accepted(ask(bank.node, bank.ben, SetStatus(bank.ben.id, "FROZEN", "away")))

    failed = approving.read(approving.vote(bank.node, item, bank.ann))

    assert isinstance(failed.closing, ExecutionFailed)
    assert failed.closing.problem.code == "RECIPIENT_FROZEN"
    assert holds(bank, CLEO) == (10_000, 4_500)


def test_a_guarded_identity_pays_nothing_alone_and_only_what_is_capped(bank: Bank) -> None:
    register_ward(bank.node, CLEO, bank.ann)
    accepted(pay(bank.node, bank.ann, CLEO, bank.qtk, "100"))
    uncapped = pay(bank.node, CLEO, bank.ann, bank.qtk, "1")
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000), whose=CLEO)

    item = opened(pay(bank.node, CLEO, bank.ann, bank.qtk, "1"))

    assert (code(uncapped), item.proposal.approvers) == ("CAP_MISSING", (bank.ann.id,))


def test_a_company_pays_when_its_signers_agree(bank: Bank) -> None:
    register(bank.node, CLEO)
    register(bank.node, DORA)
    roles = {bank.ann: (Role.INITIATOR, Role.ADMIN), CLEO: (Role.SIGNER,), DORA: (Role.SIGNER,)}
    acme = found(bank.node, bank.ann, roles, 2)
    accepted(ask(bank.node, bank.ann, Pay(acme, bank.qtk, "100", "")))

    item = opened(ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "25", "", acme)))
    *_, last = [approving.read(approving.vote(bank.node, item, signer)) for signer in (bank.ann, CLEO, DORA)]

    assert isinstance(last.closing, Executed)
    assert held_and_settled(bank.node, acme)[bank.qtk] == (7_500, 0)


@pytest.mark.parametrize("who", [CLEO, EMIL], ids=["a viewer", "a stranger"])
def test_who_may_not_ask_for_a_group_learns_nothing_of_it(bank: Bank, who: Person) -> None:
    register(bank.node, CLEO)
    register(bank.node, EMIL)
    register(bank.node, DORA)
    roles = {bank.ann: (Role.INITIATOR, Role.ADMIN), CLEO: (Role.VIEWER,), DORA: (Role.SIGNER,)}
    acme = found(bank.node, bank.ann, roles, 1)

    assert code(ask(bank.node, who, Pay(bank.ben.id, bank.qtk, "25", "", acme))) == "IDENTITY_UNKNOWN"


def test_who_is_all_that_a_company_demands_pays_at_once(bank: Bank) -> None:
    register(bank.node, CLEO)
    roles = {bank.ann: (Role.INITIATOR, Role.ADMIN, Role.SIGNER), CLEO: (Role.SIGNER,)}
    acme = found(bank.node, bank.ann, roles, 1, initiator_counts=True)
    accepted(ask(bank.node, bank.ann, Pay(acme, bank.qtk, "100", "")))

    decision = foreseen(bank.node, acme, Pay(bank.ben.id, bank.qtk, "25", ""), bank.ann.id)
    reply = ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "25", "", acme))

    assert (decision.outcome, reply.status) == (Outcome.ALLOW, 201)


def test_a_dao_is_paid_and_pays_nothing(bank: Bank) -> None:
    roles = {bank.ann: (Role.INITIATOR, Role.ADMIN, Role.SIGNER)}
    dao = found(bank.node, bank.ann, roles, 1, kind=IdentityType.DAO)

    accepted(ask(bank.node, bank.ann, Pay(dao, bank.qtk, "100", "")))

    assert code(ask(bank.node, bank.ann, Pay(bank.ben.id, bank.qtk, "25", "", dao))) == "GOVERNANCE_NOT_READY"


def test_an_aid_takes_its_own_token_up_to_its_cap(bank: Bank) -> None:
    qtk = issue(bank.node, bank.ann, "5000", symbol="MANY")
    register_aid(bank.node, EMIL, qtk)

    said = [
        code(pay(bank.node, bank.ann, EMIL, bank.qtk, "1")),
        code(pay(bank.node, bank.ann, EMIL, qtk, f"{AID_CAP}.01")),
        pay(bank.node, bank.ann, EMIL, qtk, f"{AID_CAP}").status,
        code(pay(bank.node, bank.ann, EMIL, qtk, "0.01")),
        pay(bank.node, EMIL, bank.ben, qtk, "1").status,
        pay(bank.node, bank.ann, EMIL, qtk, "1").status,
    ]

    assert said == ["AID_OTHER_TOKEN", "AID_CAP_REACHED", 201, "AID_CAP_REACHED", 201, 201]


def test_what_can_not_be_read_asks_and_never_allows(bank: Bank, expected_logs: LogCollector) -> None:
    set_policy(bank.node, bank.ann, ConsentPolicy(can_send=False))
    bank.node.writer.run(lambda connection: connection.execute(text("UPDATE policies SET policy = '{'"))).result(30)

    decision = foreseen(bank.node, bank.ann.id, Pay(bank.ben.id, bank.qtk, "1", ""))
    items = [opened(bank.pay("1")) for _ in range(2)]

    assert (decision.outcome, decision.rule) == (Outcome.NEEDS_APPROVAL, Rule.UNDECIDED)
    assert [item.proposal.approvers for item in items] == [(bank.ann.id,)] * 2
    assert {record.name for record in expected_logs.records} == {"qwallet_desktop.node.rule_facts"}


def test_a_preview_counts_what_has_ended_as_given_back(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, approval_above=1_000))
    opened(bank.pay("900"))
    bank.clock.forward(hours=72)

    decision = foreseen(bank.node, bank.ann.id, Pay(bank.ben.id, bank.qtk, "10", ""))

    assert decision.remaining.units == 99_000


def test_the_audit_log_keeps_the_decision_of_a_payment(bank: Bank) -> None:
    set_limits(bank.node, bank.ann, limits(bank.qtk, daily=5_000))

    bank.pay("1")

    (leaf,) = rows(
        bank.node, "SELECT payload FROM audit_payloads JOIN audit_leaves ON n = leaf_n WHERE kind = 'PAY' AND n > 3"
    )
    assert '"limitsVersion":1' in leaf["payload"]
    assert '"outcome":"ALLOW"' in leaf["payload"]
