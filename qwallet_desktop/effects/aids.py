"""Performs what anonymous identities (AID) ask for: making one, following it by its own session, forgetting it."""

from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from typing import assert_never

from qwallet_desktop.domain.events import TransferPosted
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.desk import GRANT_LIFE, Desk
from qwallet_desktop.effects.lasting import lasting
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services import events
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.aid_actions import (
    AidGone,
    AidMade,
    AidNewsLost,
    CreateAid,
    EndProgram,
    ForgetAid,
    RunAidStream,
    SubmitAid,
)
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.identities import IdentityRefused


async def submit_aid(desk: Desk, effect: SubmitAid, dispatch: Dispatch) -> None:
    """Make a key in memory and have the node register it; where that fails the key is forgotten."""
    command = effect.command
    try:
        identity = await _create(desk, command)
    except (ServiceError, Refused) as error:
        dispatch(IdentityRefused(command.request_id, error.problem))
        return
    dispatch(AidMade(command.request_id, identity))


async def _create(desk: Desk, command: CreateAid) -> Identity:
    address = (await desk.online()).address
    identity_id = desk.qlock.aids.make()
    services = desk.apart.open(identity_id, address, desk.qlock.aids.signer(identity_id))
    try:
        registered = await services.identities.register_identity(
            identity_id,
            "",
            request_id=command.request_id,
            launch_proof=address.launch_proof(identity_id, command.request_id),
            type=IdentityType.AID,
            token_id=command.token_id,
            invitation=command.invitation.text if command.invitation else "",
        )
        await _give_grant(desk, identity_id)
    except BaseException:
        # It holds nothing: where it was registered without our knowing, another one is made the next time.
        await _forget(desk, identity_id)
        raise
    return replace(registered, name=command.label)


async def _give_grant(desk: Desk, identity_id: IdentityId) -> None:
    """Let the AID's own session key read for it, and for nobody else.

    Raises:
        Refused: VAULT_LOCKED, KEY_UNKNOWN.
        ServiceError: The node did not take it.
    """
    services = await desk.services_for(identity_id)
    expires_at = desk.now() + services.client.clock_offset + GRANT_LIFE
    signed = desk.qlock.aids.signer(identity_id).grant(services.address.node_id, expires_at)
    await services.identities.give_grants([(signed.grant, signed.signature)])


async def _forget(desk: Desk, identity_id: IdentityId) -> None:
    desk.qlock.aids.forget(identity_id)
    await desk.apart.close(identity_id)


async def run_aid_stream(desk: Desk, effect: RunAidStream, dispatch: Dispatch) -> None:
    """Follow what happens to an AID by its own session, until it is closed or the program ends."""
    follower = _Follower(desk, effect.identity_id, dispatch)
    await lasting(desk, effect, dispatch, follower.follow, lambda: AidNewsLost(effect.identity_id))


@dataclass(slots=True)
class _Follower:
    """Follows one AID; `head` is the newest event that was told, 0 before there was one."""

    desk: Desk
    identity_id: IdentityId
    dispatch: Dispatch
    head: Sequence = Sequence(0)

    async def follow(self) -> None:
        services = await self.desk.services_for(self.identity_id)
        # Whatever happens here, the connection is closed, and not left to Qt's loop, which closes no generators.
        async with aclosing(services.stream.events(self.head or None)) as items:
            async for item in items:
                await self._take(services, item)

    async def _take(self, services: Services, item: events.StreamItem) -> None:
        match item:
            case events.Received(event):
                self.head = event.sequence
                services.client.drop_made_old(event)
                if isinstance(event.fact, TransferPosted):
                    self.desk.note(self.identity_id, [event.fact.entry])
                self.dispatch(EventReceived(event, anonymous=True))
            case events.Connected(head):
                if not self.head:
                    # What happened between its registration and this moment was told by nobody.
                    self._read_anew(services, head)
            case events.Resync(sequence):
                self._read_anew(services, sequence)
            case events.GrantExpired():
                self._read_anew(services, self.head)
                # While the vault is locked there is no key to sign with: the stream comes back to this by itself.
                with suppress(Refused, ServiceError):
                    await _give_grant(self.desk, self.identity_id)
            case events.Disconnected():
                return
            case _:
                assert_never(item)

    def _read_anew(self, services: Services, head: Sequence) -> None:
        self.head = head
        services.client.drop_answers_that_change()
        self.dispatch(AidNewsLost(self.identity_id))


async def forget_aid(desk: Desk, effect: ForgetAid, dispatch: Dispatch) -> None:
    """Overwrite the key of an AID that is closed, and close its connections."""
    await _forget(desk, effect.identity_id)
    dispatch(AidGone(effect.identity_id))


async def end_program(desk: Desk, _effect: EndProgram, _dispatch: Dispatch) -> None:
    """End the program."""
    desk.leave()


PERFORMERS: Performers = {
    SubmitAid: submit_aid,
    RunAidStream: run_aid_stream,
    ForgetAid: forget_aid,
    EndProgram: end_program,
}
