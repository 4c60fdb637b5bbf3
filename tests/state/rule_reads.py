"""Answers to what is read of rules, and of what waits for others, for worlds in which these only stand by."""

from datetime import datetime

from qwallet_desktop.domain.consent import ConsentPolicy, PolicyVersion
from qwallet_desktop.domain.explanations import DecisionPage
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import CountUse, LimitBook, Limits, LimitScope, LimitsVersion, LimitUse
from qwallet_desktop.domain.multisig import ItemPage
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state import consent, explanations, item_actions, limits
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.root import Action
from tests.state.builders import NOW

RULE_READS = (
    consent.FetchPolicy,
    explanations.FetchDecisions,
    limits.FetchLimits,
    limits.FetchLimitsHistory,
    item_actions.FetchOpenItems,
    item_actions.FetchDoneItems,
)


def no_limits(who: IdentityId, scope: LimitScope = LimitScope.IDENTITY) -> LimitsVersion:
    """Return the limits that an identity is made with."""
    return LimitsVersion(who, scope, 0, Limits(), NOW)


def book(who: IdentityId, family: IdentityId | None = None) -> LimitBook:
    """Return what limits an identity that nobody has limited; `family` shares the limits of a ROOT."""
    own = LimitUse(no_limits(who), (), CountUse(None, 0, 0), NOW)
    if family is None:
        return LimitBook(own)
    return LimitBook(own, LimitUse(no_limits(family, LimitScope.FAMILY), (), CountUse(None, 0, 0), NOW))


def policy(who: IdentityId) -> consent.PolicyBook:
    """Return the policy that an identity is made with."""
    version = PolicyVersion(who, 0, ConsentPolicy(), NOW)
    return consent.PolicyBook(version, (version,))


def rule_answer(effect: Effect, at: datetime = NOW) -> Action | None:
    """Answer what is read of rules; None to anything else."""
    answer: Action | None = None
    match effect:
        case limits.FetchLimits(who):
            answer = limits.LimitsLoaded(who, book(who), at)
        case limits.FetchLimitsHistory(who, scope):
            answer = limits.LimitsHistoryLoaded(who, scope, (no_limits(who, scope),), at)
        case consent.FetchPolicy(who):
            answer = consent.PolicyLoaded(who, policy(who), at)
        case explanations.FetchDecisions(who):
            answer = explanations.DecisionsLoaded(who, DecisionPage((), ""), at)
        case item_actions.FetchOpenItems(reading):
            answer = item_actions.OpenItemsLoaded((), at, reading)
        case item_actions.FetchDoneItems(cursor):
            answer = item_actions.DoneItemsLoaded(ItemPage((), "", 0), cursor, at)
        case _:
            pass
    return answer


def rule_failure(effect: Effect, problem: Problem, at: datetime = NOW) -> Action | None:
    """Answer that it could not be read; None to anything else."""
    answer: Action | None = None
    match effect:
        case limits.FetchLimits(who):
            answer = limits.LimitsFailed(who, problem, at)
        case limits.FetchLimitsHistory(who, scope):
            answer = limits.LimitsHistoryFailed(who, scope, problem, at)
        case consent.FetchPolicy(who):
            answer = consent.PolicyFailed(who, problem, at)
        case explanations.FetchDecisions(who):
            answer = explanations.DecisionsFailed(who, problem, at)
        case item_actions.FetchOpenItems(reading):
            answer = item_actions.OpenItemsFailed(problem, at, reading)
        case item_actions.FetchDoneItems(cursor):
            answer = item_actions.DoneItemsFailed(problem, cursor, at)
        case _:
            pass
    return answer
