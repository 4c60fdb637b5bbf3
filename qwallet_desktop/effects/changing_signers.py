"""Has the node ask a group's signers for another charter, and signs that after a look at who would have to agree."""

from uuid import UUID, uuid5

from qwallet_desktop.domain.group_chain import Group, charter_at, joining
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.matters import SignersMatter
from qwallet_desktop.domain.multisig import Item, Proposal
from qwallet_desktop.effects.agreeing import agree, check, differs, second
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.state.asks import ChangeSigners
from qwallet_desktop.state.operation import Operation


async def change_signers(desk: Desk, services: Services, operation: Operation, ask: ChangeSigners) -> Item:
    """Propose a charter of the group that an operation is of, and sign the item that waits for the others.

    Raises:
        ServiceError: It was not done, or that is not known.
    """
    group_id = operation.identity_id
    item = await _proposed(services, operation, group_id, ask, operation.id)
    await _look(services, operation, group_id, ask, item)
    return await agree(desk, services, operation, item)


async def invite(
    desk: Desk, services: Services, operation: Operation, group_id: IdentityId, ask: ChangeSigners
) -> Item:
    """Ask those on other desktops to join a group that the operation has founded: the second step of that.

    Raises:
        ServiceError: It was not done, or that is not known. The group is founded all the same.
    """
    request_id = RequestId(str(uuid5(UUID(operation.id), group_id)))
    item = await second(lambda: _proposed(services, operation, group_id, ask, request_id))
    await second(lambda: _look(services, operation, group_id, ask, item))
    return await agree(desk, services, operation, item)


async def _proposed(
    services: Services, operation: Operation, group_id: IdentityId, ask: ChangeSigners, request_id: RequestId
) -> Item:
    return await services.identities.change_charter(
        group_id, ask.charter, ask.base, ask.reason, actor=operation.signer, request_id=request_id
    )


async def _look(services: Services, operation: Operation, group_id: IdentityId, ask: ChangeSigners, item: Item) -> None:
    """Let a proposal pass that says what was asked for, and that asks everybody whom the charter before it demands.

    Raises:
        ServiceError: ANSWER_DIFFERS, or the group could not be read.
    """
    check(operation, item.proposal, SignersMatter(ask.charter, ask.base), ask.reason, whose=group_id)
    _check_approval(item.proposal, await services.identities.get_group(group_id), ask)


def _check_approval(proposal: Proposal, group: Group, ask: ChangeSigners) -> None:
    """Hold those who must agree against the group's chain, which was checked as it was read."""
    before = charter_at(group, ask.base)
    if before is None or proposal.charter_version != ask.base:
        raise differs("charter")
    if (proposal.approvers, proposal.required) != (before.signers, before.strictest):
        raise differs("approvers")
    if proposal.initiator_counts and not before.initiator_counts:
        raise differs("approvers")
    if proposal.joining != joining(before, ask.charter):
        raise differs("joining")
