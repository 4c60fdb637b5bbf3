"""*What if?*: reads the payments of the last 30 days in slices, and replays them under rules that are not in force."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, or_, select, type_coerce

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.deciding import decide_payment
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.domain.limits import MONTH, Limits, LimitScope
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.payment_facts import EVERYTHING, LimitFacts, PaymentFacts, Use
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.replaying import Payment, Replay, Verdict
from qwallet_desktop.domain.rule_checks import check_limits, check_policy
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import TransferKind
from qwallet_desktop.domain.what_if import Case, RuleCount, Supposition, WhatIf
from qwallet_desktop.node import groups, policies, rule_tables, tables
from qwallet_desktop.node.closing import Close
from qwallet_desktop.node.columns import milliseconds
from qwallet_desktop.node.limit_book import has_family
from qwallet_desktop.node.rows import IdentityRow, identity_rows_numbered, token_rows_numbered
from qwallet_desktop.node.rule_changes import check_tokens_of
from qwallet_desktop.node.stored import moment_of
from qwallet_desktop.node.succession import Succeed
from qwallet_desktop.node.working import Working

SLICE = 2_000
"""Payments read at once."""

_account, _posting, _moved, _leaf = (
    tables.accounts.c,
    tables.postings.c,
    tables.transfers.c,
    tables.audit_leaves.c,
)
_own, _membership = tables.identities.c, rule_tables.memberships.c
_MEMBERS = select(_own.n).where(or_(_own.n == bindparam("root"), _own.owner_n == bindparam("owner")))
_PAYMENTS = (
    select(
        _moved.id,
        _moved.sender_n,
        _moved.recipient_n,
        _moved.token_n,
        _posting.units,
        type_coerce(_posting.at, BigInteger),
        _account.kind,
        _leaf.kind,
    )
    .join(tables.postings, _posting.account_n == _account.n)
    .join(tables.transfers, _posting.transfer_n == _moved.n)
    .join(tables.audit_leaves, _moved.leaf_n == _leaf.n)
    .where(
        _account.kind != AccountKind.ISSUANCE,
        _posting.at > bindparam("since"),
        _moved.sender_n == _account.identity_n,
        _moved.kind == TransferKind.TRANSFER,
    )
    .order_by(_posting.n)
    .execution_options(stream_results=True, max_row_buffer=SLICE)
)
_ALL_PAYMENTS = {
    LimitScope.IDENTITY: _PAYMENTS.where(_account.identity_n == bindparam("root")),
    LimitScope.FAMILY: _PAYMENTS.where(_account.identity_n.in_(_MEMBERS)),
}
_UNLIMITED = {Close.kind, Succeed.kind}
"""Leaves of what moves value without a limit being held against it."""


def what_if(connection: Connection, identity: Identity, supposed: Supposition, at: datetime) -> WhatIf:
    """Replay the payments out of the last 30 days under rules that are not in force.

    Rules that are not supposed are those in force now; the recipients' own rules, and the state of both
    sides, are left out. With the scope FAMILY, payments of the other identities of the family are
    judged by the family's limits alone.

    Args:
        connection: A snapshot of the ledger.
        identity: Whose payments, and whose rules.
        supposed: Other rules.
        at: The node's time.

    Raises:
        Refused: What is wrong with the rules: as for a change of them, but that they may be in force.
    """
    working = Working(connection)
    row = working.identity(identity.id)
    if row is None:
        raise refuse(Code.IDENTITY_UNKNOWN)
    _check(working, row, supposed)
    court = _Court.of(working, row, supposed)
    replay = Replay(row.n, court.own, court.family, court.policy.hours, court.judge, court.grade)
    since = at - MONTH
    for rows in _slices(connection, court, since - replay.reach):
        court.meet(rows)
        replay.go(court.payments(rows, milliseconds(since)))
    done = replay.result
    return WhatIf(
        since,
        done.payments,
        done.payments - done.held - done.refused,
        done.held,
        done.refused,
        tuple(RuleCount(rule, outcome, count) for (rule, outcome), count in done.rules.most_common()),
        tuple(court.case(payment, verdict) for payment, verdict in reversed(done.cases)),
    )


def _check(working: Working, row: IdentityRow, supposed: Supposition) -> None:
    if supposed.scope is LimitScope.FAMILY and not has_family(row.identity):
        raise refuse(Code.LIMIT_SCOPE, at="scope")
    if supposed.policy is not None:
        check_policy(supposed.policy)
    if supposed.limits is not None:
        check_limits(supposed.limits)
    check_tokens_of(working, supposed.policy, supposed.limits)


def _slices(connection: Connection, court: "_Court", since: datetime) -> Iterator[Sequence[Any]]:
    scope = LimitScope.FAMILY if court.counts_family else LimitScope.IDENTITY
    values = {"since": since, "root": court.root_n, "owner": court.root_n}
    yield from connection.execute(_ALL_PAYMENTS[scope], values).partitions(SLICE)


@dataclass(slots=True)
class _Court:
    """Judges payments by the supposed rules, and knows the two sides of each.

    `own`, `family` and `policy` are the rules by which it judges those of the identity that is asked
    about; the other identities of its family are judged by `family` alone, and only if that is asked.
    """

    working: Working
    row: IdentityRow
    root_n: int
    policy: ConsentPolicy
    own: Limits
    family: Limits
    judges_family: bool
    charter: Charter | None
    near: frozenset[int]
    people: dict[int, Identity]
    tokens: dict[int, Token]

    @classmethod
    def of(cls, working: Working, row: IdentityRow, supposed: Supposition) -> "_Court":
        """Collect the rules: the supposed ones, and else those in force."""
        root = working.identity(row.identity.owner) if row.identity.owner else row
        known = groups.charter_of(working, row)
        policy = supposed.policy or policies.policy_of(working, row).policy
        own = policies.limits_of(working, row, LimitScope.IDENTITY).limits
        family = policies.limits_of(working, root, LimitScope.FAMILY).limits if root else Limits()
        judges_family = supposed.scope is LimitScope.FAMILY and supposed.limits is not None
        if supposed.limits is not None:
            own, family = (own, supposed.limits) if judges_family else (supposed.limits, family)
        return cls(
            working,
            row,
            root.n if root else row.n,
            policy,
            own,
            family,
            judges_family,
            known[0] if known else None,
            _in_common_groups(working, row),
            {},
            {},
        )

    @property
    def counts_family(self) -> bool:
        """Whether the payments of the whole family are to be read."""
        return self.judges_family or self.family != Limits()

    def meet(self, rows: Sequence[Any]) -> None:
        """Read who and what the payments of a slice name and is not known yet."""
        connection = self.working.connection
        strangers = {n for row in rows for n in (row[1], row[2])} - self.people.keys()
        found = identity_rows_numbered(connection, strangers) if strangers else {}
        # As they were when the payments went: active.
        self.people |= {n: replace(one.identity, status=IdentityStatus.ACTIVE) for n, one in found.items()}
        unknown = {row[3] for row in rows} - self.tokens.keys()
        if unknown:
            self.tokens |= {n: one.token for n, one in token_rows_numbered(connection, unknown).items()}

    def payments(self, rows: Sequence[Any], since: int) -> Iterator[Payment]:
        """Make payments of the rows of a slice; those before `since` only count."""
        mine, tokens = self.row.n, self.tokens
        for transfer_id, sender, recipient, token_n, units, at, kind, leaf in rows:
            judged = at > since and leaf not in _UNLIMITED and (sender == mine or self.judges_family)
            agreed = kind == AccountKind.HELD
            yield Payment(transfer_id, sender, recipient, tokens[token_n].id, -units, at, agreed, judged)

    def judge(self, payment: Payment, own: Use, family: Use) -> Verdict:
        """Decide a payment, by what decides payments that are asked for."""
        decision = decide_payment(self._facts(payment, own, family))
        return decision.outcome, decision.rule

    def grade(self, payment: Payment) -> int:
        """Say how many a payment asks by its amount, where a group has such thresholds."""
        charter = self.charter
        if charter is None or not charter.amount_thresholds:
            return 0
        return charter.required_for((self._amount(payment),))

    def _facts(self, payment: Payment, own: Use, family: Use) -> PaymentFacts:
        amount, token = self._amount(payment), self._token(payment.token_id)
        is_mine = payment.sender == self.row.n
        sender = self.people[payment.sender]
        charter = self.charter
        alone = (
            charter is not None
            and not payment.agreed
            and charter.initiator_counts
            and charter.required_for((amount,)) == 1
        )
        return PaymentFacts(
            # Of the others in the family only the limits are asked about, not what their types demand.
            sender=sender if is_mine else replace(sender, type=IdentityType.ROOT),
            recipient=self.people[payment.recipient],
            amount=amount,
            available=amount,
            symbol=token.symbol,
            at=moment_of(payment.at),
            policy=self.policy if is_mine else EVERYTHING,
            own=LimitFacts(self.own, own) if is_mine else None,
            family=LimitFacts(self.family, family),
            charter=charter,
            initiator=charter.signers[0] if charter and alone else None,
            shares_group=payment.recipient in self.near,
            recipient_holds=amount.of(0),
        )

    def case(self, payment: Payment, verdict: Verdict) -> Case:
        """Name a payment that would not have gone as it went."""
        recipient = self.people[payment.recipient].id
        return Case(payment.transfer_id, recipient, self._amount(payment), moment_of(payment.at), *verdict)

    def _amount(self, payment: Payment) -> Amount:
        return Amount(payment.units, self._token(payment.token_id).decimals, payment.token_id)

    def _token(self, token_id: TokenId) -> Token:
        return next(token for token in self.tokens.values() if token.id == token_id)


def _in_common_groups(working: Working, row: IdentityRow) -> frozenset[int]:
    """Return the row numbers of all who belong to a group with an identity, as `groups.in_common_group` tells it."""
    shared = groups.circles_of(working, row)
    question = select(_membership.member_n).where(_membership.group_n.in_(shared))
    return frozenset(shared | set(working.connection.scalars(question)))
