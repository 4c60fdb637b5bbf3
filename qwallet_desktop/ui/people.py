"""How an identity is called and coloured on this desktop, the same on every screen."""

from dataclasses import dataclass

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.widgets.plain import cut_middle, plain

STRANGER = -1
"""The colour index of identities that are not held here: drawn neutral."""


@dataclass(frozen=True, slots=True)
class Person:
    """An identity as screens show it; `name` is that of the address book for others, empty for a stranger."""

    did: IdentityId
    name: str
    colour: int
    type_name: str

    @property
    def ours(self) -> bool:
        """Whether it is one of this desktop's identities."""
        return self.colour != STRANGER


def person(identities: Identities, did: IdentityId) -> Person:
    """Return how to show an identity; colours go by the order of creation, so they never change."""
    known = identities.known.get(did)
    if known is None:
        return Person(did, identities.named.get(did, ""), STRANGER, "")
    return Person(did, known.name, identities.order.index(did), known.type.value)


def people(identities: Identities) -> tuple[Person, ...]:
    """Return all of this desktop's identities in the order of their creation."""
    return tuple(
        Person(did, identities.known[did].name, colour, identities.known[did].type.value)
        for colour, did in enumerate(identities.order)
    )


def everyone(identities: Identities) -> tuple[Person, ...]:
    """Return all of this desktop's identities, and after them by name those whom an address book names."""
    others = (person(identities, did) for did in identities.named if did not in identities.known)
    return (*people(identities), *sorted(others, key=lambda who: who.name.casefold()))


def called(identities: Identities, did: IdentityId) -> str:
    """Return an identity's name for use within a sentence, or its shortened DID where nobody gave it one."""
    return plain(person(identities, did).name) or cut_middle(did, 14, 6)
