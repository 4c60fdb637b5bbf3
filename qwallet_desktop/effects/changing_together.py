"""Has the node change rules that others must agree to, and adds what is decided here of such changes and payments."""

from typing import assert_never

from qwallet_desktop.domain.item_status import is_initiated
from qwallet_desktop.domain.matters import LimitMatter, PolicyMatter
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash, vote_message
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.agreeing import agree, check, signed
from qwallet_desktop.effects.changing_signers import change_signers
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.item_records import checked_record, ensure_holds
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.table import Dispatch
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.asks import ChangeSigners, DecideItem, RetryItem, RuleAsk, UpdateLimits, UpdatePolicy
from qwallet_desktop.state.item_actions import ItemLearned
from qwallet_desktop.state.item_records import RecordChecked
from qwallet_desktop.state.lazy_actions import Outdate
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.part import limits, policy


async def change_together(
    desk: Desk, services: Services, operation: Operation, ask: RuleAsk, dispatch: Dispatch
) -> Item | None:
    """Have the node do it; return the item that it opened or that this was about, if there is one.

    Raises:
        ServiceError: It was not done, or that is not known.
    """
    services = await desk.services_for(operation.identity_id)
    item: Item | None = None
    match ask:
        case UpdatePolicy():
            item = await _set_policy(desk, services, operation, ask, dispatch)
        case UpdateLimits():
            item = await _set_limits(desk, services, operation, ask, dispatch)
        case ChangeSigners():
            item = await change_signers(desk, services, operation, ask)
        case DecideItem():
            item = await _decide(desk, services, operation, ask, dispatch)
        case RetryItem(item_id):
            actor, request_id = operation.signer, operation.id
            item = await services.multisig.execute_transaction(item_id, actor=actor, request_id=request_id)
        case _:
            assert_never(ask)
    if item is not None:
        dispatch(ItemLearned(item))
    return item


async def _set_policy(
    desk: Desk, services: Services, operation: Operation, ask: UpdatePolicy, dispatch: Dispatch
) -> Item | None:
    whose, actor, request_id = operation.identity_id, operation.signer, operation.id
    answer = await services.consent.update_policy(
        whose, ask.policy, ask.base, ask.reason, actor=actor, request_id=request_id
    )
    if not isinstance(answer, Item):
        dispatch(Outdate(policy(whose)))
        return None
    check(operation, answer.proposal, PolicyMatter(ask.policy, ask.base), ask.reason)
    return await agree(desk, services, operation, answer)


async def _set_limits(
    desk: Desk, services: Services, operation: Operation, ask: UpdateLimits, dispatch: Dispatch
) -> Item | None:
    whose, actor, request_id = operation.identity_id, operation.signer, operation.id
    answer = await services.wallets.update_limits(
        whose, ask.scope, ask.limits, ask.base, ask.reason, actor=actor, request_id=request_id
    )
    if not isinstance(answer, Item):
        dispatch(Outdate(limits(whose)))
        return None
    check(operation, answer.proposal, LimitMatter(ask.scope, ask.limits, ask.base), ask.reason)
    return await agree(desk, services, operation, answer)


async def _decide(desk: Desk, services: Services, operation: Operation, ask: DecideItem, dispatch: Dispatch) -> Item:
    """Read the item anew and check all of it; sign what the person decided of it if it is still what was shown."""
    node_id, signer = services.address.node_id, operation.signer
    record, checks = await checked_record(services, ask.item_id)
    # Where a check fails the screen says which, whether or not it was looked at before.
    dispatch(RecordChecked(record, checks))
    item = record.item
    if proposal_hash(item.proposal, node_id) != ask.proposal_hash:
        raise ServiceError(Problem(Code.ITEM_DIFFERS))
    # That its signatures fit, the initiator's first, is among the checks.
    ensure_holds(checks)
    if not is_initiated(item) and (signer != item.proposal.initiator or ask.choice is Choice.REJECT):
        # Only whoever asks for it may sign it, or take it back, before it was asked for.
        raise ServiceError(Problem(Code.ITEM_UNVERIFIED))
    if ask.by is None:
        signature = await signed(desk, signer, vote_message(item, signer, ask.choice, ask.reason, node_id))
    else:
        # Made without a network by somebody else; the node looks whether it fits.
        signature = bytes.fromhex(ask.signature)
    return await services.multisig.add_signature(
        ask.item_id, ask.choice, signature, ask.reason, actor=signer, request_id=operation.id, signer=ask.by
    )
