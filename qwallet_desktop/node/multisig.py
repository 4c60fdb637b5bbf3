"""Items that wait for others to agree, in the working set: opening, changing and closing them, and what is held.

The lower room of the noun: whoever finds that something must wait calls `open_item`, whoever changes
rules calls `supersede`. Signatures on items are decided in voting.py.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, func, select, update

from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.ids import IdentityId, ItemId
from qwallet_desktop.domain.item_status import deciders, waits_for
from qwallet_desktop.domain.matters import Matter, Subject, held_for, payments_of
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Closing, Item, ItemStatus, Proposal, Superseded, payload
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import item_telling, movements, rule_tables
from qwallet_desktop.node.columns import milliseconds
from qwallet_desktop.node.groups import charter_of
from qwallet_desktop.node.item_rows import CLOSED, OPEN, ItemRow, item_rows, open_item_rows, written_closing
from qwallet_desktop.node.movements import ACCEPTED, RANDOM_LENGTH, Answer, Turn
from qwallet_desktop.node.rows import IdentityRow, there
from qwallet_desktop.node.working import Working
from qwallet_desktop.wire.shapes import dump

_item = rule_tables.items.c
_UPDATE_ITEM = (
    update(rule_tables.items)
    .where(_item.n == bindparam("row_n"))
    .values(state=bindparam("state"), closing=bindparam("closing"), leaf_n=bindparam("leaf"))
)


def open_item(  # noqa: PLR0913  (what a proposal says)
    turn: Turn,
    whose: IdentityRow,
    subject: Subject,
    matter: Matter,
    *,
    reason: str,
    approval: Approval,
    initiator_counts: bool,
    joining: tuple[IdentityId, ...] = (),
) -> Item:
    """Let something wait for others to agree, as a draft that its initiator has to sign.

    What its matter says is held is set aside of `whose` until it is decided.

    Args:
        turn: Whose actor is the initiator.
        whose: The identity, or group, that is to act.
        subject: What it is about.
        matter: The whole of it.
        reason: Why, in the initiator's words, cleaned.
        approval: Who must agree.
        initiator_counts: The initiator's own signature counts, if it is an approver.
        joining: Who must agree besides, every one of them.

    Returns:
        The item, in status DRAFT. The row, the hold and the events (ITEM_CHANGED for the identity and the
        initiator, BALANCE_CHANGED) are in the working set.

    Raises:
        Refused: APPROVERS_TOO_FEW (facts `approvers`, `required`), where those who may agree never suffice;
            INSUFFICIENT_FUNDS. Nothing has changed then.
    """
    working = turn.working
    charter, charter_version = charter_of(working, whose) or (None, 0)
    proposal = Proposal(
        item_id=ItemId(f"ms_{milliseconds(turn.at):012x}{turn.random(RANDOM_LENGTH).hex()}"),
        identity_id=whose.identity.id,
        number=_next_number(working, whose),
        subject=subject,
        matter=matter,
        reason=reason,
        initiator=turn.actor.identity.id,
        approvers=approval.approvers,
        required=approval.required,
        initiator_counts=initiator_counts,
        policy_version=_policy_version(working, whose),
        charter_version=charter_version,
        opened_at=turn.at,
        expires_at=turn.at + waits_for(subject, charter),
        joining=joining,
    )
    if len(deciders(proposal)) < proposal.required:
        counts = {"approvers": str(len(deciders(proposal))), "required": str(proposal.required)}
        raise refuse(Code.APPROVERS_TOO_FEW, **counts)
    _hold(turn, whose, held_for(matter))
    row = _inserted(turn, whose, proposal)
    if working.next_expiry is not None:
        working.next_expiry = min(working.next_expiry, proposal.expires_at)
    item_telling.tell(working, row)
    return row.item


def waiting(item: Item) -> Answer:
    """Answer with an item that was opened (202); the audit log keeps its whole proposal."""
    return Answer(ACCEPTED, item, {"itemId": item.proposal.item_id, "proposal": payload(item.proposal)})


def find(working: Working, item_id: str) -> ItemRow | None:
    """Return an item as it stands after the decisions so far, None if there is none."""
    if item_id not in working.items:
        working.items.update({row.item.proposal.item_id: row for row in item_rows(working.connection, [item_id])})
    return working.items.get(item_id)


def open_items(working: Working, whose: IdentityRow) -> list[ItemRow]:
    """Return the open items of an identity as they stand after the decisions so far, in the order of their numbers."""
    for row in open_item_rows(working.connection, whose.n):
        working.items.setdefault(row.item.proposal.item_id, row)
    found = (row for row in working.items.values() if row.identity_n == whose.n and row.is_open)
    return sorted(found, key=lambda row: row.n)


def supersede(turn: Turn, whose: IdentityRow) -> tuple[Item, ...]:
    """Close all open items of an identity whose rules have changed, and give back what is held for them.

    The item whose execution is that change stays as it is. Also for an identity that is closed.

    Returns:
        The items that were superseded.
    """
    return tuple(
        close(turn, row, Superseded(turn.at), ItemStatus.SUPERSEDED).item for row in open_items(turn.working, whose)
    )


def change(working: Working, row: ItemRow) -> ItemRow:
    """Let an item stand otherwise: its votes, its closing, or whether it is open. Their rows are the caller's.

    Of one that is closed, the leaf that is added next to the audit log is noted as that of its end.
    """
    working.items[row.item.proposal.item_id] = row
    working.change_later(
        _UPDATE_ITEM,
        row_n=row.n,
        state=OPEN if row.is_open else CLOSED,
        closing=written_closing(row.item.closing),
        leaf=None if row.is_open else working.head["audit_leaves"],
    )
    return row


def close(  # noqa: PLR0913  (what became of it, and who brought it about)
    turn: Turn,
    row: ItemRow,
    closing: Closing | None,
    became: ItemStatus,
    *,
    by: IdentityRow | None = None,
    reason: str = "",
) -> ItemRow:
    """End an item that will not be carried out: give back what is held for it, and tell everybody concerned.

    Args:
        turn: When, and what the ledger says.
        row: An open item.
        closing: What is noted of its end; None where its votes say it.
        became: Its status from now on.
        by: Who brought it about, None where it was time or a change of rules.
        reason: What that one said.
    """
    release(turn, row)
    closed = change(
        turn.working, replace(row, is_open=False, item=replace(row.item, closing=closing or row.item.closing))
    )
    item_telling.tell(turn.working, closed)
    item_telling.tell_initiator(turn, closed, became, by=by, reason=reason)
    return closed


def release(turn: Turn, row: ItemRow) -> None:
    """Give back what is held for an item, if anything is."""
    proposal = row.item.proposal
    whose = there(turn.working.identity(proposal.identity_id))
    for amount in held_for(proposal.matter):
        movements.release(turn, whose, there(turn.working.token(amount.token_id)), amount)
    end_waiting(turn.working, whose, row)


def end_waiting(working: Working, whose: IdentityRow, row: ItemRow) -> None:
    """Count the payments of an item as waiting no longer: they were made, or will not be."""
    working.posted.wait(whose, -len(payments_of(row.item.proposal.matter)))


# -------------------------------------------------------------------------------------- opening


def _hold(turn: Turn, whose: IdentityRow, amounts: Sequence[Amount]) -> None:
    """Set amounts of several tokens aside, or none of them.

    Raises:
        Refused: INSUFFICIENT_FUNDS; nothing has changed then.
    """
    tokens = [there(turn.working.token(amount.token_id)) for amount in amounts]
    for token, amount in zip(tokens, amounts, strict=True):
        movements.check_hold(turn, whose, token, amount)
    for token, amount in zip(tokens, amounts, strict=True):
        movements.hold(turn, whose, token, amount)


def _inserted(turn: Turn, whose: IdentityRow, proposal: Proposal) -> ItemRow:
    working, payments = turn.working, payments_of(proposal.matter)
    single = payments[0].amount if len(payments) == 1 else None
    n = working.insert(
        rule_tables.items,
        id=proposal.item_id,
        identity_n=whose.n,
        number=proposal.number,
        subject=proposal.subject,
        initiator_n=turn.actor.n,
        proposal=dump(proposal).decode(),
        token_n=there(working.token(single.token_id)).n if single else None,
        held=single.units if single else 0,
        payments=len(payments),
        leaf_n=None,
        at=proposal.opened_at,
        expires_at=proposal.expires_at,
        state=OPEN,
        closing="",
    )
    working.posted.wait(whose, len(payments))
    for approver in item_telling.rows_of(working, (*proposal.approvers, *proposal.joining)):
        working.add(rule_tables.item_approvers, signer_n=approver.n, item_n=n)
    row = working.items[proposal.item_id] = ItemRow(n, whose.n, Item(proposal), is_open=True)
    return row


def _next_number(working: Working, whose: IdentityRow) -> int:
    newest = working.connection.scalar(select(func.max(_item.number)).where(_item.identity_n == whose.n)) or 0
    opened = (row.item.proposal.number for row in working.items.values() if row.identity_n == whose.n)
    return max([int(newest), *opened]) + 1


def _policy_version(working: Working, whose: IdentityRow) -> int:
    """Return the version of the policy in force, 0 for the type's default; one set in this transaction is known."""
    if whose.n in working.policies:
        return working.policies[whose.n].version
    own = rule_tables.policies.c
    return int(working.connection.scalar(select(func.max(own.version)).where(own.identity_n == whose.n)) or 0)
