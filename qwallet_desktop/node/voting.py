"""The rules of signing items: agreeing, rejecting, taking back, and carrying out again what failed."""

from dataclasses import dataclass, replace
from typing import ClassVar, assert_never

from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.identities import IdentityStatus, clean_text
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import agreed, is_enough, is_initiated, status, why_not
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus, Vote, proposal_hash, verify_vote
from qwallet_desktop.domain.permissions import Action, may
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.transfers import LONGEST_MEMO
from qwallet_desktop.node import item_telling, multisig, rule_tables
from qwallet_desktop.node.executing import Carried, carry_out
from qwallet_desktop.node.groups import roles_of
from qwallet_desktop.node.item_rows import CONFIRMED, ItemRow
from qwallet_desktop.node.movements import OK, Answer, Turn
from qwallet_desktop.node.policies import policy_of
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Mentions

_Kept = dict[str, Json]


@dataclass(frozen=True, slots=True)
class SignItem:
    """Adds a signature to an item, in hex; the deciding one carries it out. Answers Item, 200.

    It is that of `signer`; of the actor, where that is empty. Whoever may see an item may bring another's.
    """

    kind: ClassVar[str] = "SIGN_ITEM"
    item_id: str
    choice: Choice
    signature: str
    reason: str
    signer: str = ""

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return ((self.signer,) if self.signer else ()), ()


@dataclass(frozen=True, slots=True)
class ExecuteItem:
    """Tries again to carry out an item that enough have signed. Answers Item, 200."""

    kind: ClassVar[str] = "EXECUTE_ITEM"
    item_id: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (), ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """An item that the actor may see, and the identity that it is of."""

    row: ItemRow
    whose: IdentityRow


def decide(turn: Turn, ask: SignItem | ExecuteItem) -> Answer:
    """Decide what somebody asks of an item.

    Raises:
        Refused: What the rules say against it.
    """
    match ask:
        case SignItem():
            return sign(turn, ask)
        case ExecuteItem():
            return execute(turn, ask)
        case _:
            assert_never(ask)


def sign(turn: Turn, ask: SignItem) -> Answer:
    """Decide a signature on an item, and carry the item out if it is the deciding one.

    Raises:
        Refused: ITEM_UNKNOWN, also where it is there and the actor may not see it; MALFORMED or MEMO_INVALID
            at "reason"; why the signer may not sign (domain/item_status.py: why_not, and IDENTITY_FROZEN,
            IDENTITY_CLOSED or SIGNING_OFF); SIGNATURE_WRONG.
    """
    seen = _seen(turn, ask.item_id)
    signer = _signer(turn, seen, ask)
    signing = replace(turn, actor=signer)
    vote = Vote(signer.identity.id, ask.choice, turn.at, ask.signature, _reason(ask))
    problem = _why_not(signing, seen, ask.choice)
    if problem is not None:
        raise Refused(problem)
    if not verify_vote(_with(seen.row.item, vote), vote, turn.node_id):
        raise refuse(Code.SIGNATURE_WRONG, at="signature")
    first = not is_initiated(seen.row.item)
    carried = _decided(signing, _with_vote(signing, seen.row, vote), vote)
    if first and status(carried.row.item, turn.at) is ItemStatus.PENDING:
        item_telling.tell_approvers(signing, carried.row)
    kept: _Kept = {"choice": vote.choice.value, "because": vote.reason, "signature": vote.signature}
    brought: _Kept = {"signer": vote.signer, "broughtBy": turn.actor.identity.id}
    return _answer(turn, carried, kept | brought)


def _signer(turn: Turn, seen: _Seen, ask: SignItem) -> IdentityRow:
    """Find whose signature it is.

    Raises:
        Refused: Nobody of that DID is registered: what `why_not` says of any stranger.
    """
    row = turn.working.identity(ask.signer) if ask.signer else turn.actor
    if row is None:
        stranger = IdentityId(ask.signer)
        raise Refused(why_not(seen.row.item, stranger, ask.choice, turn.at) or Problem(Code.NOT_AN_APPROVER))
    return row


def execute(turn: Turn, ask: ExecuteItem) -> Answer:
    """Decide to carry out again what failed; what was carried out meanwhile stays as it is.

    Raises:
        Refused: ITEM_UNKNOWN; NOT_PERMITTED, where the actor neither asked for it nor must agree to it;
            IDENTITY_FROZEN; SIGNATURES_MISSING (facts `signed`, `required`); ITEM_EXPIRED, ITEM_SUPERSEDED or
            ITEM_CLOSED.
    """
    row = _seen(turn, ask.item_id).row
    proposal, stands = row.item.proposal, status(row.item, turn.at)
    if turn.actor.identity.id not in {proposal.initiator, *proposal.approvers, *proposal.joining}:
        raise refuse(Code.NOT_PERMITTED)
    if turn.actor.identity.status is IdentityStatus.FROZEN:
        # Whoever froze it does not want what its key says.
        raise refuse(Code.IDENTITY_FROZEN, reason=turn.actor.identity.reason)
    match stands:
        case ItemStatus.EXECUTED:
            return _answer(turn, Carried(row), {})
        case ItemStatus.FAILED:
            return _answer(turn, carry_out(turn, row), {})
        case ItemStatus.DRAFT | ItemStatus.PENDING:
            counts = {"signed": str(len(agreed(row.item))), "required": str(proposal.required)}
            raise refuse(Code.SIGNATURES_MISSING, **counts)
        case _:
            raise Refused(why_not(row.item, proposal.initiator, Choice.CANCEL, turn.at) or Problem(Code.ITEM_CLOSED))


