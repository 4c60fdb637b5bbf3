"""Reading what events tell of items, rules, holds and shared address books; and how such events name their subjects."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, select, tuple_

from qwallet_desktop.domain.consent import ConsentPolicy, PolicyVersion
from qwallet_desktop.domain.events import BalanceChanged, BookChanged, ItemChanged, ItemNews, LimitsSet, PolicySet
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.domain.limits import Limits, LimitScope, LimitsVersion
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import ItemStatus, Proposal
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.node import rows, rule_tables, tables
from qwallet_desktop.node.contact_rows import contact_rows_where
from qwallet_desktop.node.item_rows import item_rows_numbered
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Working
from qwallet_desktop.wire.shapes import adapter

Subject = tuple[int, int]
"""Whom an event is told, and the event's subject: versions are counted for each identity anew."""

_FAMILY = 1
_identity, _holder = tables.identities.c, tables.identities.alias("holders")
_setter = tables.identities.alias("setters")


def tell_policy(working: Working, whose: IdentityRow, version: int) -> None:
    """Tell an identity that a version of its policy, whose row is inserted, came into force (POLICY_SET)."""
    working.tell(whose, "POLICY_SET", version)


def tell_limits(working: Working, whose: IdentityRow, scope: LimitScope, version: int) -> None:
    """Tell an identity that a version of its limits, whose row is inserted, came into force (LIMITS_SET)."""
    working.tell(whose, "LIMITS_SET", 2 * version + _FAMILY * (scope is LimitScope.FAMILY))


def tell_book(working: Working, group: IdentityRow, contact_n: int) -> None:
    """Tell a group that an entry of its address book changed (BOOK_CHANGED)."""
    working.tell(group, "BOOK_CHANGED", contact_n)


def items_changed(connection: Connection, numbers: Collection[int]) -> dict[int, ItemChanged]:
    """Read items as they are now, by their row numbers."""
    return {n: ItemChanged(row.item) for n, row in item_rows_numbered(connection, numbers).items()}


def item_news(connection: Connection, sequences: Collection[int]) -> dict[int, ItemNews]:
    """Read what was told of items with the events of these sequences."""
    news, item, doer = rule_tables.item_news.c, rule_tables.items.c, tables.identities.c
    question = (
        select(news.sequence, item.proposal, news.status, doer.id, news.reason, news.at)
        .join(rule_tables.items, news.item_n == item.n)
        .outerjoin(tables.identities, news.by_n == doer.n)
    )
    return {
        place: ItemNews(adapter(Proposal).validate_json(proposal), ItemStatus(status), by, reason, at)
        for chunk in rows.chunks(sequences)
        for place, proposal, status, by, reason, at in connection.execute(question.where(news.sequence.in_(chunk)))
    }


def policies_set(connection: Connection, subjects: Collection[Subject]) -> dict[Subject, PolicySet]:
    """Read versions of policies, by the number of the identity and the version."""
    own = rule_tables.policies.c
    question = (
        select(own.identity_n, own.version, own.policy, own.at, own.reason, _holder.c.id, _setter.c.id.label("by"))
        .join(_holder, own.identity_n == _holder.c.n)
        .join(_setter, own.by_n == _setter.c.n)
    )
    found: dict[Subject, PolicySet] = {}
    for row in _pairs(connection, question, (own.identity_n, own.version), subjects):
        policy = adapter(ConsentPolicy).validate_json(row.policy)
        version = PolicyVersion(IdentityId(row.id), row.version, policy, row.at, IdentityId(row.by), row.reason)
        found[row.identity_n, row.version] = PolicySet(version)
    return found


def limits_set(connection: Connection, subjects: Collection[Subject]) -> dict[Subject, LimitsSet]:
    """Read versions of limits, by the number of the identity and what `tell_limits` made of scope and version."""
    own = rule_tables.limit_versions.c
    question = (
        select(
            own.identity_n,
            own.scope,
            own.version,
            own.limits,
            own.at,
            own.reason,
            _holder.c.id,
            _setter.c.id.label("by"),
        )
        .join(_holder, own.identity_n == _holder.c.n)
        .join(_setter, own.by_n == _setter.c.n)
    )
    found: dict[Subject, LimitsSet] = {}
    versions = {(identity_n, subject // 2) for identity_n, subject in subjects}
    for row in _pairs(connection, question, (own.identity_n, own.version), versions):
        scope, limits = LimitScope(row.scope), adapter(Limits).validate_json(row.limits)
        version = LimitsVersion(IdentityId(row.id), scope, row.version, limits, row.at, IdentityId(row.by), row.reason)
        found[row.identity_n, 2 * row.version + _FAMILY * (scope is LimitScope.FAMILY)] = LimitsSet(version)
    return found


def balances_changed(connection: Connection, numbers: Collection[int]) -> dict[int, BalanceChanged]:
    """Read what identities had after a hold was placed or released, by the posting on their AVAILABLE account."""
    available, held = tables.postings.alias("available"), tables.postings.alias("held")
    account, other = tables.accounts.alias("available_accounts"), tables.accounts.alias("held_accounts")
    question = (
        select(available.c.n, available.c.sequence, available.c.balance, held.c.balance.label("held"))
        .add_columns(account.c.token_n)
        .join(account, available.c.account_n == account.c.n)
        .join(
            other,
            (other.c.identity_n == account.c.identity_n)
            & (other.c.token_n == account.c.token_n)
            & (other.c.kind == AccountKind.HELD),
        )
        .join(held, (held.c.account_n == other.c.n) & (held.c.sequence == available.c.sequence))
    )
    found = [
        row for chunk in rows.chunks(numbers) for row in connection.execute(question.where(available.c.n.in_(chunk)))
    ]
    moved = rows.token_rows_numbered(connection, {row.token_n for row in found})
    told: dict[int, BalanceChanged] = {}
    for row in found:
        token = moved[row.token_n].token
        settled = Amount(row.balance + row.held, token.decimals, token.id)
        told[row.n] = BalanceChanged(Balance(settled, settled.of(row.held), Position(row.sequence)), token)
    return told


def books_changed(connection: Connection, numbers: Collection[int]) -> dict[int, BookChanged]:
    """Read entries of shared address books as they are now, by their row numbers."""
    found = contact_rows_where(connection, rule_tables.contacts.c.n.in_, numbers)
    return {row.n: BookChanged(row.shared) for row in found}


def _pairs(connection: Connection, question: Any, columns: tuple[Any, Any], wanted: Iterable[Subject]) -> list[Any]:  # noqa: ANN401,RUF100  (SQLAlchemy's columns)
    return [
        row
        for chunk in rows.chunks(wanted, rows.IN_ONE_QUESTION // 2)
        for row in connection.execute(question.where(tuple_(*columns).in_(chunk)))
    ]
