"""The rules of changing policies and limits: who may, what is refused, and whether others must agree first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from qwallet_desktop.domain import consent, limits
from qwallet_desktop.domain.approvers import approvers_of, is_enough, widens_alone
from qwallet_desktop.domain.consent import ConsentPolicy, policy_payload
from qwallet_desktop.domain.identities import GROUP_TYPES, Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import Limits, LimitScope, limits_payload
from qwallet_desktop.domain.matters import LimitMatter, PolicyMatter, Subject
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.rule_checks import check_limits, check_policy, locks_out
from qwallet_desktop.domain.transfers import parse_memo
from qwallet_desktop.node import groups, multisig, policies
from qwallet_desktop.node.identities import subject_of
from qwallet_desktop.node.limit_book import check_use, has_family
from qwallet_desktop.node.movements import OK, Answer, Turn
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Mentions, Working

ACCEPTED = 202


@dataclass(frozen=True, slots=True)
class SetPolicy:
    """Sets the whole policy of an identity. Answers PolicyVersion, 200, or Item, 202."""

    kind: ClassVar[str] = "SET_POLICY"
    identity_id: str
    policy: ConsentPolicy
    base: int
    reason: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.identity_id,), self.policy.tokens


@dataclass(frozen=True, slots=True)
class SetLimits:
    """Sets all limits of a scope of an identity. Answers LimitsVersion, 200, or Item, 202."""

    kind: ClassVar[str] = "SET_LIMITS"
    identity_id: str
    scope: LimitScope
    limits: Limits
    base: int
    reason: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        named = (one.token_id for one in self.limits.tokens)
        return (self.identity_id,), (*named, *self.limits.allowed_tokens)


def decide(turn: Turn, ask: SetPolicy | SetLimits) -> Answer:
    """Decide a change of rules.

    Raises:
        Refused: IDENTITY_UNKNOWN, IDENTITY_FROZEN, IDENTITY_CLOSED, NOT_PERMITTED, GOVERNANCE_NOT_READY,
            MEMO_INVALID at "reason", or what `check_policy_change` and `check_limits_change` refuse.
    """
    return set_policy(turn, ask) if isinstance(ask, SetPolicy) else set_limits(turn, ask)


def set_policy(turn: Turn, ask: SetPolicy) -> Answer:
    """Decide a change of a policy; as `decide`."""
    row = _subject(turn, ask.identity_id, Action.WRITE_POLICY)
    reason = parse_memo(ask.reason, at="reason")
    check_policy_change(turn.working, row, ask.policy, ask.base)
    before = policies.policy_of(turn.working, row).policy
    payload = _payload(row.identity.id, ask.base, reason) | {"policy": policy_payload(ask.policy)}
    if _goes_at_once(turn, row, widens=consent.widens(before, ask.policy)):
        version = policies.put_policy(turn, row, ask.policy, reason)
        return Answer(OK, version, payload | {"version": version.version})
    return _opened(turn, row, Subject.POLICY_CHANGE, PolicyMatter(ask.policy, ask.base), reason, payload)


def set_limits(turn: Turn, ask: SetLimits) -> Answer:
    """Decide a change of limits; as `decide`."""
    row = _subject(turn, ask.identity_id, Action.WRITE_LIMITS)
    reason = parse_memo(ask.reason, at="reason")
    check_limits_change(turn, row, ask.scope, ask.limits, ask.base)
    before = policies.limits_of(turn.working, row, ask.scope).limits
    payload = _payload(row.identity.id, ask.base, reason)
    payload |= {"scope": ask.scope.value, "limits": limits_payload(ask.limits)}
    if _goes_at_once(turn, row, widens=limits.widens(before, ask.limits, guarded=_is_guarded(row.identity))):
        version = policies.put_limits(turn, row, ask.scope, ask.limits, reason)
        return Answer(OK, version, payload | {"version": version.version})
    matter = LimitMatter(ask.scope, ask.limits, ask.base)
    return _opened(turn, row, Subject.LIMIT_CHANGE, matter, reason, payload)


def _subject(turn: Turn, identity_id: str, action: Action) -> IdentityRow:
    row = subject_of(turn, identity_id, action)
    if turn.actor.identity.status is not IdentityStatus.ACTIVE:
        # Whoever froze an identity does not want what its key says.
        raise refuse(Code.IDENTITY_FROZEN, reason=turn.actor.identity.reason)
    if row.identity.status is IdentityStatus.CLOSED:
        raise refuse(Code.IDENTITY_CLOSED)
    return row


def _is_guarded(identity: Identity) -> bool:
    return identity.type is IdentityType.CONSENTIDA


def _goes_at_once(turn: Turn, row: IdentityRow, *, widens: bool) -> bool:
    """Tell whether nobody else need agree: a single holder narrows its rules freely, a group never changes them so."""
    actor = turn.actor.identity.id
    if row.identity.type in GROUP_TYPES:
        known = groups.charter_of(turn.working, row)
        charter = known and known[0]
        counts = policies.initiator_counts(turn.working, turn.actor, charter)
        return is_enough(approvers_of(row.identity, charter), actor, initiator_counts=counts)
    return not widens or widens_alone(row.identity, actor)


def _opened(  # noqa: PLR0913, PLR0917  (what is opened, and what the log keeps of it)
    turn: Turn,
    row: IdentityRow,
    subject: Subject,
    matter: PolicyMatter | LimitMatter,
    reason: str,
    payload: dict[str, Json],
) -> Answer:
    known = groups.charter_of(turn.working, row)
    charter = known and known[0]
    item = multisig.open_item(
        turn,
        row,
        subject,
        matter,
        reason=reason,
        approval=approvers_of(row.identity, charter),
        initiator_counts=policies.initiator_counts(turn.working, turn.actor, charter),
    )
    return Answer(ACCEPTED, item, payload | {"itemId": item.proposal.item_id})


def _payload(identity_id: IdentityId, base: int, reason: str) -> dict[str, Json]:
    return {"identityId": identity_id, "base": base, "reason": reason}


# ------------------------------------------------------------------------------------- checking


def check_policy_change(working: Working, row: IdentityRow, policy: ConsentPolicy, base: int) -> None:
    """Refuse a policy that can't come into force now; asked when it is asked for, and again when it is carried out.

    Raises:
        Refused: What `check_policy` refuses, TOKEN_UNKNOWN, VERSION_CHANGED (facts `base`, `version`),
            RULES_UNCHANGED or POLICY_LOCKS_OUT (facts `wayOut` and, if it is about one, `group`).
    """
    check_policy(policy)
    check_tokens_of(working, policy, None)
    before = policies.policy_of(working, row)
    _check_base(base, before.version)
    if not consent.differences(before.policy, policy):
        raise refuse(Code.RULES_UNCHANGED, at="policy")
    if before.policy.can_sign and (problem := locks_out(policy, row.identity, _stuck(working, row))):
        raise refuse(problem.code, at=problem.field, **problem.facts)


def check_limits_change(turn: Turn, row: IdentityRow, scope: LimitScope, after: Limits, base: int) -> None:
    """Refuse limits that can't come into force now; as `check_policy_change`.

    Raises:
        Refused: What `check_limits` refuses, TOKEN_UNKNOWN, AMOUNT_TOO_PRECISE (fact `decimals`), LIMIT_SCOPE,
            VERSION_CHANGED (facts `base`, `version`), RULES_UNCHANGED or LIMIT_BELOW_USE.
    """
    working = turn.working
    if scope is LimitScope.FAMILY and not has_family(row.identity):
        raise refuse(Code.LIMIT_SCOPE, at="scope")
    check_limits(after)
    check_tokens_of(working, None, after)
    before = policies.limits_of(working, row, scope)
    _check_base(base, before.version)
    changed = limits.differences(before.limits, after, guarded=_is_guarded(row.identity))
    if not changed:
        raise refuse(Code.RULES_UNCHANGED, at="limits")
    check_use(turn, row, scope, after, changed)


def _check_base(base: int, version: int) -> None:
    if base != version:
        raise refuse(Code.VERSION_CHANGED, at="base", base=str(base), version=str(version))


def check_tokens_of(working: Working, policy: ConsentPolicy | None, given: Limits | None) -> None:
    """Refuse rules that name a token which there is not, or amounts with other decimals than its.

    Raises:
        Refused: TOKEN_UNKNOWN or AMOUNT_TOO_PRECISE (fact `decimals`).
    """
    if policy is not None:
        _check_tokens(working, policy.tokens, "policy.tokens")
    if given is not None:
        _check_tokens(working, given.allowed_tokens, "limits.allowedTokens")
        for index, one in enumerate(given.tokens):
            _check_decimals(working, one, f"limits.tokens[{index}]")


def _check_tokens(working: Working, token_ids: Iterable[str], at: str) -> None:
    for index, token_id in enumerate(token_ids):
        if working.token(token_id) is None:
            raise refuse(Code.TOKEN_UNKNOWN, at=f"{at}[{index}]")


def _check_decimals(working: Working, given: limits.TokenLimits, at: str) -> None:
    row = working.token(given.token_id)
    if row is None:
        raise refuse(Code.TOKEN_UNKNOWN, at=f"{at}.tokenId")
    amounts = {
        "daily": given.daily,
        "monthly": given.monthly,
        "perTransaction": given.per_transaction,
        "approvalAbove": given.approval_above,
    }
    for name, amount in amounts.items():
        if amount is not None and amount.decimals != row.token.decimals:
            raise refuse(Code.AMOUNT_TOO_PRECISE, at=f"{at}.{name}", decimals=str(row.token.decimals))


def _stuck(working: Working, row: IdentityRow) -> list[IdentityId]:
    """List the groups in which too few could sign if this identity could not any more."""
    return [
        group.identity.id
        for group in groups.group_rows(working, row)
        if (known := groups.charter_of(working, group))
        and not _enough(working, row, known[0].signers, known[0].strictest)
    ]


def _enough(working: Working, without: IdentityRow, signers: Iterable[IdentityId], threshold: int) -> bool:
    rows = [working.identity(signer) for signer in signers]
    if without.identity.id not in {row.identity.id for row in rows if row}:
        return True
    others = (row for row in rows if row and row.n != without.n and row.identity.status is not IdentityStatus.CLOSED)
    return sum(policies.policy_of(working, row).policy.can_sign for row in others) >= threshold
