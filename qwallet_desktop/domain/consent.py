"""Consent (Qonsent): what an identity may do and let happen, as a policy with versions (contract §5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.ordered import without

MINUTES_OF_DAY = 1_440
DAYS_OF_WEEK = 7
ALWAYS = (1 << MINUTES_OF_DAY * DAYS_OF_WEEK) - 1
"""Every minute of the week, as `minutes` gives them."""


class External(StrEnum):
    """What becomes of a payment to somebody outside the sender's family and groups."""

    ALLOW = "ALLOW"
    APPROVAL = "APPROVAL"
    DENY = "DENY"


@dataclass(frozen=True, slots=True)
class Hours:
    """A weekly time in which payments may go out: days 1 (Monday) … 7, minutes of the day in UTC.

    `until` may be 1,440 (midnight); a window over midnight is two.
    """

    days: tuple[int, ...]
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class ConsentPolicy:
    """What an identity consents to. An empty `tokens`, `counterparties` or `hours` excludes nothing.

    `cross_identity` is about payments to and from identities of the same family. `version` 0 is the
    factory default of the type; each change is the next version.
    """

    can_send: bool = True
    can_receive: bool = True
    can_issue: bool = True
    can_vote: bool = True
    can_sign: bool = True
    cross_identity: bool = True
    tokens: tuple[TokenId, ...] = ()
    counterparties: tuple[IdentityId, ...] = ()
    hours: tuple[Hours, ...] = ()
    external: External = External.ALLOW


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A policy as it was (or is) in force: who set it, when and why. Version 0 has no `by`."""

    identity_id: IdentityId
    version: int
    policy: ConsentPolicy
    at: datetime
    by: IdentityId | None = None
    reason: str = ""


def default_policy(type_: IdentityType) -> ConsentPolicy:
    """Return the policy that is in force until the first change: version 0.

    A guarded identity issues and votes only once its guardian lets it; an AID pays and is paid.
    """
    match type_:
        case IdentityType.CONSENTIDA:
            return ConsentPolicy(can_issue=False, can_vote=False)
        case IdentityType.AID:
            return ConsentPolicy(can_issue=False, can_vote=False, can_sign=False, cross_identity=False)
        case IdentityType.ROOT | IdentityType.ENTERPRISE | IdentityType.DAO:
            return ConsentPolicy()
        case _:
            assert_never(type_)


def policy_payload(policy: ConsentPolicy) -> dict[str, Json]:
    """Return a policy as it is signed and kept in the audit log."""
    return {
        "canSend": policy.can_send,
        "canReceive": policy.can_receive,
        "canIssue": policy.can_issue,
        "canVote": policy.can_vote,
        "canSign": policy.can_sign,
        "crossIdentity": policy.cross_identity,
        "tokens": list(policy.tokens),
        "counterparties": list(policy.counterparties),
        "hours": [{"days": list(one.days), "since": one.since, "until": one.until} for one in policy.hours],
        "external": policy.external.value,
    }


def in_hours(hours: Iterable[Hours], at: datetime) -> bool:
    """Tell whether a moment in UTC lies in one of the weekly times, or there are none."""
    given = tuple(hours)
    minute, day = at.hour * 60 + at.minute, at.isoweekday()
    return not given or any(day in one.days and one.since <= minute < one.until for one in given)


def minutes(hours: Iterable[Hours]) -> int:
    """Return the minutes of the week that are in weekly times as the bits of a number; no times are all of them."""
    found, given = 0, tuple(hours)
    for one in given:
        span = (1 << one.until) - (1 << one.since)
        for day in one.days:
            found |= span << MINUTES_OF_DAY * (day - 1)
    return found if given else ALWAYS


class PolicyField(StrEnum):
    """The parts of a policy, in the order in which it is read out; the names of the wire."""

    CAN_SEND = "canSend"
    CAN_RECEIVE = "canReceive"
    CAN_ISSUE = "canIssue"
    CAN_VOTE = "canVote"
    CAN_SIGN = "canSign"
    CROSS_IDENTITY = "crossIdentity"
    TOKENS = "tokens"
    COUNTERPARTIES = "counterparties"
    HOURS = "hours"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Switched:
    """Something was allowed (`after`), or isn't any more."""

    field: PolicyField
    after: bool

    @property
    def widens(self) -> bool:
        """Whether more is allowed."""
        return self.after

    @property
    def narrows(self) -> bool:
        """Whether less is allowed."""
        return not self.after


