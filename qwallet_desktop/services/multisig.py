"""What waits for others to agree (the seed's MultiSig): lists of items, an item, signatures on it, carrying it out."""

from qwallet_desktop.domain.ids import IdentityId, ItemId, RequestId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Choice, Item, ItemPage, SigningCapability
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError, ensure
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.wire.rule_requests import ExecuteRequest, VoteRequest

IN_A_SLICE = 50
"""Items that are read at once."""


class MultiSigService:
    """Asks the node about items and adds signatures to them. Every method raises `ServiceError` only."""

    def __init__(self, client: NodeClient) -> None:
        self._client = client

    async def get_items(
        self,
        identity_id: IdentityId | None = None,
        cursor: str = "",
        limit: int = IN_A_SLICE,
        *,
        are_open: bool = True,
    ) -> ItemPage:
        """Read a slice of the items that the session may see, newest first.

        Args:
            identity_id: Of which identity; None for all.
            cursor: `next` of the slice before; empty for the newest.
            limit: Most items, up to 500.
            are_open: Those that wait for somebody, or those that are closed.
        """

        def check(page: ItemPage) -> None:
            ensure(len(page.items) <= limit and page.open >= 0, "page")
            ensure(all(identity_id in {None, item.proposal.identity_id} for item in page.items), "identity")
            # A cursor that leads nowhere would be followed for ever.
            ensure(not page.next or (bool(page.items) and page.next != cursor), "cursor")

        query = [("open", "true" if are_open else "false"), ("limit", str(limit))]
        if identity_id is not None:
            query.append(("identityId", identity_id))
        if cursor:
            query.append(("cursor", cursor))
        return await self._client.read(ItemPage, "items", query=tuple(query), check=check)

    async def get_item(self, item_id: ItemId) -> Item:
        """Read one item as it is now; ITEM_UNKNOWN also where it may not be seen."""

        def check(item: Item) -> None:
            _check(item, item_id)

        return await self._client.read(Item, "items", item_id, check=check)

    async def get_record(self, item_id: ItemId) -> ItemRecord:
        """Read one item with all that is needed to check it (domain/item_checks.py); nothing of it is checked here."""

        def check(record: ItemRecord) -> None:
            _check(record.item, item_id)

        return await self._client.read(ItemRecord, "items", item_id, "record", check=check)

    async def get_evidence(self, item_id: ItemId) -> ItemRecord:
        """Read the record of an item that was decided, with the proof that the audit log holds that.

        Raises:
            ServiceError: ITEM_UNDECIDED, where nothing was decided yet that could be shown; as every method.
        """
        record = await self.get_record(item_id)
        if record.proof is None:
            raise ServiceError(Problem(Code.ITEM_UNDECIDED))
        return record

    async def get_signing_capability(self, identity_id: IdentityId) -> SigningCapability:
        """Say whether an identity may sign, why not, and how many items wait for its signature."""

        def check(capability: SigningCapability) -> None:
            ensure(capability.identity_id == identity_id, "identity")
            ensure(capability.can_sign is (capability.problem is None) and capability.waiting >= 0, "signing")

        return await self._client.read(SigningCapability, "identities", identity_id, "signing", check=check)

    async def add_signature(  # noqa: PLR0913 - what a signature on an item consists of
        self,
        item_id: ItemId,
        choice: Choice,
        signature: bytes,
        reason: str = "",
        *,
        actor: IdentityId,
        request_id: RequestId,
        signer: IdentityId | None = None,
    ) -> Item:
        """Add a signature over the message of an item and a choice; the deciding one carries it out at once.

        Args:
            item_id: Which item.
            choice: What was signed of it.
            signature: Over `domain.multisig.vote_message`.
            reason: Why; rejecting and cancelling need one, and it is signed with them.
            actor: Who signs the request; it may see the item.
            request_id: Names this for ever.
            signer: Whose signature it is; None for the actor's own.
        """
        change = Change(actor, request_id, VoteRequest(choice, signature.hex(), reason, signer or ""))
        item = await self._client.write(Item, "items", item_id, "signatures", change=change)
        _check(item, item_id)
        return item

    async def execute_transaction(self, item_id: ItemId, *, actor: IdentityId, request_id: RequestId) -> Item:
        """Try again to carry out what enough have signed; where it was carried out meanwhile, it says so."""
        change = Change(actor, request_id, ExecuteRequest())
        item = await self._client.write(Item, "items", item_id, "execute", change=change)
        _check(item, item_id)
        return item


def _check(item: Item, item_id: ItemId) -> None:
    ensure(item.proposal.item_id == item_id, "item")
