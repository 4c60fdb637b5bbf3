"""What the decision on a payment reads: both sides, their rules, and how much of the limits is used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.decisions import Scope
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import Limits, TokenLimits, Window
from qwallet_desktop.domain.money import Amount

Frees: TypeAlias = Callable[[Scope, Window, int], datetime | None]
"""Says when so much of what is spent (units, or payments of the HOUR) will have left a window; None: never."""


@dataclass(frozen=True, slots=True)
class Use:
    """How much of the limits of one scope is used before a payment, in units of the payment's token.

    `day` and `month` left in the sliding windows, `held` waits for approval. The payments are counted
    over all tokens: `made` in the sliding hour, `waiting` with something held for them.
    """

    day: int = 0
    month: int = 0
    held: int = 0
    made: int = 0
    waiting: int = 0


UNUSED = Use()


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """Limits that are in force, and how much of them is used."""

    limits: Limits
    use: Use = UNUSED

    def on(self, token_id: TokenId) -> TokenLimits | None:
        """Return the limits on a token; None where there are none."""
        for limits in self.limits.tokens:
            if limits.token_id == token_id:
                return limits
        return None


EVERYTHING = ConsentPolicy()
"""The policy that excludes nothing."""


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """Everything that `decide_payment` reads; the node collects it inside the transaction (node/rule_facts.py).

    Attributes:
        sender: Whose money it is; a group too.
        recipient: Who is to be paid; None if nobody of that DID is registered.
        amount: What is to be paid.
        available: What the sender has of the token, without what is held.
        symbol: The token's, for sentences.
        at: When: hours and windows are read at it. UTC.
        policy: What the sender consents to.
        recipient_policy: What the recipient consents to.
        own: The sender's own limits; None where there are none.
        family: The limits of the sender's whole family; None where there are none.
        charter: Of a sender that is a group.
        initiator: Who asks for a group's payment and may agree to it; None of any other sender.
        shares_group: Both belong to one group, or one to the other; only read where a policy asks.
        recipient_holds: What the recipient has of the token, where that is an AID; zero while that may not be told.
        unread: Whose rules could not be read: somebody has to look at the payment.
        policy_version: The version of the sender's policy.
        limits_version: The version of the sender's own limits.
        frees: Answers when a limit that denies would let the payment through.
        beside: What other payments of the same token come to that are made together with this one.
    """

    sender: Identity
    recipient: Identity | None
    amount: Amount
    available: Amount
    symbol: str
    at: datetime
    policy: ConsentPolicy = EVERYTHING
    recipient_policy: ConsentPolicy = EVERYTHING
    own: LimitFacts | None = None
    family: LimitFacts | None = None
    charter: Charter | None = None
    initiator: IdentityId | None = None
    shares_group: bool = False
    recipient_holds: Amount | None = None
    unread: tuple[Scope, ...] = ()
    policy_version: int = 0
    limits_version: int = 0
    frees: Frees | None = None
    beside: Amount | None = None

    @property
    def together(self) -> tuple[Amount, ...]:
        """What is paid as one: a payment cut into pieces asks as many as the whole."""
        return (self.amount,) if self.beside is None else (self.amount, self.beside)

    @property
    def is_own(self) -> bool:
        """Whether both sides are of one family: a ROOT and the identities that it owns."""
        return self.recipient is not None and is_family(self.sender, self.recipient)


def is_family(one: Identity, other: Identity) -> bool:
    """Tell whether two identities are of one family."""
    return (one.owner or one.id) == (other.owner or other.id)
