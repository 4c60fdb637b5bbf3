"""The services of each anonymous identity (AID): a client with connections of its own, so that nothing ties them.

Apart from the desk, which is wanted before httpx and pydantic are imported.
"""

from collections.abc import Callable
from dataclasses import replace

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.online import Services, services_at
from qwallet_desktop.keys.aid_keys import AidSigner
from qwallet_desktop.node.launcher import NodeAddress
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.node_client import NodeClient

MakeClient = Callable[[NodeAddress, AidSigner], NodeClient]


class Apart:
    """The services of the AIDs by their identities.

    Args:
        make_client: Makes a client that shares no connection and no session key with others.
    """

    def __init__(self, make_client: MakeClient) -> None:
        self._make_client = make_client
        self._of: dict[IdentityId, Services] = {}

    def open(self, identity_id: IdentityId, address: NodeAddress, signer: AidSigner) -> Services:
        """Make services for an AID; nothing is sent."""
        services = self._of[identity_id] = services_at(address, self._make_client(address, signer))
        return services

    def of(self, identity_id: IdentityId) -> Services:
        """Return an AID's services.

        Raises:
            ServiceError: KEY_UNKNOWN, unsent: it was closed. Nothing of it may go by another way.
        """
        services = self._of.get(identity_id)
        if services is None:
            raise ServiceError(Problem(Code.KEY_UNKNOWN, {"identity": identity_id}), sent=False)
        return services

    def moved(self, address: NodeAddress) -> None:
        """Follow a node to its new address; those of another node's ledger stay where they are."""
        for identity_id, services in self._of.items():
            if services.address.node_id == address.node_id:
                services.client.base_url = address.url
                services.client.begin_anew()
                self._of[identity_id] = replace(services, address=address)

    def forget_answers(self) -> None:
        """Drop all kept answers, as on lock."""
        for services in self._of.values():
            services.client.forget_answers()

    async def close(self, identity_id: IdentityId) -> None:
        """Close the connections of an AID and leave no way for it."""
        services = self._of.pop(identity_id, None)
        if services is not None:
            services.client.retire()
            await services.client.close()

    async def close_all(self) -> None:
        """Close all connections, at the end of the program."""
        for identity_id in tuple(self._of):
            await self.close(identity_id)
