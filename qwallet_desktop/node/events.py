"""Reading the events that were written, each told to one identity, in one global order without gaps."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

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
from qwallet_desktop.node import rows, tables
from qwallet_desktop.node.history import entries, entry

_own = tables.events.c


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A fact, its place, and whom it is told to; `previous` is each subscriber's own.

    A changed identity is shown as it is now, everything else as it was then.
    """

    sequence: Position
    identity_id: IdentityId
    fact: Fact


def events_after(
    connection: Connection, sequence: int, identity_ids: Collection[IdentityId], limit: int
) -> list[StoredEvent]:
    """Read the events after a position that are told to these identities, oldest first."""
    question = (
        select(_own.sequence, tables.identities.c.id, _own.kind, _own.subject_n)
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
    return [
        StoredEvent(Position(row.sequence), IdentityId(row.id), facts[row.kind, row.subject_n]) for row in told[:limit]
    ]


def earliest_event(connection: Connection) -> Position:
    """Return the sequence of the oldest event that is still kept; 1 while there is none."""
    return Position(connection.scalar(select(func.min(_own.sequence))) or 1)


def head(connection: Connection) -> Position:
    """Return the sequence of the newest event, 0 if there is none."""
    return rows.newest_sequence(connection)


def _facts(connection: Connection, told: Sequence[Any]) -> dict[tuple[str, int], Fact]:
    """Read what happened, one question for each kind of fact."""
    subjects: defaultdict[str, set[int]] = defaultdict(set)
    for row in told:
        subjects[row.kind].add(row.subject_n)
    changed = rows.identity_rows_numbered(connection, subjects["IDENTITY_CHANGED"])
    issued = rows.token_rows_numbered(connection, subjects["TOKEN_ISSUED"])
    moved: dict[int, TransferPosted] = {}
    for chunk in rows.chunks(subjects["TRANSFER_POSTED"]):
        moved |= posted(connection, tables.history.c.n.in_(chunk))
    return {
        **{("IDENTITY_CHANGED", n): IdentityChanged(row.identity) for n, row in changed.items()},
        **{("TOKEN_ISSUED", n): TokenIssued(row.token) for n, row in issued.items()},
        **{("TRANSFER_POSTED", n): fact for n, fact in moved.items()},
        **{("STATUS_SET", n): fact for n, fact in statuses_set(connection, subjects["STATUS_SET"]).items()},
        **{("NOTIFICATIONS_READ", n): NotificationsRead(Position(n)) for n in subjects["NOTIFICATIONS_READ"]},
    }


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
