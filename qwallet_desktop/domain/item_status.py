"""Where an item stands, who may still sign it and why not: pure, of its facts and the clock (contract §6)."""

from datetime import datetime, timedelta
from typing import assert_never

from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.messages import timestamp
from qwallet_desktop.domain.multisig import (
    Choice,
    Executed,
    ExecutionFailed,
    Expired,
    Item,
    ItemStatus,
    Proposal,
    Superseded,
)
from qwallet_desktop.domain.ordered import without
from qwallet_desktop.domain.problems import Code, Problem

PAYMENTS_WAIT = timedelta(hours=72)
RULES_WAIT = timedelta(days=7)
"""How long items wait for signatures, at least where a group's charter gives payments less."""

_OF_RULES = frozenset({Subject.POLICY_CHANGE, Subject.LIMIT_CHANGE, Subject.SIGNERS_CHANGE})

OPEN = frozenset({ItemStatus.DRAFT, ItemStatus.PENDING, ItemStatus.FAILED})
"""Statuses in which something may still become of an item."""


def waits_for(subject: Subject, charter: Charter | None) -> timedelta:
    """Return how long an item waits for signatures: as its group's charter says, a change of rules 7 days or more."""
    given = timedelta(hours=charter.expiry_hours) if charter else PAYMENTS_WAIT
    return max(given, RULES_WAIT) if subject in _OF_RULES else given


def confirms_itself(proposal: Proposal) -> bool:
    """Tell whether the initiator is the only approver, and must sign a second time for that."""
    return proposal.approvers == (proposal.initiator,) and not proposal.initiator_counts


def deciders(proposal: Proposal) -> tuple[IdentityId, ...]:
    """Return the approvers whose signatures can count: not that of an initiator whose own doesn't."""
    if proposal.initiator_counts or confirms_itself(proposal):
        return proposal.approvers
    return tuple(one for one in proposal.approvers if one != proposal.initiator)


def agreed(item: Item) -> tuple[IdentityId, ...]:
    """Return who has signed so that it counts, in the order in which they did."""
    proposal = item.proposal
    signed = [vote.signer for vote in item.votes if vote.choice is Choice.SIGN]
    if proposal.initiator in signed and not proposal.initiator_counts:
        # Its first signature says that it asks for this, not that it agrees.
        signed.remove(proposal.initiator)
    counting = frozenset(deciders(proposal))
    return tuple(dict.fromkeys(one for one in signed if one in counting))


def rejected(item: Item) -> tuple[IdentityId, ...]:
    """Return which approvers rejected it, in the order in which they did."""
    counting = frozenset(deciders(item.proposal))
    return tuple(vote.signer for vote in item.votes if vote.choice is Choice.REJECT and vote.signer in counting)


def joiners_missing(item: Item) -> tuple[IdentityId, ...]:
    """Return who would join by it and has neither signed nor rejected it yet."""
    return without(item.proposal.joining, (vote.signer for vote in item.votes))


def joiners_rejecting(item: Item) -> tuple[IdentityId, ...]:
    """Return who would join by it, and does not want to."""
    joining = frozenset(item.proposal.joining)
    return tuple(vote.signer for vote in item.votes if vote.choice is Choice.REJECT and vote.signer in joining)


def missing(item: Item) -> tuple[IdentityId, ...]:
    """Return the approvers, and then those who would join by it, who have neither signed nor rejected it yet."""
    return (*without(deciders(item.proposal), (*agreed(item), *rejected(item))), *joiners_missing(item))


def still_required(item: Item) -> int:
    """Return how many approvers' signatures are missing for it to be carried out."""
    return max(0, item.proposal.required - len(agreed(item)))


def is_enough(item: Item) -> bool:
    """Tell whether enough approvers have signed it, and everybody who would join by it."""
    return not still_required(item) and not joiners_missing(item) and not joiners_rejecting(item)


def is_initiated(item: Item) -> bool:
    """Tell whether its initiator has signed it."""
    initiator = item.proposal.initiator
    return any(vote.signer == initiator and vote.choice is Choice.SIGN for vote in item.votes)


def status(item: Item, now: datetime) -> ItemStatus:
    """Say where an item stands.

    Args:
        item: All that is known of it.
        now: The time, in UTC. From `expires_at` on it is EXPIRED, if it was not closed before.
    """
    match item.closing:
        case Executed():
            return ItemStatus.EXECUTED
        case Superseded():
            return ItemStatus.SUPERSEDED
        case Expired():
            return ItemStatus.EXPIRED
        case ExecutionFailed() | None:
            return _open_status(item, now)
        case _:
            assert_never(item.closing)


def _open_status(item: Item, now: datetime) -> ItemStatus:
    if any(vote.choice is Choice.CANCEL for vote in item.votes):
        return ItemStatus.CANCELLED
    too_few = len(deciders(item.proposal)) - len(rejected(item)) < item.proposal.required
    if too_few or joiners_rejecting(item):
        return ItemStatus.REJECTED
    if now >= item.proposal.expires_at:
        return ItemStatus.EXPIRED
    if item.closing is not None:
        return ItemStatus.FAILED
    return ItemStatus.PENDING if is_initiated(item) else ItemStatus.DRAFT


def is_open(item: Item, now: datetime) -> bool:
    """Tell whether something may still become of an item."""
    return status(item, now) in OPEN


def why_not(item: Item, signer: IdentityId, choice: Choice, now: datetime, *, is_admin: bool = False) -> Problem | None:
    """Say why somebody may not sign a choice on an item, None where it may.

    Args:
        item: As it is known.
        signer: Who wants to.
        choice: What.
        now: The time, in UTC.
        is_admin: The signer is an ADMIN of the group that the item is of, and may cancel it.

    Returns:
        ITEM_EXPIRED (fact `expiresAt`), ITEM_SUPERSEDED, ITEM_CLOSED (fact `status`, also where it FAILED and
        more signatures would change nothing), NOT_AN_APPROVER, ITEM_DRAFT, ALREADY_SIGNED or NOT_PERMITTED.
    """
    stands = status(item, now)
    if stands not in OPEN:
        return _closed(item, stands)
    if choice is Choice.CANCEL:
        return None if is_admin or signer == item.proposal.initiator else Problem(Code.NOT_PERMITTED)
    if stands is ItemStatus.DRAFT:
        return _why_not_draft(item.proposal, signer, choice)
    if signer not in {*item.proposal.approvers, *item.proposal.joining}:
        return Problem(Code.NOT_AN_APPROVER)
    if signer not in missing(item):
        return Problem(Code.ALREADY_SIGNED)
    return None if stands is ItemStatus.PENDING else Problem(Code.ITEM_CLOSED, {"status": stands.value})


def _closed(item: Item, stands: ItemStatus) -> Problem:
    match stands:
        case ItemStatus.EXPIRED:
            return Problem(Code.ITEM_EXPIRED, {"expiresAt": timestamp(item.proposal.expires_at)})
        case ItemStatus.SUPERSEDED:
            return Problem(Code.ITEM_SUPERSEDED)
        case _:
            return Problem(Code.ITEM_CLOSED, {"status": stands.value})


def _why_not_draft(proposal: Proposal, signer: IdentityId, choice: Choice) -> Problem | None:
    """Only the initiator's own signature makes it a proposal to the others."""
    if signer == proposal.initiator:
        return None if choice is Choice.SIGN else Problem(Code.ITEM_DRAFT)
    return Problem(Code.ITEM_DRAFT if signer in {*proposal.approvers, *proposal.joining} else Code.NOT_AN_APPROVER)
