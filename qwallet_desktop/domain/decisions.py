"""Whether a payment may go, by which rule, who must agree and what is left of each limit (contract §5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Problem


class Outcome(StrEnum):
    """What a rule says; the strictest of all rules wins (they stand in this order)."""

    ALLOW = "ALLOW"
    NEEDS_APPROVAL = "NEEDS_APPROVAL"
    DENY = "DENY"


class Rule(StrEnum):
    """Which rule decided."""

    # What allows where nothing else speaks
    OWN_IDENTITIES = "OWN_IDENTITIES"
    DEFAULT = "DEFAULT"
    # State of the two sides
    SENDER_STATE = "SENDER_STATE"
    RECIPIENT_STATE = "RECIPIENT_STATE"
    NOT_ONESELF = "NOT_ONESELF"
    FUNDS = "FUNDS"
    # What the types demand
    GROUP_SIGNERS = "GROUP_SIGNERS"
    GROUP_VOTE = "GROUP_VOTE"
    GUARDIAN = "GUARDIAN"
    GUARDED_CAP = "GUARDED_CAP"
    AID_TOKEN = "AID_TOKEN"  # noqa: S105  (a name)
    AID_CAP = "AID_CAP"
    # The sender's and the recipient's consent
    CONSENT_SEND = "CONSENT_SEND"
    CONSENT_RECEIVE = "CONSENT_RECEIVE"
    CONSENT_TOKEN = "CONSENT_TOKEN"  # noqa: S105  (a name)
    CONSENT_COUNTERPARTY = "CONSENT_COUNTERPARTY"
    CONSENT_HOURS = "CONSENT_HOURS"
    CONSENT_EXTERNAL = "CONSENT_EXTERNAL"
    CONSENT_CROSS_IDENTITY = "CONSENT_CROSS_IDENTITY"
    # The sender's limits, and those of its family
    LIMIT_TOKEN = "LIMIT_TOKEN"  # noqa: S105  (a name)
    LIMIT_ADDRESS = "LIMIT_ADDRESS"
    LIMIT_TRANSACTION = "LIMIT_TRANSACTION"
    LIMIT_DAILY = "LIMIT_DAILY"
    LIMIT_MONTHLY = "LIMIT_MONTHLY"
    LIMIT_HOURLY_COUNT = "LIMIT_HOURLY_COUNT"
    APPROVAL_ABOVE = "APPROVAL_ABOVE"
    # A part could not be decided: somebody has to look at it
    UNDECIDED = "UNDECIDED"


class Scope(StrEnum):
    """Whose rule it is."""

    SENDER = "SENDER"
    FAMILY = "FAMILY"
    RECIPIENT = "RECIPIENT"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who must agree: `required` of the `approvers`, each by its own signature."""

    approvers: tuple[IdentityId, ...]
    required: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one rule says to a payment.

    `left` is what the rule would still let through after this payment (before it, where it
    denies), None for a rule that counts no amounts; `left_payments` is the same for one that counts
    payments. `free_at` is when a rule that denies would let it through, None where waiting doesn't
    help or it doesn't deny.
    """

    rule: Rule
    scope: Scope
    outcome: Outcome
    problem: Problem | None = None
    left: Amount | None = None
    free_at: datetime | None = None
    left_payments: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What will happen to a payment, by which rule, and why if it is refused.

    `remaining` is what the sender could still spend of the token afterwards
    (before it, where the payment is denied). `rule` and `problem` are those of the strictest
    part, the first of these in the order of the rules; `parts` are all that had something to say,
    also those that allow and count. `approval` says who must agree where that is needed.
    The versions are those of the sender's policy and limits that decided (0: factory default).
    """

    outcome: Outcome
    rule: Rule
    remaining: Amount
    problem: Problem | None = None
    approval: Approval | None = None
    parts: tuple[Part, ...] = ()
    policy_version: int = 0
    limits_version: int = 0
