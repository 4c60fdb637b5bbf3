"""Limits, policies, *What if?* and *Why?*: asked of the real node, and what is said where it can't be asked."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy, PolicyVersion
from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.explanations import Deed
from qwallet_desktop.domain.ids import IdentityId, TransferId
from qwallet_desktop.domain.limits import Limits, LimitScope, LimitsVersion, TokenLimits, Window
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.what_if import Supposition
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.consent import FetchPolicy, PolicyFailed, PolicyLoaded
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.explanations import (
    DecisionFailed,
    DecisionLoaded,
    DecisionsFailed,
    DecisionsLoaded,
    FetchDecision,
    FetchDecisions,
    OlderDecisionsFailed,
    OlderDecisionsLoaded,
)
from qwallet_desktop.state.limits import (
    FetchLimits,
    FetchLimitsHistory,
    LimitsFailed,
    LimitsHistoryFailed,
    LimitsHistoryLoaded,
    LimitsLoaded,
)
from qwallet_desktop.state.what_if import ReplayPayments, WhatIfAnswered, WhatIfFailed
from tests.effects.desks import Place, new_id

_Failure = (
    LimitsFailed
    | LimitsHistoryFailed
    | PolicyFailed
    | WhatIfFailed
    | DecisionsFailed
    | OlderDecisionsFailed
    | DecisionFailed
)
pytestmark = pytest.mark.asyncio
OWN = LimitScope.IDENTITY


async def test_a_limit_that_is_set_shows_what_of_it_is_used(place: Place) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    limits = Limits((TokenLimits(token_id, Amount(10_000, 2, token_id)),))
    wallets = place.services.wallets
    made = await wallets.update_limits(ada.id, OWN, limits, 0, "Fewer", actor=ada.id, request_id=new_id())
    assert isinstance(made, LimitsVersion)
    assert (made.version, made.limits, made.reason) == (1, limits, "Fewer")
    await place.payment(ada.id, ben.id, token_id)
    told = await place.one(FetchLimits(ada.id, again=True), LimitsLoaded)
    day = next(use for use in told.book.own.tokens if use.window is Window.DAY)
    assert (day.spent.units, day.left) == (2_500, Amount(7_500, 2, token_id))


async def test_the_history_of_limits_begins_with_the_newest(place: Place) -> None:
    ada = await place.person("Ada")
    wallets = place.services.wallets
    await wallets.update_limits(ada.id, OWN, Limits(max_transactions_per_hour=5), 0, actor=ada.id, request_id=new_id())
    told = await place.one(FetchLimitsHistory(ada.id, OWN), LimitsHistoryLoaded)
    assert [one.version for one in told.versions][:1] == [1]
    assert told.scope is OWN


async def test_more_for_a_sub_identity_waits_for_its_owner(place: Place) -> None:
    ada = await place.person("Ada")
    child = await place.person("Savings", ada.id)
    wallets = place.services.wallets
    tight = Limits(max_transactions_per_hour=2)
    await wallets.update_limits(child.id, OWN, tight, 0, actor=child.id, request_id=new_id())
    asked = await wallets.update_limits(
        child.id, OWN, replace(tight, max_transactions_per_hour=9), 1, actor=child.id, request_id=new_id()
    )
    assert isinstance(asked, Item)
    assert asked.proposal.approvers == (ada.id,)


async def test_a_policy_comes_with_all_its_versions(place: Place) -> None:
    ada = await place.person("Ada")
    policy = ConsentPolicy(cross_identity=False)
    made = await place.services.consent.update_policy(ada.id, policy, 0, "Apart", actor=ada.id, request_id=new_id())
    assert isinstance(made, PolicyVersion)
    told = await place.one(FetchPolicy(ada.id), PolicyLoaded)
    assert (told.identity_id, told.book.version.policy) == (ada.id, policy)
    assert told.book.versions[0].reason == "Apart"


async def test_a_change_from_an_old_version_is_refused(place: Place) -> None:
    ada = await place.person("Ada")
    consent = place.services.consent
    await consent.update_policy(ada.id, ConsentPolicy(can_vote=False), 0, actor=ada.id, request_id=new_id())
    with pytest.raises(ServiceError) as refused:
        await consent.update_policy(ada.id, ConsentPolicy(can_issue=False), 0, actor=ada.id, request_id=new_id())
    assert refused.value.problem.code is Code.VERSION_CHANGED


async def test_supposed_limits_are_replayed(place: Place) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    for _ in range(3):
        await place.payment(ada.id, ben.id, token_id)
    supposed = Supposition(limits=Limits((TokenLimits(token_id, Amount(5_000, 2, token_id)),)))
    told = await place.one(ReplayPayments(ada.id, supposed), WhatIfAnswered)
    assert (told.answer.payments, told.answer.refused) == (3, 1)
    assert told.supposition is supposed
    assert told.answer.cases[0].rule is Rule.LIMIT_DAILY


async def test_a_payment_says_why_it_went(place: Place) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    paid = await place.payment(ada.id, ben.id, token_id)
    told = await place.one(FetchDecision(paid.id), DecisionLoaded)
    assert (told.decision.deed, told.decision.outcome) == (Deed.MADE, Outcome.ALLOW)


async def test_decisions_come_page_by_page(place: Place) -> None:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    for number in range(2):
        await place.payment(ada.id, ben.id, token_id, str(number))
    newest = await place.one(FetchDecisions(ada.id), DecisionsLoaded)
    assert [one.memo for one in newest.page.decisions] == ["1", "0"]
    first = await place.services.consent.get_decisions(ada.id, limit=1)
    older = await place.one(FetchDecisions(ada.id, first.next), OlderDecisionsLoaded)
    assert [one.memo for one in older.page.decisions] == ["0"]


@pytest.mark.parametrize(
    ("effect", "failed"),
    [
        (FetchLimits, LimitsFailed),
        (lambda did: FetchLimitsHistory(did, OWN), LimitsHistoryFailed),
        (FetchPolicy, PolicyFailed),
        (lambda did: ReplayPayments(did, Supposition()), WhatIfFailed),
        (FetchDecisions, DecisionsFailed),
        (lambda did: FetchDecisions(did, "c"), OlderDecisionsFailed),
        (lambda did: FetchDecision(TransferId("tr_" + "0a" * 16)), DecisionFailed),
    ],
    ids=["limits", "history of limits", "policy", "what if", "decisions", "older decisions", "decision"],
)
async def test_what_can_not_be_read_says_why(
    place: Place, effect: Callable[[IdentityId], Effect], failed: type[_Failure]
) -> None:
    ada = await place.person("Ada")
    place.line.is_cut = True
    told = await place.one(effect(ada.id), failed)
    assert told.problem.code is Code.NODE_UNREACHABLE
