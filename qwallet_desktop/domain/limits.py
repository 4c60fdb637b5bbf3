"""Limits: how much of a token an identity, or its whole family, may spend in which time (contract §5).

Windows slide (1 h, 24 h, 30 d). What is held for an approval counts as used until it is released.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.ordered import without

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
MONTH = timedelta(days=30)


class LimitScope(StrEnum):
    """Whose spending is counted together: the identity's own, or that of a ROOT and all its own identities."""

    IDENTITY = "IDENTITY"
    FAMILY = "FAMILY"


@dataclass(frozen=True, slots=True)
class TokenLimits:
    """Limits on one token; None does not limit. The seed calls them dailyTransferLimit and so on."""

    token_id: TokenId
    daily: Amount | None = None
    monthly: Amount | None = None
    per_transaction: Amount | None = None
    approval_above: Amount | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of one scope. `allowed_tokens` empty allows every token; `restricted_addresses` are refused.

    The count of payments per hour is over all tokens. Version 0 is the factory default: no limits.
    """

    tokens: tuple[TokenLimits, ...] = ()
    max_transactions_per_hour: int | None = None
    allowed_tokens: tuple[TokenId, ...] = ()
    restricted_addresses: tuple[IdentityId, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitsVersion:
    """Limits as they were (or are) in force: whose, who set them, when and why."""

    identity_id: IdentityId
    scope: LimitScope
    version: int
    limits: Limits
    at: datetime
    by: IdentityId | None = None
    reason: str = ""


class Window(StrEnum):
    """A sliding time over which spending is summed."""

    HOUR = "HOUR"
    DAY = "DAY"
    MONTH = "MONTH"


@dataclass(frozen=True, slots=True)
class TokenUse:
    """What of a token's limit is used in a window: `spent` went out, `held` waits for approval.

    `limit` is None where there is none. `frees_at` is when the oldest part of `spent` leaves the
    window, `frees` how much that is; both None where nothing is spent.
    """

    token_id: TokenId
    window: Window
    limit: Amount | None
    spent: Amount
    held: Amount
    frees_at: datetime | None = None
    frees: Amount | None = None

    @property
    def left(self) -> Amount | None:
        """What may still be spent, not below zero; None where there is no limit."""
        if self.limit is None:
            return None
        return self.limit.of(max(0, self.limit.units - self.spent.units - self.held.units))


@dataclass(frozen=True, slots=True)
class CountUse:
    """How many of an hour's payments were made; `frees_at` is when the oldest leaves the hour."""

    limit: int | None
    made: int
    held: int
    frees_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LimitUse:
    """The limits of one scope, and how much of them is used at `at`."""

    version: LimitsVersion
    tokens: tuple[TokenUse, ...]
    count: CountUse
    at: datetime


@dataclass(frozen=True, slots=True)
class LimitBook:
    """All that limits an identity: its own limits, and those of the family that it belongs to, if it may see them."""

    own: LimitUse
    family: LimitUse | None = None


def limits_payload(limits: Limits) -> dict[str, Json]:
    """Return limits as they are signed and kept in the audit log; what does not limit is left out."""
    payload: dict[str, Json] = {
        "tokens": [_token_payload(one) for one in limits.tokens],
        "allowedTokens": list(limits.allowed_tokens),
        "restrictedAddresses": list(limits.restricted_addresses),
    }
    if limits.max_transactions_per_hour is not None:
        payload["maxTransactionsPerHour"] = limits.max_transactions_per_hour
    return payload


def _token_payload(limits: TokenLimits) -> dict[str, Json]:
    amounts = {
        "daily": limits.daily,
        "monthly": limits.monthly,
        "perTransaction": limits.per_transaction,
        "approvalAbove": limits.approval_above,
    }
    given = {name: amount_payload(amount) for name, amount in amounts.items() if amount is not None}
    return {"tokenId": limits.token_id, **given}


def amount_payload(amount: Amount) -> dict[str, Json]:
    """Return an amount as it is signed: smallest units as an integer in text, with token and decimals (contract §3)."""
    return {"tokenId": amount.token_id, "decimals": amount.decimals, "units": str(amount.units)}


class LimitField(StrEnum):
    """The parts of limits, in the order in which they are read out; the names of the wire."""

    DAILY = "daily"
    MONTHLY = "monthly"
    PER_TRANSACTION = "perTransaction"
    APPROVAL_ABOVE = "approvalAbove"
    MAX_TRANSACTIONS_PER_HOUR = "maxTransactionsPerHour"
    ALLOWED_TOKENS = "allowedTokens"
    RESTRICTED_ADDRESSES = "restrictedAddresses"


