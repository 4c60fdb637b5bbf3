"""Limits, policies and decisions as screens get them, for tests and the gallery."""

from dataclasses import replace
from datetime import timedelta

from immutables import Map

from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours, PolicyVersion
from qwallet_desktop.domain.decisions import Outcome, Part, Rule, Scope
from qwallet_desktop.domain.explanations import Deed, PastDecision
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import ItemId, TokenId, TransferId
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
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.what_if import Case, RuleCount, WhatIf
from qwallet_desktop.state.consent import Consent, PolicyBook
from qwallet_desktop.state.explanations import Decisions, Explanations
from qwallet_desktop.state.limits import LimitsKnown
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import State
from tests.ui.builders import NOW, QTK, did, identity, state, token

EURQ = TokenId("qtk1" + "ee" * 32)
TOKENS = (token(), token("EURQ", token_id=EURQ, issuer=2))
MARA = identity(1, "Mara Lindqvist")
SAVINGS = replace(identity(2, "Savings"), owner=did(1))
ACME = identity(5, "Acme Treasury", kind=IdentityType.ENTERPRISE)
KIM = replace(identity(6, "Kim", kind=IdentityType.CONSENTIDA), guardian=did(1))
GHOST = identity(7, "", kind=IdentityType.AID)


def qtk(units: int) -> Amount:
    """Return an amount of QTK, in cents."""
    return Amount(units, 2, QTK)


def version(
    limits: Limits, number: int = 1, *, scope: LimitScope = LimitScope.IDENTITY, of: int = 1, reason: str = ""
) -> LimitsVersion:
    """Return limits as they came into force some days ago."""
    by = did(1) if number else None
    return LimitsVersion(did(of), scope, number, limits, NOW - timedelta(days=9 - number), by, reason)


SMALL = TokenLimits(QTK, qtk(100_000), qtk(500_000), qtk(25_000), qtk(10_000))
OWN = Limits((SMALL,), 10, (), (did(88),))
LOWER = Limits((replace(SMALL, daily=qtk(200_000), approval_above=None),), 20)
FAMILY = Limits((TokenLimits(QTK, qtk(300_000), None), TokenLimits(EURQ, None, Amount(2_000_000, 2, EURQ))))


def use(spent: int, held: int, limit: int | None, window: Window, *, hours: int = 3) -> TokenUse:
    """Return how much QTK was used in a window, of which 12.50 come back in some hours."""
    most = None if limit is None else qtk(limit)
    frees = (NOW + timedelta(hours=hours), qtk(1_250)) if spent else (None, None)
    return TokenUse(QTK, window, most, qtk(spent), qtk(held), *frees)


OWN_USE = LimitUse(
    version(OWN, 2, reason="Less while I travel"),
    (use(25_000, 10_000, 100_000, Window.DAY), use(431_000, 10_000, 500_000, Window.MONTH, hours=50)),
    CountUse(10, 3, 1, NOW + timedelta(minutes=40)),
    NOW,
)
FAMILY_USE = LimitUse(
    version(FAMILY, 1, scope=LimitScope.FAMILY),
    (
        replace(use(300_000, 0, 300_000, Window.DAY), frees_at=NOW + timedelta(minutes=4)),
        TokenUse(EURQ, Window.MONTH, Amount(2_000_000, 2, EURQ), Amount(0, 2, EURQ), Amount(0, 2, EURQ)),
    ),
    CountUse(None, 3, 0),
    NOW,
)
NONE_USE = LimitUse(version(Limits(), 0), (), CountUse(None, 0, 0), NOW)
BOOK = LimitBook(OWN_USE, FAMILY_USE)
LIMITS_HISTORY = (OWN_USE.version, version(LOWER, 1, reason="First limits"), version(Limits(), 0))

HOURS = (Hours((1, 2, 3, 4, 5), 7 * 60, 16 * 60),)
STRICT = ConsentPolicy(
    can_issue=False,
    cross_identity=False,
    tokens=(QTK,),
    counterparties=(did(2), did(88)),
    hours=HOURS,
    external=External.APPROVAL,
)


