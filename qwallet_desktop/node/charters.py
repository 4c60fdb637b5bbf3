"""Changing who belongs to a group and how many sign: asked for by an ADMIN, agreed upon as an item, then in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from qwallet_desktop.domain.approvers import approvers_of, most_for_a_change
from qwallet_desktop.domain.group_chain import Amendment, is_agreed, joining
from qwallet_desktop.domain.groups import Charter, Member, charter_payload, check_charter
from qwallet_desktop.domain.identities import GROUP_TYPES, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import agreed
from qwallet_desktop.domain.matters import SignersMatter, Subject
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import parse_memo
from qwallet_desktop.node import groups, item_telling, multisig, policies
from qwallet_desktop.node.identities import subject_of
from qwallet_desktop.node.movements import ACCEPTED, Answer, Turn
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Mentions, Working


@dataclass(frozen=True, slots=True)
class ChangeCharter:
    """Proposes a whole charter for a group. Answers Item, 202."""

    kind: ClassVar[str] = "CHANGE_CHARTER"
    identity_id: str
    charter: Charter
    base: int
    reason: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        named = (one.identity_id for one in self.charter.members)
        return (self.identity_id, *named), tuple(one.above.token_id for one in self.charter.amount_thresholds)


def propose(turn: Turn, ask: ChangeCharter) -> Answer:
    """Decide whether a charter may be put to those who would have to agree to it.

    These are the signers of the charter in force, as many as its strictest rule asks for, and everybody whom the
    new one makes a SIGNER or an ADMIN. A frozen group may change its signers too: that may be the way out.

    Raises:
        Refused: IDENTITY_UNKNOWN, IDENTITY_FROZEN, NOT_PERMITTED, GOVERNANCE_NOT_READY for a DAO, MEMO_INVALID at
            "reason", APPROVERS_TOO_FEW, or what `check_change` refuses.
    """
    row = subject_of(turn, ask.identity_id, Action.WRITE_CHARTER)
    before, version = _in_force(turn.working, row)
    approval = approvers_of(row.identity, before)
    reason = parse_memo(ask.reason, at="reason")
    check_change(turn.working, row, ask.charter, ask.base)
    item = multisig.open_item(
        turn,
        row,
        Subject.SIGNERS_CHANGE,
        SignersMatter(ask.charter, ask.base),
        reason=reason,
        approval=approval,
        initiator_counts=policies.initiator_counts(turn.working, turn.actor, before),
        joining=joining(before, ask.charter),
    )
    payload: dict[str, Json] = {"identityId": row.identity.id, "base": version, "reason": reason}
    return Answer(
        ACCEPTED,
        item,
        payload | {"charter": charter_payload(ask.charter), "itemId": item.proposal.item_id},
    )


def put_in_force(turn: Turn, row: IdentityRow, item: Item) -> int:
    """Put a charter in force that enough have agreed to, and close what was opened under the one before.

    Returns:
        Its version.

    Raises:
        Refused: What is against it now, or SIGNATURES_MISSING (facts `signed`, `required`), where nobody could
            check that it was agreed upon. Nothing has changed then.
    """
    matter = item.proposal.matter
    if not isinstance(matter, SignersMatter):
        message = "the item is not about signers"
        raise TypeError(message)
    check_change(turn.working, row, matter.charter, matter.base)
    before, version = _in_force(turn.working, row)
    if item.proposal.charter_version != version or not is_agreed(before, item, turn.node_id):
        raise refuse(Code.SIGNATURES_MISSING, signed=str(len(agreed(item))), required=str(item.proposal.required))
    amendment = Amendment(item.proposal, item.votes)
    affected = groups.amend(turn, row, amendment, matter.charter, version + 1)
    multisig.supersede(turn, row)
    item_telling.tell_executed(turn, item, affected)
    return version + 1


def check_change(working: Working, row: IdentityRow, charter: Charter, base: int) -> None:
    """Refuse a charter that can't come into force now; asked when it is proposed, and again when it is carried out.

    Raises:
        Refused: What `check_charter` and `check_tokens` refuse, VERSION_CHANGED (facts `base`, `version`),
            CHARTER_UNCHANGED, MEMBER_UNKNOWN or MEMBER_NOT_SINGLE (fact `member`), LAST_ADMIN (fact `group`) where
            no ADMIN is active, THRESHOLD_INVALID (fact `signers`: those who may sign at all), or APPROVERS_TOO_FEW
            (fact `part`: charter) where nobody could ever change it again.
    """
    check_charter(charter)
    before, version = _in_force(working, row)
    if base != version:
        raise refuse(Code.VERSION_CHANGED, at="base", base=str(base), version=str(version))
    if charter == before:
        raise refuse(Code.CHARTER_UNCHANGED, at="charter")
    check_tokens(working, charter)
    check_members(working, charter.members, before.members)
    if not any(_is_active(working, admin) for admin in charter.admins):
        raise refuse(Code.LAST_ADMIN, at="members", group=row.identity.name)
    able = sum(_may_sign(working, signer) for signer in charter.signers)
    if able < charter.strictest:
        raise refuse(Code.THRESHOLD_INVALID, at="threshold", signers=str(able))
    gathered = most_for_a_change(charter)
    if gathered < charter.strictest:
        counts = {"approvers": str(gathered), "required": str(charter.strictest)}
        raise refuse(Code.APPROVERS_TOO_FEW, at="threshold", part="charter", **counts)


def check_members(working: Working, members: Iterable[Member], before: Iterable[Member] = ()) -> list[IdentityRow]:
    """Find those who are to be members.

    Who is a member already, in just these roles, may be frozen meanwhile: that ends. Nobody who is closed stays.

    Raises:
        Refused: MEMBER_UNKNOWN, also where it is frozen or closed; MEMBER_NOT_SINGLE for a group or an AID.
    """
    kept = frozenset(before)
    rows: list[IdentityRow] = []
    for member in members:
        row, named = working.identity(member.identity_id), {"member": member.identity_id}
        may_be = {IdentityStatus.ACTIVE, IdentityStatus.FROZEN} if member in kept else {IdentityStatus.ACTIVE}
        if row is None or row.identity.status not in may_be:
            raise refuse(Code.MEMBER_UNKNOWN, at="members", **named)
        if row.identity.type in {*GROUP_TYPES, IdentityType.AID}:
            raise refuse(Code.MEMBER_NOT_SINGLE, at="members", **named)
        rows.append(row)
    return rows


def check_tokens(working: Working, charter: Charter) -> None:
    """Refuse thresholds from amounts on of a token which there is not, or with other decimals than its.

    Raises:
        Refused: TOKEN_UNKNOWN or AMOUNT_TOO_PRECISE (fact `decimals`).
    """
    for index, one in enumerate(charter.amount_thresholds):
        token = working.token(one.above.token_id)
        at = f"amountThresholds[{index}]"
        if token is None:
            raise refuse(Code.TOKEN_UNKNOWN, at=at)
        if token.token.decimals != one.above.decimals:
            raise refuse(Code.AMOUNT_TOO_PRECISE, at=at, decimals=str(token.token.decimals))


def _in_force(working: Working, row: IdentityRow) -> tuple[Charter, int]:
    known = groups.charter_of(working, row)
    if known is None:
        message = "only groups have charters"
        raise ValueError(message)
    return known


def _is_active(working: Working, identity_id: IdentityId) -> bool:
    row = working.identity(identity_id)
    return row is not None and row.identity.status is IdentityStatus.ACTIVE


def _may_sign(working: Working, identity_id: IdentityId) -> bool:
    row = working.identity(identity_id)
    return row is not None and policies.policy_of(working, row).policy.can_sign
