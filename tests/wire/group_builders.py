"""Hypothesis strategies for groups, successors, and the requests to found, close and succeed."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from qwallet_desktop.domain import group_chain, groups, identities, messages
from qwallet_desktop.wire import rule_requests
from tests.wire.builders import AMOUNTS, HEX, NODES, PEOPLE, SIGNATURES, TEXTS, WHOLE, several

MEMBERS = st.builds(groups.Member, PEOPLE, several(st.sampled_from(groups.Role)), WHOLE)
AMOUNT_THRESHOLDS = st.builds(groups.AmountThreshold, AMOUNTS, WHOLE)
CHARTERS = st.builds(groups.Charter, several(MEMBERS), WHOLE, st.booleans(), WHOLE, several(AMOUNT_THRESHOLDS))
FOUNDINGS = st.builds(groups.Founding, st.sampled_from(identities.IdentityType), TEXTS, CHARTERS, PEOPLE, NODES, HEX)
FOUNDED_BY = st.builds(groups.FoundingSignature, PEOPLE, SIGNATURES)
SUCCESSORS = st.builds(messages.Successor, PEOPLE, PEOPLE, PEOPLE, NODES)
REPLACEMENTS = st.builds(group_chain.Replacement, SUCCESSORS, SIGNATURES, SIGNATURES)

GROUP_SHAPES: Mapping[type[Any], st.SearchStrategy[Any]] = {
    groups.Member: MEMBERS,
    groups.AmountThreshold: AMOUNT_THRESHOLDS,
    groups.Charter: CHARTERS,
    groups.Founding: FOUNDINGS,
    groups.FoundingSignature: FOUNDED_BY,
    group_chain.Replacement: REPLACEMENTS,
    group_chain.Group: st.builds(
        group_chain.Group, PEOPLE, FOUNDINGS, several(FOUNDED_BY), CHARTERS, WHOLE, several(REPLACEMENTS)
    ),
    messages.Successor: SUCCESSORS,
    rule_requests.FoundRequest: st.builds(rule_requests.FoundRequest, FOUNDINGS, several(FOUNDED_BY)),
    rule_requests.CharterRequest: st.builds(rule_requests.CharterRequest, CHARTERS, WHOLE, TEXTS),
    rule_requests.CloseRequest: st.builds(rule_requests.CloseRequest, st.none() | PEOPLE),
    rule_requests.SuccessorRequest: st.builds(
        rule_requests.SuccessorRequest, PEOPLE, SIGNATURES, st.none() | SIGNATURES, st.none() | SIGNATURES
    ),
}
