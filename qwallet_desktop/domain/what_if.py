"""*What if?*: what a proposed policy or limits would have held or refused of the payments of the last 30 days."""

from dataclasses import dataclass
from datetime import datetime

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.ids import IdentityId, TransferId
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.money import Amount


@dataclass(frozen=True, slots=True)
class Supposition:
    """Rules that are not in force: those that are None stay as they are."""

    policy: ConsentPolicy | None = None
    limits: Limits | None = None
    scope: LimitScope = LimitScope.IDENTITY


@dataclass(frozen=True, slots=True)
class Case:
    """A payment that the supposed rules would not have let through as it went."""

    transfer_id: TransferId
    recipient: IdentityId
    amount: Amount
    at: datetime
    outcome: Outcome
    rule: Rule


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many payments one rule would have held or refused."""

    rule: Rule
    outcome: Outcome
    payments: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would have become of the payments out since `since`; `cases` are the newest of those that differ."""

    since: datetime
    payments: int
    allowed: int
    held: int
    refused: int
    rules: tuple[RuleCount, ...]
    cases: tuple[Case, ...]
