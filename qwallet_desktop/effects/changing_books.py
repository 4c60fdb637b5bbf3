"""Has the node change groups' address books, and reads them with a check of who approved what."""

from typing import assert_never

from qwallet_desktop.domain.addressbook import approval_message, is_vouched_for
from qwallet_desktop.effects.agreeing import signed
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.asks import ApproveContact, BookAsk, DropContact, ShareContact
from qwallet_desktop.state.lazy_actions import Outdate
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.part import book
from qwallet_desktop.state.shared_books import BookFailed, BookLoaded, FetchBook, SharedBook


async def change_book(desk: Desk, services: Services, operation: Operation, ask: BookAsk, dispatch: Dispatch) -> None:
    """Have the node do it.

    Raises:
        ServiceError: It did not, or that is not known.
    """
    group_id, actor, request_id = operation.identity_id, operation.signer, operation.id
    wallets = services.wallets
    match ask:
        case ShareContact(did, name, note):
            await wallets.propose_contact(group_id, did, name, note, actor=actor, request_id=request_id)
        case ApproveContact(contact):
            signature = await signed(desk, actor, approval_message(contact, services.address.node_id))
            await wallets.approve_contact(group_id, contact.id, signature, actor=actor, request_id=request_id)
        case DropContact(contact):
            await wallets.remove_contact(group_id, contact.id, actor=actor, request_id=request_id)
        case _:
            assert_never(ask)
    dispatch(Outdate(book(group_id)))


async def fetch_book(desk: Desk, effect: FetchBook, dispatch: Dispatch) -> None:
    """Read a group's address book; what no ADMIN of its charter signed is not vouched for, whatever the node says."""
    services = await desk.online()
    try:
        entries = await services.wallets.get_contacts(effect.group_id)
        group = await services.identities.get_group(effect.group_id)
    except ServiceError as error:
        dispatch(BookFailed(effect.group_id, error.problem, desk.now()))
        return
    node_id = services.address.node_id
    vouched = frozenset(each.contact.id for each in entries if is_vouched_for(each, group.charter, node_id))
    dispatch(BookLoaded(effect.group_id, SharedBook(entries, vouched), desk.now()))


PERFORMERS: Performers = {FetchBook: fetch_book}
