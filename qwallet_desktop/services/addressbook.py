"""Groups' address books, as a part of the wallet service: reading, proposing, approving and removing entries."""

from qwallet_desktop.domain.addressbook import ContactState, SharedContact
from qwallet_desktop.domain.ids import ContactId, IdentityId, RequestId
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.wire.rule_requests import ContactApproval, ContactRemoval, ContactRequest


class AddressBookMethods:
    """What the wallet service can do with groups' address books. Every method raises `ServiceError` only.

    Whether who approved an entry may do that is for the caller to check: `domain.addressbook.is_vouched_for`.
    """

    _client: NodeClient

    async def get_contacts(self, group_id: IdentityId) -> tuple[SharedContact, ...]:
        """Read a group's address book, in the order of proposal."""

        def check(book: tuple[SharedContact, ...]) -> None:
            ensure(all(each.contact.group == group_id for each in book), "group")
            ensure(all(each.state is not ContactState.REMOVED for each in book), "state")

        return await self._client.read(tuple[SharedContact, ...], "identities", group_id, "contacts", check=check)

    async def propose_contact(  # noqa: PLR0913 - what an entry consists of
        self,
        group_id: IdentityId,
        identity_id: IdentityId,
        name: str,
        note: str,
        *,
        actor: IdentityId,
        request_id: RequestId,
    ) -> SharedContact:
        """Propose an entry, as a member."""
        change = Change(actor, request_id, ContactRequest(identity_id, name, note))
        shared = await self._client.write(SharedContact, "identities", group_id, "contacts", change=change)
        ensure(shared.contact.group == group_id and shared.contact.identity_id == identity_id, "contact")
        return shared

    async def approve_contact(
        self,
        group_id: IdentityId,
        contact_id: ContactId,
        signature: bytes,
        *,
        actor: IdentityId,
        request_id: RequestId,
    ) -> SharedContact:
        """Approve an entry, as an ADMIN; the signature is over `domain.addressbook.approval_message`."""
        change = Change(actor, request_id, ContactApproval(signature.hex()))
        path = ("identities", group_id, "contacts", contact_id, "approval")
        return self._same(contact_id, await self._client.write(SharedContact, *path, change=change))

    async def remove_contact(
        self, group_id: IdentityId, contact_id: ContactId, *, actor: IdentityId, request_id: RequestId
    ) -> SharedContact:
        """Take an entry out, as an ADMIN, or as who proposed it while nobody has approved it."""
        change = Change(actor, request_id, ContactRemoval())
        path = ("identities", group_id, "contacts", contact_id, "removal")
        return self._same(contact_id, await self._client.write(SharedContact, *path, change=change))

    @staticmethod
    def _same(contact_id: ContactId, shared: SharedContact) -> SharedContact:
        ensure(shared.contact.id == contact_id, "contact")
        return shared