def _seen(turn: Turn, item_id: str) -> _Seen:
    """Find an item for those who may see it: a draft is not shown to its approvers.

    Raises:
        Refused: ITEM_UNKNOWN.
    """
    row = multisig.find(turn.working, item_id)
    whose = turn.working.identity(row.item.proposal.identity_id) if row else None
    if row is None or whose is None:
        raise refuse(Code.ITEM_UNKNOWN)
    actor, proposal = turn.actor.identity.id, row.item.proposal
    roles = roles_of(turn.working, actor, whose)
    others = (*proposal.approvers, *proposal.joining) if is_initiated(row.item) else ()
    concerned = actor in {proposal.initiator, *others}
    if not concerned and not may([actor], Action.READ_ITEMS, whose.identity, roles=roles):
        raise refuse(Code.ITEM_UNKNOWN)
    return _Seen(row, whose)


def _reason(ask: SignItem) -> str:
    """Read why somebody rejects or takes back: 1 to 280 visible characters; agreeing signs no reason.

    Raises:
        Refused: MALFORMED or MEMO_INVALID at "reason".
    """
    reason = clean_text(ask.reason)
    if ask.choice is Choice.SIGN:
        if reason:
            raise refuse(Code.MALFORMED, at="reason", reason="not_signed")
        return ""
    if not reason or len(reason) > LONGEST_MEMO:
        raise refuse(Code.MEMO_INVALID, at="reason", longest=str(LONGEST_MEMO))
    return reason


def _why_not(turn: Turn, seen: _Seen, choice: Choice) -> Problem | None:
    """Say why the signer, the turn's actor, may not sign, by the item's rules and by its own state and consent."""
    item, actor = seen.row.item, turn.actor.identity
    is_admin = Role.ADMIN in roles_of(turn.working, actor.id, seen.whose)
    problem = why_not(item, actor.id, choice, turn.at, is_admin=is_admin)
    if problem is not None or choice is not Choice.SIGN:
        return problem or _closed(actor.status)
    if actor.status is IdentityStatus.FROZEN:
        return Problem(Code.IDENTITY_FROZEN, {"reason": actor.reason})
    # The initiator's own signature agrees to nothing where it does not count.
    agrees = is_initiated(item) or (item.proposal.initiator_counts and actor.id in item.proposal.approvers)
    if agrees and not policy_of(turn.working, turn.actor).policy.can_sign:
        return Problem(Code.SIGNING_OFF)
    return _closed(actor.status)


def _closed(stands: IdentityStatus) -> Problem | None:
    return Problem(Code.IDENTITY_CLOSED) if stands is IdentityStatus.CLOSED else None


def _with(item: Item, vote: Vote) -> Item:
    return replace(item, votes=(*item.votes, vote))


def _with_vote(turn: Turn, row: ItemRow, vote: Vote) -> ItemRow:
    """Keep a vote whose signature was checked."""
    confirms = vote.choice is Choice.SIGN and vote.signer == row.item.proposal.initiator and is_initiated(row.item)
    turn.working.insert(
        rule_tables.item_votes,
        item_n=row.n,
        signer_n=turn.actor.n,
        choice=CONFIRMED if confirms else vote.choice,
        at=vote.at,
        signature=bytes.fromhex(vote.signature),
        reason=vote.reason,
    )
    return multisig.change(turn.working, replace(row, item=_with(row.item, vote)))


def _decided(turn: Turn, row: ItemRow, vote: Vote) -> Carried:
    """Bring about what a vote decides, or only tell it."""
    stands = status(row.item, turn.at)
    if stands in {ItemStatus.CANCELLED, ItemStatus.REJECTED}:
        return Carried(multisig.close(turn, row, None, stands, by=turn.actor, reason=vote.reason))
    if vote.choice is Choice.SIGN and is_enough(row.item):
        return carry_out(turn, row)
    item_telling.tell(turn.working, row)
    return Carried(row)


def _answer(turn: Turn, carried: Carried, kept: _Kept) -> Answer:
    item: Item = carried.row.item
    known: _Kept = {
        "itemId": item.proposal.item_id,
        "identityId": item.proposal.identity_id,
        "proposalHash": proposal_hash(item.proposal, turn.node_id),
        "status": status(item, turn.at).value,
    }
    return Answer(OK, item, {**carried.payload, **known, **kept})
