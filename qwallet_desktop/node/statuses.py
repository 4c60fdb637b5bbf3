"""Freezing identities and lifting a freeze: who may, who must be asked, and who is told."""

from dataclasses import replace

from qwallet_desktop.domain.approvers import approvers_of, is_enough
from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import GROUP_TYPES, Identity, IdentityStatus, clean_text
from qwallet_desktop.domain.matters import FreezeMatter, Subject, UnfreezeMatter
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import ItemStatus, Superseded
from qwallet_desktop.domain.permissions import Action, may, may_unfreeze
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import LONGEST_MEMO
from qwallet_desktop.node import groups, multisig, policies
from qwallet_desktop.node.identities import SetStatus, change, payload, subject_of
from qwallet_desktop.node.movements import ACCEPTED, OK, Answer, Turn
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Working


def set_status(turn: Turn, ask: SetStatus) -> Answer:
    """Decide a freezing, or the end of one: at once, or by an item where others must agree.

    A member of a group that is no ADMIN of it, but may do more than look, asks its ADMINs for a freeze.

    Raises:
        Refused: MALFORMED at "status", IDENTITY_UNKNOWN, IDENTITY_FROZEN, MEMO_INVALID at "reason",
            STATUS_UNCHANGED, IDENTITY_CLOSED, NOT_PERMITTED, LAST_ADMIN (fact `group`) or GOVERNANCE_NOT_READY.
    """
    if ask.status not in {IdentityStatus.FROZEN, IdentityStatus.ACTIVE}:
        raise refuse(Code.MALFORMED, at="status")
    freezes = ask.status == IdentityStatus.FROZEN
    asks = freezes and _only_asks(turn, ask.identity_id)
    row = subject_of(turn, ask.identity_id, _action(freezes=freezes, asks=asks))
    reason = clean_text(ask.reason)
    if len(reason) > LONGEST_MEMO or (freezes and not reason):
        raise refuse(Code.MEMO_INVALID, at="reason", longest=str(LONGEST_MEMO))
    if row.identity.status is IdentityStatus.CLOSED:
        raise refuse(Code.IDENTITY_CLOSED)
    if row.identity.status == ask.status:
        raise refuse(Code.STATUS_UNCHANGED, at="status", status=ask.status)
    if freezes:
        return _ask_freeze(turn, row, reason) if asks else freeze(turn, row, reason)
    return _unfreeze_group(turn, row, reason) if row.identity.type in GROUP_TYPES else _unfreeze(turn, row, reason)


def _only_asks(turn: Turn, identity_id: str) -> bool:
    """Tell whether the actor belongs to a group that it may not freeze itself."""
    row = turn.working.identity(identity_id)
    if row is None or row.identity.type not in GROUP_TYPES:
        return False
    actor = turn.actor.identity.id
    return not may([actor], Action.FREEZE, row.identity, roles=groups.roles_of(turn.working, actor, row))


def _action(*, freezes: bool, asks: bool) -> Action:
    if not freezes:
        return Action.UNFREEZE
    return Action.ASK_FREEZE if asks else Action.FREEZE


def freeze(turn: Turn, row: IdentityRow, reason: str) -> Answer:
    """Freeze an identity: the turn's actor does it, at once or because somebody asked it to.

    Raises:
        Refused: STATUS_UNCHANGED, where it is not active any more, or LAST_ADMIN (fact `group`); nothing has
            changed then.
    """
    if row.identity.status is not IdentityStatus.ACTIVE:
        raise refuse(Code.STATUS_UNCHANGED, at="status", status=row.identity.status)
    check_not_last_admin(turn, row)
    by = turn.actor.identity.id
    frozen = replace(row.identity, status=IdentityStatus.FROZEN, frozen_by=by, reason=reason)
    answer = _with_status(turn, row, frozen, reason)
    _supersede(turn, row, Subject.FREEZE)
    return answer