@dataclass(frozen=True, slots=True)
class ListChanged:
    """A list of what is allowed changed; an empty one allows everything."""

    field: PolicyField
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def added(self) -> tuple[str, ...]:
        """What stands in it now, and did not."""
        return without(self.after, self.before)

    @property
    def removed(self) -> tuple[str, ...]:
        """What stood in it, and does not any more."""
        return without(self.before, self.after)

    @property
    def widens(self) -> bool:
        """Whether something is allowed that was not."""
        return bool(self.before) and (not self.after or bool(self.added))

    @property
    def narrows(self) -> bool:
        """Whether something is not allowed any more."""
        return bool(self.after) and (not self.before or bool(self.removed))


@dataclass(frozen=True, slots=True)
class HoursChanged:
    """The weekly times in which payments may go out changed; none are all of them."""

    before: tuple[Hours, ...]
    after: tuple[Hours, ...]
    field: PolicyField = PolicyField.HOURS

    @property
    def widens(self) -> bool:
        """Whether a minute of the week is allowed that was not."""
        return bool(minutes(self.after) & ~minutes(self.before))

    @property
    def narrows(self) -> bool:
        """Whether a minute of the week is not allowed any more."""
        return bool(minutes(self.before) & ~minutes(self.after))


@dataclass(frozen=True, slots=True)
class ExternalChanged:
    """Payments to others are treated otherwise."""

    before: External
    after: External
    field: PolicyField = PolicyField.EXTERNAL

    @property
    def widens(self) -> bool:
        """Whether it is treated less strictly."""
        return _STRICTNESS[self.after] < _STRICTNESS[self.before]

    @property
    def narrows(self) -> bool:
        """Whether it is treated more strictly."""
        return _STRICTNESS[self.after] > _STRICTNESS[self.before]


_STRICTNESS = {External.ALLOW: 0, External.APPROVAL: 1, External.DENY: 2}
PolicyDifference: TypeAlias = Switched | ListChanged | HoursChanged | ExternalChanged


def differences(before: ConsentPolicy, after: ConsentPolicy) -> tuple[PolicyDifference, ...]:
    """Say in which parts two policies differ in effect, in the order of `PolicyField`; none where in nothing."""
    found: list[PolicyDifference] = [
        Switched(field, now)
        for field, was, now in (
            (PolicyField.CAN_SEND, before.can_send, after.can_send),
            (PolicyField.CAN_RECEIVE, before.can_receive, after.can_receive),
            (PolicyField.CAN_ISSUE, before.can_issue, after.can_issue),
            (PolicyField.CAN_VOTE, before.can_vote, after.can_vote),
            (PolicyField.CAN_SIGN, before.can_sign, after.can_sign),
            (PolicyField.CROSS_IDENTITY, before.cross_identity, after.cross_identity),
        )
        if was != now
    ]
    found += [
        ListChanged(PolicyField.TOKENS, before.tokens, after.tokens),
        ListChanged(PolicyField.COUNTERPARTIES, before.counterparties, after.counterparties),
        HoursChanged(before.hours, after.hours),
        ExternalChanged(before.external, after.external),
    ]
    return tuple(one for one in found if one.widens or one.narrows)


def widens(before: ConsentPolicy, after: ConsentPolicy) -> bool:
    """Tell whether anything is allowed after a change that was not before it."""
    return any(one.widens for one in differences(before, after))
