"""Consent (the seed's Qonsent): what an identity may do and let happen, and why payments were decided as they were."""

from typing import cast

from qwallet_desktop.domain.consent import ConsentPolicy, PolicyVersion
from qwallet_desktop.domain.explanations import DecisionPage, PastDecision
from qwallet_desktop.domain.ids import IdentityId, RequestId, TransferId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.wire.rule_requests import PolicyRequest

IN_A_SLICE = 50
"""Decisions that are read at once."""

_SET_OR_OPENED = cast("type[PolicyVersion | Item]", PolicyVersion | Item)


class ConsentService:
    """Asks the node about policies and decisions. Every method raises `ServiceError` only."""

    def __init__(self, client: NodeClient) -> None:
        self._client = client

    async def get_policy(self, identity_id: IdentityId) -> PolicyVersion:
        """Read the policy in force."""

        def check(version: PolicyVersion) -> None:
            ensure(version.identity_id == identity_id, "identity")

        return await self._client.read(PolicyVersion, "identities", identity_id, "policy", check=check)

    async def get_policy_history(self, identity_id: IdentityId) -> tuple[PolicyVersion, ...]:
        """Read every version of an identity's policy, the newest first."""

        def check(versions: tuple[PolicyVersion, ...]) -> None:
            ensure(all(each.identity_id == identity_id for each in versions), "identity")

        path = ("identities", identity_id, "policy", "versions")
        return await self._client.read(tuple[PolicyVersion, ...], *path, check=check)

    async def update_policy(  # noqa: PLR0913 - what a change of a policy consists of
        self,
        identity_id: IdentityId,
        policy: ConsentPolicy,
        base: int,
        reason: str = "",
        *,
        actor: IdentityId,
        request_id: RequestId,
    ) -> PolicyVersion | Item:
        """Set a policy; an answer that is an item says who has to agree first.

        Args:
            identity_id: Whose policy.
            policy: All of it, not only what changes.
            base: The version that it was written from; another one in force is refused.
            reason: Why, for the history.
            actor: Who signs: itself, its owner or guardian, or a member of the group.
            request_id: Names this change for ever.
        """
        change = Change(actor, request_id, PolicyRequest(policy, base, reason), "PUT")
        answer = await self._client.write(_SET_OR_OPENED, "identities", identity_id, "policy", change=change)
        if isinstance(answer, PolicyVersion):
            ensure(answer.identity_id == identity_id, "identity")
            ensure(answer.policy == policy, "policy")
        return answer

    async def get_decisions(self, identity_id: IdentityId, cursor: str = "", limit: int = IN_A_SLICE) -> DecisionPage:
        """Read a slice of the decisions about an identity's payments, the newest first.

        Args:
            identity_id: Who was to pay.
            cursor: `next` of the slice before; empty for the newest.
            limit: Most decisions.
        """

        def check(page: DecisionPage) -> None:
            ensure(len(page.decisions) <= limit, "page")
            ensure(all(each.identity_id == identity_id for each in page.decisions), "identity")
            # A cursor that leads nowhere would be followed for ever.
            ensure(not page.next or (bool(page.decisions) and page.next != cursor), "cursor")

        query = [("limit", str(limit)), *([("cursor", cursor)] if cursor else [])]
        path = ("identities", identity_id, "decisions")
        return await self._client.read(DecisionPage, *path, query=tuple(query), check=check)

    async def explain(self, transfer_id: TransferId) -> PastDecision:
        """Read why a transfer was allowed."""

        def check(told: PastDecision) -> None:
            ensure(told.transfer_id == transfer_id, "transfer")

        return await self._client.read(PastDecision, "transfers", transfer_id, "decision", check=check)
