"""The groups that this desktop has members in: their charters, and which member signs for a group."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.did import GROUP_PREFIX
from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.permissions import Action as Asked
from qwallet_desktop.domain.permissions import may, may_unfreeze, type_permits
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.lock import Lock
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Loaded, Remote, failed, known, reloading


@dataclass(frozen=True, slots=True)
class Groups:
    """What is known of each group, and the member that the person chose to sign for it."""

    known: Map[IdentityId, Remote[Group]] = Map()
    chosen: Map[IdentityId, IdentityId] = Map()


@dataclass(frozen=True, slots=True)
class LoadGroup:
    """Read a group's founding document, its signatures and the charter in force."""

    group_id: IdentityId


@dataclass(frozen=True, slots=True)
class GroupLoaded:
    """A group, whose document fits its id and was signed by every founding signer."""

    group: Group
    at: datetime


@dataclass(frozen=True, slots=True)
class GroupFailed:
    """A group could not be read, or what was answered is not what its id stands for."""

    group_id: IdentityId
    problem: Problem
    at: datetime


@dataclass(frozen=True, slots=True)
class ActFor:
    """Let this member sign for a group from now on, where it may."""

    group_id: IdentityId
    member: IdentityId


@dataclass(frozen=True, slots=True)
class FetchGroup(Effect):
    """Read a group and check its document."""

    group_id: IdentityId

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """The newest answer of a group is the one that counts."""
        return ("group", self.group_id)


Action: TypeAlias = LoadGroup | GroupLoaded | GroupFailed | ActFor | LastKnownDropped


def reduce(groups: Groups, action: Action) -> tuple[Groups, tuple[Effect, ...]]:
    """Apply what was asked, read or chosen."""
    match action:
        case LoadGroup(group_id):
            return _put(groups, group_id, reloading(groups.known.get(group_id))), (FetchGroup(group_id),)
        case GroupLoaded(group, at):
            return _put(groups, group.id, Loaded(group, at)), ()
        case GroupFailed(group_id, problem, at):
            return _put(groups, group_id, failed(groups.known.get(group_id), problem, at)), ()
        case ActFor(group_id, member):
            return replace(groups, chosen=groups.chosen.set(group_id, member)), ()
        case LastKnownDropped():
            return Groups(), ()
        case _:
            assert_never(action)


def _put(groups: Groups, group_id: IdentityId, remote: Remote[Group]) -> Groups:
    return replace(groups, known=groups.known.set(group_id, remote))


def is_group(identity_id: IdentityId) -> bool:
    """Tell whether an id is that of a group, which has no key."""
    return identity_id.startswith(GROUP_PREFIX)


class HasPeople(Protocol):
    """The whole state, of which only the identities, their keys and their groups matter here."""

    @property
    def identities(self) -> Identities:
        """All identities."""

    @property
    def lock(self) -> Lock:
        """The vault, with the identities whose keys are here."""

    @property
    def groups(self) -> Groups:
        """The groups."""


def group_of(groups: Groups, group_id: IdentityId) -> Group | None:
    """Return the newest that is known of a group; None before it was read."""
    return known(groups.known.get(group_id))


def charter_of(groups: Groups, identity_id: IdentityId) -> Charter | None:
    """Return the charter in force of a group; None for a single holder, and before it was read."""
    group = group_of(groups, identity_id)
    return None if group is None else group.charter


def actors(state: HasPeople, identity_id: IdentityId, action: Asked) -> tuple[IdentityId, ...]:
    """List who of those whose keys are here may ask this of an identity.

    Itself first, then the member that was chosen for a group, then its owner, its guardian and the other
    members in the order of the charter. Who is frozen or closed signs for nobody but itself.
    """
    subject = state.identities.known.get(identity_id)
    if subject is None:
        return ()
    held = frozenset(state.lock.held)
    charter = charter_of(state.groups, identity_id)
    here = [did for did in _candidates(state, subject, charter) if did in held]
    return tuple(did for did in here if _may(did, action, subject, charter))


def acting_member(state: HasPeople, identity_id: IdentityId, action: Asked) -> IdentityId | None:
    """Return who signs if this is asked of an identity: itself, or a member for its group; None if nobody here may."""
    return next(iter(actors(state, identity_id, action)), None)


def _candidates(state: HasPeople, subject: Identity, charter: Charter | None) -> tuple[IdentityId, ...]:
    return tuple(dict.fromkeys(_in_turn(state, subject, charter)))


def _in_turn(state: HasPeople, subject: Identity, charter: Charter | None) -> Iterator[IdentityId]:
    yield subject.id
    others = [state.groups.chosen.get(subject.id), subject.owner, subject.guardian]
    others += [member.identity_id for member in charter.members] if charter else []
    for other in others:
        known_as = None if other is None else state.identities.known.get(other)
        if other is not None and (known_as is None or known_as.status is IdentityStatus.ACTIVE):
            yield other


def _may(actor: IdentityId, action: Asked, subject: Identity, charter: Charter | None) -> bool:
    if charter is None and action is Asked.UNFREEZE and not may_unfreeze(actor, subject):
        return False
    roles = charter.roles(actor) if charter is not None else frozenset()
    return type_permits(subject.type, action) and may((actor,), action, subject, roles=roles)
