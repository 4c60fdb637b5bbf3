"""Performs what identities ask for: grants and lists, making keys and registering them."""

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.messages import LinkRelation
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.desk import GRANT_LIFE, Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.people import countersigned, give_grants
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.asks import AppointSuccessor
from qwallet_desktop.state.identities import (
    CreateIdentity,
    FetchIdentities,
    IdentitiesFailed,
    IdentitiesLoaded,
    IdentityAccepted,
    IdentityRefused,
    SubmitIdentity,
)
from qwallet_desktop.state.navigation import AskOnSheet
from qwallet_desktop.state.successor_key import KeyMade, KeyNotMade, MakeSuccessorKey


async def fetch_identities(desk: Desk, _effect: FetchIdentities, dispatch: Dispatch) -> None:
    """Let the session read for all held identities, then list them.

    A vault that holds none may have been restored from its words, and a previous copy may lack the
    newest: then those of its next keys that the node knows are held from now on.
    """
    services = await desk.online()
    try:
        held = desk.qlock.held()
        if not held or desk.is_older_copy:
            held = await _adopt_known(desk, services, start=len(held))
        known = await give_grants(desk, services, held)
        identities = await services.identities.list_identities() if known else ()
    except (ServiceError, Refused) as error:
        dispatch(IdentitiesFailed(error.problem, desk.now()))
        return
    desk.registered = frozenset(identity.id for identity in identities)
    dispatch(IdentitiesLoaded(identities, desk.now(), desk.held()))


async def _adopt_known(desk: Desk, services: Services, *, start: int) -> tuple[IdentityId, ...]:
    """Hold those of the keys from an index on that the node knows as identities (contract §3: 20 indices)."""
    indices = {identity_id: index for index, identity_id in await desk.qlock.candidates(start=start)}
    expires_at = desk.now() + services.client.clock_offset + GRANT_LIFE
    grants = await desk.qlock.candidate_grants(services.address.node_id, tuple(indices.values()), expires_at)
    known = await services.identities.give_grants([(each.grant, each.signature) for each in grants])
    await desk.qlock.adopt([indices[identity_id] for identity_id in known])
    desk.is_older_copy = False
    return desk.qlock.held()


async def submit_identity(desk: Desk, effect: SubmitIdentity, dispatch: Dispatch) -> None:
    """Make a key and have the node register it."""
    command = effect.command
    try:
        identity = await _create(desk, await desk.online(), command)
    except (ServiceError, Refused) as error:
        dispatch(IdentityRefused(command.request_id, error.problem))
        return
    dispatch(IdentityAccepted(command.request_id, identity, created=True))


async def _create(desk: Desk, services: Services, command: CreateIdentity) -> Identity:
    # A key whose registration got no answer is used again, so that no index is left unused.
    listed = desk.registered
    taken = desk.made | frozenset(desk.successors.values())
    unused = () if listed is None else (held for held in desk.qlock.held() if held not in listed | taken)
    spare = desk.spare or next(iter(unused), None)
    identity_id = desk.spare = spare or await desk.qlock.create_identity_key()
    owner, guardian = command.owner, command.guardian
    child, ward = LinkRelation.PARENT_CHILD, LinkRelation.GUARDIAN_WARD
    link = await countersigned(desk, services, owner, identity_id, child) if owner else None
    guardian_link = await countersigned(desk, services, guardian, identity_id, ward) if guardian else None
    identity = await services.identities.register_identity(
        identity_id,
        command.name,
        request_id=command.request_id,
        launch_proof=services.address.launch_proof(identity_id, command.request_id),
        link=link,
        type=command.type,
        guardian_link=guardian_link,
        invitation=command.invitation.text if command.invitation else "",
    )
    desk.spare = None
    desk.made |= {identity_id}
    await give_grants(desk, services, (identity_id,))
    return identity


async def make_successor_key(desk: Desk, effect: MakeSuccessorKey, dispatch: Dispatch) -> None:
    """Make the key that is to take another one's place; it is in the vault before anything is asked for.

    A key that was made for this identity and came to nothing is used again, so that no index is left unused.
    """
    command = effect.command
    try:
        successor = desk.successors.get(command.identity_id) or await desk.qlock.create_identity_key()
    except Refused as refused:
        dispatch(KeyNotMade(command.request_id, refused.problem))
        return
    desk.successors[command.identity_id] = successor
    actor = None if command.actor == command.identity_id else command.actor
    dispatch(KeyMade(command.request_id))
    dispatch(
        AskOnSheet(command.request_id, command.identity_id, AppointSuccessor(successor), desk.now(), actor),
    )


PERFORMERS: Performers = {
    FetchIdentities: fetch_identities,
    SubmitIdentity: submit_identity,
    MakeSuccessorKey: make_successor_key,
}
