"""The identities that this desktop acts under, which one is active, and making them (seed: `SWITCH_IDENTITY`)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.events import Event, IdentityChanged
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId, RequestId, Sequence
from qwallet_desktop.domain.last_known import LastKnown
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.aid_actions import AidGone, AidMade, CreateAid, SubmitAid
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.recalled import LastKnownDropped, LastKnownFound, recalled
from qwallet_desktop.state.remote import Loaded, Remote, failed, reloading
from qwallet_desktop.state.submission import Accepted, Idle, Pending, Refused, Submission, awaits
from qwallet_desktop.state.successor_key import KeyMade, KeyNotMade, KeyReplaced, MakeSuccessorKey, ReplaceKey
from qwallet_desktop.state.vault_commands import Hidden


@dataclass(frozen=True, slots=True)
class Identities:
    """All identities by id in the order of their creation, the active one, and whether one is being made.

    `told` is the place in the ledger of the newest fact about each; `since` are those that a fact or an
    answer was about while a list was on its way. `named` are the names that the address book gives to others.
    """

    known: Map[IdentityId, Identity] = Map()
    order: tuple[IdentityId, ...] = ()
    loading: Remote[int] | None = None
    active: IdentityId | None = None
    submission: Submission = Idle()
    told: Map[IdentityId, Sequence] = Map()
    since: frozenset[IdentityId] = frozenset()
    named: Map[IdentityId, str] = Map()


@dataclass(frozen=True, slots=True)
class LoadIdentities:
    """Give the session its grants and read which identities it may see."""


@dataclass(frozen=True, slots=True)
class IdentitiesLoaded:
    """The identities that the session may see, and those whose keys are `held`, if that may have changed."""

    identities: tuple[Identity, ...]
    at: datetime
    held: tuple[IdentityId, ...] | None = None


@dataclass(frozen=True, slots=True)
class IdentitiesFailed:
    """The identities could not be read."""

    problem: Problem
    at: datetime


@dataclass(frozen=True, slots=True)
class SwitchIdentity:
    """Act under another identity."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class CreateIdentity:
    """Make a key and register it; `owner` is the ROOT that it shall belong to, `guardian` who guards a CONSENTIDA.

    By the invitation a served node lets one in that nobody owns or guards, once.
    """

    request_id: RequestId
    name: str
    owner: IdentityId | None
    type: IdentityType = IdentityType.ROOT
    guardian: IdentityId | None = None
    invitation: Hidden | None = None


@dataclass(frozen=True, slots=True)
class IdentityAccepted:
    """The node made or changed an identity, which now is this; `created` where it made it."""

    request_id: RequestId
    identity: Identity
    created: bool


@dataclass(frozen=True, slots=True)
class IdentityRefused:
    """The node made no identity for this request."""

    request_id: RequestId
    problem: Problem


@dataclass(frozen=True, slots=True)
class ForgetIdentitySubmission:
    """The form for another identity was closed."""


@dataclass(frozen=True, slots=True)
class NameOthers:
    """The address book gives these names to others."""

    named: Map[IdentityId, str]


@dataclass(frozen=True, slots=True)
class FetchIdentities(Effect):
    """Give grants, then list the identities."""

    @property
    def exclusive(self) -> str:
        """The newest list is the one that counts."""
        return "identities"


@dataclass(frozen=True, slots=True)
class SubmitIdentity(Effect):
    """Have the node make an identity."""

    command: CreateIdentity


Action: TypeAlias = (
    LoadIdentities
    | IdentitiesLoaded
    | IdentitiesFailed
    | SwitchIdentity
    | CreateIdentity
    | CreateAid
    | AidMade
    | AidGone
    | ReplaceKey
    | KeyMade
    | KeyNotMade
    | IdentityAccepted
    | KeyReplaced
    | IdentityRefused
    | ForgetIdentitySubmission
    | NameOthers
    | EventReceived
    | LastKnownFound
    | LastKnownDropped
)


