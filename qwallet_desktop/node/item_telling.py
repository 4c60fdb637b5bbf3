"""Tells items to those whom they concern: as they are now, and as news. A failing piece of news blocks no item."""

import logging
from collections.abc import Iterable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import deciders, is_initiated
from qwallet_desktop.domain.multisig import Item, ItemStatus
from qwallet_desktop.node import rule_tables
from qwallet_desktop.node.item_rows import ItemRow
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Working

_logger = logging.getLogger(__name__)


def tell(working: Working, row: ItemRow) -> None:
    """Tell an item to its identity and its initiator, and once that has signed to all who may (ITEM_CHANGED)."""
    proposal = row.item.proposal
    others = (*proposal.approvers, *proposal.joining) if is_initiated(row.item) else ()
    for whom in rows_of(working, (proposal.identity_id, proposal.initiator, *others)):
        working.tell(whom, "ITEM_CHANGED", row.n)


def tell_approvers(turn: Turn, row: ItemRow) -> None:
    """Tell each approver, and whoever would join by it, but the initiator that an item waits for it (ITEM_NEWS)."""
    for whom in rows_of(turn.working, (*deciders(row.item.proposal), *row.item.proposal.joining)):
        if whom.n != turn.actor.n:
            _tell_news(turn, whom, row, ItemStatus.PENDING, by=turn.actor, reason=row.item.proposal.reason)


def tell_initiator(
    turn: Turn, row: ItemRow, became: ItemStatus, *, by: IdentityRow | None = None, reason: str = ""
) -> None:
    """Tell the initiator what others, or time, made of an item (ITEM_NEWS)."""
    for whom in rows_of(turn.working, (row.item.proposal.initiator,)):
        if by is None or by.n != whom.n:
            _tell_news(turn, whom, row, became, by=by, reason=reason)


def tell_executed(turn: Turn, item: Item, whom: Iterable[IdentityRow]) -> None:
    """Tell others than the initiator, whom an item is about, that it was carried out (ITEM_NEWS)."""
    row = turn.working.items[item.proposal.item_id]
    for one in whom:
        if one.identity.id != item.proposal.initiator:
            _tell_news(turn, one, row, ItemStatus.EXECUTED, by=turn.actor, reason=item.proposal.reason)


def rows_of(working: Working, identity_ids: tuple[IdentityId, ...]) -> Iterator[IdentityRow]:
    """Return the rows of identities, each once."""
    working.prefetch([(identity_ids, ())])
    yield from (row for row in map(working.identity, dict.fromkeys(identity_ids)) if row is not None)


def _tell_news(  # noqa: PLR0913  (the columns of the news)
    turn: Turn, whom: IdentityRow, row: ItemRow, became: ItemStatus, *, by: IdentityRow | None, reason: str
) -> None:
    """Tell somebody news; where that fails it is logged, and the item goes on (contract §1).

    Raises:
        SQLAlchemyError: The database failed, and the transaction with it.
    """
    working, sequence = turn.working, turn.working.next_sequence
    told = len(working.rows["item_news"]), len(working.rows["events"]), working.head["events"]
    try:
        working.add(
            rule_tables.item_news,
            sequence=sequence,
            identity_n=whom.n,
            item_n=row.n,
            status=became,
            by_n=by.n if by else None,
            reason=reason,
            at=turn.at,
        )
        working.tell(whom, "ITEM_NEWS", sequence)
    except SQLAlchemyError:
        raise
    except Exception:
        _logger.exception("somebody was not told of item %s", row.item.proposal.item_id)
        # An event without its news, or news without its event, would stop whoever reads them.
        del working.rows["item_news"][told[0] :]
        del working.rows["events"][told[1] :]
        working.head["events"] = told[2]
