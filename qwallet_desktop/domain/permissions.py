"""Who may do what to whom: the authorization table (contract §3)."""

from collections.abc import Collection
from enum import StrEnum

from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.identities import GROUP_TYPES, Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import Transfer


class Relation(StrEnum):
    """What an actor is to the identity that it asks about.

    MEMBER: it belongs to the group, in whatever role. SUCCESSOR: it took the identity's place.
    """

    SELF = "SELF"
    OWNER = "OWNER"
    GUARDIAN = "GUARDIAN"
    SUCCESSOR = "SUCCESSOR"
    MEMBER = "MEMBER"
    COUNTERPARTY = "COUNTERPARTY"
    STRANGER = "STRANGER"


class Action(StrEnum):
    """Everything that can be asked of an identity.

    SEND asks for a payment out of it, WRITE_POLICY and WRITE_LIMITS for other rules, UNFREEZE for
    the end of a freeze: whether others must agree is decided then. WRITE_CHARTER asks a group's signers for another
    charter, ASK_FREEZE its ADMINs for a freeze. PROPOSE is to begin or take back
    what others decide on, SIGN_ITEM to agree to or reject it (its approvers only).
    """

    READ_IDENTITY = "READ_IDENTITY"
    READ_BALANCES = "READ_BALANCES"
    READ_HISTORY = "READ_HISTORY"
    READ_EVENTS = "READ_EVENTS"
    READ_NOTIFICATIONS = "READ_NOTIFICATIONS"
    READ_TRANSFER = "READ_TRANSFER"
    READ_PROOF = "READ_PROOF"
    READ_GROUP = "READ_GROUP"
    READ_POLICY = "READ_POLICY"
    READ_LIMITS = "READ_LIMITS"
    READ_ITEMS = "READ_ITEMS"
    READ_DECISIONS = "READ_DECISIONS"
    READ_BOOK = "READ_BOOK"
    MARK_READ = "MARK_READ"
    SEND = "SEND"
    PREVIEW = "PREVIEW"
    ISSUE = "ISSUE"
    RENAME = "RENAME"
    FREEZE = "FREEZE"
    ASK_FREEZE = "ASK_FREEZE"
    UNFREEZE = "UNFREEZE"
    REGISTER_CHILD = "REGISTER_CHILD"
    WRITE_POLICY = "WRITE_POLICY"
    WRITE_LIMITS = "WRITE_LIMITS"
    WRITE_CHARTER = "WRITE_CHARTER"
    PROPOSE = "PROPOSE"
    SIGN_ITEM = "SIGN_ITEM"
    PROPOSE_CONTACT = "PROPOSE_CONTACT"
    APPROVE_CONTACT = "APPROVE_CONTACT"
    CLOSE = "CLOSE"
    SUCCEED = "SUCCEED"


_RULES = frozenset({Action.READ_POLICY, Action.READ_LIMITS, Action.READ_ITEMS})
_READ = _RULES | {
    Action.READ_IDENTITY,
    Action.READ_BALANCES,
    Action.READ_HISTORY,
    Action.READ_EVENTS,
    Action.READ_NOTIFICATIONS,
    Action.READ_TRANSFER,
    Action.READ_PROOF,
}
_WHY = _READ | {Action.READ_DECISIONS}
_OF_GROUPS = frozenset(
    {
        Action.READ_GROUP,
        Action.READ_BOOK,
        Action.PROPOSE_CONTACT,
        Action.APPROVE_CONTACT,
        Action.WRITE_CHARTER,
        Action.ASK_FREEZE,
    }
)
_OVERSEE = _WHY | {Action.FREEZE, Action.UNFREEZE, Action.WRITE_POLICY, Action.WRITE_LIMITS, Action.SIGN_ITEM}

TABLE: dict[Relation, frozenset[Action]] = {
    Relation.SELF: frozenset(Action),
    Relation.OWNER: _OVERSEE | {Action.CLOSE, Action.SUCCEED, Action.PROPOSE},
    Relation.GUARDIAN: _OVERSEE | {Action.PROPOSE},
    Relation.SUCCESSOR: _WHY,
    Relation.MEMBER: _RULES | {Action.READ_IDENTITY, Action.READ_GROUP, Action.READ_BOOK, Action.PROPOSE_CONTACT},
    Relation.COUNTERPARTY: frozenset({Action.READ_TRANSFER, Action.READ_PROOF}),
    Relation.STRANGER: frozenset(),
}
"""What each relation may do. A member may do what its roles allow, too."""

