"""A family whose sub-identity needs its owner's approval, and a way to the node that tampers or breaks where told."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.limits import Limits, LimitScope, LimitsVersion, TokenLimits
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash
from qwallet_desktop.state.asks import Command, DecideItem
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.operation import Operation, Sending
from qwallet_desktop.state.operation_actions import OperationFailed, OperationMade, SendOperation
from qwallet_desktop.state.transfers import PaymentDraft
from tests.effects.desks import Place, new_id
from tests.flow.desk import now

Body = dict[str, Any]


@dataclass
class Family:
    """Ada owns Kid, whose payments above 10.00 she must agree to; Ben is somebody else, held here too."""

    place: Place
    ada: IdentityId
    kid: IdentityId
    ben: IdentityId
    token_id: TokenId

    def draft(self, amount: str = "25.00", expected: str = "") -> PaymentDraft:
        """Return a payment from Kid to Ben."""
        return PaymentDraft(self.ben, self.token_id, amount, " for  the boat", expected)

    async def done(self, operation: Operation) -> OperationMade:
        """Perform an operation that is made."""
        told = (await self.place.answer(SendOperation(operation)))[-1]
        assert isinstance(told, OperationMade), told
        return told

    async def failed(self, operation: Operation) -> OperationFailed:
        """Perform an operation that is not made."""
        told = (await self.place.answer(SendOperation(operation)))[-1]
        assert isinstance(told, OperationFailed), told
        return told

    async def opened(self, amount: str = "25.00") -> Item:
        """Open an item for a payment of Kid, signed by Kid."""
        made = await self.done(asking(self.kid, self.draft(amount)))
        assert isinstance(made.receipt, Item)
        return made.receipt

    async def units(self, identity_id: IdentityId) -> tuple[int, int]:
        """Return what an identity has, and what of it is held."""
        balances = await self.place.services.wallets.get_balances(identity_id)
        mine = [one for one in balances if one.token_id == self.token_id]
        return (mine[0].settled.units, mine[0].held.units) if mine else (0, 0)

    def decision(self, item: Item, choice: Choice, reason: str = "") -> DecideItem:
        """Return what the sheet asks for when it shows this item."""
        shown = proposal_hash(item.proposal, self.place.services.address.node_id)
        return DecideItem(item.proposal.item_id, choice, reason, shown)


def asking(
    who: IdentityId, ask: PaymentDraft | Order | Command, request_id: RequestId | None = None, *, attempt: int = 1
) -> Operation:
    """Return an operation that is on its way."""
    return Operation(request_id or new_id(), who, ask, now(), Sending(now(), attempt))


async def family(place: Place) -> Family:
    """Make the family, and give Kid 100.00."""
    ada = await place.person("Ada")
    kid, ben = await place.person("Kid", ada.id), await place.person("Ben")
    token_id = await place.token(ada.id)
    wallets = place.services.wallets
    await wallets.transfer(ada.id, new_id(), kid.id, token_id, "100.00")
    limits = Limits((TokenLimits(token_id, approval_above=Amount(1_000, 2, token_id)),))
    set_ = await wallets.update_limits(kid.id, LimitScope.IDENTITY, limits, 0, actor=ada.id, request_id=new_id())
    assert isinstance(set_, LimitsVersion)
    return Family(place, ada.id, kid.id, ben.id, token_id)


class Tampering(httpx.AsyncBaseTransport):
    """Hands the node's answers on, changed: the node lies, or somebody does on the way."""

    def __init__(self, way: httpx.AsyncBaseTransport, change: Callable[[str, Body], object]) -> None:
        self._way, self._change = way, change
        self.paths: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(f"{request.method} {request.url.path}")
        answer = await self._way.handle_async_request(request)
        body = json.loads(await answer.aread())
        if isinstance(body, dict):
            self._change(request.url.path, body)
        headers = [(name, value) for name, value in answer.headers.raw if name.lower() != b"content-length"]
        return httpx.Response(answer.status_code, headers=headers, stream=httpx.ByteStream(json.dumps(body).encode()))


class Breaking(httpx.AsyncBaseTransport):
    """Loses the answer to, or cuts, the first requests to paths with an ending."""

    def __init__(self, way: httpx.AsyncBaseTransport, ending: str, *, arrives: bool, times: int = 1) -> None:
        self._way, self._ending, self._arrives, self._left = way, ending, arrives, times

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(self._ending) and self._left:
            self._left -= 1
            if self._arrives:
                answer = await self._way.handle_async_request(request)
                await answer.aread()
                message = "lost"
                raise httpx.ReadError(message)
            message = "cut"
            raise httpx.ConnectError(message)
        return await self._way.handle_async_request(request)
