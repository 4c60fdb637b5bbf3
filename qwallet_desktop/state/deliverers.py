"""Who of those held here may deliver a signature that another made without a network."""

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.groups import charter_of
from qwallet_desktop.state.item_actors import Here


def deliverers_here(here: Here, item: Item) -> tuple[IdentityId, ...]:
    """Return who of those held here sees an item, so that the node takes a signature for it from them.

    Whoever asked for it comes first, then those who decide, then who acts, its owner and its members.
    """
    proposal, known = item.proposal, here.identities.known
    acting = known.get(proposal.identity_id)
    above = () if acting is None else tuple(one for one in (acting.owner, acting.guardian) if one is not None)
    charter = charter_of(here.groups, proposal.identity_id)
    members = () if charter is None else tuple(member.identity_id for member in charter.members)
    seeing = (proposal.initiator, *proposal.approvers, *proposal.joining, proposal.identity_id, *above, *members)
    held = frozenset(here.held)
    return tuple(
        did
        for did in dict.fromkeys(seeing)
        if did in held and (did not in known or known[did].status is IdentityStatus.ACTIVE)
    )
