"""A ledger with one daily limit for each and one for the family that the node must agree with, in whole units.

It remembers every payment with its time and adds up; it knows nothing of running sums, indexes or rows.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


Payment = tuple[str, int]
"""A recipient, and units."""


@dataclass
class Held:
    """A payment that waits, or many that wait together."""

    sender: str
    payments: tuple[Payment, ...]
    ends: datetime

    @property
    def units(self) -> int:
        return sum(units for _, units in self.payments)


NOTHING = Held("", (), datetime.min.replace(tzinfo=UTC))


@dataclass
class SpendingModel:
    """Who has what, what went out when, and what waits; `Root` owns all but the stranger."""

    balances: dict[str, int]
    daily: dict[str, int | None] = field(default_factory=dict)
    family: int | None = None
    per_hour: int | None = None
    above: int | None = None
    paid: list[tuple[datetime, str, str, int]] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    times: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def _account_time(self, who: str, kind: str, now: datetime) -> datetime:
        """An account's time never goes back, though the clock does."""
        self.times[who, kind] = max(now, self.times.get((who, kind), now))
        return self.times[who, kind]

    def waiting(self, *who: str) -> int:
        return sum(one.units for one in self.held.values() if one.sender in who)

    def spent(self, now: datetime, *who: str) -> int:
        return sum(units for at, sender, _, units in self.paid if sender in who and at > now - DAY)

    def available(self, who: str) -> int:
        return self.balances[who] - self.waiting(who)

    def expire(self, now: datetime) -> None:
        for key in [key for key, one in self.held.items() if one.ends <= now]:
            self.release(key, now)

    def release(self, key: str, now: datetime) -> None:
        one = self.held.pop(key)
        self._account_time(one.sender, "HELD", now)
        self._account_time(one.sender, "AVAILABLE", now)

    def judged_together(
        self, now: datetime, sender: str, payments: tuple[Payment, ...], own: Held = NOTHING
    ) -> tuple[str, int]:
        """Say what becomes of payments that are made all or none, and at which the first is refused."""
        words = []
        for place, (recipient, units) in enumerate(payments):
            words.append(self.judged(now, sender, recipient, units, own, payments[:place]))
            if words[-1] not in {"ALLOW", "NEEDS_APPROVAL"}:
                return words[-1], place
        # By the alphabet the one that waits comes last.
        return max(words), 0

    def judged(  # noqa: PLR0913, PLR0917  (what a payment is judged by)
        self,
        now: datetime,
        sender: str,
        recipient: str,
        units: int,
        own: Held = NOTHING,
        before: tuple[Payment, ...] = (),
    ) -> str:
        """Say what becomes of a payment; `own` is what is held for it already, `before` what goes with it before."""
        ahead = sum(one for _, one in before)
        if units + ahead > self.available(sender) + own.units:
            return "INSUFFICIENT_FUNDS"
        limits: list[tuple[int | None, tuple[str, ...]]] = [(self.daily.get(sender), (sender,))]
        if sender != "Ben":
            limits.append((self.family, ("Root", "Kim", "Lou")))
        for limit, who in limits:
            if limit is not None and self.spent(now, *who) + self.waiting(*who) - own.units + ahead + units > limit:
                return "LIMIT_EXCEEDED"
        if self.per_hour is not None and sender == "Kim":
            made = sum(at > now - HOUR and who == "Kim" for at, who, _, _ in self.paid)
            waits = sum(len(one.payments) for one in self.held.values() if one.sender == "Kim")
            if made + waits - len(own.payments) + len(before) + 1 > self.per_hour:
                return "TOO_MANY_PER_HOUR"
        asks = self.above is not None and sender == "Kim" and units > self.above and recipient == "Ben"
        return "NEEDS_APPROVAL" if asks else "ALLOW"

    def pay(self, now: datetime, sender: str, recipient: str, units: int, kind: str = "AVAILABLE") -> None:
        self.paid.append((self._account_time(sender, kind, now), sender, recipient, units))
        self._account_time(recipient, "AVAILABLE", now)
        self.balances[sender] -= units
        self.balances[recipient] += units

    def hold(self, key: str, now: datetime, one: Held) -> None:
        self._account_time(one.sender, "AVAILABLE", now)
        self._account_time(one.sender, "HELD", now)
        self.held[key] = one
