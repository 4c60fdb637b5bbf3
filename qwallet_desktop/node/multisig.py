"""Items that wait for others to agree, in the working set: opening, changing and closing them, and what is held.

The lower room of the noun: whoever finds that something must wait calls `open_item`, whoever changes
rules calls `supersede`. Signatures on items are decided in voting.py.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import bindparam, func, select, update

from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.ids import IdentityId, ItemId
from qwallet_desktop.domain.item_status import deciders, is_initiated, waits_for
from qwallet_desktop.domain.matters import Matter, PaymentMatter, Subject
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Closing, Item, ItemStatus, Proposal, Superseded, payload
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import movements, rule_tables
from qwallet_desktop.node.columns import milliseconds
from qwallet_desktop.node.groups import charter_of
from qwallet_desktop.node.item_rows import CLOSED, OPEN, ItemRow, item_rows, open_item_rows, written_closing
from qwallet_desktop.node.movements import ACCEPTED, RANDOM_LENGTH, Answer, Turn
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.working import Working
from qwallet_desktop.wire.shapes import dump

_item = rule_tables.items.c
_UPDATE_ITEM = (
    update(rule_tables.items)
    .where(_item.n == bindparam("row_n"))
    .values(state=bindparam("state"), closing=bindparam("closing"))
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
    hold: Amount | None,
) -> Item:
    """Let something wait for others to agree, as a draft that its initiator has to sign.

    Args:
        turn: Whose actor is the initiator.
        whose: The identity, or group, that is to act.
        subject: What it is about.
        matter: The whole of it.
        reason: Why, in the initiator's words, cleaned.
        approval: Who must agree.
        initiator_counts: The initiator's own signature counts, if it is an approver.
        hold: What is set aside of `whose` until it is decided, the amount of a PaymentMatter.

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
    )
    if len(deciders(proposal)) < proposal.required:
        counts = {"approvers": str(len(deciders(proposal))), "required": str(proposal.required)}
        raise refuse(Code.APPROVERS_TOO_FEW, **counts)
    token = _held_token(working, hold)
    if hold is not None and token is not None:
        movements.hold(turn, whose, token, hold)
    row = _inserted(turn, whose, proposal, token)
    if working.next_expiry is not None:
        working.next_expiry = min(working.next_expiry, proposal.expires_at)
    tell(working, row)
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
    """Let an item stand otherwise: its votes, its closing, or whether it is open. Their rows are the caller's."""
    working.items[row.item.proposal.item_id] = row
    working.change_later(
        _UPDATE_ITEM,
        row_n=row.n,
        state=OPEN if row.is_open else CLOSED,
        closing=written_closing(row.item.closing),
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
    tell(turn.working, closed)
    tell_initiator(turn, closed, became, by=by, reason=reason)
    return closed


def release(turn: Turn, row: ItemRow) -> None:
    """Give back what is held for an item, if anything is."""
    whose, matter = turn.working.identity(row.item.proposal.identity_id), row.item.proposal.matter
    if whose is not None and row.token_n is not None and isinstance(matter, PaymentMatter):
        token = turn.working.token(matter.amount.token_id)
        if token is not None:
            movements.release(turn, whose, token, matter.amount)


# -------------------------------------------------------------------------------------- telling


def tell(working: Working, row: ItemRow) -> None:
    """Tell an item to its identity and its initiator, and once that has signed to the approvers (ITEM_CHANGED)."""
    proposal = row.item.proposal
    approvers = proposal.approvers if is_initiated(row.item) else ()
    for whom in _rows(working, (proposal.identity_id, proposal.initiator, *approvers)):
        working.tell(whom, "ITEM_CHANGED", row.n)


def tell_approvers(turn: Turn, row: ItemRow) -> None:
    """Tell each approver but the initiator that an item waits for it (ITEM_NEWS)."""
    for whom in _rows(turn.working, deciders(row.item.proposal)):
        if whom.n != turn.actor.n:
            _tell_news(turn, whom, row, ItemStatus.PENDING, by=turn.actor, reason=row.item.proposal.reason)


def tell_initiator(
    turn: Turn, row: ItemRow, became: ItemStatus, *, by: IdentityRow | None = None, reason: str = ""
) -> None:
    """Tell the initiator what others, or time, made of an item (ITEM_NEWS)."""
    for whom in _rows(turn.working, (row.item.proposal.initiator,)):
        if by is None or by.n != whom.n:
            _tell_news(turn, whom, row, became, by=by, reason=reason)


def _tell_news(  # noqa: PLR0913  (the columns of the news)
    turn: Turn, whom: IdentityRow, row: ItemRow, became: ItemStatus, *, by: IdentityRow | None, reason: str
) -> None:
    working, sequence = turn.working, turn.working.next_sequence
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


def _rows(working: Working, identity_ids: tuple[IdentityId, ...]) -> Iterator[IdentityRow]:
    """Return the rows of identities, each once."""
    working.prefetch([(identity_ids, ())])
    yield from (row for row in map(working.identity, dict.fromkeys(identity_ids)) if row is not None)


# -------------------------------------------------------------------------------------- opening


def _inserted(turn: Turn, whose: IdentityRow, proposal: Proposal, token: TokenRow | None) -> ItemRow:
    working, matter = turn.working, proposal.matter
    held = matter.amount.units if token is not None and isinstance(matter, PaymentMatter) else 0
    n = working.insert(
        rule_tables.items,
        id=proposal.item_id,
        identity_n=whose.n,
        number=proposal.number,
        subject=proposal.subject,
        initiator_n=turn.actor.n,
        proposal=dump(proposal).decode(),
        token_n=token.n if token else None,
        held=held,
        at=proposal.opened_at,
        expires_at=proposal.expires_at,
        state=OPEN,
        closing="",
    )
    for approver in _rows(working, proposal.approvers):
        working.add(rule_tables.item_approvers, signer_n=approver.n, item_n=n)
    row = working.items[proposal.item_id] = ItemRow(
        n, whose.n, token.n if token else None, Item(proposal), is_open=True
    )
    return row


def _held_token(working: Working, hold: Amount | None) -> TokenRow | None:
    return working.token(hold.token_id) if hold is not None else None


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
