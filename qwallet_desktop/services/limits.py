"""Limits, as a part of the wallet service: what may still be spent, setting limits, and *What if?*."""

from typing import cast

from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.limits import LimitBook, Limits, LimitScope, LimitsVersion
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.what_if import Supposition, WhatIf
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.wire.rule_requests import LimitsRequest
from qwallet_desktop.wire.shapes import dump

_SET_OR_OPENED = cast("type[LimitsVersion | Item]", LimitsVersion | Item)


class LimitMethods:
    """What the wallet service can do with limits. Every method raises `ServiceError` only."""

    _client: NodeClient

    async def get_limits(self, identity_id: IdentityId) -> LimitBook:
        """Read an identity's limits, those of its family if they may be seen, and how much of them is used."""

        def check(book: LimitBook) -> None:
            ensure(book.own.version.identity_id == identity_id, "identity")

        return await self._client.read(LimitBook, "identities", identity_id, "limits", check=check)

    async def get_limits_history(self, identity_id: IdentityId, scope: LimitScope) -> tuple[LimitsVersion, ...]:
        """Read every version of an identity's limits of a scope, the newest first."""

        def check(versions: tuple[LimitsVersion, ...]) -> None:
            ensure(all(each.identity_id == identity_id and each.scope is scope for each in versions), "identity")

        path, query = ("identities", identity_id, "limits", "versions"), (("scope", scope.value),)
        return await self._client.read(tuple[LimitsVersion, ...], *path, query=query, check=check)

    async def update_limits(  # noqa: PLR0913 - what a change of limits consists of
        self,
        identity_id: IdentityId,
        scope: LimitScope,
        limits: Limits,
        base: int,
        reason: str = "",
        *,
        actor: IdentityId,
        request_id: RequestId,
    ) -> LimitsVersion | Item:
        """Set limits; an answer that is an item says who has to agree first.

        Args:
            identity_id: Whose limits.
            scope: Its own, or those of its family.
            limits: All limits of that scope, not only what changes.
            base: The version that they were written from; another one in force is refused.
            reason: Why, for the history.
            actor: Who signs: itself, its owner or guardian, or a member of the group.
            request_id: Names this change for ever.
        """
        body = LimitsRequest(scope, limits, base, reason)
        change = Change(actor, request_id, body, "PUT")
        answer = await self._client.write(_SET_OR_OPENED, "identities", identity_id, "limits", change=change)
        if isinstance(answer, LimitsVersion):
            ensure(answer.identity_id == identity_id and answer.scope is scope, "identity")
            ensure(answer.limits == limits, "limits")
        return answer

    async def what_if(self, identity_id: IdentityId, supposition: Supposition) -> WhatIf:
        """Ask what other rules would have held or refused of the last 30 days' payments; nothing is written."""

        def check(answer: WhatIf) -> None:
            ensure(answer.payments == answer.allowed + answer.held + answer.refused, "count")

        query = (("supposition", dump(supposition).decode()),)
        return await self._client.read(WhatIf, "identities", identity_id, "what-if", query=query, check=check)