@dataclass(frozen=True, slots=True)
class AmountChanged:
    """A limit on a token changed; None does not limit.

    `guarded` says that a token without this limit may not be paid at all (a CONSENTIDA's daily cap).
    """

    field: LimitField
    token_id: TokenId
    before: Amount | None
    after: Amount | None
    guarded: bool = False

    @property
    def widens(self) -> bool:
        """Whether more may be spent."""
        return _lets_through(self.after, self.guarded) > _lets_through(self.before, self.guarded)

    @property
    def narrows(self) -> bool:
        """Whether less may be spent."""
        return _lets_through(self.after, self.guarded) < _lets_through(self.before, self.guarded)


@dataclass(frozen=True, slots=True)
class CountChanged:
    """How many payments may be made in an hour changed; None does not limit."""

    before: int | None
    after: int | None
    field: LimitField = LimitField.MAX_TRANSACTIONS_PER_HOUR

    @property
    def widens(self) -> bool:
        """Whether more may be made."""
        return self.before is not None and (self.after is None or self.after > self.before)

    @property
    def narrows(self) -> bool:
        """Whether fewer may be made."""
        return self.after is not None and (self.before is None or self.after < self.before)


@dataclass(frozen=True, slots=True)
class EntriesChanged:
    """The tokens that may be paid (none: all), or the addresses that may not, changed."""

    field: LimitField
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def added(self) -> tuple[str, ...]:
        """What stands in the list now, and did not."""
        return without(self.after, self.before)

    @property
    def removed(self) -> tuple[str, ...]:
        """What stood in the list, and does not any more."""
        return without(self.before, self.after)

    @property
    def widens(self) -> bool:
        """Whether something may be paid that could not."""
        if self.field is LimitField.RESTRICTED_ADDRESSES:
            return bool(self.removed)
        return bool(self.before) and (not self.after or bool(self.added))

    @property
    def narrows(self) -> bool:
        """Whether something may not be paid any more."""
        if self.field is LimitField.RESTRICTED_ADDRESSES:
            return bool(self.added)
        return bool(self.after) and (not self.before or bool(self.removed))


LimitDifference: TypeAlias = AmountChanged | CountChanged | EntriesChanged


def _lets_through(limit: Amount | None, guarded: bool) -> tuple[bool, int]:  # noqa: FBT001  (of a field)
    """Bring limits into their order: no limit is more than any, or less than any where a limit is needed."""
    return (False, limit.units) if limit is not None else (not guarded, -1)


def differences(before: Limits, after: Limits, *, guarded: bool = False) -> tuple[LimitDifference, ...]:
    """Say in which parts limits differ in effect, token by token; none where in nothing.

    Args:
        before: The limits in force.
        after: Those that are to come into force.
        guarded: They are a CONSENTIDA's, which pays only tokens that have a daily limit.
    """
    was, now = ({one.token_id: one for one in limits.tokens} for limits in (before, after))
    found: list[LimitDifference] = []
    for token_id in dict.fromkeys((*was, *now)):
        none = TokenLimits(token_id)
        old, new = was.get(token_id, none), now.get(token_id, none)
        found += [
            AmountChanged(LimitField.DAILY, token_id, old.daily, new.daily, guarded),
            AmountChanged(LimitField.MONTHLY, token_id, old.monthly, new.monthly),
            AmountChanged(LimitField.PER_TRANSACTION, token_id, old.per_transaction, new.per_transaction),
            AmountChanged(LimitField.APPROVAL_ABOVE, token_id, old.approval_above, new.approval_above),
        ]
    found += [
        CountChanged(before.max_transactions_per_hour, after.max_transactions_per_hour),
        EntriesChanged(LimitField.ALLOWED_TOKENS, before.allowed_tokens, after.allowed_tokens),
        EntriesChanged(LimitField.RESTRICTED_ADDRESSES, before.restricted_addresses, after.restricted_addresses),
    ]
    return tuple(one for one in found if one.widens or one.narrows)


def widens(before: Limits, after: Limits, *, guarded: bool = False) -> bool:
    """Tell whether anything may be spent after a change that could not be before it; as `differences`."""
    return any(one.widens for one in differences(before, after, guarded=guarded))
