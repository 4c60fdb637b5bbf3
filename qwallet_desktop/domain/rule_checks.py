"""What is refused of consent policies and limits before anybody is asked, and why (issue 5, bad input)."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise

from qwallet_desktop.domain.consent import DAYS_OF_WEEK, MINUTES_OF_DAY, ConsentPolicy, Hours
from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.identities import GROUP_TYPES, Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import Limits, TokenLimits
from qwallet_desktop.domain.money import LARGEST_UNITS, Amount
from qwallet_desktop.domain.problems import Code, Problem, refuse

MOST_ENTRIES = 500
"""Tokens, counterparties or restricted addresses in one list."""

MOST_HOURS = 28
"""Weekly times in one policy: four for each day."""

MOST_PER_HOUR = 1_000_000
"""Payments per hour; more would limit nothing."""


def check_policy(policy: ConsentPolicy, *, at: str = "policy") -> None:
    """Refuse a policy that says something senseless. Whether its tokens exist is the node's to say.

    Args:
        policy: Any.
        at: The name of the input, for the problem.

    Raises:
        Refused: HOURS_INVALID (a day outside 1 … 7, a time that never comes), TOO_MANY_ENTRIES
            (fact `most`), ENTRY_TWICE (fact `entry`) or NOT_A_DID.
    """
    if len(policy.hours) > MOST_HOURS:
        raise refuse(Code.TOO_MANY_ENTRIES, at=f"{at}.hours", most=str(MOST_HOURS))
    for index, hours in enumerate(policy.hours):
        if not _comes(hours):
            raise refuse(Code.HOURS_INVALID, at=f"{at}.hours[{index}]")
    check_list(policy.tokens, at=f"{at}.tokens")
    check_dids(policy.counterparties, at=f"{at}.counterparties")


def _comes(hours: Hours) -> bool:
    days = set(hours.days)
    known = bool(days) and days <= set(range(1, DAYS_OF_WEEK + 1)) and len(days) == len(hours.days)
    return known and 0 <= hours.since < hours.until <= MINUTES_OF_DAY


def check_list(entries: tuple[str, ...], *, at: str) -> None:
    """Refuse a list that is too long or names something twice.

    Raises:
        Refused: TOO_MANY_ENTRIES (fact `most`) or ENTRY_TWICE (fact `entry`).
    """
    if len(entries) > MOST_ENTRIES:
        raise refuse(Code.TOO_MANY_ENTRIES, at=at, most=str(MOST_ENTRIES))
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry in seen:
            raise refuse(Code.ENTRY_TWICE, at=f"{at}[{index}]", entry=entry)
        seen.add(entry)


def check_dids(entries: tuple[str, ...], *, at: str) -> None:
    """Refuse a list of identities that is too long, names one twice, or holds what is no DID.

    Raises:
        Refused: As `check_list`, or NOT_A_DID.
    """
    check_list(entries, at=at)
    for index, entry in enumerate(entries):
        if parse_did(entry, at=f"{at}[{index}]") != entry:
            # White space around it would never match the DID of a payment.
            raise refuse(Code.NOT_A_DID, at=f"{at}[{index}]")


class WayOut(StrEnum):
    """What to do instead of locking everybody out."""

    FREEZE = "FREEZE"
    """Freeze the identity, or give it an owner first, who can turn signing on again."""
    SIGNERS = "SIGNERS"
    """Name other signers of the group, or let fewer decide."""


def locks_out(policy: ConsentPolicy, identity: Identity, stuck: Iterable[IdentityId] = ()) -> Problem | None:
    """Say why nobody could change anything any more under a policy, None where somebody can.

    Args:
        policy: What is to come into force.
        identity: Whose it is to be.
        stuck: Groups in which too few SIGNERs were left who may sign.

    Returns:
        POLICY_LOCKS_OUT, with the `wayOut`, and the `group` that is concerned if it is one of `stuck`.
    """
    if policy.can_sign:
        return None
    if identity.type in GROUP_TYPES:
        return Problem(Code.POLICY_LOCKS_OUT, {"wayOut": WayOut.SIGNERS}, "policy.canSign")
    for group in stuck:
        return Problem(Code.POLICY_LOCKS_OUT, {"wayOut": WayOut.SIGNERS, "group": group}, "policy.canSign")
    if identity.owner is None and identity.guardian is None:
        return Problem(Code.POLICY_LOCKS_OUT, {"wayOut": WayOut.FREEZE}, "policy.canSign")
    return None


def check_limits(limits: Limits, *, at: str = "limits") -> None:
    """Refuse limits that say something senseless. Whether tokens exist, and their decimals, is the node's to say.

    Zero is refused but for `approval_above`, where it means that every payment asks.

    Raises:
        Refused: TOO_MANY_ENTRIES, ENTRY_TWICE, NOT_A_DID, AMOUNT_ZERO, AMOUNT_NEGATIVE, AMOUNT_TOO_LARGE,
            LIMIT_COUNT (fact `most`), TOKEN_UNKNOWN for an amount of another token than its entry's, or
            LIMIT_ORDER (facts `lower` and `upper`: the names of two limits that stand the wrong way round).
    """
    check_list(tuple(one.token_id for one in limits.tokens), at=f"{at}.tokens")
    for index, one in enumerate(limits.tokens):
        _check_token(one, f"{at}.tokens[{index}]")
    most = limits.max_transactions_per_hour
    if most is not None and not 1 <= most <= MOST_PER_HOUR:
        raise refuse(Code.LIMIT_COUNT, at=f"{at}.maxTransactionsPerHour", most=str(MOST_PER_HOUR))
    check_list(limits.allowed_tokens, at=f"{at}.allowedTokens")
    check_dids(limits.restricted_addresses, at=f"{at}.restrictedAddresses")


def _check_token(limits: TokenLimits, at: str) -> None:
    given = {
        "perTransaction": limits.per_transaction,
        "daily": limits.daily,
        "monthly": limits.monthly,
    }
    for name, amount in {**given, "approvalAbove": limits.approval_above}.items():
        if amount is not None:
            _check_amount(limits, amount, f"{at}.{name}", may_be_zero=name == "approvalAbove")
    rising = [(name, amount) for name, amount in given.items() if amount is not None]
    for (lower, less), (upper, more) in pairwise(rising):
        if less.units > more.units:
            raise refuse(Code.LIMIT_ORDER, at=f"{at}.{lower}", lower=lower, upper=upper)


def _check_amount(limits: TokenLimits, amount: Amount, at: str, *, may_be_zero: bool) -> None:
    if amount.token_id != limits.token_id:
        raise refuse(Code.TOKEN_UNKNOWN, at=at)
    if amount.units < 0:
        raise refuse(Code.AMOUNT_NEGATIVE, at=at)
    if amount.units == 0 and not may_be_zero:
        raise refuse(Code.AMOUNT_ZERO, at=at)
    if amount.units > LARGEST_UNITS:
        raise refuse(Code.AMOUNT_TOO_LARGE, at=at, digits="78")