ROLES: dict[Role, frozenset[Action]] = {
    Role.VIEWER: _READ,
    Role.INITIATOR: _WHY | {Action.PREVIEW, Action.SEND, Action.PROPOSE, Action.MARK_READ, Action.ASK_FREEZE},
    Role.SIGNER: _WHY | {Action.PREVIEW, Action.SIGN_ITEM, Action.MARK_READ, Action.ASK_FREEZE},
    Role.ADMIN: _WHY
    | {
        Action.MARK_READ,
        Action.RENAME,
        Action.FREEZE,
        Action.ASK_FREEZE,
        Action.UNFREEZE,
        Action.WRITE_POLICY,
        Action.WRITE_LIMITS,
        Action.WRITE_CHARTER,
        Action.PROPOSE,
        Action.SIGN_ITEM,
        Action.APPROVE_CONTACT,
        Action.CLOSE,
    },
    Role.AUDITOR: _WHY | {Action.ASK_FREEZE},
}
"""What a role in a group allows on top of being a member; roles add up."""

_NOT_OF_AN_AID = frozenset(
    {
        Action.ISSUE,
        Action.RENAME,
        Action.REGISTER_CHILD,
        Action.WRITE_POLICY,
        Action.WRITE_LIMITS,
        Action.PROPOSE,
        Action.SIGN_ITEM,
        Action.SUCCEED,
    }
)


def type_permits(kind: IdentityType, action: Action) -> bool:
    """Tell whether an identity of this type knows an action at all, whoever asks for it.

    Single holders have neither members nor a shared address book. Nobody registers under a group,
    closes it or takes its place. An AID has nothing that could tie
    it to another identity, and no rules but its own.
    """
    if kind in GROUP_TYPES:
        return action not in {Action.CLOSE, Action.SUCCEED, Action.REGISTER_CHILD}
    return action not in _OF_GROUPS and not (kind is IdentityType.AID and action in _NOT_OF_AN_AID)


def relation(
    actor: IdentityId, subject: Identity, transfer: Transfer | None = None, *, roles: Collection[Role] = ()
) -> Relation:
    """Say what an actor is to a subject, where a shared transfer may be at hand.

    Args:
        actor: Who asks.
        subject: About whom.
        transfer: One that both may have part in.
        roles: The roles of the actor in the subject, if that is a group.
    """
    # The closest last: an owner that is the guardian too is the owner, who may do all that a guardian may.
    near = {
        subject.successor: Relation.SUCCESSOR,
        subject.guardian: Relation.GUARDIAN,
        subject.owner: Relation.OWNER,
        subject.id: Relation.SELF,
    }
    if actor in near:
        return near[actor]
    if roles:
        return Relation.MEMBER
    if transfer is not None and actor in {transfer.sender, transfer.recipient}:
        return Relation.COUNTERPARTY
    return Relation.STRANGER


def may(
    actors: Collection[IdentityId],
    action: Action,
    subject: Identity,
    transfer: Transfer | None = None,
    *,
    roles: Collection[Role] = (),
) -> bool:
    """Tell whether any of the identities that ask may do this to the subject.

    The one function behind reads, events, search and writes: what it denies is
    answered as if the subject did not exist. Nobody may read of a subject a transfer
    that it has no part in. `type_permits` says what a type does not know.

    Args:
        actors: Who asks.
        action: What for.
        subject: About whom.
        transfer: Which of its transfers, if it is about one.
        roles: All roles that any of the actors have in the subject, if that is a group.
    """
    if transfer is not None and subject.id not in {transfer.sender, transfer.recipient}:
        return False
    if roles and (action in TABLE[Relation.MEMBER] or any(action in ROLES[role] for role in roles)):
        return True
    return any(action in TABLE[relation(actor, subject, transfer)] for actor in actors)


def may_see(
    actors: Collection[IdentityId],
    subject: Identity,
    transfer: Transfer | None = None,
    *,
    roles: Collection[Role] = (),
) -> bool:
    """Tell whether the subject, or this transfer of its, may be shown to those who ask."""
    action = Action.READ_IDENTITY if transfer is None else Action.READ_TRANSFER
    return may(actors, action, subject, transfer, roles=roles)


def may_unfreeze(actor: IdentityId, subject: Identity) -> bool:
    """Tell whether an actor may lift a single holder's freeze alone.

    These may: who set it (the identity itself if unknown), the owner above it, and the guardian
    unless the owner set it. The end of a group's freeze needs half of its ADMINs (domain/approvers.py).
    """
    by = subject.frozen_by or subject.id
    return actor in {by, subject.owner} or (actor == subject.guardian and by != subject.owner)
