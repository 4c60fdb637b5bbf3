"""Which of the identities held here may do what with an item, and which items wait for one of them."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import deciders, status, why_not
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus
from qwallet_desktop.state.groups import Groups, charter_of
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.items_known import MultiSig


class Section(StrEnum):
    """The parts of the inbox, in their order."""

    MINE = "MINE"
    OTHERS = "OTHERS"
    DONE = "DONE"


class Here(Protocol):
    """What is known of who is here."""

    @property
    def held(self) -> Collection[IdentityId]:
        """The identities whose keys are here."""

    @property
    def identities(self) -> Identities:
        """All identities that are known."""

    @property
    def groups(self) -> Groups:
        """The groups that are known."""


def deciders_here(here: Here, item: Item, choice: Choice, now: datetime) -> tuple[IdentityId, ...]:
    """Return who of those held here may sign this choice of an item now: its approvers first, then who would join.

    Who asked comes first where something is withdrawn: it is the one to take it back.
    """
    proposal, held = item.proposal, frozenset(here.held)
    charter = charter_of(here.groups, proposal.identity_id)
    admins = charter.admins if charter is not None else ()
    first = (proposal.initiator,) if choice is Choice.CANCEL else ()
    asked = dict.fromkeys((*first, *proposal.approvers, *proposal.joining, proposal.initiator, *admins))
    return tuple(
        did
        for did in asked
        if did in held
        and _is_active(here.identities, did)
        and why_not(item, did, choice, now, is_admin=charter is not None and Role.ADMIN in charter.roles(did)) is None
    )


def retriers_here(here: Here, item: Item, now: datetime) -> tuple[IdentityId, ...]:
    """Return who of those held here may try again to carry out an item."""
    if status(item, now) is not ItemStatus.FAILED:
        return ()
    held = frozenset(here.held)
    asked = dict.fromkeys((item.proposal.initiator, *item.proposal.approvers))
    return tuple(did for did in asked if did in held and _is_active(here.identities, did))


def _is_active(identities: Identities, did: IdentityId) -> bool:
    known = identities.known.get(did)
    return known is None or known.status is IdentityStatus.ACTIVE


def needs_me(items: MultiSig, held: Collection[IdentityId]) -> int:
    """Count the items that wait for somebody held here; the node says of each that has expired."""
    mine = frozenset(held)
    return sum(not mine.isdisjoint(undecided) for undecided in items.waits.values())


def section_of(items: MultiSig, item: Item, held: frozenset[IdentityId], now: datetime) -> Section:
    """Say in which part of the inbox a known item stands."""
    proposal = item.proposal
    undecided = items.waits.get(proposal.item_id)
    if undecided is None or now >= proposal.expires_at:
        return Section.DONE
    return Section.OTHERS if held.isdisjoint(undecided) else Section.MINE


def sign_together(item: Item, held: Collection[IdentityId]) -> tuple[IdentityId, ...]:
    """Return those held here whose signatures on an item would count beside each other.

    Where that is more than one, the same computer agrees with itself: that is worth a warning.
    """
    proposal, ours = item.proposal, frozenset(held)
    counting = frozenset((*deciders(proposal), *proposal.joining, proposal.initiator))
    here = dict.fromkeys((*proposal.approvers, *proposal.joining, proposal.initiator))
    signing = tuple(did for did in here if did in ours and did in counting)
    return signing if len(signing) > 1 else ()
