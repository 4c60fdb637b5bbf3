"""A desk that makes AIDs before a node in memory, with each AID's own way to it in sight."""

import os
from dataclasses import dataclass, field

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.effects.apart import Apart
from qwallet_desktop.keys.aid_keys import AidSigner
from qwallet_desktop.node.launcher import NodeAddress
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.state.aid_actions import AidMade, CreateAid, SubmitAid
from tests.effects.desks import Line, Place, new_id
from tests.services.fakes import Sleeps

LABEL = "Night market"


@dataclass
class Ways:
    """The ways of AIDs to the node, in the order in which they were made."""

    place: Place
    lines: list[Line] = field(default_factory=list[Line])

    def __post_init__(self) -> None:
        self.place.desk._apart = Apart(self._client)

    def _client(self, address: NodeAddress, signer: AidSigner) -> NodeClient:
        line = Line(self.place.line._transport)
        self.lines.append(line)
        return NodeClient(
            address.url,
            address.node_id,
            signer,
            now=self.place.desk.now,
            random=os.urandom,
            transport=line,
            sleep=Sleeps(),
        )

    async def aid(self, token_id: TokenId, label: str = LABEL) -> Identity:
        """Make an AID as the window does."""
        command = CreateAid(new_id(), token_id, label)
        return (await self.place.one(SubmitAid(command), AidMade)).identity
