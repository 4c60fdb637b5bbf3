"""Whether an item's matter is whole and fits its subject, its texts hide nothing, and its tokens are what they seem."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final, assert_never

from qwallet_desktop.domain.checks import HELD, Finding, wrong
from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.groups import check_charter
from qwallet_desktop.domain.identities import clean_text
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.item_record import ItemRecord, TokenRecord
from qwallet_desktop.domain.limits import Limits
from qwallet_desktop.domain.matters import (
    BatchMatter,
    FreezeMatter,
    LimitMatter,
    Matter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    Subject,
    UnfreezeMatter,
    held_for,
    payments_of,
)
from qwallet_desktop.domain.money import LARGEST_UNITS, MOST_DECIMALS, Amount
from qwallet_desktop.domain.multisig import Choice, Proposal, Vote
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.rule_checks import check_limits, check_policy
from qwallet_desktop.domain.tokens import SYMBOL, TOKEN_ID
from qwallet_desktop.domain.transfers import LONGEST_MEMO

ITEM_ID: Final = re.compile(r"ms_[0-9a-f]{32}")

SUBJECTS: Final[dict[type[Matter], frozenset[Subject]]] = {
    PaymentMatter: frozenset({Subject.TRANSFER, Subject.CROSS_IDENTITY_TRANSFER}),
    BatchMatter: frozenset({Subject.BATCH}),
    PolicyMatter: frozenset({Subject.POLICY_CHANGE}),
    LimitMatter: frozenset({Subject.LIMIT_CHANGE}),
    SignersMatter: frozenset({Subject.SIGNERS_CHANGE}),
    FreezeMatter: frozenset({Subject.FREEZE}),
    UnfreezeMatter: frozenset({Subject.UNFREEZE}),
}
"""The subjects that an item of a matter may have."""


def subject_fits(proposal: Proposal) -> Finding:
    """Say whether the subject is that of the matter, and the matter whole in itself.

    Raises:
        Refused: What is wrong with rules or a charter that it would bring into force.
        ValueError: Amounts of one token differ in their decimals.
    """
    matter = proposal.matter
    if proposal.subject not in SUBJECTS[type(matter)]:
        return wrong("subject")
    if not ITEM_ID.fullmatch(proposal.item_id) or proposal.number < 1:
        return wrong("number")
    match matter:
        case PaymentMatter() | BatchMatter():
            return _payments(proposal.identity_id, matter)
        case PolicyMatter(policy):
            check_policy(policy)
        case LimitMatter(limits=limits):
            check_limits(limits)
        case SignersMatter(charter):
            check_charter(charter)
        case FreezeMatter() | UnfreezeMatter():
            pass
        case _:
            assert_never(matter)
    return HELD if _base_fits(proposal) else wrong("base")


def _base_fits(proposal: Proposal) -> bool:
    """Tell whether new rules or signers follow those under which they are decided."""
    match proposal.matter:
        case PolicyMatter(base=base):
            return base == proposal.policy_version
        case SignersMatter(base=base):
            return base == proposal.charter_version
        case _:
            return True


def _payments(payer: IdentityId, matter: Matter) -> Finding:
    payments = payments_of(matter)
    for one in payments:
        if not _is_amount(one.amount):
            return wrong("amount")
        if one.recipient == payer or parse_did(one.recipient) != one.recipient:
            return wrong("recipient", who=one.recipient)
    return HELD if payments and all(map(_is_amount, held_for(matter))) else wrong("amount")


def _is_amount(amount: Amount) -> bool:
    return 0 < amount.units <= LARGEST_UNITS and 0 <= amount.decimals <= MOST_DECIMALS


# --------------------------------------------------------------------------------------- texts


def texts_clean(proposal: Proposal, votes: Iterable[Vote]) -> Finding:
    """Say whether every text is as it was cleaned before it was signed, and every token's name is one."""
    for part, text in _texts(proposal):
        if text != clean_text(text) or len(text) > LONGEST_MEMO:
            return wrong(part)
    if not all(map(TOKEN_ID.fullmatch, _tokens(proposal.matter))):
        return wrong("token")
    if not all(SYMBOL.fullmatch(one.symbol) for one in payments_of(proposal.matter)):
        return wrong("symbol")
    unfit = next((vote.signer for vote in votes if not is_as_signed(vote)), None)
    return HELD if unfit is None else wrong("vote", who=unfit)


def is_as_signed(vote: Vote) -> bool:
    """Tell whether a vote's reason is as it was signed: cleaned, where it was; none, where agreeing signs none."""
    has_reason = vote.choice is not Choice.SIGN
    is_clean = vote.reason == clean_text(vote.reason) and len(vote.reason) <= LONGEST_MEMO
    return is_clean and bool(vote.reason) is has_reason


def _texts(proposal: Proposal) -> Iterator[tuple[str, str]]:
    matter = proposal.matter
    yield "reason", proposal.reason
    for one in payments_of(matter):
        yield "memo", one.memo
    if isinstance(matter, UnfreezeMatter):
        yield "frozen_for", matter.frozen_for


def _tokens(matter: Matter) -> Iterator[TokenId]:
    """Name all tokens that a matter names."""
    yield from (amount.token_id for amount in amounts_of(matter))
    match matter:
        case PolicyMatter(policy):
            yield from policy.tokens
        case LimitMatter(limits=limits):
            yield from (one.token_id for one in limits.tokens)
            yield from limits.allowed_tokens
        case _:
            return


# -------------------------------------------------------------------------------------- tokens


def amounts_of(matter: Matter) -> tuple[Amount, ...]:
    """Return every amount that a matter names, in the order in which it does."""
    match matter:
        case PaymentMatter() | BatchMatter():
            return tuple(one.amount for one in payments_of(matter))
        case LimitMatter(limits=limits):
            return tuple(_limited(limits))
        case SignersMatter(charter):
            return tuple(one.above for one in charter.amount_thresholds)
        case PolicyMatter() | FreezeMatter() | UnfreezeMatter():
            return ()
        case _:
            assert_never(matter)


def _limited(limits: Limits) -> Iterator[Amount]:
    parts = ((one.daily, one.monthly, one.per_transaction, one.approval_above) for one in limits.tokens)
    yield from (amount for amount in chain.from_iterable(parts) if amount is not None)


def tokens_declared(record: ItemRecord) -> Finding:
    """Say whether symbol and decimals of each amount are those whose hash its token's id is, and none is told besides.

    Raises:
        ValueError: A declaration can't be hashed.
    """
    matter = record.item.proposal.matter
    declared = {one.id: one for one in record.tokens}
    for amount in amounts_of(matter):
        token = declared.get(amount.token_id)
        if token is None or token.decimals != amount.decimals:
            return wrong("decimals", token=amount.token_id)
    for one in payments_of(matter):
        if declared[one.amount.token_id].symbol != one.symbol:
            return wrong("symbol", token=one.amount.token_id)
    named = list(dict.fromkeys(amount.token_id for amount in amounts_of(matter)))
    if [one.id for one in record.tokens] != named or not all(map(_is_declared, record.tokens)):
        return wrong("others")
    return HELD


def _is_declared(token: TokenRecord) -> bool:
    """Tell whether a token could be declared like this: what looks like another symbol is none."""
    try:
        issuer = parse_did(token.issuer)
    except Refused:
        return False
    return issuer == token.issuer and bool(SYMBOL.fullmatch(token.symbol)) and 0 <= token.decimals <= MOST_DECIMALS
