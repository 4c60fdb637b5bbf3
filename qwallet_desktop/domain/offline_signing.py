"""Signing without a network: what may be signed of a request, and whether a signature that comes back is of use."""

from datetime import datetime

from qwallet_desktop.domain.checks import Check, Verdict
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.item_status import why_not
from qwallet_desktop.domain.multisig import Choice, Item, Vote, proposal_hash, verify_vote, vote_message
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.transfers import parse_memo

OFFERED = (Choice.SIGN, Choice.REJECT)
"""What can be signed of a request; to take it back is for those who opened it, at the node."""


def parse_reason(choice: Choice, text: str) -> str:
    """Return the reason of a choice, cleaned: one that rejects needs it, one that signs has none.

    Raises:
        Refused: MEMO_INVALID at "reason".
    """
    if choice is Choice.SIGN:
        return ""
    reason = parse_memo(text, at="reason")
    if not reason:
        raise refuse(Code.MEMO_INVALID, at="reason")
    return reason


def failed_check(checks: tuple[Check, ...]) -> Check | None:
    """Return the first check that does not hold."""
    return next((check for check in checks if check.verdict is Verdict.FAILS), None)


def bytes_to_sign(item: Item, vote: Vote, node_id: NodeId, checks: tuple[Check, ...]) -> bytes:
    """Return the bytes that are signed of an item that came without a network.

    Args:
        item: As the request says that it is.
        vote: Who signs what and why, now; its signature is not made yet.
        node_id: The node that the request is of.
        checks: What came of checking the request.

    Raises:
        Refused: ITEM_UNVERIFIED (fact `check`), where something about it does not hold, or nothing was checked;
            why its signer may not do that (`item_status.why_not`).
    """
    failed = failed_check(checks)
    if failed is not None or not checks:
        raise refuse(Code.ITEM_UNVERIFIED, check="" if failed is None else failed.name.value)
    problem = why_not(item, vote.signer, vote.choice, vote.at)
    if problem is not None:
        raise Refused(problem)
    return vote_message(item, vote.signer, vote.choice, vote.reason, node_id)


def signers_of(item: Item, held: tuple[IdentityId, ...], choice: Choice, now: datetime) -> tuple[IdentityId, ...]:
    """Return which of the identities that are held here may sign a choice on an item now."""
    return tuple(one for one in held if why_not(item, one, choice, now) is None)


def why_unfit(item: Item, vote: Vote, signed_hash: str, node_id: NodeId) -> Problem | None:
    """Say why a signature that was made elsewhere is of no use for an item; None where it can be delivered.

    Args:
        item: As it is known here.
        vote: The signature with its choice and reason, as it would be added now.
        signed_hash: The hash of the proposal that it says it is over.
        node_id: The node here.

    Returns:
        SIGNED_OTHERWISE, where it is over another proposal; ALREADY_SIGNED, where the item has it; SIGNATURE_ALTERED,
        where it does not fit; else why its signer may not do that (`item_status.why_not`).
    """
    if signed_hash != proposal_hash(item.proposal, node_id):
        return Problem(Code.SIGNED_OTHERWISE)
    if any((vote.signer, vote.choice, vote.signature) == (one.signer, one.choice, one.signature) for one in item.votes):
        return Problem(Code.ALREADY_SIGNED)
    if not verify_vote(item, vote, node_id):
        return Problem(Code.SIGNATURE_ALTERED)
    return why_not(item, vote.signer, vote.choice, vote.at)
