"""Reads the nouns that every rule needs, identities and tokens, out of their rows."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, select

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.node import rule_tables, tables

IN_ONE_QUESTION = 10_000
"""Values in one IN (…); SQLite takes 32,766 of them, PostgreSQL's driver 65,535."""

T = TypeVar("T")
_owners = tables.identities.alias("owners")
_freezers = tables.identities.alias("freezers")
_issuers = tables.identities.alias("issuers")
_guardians = tables.identities.alias("guardians")
_successors = tables.identities.alias("successors")
_single = tables.tokens.alias("single")
_identity_c, _token_c = tables.identities.c, tables.tokens.c

# Built once: SQLAlchemy takes longer to build and to recognise a question than the database to answer it.
_IDENTITIES = (
    select(
        tables.identities,
        _owners.c.id.label("owner"),
        _freezers.c.id.label("frozen_by"),
        _guardians.c.id.label("guardian"),
        _successors.c.id.label("successor"),
        _single.c.id.label("single_token"),
    )
    .outerjoin(_owners, _identity_c.owner_n == _owners.c.n)
    .outerjoin(_freezers, _identity_c.frozen_by_n == _freezers.c.n)
    .outerjoin(_guardians, _identity_c.guardian_n == _guardians.c.n)
    .outerjoin(_successors, _identity_c.successor_n == _successors.c.n)
    .outerjoin(_single, _identity_c.token_n == _single.c.n)
)
_TOKENS = select(tables.tokens, _issuers.c.id.label("issuer")).join(_issuers, _token_c.issuer_n == _issuers.c.n)
_GIVEN: BindParameter[Any] = bindparam("given", expanding=True)
_IDENTITIES_BY_ID = _IDENTITIES.where(_identity_c.id.in_(_GIVEN))
_IDENTITIES_BY_NUMBER = _IDENTITIES.where(_identity_c.n.in_(_GIVEN))
_members = tables.identities.alias("members")
_heirs = tables.identities.alias("heirs")
_successions, _memberships = rule_tables.successions, rule_tables.memberships
# One question for each tie, so that each goes by its index, and holds no more values than a question may.
_IDENTITIES_SEEN_BY = (
    _IDENTITIES_BY_ID,
    _IDENTITIES.where(_owners.c.id.in_(_GIVEN)),
    _IDENTITIES.where(_guardians.c.id.in_(_GIVEN)),
    _IDENTITIES.join(_successions, _successions.c.old_n == _identity_c.n)
    .join(_heirs, _successions.c.new_n == _heirs.c.n)
    .where(_heirs.c.id.in_(_GIVEN)),
    _IDENTITIES.join(_memberships, _memberships.c.group_n == _identity_c.n)
    .join(_members, _memberships.c.member_n == _members.c.n)
    .where(_members.c.id.in_(_GIVEN)),
)
_TOKENS_BY_ID = _TOKENS.where(_token_c.id.in_(_GIVEN))
_TOKENS_BY_NUMBER = _TOKENS.where(_token_c.n.in_(_GIVEN))
_NEWEST = select(tables.log_head.c.events)


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """An identity and the number of its row."""

    n: int
    identity: Identity


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token and the number of its row."""

    n: int
    token: Token


def chunks(values: Iterable[T], size: int = IN_ONE_QUESTION) -> Iterator[list[T]]:
    """Cut values into lists short enough for one question."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def there(row: T | None) -> T:
    """Return a row that is named by another, and so is there.

    Raises:
        ValueError: It is not: what names it was written by hand.
    """
    if row is None:
        message = "a row names another that is not there"
        raise ValueError(message)
    return row


def identity_rows(connection: Connection, ids: Collection[str]) -> Iterator[IdentityRow]:
    """Read the identities of these ids that are registered."""
    for chunk in chunks(ids):
        for row in connection.execute(_IDENTITIES_BY_ID, {"given": chunk}).mappings():
            yield _identity(row)


def identity_rows_seen_by(connection: Connection, actors: Collection[str]) -> Iterator[IdentityRow]:
    """Read the identities that the actors may see, in the order of registration.

    These are the actors, whom they own or guard, whose place they took, and their groups.
    """
    found: dict[int, IdentityRow] = {}
    for chunk in chunks(actors):
        for question in _IDENTITIES_SEEN_BY:
            for row in connection.execute(question, {"given": chunk}).mappings():
                found[row["n"]] = _identity(row)
    yield from (found[n] for n in sorted(found))


def identity_rows_numbered(connection: Connection, numbers: Collection[int]) -> dict[int, IdentityRow]:
    """Read the identities of these row numbers."""
    rows = (
        _identity(row)
        for chunk in chunks(numbers)
        for row in connection.execute(_IDENTITIES_BY_NUMBER, {"given": chunk}).mappings()
    )
    return {row.n: row for row in rows}


def token_rows(connection: Connection, ids: Collection[str]) -> Iterator[TokenRow]:
    """Read the tokens of these ids that were declared."""
    for chunk in chunks(ids):
        for row in connection.execute(_TOKENS_BY_ID, {"given": chunk}).mappings():
            yield _token(row)


def token_rows_numbered(connection: Connection, numbers: Collection[int]) -> dict[int, TokenRow]:
    """Read the tokens of these row numbers, in the order of their declaration."""
    rows = (
        _token(row)
        for chunk in chunks(sorted(numbers))
        for row in connection.execute(_TOKENS_BY_NUMBER, {"given": chunk}).mappings()
    )
    return {row.n: row for row in sorted(rows, key=lambda row: row.n)}


def _identity(row: RowMapping) -> IdentityRow:
    found = Identity(
        id=IdentityId(row["id"]),
        type=IdentityType(row["type"]),
        name=row["name"],
        status=IdentityStatus(row["status"]),
        owner=row["owner"],
        can_issue=row["can_issue"],
        created_at=row["created_at"],
        frozen_by=row["frozen_by"],
        reason=row["reason"],
        guardian=row["guardian"],
        token_id=row["single_token"],
        successor=row["successor"],
    )
    return IdentityRow(row["n"], found)


def _token(row: RowMapping) -> TokenRow:
    found = Token(
        id=TokenId(row["id"]),
        symbol=row["symbol"],
        name=row["name"],
        decimals=row["decimals"],
        issuer=IdentityId(row["issuer"]),
        salt=row["salt"],
        created_at=row["created_at"],
    )
    return TokenRow(row["n"], found)


def newest_sequence(connection: Connection) -> Sequence:
    """Return the position of the newest event, 0 if there is none."""
    return Sequence(connection.scalar(_NEWEST) or 0)
