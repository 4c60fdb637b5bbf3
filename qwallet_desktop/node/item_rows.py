"""Reads items that wait for others to agree, with their signatures, out of their rows."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice, Closing, Item, Proposal, Vote
from qwallet_desktop.node import rule_tables, tables
from qwallet_desktop.node.rows import chunks
from qwallet_desktop.wire.shapes import adapter, dump

OPEN, CLOSED = "OPEN", "CLOSED"
"""Whether an item may still change, and something be held for it."""

CONFIRMED = "CONFIRM"
"""What a row calls the second signature of an initiator that is the only approver."""

_item, _vote = rule_tables.items.c, rule_tables.item_votes.c
_GIVEN: BindParameter[Any] = bindparam("given", expanding=True)
_ITEMS = select(_item.n, _item.identity_n, _item.proposal, _item.state, _item.closing, _item.leaf_n)
_BY_ID = _ITEMS.where(_item.id.in_(_GIVEN))
_BY_NUMBER = _ITEMS.where(_item.n.in_(_GIVEN))
_OPEN_OF = _ITEMS.where(_item.identity_n == bindparam("identity"), _item.state == OPEN)
_ENDED = (
    _ITEMS.where(_item.state == OPEN, _item.expires_at <= bindparam("now"))
    .order_by(_item.expires_at, _item.n)
    .limit(bindparam("most"))
)
_VOTES = (
    select(_vote.item_n, _vote.choice, _vote.at, _vote.signature, _vote.reason, tables.identities.c.id)
    .join(tables.identities, _vote.signer_n == tables.identities.c.n)
    .where(_vote.item_n.in_(_GIVEN))
    .order_by(_vote.n)
)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item, the numbers of its row and its identity, whether it is open, and the audit leaf of its end."""

    n: int
    identity_n: int
    item: Item
    is_open: bool
    leaf_n: int | None = None


def item_rows(connection: Connection, ids: Collection[str]) -> Iterator[ItemRow]:
    """Read the items of these ids that there are."""
    for chunk in chunks(ids):
        yield from _read(connection, connection.execute(_BY_ID, {"given": chunk}).all())


def item_rows_numbered(connection: Connection, numbers: Collection[int]) -> dict[int, ItemRow]:
    """Read the items of these row numbers."""
    return {
        row.n: row
        for chunk in chunks(numbers)
        for row in _read(connection, connection.execute(_BY_NUMBER, {"given": chunk}).all())
    }


def open_item_rows(connection: Connection, identity_n: int) -> Iterator[ItemRow]:
    """Read the open items of an identity."""
    yield from _read(connection, connection.execute(_OPEN_OF, {"identity": identity_n}).all())


def ended_item_rows(connection: Connection, now: Any, most: int) -> Iterator[ItemRow]:  # noqa: ANN401,RUF100
    """Read the open items whose time is over at `now` (UTC), those that ended first before the others."""
    yield from _read(connection, connection.execute(_ENDED, {"now": now, "most": most}).all())


def _read(connection: Connection, found: Sequence[Any]) -> Iterator[ItemRow]:
    votes: defaultdict[int, list[Vote]] = defaultdict(list)
    for chunk in chunks([row.n for row in found]):
        for row in connection.execute(_VOTES, {"given": chunk}):
            choice = Choice.SIGN if row.choice == CONFIRMED else Choice(row.choice)
            signer = IdentityId(row.id)
            votes[row.item_n].append(Vote(signer, choice, row.at, bytes(row.signature).hex(), row.reason))
    for row in found:
        proposal = adapter(Proposal).validate_json(row.proposal)
        item = Item(proposal, tuple(votes[row.n]), read_closing(row.closing))
        yield ItemRow(row.n, row.identity_n, item, row.state == OPEN, row.leaf_n)


def read_closing(text: str) -> Closing | None:
    """Read how an item ended, from what `written_closing` wrote."""
    return closing_adapter().validate_json(text) if text else None


def written_closing(closing: Closing | None) -> str:
    """Write how an item ended, as its row keeps it."""
    return "" if closing is None else dump(closing).decode()


def closing_adapter() -> Any:  # noqa: ANN401,RUF100  (of a union, which is no type to mypy)
    """Return what reads a closing by its kind."""
    return adapter(Closing)  # type: ignore[arg-type]  # a union is a form to pydantic, not to mypy
