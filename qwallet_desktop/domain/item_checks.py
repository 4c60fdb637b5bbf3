"""All checks of an item, made from its record and from what somebody knows without it (contract §6).

Nothing of a node's summary is believed: each message is made anew, each signature looked at in its place, who
decides follows from the group's id or from signed links, and what became of the item from the signatures.
Pure, and never an exception, whatever the record holds: what can't even be looked at FAILS.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import assert_never

from qwallet_desktop.domain.checks import HELD, Anchors, Check, CheckName, Finding, Verdict, on_word, wrong
from qwallet_desktop.domain.did import GROUP_PREFIX
from qwallet_desktop.domain.group_chain import Amendment, Group, Replacement, charter_at, verify_group
from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.item_forms import is_as_signed, subject_fits, texts_clean, tokens_declared
from qwallet_desktop.domain.item_log import DECIDED, became, in_log, of_key
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.item_rules import decided_by_group, decided_by_holder
from qwallet_desktop.domain.item_status import OPEN, is_enough, waits_for, why_not
from qwallet_desktop.domain.item_ties import are_kept, ties_of, unauthorised
from qwallet_desktop.domain.matters import SignersMatter
from qwallet_desktop.domain.multisig import (
    Choice,
    Executed,
    ExecutionFailed,
    Expired,
    Item,
    ItemStatus,
    Proposal,
    Superseded,
    Vote,
    vote_message,
)
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.domain.signatures import signed_in_hex

_NOT_THEIRS = frozenset({Code.ALREADY_SIGNED, Code.NOT_AN_APPROVER, Code.NOT_PERMITTED, Code.ITEM_DRAFT})


def check_record(record: ItemRecord, node_id: NodeId, anchors: Anchors) -> tuple[Check, ...]:
    """Check an item from the ids of who acts and of the node.

    Args:
        record: The item, and all that came with it.
        node_id: The node that it was read at, or that a file says it is of.
        anchors: What is known without it. What is not known there is on the node's word.

    Returns:
        The checks that apply, in the order of `CheckName`: of an item that is open no AUDIT_PROOF and no LOG_KEY,
        of a draft no INITIATOR_SIGNED, of a single holder no GROUP_CHAIN, without links no LINKS_SIGNED (a group's are
        those of members whom their owner replaced).
    """
    return tuple(_made(name, look) for name, look in _looks(record, node_id, anchors))


def _made(name: CheckName, look: Callable[[], Finding]) -> Check:
    try:
        found = look()
    except Refused as refused:
        facts = {"code": refused.problem.code.value, "at": refused.problem.field}
        found = Finding(Verdict.FAILS, {"part": refused.problem.facts.get("part", "form"), **facts})
    except (ValueError, TypeError, LookupError, OverflowError):
        # What can't be written in the form in which things are signed was not signed.
        found = wrong("form")
    return Check(name, found.verdict, found.facts)


def _looks(record: ItemRecord, node_id: NodeId, anchors: Anchors) -> Iterator[tuple[CheckName, Callable[[], Finding]]]:
    """Name the checks that apply, each with how it is made."""
    item, proof = record.item, record.proof
    proposal = item.proposal
    yield CheckName.NODE_ID, partial(_anchored, node_id, anchors.node_id)
    yield CheckName.IDENTITY, partial(_anchored, proposal.identity_id, anchors.identity_id)
    yield CheckName.SUBJECT_FITS, partial(subject_fits, proposal)
    yield CheckName.TEXTS_CLEAN, partial(texts_clean, proposal, item.votes)
    if not _is_draft(item):
        yield CheckName.INITIATOR_SIGNED, partial(_initiator_signed, item, node_id)
    yield CheckName.VOTES_SIGNED, partial(_votes_signed, item, node_id)
    yield CheckName.SIGNERS_DISTINCT, partial(_signers_distinct, record)
    if record.group is not None or proposal.identity_id.startswith(GROUP_PREFIX):
        yield CheckName.GROUP_CHAIN, partial(_group_chain, record, node_id)
    if record.links or record.successions:
        yield CheckName.LINKS_SIGNED, partial(_links_signed, record, node_id)
    yield CheckName.APPROVERS_BY_CHARTER, partial(_approvers, record, node_id)
    yield CheckName.TOKEN_DECLARED, partial(tokens_declared, record)
    yield CheckName.TIME_IN_ORDER, partial(_time_in_order, record)
    yield CheckName.STATUS_FOLLOWS, partial(_status_follows, record)
    if proof is not None:
        yield CheckName.AUDIT_PROOF, partial(_audit_proof, record, node_id)
        yield CheckName.LOG_KEY, partial(of_key, proof, anchors.node_key)
    elif _is_decided(item):
        yield CheckName.AUDIT_PROOF, partial(wrong, "missing")


def _is_decided(item: Item) -> bool:
    try:
        return became(item) in DECIDED
    except TypeError:
        # Times with and without a zone, which TIME_IN_ORDER names.
        return False


def _anchored(given: str, known: str | None) -> Finding:
    if known is None:
        return on_word("anchor", who=given)
    return HELD if given == known else wrong("other", who=given)


# --------------------------------------------------------------------------------------- votes


def _is_draft(item: Item) -> bool:
    """Tell whether nobody has signed that it is wanted: nothing yet, or only that it is taken back."""
    return all(vote.choice is Choice.CANCEL for vote in item.votes) and len(item.votes) <= 1


def _initiator_signed(item: Item, node_id: NodeId) -> Finding:
    first, initiator = item.votes[0], item.proposal.initiator
    if first.signer != initiator or first.choice is not Choice.SIGN:
        return wrong("first", who=initiator)
    return HELD if _fits(item, 0, node_id) else wrong("signature", who=initiator)


def _votes_signed(item: Item, node_id: NodeId) -> Finding:
    for place, vote in enumerate(item.votes):
        if not _fits(item, place, node_id):
            return wrong("signature", who=vote.signer)
    return HELD


def _fits(item: Item, place: int, node_id: NodeId) -> bool:
    """Tell whether a vote bears its signer's signature as what was signed next after those before it."""
    vote, before = item.votes[place], replace(item, votes=item.votes[:place])
    message = vote_message(before, vote.signer, vote.choice, vote.reason, node_id)
    return are_kept(vote.signature) and signed_in_hex(vote.signer, message, vote.signature)


