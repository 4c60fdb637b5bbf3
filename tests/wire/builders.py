"""Hypothesis strategies for every shape that travels over HTTP."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from hypothesis import strategies as st

from qwallet_desktop.domain import (
    audit,
    batches,
    decisions,
    events,
    identities,
    messages,
    notifications,
    problems,
    tokens,
    transfers,
    wallets,
)
from qwallet_desktop.domain.ids import NodeId, RequestId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import LARGEST_UNITS, MOST_DECIMALS, Amount
from qwallet_desktop.wire import requests
from tests.domain.builders import ALICE, BOB, CAROL

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
HEX = st.integers(0, 2**128 - 1).map("{:032x}".format)
WHOLE = st.integers(0, 2**53 - 1)
SEQUENCES = WHOLE.map(Sequence)
MOMENTS = st.datetimes(timezones=st.just(UTC))
DAYS = st.dates()
PEOPLE = st.sampled_from([ALICE, BOB, CAROL])
NODES = HEX.map(NodeId)
REQUESTS = st.uuids().map(str).map(RequestId)
TOKEN_IDS = HEX.map(lambda text: TokenId("qtk1" + 2 * text))
TRANSFER_IDS = HEX.map(lambda text: TransferId("tr_" + text))
SIGNATURES = st.binary(min_size=64, max_size=64).map(bytes.hex)
FACTS = st.dictionaries(TEXTS, TEXTS, max_size=3)
UNITS = st.integers(-1_000, 1_000) | st.sampled_from([LARGEST_UNITS, -LARGEST_UNITS])

AMOUNTS = st.builds(Amount, UNITS, st.integers(0, MOST_DECIMALS), TOKEN_IDS)
IDENTITIES = st.builds(
    identities.Identity,
    id=PEOPLE,
    type=st.sampled_from(identities.IdentityType),
    name=TEXTS,
    status=st.sampled_from(identities.IdentityStatus),
    owner=st.none() | PEOPLE,
    can_issue=st.booleans(),
    created_at=MOMENTS,
    frozen_by=st.none() | PEOPLE,
    reason=TEXTS,
    guardian=st.none() | PEOPLE,
    token_id=st.none() | TOKEN_IDS,
    successor=st.none() | PEOPLE,
)
TOKENS = st.builds(tokens.Token, TOKEN_IDS, TEXTS, TEXTS, st.integers(0, 30), PEOPLE, HEX, MOMENTS)
TRANSFERS = st.builds(
    transfers.Transfer,
    id=TRANSFER_IDS,
    sequence=SEQUENCES,
    kind=st.sampled_from(transfers.TransferKind),
    sender=st.none() | PEOPLE,
    recipient=st.none() | PEOPLE,
    amount=AMOUNTS,
    memo=TEXTS,
    at=MOMENTS,
)
ENTRIES = st.builds(transfers.HistoryEntry, PEOPLE, TRANSFERS, st.sampled_from(transfers.Direction), AMOUNTS)
BALANCES = st.builds(wallets.Balance, AMOUNTS, AMOUNTS, SEQUENCES)
PROBLEMS = st.builds(problems.Problem, st.sampled_from(problems.Code), FACTS, TEXTS)
PERMISSIONS = st.builds(wallets.WalletPermissions, st.booleans(), st.booleans(), st.booleans())
RECEIPTS = st.builds(transfers.Receipt, TRANSFERS, BALANCES)
MADE = st.builds(batches.PaymentMade, RECEIPTS)
NOT_MADE = st.builds(batches.PaymentRefused, PROBLEMS)
ASKED = st.builds(
    *(requests.TransferRequest, TEXTS, TEXTS, TEXTS, TEXTS),
    st.sampled_from(["", "ALLOW", "NEEDS_APPROVAL"]),
)
LEAVES = st.builds(audit.AuditEntry, WHOLE, SEQUENCES, MOMENTS, TEXTS, TEXTS, HEX)
CHANGES = st.builds(events.IdentityChanged, IDENTITIES)
ISSUES = st.builds(events.TokenIssued, TOKENS)
POSTED = st.builds(events.TransferPosted, ENTRIES, BALANCES, TOKENS)
STATUSES = st.builds(events.StatusSet, PEOPLE, st.sampled_from(identities.IdentityStatus), TEXTS, MOMENTS)
READS = st.builds(events.NotificationsRead, SEQUENCES)
NOTIFICATIONS = st.builds(notifications.Notification, SEQUENCES, PEOPLE, MOMENTS, POSTED | STATUSES, st.booleans())
LINKS = st.builds(requests.SignedLink, PEOPLE, SIGNATURES, SIGNATURES)
APPROVALS = st.builds(decisions.Approval, st.lists(PEOPLE, max_size=3).map(tuple), st.integers(0, 5))
PARTS = st.builds(
    decisions.Part,
    st.sampled_from(decisions.Rule),
    st.sampled_from(decisions.Scope),
    st.sampled_from(decisions.Outcome),
    st.none() | PROBLEMS,
    st.none() | AMOUNTS,
    st.none() | MOMENTS,
    st.none() | WHOLE,
)
GRANTS = st.builds(requests.SignedGrant, PEOPLE, PEOPLE, MOMENTS, SIGNATURES)


def several(values: st.SearchStrategy[Any], at_least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return tuples of up to three of these."""
    return st.lists(values, min_size=at_least, max_size=3).map(tuple)


