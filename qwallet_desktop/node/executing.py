"""Carries out what enough have signed, in the commit of the deciding signature: decided first, then written."""

from dataclasses import dataclass, field, replace
from typing import assert_never

from qwallet_desktop.domain.audit import transfer_payload
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.matters import (
    BatchMatter,
    FreezeMatter,
    LimitMatter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    Subject,
    UnfreezeMatter,
)
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import Executed, ExecutionFailed, Item, ItemStatus, Superseded
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.node import multisig, policies, rule_changes, statuses, transfers
from qwallet_desktop.node.item_rows import ItemRow
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.rows import IdentityRow


@dataclass(frozen=True, slots=True)
class Carried:
    """What carrying out an item came to, and what the audit log keeps of it."""

    row: ItemRow
    payload: dict[str, Json] = field(default_factory=dict[str, Json])


def carry_out(turn: Turn, row: ItemRow) -> Carried:
    """Carry out an open item that enough have signed, or note why it can't be: nothing is half done then.

    The initiator is who acts; the turn's actor is who brought it about, and is told as such.
    """
    working, before = turn.working, row
    initiator = _row(turn, row.item.proposal.initiator)
    # Closed before it is carried out: a change of rules supersedes what is open, but not the item that is that change.
    working.items[row.item.proposal.item_id] = replace(row, is_open=False)
    try:
        closing, kept = _carried(replace(turn, actor=initiator), row.item)
    except Refused as refused:
        return _failed(turn, before, refused.problem)
    done = multisig.change(working, replace(row, is_open=False, item=replace(row.item, closing=closing)))
    multisig.tell(working, done)
    multisig.tell_initiator(turn, done, ItemStatus.EXECUTED, by=turn.actor)
    return Carried(done, kept)


def _failed(turn: Turn, row: ItemRow, problem: Problem) -> Carried:
    failed = ExecutionFailed(turn.at, problem)
    kept = multisig.change(turn.working, replace(row, item=replace(row.item, closing=failed)))
    multisig.tell(turn.working, kept)
    multisig.tell_initiator(turn, kept, ItemStatus.FAILED, by=turn.actor)
    return Carried(kept, {"failed": problem.code, "facts": dict(problem.facts)})


def _carried(turn: Turn, item: Item) -> tuple[Executed, dict[str, Json]]:
    """Do what an item is about.

    Raises:
        Refused: What is against it now; nothing has changed then.
    """
    proposal, matter = item.proposal, item.proposal.matter
    whose = _row(turn, proposal.identity_id)
    match matter:
        case PaymentMatter():
            receipt = transfers.execute_payment(turn, item)
            return Executed(turn.at, receipt.transfer.id), transfer_payload(receipt.transfer)
        case PolicyMatter():
            rule_changes.check_policy_change(turn.working, whose, matter.policy, matter.base)
            version = policies.put_policy(turn, whose, matter.policy, proposal.reason)
            return Executed(turn.at), {"policyVersion": version.version}
        case LimitMatter():
            rule_changes.check_limits_change(turn, whose, matter.scope, matter.limits, matter.base)
            limits = policies.put_limits(turn, whose, matter.scope, matter.limits, proposal.reason)
            return Executed(turn.at), {"limitsVersion": limits.version}
        case BatchMatter() | SignersMatter() | FreezeMatter():
            raise refuse(Code.NOT_PERMITTED)
        case UnfreezeMatter():
            statuses.lift_freeze(turn, whose, proposal.reason)
            _supersede_unfreezing(turn, whose)
            return Executed(turn.at), {}
        case _:
            assert_never(matter)


def _supersede_unfreezing(turn: Turn, whose: IdentityRow) -> None:
    """Close what else was to end this freeze: the next one is another, which nobody has agreed to end."""
    for row in multisig.open_items(turn.working, whose):
        if row.item.proposal.subject is Subject.UNFREEZE:
            multisig.close(turn, row, Superseded(turn.at), ItemStatus.SUPERSEDED)


def _row(turn: Turn, identity_id: IdentityId) -> IdentityRow:
    row = turn.working.identity(identity_id)
    if row is None:
        raise refuse(Code.IDENTITY_UNKNOWN)
    return row