def policy_version(policy: ConsentPolicy, number: int, *, of: int = 1, reason: str = "") -> PolicyVersion:
    """Return a policy as it came into force some days ago."""
    by = did(1) if number else None
    return PolicyVersion(did(of), number, policy, NOW - timedelta(days=20 - number), by, reason)


POLICIES = PolicyBook(
    policy_version(STRICT, 2, reason="Only what the office needs"),
    (
        policy_version(STRICT, 2, reason="Only what the office needs"),
        policy_version(ConsentPolicy(external=External.DENY), 1),
        policy_version(ConsentPolicy(), 0),
    ),
)
PLAIN_POLICY = PolicyBook(policy_version(ConsentPolicy(), 0), (policy_version(ConsentPolicy(), 0),))


def transfer_id(number: int) -> TransferId:
    """Return the id of a transfer."""
    return TransferId(f"tr_{number:032x}")


LEFT = Part(Rule.LIMIT_DAILY, Scope.SENDER, Outcome.ALLOW, None, qtk(65_000))
FAMILY_LEFT = Part(Rule.LIMIT_DAILY, Scope.FAMILY, Outcome.ALLOW, None, qtk(112_500))
MADE = PastDecision(
    did(1),
    did(1),
    NOW - timedelta(minutes=12),
    Deed.MADE,
    Outcome.ALLOW,
    Rule.DEFAULT,
    did(88),
    QTK,
    "25.00",
    qtk(2_500),
    "Rent",
    (LEFT, FAMILY_LEFT),
    policy_version=2,
    limits_version=2,
    transfer_id=transfer_id(1),
)
OPENED = replace(
    MADE,
    at=NOW - timedelta(hours=5),
    deed=Deed.OPENED,
    outcome=Outcome.NEEDS_APPROVAL,
    rule=Rule.APPROVAL_ABOVE,
    asked="150.00",
    amount=qtk(15_000),
    recipient=did(2),
    memo="",
    parts=(LEFT, Part(Rule.APPROVAL_ABOVE, Scope.SENDER, Outcome.NEEDS_APPROVAL)),
    transfer_id=None,
    item_id=ItemId("it_" + "0c" * 16),
)
SHORT = Problem(Code.INSUFFICIENT_FUNDS, {"available": "1.00", "symbol": "QTK"})
REFUSED = replace(
    MADE,
    at=NOW - timedelta(days=2),
    deed=Deed.REFUSED,
    outcome=Outcome.DENY,
    rule=Rule.FUNDS,
    asked="lots",
    amount=None,
    problem=SHORT,
    parts=(Part(Rule.FUNDS, Scope.SENDER, Outcome.DENY, SHORT), replace(LEFT, outcome=Outcome.DENY)),
    transfer_id=None,
)
DECIDED = (MADE, OPENED, REFUSED)

SINCE = NOW - timedelta(days=30)
CASES = tuple(
    Case(
        transfer_id(number),
        did(2 if number % 2 else 88),
        qtk(12_345 * number),
        NOW - timedelta(hours=7 * number),
        Outcome.DENY if number % 3 == 0 else Outcome.NEEDS_APPROVAL,
        Rule.LIMIT_DAILY if number % 3 == 0 else Rule.APPROVAL_ABOVE,
    )
    for number in range(1, 9)
)
WHAT_IF = WhatIf(
    SINCE,
    1_204,
    1_169,
    31,
    4,
    (
        RuleCount(Rule.APPROVAL_ABOVE, Outcome.NEEDS_APPROVAL, 31),
        RuleCount(Rule.LIMIT_DAILY, Outcome.DENY, 4),
    ),
    CASES,
)


def rules(*members: Identity, active: int = 0) -> State:
    """Return a state that knows the rules of the first identity, whose keys are all here."""
    made = state(*(members or (MARA, SAVINGS, ACME)), active=active, tokens=TOKENS)
    here = made.identities.order[active]
    return made.having(
        {
            "limits": LimitsKnown(
                books=Map({here: Loaded(BOOK, NOW)}),
                versions=Map({(here, LimitScope.IDENTITY): Loaded(LIMITS_HISTORY, NOW)}),
            ),
            "consent": Consent(policies=Map({here: Loaded(POLICIES, NOW)})),
            "explanations": Explanations(lists=Map({here: Decisions(Loaded(DECIDED, NOW))})),
        }
    )