SHAPES: Mapping[type[Any], st.SearchStrategy[Any]] = {
    Amount: AMOUNTS,
    audit.AuditEntry: LEAVES,
    audit.InclusionProof: st.builds(
        audit.InclusionProof, TRANSFER_IDS, LEAVES, several(HEX), TEXTS, HEX, salt=HEX, payload=TEXTS
    ),
    batches.BatchReceipt: st.builds(batches.BatchReceipt, several(MADE | NOT_MADE)),
    batches.PaymentMade: MADE,
    batches.PaymentRefused: NOT_MADE,
    events.Event: st.builds(events.Event, SEQUENCES, SEQUENCES, PEOPLE, CHANGES | ISSUES | POSTED | STATUSES | READS),
    events.IdentityChanged: CHANGES,
    events.NotificationsRead: READS,
    events.StatusSet: STATUSES,
    events.TokenIssued: ISSUES,
    events.TransferPosted: POSTED,
    identities.Identity: IDENTITIES,
    messages.Grant: st.builds(messages.Grant, PEOPLE, PEOPLE, NODES, MOMENTS),
    messages.Link: st.builds(messages.Link, PEOPLE, PEOPLE, NODES, st.sampled_from(messages.LinkRelation)),
    notifications.Notification: NOTIFICATIONS,
    notifications.NotificationPage: st.builds(
        notifications.NotificationPage, several(NOTIFICATIONS), WHOLE, SEQUENCES, SEQUENCES, TEXTS
    ),
    notifications.ReadMark: st.builds(notifications.ReadMark, SEQUENCES, WHOLE),
    decisions.Approval: APPROVALS,
    decisions.Decision: st.builds(
        decisions.Decision,
        st.sampled_from(decisions.Outcome),
        st.sampled_from(decisions.Rule),
        AMOUNTS,
        st.none() | PROBLEMS,
        st.none() | APPROVALS,
        several(PARTS),
        WHOLE,
        WHOLE,
    ),
    decisions.Part: PARTS,
    problems.Problem: PROBLEMS,
    tokens.Token: TOKENS,
    transfers.HistoryEntry: ENTRIES,
    transfers.HistoryPage: st.builds(transfers.HistoryPage, several(ENTRIES), WHOLE, WHOLE, SEQUENCES),
    transfers.HistoryQuery: st.builds(
        transfers.HistoryQuery,
        search=TEXTS,
        since=st.none() | MOMENTS,
        until=st.none() | MOMENTS,
        token_id=st.none() | TOKEN_IDS,
        direction=st.none() | st.sampled_from(transfers.Direction),
        kind=st.none() | st.sampled_from(transfers.TransferKind),
        counterparty=st.none() | PEOPLE,
        sort=st.sampled_from(transfers.SortKey),
        descending=st.booleans(),
    ),
    transfers.Receipt: RECEIPTS,
    transfers.Transfer: TRANSFERS,
    wallets.Balance: BALANCES,
    wallets.DailyBalance: st.builds(wallets.DailyBalance, DAYS, AMOUNTS),
    wallets.WalletContext: st.builds(wallets.WalletContext, PEOPLE, several(BALANCES), PERMISSIONS, SEQUENCES, MOMENTS),
    wallets.WalletPermissions: PERMISSIONS,
    requests.NodeInfo: st.builds(requests.NodeInfo, NODES, HEX, TEXTS, MOMENTS),
    requests.SignedLink: LINKS,
    requests.RegisterRequest: st.builds(
        requests.RegisterRequest,
        st.sampled_from(identities.IdentityType),
        TEXTS,
        st.none() | LINKS,
        st.none() | LINKS,
        st.none() | TOKEN_IDS,
    ),
    requests.RenameRequest: st.builds(requests.RenameRequest, TEXTS),
    requests.StatusRequest: st.builds(requests.StatusRequest, st.sampled_from(identities.IdentityStatus), TEXTS),
    requests.MarkReadRequest: st.builds(requests.MarkReadRequest, SEQUENCES),
    requests.SignedGrant: GRANTS,
    requests.GrantsRequest: st.builds(requests.GrantsRequest, several(GRANTS, at_least=1)),
    requests.GrantsAnswer: st.builds(requests.GrantsAnswer, several(PEOPLE)),
    requests.IssueRequest: st.builds(requests.IssueRequest, TEXTS, TEXTS, st.integers(), TEXTS, TEXTS),
    requests.IssueAnswer: st.builds(requests.IssueAnswer, TOKENS, BALANCES),
    requests.AmountRequest: st.builds(requests.AmountRequest, TEXTS, TEXTS),
    requests.TransferRequest: ASKED,
    requests.BatchRequest: st.builds(
        requests.BatchRequest, st.sampled_from(batches.BatchMode), several(ASKED, at_least=1)
    ),
    requests.ExportPage: st.builds(requests.ExportPage, several(ENTRIES), TEXTS),
    requests.CheckpointAnswer: st.builds(requests.CheckpointAnswer, TEXTS, HEX),
    requests.ConsistencyAnswer: st.builds(requests.ConsistencyAnswer, several(HEX)),
    requests.ProblemBody: st.builds(
        requests.ProblemBody, TEXTS, TEXTS, WHOLE, TEXTS, TEXTS, FACTS, TEXTS, st.none() | MOMENTS
    ),
    requests.Resync: st.builds(requests.Resync, SEQUENCES),
    requests.Hello: st.builds(requests.Hello, SEQUENCES),
    requests.GrantExpired: st.builds(requests.GrantExpired, several(PEOPLE)),
    requests.Health: st.builds(requests.Health, st.just("ok"), MOMENTS),
}
"""Each shape with values of it."""
