"""The consent service, and what the wallet service does with limits."""

import json

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy, PolicyVersion
from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.explanations import DecisionPage, Deed, PastDecision
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import CountUse, LimitBook, Limits, LimitScope, LimitsVersion, LimitUse
from qwallet_desktop.domain.what_if import Supposition, WhatIf
from qwallet_desktop.services.consent import ConsentService
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.wallet import WalletService
from tests.helpers.items import NEW_POLICY
from tests.services.builders import OTHER_REQUEST, REQUEST, TOKEN, TRANSFER, amount
from tests.services.fakes import START, Bench

pytestmark = pytest.mark.asyncio
ADA, BEN = IdentityId("did:key:zAda"), IdentityId("did:key:zBen")
OWN, FAMILY = LimitScope.IDENTITY, LimitScope.FAMILY
SILENT = ConsentPolicy(can_send=False)
FEW = Limits(max_transactions_per_hour=3)


def policy(who: IdentityId, of: ConsentPolicy = SILENT) -> PolicyVersion:
    return PolicyVersion(who, 1, of, START, ADA)


def version(who: IdentityId, scope: LimitScope = OWN, of: Limits = FEW) -> LimitsVersion:
    return LimitsVersion(who, scope, 1, of, START, ADA)


def book(who: IdentityId) -> LimitBook:
    return LimitBook(LimitUse(version(who), (), CountUse(3, 1, 0), START))


def past(who: IdentityId = ADA, of: str = TRANSFER) -> PastDecision:
    made = amount()
    return PastDecision(
        who, who, START, Deed.MADE, Outcome.ALLOW, Rule.DEFAULT, BEN, TOKEN, "25.00", made, "", transfer_id=TRANSFER
    )


def path(*parts: str) -> tuple[str, str]:
    return "GET", "/".join(("/v1/identities", *parts))


async def test_a_policy_is_read(bench: Bench) -> None:
    bench.node.replies[path(ADA, "policy")] = policy(ADA)
    assert await ConsentService(bench.client).get_policy(ADA) == policy(ADA)


async def test_the_policy_of_another_is_refused(bench: Bench) -> None:
    bench.node.replies[path(ADA, "policy")] = policy(BEN)
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await ConsentService(bench.client).get_policy(ADA)


async def test_another_policy_than_was_asked_for_is_refused(bench: Bench) -> None:
    signer = bench.signer.create()
    answer = policy(signer)
    bench.node.replies["PUT", f"/v1/identities/{signer}/policy"] = answer
    service = ConsentService(bench.client)
    assert await service.update_policy(signer, SILENT, 0, actor=signer, request_id=REQUEST) == answer
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await service.update_policy(signer, ConsentPolicy(), 0, actor=signer, request_id=OTHER_REQUEST)


async def test_a_policy_that_others_must_agree_to_is_answered_by_an_item(bench: Bench) -> None:
    signer = bench.signer.create()
    bench.node.replies["PUT", f"/v1/identities/{signer}/policy"] = NEW_POLICY
    asked = ConsentService(bench.client).update_policy(signer, SILENT, 0, actor=signer, request_id=REQUEST)
    assert await asked == NEW_POLICY


async def test_why_is_asked_of_the_transfer(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/transfers/{TRANSFER}/decision"] = past()
    assert await ConsentService(bench.client).explain(TRANSFER) == past()


async def test_decisions_about_another_are_refused(bench: Bench) -> None:
    bench.node.replies[path(ADA, "decisions")] = DecisionPage((past(BEN),), "")
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await ConsentService(bench.client).get_decisions(ADA)


async def test_a_cursor_that_leads_nowhere_is_refused(bench: Bench) -> None:
    bench.node.replies[path(ADA, "decisions")] = DecisionPage((past(),), "c")
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await ConsentService(bench.client).get_decisions(ADA, "c")


async def test_limits_of_another_are_refused(bench: Bench) -> None:
    bench.node.replies[path(ADA, "limits")] = book(BEN)
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await WalletService(bench.client).get_limits(ADA)


async def test_the_history_of_limits_is_asked_for_by_scope(bench: Bench) -> None:
    bench.node.replies[path(ADA, "limits", "versions")] = (version(ADA, FAMILY),)
    service = WalletService(bench.client)
    assert await service.get_limits_history(ADA, FAMILY) == (version(ADA, FAMILY),)
    assert dict(bench.node.requests[0].url.params) == {"scope": "FAMILY"}
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await service.get_limits_history(ADA, OWN)


async def test_other_limits_than_were_asked_for_are_refused(bench: Bench) -> None:
    signer = bench.signer.create()
    bench.node.replies["PUT", f"/v1/identities/{signer}/limits"] = version(signer)
    service = WalletService(bench.client)
    assert await service.update_limits(signer, OWN, FEW, 0, actor=signer, request_id=REQUEST) == version(signer)
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await service.update_limits(signer, OWN, Limits(), 0, actor=signer, request_id=OTHER_REQUEST)


async def test_what_is_supposed_is_sent_as_json(bench: Bench) -> None:
    answer = WhatIf(START, 3, 1, 1, 1, (), ())
    bench.node.replies[path(ADA, "what-if")] = answer
    assert await WalletService(bench.client).what_if(ADA, Supposition(limits=FEW)) == answer
    asked = json.loads(dict(bench.node.requests[0].url.params)["supposition"])
    assert asked["limits"]["maxTransactionsPerHour"] == 3


async def test_counts_that_do_not_add_up_are_refused(bench: Bench) -> None:
    bench.node.replies[path(ADA, "what-if")] = WhatIf(START, 3, 3, 1, 1, (), ())
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await WalletService(bench.client).what_if(ADA, Supposition())
