"""Hypothesis strategies for policies, limits, decisions past and supposed, and the requests to change rules."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from qwallet_desktop.domain import consent, decisions, explanations, limits, what_if
from qwallet_desktop.wire import rule_requests
from tests.wire.builders import AMOUNTS, MOMENTS, PEOPLE, PROBLEMS, TEXTS, TOKEN_IDS, TRANSFER_IDS, WHOLE, several
from tests.wire.item_builders import (
    HOURS,
    ITEM_IDS,
    LIMITS,
    LIMITS_VERSIONS,
    POLICIES,
    POLICY_VERSIONS,
    SCOPES,
    TOKEN_LIMITS,
)

OUTCOMES, RULES = st.sampled_from(decisions.Outcome), st.sampled_from(decisions.Rule)
PARTS = st.builds(
    decisions.Part,
    RULES,
    st.sampled_from(decisions.Scope),
    OUTCOMES,
    st.none() | PROBLEMS,
    st.none() | AMOUNTS,
    st.none() | MOMENTS,
    st.none() | WHOLE,
)
APPROVALS = st.builds(decisions.Approval, several(PEOPLE), WHOLE)
DECISIONS = st.builds(
    decisions.Decision,
    OUTCOMES,
    RULES,
    AMOUNTS,
    st.none() | PROBLEMS,
    st.none() | APPROVALS,
    several(PARTS),
    WHOLE,
    WHOLE,
)
TOKEN_USES = st.builds(
    limits.TokenUse,
    TOKEN_IDS,
    st.sampled_from(limits.Window),
    st.none() | AMOUNTS,
    AMOUNTS,
    AMOUNTS,
    st.none() | MOMENTS,
    st.none() | AMOUNTS,
)
COUNT_USES = st.builds(limits.CountUse, st.none() | WHOLE, WHOLE, WHOLE, st.none() | MOMENTS)
LIMIT_USES = st.builds(limits.LimitUse, LIMITS_VERSIONS, several(TOKEN_USES), COUNT_USES, MOMENTS)
CASES = st.builds(what_if.Case, TRANSFER_IDS, PEOPLE, AMOUNTS, MOMENTS, OUTCOMES, RULES)
RULE_COUNTS = st.builds(what_if.RuleCount, RULES, OUTCOMES, WHOLE)
PAST = st.builds(
    explanations.PastDecision,
    *(PEOPLE, PEOPLE, MOMENTS, st.sampled_from(explanations.Deed), OUTCOMES, RULES, TEXTS, TEXTS, TEXTS),
    st.none() | AMOUNTS,
    TEXTS,
    several(PARTS),
    st.none() | PROBLEMS,
    WHOLE,
    WHOLE,
    st.none() | TRANSFER_IDS,
    st.none() | ITEM_IDS,
    st.booleans(),
)

LIMIT_SHAPES: Mapping[type[Any], st.SearchStrategy[Any]] = {
    consent.ConsentPolicy: POLICIES,
    consent.Hours: HOURS,
    consent.PolicyVersion: POLICY_VERSIONS,
    decisions.Approval: APPROVALS,
    decisions.Decision: DECISIONS,
    decisions.Part: PARTS,
    explanations.DecisionPage: st.builds(explanations.DecisionPage, several(PAST), TEXTS),
    explanations.PastDecision: PAST,
    limits.CountUse: COUNT_USES,
    limits.LimitBook: st.builds(limits.LimitBook, LIMIT_USES, st.none() | LIMIT_USES),
    limits.LimitUse: LIMIT_USES,
    limits.Limits: LIMITS,
    limits.LimitsVersion: LIMITS_VERSIONS,
    limits.TokenLimits: TOKEN_LIMITS,
    limits.TokenUse: TOKEN_USES,
    what_if.Case: CASES,
    what_if.RuleCount: RULE_COUNTS,
    what_if.Supposition: st.builds(what_if.Supposition, st.none() | POLICIES, st.none() | LIMITS, SCOPES),
    what_if.WhatIf: st.builds(
        what_if.WhatIf, MOMENTS, WHOLE, WHOLE, WHOLE, WHOLE, several(RULE_COUNTS), several(CASES)
    ),
    rule_requests.LimitsRequest: st.builds(rule_requests.LimitsRequest, SCOPES, LIMITS, WHOLE, TEXTS),
    rule_requests.PolicyRequest: st.builds(rule_requests.PolicyRequest, POLICIES, WHOLE, TEXTS),
}
"""Each of these shapes with values of it."""
