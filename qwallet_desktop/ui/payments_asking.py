"""Which payments of a list will ask others, as far as this desktop knows the rules; the node decides of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from qwallet_desktop.domain.approvers import approvers_of, is_enough
from qwallet_desktop.domain.consent import ConsentPolicy, External
from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import LimitBook, Limits
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.permissions import Action as Asked
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.state.groups import actors, charter_of
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.root import State


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of the rules that a sender pays under.

    Attributes:
        sender: Who pays.
        actor: Who signs for it.
        charter: Of a group.
        policy: Its permissions; None while they are not known.
        limits: What limits it and its family; None while that is not known.
    """

    sender: Identity
    actor: IdentityId | None = None
    charter: Charter | None = None
    policy: ConsentPolicy | None = None
    limits: LimitBook | None = None

    def asks(self, recipient: IdentityId, amount: Amount, identities: Identities) -> bool:
        """Tell whether a payment will need somebody's approval."""
        match self.sender.type:
            case IdentityType.ENTERPRISE:
                return not self._is_enough((amount,))
            case IdentityType.CONSENTIDA:
                return True
            case _:
                pass
        other = identities.known.get(recipient)
        if other is not None and (other.owner or other.id) == (self.sender.owner or self.sender.id):
            return False
        outside = self.policy is not None and self.policy.external is External.APPROVAL
        return outside or any(_above(limits, amount) for limits in self._limits())

    def together(self, payments: Sequence[tuple[IdentityId, Amount]], identities: Identities) -> Approval | None:
        """Return who must agree to all of these payments as one; None where nobody must, or that is not known here.

        Amounts of one token count together: a list that is split evades nothing.
        """
        amounts = tuple(amount for _, amount in payments)
        if not payments or (self.sender.type is IdentityType.ENTERPRISE and self._is_enough(amounts)):
            return None
        asked = any(self.asks(recipient, amount, identities) for recipient, amount in payments)
        if not asked and self.sender.type is not IdentityType.ENTERPRISE:
            return None
        try:
            return approvers_of(self.sender, self.charter, amounts=amounts)
        except (Refused, ValueError):
            return None

    @property
    def aside(self) -> IdentityId | None:
        """Who asks for a group's payments, where its signature doesn't count among those that are needed."""
        return self.actor if self.charter is not None and not self.charter.initiator_counts else None

    def _is_enough(self, amounts: Sequence[Amount]) -> bool:
        if self.charter is None or self.actor is None:
            return False
        approval = approvers_of(self.sender, self.charter, amounts=amounts)
        return is_enough(approval, self.actor, initiator_counts=self.charter.initiator_counts)

    def _limits(self) -> tuple[Limits, ...]:
        if self.limits is None:
            return ()
        family = () if self.limits.family is None else (self.limits.family.version.limits,)
        return (self.limits.own.version.limits, *family)


def _above(limits: Limits, amount: Amount) -> bool:
    above = (one.approval_above for one in limits.tokens if one.token_id == amount.token_id)
    return any(most is not None and amount.units > most.units for most in above)


def asking_of(state: State, sender: IdentityId) -> Asking | None:
    """Return what is known of the rules that an identity pays under; None for one that is not known."""
    identity = state.identities.known.get(sender)
    if identity is None:
        return None
    book = known(state.consent.policies.get(sender))
    signers = actors(state, sender, Asked.SEND)
    return Asking(
        identity,
        signers[0] if signers else None,
        charter_of(state.groups, sender),
        None if book is None else book.version.policy,
        known(state.limits.books.get(sender)),
    )
