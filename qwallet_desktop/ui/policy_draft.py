"""Reads a policy as it is written in its form, and writes a policy as the form shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qwallet_desktop.domain.consent import ConsentPolicy, Hours, PolicyField
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.domain.rule_checks import check_policy, locks_out
from qwallet_desktop.domain.week import parse_day, to_local, to_utc, write_day
from qwallet_desktop.state.consent import PolicyDraft

HOURS: Final = "policy.hours"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft says: a policy where all of it makes sense, and what is wrong, by the names of its fields."""

    policy: ConsentPolicy | None
    problems: Mapping[str, Problem]


def switches_of(policy: ConsentPolicy) -> dict[PolicyField, bool]:
    """Return what of a policy is turned on or off, in the order of the form."""
    return {
        PolicyField.CAN_SEND: policy.can_send,
        PolicyField.CAN_RECEIVE: policy.can_receive,
        PolicyField.CAN_ISSUE: policy.can_issue,
        PolicyField.CAN_VOTE: policy.can_vote,
        PolicyField.CAN_SIGN: policy.can_sign,
        PolicyField.CROSS_IDENTITY: policy.cross_identity,
    }


def switched(policy: ConsentPolicy, on: Mapping[PolicyField, bool]) -> ConsentPolicy:
    """Return a policy with these switches."""
    return replace(
        policy,
        can_send=on[PolicyField.CAN_SEND],
        can_receive=on[PolicyField.CAN_RECEIVE],
        can_issue=on[PolicyField.CAN_ISSUE],
        can_vote=on[PolicyField.CAN_VOTE],
        can_sign=on[PolicyField.CAN_SIGN],
        cross_identity=on[PolicyField.CROSS_IDENTITY],
    )


def day_field(place: int) -> str:
    """Return the name that problems give the field of a weekday, 0 for Monday."""
    return f"{HOURS}.{place}"


def draft_of(policy: ConsentPolicy, base: int, offset: int) -> PolicyDraft:
    """Write a policy as its form shows it; `offset` is how many minutes local time is ahead of UTC."""
    days = days_of(policy.hours, offset) if policy.hours else None
    return PolicyDraft(base, replace(policy, hours=()), days)


def days_of(hours: Sequence[Hours], offset: int) -> tuple[str, ...]:
    """Write weekly times day by day."""
    return tuple(write_day(spans) for spans in to_local(hours, offset))


def read_draft(draft: PolicyDraft, identity: Identity, offset: int, before: ConsentPolicy | None = None) -> Reading:
    """Read a draft; wrong is also what would lock everybody out.

    Args:
        draft: What is written.
        identity: Whose policy.
        offset: Minutes that local time is ahead of UTC.
        before: The policy in force: hours that nobody touched stay as they are in UTC.
    """
    problems: dict[str, Problem] = {}
    hours = _hours(draft, offset, problems, before)
    if problems:
        return Reading(None, problems)
    policy = replace(draft.policy, hours=hours)
    try:
        check_policy(policy)
    except Refused as refused:
        return Reading(None, {refused.problem.field.partition("[")[0]: refused.problem})
    locked = locks_out(policy, identity)
    return Reading(policy, {}) if locked is None else Reading(None, {locked.field: locked})


def _hours(
    draft: PolicyDraft, offset: int, problems: dict[str, Problem], before: ConsentPolicy | None
) -> tuple[Hours, ...]:
    if draft.days is None:
        return ()
    if before is not None and before.hours and draft.days == days_of(before.hours, offset):
        return before.hours
    week = []
    for place, text in enumerate(draft.days):
        try:
            week.append(parse_day(text, at=day_field(place)))
        except Refused as refused:
            problems[day_field(place)] = refused.problem
    hours = to_utc(tuple(week), offset) if not problems else ()
    if not hours and not problems:
        # No hours at all would be read as all hours; who wants to pay never turns paying off.
        problems[HOURS] = Problem(Code.HOURS_INVALID, {"reason": "none"}, HOURS)
    return hours
