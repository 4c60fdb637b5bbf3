"""Groups' address books through the real node: proposed, approved by signature, read and checked."""

import pytest
import pytest_asyncio

from qwallet_desktop.domain.addressbook import ContactState
from qwallet_desktop.domain.groups import Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects.carrying_out import carry_out
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.asks import ApproveContact, BookAsk, DropContact, FoundGroup, ShareContact
from qwallet_desktop.state.operation import Operation, Sending
from qwallet_desktop.state.shared_books import BookFailed, BookLoaded, FetchBook, SharedBook
from tests.domain.builders import BOB
from tests.effects.desks import Place
from tests.flow.desk import new_id, now

pytestmark = pytest.mark.asyncio
ROLES = (Role.SIGNER, Role.ADMIN)


@pytest_asyncio.fixture
async def ann(place: Place) -> Identity:
    """The founder."""
    return await place.person("Ann")


@pytest_asyncio.fixture
async def group(place: Place, ann: Identity) -> IdentityId:
    """A group of Ann alone."""
    node_id = place.services.address.node_id
    charter = Charter((Member(ann.id, ROLES),), 1)
    founding = Founding(IdentityType.ENTERPRISE, "Acme", charter, ann.id, node_id, "0f" * 16)
    await carry_out(place.desk, Operation(new_id(), ann.id, FoundGroup(founding), now(), Sending(now(), 1)), print)
    return founding.group_id


async def ask(place: Place, group: IdentityId, actor: IdentityId, what: BookAsk) -> None:
    operation = Operation(new_id(), group, what, now(), Sending(now(), 1), actor=actor)
    await carry_out(place.desk, operation, lambda _action: None)


async def book(place: Place, group: IdentityId) -> SharedBook:
    (answer,) = await place.answer(FetchBook(group))
    assert isinstance(answer, BookLoaded)
    return answer.entries


async def test_an_entry_is_vouched_for_once_an_admin_signed_it(place: Place, ann: Identity, group: IdentityId) -> None:
    await ask(place, group, ann.id, ShareContact(BOB, "Baker", ""))
    before = await book(place, group)
    assert [(one.contact.name, one.state) for one in before.entries] == [("Baker", ContactState.PROPOSED)]
    assert before.vouched == frozenset()

    await ask(place, group, ann.id, ApproveContact(before.entries[0].contact))
    after = await book(place, group)
    assert after.vouched == {before.entries[0].contact.id}


async def test_an_entry_that_was_removed_is_gone(place: Place, ann: Identity, group: IdentityId) -> None:
    await ask(place, group, ann.id, ShareContact(BOB, "Baker", ""))
    (entry,) = (await book(place, group)).entries
    await ask(place, group, ann.id, DropContact(entry.contact))
    assert (await book(place, group)).entries == ()


async def test_what_the_node_refuses_is_told(place: Place, ann: Identity, group: IdentityId) -> None:
    with pytest.raises(ServiceError) as refused:
        await ask(place, group, ann.id, ShareContact(group, "Us", ""))
    assert refused.value.problem.code is Code.CONTACT_OWN


async def test_a_book_that_is_nobodys_is_told(place: Place, ann: Identity) -> None:
    (answer,) = await place.answer(FetchBook(IdentityId("did:qwallet:z" + "8" * 44)))
    assert isinstance(answer, BookFailed)
    assert answer.problem.code is Code.IDENTITY_UNKNOWN
