"""Items as tests open them, payments or changes of rules that others must agree to, and the signatures on them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.events import ItemNews
from qwallet_desktop.domain.ids import IdentityId, ItemId
from qwallet_desktop.domain.item_status import status
from qwallet_desktop.domain.matters import Matter, PaymentMatter, Subject
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus, vote_message
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.events import StoredEvent, events_after, head
from qwallet_desktop.node.item_rows import item_rows
from qwallet_desktop.node.log import Log
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.multisig import open_item
from qwallet_desktop.node.voting import ExecuteItem, SignItem
from qwallet_desktop.node.wallets import balances
from qwallet_desktop.node.working import Working
from qwallet_desktop.node.writer import Reply
from qwallet_desktop.wire.shapes import adapter
from tests.node.builders import Bank, Person, accepted, ask

T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """What is to wait, and for whom."""

    approvers: tuple[Person, ...]
    required: int = 1
    counts: bool = False
    whose: Person | None = None
    units: int = 2_500
    matter: Matter | None = None
    subject: Subject = Subject.TRANSFER
    reason: str = ""
    memo: str = "Rent"


def in_a_turn(node: Node, actor: IdentityId, work: Callable[[Turn], T]) -> T:
    """Let something be decided in a transaction of the writer's own, with its leaf in the audit log."""

    def job(connection: Connection) -> T:
        working = Working(connection)
        log, around = Log(working, node.around.random), node.around
        row = working.identity(actor)
        assert row is not None
        at = around.clock()
        result = work(Turn(working, row, at, around.random, around.node_id))
        log.add(at, actor, "TEST", {})
        log.close(at, around.node_id, around.key)
        working.flush()
        return result

    return node.writer.run(job).result(30)


def opened(bank: Bank, initiator: Person, wanted: Wanted) -> Item:
    """Open an item as the rules that find that something must wait do."""
    whose = wanted.whose or initiator
    amount = Amount(wanted.units, 2, bank.qtk)
    matter = wanted.matter or PaymentMatter(bank.ben.id, amount, "QTK", wanted.memo)
    approval = Approval(tuple(one.id for one in wanted.approvers), wanted.required)

    def work(turn: Turn) -> Item:
        row = turn.working.identity(whose.id)
        assert row is not None
        return open_item(
            turn,
            row,
            wanted.subject,
            matter,
            reason=wanted.reason,
            approval=approval,
            initiator_counts=wanted.counts,
        )

    return in_a_turn(bank.node, initiator.id, work)


def held(bank: Bank, who: Person) -> tuple[int, int]:
    """Return what somebody has of QTK, and how much of it is held."""
    with bank.node.read() as connection:
        found = {one.token_id: one for one in balances(connection, who.id)}
    return (found[bank.qtk].settled.units, found[bank.qtk].held.units) if bank.qtk in found else (0, 0)


def newest(bank: Bank) -> int:
    """Return the position of the newest event."""
    with bank.node.read() as connection:
        return head(connection)


def told(bank: Bank, *whom: Person, after: int = 0) -> list[StoredEvent]:
    """Return what was told to these people after a position."""
    with bank.node.read() as connection:
        return events_after(connection, after, [one.id for one in whom], 1_000)


def news(bank: Bank, who: Person, after: int = 0) -> list[ItemNews]:
    """Return what was news to somebody of items after a position."""
    return [event.fact for event in told(bank, who, after=after) if isinstance(event.fact, ItemNews)]


def stands(bank: Bank, item: Item) -> ItemStatus:
    """Return where an item stands now, by the database and the node's clock."""
    return status(item_now(bank.node, item.proposal.item_id), bank.clock())


def item_now(node: Node, item_id: ItemId) -> Item:
    """Read an item as the database has it."""
    with node.read() as connection:
        return next(item_rows(connection, [item_id])).item


def signing(node: Node, item: Item, signer: Person, choice: Choice = Choice.SIGN, reason: str = "") -> SignItem:
    """Make the ask that adds somebody's signature to an item as it is."""
    now = item_now(node, item.proposal.item_id)
    signature = signer.sign(vote_message(now, signer.id, choice, reason, node.node_id))
    return SignItem(item.proposal.item_id, choice, signature.hex(), reason)


def vote(node: Node, item: Item, signer: Person, choice: Choice = Choice.SIGN, reason: str = "") -> Reply:
    """Sign an item, reject it or take it back."""
    return ask(node, signer, signing(node, item, signer, choice, reason))


def read(reply: Reply) -> Item:
    """Read the item that a reply holds."""
    accepted(reply)
    return adapter(Item).validate_json(reply.body, strict=True)


def proposed(bank: Bank, initiator: Person, wanted: Wanted) -> Item:
    """Open an item and let its initiator sign it."""
    return read(vote(bank.node, opened(bank, initiator, wanted), initiator))


def execute(node: Node, item: Item, who: Person) -> Reply:
    """Try again to carry an item out."""
    return ask(node, who, ExecuteItem(item.proposal.item_id))
