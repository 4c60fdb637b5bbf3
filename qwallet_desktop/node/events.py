"""Reading the events that were written, each told to one identity, in one global order without gaps."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, RowMapping, ScalarSelect, func, select

from qwallet_desktop.domain.events import (
    Fact,
    IdentityChanged,
    NotificationsRead,
    StatusSet,
    TokenIssued,
    TransferPosted,
)
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.node import rows, rule_events, tables
from qwallet_desktop.node.history import entries, entry

_own = tables.events.c
_OF_EACH_IDENTITY = frozenset({"POLICY_SET", "LIMITS_SET"})
"""Kinds whose subjects are counted for each identity anew."""

Subject: TypeAlias = int | rule_events.Subject
"""What an event is about: a row number, with that of the identity where it is counted for each."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A fact, its place, and whom it is told to; `previous` is each subscriber's own.

    A changed identity, item or entry of an address book is shown as it is now, everything else as it was then.
    """

    sequence: Position
    identity_id: IdentityId
    fact: Fact


def events_after(
    connection: Connection, sequence: int, identity_ids: Collection[IdentityId], limit: int
) -> list[StoredEvent]:
    """Read the events after a position that are told to these identities, oldest first."""
    question = (
        select(_own.sequence, tables.identities.c.id, _own.kind, _own.identity_n, _own.subject_n)
        .join(tables.identities, _own.identity_n == tables.identities.c.n)
        .where(_own.sequence > sequence)
        .order_by(_own.sequence)
        .limit(limit)
    )
    told: list[Any] = [
        row
        for chunk in rows.chunks(identity_ids)
        for row in connection.execute(question.where(tables.identities.c.id.in_(chunk)))
    ]
    told.sort(key=lambda row: int(row.sequence))
    facts = _facts(connection, told[:limit])
    return [StoredEvent(Position(row.sequence), IdentityId(row.id), facts[_key(row)]) for row in told[:limit]]


def earliest_event(connection: Connection) -> Position:
    """Return the sequence of the oldest event that is still kept; 1 while there is none."""
    return Position(connection.scalar(select(func.min(_own.sequence))) or 1)


def head(connection: Connection) -> Position:
    """Return the sequence of the newest event, 0 if there is none."""
    return rows.newest_sequence(connection)


def _facts(connection: Connection, told: Sequence[Any]) -> dict[tuple[str, Subject], Fact]:
    """Read what happened, one question for each kind of fact."""
    subjects: defaultdict[str, set[Any]] = defaultdict(set)
    for row in told:
        kind, subject = _key(row)
        subjects[kind].add(subject)
    return {
        (kind, subject): fact
        for kind, wanted in subjects.items()
        for subject, fact in _READERS[kind](connection, wanted).items()
    }


def _key(row: Any) -> tuple[str, Subject]:  # noqa: ANN401,RUF100  (a row)
    own = (row.identity_n, row.subject_n) if row.kind in _OF_EACH_IDENTITY else row.subject_n
    return row.kind, own


def _identities_changed(connection: Connection, numbers: Collection[int]) -> dict[int, Fact]:
    found = rows.identity_rows_numbered(connection, numbers)
    return {n: IdentityChanged(row.identity) for n, row in found.items()}


def _tokens_issued(connection: Connection, numbers: Collection[int]) -> dict[int, Fact]:
    return {n: TokenIssued(row.token) for n, row in rows.token_rows_numbered(connection, numbers).items()}


def _transfers_posted(connection: Connection, numbers: Collection[int]) -> dict[int, Fact]:
    moved: dict[int, Fact] = {}
    for chunk in rows.chunks(numbers):
        moved.update(posted(connection, tables.history.c.n.in_(chunk)))
    return moved


def _notifications_read(_connection: Connection, places: Collection[int]) -> dict[int, Fact]:
    return {place: NotificationsRead(Position(place)) for place in places}


def statuses_set(connection: Connection, sequences: Collection[int]) -> dict[int, StatusSet]:
    """Read who froze or unfroze an identity with the events of these sequences."""
    change = tables.status_changes.c
    question = select(change.sequence, tables.identities.c.id, change.status, change.reason, change.at).join(
        tables.identities, change.actor_n == tables.identities.c.n
    )
    return {
        place: StatusSet(IdentityId(by), IdentityStatus(status), reason, at)
        for chunk in rows.chunks(sequences)
        for place, by, status, reason, at in connection.execute(question.where(change.sequence.in_(chunk)))
    }


def posted(connection: Connection, condition: ColumnElement[bool]) -> dict[int, TransferPosted]:
    """Read what those rows of the history tell that a condition holds for, by their numbers."""
    question = entries().add_columns(_held().label("held")).where(condition)
    found = connection.execute(question).mappings().all()
    moved = rows.token_rows_numbered(connection, {row["token_n"] for row in found})
    return {row["n"]: _transfer_posted(row, moved[row["token_n"]]) for row in found}


def _transfer_posted(row: RowMapping, moved: rows.TokenRow) -> TransferPosted:
    told = entry(row)
    balance = Balance(told.balance_after, told.balance_after.of(row["held"] or 0), told.transfer.sequence)
    return TransferPosted(told, balance, moved.token)


def _held() -> ScalarSelect[Any]:
    """What was held on the same identity's account of the token at that position."""
    account, posting = tables.accounts.c, tables.postings.c
    return (
        select(posting.balance)
        .join(tables.accounts, posting.account_n == account.n)
        .where(
            account.identity_n == tables.history.c.identity_n,
            account.token_n == tables.history.c.token_n,
            account.kind == AccountKind.HELD,
            posting.sequence <= tables.history.c.sequence,
        )
        .order_by(posting.sequence.desc(), posting.n.desc())
        .limit(1)
        .correlate(tables.history)
        .scalar_subquery()
    )


_READERS: Mapping[str, Callable[[Connection, Collection[Any]], Mapping[Any, Fact]]] = {
    "IDENTITY_CHANGED": _identities_changed,
    "TOKEN_ISSUED": _tokens_issued,
    "TRANSFER_POSTED": _transfers_posted,
    "STATUS_SET": statuses_set,
    "NOTIFICATIONS_READ": _notifications_read,
    "ITEM_CHANGED": rule_events.items_changed,
    "ITEM_NEWS": rule_events.item_news,
    "POLICY_SET": rule_events.policies_set,
    "LIMITS_SET": rule_events.limits_set,
    "BALANCE_CHANGED": rule_events.balances_changed,
    "BOOK_CHANGED": rule_events.books_changed,
}
"""What reads the facts of each kind, by the subjects of its events."""
