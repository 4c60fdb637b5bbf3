"""Reads what is signed of matters, proposals and charters back from its JSON: the other way round of their payloads."""

import re
from typing import Final, TypeVar

from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import ItemId, NodeId, TokenId
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.matters import (
    BatchMatter,
    BatchPayment,
    FreezeMatter,
    LimitMatter,
    Matter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    Subject,
    UnfreezeMatter,
)
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Proposal, signer_set_hash
from qwallet_desktop.domain.strict_json import DIGEST, ITEM, NODE, Fields, malformed
from qwallet_desktop.domain.tokens import SALT, TOKEN_ID

_ROLE: Final = re.compile("|".join(Role))
P = TypeVar("P", PaymentMatter, BatchPayment)


def read_proposal(fields: Fields) -> Proposal:
    """Read what `multisig.payload` writes.

    Raises:
        Refused: EVIDENCE_MALFORMED or EVIDENCE_UNKNOWN_FIELD, at the place.
    """
    proposal = Proposal(
        item_id=ItemId(fields.text("itemId", ITEM)),
        identity_id=fields.did("identityId"),
        number=fields.whole("number"),
        subject=fields.one_of("subject", Subject),
        matter=read_matter(fields.fields("matter")),
        reason=fields.text("reason"),
        initiator=fields.did("initiator"),
        approvers=fields.dids("approvers"),
        required=fields.whole("required"),
        initiator_counts=fields.truth("initiatorCounts"),
        policy_version=fields.whole("policyVersion"),
        charter_version=fields.whole("charterVersion"),
        opened_at=fields.time("openedAt"),
        expires_at=fields.time("expiresAt"),
        joining=fields.dids("joining") if fields.has("joining") else (),
    )
    if fields.text("signerSet", DIGEST) != signer_set_hash(proposal):
        raise malformed(f"{fields.at}.signerSet")
    fields.end()
    return proposal


def read_matter(fields: Fields) -> Matter:
    """Read what `matter_payload` writes; refusals as `read_proposal`."""
    matter = _matter(fields, fields.text("kind"))
    fields.end()
    return matter


def _matter(fields: Fields, kind: str) -> Matter:
    match kind:
        case "PAYMENT":
            return _payment(fields, PaymentMatter)
        case "BATCH":
            return BatchMatter(tuple(map(_one_of_many, fields.each("payments"))))
        case "FREEZE":
            return FreezeMatter()
        case "UNFREEZE":
            return UnfreezeMatter(fields.text("frozenFor"))
        case _:
            return _rules(fields, kind)


def _rules(fields: Fields, kind: str) -> Matter:
    match kind:
        case "POLICY":
            return PolicyMatter(_policy(fields.fields("policy")), fields.whole("base"))
        case "LIMITS":
            limits = _limits(fields.fields("limits"))
            return LimitMatter(fields.one_of("scope", LimitScope), limits, fields.whole("base"))
        case "SIGNERS":
            inner = fields.fields("charter")
            charter = read_charter(inner)
            inner.end()
            return SignersMatter(charter, fields.whole("base"))
        case _:
            raise malformed(f"{fields.at}.kind")


def _payment(fields: Fields, made: type[P]) -> P:
    return made(fields.did("recipient"), fields.amount("amount"), fields.text("symbol"), fields.text("memo"))


def _one_of_many(fields: Fields) -> BatchPayment:
    payment = _payment(fields, BatchPayment)
    fields.end()
    return payment


def _policy(fields: Fields) -> ConsentPolicy:
    policy = ConsentPolicy(
        can_send=fields.truth("canSend"),
        can_receive=fields.truth("canReceive"),
        can_issue=fields.truth("canIssue"),
        can_vote=fields.truth("canVote"),
        can_sign=fields.truth("canSign"),
        cross_identity=fields.truth("crossIdentity"),
        tokens=tuple(map(TokenId, fields.texts("tokens", TOKEN_ID))),
        counterparties=fields.dids("counterparties"),
        hours=tuple(map(_hours, fields.each("hours"))),
        external=fields.one_of("external", External),
    )
    fields.end()
    return policy


def _hours(fields: Fields) -> Hours:
    hours = Hours(fields.wholes("days"), fields.whole("since"), fields.whole("until"))
    fields.end()
    return hours


def _limits(fields: Fields) -> Limits:
    most = "maxTransactionsPerHour"
    limits = Limits(
        tokens=tuple(map(_token_limits, fields.each("tokens"))),
        max_transactions_per_hour=fields.whole(most) if fields.has(most) else None,
        allowed_tokens=tuple(map(TokenId, fields.texts("allowedTokens", TOKEN_ID))),
        restricted_addresses=fields.dids("restrictedAddresses"),
    )
    fields.end()
    return limits


def _token_limits(fields: Fields) -> TokenLimits:
    def given(name: str) -> Amount | None:
        return fields.amount(name) if fields.has(name) else None

    limits = TokenLimits(
        token_id=fields.token("tokenId"),
        daily=given("daily"),
        monthly=given("monthly"),
        per_transaction=given("perTransaction"),
        approval_above=given("approvalAbove"),
    )
    fields.end()
    return limits


def read_charter(fields: Fields) -> Charter:
    """Read what `charter_payload` writes, and leave what stands beside it; refusals as `read_proposal`."""
    thresholds = fields.each("amountThresholds") if fields.has("amountThresholds") else ()
    return Charter(
        members=tuple(map(_member, fields.each("members"))),
        threshold=fields.whole("threshold"),
        initiator_counts=fields.truth("initiatorCounts"),
        expiry_hours=fields.whole("expiryHours"),
        amount_thresholds=tuple(map(_amount_threshold, thresholds)),
    )


def _member(fields: Fields) -> Member:
    roles = tuple(map(Role, fields.texts("roles", _ROLE)))
    member = Member(fields.did("identity"), roles, fields.whole("weight"))
    fields.end()
    return member


def _amount_threshold(fields: Fields) -> AmountThreshold:
    one = AmountThreshold(fields.amount("above"), fields.whole("threshold"))
    fields.end()
    return one


def read_founding(fields: Fields) -> Founding:
    """Read what `Founding.payload` writes; refusals as `read_proposal`."""
    founding = Founding(
        type=fields.one_of("type", IdentityType),
        name=fields.text("name"),
        charter=read_charter(fields),
        founder=fields.did("founder"),
        node_id=NodeId(fields.text("node", NODE)),
        salt=fields.text("salt", SALT),
    )
    fields.end()
    return founding
