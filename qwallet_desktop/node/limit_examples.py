"""Examples of the bodies and answers about policies, limits and decisions, for `/openapi.json`."""

from datetime import UTC, datetime, timedelta
from typing import Final

from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours, PolicyVersion
from qwallet_desktop.domain.decisions import Outcome, Part, Rule, Scope
from qwallet_desktop.domain.explanations import DecisionPage, Deed, PastDecision
from qwallet_desktop.domain.ids import IdentityId, TokenId, TransferId
from qwallet_desktop.domain.limits import (
    CountUse,
    LimitBook,
    Limits,
    LimitScope,
    LimitsVersion,
    LimitUse,
    TokenLimits,
    TokenUse,
    Window,
)
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.what_if import Case, RuleCount, WhatIf
from qwallet_desktop.wire import rule_requests

_AT: Final = datetime(2026, 3, 2, 14, 2, 11, 250_000, tzinfo=UTC)
# The two keys are those of RFC 8032 §7.1, tests 1 and 2: everybody knows their secrets.
_ALICE: Final = IdentityId("did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
_BOB: Final = IdentityId("did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT")
_TOKEN: Final = TokenId("qtk1" + "7c" * 32)
_TRANSFER: Final = TransferId("tr_" + "7c" * 16)


def _amount(units: int) -> Amount:
    return Amount(units, 2, _TOKEN)


_POLICY: Final = ConsentPolicy(external=External.APPROVAL, hours=(Hours((1, 2, 3, 4, 5), 8 * 60, 18 * 60),))
_LIMITS: Final = Limits((TokenLimits(_TOKEN, daily=_amount(50_000), approval_above=_amount(10_000)),), 20)
_VERSION: Final = LimitsVersion(_ALICE, LimitScope.IDENTITY, 1, _LIMITS, _AT, _ALICE, "So much is enough")
_PART: Final = Part(Rule.LIMIT_DAILY, Scope.SENDER, Outcome.ALLOW, left=_amount(22_500))
_PAST: Final = PastDecision(
    _ALICE,
    _ALICE,
    _AT,
    Deed.MADE,
    Outcome.ALLOW,
    Rule.DEFAULT,
    _BOB,
    _TOKEN,
    "25.00",
    _amount(2_500),
    "Rent, March",
    (_PART,),
    policy_version=1,
    limits_version=1,
    transfer_id=_TRANSFER,
)

LIMIT_EXAMPLES: Final[tuple[object, ...]] = (
    PolicyVersion(_ALICE, 1, _POLICY, _AT, _ALICE, "Office hours only"),
    rule_requests.PolicyRequest(_POLICY, 0, "Office hours only"),
    _VERSION,
    rule_requests.LimitsRequest(LimitScope.IDENTITY, _LIMITS, 0, "So much is enough"),
    LimitBook(
        LimitUse(
            _VERSION,
            (
                TokenUse(
                    *(_TOKEN, Window.DAY, _amount(50_000), _amount(2_500), _amount(0)),
                    _AT + timedelta(hours=24),
                    _amount(2_500),
                ),
            ),
            CountUse(20, 1, 0, _AT + timedelta(hours=1)),
            _AT,
        )
    ),
    WhatIf(
        since=_AT - timedelta(days=30),
        payments=12,
        allowed=11,
        held=1,
        refused=0,
        rules=(RuleCount(Rule.APPROVAL_ABOVE, Outcome.NEEDS_APPROVAL, 1),),
        cases=(Case(_TRANSFER, _BOB, _amount(12_000), _AT, Outcome.NEEDS_APPROVAL, Rule.APPROVAL_ABOVE),),
    ),
    _PAST,
    DecisionPage((_PAST,), ""),
)
