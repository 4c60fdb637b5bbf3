"""Collects what the decision on a payment reads: for payments and their previews, batches, and what was approved."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from qwallet_desktop.domain.consent import External, PolicyVersion
from qwallet_desktop.domain.deciding import decide_payment
from qwallet_desktop.domain.decisions import Decision, Outcome, Scope
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import GROUP_TYPES, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.domain.limits import LimitScope, Window
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.payment_facts import EVERYTHING, LimitFacts, PaymentFacts, Use
from qwallet_desktop.node import groups, policies, spending
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.spending import Counted
from qwallet_desktop.node.working import Working

T = TypeVar("T")
P = ParamSpec("P")
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnHold:
    """What is held for the item that a payment belongs to: units of the payment's token, and payments in all."""

    units: int
    payments: int


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A payment whose texts could be read: whose, to whom, how much, when, and who asks for it.

    `hold` is what is held already, for the item that it is the matter of. `is_last` says that everything else
    allows it and that it is made at once, if the recipient has room for it.
    """

    sender: IdentityRow
    recipient: IdentityRow | None
    token: TokenRow
    amount: Amount
    at: datetime
    initiator: IdentityId
    hold: OwnHold | None = None
    is_last: bool = False


@dataclass(slots=True)
class Ahead:
    """What payments decided before, but not made yet, are going to spend and bring."""

    spent: dict[TokenId, int] = field(default_factory=dict[TokenId, int])
    received: dict[tuple[IdentityId, TokenId], int] = field(default_factory=dict[tuple[IdentityId, TokenId], int])
    payments: int = 0

    def add(self, recipient: IdentityId, amount: Amount) -> None:
        """Count a payment."""
        token_id = amount.token_id
        self.spent[token_id] = self.spent.get(token_id, 0) + amount.units
        self.received[recipient, token_id] = self.received.get((recipient, token_id), 0) + amount.units
        self.payments += 1


NOTHING = Ahead()


def decide(working: Working, asked: AskedFor, ahead: Ahead = NOTHING) -> Decision:
    """Decide a payment by what the ledger says: the same for a preview and for the payment itself.

    Raises:
        SQLAlchemyError: The database could not be read; that is no decision.
    """
    return decide_payment(facts_of(working, asked, ahead), _report)


def decide_last(working: Working, asked: AskedFor, ahead: Ahead = NOTHING) -> Decision | None:
    """Decide whether the recipient has room for a payment that everything else allows; None where it has.

    How full an AID is would tell what it holds. Only a payment that is made where there is room may find that out:
    whoever previews, proposes or sends what can't go for another reason could ask for any amount for nothing.

    Raises:
        SQLAlchemyError: The database could not be read; that is no decision.
    """
    if asked.recipient is None or asked.recipient.identity.type is not IdentityType.AID:
        return None
    decision = decide(working, replace(asked, is_last=True), ahead)
    return decision if decision.outcome is Outcome.DENY else None


def facts_of(working: Working, asked: AskedFor, ahead: Ahead = NOTHING) -> PaymentFacts:
    """Collect what is known of a payment.

    Raises:
        SQLAlchemyError: The database could not be read.
    """
    if not _is_free(working, asked):
        return _Facts(working, asked, ahead).collected()
    available = working.state(asked.sender, asked.token, AccountKind.AVAILABLE).balance
    return PaymentFacts(
        asked.sender.identity,
        asked.recipient.identity if asked.recipient else None,
        asked.amount,
        asked.amount.of(available - ahead.spent.get(asked.amount.token_id, 0)),
        asked.token.token.symbol,
        asked.at,
    )


def _is_free(working: Working, asked: AskedFor) -> bool:
    """Tell whether no rule can have anything to say, by what is known: two ROOTs that never set any.

    Nearly every payment is such a one, and collecting what no rule reads took as long as moving the money.
    """
    sender, recipient = asked.sender, asked.recipient
    if recipient is None or asked.hold or {sender.identity.type, recipient.identity.type} != {IdentityType.ROOT}:
        return False
    owner = sender.identity.owner
    root = working.identity(owner) if owner else sender
    known = working.limits
    policies_known = (working.policies.get(sender.n), working.policies.get(recipient.n))
    return (
        root is not None
        and known.get(sender.n) == {} == known.get(root.n)
        and all(version is not None and not version.version for version in policies_known)
    )


class _Facts:
    """Collects what is known of one payment; what is stored but makes no sense is named in `unread`."""

    def __init__(self, working: Working, asked: AskedFor, ahead: Ahead) -> None:
        self._working = working
        self._asked = asked
        self._ahead = ahead
        self._unread: list[Scope] = []
        self._counted: dict[Scope, Counted] = {}

    def collected(self) -> PaymentFacts:
        """Read everything that a rule in force asks for, and nothing else.

        Raises:
            SQLAlchemyError: The database could not be read.
        """
        working, asked = self._working, self._asked
        sender, recipient, amount = asked.sender, asked.recipient, asked.amount
        charter = self._charter()
        policy = self._read(Scope.SENDER, policies.policy_of, working, sender)
        others = self._read(Scope.RECIPIENT, policies.policy_of, working, recipient) if recipient else None
        root = self._root()
        own = self._limits(Scope.SENDER, Counted(sender))
        family = self._limits(Scope.FAMILY, Counted(root, LimitScope.FAMILY)) if root else None
        known = working.limits.get(sender.n, {}).get(LimitScope.IDENTITY)
        return PaymentFacts(
            sender=sender.identity,
            recipient=recipient.identity if recipient else None,
            amount=amount,
            available=self._available(),
            symbol=asked.token.token.symbol,
            at=asked.at,
            # The default of every type excludes no payment.
            policy=policy.policy if policy and policy.version else EVERYTHING,
            recipient_policy=others.policy if others and others.version else EVERYTHING,
            own=own,
            family=family,
            charter=charter,
            initiator=self._agreeing(charter),
            shares_group=self._shares_group(policy),
            recipient_holds=self._recipient_holds(),
            unread=tuple(self._unread),
            policy_version=policy.version if policy else 0,
            limits_version=known.version if known else 0,
            frees=self._frees if own or family else None,
            beside=self._beside(charter),
        )

    def _read(self, scope: Scope, read: Callable[P, T], *args: P.args, **named: P.kwargs) -> T | None:
        try:
            return read(*args, **named)
        except Exception as error:  # noqa: BLE001  (whatever it is, somebody has to look at the payment)
            _report(error)
            self._unread.append(scope)
            return None

    def _available(self) -> Amount:
        asked, amount = self._asked, self._asked.amount
        there = self._working.state(asked.sender, asked.token, AccountKind.AVAILABLE).balance
        own = asked.hold.units if asked.hold else 0
        return amount.of(there + own - self._ahead.spent.get(amount.token_id, 0))

    def _root(self) -> IdentityRow | None:
        """Return whose family the sender belongs to."""
        owner = self._asked.sender.identity.owner
        return self._working.identity(owner) if owner else self._asked.sender

    def _limits(self, scope: Scope, counted: Counted) -> LimitFacts | None:
        """Return the limits of one scope with their use; None where there are none."""
        working, asked = self._working, self._asked
        version = self._read(scope, policies.limits_of, working, counted.row, counted.scope)
        if version is None or not version.version:
            return None
        self._counted[scope] = counted
        use = spending.use_of(working, counted, asked.token, asked.at, version.limits)
        return LimitFacts(version.limits, self._with_ahead(use))

    def _with_ahead(self, use: Use) -> Use:
        """Count what goes before this payment, and don't count what is held for itself."""
        ahead, own = self._ahead, self._asked.hold or OwnHold(0, 0)
        spent = ahead.spent.get(self._asked.amount.token_id, 0)
        if not (ahead.payments or own.payments):
            return use
        made, waiting = use.made + ahead.payments, use.waiting - own.payments
        return Use(use.day + spent, use.month + spent, use.held - own.units, made, waiting)

    def _charter(self) -> Charter | None:
        sender = self._asked.sender
        if sender.identity.type not in GROUP_TYPES:
            return None
        known = self._read(Scope.SENDER, groups.charter_of, self._working, sender)
        return known[0] if known else None

    def _beside(self, charter: Charter | None) -> Amount | None:
        """Return what else is paid of the token in one go; only asked where a charter counts by amounts."""
        if charter is None or not charter.amount_thresholds:
            return None
        amount = self._asked.amount
        return amount.of(self._ahead.spent.get(amount.token_id, 0))

    def _agreeing(self, charter: Charter | None) -> IdentityId | None:
        """Return who agrees by asking, as far as a group's charter lets it; nobody, if that one may not sign."""
        initiator = self._working.identity(self._asked.initiator) if charter else None
        if initiator is None:
            return None
        counts = self._read(Scope.SENDER, policies.initiator_counts, self._working, initiator, charter)
        return initiator.identity.id if counts else None

    def _shares_group(self, policy: PolicyVersion | None) -> bool:
        asked = self._asked
        if policy is None or not policy.version or policy.policy.external is External.ALLOW or asked.recipient is None:
            return False
        return groups.in_common_group(self._working, asked.sender, asked.recipient)

    def _recipient_holds(self) -> Amount | None:
        asked, recipient = self._asked, self._asked.recipient
        if recipient is None or recipient.identity.type is not IdentityType.AID:
            return None
        coming = self._ahead.received.get((recipient.identity.id, asked.amount.token_id), 0)
        there = self._working.settled(recipient, asked.token) if asked.is_last else 0
        return asked.amount.of(there + coming)

    def _frees(self, scope: Scope, window: Window, amount: int) -> datetime | None:
        token = None if window is Window.HOUR else self._asked.token
        return spending.leaves(self._working, self._counted[scope], token, window, self._asked.at, amount)


def _report(error: Exception) -> None:
    """Note why a rule could not be read or decided.

    Raises:
        SQLAlchemyError: That is what it was: nothing can be decided then.
    """
    if isinstance(error, SQLAlchemyError):
        raise error
    _logger.error("a rule of a payment could not be decided: %s", type(error).__name__, exc_info=error)