def _signers_distinct(record: ItemRecord) -> Finding:
    """Look at each vote as the node had to, when it came: by whom it may be given, and that it is its only one."""
    item = record.item
    for place, vote in enumerate(item.votes):
        before = Item(item.proposal, item.votes[:place])
        problem = why_not(before, vote.signer, vote.choice, vote.at, is_admin=_is_admin(record, vote))
        if problem is not None and problem.code in _NOT_THEIRS:
            return wrong("signer", who=vote.signer, code=problem.code.value)
    return HELD


def _is_admin(record: ItemRecord, vote: Vote) -> bool:
    charter = charter_at(record.group, record.item.proposal.charter_version) if record.group else None
    return charter is not None and Role.ADMIN in charter.roles(vote.signer)


# ---------------------------------------------------------------------------------- who decides


def _group_chain(record: ItemRecord, node_id: NodeId) -> Finding:
    group = record.group
    if group is None:
        return wrong("missing")
    if group.id != record.item.proposal.identity_id:
        return wrong("id", who=group.id)
    verify_group(group, node_id)
    if not _is_exact(group):
        return wrong("signatures")
    replaced = unauthorised(group, record)
    return HELD if replaced is None else wrong("authority", who=replaced)


def _is_exact(group: Group) -> bool:
    """Tell whether its signatures are in the form in which they are kept, and its reasons as they were signed."""
    votes = [vote for change in group.changes if isinstance(change, Amendment) for vote in change.votes]
    written = [*(one.signature for one in group.signatures), *(vote.signature for vote in votes)]
    for change in group.changes:
        if isinstance(change, Replacement):
            written += [change.authority_signature, change.new_signature]
    times = (change.proposal for change in group.changes if isinstance(change, Amendment))
    exact = all(map(is_as_signed, votes)) and all(map(_has_signed_times, times))
    return exact and are_kept(*written)


