"""What items are about: payments, changes of rules and of signers, the beginning and the end of a freeze."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias, assert_never

from qwallet_desktop.domain.consent import ConsentPolicy, policy_payload
from qwallet_desktop.domain.groups import Charter, charter_payload
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import Limits, LimitScope, amount_payload, limits_payload
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.money import Amount


class Subject(StrEnum):
    """What an item is about (seed: MultiSigTransaction.type)."""

    TRANSFER = "TRANSFER"
    CROSS_IDENTITY_TRANSFER = "CROSS_IDENTITY_TRANSFER"
    BATCH = "BATCH"
    LIMIT_CHANGE = "LIMIT_CHANGE"
    POLICY_CHANGE = "POLICY_CHANGE"
    SIGNERS_CHANGE = "SIGNERS_CHANGE"
    FREEZE = "FREEZE"
    UNFREEZE = "UNFREEZE"


@dataclass(frozen=True, slots=True)
class PaymentMatter:
    """A payment of the identity that the item is of; its amount is held. Also between own identities."""

    recipient: IdentityId
    amount: Amount
    symbol: str
    memo: str
    kind: Literal["PAYMENT"] = "PAYMENT"


@dataclass(frozen=True, slots=True)
class BatchPayment:
    """One of many payments."""

    recipient: IdentityId
    amount: Amount
    symbol: str
    memo: str


@dataclass(frozen=True, slots=True)
class BatchMatter:
    """Payments of the identity that the item is of, all or none; what they come to is held, for each token."""

    payments: tuple[BatchPayment, ...]
    kind: Literal["BATCH"] = "BATCH"


@dataclass(frozen=True, slots=True)
class PolicyMatter:
    """A policy that is to come into force as the version after `base`."""

    policy: ConsentPolicy
    base: int
    kind: Literal["POLICY"] = "POLICY"


@dataclass(frozen=True, slots=True)
class LimitMatter:
    """Limits that are to come into force as the version after `base`."""

    scope: LimitScope
    limits: Limits
    base: int
    kind: Literal["LIMITS"] = "LIMITS"


@dataclass(frozen=True, slots=True)
class SignersMatter:
    """The charter of a group that is to come into force as the version after `base`."""

    charter: Charter
    base: int
    kind: Literal["SIGNERS"] = "SIGNERS"


@dataclass(frozen=True, slots=True)
class FreezeMatter:
    """A freeze, for the reason of the proposal."""

    kind: Literal["FREEZE"] = "FREEZE"


@dataclass(frozen=True, slots=True)
class UnfreezeMatter:
    """The end of a freeze, whose reason was `frozen_for`."""

    frozen_for: str
    kind: Literal["UNFREEZE"] = "UNFREEZE"


Matter: TypeAlias = (
    PaymentMatter | BatchMatter | PolicyMatter | LimitMatter | SignersMatter | FreezeMatter | UnfreezeMatter
)


def payments_of(matter: Matter) -> tuple[BatchPayment, ...]:
    """Return the payments that carrying out a matter makes, in their order."""
    match matter:
        case PaymentMatter():
            return (BatchPayment(matter.recipient, matter.amount, matter.symbol, matter.memo),)
        case BatchMatter():
            return matter.payments
        case PolicyMatter() | LimitMatter() | SignersMatter() | FreezeMatter() | UnfreezeMatter():
            return ()
        case _:
            assert_never(matter)


def held_for(matter: Matter) -> tuple[Amount, ...]:
    """Return what is held while an item of this matter waits: an amount for each token that it pays, in their order."""
    totals: dict[TokenId, Amount] = {}
    for one in payments_of(matter):
        before = totals.get(one.amount.token_id)
        totals[one.amount.token_id] = one.amount if before is None else before + one.amount
    return tuple(totals.values())


def matter_payload(matter: Matter) -> dict[str, Json]:
    """Return what is signed of a matter, as JSON: all of it."""
    return {"kind": matter.kind, **_signed(matter)}


def _signed(matter: Matter) -> dict[str, Json]:
    match matter:
        case PaymentMatter():
            return _payment(matter)
        case BatchMatter():
            return {"payments": [_payment(one) for one in matter.payments]}
        case PolicyMatter() | LimitMatter() | SignersMatter():
            return {**_rules(matter), "base": matter.base}
        case FreezeMatter():
            return {}
        case UnfreezeMatter():
            return {"frozenFor": matter.frozen_for}
        case _:
            assert_never(matter)


def _payment(one: PaymentMatter | BatchPayment) -> dict[str, Json]:
    return {
        "recipient": one.recipient,
        "amount": amount_payload(one.amount),
        "symbol": one.symbol,
        "memo": one.memo,
    }


def _rules(matter: PolicyMatter | LimitMatter | SignersMatter) -> dict[str, Json]:
    match matter:
        case PolicyMatter(policy):
            return {"policy": policy_payload(policy)}
        case LimitMatter(scope, limits):
            return {"scope": scope.value, "limits": limits_payload(limits)}
        case SignersMatter(charter):
            return {"charter": charter_payload(charter)}
        case _:
            assert_never(matter)