def _ask_freeze(turn: Turn, row: IdentityRow, reason: str) -> Answer:
    """Ask the ADMINs of a group, any one of whom may freeze it, to do so."""
    charter = _standing(turn.working, row)
    item = multisig.open_item(
        turn,
        row,
        Subject.FREEZE,
        FreezeMatter(),
        reason=reason,
        approval=Approval(charter.admins if charter else (), 1),
        initiator_counts=False,
    )
    return multisig.waiting(item)


def _supersede(turn: Turn, row: IdentityRow, subject: Subject) -> None:
    """Close what else was to bring about what an identity has come to: the next time is another matter."""
    for item in multisig.open_items(turn.working, row):
        if item.item.proposal.subject is subject:
            multisig.close(turn, item, Superseded(turn.at), ItemStatus.SUPERSEDED)


def check_not_last_admin(turn: Turn, row: IdentityRow) -> None:
    """Refuse what would leave a group without an active ADMIN, so that nobody could act for it any more.

    Its owner or its guardian is kept from freezing it only by groups that it has signed for itself: else whom it
    is to look after would found a group to get out of its reach.

    Raises:
        Refused: LAST_ADMIN (fact `group`).
    """
    for group in groups.group_rows(turn.working, row):
        known = groups.charter_of(turn.working, group)
        binds = known is not None and known[0].is_bound(turn.actor.identity.id)
        if binds and groups.is_last_admin(turn.working, row, group):
            raise refuse(Code.LAST_ADMIN, group=group.identity.name)


def _unfreeze(turn: Turn, row: IdentityRow, reason: str) -> Answer:
    if not may_unfreeze(turn.actor.identity.id, row.identity):
        raise refuse(Code.NOT_PERMITTED)
    return lift_freeze(turn, row, reason)


def _unfreeze_group(turn: Turn, row: IdentityRow, reason: str) -> Answer:
    """Lift a group's freeze once half of its ADMINs agree; who asks for it counts as one of them, if it may sign."""
    charter, by = _standing(turn.working, row), turn.actor.identity.id
    approval = approvers_of(row.identity, charter, admins=True)
    counts = policies.policy_of(turn.working, turn.actor).policy.can_sign
    if is_enough(approval, by, initiator_counts=counts):
        return lift_freeze(turn, row, reason)
    matter = UnfreezeMatter(row.identity.reason)
    item = multisig.open_item(
        turn,
        row,
        Subject.UNFREEZE,
        matter,
        reason=reason,
        approval=approval,
        initiator_counts=counts,
    )
    return Answer(ACCEPTED, item, {"identityId": row.identity.id, "itemId": item.proposal.item_id})


def _standing(working: Working, row: IdentityRow) -> Charter | None:
    """Return a group's charter with those members that are not closed: these can't agree to anything any more."""
    known = groups.charter_of(working, row)
    if known is None:
        return None
    rows = ((one, working.identity(one.identity_id)) for one in known[0].members)
    left = (one for one, member in rows if member and member.identity.status is not IdentityStatus.CLOSED)
    return replace(known[0], members=tuple(left))


def lift_freeze(turn: Turn, row: IdentityRow, reason: str) -> Answer:
    """End a freeze that may end: asked by somebody who may alone, or agreed upon by enough of the ADMINs.

    Raises:
        Refused: STATUS_UNCHANGED, where it is not frozen any more; nothing has changed then.
    """
    if row.identity.status is not IdentityStatus.FROZEN:
        raise refuse(Code.STATUS_UNCHANGED, at="status", status=IdentityStatus.ACTIVE)
    active = replace(row.identity, status=IdentityStatus.ACTIVE, frozen_by=None, reason="")
    answer = _with_status(turn, row, active, reason, {"because": reason})
    # The next freeze is another, which nobody has agreed to end.
    _supersede(turn, row, Subject.UNFREEZE)
    return answer


def _with_status(
    turn: Turn, row: IdentityRow, changed: Identity, reason: str, more: dict[str, Json] | None = None
) -> Answer:
    after = change(turn, row, changed)
    if row.n != turn.actor.n:
        turn.working.tell_status(after, turn.actor, reason, turn.at)
    return Answer(OK, changed, {**payload(changed), **(more or {})})
