"""Groups, as a part of the identity service: founding and reading them, with nothing of it taken on trust."""

from collections.abc import Sequence

from qwallet_desktop.domain.group_chain import Group, verify_group
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.matters import SignersMatter, Subject
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.services.errors import answer_invalid, ensure
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.wire.rule_requests import CharterRequest, FoundRequest


class GroupMethods:
    """What the identity service can do with groups. Every method raises `ServiceError` only."""

    _client: NodeClient

    async def found_group(
        self,
        founding: Founding,
        signatures: Sequence[FoundingSignature],
        *,
        actor: IdentityId,
        request_id: RequestId,
    ) -> Group:
        """Found a group.

        Args:
            founding: Its document.
            signatures: Those of the founder and of every signer over `founding.message()`.
            actor: The founder.
            request_id: Names this founding for ever.
        """
        body = FoundRequest(founding, tuple(signatures))
        group = await self._client.write(Group, "groups", change=Change(actor, request_id, body))
        ensure(group.founding == founding, "group")
        self._ensure_checked(group, founding.group_id)
        return group

    async def change_charter(  # noqa: PLR0913 - what a change of signers consists of
        self,
        group_id: IdentityId,
        charter: Charter,
        base: int,
        reason: str = "",
        *,
        actor: IdentityId,
        request_id: RequestId,
    ) -> Item:
        """Propose a charter: the signers of the one in force decide, and whoever it makes a SIGNER or an ADMIN joins.

        Args:
            group_id: Whose charter.
            charter: All of it, not only what changes.
            base: The version that it was written from; another one in force is refused.
            reason: Why, for those who are to agree.
            actor: An ADMIN of the group.
            request_id: Names this proposal for ever.
        """
        change = Change(actor, request_id, CharterRequest(charter, base, reason))
        item = await self._client.write(Item, "identities", group_id, "charter", change=change)
        proposal = item.proposal
        ensure(proposal.identity_id == group_id and proposal.subject is Subject.SIGNERS_CHANGE, "item")
        ensure(proposal.matter == SignersMatter(charter, base), "matter")
        return item

    async def get_group(self, group_id: IdentityId) -> Group:
        """Read a group: its id is that of its document, which everybody who must has signed, and so on from there."""

        def check(group: Group) -> None:
            self._ensure_checked(group, group_id)

        return await self._client.read(Group, "identities", group_id, "group", check=check)

    def _ensure_checked(self, group: Group, group_id: IdentityId) -> None:
        ensure(group.id == group_id, "group")
        try:
            verify_group(group, self._client.node_id)
        except Refused:
            raise answer_invalid(about="group") from None
