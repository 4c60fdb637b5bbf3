"""How the last-known state is written to the disk: short rows of JSON, compressed.

By hand and not by pydantic, since it is read before the first balances are painted: importing pydantic
and building its schema would take longer than all the rest. What is read was sealed by this program, so
only its version and its shape are looked at.
"""

import json
import zlib
from collections.abc import Sequence as Row
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.last_known import KnownTable, KnownWallet, LastKnown
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletPermissions

VERSION = 1
LEVEL = 1
"""How hard zlib tries: rows repeat each other so much that more gains little."""

LONGEST = 64 * 1024 * 1024
"""Bytes that are unpacked at most."""

Json: TypeAlias = list[Any]


class DamagedError(ValueError):
    """It is not what this version of the program writes."""


def pack(known: LastKnown) -> bytes:
    """Write what was known."""
    rows: Json = [
        VERSION,
        known.node_id,
        _time(known.at),
        known.head,
        known.active,
        [_identity(each) for each in known.identities],
        [_token(each) for each in known.tokens],
        [_wallet(each) for each in known.wallets],
        [[each.identity_id, each.total, [_entry(entry) for entry in each.rows]] for each in known.tables],
    ]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), LEVEL)


def unpack(data: bytes) -> LastKnown:
    """Read what `pack` wrote.

    Raises:
        DamagedError: It is of another version, or damaged.
    """
    try:
        rows: Json = json.loads(_inflated(data))
        version, node_id, at, head, active, identities, tokens, wallets, tables = rows
        if version != VERSION:
            raise DamagedError
        return LastKnown(
            NodeId(node_id),
            _read_time(at),
            Sequence(int(head)),
            None if active is None else IdentityId(active),
            tuple(map(_read_identity, identities)),
            tuple(map(_read_token, tokens)),
            tuple(map(_read_wallet, wallets)),
            tuple(map(_read_table, tables)),
        )
    except (zlib.error, ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise DamagedError from error


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    text = inflater.decompress(data, LONGEST)
    if not inflater.eof:
        raise DamagedError
    return text


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _time(at: datetime) -> int:
    """Write a moment as microseconds since 1970, exactly."""
    return (at - _EPOCH) // _MICROSECOND


def _read_time(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _identity(one: Identity) -> Json:
    rest = (one.name, one.status, one.owner, one.can_issue, _time(one.created_at), one.frozen_by, one.reason)
    ties = (one.guardian, one.token_id, one.successor)
    return [one.id, one.type, *rest, *(ties if any(ties) else ())]


def _read_identity(row: Row[Any]) -> Identity:
    identity_id, kind, name, status, owner, can_issue, created_at, frozen_by, reason, *ties = row
    # Most have none, and what was written by an earlier program has no place for them.
    guardian, token_id, successor = ties or (None, None, None)
    return Identity(
        IdentityId(identity_id),
        IdentityType(kind),
        name,
        IdentityStatus(status),
        owner,
        can_issue,
        _read_time(created_at),
        frozen_by,
        reason,
        guardian,
        token_id,
        successor,
    )


def _token(one: Token) -> Json:
    return [one.id, one.symbol, one.name, one.decimals, one.issuer, one.salt, _time(one.created_at)]


def _read_token(row: Row[Any]) -> Token:
    token_id, symbol, name, decimals, issuer, salt, created_at = row
    return Token(TokenId(token_id), symbol, name, decimals, IdentityId(issuer), salt, _read_time(created_at))


def _wallet(one: KnownWallet) -> Json:
    may = one.permissions
    return [
        one.identity_id,
        _time(one.at),
        [may.can_send, may.can_receive, may.can_issue],
        [_balance(each) for each in one.balances],
        [_entry(each) for each in one.latest],
        [_line(each) for each in one.lines],
    ]


def _read_wallet(row: Row[Any]) -> KnownWallet:
    identity_id, at, permissions, balances, latest, lines = row
    return KnownWallet(
        IdentityId(identity_id),
        _read_time(at),
        WalletPermissions(*permissions),
        tuple(map(_read_balance, balances)),
        tuple(map(_read_entry, latest)),
        tuple(map(_read_line, lines)),
    )


def _balance(one: Balance) -> Json:
    # As text: amounts have more digits than other readers of JSON can hold.
    return [one.settled.token_id, one.settled.decimals, str(one.settled.units), str(one.held.units), one.sequence]


def _read_balance(row: Row[Any]) -> Balance:
    token_id, decimals, settled, held, sequence = row
    amount = Amount(int(settled), decimals, TokenId(token_id))
    return Balance(amount, amount.of(int(held)), Sequence(sequence))


def _line(days: tuple[DailyBalance, ...]) -> Json:
    settled = days[0].settled
    return [settled.token_id, settled.decimals, [[one.day.toordinal(), str(one.settled.units)] for one in days]]


def _read_line(row: Row[Any]) -> tuple[DailyBalance, ...]:
    token_id, decimals, days = row
    return tuple(
        DailyBalance(date.fromordinal(day), Amount(int(units), decimals, TokenId(token_id))) for day, units in days
    )


def _entry(one: HistoryEntry) -> Json:
    moved = one.transfer
    about = [moved.id, moved.sequence, moved.kind, moved.sender, moved.recipient, moved.memo, _time(moved.at)]
    amount = [moved.amount.token_id, moved.amount.decimals, str(moved.amount.units), str(one.balance_after.units)]
    return [one.identity_id, one.direction, *about, *amount]


def _read_entry(row: Row[Any]) -> HistoryEntry:
    identity_id, direction, *about, token_id, decimals, units, after = row
    transfer_id, sequence, kind, sender, recipient, memo, at = about
    amount = Amount(int(units), decimals, TokenId(token_id))
    transfer = Transfer(
        TransferId(transfer_id),
        Sequence(sequence),
        TransferKind(kind),
        sender,
        recipient,
        amount,
        memo,
        _read_time(at),
    )
    return HistoryEntry(IdentityId(identity_id), transfer, Direction(direction), amount.of(int(after)))


def _read_table(row: Row[Any]) -> KnownTable:
    identity_id, total, rows = row
    return KnownTable(IdentityId(identity_id), tuple(map(_read_entry, rows)), int(total))
