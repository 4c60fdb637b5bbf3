"""What others are called on this desktop: by its own address book, else by those of its groups."""

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.shared_books import names_in
from qwallet_desktop.state.whole import State


def names_of_others(state: State) -> Map[IdentityId, str]:
    """Return the names of others.

    A group's name for somebody gives way to this desktop's own, and where it is the name of somebody
    else here: two must never be called alike.
    """
    own = {contact.identity_id: contact.name for contact in state.addressbook.contacts.values()}
    taken = {name.casefold() for name in own.values()}
    taken |= {identity.name.casefold() for identity in state.identities.known.values()}
    for did, name in names_in(state.shared_books).items():
        if did not in own and name.casefold() not in taken:
            own[did] = name
            taken.add(name.casefold())
    return Map(own)