def _has_signed_times(proposal: Proposal) -> bool:
    """Tell whether the times of a proposal are as they were signed: to the millisecond, with nothing below it."""
    return not (proposal.opened_at.microsecond % 1000 or proposal.expires_at.microsecond % 1000)


def _links_signed(record: ItemRecord, node_id: NodeId) -> Finding:
    ties = ties_of(record, node_id)
    return Finding(Verdict.FAILS, ties.wrong) if ties.wrong else HELD


def _approvers(record: ItemRecord, node_id: NodeId) -> Finding:
    proposal = record.item.proposal
    if record.group is not None:
        return decided_by_group(proposal, record.group, is_open=became(record.item) in OPEN)
    ties = ties_of(record, node_id)
    return wrong("links") if ties.wrong else decided_by_holder(proposal, ties)


# ----------------------------------------------------------------------------- time and status


def _time_in_order(record: ItemRecord) -> Finding:
    item, group = record.item, record.group
    proposal, closing = item.proposal, item.closing
    charter = charter_at(group, proposal.charter_version) if group else None
    waits = waits_for(proposal.subject, charter)
    if proposal.expires_at - proposal.opened_at != waits or not _has_signed_times(proposal):
        return wrong("expiry")
    times = [proposal.opened_at, *(vote.at for vote in item.votes)]
    if isinstance(closing, Executed):
        times.append(closing.at)
    if times != sorted(times) or times[-1] >= proposal.expires_at:
        return wrong("order")
    if isinstance(closing, ExecutionFailed | Superseded) and not proposal.opened_at <= closing.at:
        return wrong("order")
    if isinstance(closing, Expired) and closing.at < proposal.expires_at:
        return wrong("expired")
    return HELD


def _status_follows(record: ItemRecord) -> Finding:
    """Look at whether each vote found the item open, and whether what is said of its end is what they came to."""
    item = record.item
    for place, vote in enumerate(item.votes):
        before = Item(item.proposal, item.votes[:place])
        # What enough have signed and could not be carried out can only be taken back.
        if became(before) not in OPEN or (is_enough(before) and vote.choice is not Choice.CANCEL):
            return wrong("after_end", who=vote.signer)
    by_votes = became(Item(item.proposal, item.votes))
    match item.closing:
        case None:
            is_left = by_votes is ItemStatus.PENDING and is_enough(item)
            return wrong("not_carried_out") if is_left else HELD
        case Executed():
            if by_votes is not ItemStatus.PENDING or not is_enough(item):
                return wrong("too_few")
            return _in_chain(record)
        case ExecutionFailed():
            is_due = by_votes is ItemStatus.CANCELLED or (by_votes is ItemStatus.PENDING and is_enough(item))
            return on_word("failed") if is_due else wrong("too_few")
        case Expired() | Superseded():
            return on_word("ended") if by_votes in OPEN else wrong("decided")
        case _:
            assert_never(item.closing)


def _in_chain(record: ItemRecord) -> Finding:
    """Look at whether a change of signers that was carried out stands in the group's chain, as it was signed."""
    proposal, group = record.item.proposal, record.group
    if group is None or not isinstance(proposal.matter, SignersMatter):
        return HELD
    changes = group.changes[proposal.charter_version - 1 : proposal.charter_version]
    kept = [change for change in changes if isinstance(change, Amendment) and change.proposal == proposal]
    same = bool(kept) and _signed(kept[0].votes) == _signed(record.item.votes)
    return HELD if same else wrong("chain")


def _signed(votes: tuple[Vote, ...]) -> list[tuple[str, Choice, str, str]]:
    """Return what is signed of votes: all but when they came."""
    return [(vote.signer, vote.choice, vote.signature, vote.reason) for vote in votes]


def _audit_proof(record: ItemRecord, node_id: NodeId) -> Finding:
    if record.proof is None or became(record.item) not in DECIDED:
        return wrong("undecided")
    return in_log(record.item, record.proof, node_id)
