"""Carries out what enough have signed, in the commit of the deciding signature: decided first, then written."""

from dataclasses import dataclass, field, replace
from typing import assert_never

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import agreed
from qwallet_desktop.domain.matters import (
    BatchMatter,
    FreezeMatter,
    LimitMatter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    UnfreezeMatter,
)
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import Executed, ExecutionFailed, Item, ItemStatus
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.node import approved_payments, charters, item_telling, multisig, policies, rule_changes, statuses
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
    multisig.end_waiting(working, _row(turn, row.item.proposal.identity_id), row)
    done = multisig.change(working, replace(row, is_open=False, item=replace(row.item, closing=closing)))
    item_telling.tell(working, done)
    item_telling.tell_initiator(turn, done, ItemStatus.EXECUTED, by=turn.actor)
    return Carried(done, kept)


def _failed(turn: Turn, row: ItemRow, problem: Problem) -> Carried:
    failed, before = ExecutionFailed(turn.at, problem), row.item.closing
    kept = multisig.change(turn.working, replace(row, item=replace(row.item, closing=failed)))
    item_telling.tell(turn.working, kept)
    # That the same stands against it is no news: whoever may try again could fill the initiator's list with it.
    if not (isinstance(before, ExecutionFailed) and before.problem == problem):
        item_telling.tell_initiator(turn, kept, ItemStatus.FAILED, by=turn.actor)
    return Carried(kept, {"failed": problem.code, "field": problem.field, "facts": dict(problem.facts)})


def _carried(turn: Turn, item: Item) -> tuple[Executed, dict[str, Json]]:
    """Do what an item is about.

    Raises:
        Refused: What is against it now; nothing has changed then.
    """
    proposal, matter = item.proposal, item.proposal.matter
    whose = _row(turn, proposal.identity_id)
    match matter:
        case PaymentMatter() | BatchMatter():
            return approved_payments.pay(turn, whose, item)
        case PolicyMatter():
            rule_changes.check_policy_change(turn.working, whose, matter.policy, matter.base)
            version = policies.put_policy(turn, whose, matter.policy, proposal.reason)
            return Executed(turn.at), {"policyVersion": version.version}
        case LimitMatter():
            rule_changes.check_limits_change(turn, whose, matter.scope, matter.limits, matter.base)
            limits = policies.put_limits(turn, whose, matter.scope, matter.limits, proposal.reason)
            return Executed(turn.at), {"limitsVersion": limits.version}
        case SignersMatter():
            return Executed(turn.at), {"charterVersion": charters.put_in_force(turn, whose, item)}
        case FreezeMatter():
            # Who agreed is an ADMIN, who freezes it; the initiator only asked.
            statuses.freeze(replace(turn, actor=_row(turn, agreed(item)[0])), whose, proposal.reason)
            return Executed(turn.at), {}
        case UnfreezeMatter():
            statuses.lift_freeze(turn, whose, proposal.reason)
            return Executed(turn.at), {}
        case _:
            assert_never(matter)


def _row(turn: Turn, identity_id: IdentityId) -> IdentityRow:
    row = turn.working.identity(identity_id)
    if row is None:
        raise refuse(Code.IDENTITY_UNKNOWN)
    return row
