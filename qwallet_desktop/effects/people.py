"""Has the node found groups, close identities and put new keys in their place; signs the documents that this takes."""

from contextlib import suppress

from qwallet_desktop.domain.groups import Founding, FoundingSignature, check_founding
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.messages import Link, LinkRelation, Successor
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.desk import GRANT_LIFE, Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.table import Dispatch
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.identity import CountersignedLink, CountersignedSuccessor
from qwallet_desktop.state.groups import GroupLoaded
from qwallet_desktop.state.identities import IdentityAccepted
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.successor_key import KeyReplaced


async def found(desk: Desk, services: Services, operation: Operation, founding: Founding, dispatch: Dispatch) -> None:
    """Found a group: the keys of its founder and of all its signers, which are here, sign its document.

    Raises:
        ServiceError: It was not founded, or that is not known.
    """
    try:
        check_founding(founding, services.address.node_id)
        message = founding.message()
        signed = [(one, await desk.qlock.sign(one, message)) for one in founding.required_signers]
    except Refused as refused:
        raise ServiceError(refused.problem, sent=False) from None
    signatures = [FoundingSignature(signer, signature.hex()) for signer, signature in signed]
    group = await services.identities.found_group(founding, signatures, actor=founding.founder, request_id=operation.id)
    identity = await services.identities.get_identity(group.id)
    dispatch(GroupLoaded(group, desk.now()))
    dispatch(IdentityAccepted(operation.id, identity, created=True))


async def appoint(
    desk: Desk, services: Services, operation: Operation, successor: IdentityId, dispatch: Dispatch
) -> None:
    """Put a new key in an identity's place: the old key, or its owner's, and the new one sign that.

    Raises:
        ServiceError: It was not done, or that is not known.
    """
    document = Successor(operation.identity_id, successor, operation.signer, services.address.node_id)
    message = document.message()
    try:
        by_authority = await desk.qlock.sign(document.authority, message)
        by_new = await desk.qlock.sign(successor, message)
    except Refused as refused:
        raise ServiceError(refused.problem, sent=False) from None
    signed = CountersignedSuccessor(document, by_authority, by_new)
    identity = await services.identities.succeed(signed, request_id=operation.id)
    desk.made |= {successor}
    desk.successors.pop(operation.identity_id, None)
    # It is done: what is read of it can wait for the next grants.
    with suppress(ServiceError, Refused):
        await give_grants(desk, services, (successor,))
        before = await services.identities.get_identity(operation.identity_id)
        dispatch(IdentityAccepted(operation.id, before, created=False))
    dispatch(KeyReplaced(operation.identity_id, identity))


async def give_grants(desk: Desk, services: Services, held: tuple[IdentityId, ...]) -> tuple[IdentityId, ...]:
    """Let the session read for identities whose keys are here; return those that the node knows.

    Raises:
        ServiceError: The node did not take them.
        Refused: VAULT_LOCKED, KEY_UNKNOWN.
    """
    if not held:
        return ()
    expires_at = desk.now() + services.client.clock_offset + GRANT_LIFE
    grants = await desk.qlock.grants(services.address.node_id, held, expires_at)
    return await services.identities.give_grants([(each.grant, each.signature) for each in grants])


async def countersigned(
    desk: Desk, services: Services, above: IdentityId, below: IdentityId, relation: LinkRelation
) -> CountersignedLink:
    """Tie an identity to its owner or guardian: both keys sign the link.

    Raises:
        Refused: VAULT_LOCKED, KEY_UNKNOWN.
    """
    link = Link(above, below, services.address.node_id, relation)
    message = link.message()
    return CountersignedLink(link, await desk.qlock.sign(above, message), await desk.qlock.sign(below, message))
