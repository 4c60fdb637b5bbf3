"""Hypothesis strategies for items, the events about them and about rules, and what is asked of items."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from qwallet_desktop.domain import (
    addressbook,
    audit,
    batches,
    consent,
    events,
    group_chain,
    item_record,
    limits,
    matters,
    messages,
    multisig,
    notifications,
)
from qwallet_desktop.domain.ids import ContactId, ItemId
from qwallet_desktop.wire import rule_requests
from tests.wire.builders import (
    AMOUNTS,
    BALANCES,
    CHANGES,
    HEX,
    ISSUES,
    LEAVES,
    MOMENTS,
    NODES,
    PEOPLE,
    POSTED,
    PROBLEMS,
    READS,
    SEQUENCES,
    SIGNATURES,
    STATUSES,
    TEXTS,
    TOKEN_IDS,
    TOKENS,
    TRANSFER_IDS,
    WHOLE,
    several,
)
from tests.wire.group_builders import CHARTERS, FOUNDED_BY, FOUNDINGS, REPLACEMENTS

ITEM_IDS = HEX.map(lambda text: ItemId("ms_" + text))
HOURS = st.builds(consent.Hours, several(st.integers(1, 7)), st.integers(0, 1439), st.integers(1, 1440))
POLICIES = st.builds(
    consent.ConsentPolicy,
    tokens=several(TOKEN_IDS),
    counterparties=several(PEOPLE),
    hours=several(HOURS),
    external=st.sampled_from(consent.External),
)
TOKEN_LIMITS = st.builds(
    limits.TokenLimits, TOKEN_IDS, st.none() | AMOUNTS, st.none() | AMOUNTS, st.none() | AMOUNTS, st.none() | AMOUNTS
)
LIMITS = st.builds(limits.Limits, several(TOKEN_LIMITS), st.none() | WHOLE, several(TOKEN_IDS), several(PEOPLE))
SCOPES = st.sampled_from(limits.LimitScope)
POLICY_VERSIONS = st.builds(
    consent.PolicyVersion, PEOPLE, WHOLE, POLICIES, MOMENTS, by=st.none() | PEOPLE, reason=TEXTS
)
LIMITS_VERSIONS = st.builds(
    limits.LimitsVersion, PEOPLE, SCOPES, WHOLE, LIMITS, MOMENTS, by=st.none() | PEOPLE, reason=TEXTS
)

PAYMENTS = st.builds(matters.PaymentMatter, PEOPLE, AMOUNTS, TEXTS, TEXTS)
POLICY_MATTERS = st.builds(matters.PolicyMatter, POLICIES, WHOLE)
LIMIT_MATTERS = st.builds(matters.LimitMatter, SCOPES, LIMITS, WHOLE)
UNFREEZES = st.builds(matters.UnfreezeMatter, TEXTS)
BATCH_PAYMENTS = st.builds(matters.BatchPayment, PEOPLE, AMOUNTS, TEXTS, TEXTS)
BATCHES = st.builds(matters.BatchMatter, several(BATCH_PAYMENTS))
SIGNERS = st.builds(matters.SignersMatter, CHARTERS, WHOLE)
FREEZES = st.just(matters.FreezeMatter())
PROPOSALS = st.builds(
    multisig.Proposal,
    item_id=ITEM_IDS,
    identity_id=PEOPLE,
    number=WHOLE,
    subject=st.sampled_from(matters.Subject),
    matter=PAYMENTS | BATCHES | POLICY_MATTERS | LIMIT_MATTERS | SIGNERS | FREEZES | UNFREEZES,
    reason=TEXTS,
    initiator=PEOPLE,
    approvers=several(PEOPLE),
    required=WHOLE,
    initiator_counts=st.booleans(),
    policy_version=WHOLE,
    charter_version=WHOLE,
    opened_at=MOMENTS,
    expires_at=MOMENTS,
    joining=several(PEOPLE),
)
CHOICES = st.sampled_from(multisig.Choice)
VOTES = st.builds(multisig.Vote, PEOPLE, CHOICES, MOMENTS, SIGNATURES, TEXTS)
EXECUTED = st.builds(multisig.Executed, MOMENTS, st.none() | TRANSFER_IDS, several(TRANSFER_IDS))
FAILED = st.builds(multisig.ExecutionFailed, MOMENTS, PROBLEMS)
SUPERSEDED = st.builds(multisig.Superseded, MOMENTS)
EXPIRED = st.builds(multisig.Expired, MOMENTS, st.none() | PROBLEMS)
ITEMS = st.builds(multisig.Item, PROPOSALS, several(VOTES), st.none() | EXECUTED | FAILED | SUPERSEDED | EXPIRED)

AMENDMENTS = st.builds(group_chain.Amendment, PROPOSALS, several(VOTES))
GROUPS = st.builds(
    group_chain.Group, PEOPLE, FOUNDINGS, several(FOUNDED_BY), CHARTERS, WHOLE, several(REPLACEMENTS | AMENDMENTS)
)
LINK_PROOFS = st.builds(
    item_record.LinkProof,
    st.builds(messages.Link, PEOPLE, PEOPLE, NODES, st.sampled_from(messages.LinkRelation)),
    SIGNATURES,
    SIGNATURES,
)
TOKEN_RECORDS = st.builds(item_record.TokenRecord, PEOPLE, TEXTS, st.integers(0, 30), HEX)
LEAF_PROOFS = st.builds(audit.LeafProof, LEAVES, several(HEX), TEXTS, HEX, salt=HEX, payload=TEXTS)
ITEM_RECORDS = st.builds(
    item_record.ItemRecord,
    ITEMS,
    st.none() | GROUPS,
    several(LINK_PROOFS),
    several(REPLACEMENTS),
    several(TOKEN_RECORDS),
    st.none() | LEAF_PROOFS,
)

ITEM_CHANGES = st.builds(events.ItemChanged, ITEMS)
ITEM_NEWS = st.builds(
    events.ItemNews, PROPOSALS, st.sampled_from(multisig.ItemStatus), st.none() | PEOPLE, TEXTS, MOMENTS
)
POLICIES_SET = st.builds(events.PolicySet, POLICY_VERSIONS)
LIMITS_SET = st.builds(events.LimitsSet, LIMITS_VERSIONS)
BALANCES_CHANGED = st.builds(events.BalanceChanged, BALANCES, TOKENS)
CONTACTS = st.builds(
    addressbook.Contact,
    HEX.map(lambda text: ContactId("ct_" + text)),
    PEOPLE,
    TEXTS,
    TEXTS,
    MOMENTS,
    st.none() | PEOPLE,
)
SHARED = st.builds(
    addressbook.SharedContact,
    CONTACTS,
    st.sampled_from(addressbook.ContactState),
    PEOPLE,
    st.none() | PEOPLE,
    SIGNATURES,
)
BOOKS_CHANGED = st.builds(events.BookChanged, SHARED)
FACTS_OF_RULES = ITEM_CHANGES | ITEM_NEWS | POLICIES_SET | LIMITS_SET | BALANCES_CHANGED | BOOKS_CHANGED
NOTIFICATIONS = st.builds(
    notifications.Notification, SEQUENCES, PEOPLE, MOMENTS, POSTED | STATUSES | ITEM_NEWS, st.booleans()
)

ITEM_SHAPES: Mapping[type[Any], st.SearchStrategy[Any]] = {
    addressbook.Contact: CONTACTS,
    addressbook.SharedContact: SHARED,
    audit.LeafProof: LEAF_PROOFS,
    batches.PaymentOpened: st.builds(batches.PaymentOpened, ITEMS),
    rule_requests.ContactRequest: st.builds(rule_requests.ContactRequest, TEXTS, TEXTS, TEXTS),
    rule_requests.ContactApproval: st.builds(rule_requests.ContactApproval, SIGNATURES),
    rule_requests.ContactRemoval: st.just(rule_requests.ContactRemoval()),
    group_chain.Amendment: AMENDMENTS,
    group_chain.Group: GROUPS,
    item_record.ItemRecord: ITEM_RECORDS,
    item_record.LinkProof: LINK_PROOFS,
    item_record.TokenRecord: TOKEN_RECORDS,
    events.Event: st.builds(
        events.Event,
        SEQUENCES,
        SEQUENCES,
        PEOPLE,
        CHANGES | ISSUES | POSTED | STATUSES | READS | FACTS_OF_RULES,
    ),
    events.BalanceChanged: BALANCES_CHANGED,
    events.BookChanged: BOOKS_CHANGED,
    events.ItemChanged: ITEM_CHANGES,
    events.ItemNews: ITEM_NEWS,
    events.LimitsSet: LIMITS_SET,
    events.PolicySet: POLICIES_SET,
    multisig.Executed: EXECUTED,
    multisig.ExecutionFailed: FAILED,
    multisig.Expired: EXPIRED,
    multisig.Item: ITEMS,
    multisig.ItemPage: st.builds(multisig.ItemPage, several(ITEMS), TEXTS, WHOLE),
    matters.BatchMatter: BATCHES,
    matters.BatchPayment: BATCH_PAYMENTS,
    matters.FreezeMatter: FREEZES,
    matters.LimitMatter: LIMIT_MATTERS,
    matters.PaymentMatter: PAYMENTS,
    matters.PolicyMatter: POLICY_MATTERS,
    multisig.Proposal: PROPOSALS,
    matters.SignersMatter: SIGNERS,
    multisig.SigningCapability: st.builds(
        multisig.SigningCapability, PEOPLE, st.booleans(), st.none() | PROBLEMS, WHOLE
    ),
    multisig.Superseded: SUPERSEDED,
    matters.UnfreezeMatter: UNFREEZES,
    multisig.Vote: VOTES,
    notifications.Notification: NOTIFICATIONS,
    rule_requests.ExecuteRequest: st.just(rule_requests.ExecuteRequest()),
    rule_requests.VoteRequest: st.builds(rule_requests.VoteRequest, CHOICES, SIGNATURES, TEXTS, TEXTS),
}
"""Each of these shapes with values of it; those of `builders.py` that hold them too."""
