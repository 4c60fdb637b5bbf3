"""Replays payments under other rules, in their order, with the sliding windows as they would have been.

Two payments between the same two, of the same token, that stand on the same side of every limit and
of the hours are decided alike. So each such kind is decided once, by `decide_payment` itself, and a
hundred thousand payments cost little more than adding them up.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

from qwallet_desktop.domain.consent import ALWAYS, DAYS_OF_WEEK, MINUTES_OF_DAY, Hours, minutes
from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.ids import TokenId, TransferId
from qwallet_desktop.domain.limits import DAY, HOUR, MONTH, Limits
from qwallet_desktop.domain.payment_facts import Use

MOST_CASES = 50
"""Cases that an answer names: the newest."""

_MILLISECOND = timedelta(milliseconds=1)
_MILLISECONDS_OF_MINUTE = 60_000
_THURSDAY = 3 * MINUTES_OF_DAY
"""Where the week stood when milliseconds began to be counted, on 1 January 1970."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as it was made.

    `sender` and `recipient` are row numbers, `at` is milliseconds since 1970. `agreed`: others had
    agreed to it. `judged` is false for one that no limit was held against, such as the sweep of an
    identity that was closed, or whose rules are not the question: it only counts.
    """

    transfer_id: TransferId
    sender: int
    recipient: int
    token_id: TokenId
    units: int
    at: int
    agreed: bool
    judged: bool


Verdict: TypeAlias = tuple[Outcome, Rule]
Judge: TypeAlias = Callable[[Payment, Use, Use], Verdict]
"""Decides a payment, knowing how much of the sender's own limits and of the family's is used."""

Grade: TypeAlias = Callable[[Payment], int]
"""Says how many a payment of its amount asks, where a charter counts by amounts."""


class _Window:
    """What went out in a sliding time: a payment at exactly its beginning is out of it."""

    __slots__ = ("_entries", "_length", "total")

    def __init__(self, length: timedelta) -> None:
        self._length = length // _MILLISECOND
        self._entries: deque[tuple[int, int]] = deque()
        self.total = 0

    def at(self, moment: int) -> int:
        """Return the sum of what is in the window at a moment, which is never before the one asked for last."""
        entries, edge = self._entries, moment - self._length
        while entries and entries[0][0] <= edge:
            self.total -= entries.popleft()[1]
        return self.total

    def add(self, moment: int, units: int) -> None:
        """Count something."""
        self._entries.append((moment, units))
        self.total += units


class Counting:
    """How much of the limits of one scope is used, and on which side of each a payment stands."""

    def __init__(self, limits: Limits) -> None:
        self._limits = {one.token_id: one for one in limits.tokens}
        self._days = {one.token_id: _Window(DAY) for one in limits.tokens if one.daily is not None}
        self._months = {one.token_id: _Window(MONTH) for one in limits.tokens if one.monthly is not None}
        self._most = limits.max_transactions_per_hour
        self._hour = _Window(HOUR) if self._most is not None else None

    @property
    def reach(self) -> timedelta:
        """How far back the longest window reaches."""
        if self._months:
            return MONTH
        return DAY if self._days else HOUR if self._hour else timedelta()

    def use(self, payment: Payment) -> Use:
        """Say how much is used before a payment."""
        day, month = self._days.get(payment.token_id), self._months.get(payment.token_id)
        return Use(
            day=day.at(payment.at) if day else 0,
            month=month.at(payment.at) if month else 0,
            made=self._hour.at(payment.at) if self._hour else 0,
        )

    def side(self, payment: Payment) -> int:
        """Say beyond which limits a payment would be, as the bits of a number."""
        bits = 0
        limits = self._limits.get(payment.token_id)
        if limits is not None:
            units, at = payment.units, payment.at
            if limits.per_transaction is not None and units > limits.per_transaction.units:
                bits |= 1
            if limits.daily is not None and self._days[payment.token_id].at(at) + units > limits.daily.units:
                bits |= 2
            if limits.monthly is not None and self._months[payment.token_id].at(at) + units > limits.monthly.units:
                bits |= 4
            if limits.approval_above is not None and units > limits.approval_above.units:
                bits |= 8
        if self._hour is not None and self._most is not None and self._hour.at(payment.at) >= self._most:
            bits |= 16
        return bits

    def add(self, payment: Payment) -> None:
        """Count a payment that goes out."""
        for windows in (self._days, self._months):
            window = windows.get(payment.token_id)
            if window is not None:
                window.add(payment.at, payment.units)
        if self._hour is not None:
            self._hour.add(payment.at, 1)


@dataclass(slots=True)
class Replayed:
    """What became of the payments that were judged; `cases` are those that would not have gone as they went."""

    payments: int = 0
    held: int = 0
    refused: int = 0
    rules: Counter[tuple[Rule, Outcome]] = field(default_factory=Counter)
    cases: deque[tuple[Payment, Verdict]] = field(default_factory=lambda: deque(maxlen=MOST_CASES))

    def note(self, payment: Payment, verdict: Verdict) -> None:
        """Count what a payment came to: one to which others had agreed went as it would go where they are asked."""
        outcome, rule = verdict
        self.payments += 1
        if outcome is Outcome.ALLOW or (outcome is Outcome.NEEDS_APPROVAL and payment.agreed):
            return
        if outcome is Outcome.DENY:
            self.refused += 1
        else:
            self.held += 1
        self.rules[rule, outcome] += 1
        self.cases.append((payment, verdict))


class Replay:
    """Goes through payments in their order.

    What would have been refused does not count into later windows; what would have waited counts as
    if others had agreed at once.

    Args:
        whose: The row number of the identity whose own limits are replayed.
        own: Its limits.
        family: Those of its family.
        hours: The weekly times of its policy.
        judge: Decides one payment of each kind.
        grade: Tells kinds apart that their amounts alone make different.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that decides
        self,
        whose: int,
        own: Limits,
        family: Limits,
        hours: tuple[Hours, ...],
        judge: Judge,
        grade: Grade,
    ) -> None:
        self._whose = whose
        self._own, self._family = Counting(own), Counting(family)
        self._hours = minutes(hours)
        self._judge, self._grade = judge, grade
        self._verdicts: dict[tuple[int, int, TokenId, bool, bool, int, int, int], Verdict] = {}
        self.result = Replayed()

    @property
    def reach(self) -> timedelta:
        """How far back the longest window reaches."""
        return max(self._own.reach, self._family.reach)

    def go(self, payments: Iterator[Payment]) -> None:
        """Take the next payments."""
        for payment in payments:
            if payment.judged:
                verdict = self._verdict(payment)
                self.result.note(payment, verdict)
                if verdict[0] is Outcome.DENY:
                    continue
            if payment.sender == self._whose:
                self._own.add(payment)
            self._family.add(payment)

    def _verdict(self, payment: Payment) -> Verdict:
        own = self._own.side(payment) if payment.sender == self._whose else 0
        kind = (
            payment.sender,
            payment.recipient,
            payment.token_id,
            payment.agreed,
            self._in_hours(payment.at),
            own,
            self._family.side(payment),
            self._grade(payment),
        )
        verdict = self._verdicts.get(kind)
        if verdict is None:
            verdict = self._judge(payment, self._own.use(payment), self._family.use(payment))
            self._verdicts[kind] = verdict
        return verdict

    def _in_hours(self, at: int) -> bool:
        if self._hours == ALWAYS:
            return True
        minute = (at // _MILLISECONDS_OF_MINUTE + _THURSDAY) % (MINUTES_OF_DAY * DAYS_OF_WEEK)
        return bool(self._hours >> minute & 1)
