"""Successors: another key takes an identity's place, with all that it holds, owns, guards and belongs to."""

from dataclasses import dataclass, replace
from typing import ClassVar

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.did import key_from_did
from qwallet_desktop.domain.group_chain import Replacement
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.messages import Json, Successor
from qwallet_desktop.domain.permissions import Action, may_unfreeze
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.domain.transfers import TransferKind
from qwallet_desktop.node import groups, multisig, policies, rule_tables, ties
from qwallet_desktop.node.identities import change, payload, subject_of
from qwallet_desktop.node.movements import CREATED, Answer, Movement, Turn, move
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Mentions

MEMO = "Successor"
"""What the transfers to a successor are called."""


@dataclass(frozen=True, slots=True)
class Succeed:
    """Puts another key in an identity's place. Answers the new Identity, 201.

    One of `old_signature` (the actor is the identity) and `owner_signature` (it is the owner) is given;
    both signatures are hex, over `Successor.message()`.
    """

    kind: ClassVar[str] = "SUCCEED"
    identity_id: str
    successor: str
    new_signature: str
    old_signature: str | None
    owner_signature: str | None

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.identity_id, self.successor), ()


def succeed(turn: Turn, ask: Succeed) -> Answer:
    """Decide a succession.

    Raises:
        Refused: IDENTITY_UNKNOWN, NOT_PERMITTED, IDENTITY_FROZEN, IDENTITY_CLOSED, NOT_A_DID,
            IDENTITY_EXISTS or SUCCESSOR_INVALID (fact `part`).
    """
    row = subject_of(turn, ask.identity_id, Action.SUCCEED)
    _check_authority(turn, row)
    key_from_did(ask.successor, at="successor")
    if turn.working.identity(ask.successor) is not None:
        raise refuse(Code.IDENTITY_EXISTS, at="successor")
    replacement = _checked(turn, row, ask)
    new = turn.working.add_identity(_renewed(turn, row.identity, replacement.successor.successor))
    _hand_over(turn, row, new)
    _tie(turn, row, new, replacement)
    _carry_rules(turn, row, new)
    closed = replace(
        row.identity,
        status=IdentityStatus.CLOSED,
        can_issue=False,
        frozen_by=None,
        reason="",
        successor=new.identity.id,
    )
    change(turn, row, closed)
    turn.working.tell(new, "IDENTITY_CHANGED", new.n)
    signed: dict[str, Json] = {
        "predecessor": row.identity.id,
        "authority": replacement.successor.authority,
        "authoritySignature": replacement.authority_signature,
        "newSignature": replacement.new_signature,
    }
    return Answer(CREATED, new.identity, {**payload(new.identity), **signed})


def _check_authority(turn: Turn, row: IdentityRow) -> None:
    """Check that the actor may decide this as things stand.

    Raises:
        Refused: IDENTITY_CLOSED, IDENTITY_FROZEN, or NOT_PERMITTED where a sub-identity has limits of its
            own: with each new key they would begin to count anew, so its owner has to do it.
    """
    identity, actor = row.identity, turn.actor.identity.id
    if identity.status is IdentityStatus.CLOSED:
        raise refuse(Code.IDENTITY_CLOSED)
    if identity.status is IdentityStatus.FROZEN and not may_unfreeze(actor, identity):
        raise refuse(Code.IDENTITY_FROZEN, reason=identity.reason)
    limits = policies.limits_of(turn.working, row, LimitScope.IDENTITY).limits
    is_limited_sub = identity.type is IdentityType.ROOT and identity.owner is not None and limits != Limits()
    if is_limited_sub and actor == identity.id:
        raise refuse(Code.NOT_PERMITTED)


def _checked(turn: Turn, row: IdentityRow, ask: Succeed) -> Replacement:
    """Check who signed.

    Raises:
        Refused: SUCCESSOR_INVALID (fact `part`: authority, where the wrong one of the two signatures is given;
            signature, where one does not fit).
    """
    actor = turn.actor.identity.id
    by_old = actor == row.identity.id
    given, other = (ask.old_signature, ask.owner_signature)[:: 1 if by_old else -1]
    if given is None or other is not None:
        raise _invalid("authority")
    document = Successor(row.identity.id, IdentityId(ask.successor), actor, turn.node_id)
    replacement = Replacement(document, given, ask.new_signature)
    if not replacement.holds:
        raise _invalid("signature")
    return replacement


def _renewed(turn: Turn, old: Identity, successor: IdentityId) -> Identity:
    return replace(
        old,
        id=successor,
        created_at=turn.at,
        status=IdentityStatus.ACTIVE,
        frozen_by=None,
        reason="",
    )


def _hand_over(turn: Turn, old: IdentityRow, new: IdentityRow) -> None:
    """Give back what is held, and bring all to the successor: one transfer for each token."""
    multisig.supersede(turn, old)
    for token, amount in ties.holdings(turn.working, old):
        postings = ledger.hand_over(old.identity.id, new.identity.id, token.token.id, amount.units)
        move(turn, Movement(TransferKind.TRANSFER, old, new, token, amount, MEMO), postings)


def _tie(turn: Turn, old: IdentityRow, new: IdentityRow, replacement: Replacement) -> None:
    """Put the successor in the old one's place wherever it stood; what waits for the old one to sign is superseded."""
    before, after = old.identity.id, new.identity.id
    for one in ties.below(turn.working, old):
        was = one.identity
        changed = replace(
            was,
            owner=after if was.owner == before else was.owner,
            guardian=after if was.guardian == before else was.guardian,
        )
        change(turn, one, changed)
        multisig.supersede(turn, one)
    for group in groups.group_rows(turn.working, old):
        groups.replace_member(turn, group, old, new, replacement)
        multisig.supersede(turn, group)
    authority = turn.actor
    turn.working.add(
        rule_tables.successions,
        old_n=old.n,
        new_n=new.n,
        authority_n=authority.n,
        authority_signature=bytes.fromhex(replacement.authority_signature),
        new_signature=bytes.fromhex(replacement.new_signature),
        at=turn.at,
    )


def _carry_rules(turn: Turn, old: IdentityRow, new: IdentityRow) -> None:
    """Let the rules that were in force go on: a new key is no way round them."""
    working = turn.working
    policy = policies.policy_of(working, old)
    if policy.version:
        policies.put_policy(turn, new, policy.policy, MEMO)
    for scope in LimitScope:
        limits = policies.limits_of(working, old, scope)
        if limits.version:
            policies.put_limits(turn, new, scope, limits.limits, MEMO)


def _invalid(part: str) -> Refused:
    return refuse(Code.SUCCESSOR_INVALID, at="successor", part=part)