def reduce(identities: Identities, action: Action) -> tuple[Identities, tuple[Effect, ...]]:
    """Apply an action to the identities."""
    match action:
        case EventReceived():
            return _told(identities, action.event), ()
        case SwitchIdentity():
            switched = action.identity_id != identities.active and action.identity_id in identities.known
            return (_under(identities, action.identity_id) if switched else identities), ()
        case LoadIdentities():
            asked = replace(identities, loading=reloading(identities.loading), since=frozenset())
            return asked, (FetchIdentities(),)
        case IdentitiesLoaded(loaded, at, held):
            return _loaded(identities, loaded, at, held or ()), ()
        case IdentitiesFailed(problem, at):
            return replace(identities, loading=failed(identities.loading, problem, at)), ()
        case CreateIdentity(request_id):
            if isinstance(identities.submission, Pending):
                return identities, ()
            return replace(identities, submission=Pending(request_id)), (SubmitIdentity(action),)
        case CreateAid(request_id):
            if isinstance(identities.submission, Pending):
                return identities, ()
            return replace(identities, submission=Pending(request_id)), (SubmitAid(action),)
        case AidMade(request_id, identity):
            return _accepted(identities, request_id, identity, created=True), ()
        case AidGone(identity_id):
            return _gone(identities, identity_id), ()
        case ReplaceKey(request_id):
            if isinstance(identities.submission, Pending):
                return identities, ()
            return replace(identities, submission=Pending(request_id)), (MakeSuccessorKey(action),)
        case KeyMade(request_id):
            return (
                replace(identities, submission=Idle()) if awaits(identities.submission, request_id) else identities
            ), ()
        case KeyNotMade(request_id, problem):
            if not awaits(identities.submission, request_id):
                return identities, ()
            return replace(identities, submission=Refused(request_id, problem)), ()
        case IdentityAccepted(request_id, identity, created):
            return _accepted(identities, request_id, identity, created=created), ()
        case KeyReplaced(before, identity):
            renewed = _put(identities, identity)
            return (replace(renewed, active=identity.id) if renewed.active == before else renewed), ()
        case IdentityRefused(request_id, problem):
            if not awaits(identities.submission, request_id):
                return identities, ()
            return replace(identities, submission=Refused(request_id, problem)), ()
        case ForgetIdentitySubmission():
            return replace(identities, submission=Idle()), ()
        case NameOthers(named):
            return replace(identities, named=named), ()
        case LastKnownFound(known):
            return _recalled(identities, known), ()
        case LastKnownDropped():
            return Identities(active=identities.active, submission=identities.submission, named=identities.named), ()
        case _:
            assert_never(action)


def _under(identities: Identities, active: IdentityId) -> Identities:
    known, order, loading, submission = identities.known, identities.order, identities.loading, identities.submission
    return Identities(known, order, loading, active, submission, identities.told, identities.since, identities.named)


def _loaded(
    identities: Identities, listed: tuple[Identity, ...], at: datetime, held: tuple[IdentityId, ...]
) -> Identities:
    """Take a list; what was registered, or told of, while it was on its way stays as it is known."""
    there = {identity.id: identity for identity in listed}
    newer = [*(one for one in held if one not in there), *identities.since]
    there |= {one: identities.known[one] for one in newer if one in identities.known}
    loaded = tuple(there.values())
    order = tuple(identity.id for identity in sorted(loaded, key=lambda identity: (identity.created_at, identity.id)))
    active = identities.active if identities.active in order else (order[0] if order else None)
    return replace(
        identities,
        known=Map((identity.id, identity) for identity in loaded),
        order=order,
        active=active,
        loading=Loaded(len(order), at),
    )


def _recalled(identities: Identities, known: LastKnown) -> Identities:
    """Take the identities of the last run, unless the node has listed its own already; nothing known is changed."""
    missing = [identity for identity in known.identities if identity.id not in identities.known]
    if isinstance(identities.loading, Loaded) or not missing:
        return identities
    every = identities.known.update((identity.id, identity) for identity in missing)
    order = tuple(identity.id for identity in known.identities)
    if identities.known:
        order = tuple(sorted(every, key=lambda identity_id: (every[identity_id].created_at, identity_id)))
    active = next((one for one in (identities.active, known.active, *order) if one in every), None)
    loading = recalled(identities.loading, len(order), known.at)
    return replace(identities, known=every, order=order, active=active, loading=loading)


def _accepted(identities: Identities, request_id: RequestId, identity: Identity, *, created: bool) -> Identities:
    updated = _put(identities, identity)
    if awaits(identities.submission, request_id):
        updated = replace(updated, submission=Accepted(request_id))
    return replace(updated, active=identity.id) if created else updated


def _told(identities: Identities, event: Event) -> Identities:
    """Take a fact, unless a later one is known."""
    fact = event.fact
    if not isinstance(fact, IdentityChanged) or event.sequence <= identities.told.get(fact.identity.id, 0):
        return identities
    return replace(_put(identities, fact.identity), told=identities.told.set(fact.identity.id, event.sequence))


def _gone(identities: Identities, identity_id: IdentityId) -> Identities:
    """Let go of an anonymous identity; who acted under it acts under the first of the others."""
    if identity_id not in identities.known:
        return identities
    order = tuple(each for each in identities.order if each != identity_id)
    active = identities.active if identities.active != identity_id else next(iter(order), None)
    return replace(identities, known=identities.known.delete(identity_id), order=order, active=active)


def _put(identities: Identities, identity: Identity) -> Identities:
    before = identities.known.get(identity.id)
    if identity.type is IdentityType.AID and before is not None:
        # The node knows none of the names of AIDs.
        identity = replace(identity, name=before.name)
    order = identities.order if identity.id in identities.known else (*identities.order, identity.id)
    known = identities.known.set(identity.id, identity)
    return replace(identities, known=known, order=order, since=identities.since | {identity.id})


def active_identity(identities: Identities) -> Identity | None:
    """Return the identity that the window acts under."""
    return identities.known.get(identities.active) if identities.active is not None else None
