"""What a transaction posted, and let wait, and has not written yet, so that limits count it too."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.ledger import AccountKind, AccountState
from qwallet_desktop.node.rows import IdentityRow, TokenRow


class Line(NamedTuple):
    """What a movement makes of one account; a tuple, since every payment makes two."""

    holder: IdentityRow
    token: TokenRow
    kind: AccountKind
    before: AccountState
    after: AccountState

    @property
    def units(self) -> int:
        """What came onto the account; below zero, what left it."""
        return self.after.balance - self.before.balance

    @property
    def spent(self) -> int:
        """How much of it counts as paid out."""
        return self.after.out_sum - self.before.out_sum

    @property
    def payments(self) -> int:
        """How many payments it is."""
        return self.after.out_count - self.before.out_count


class PostedLine(NamedTuple):
    """A line, and the time that its account gives it."""

    line: Line
    at: datetime


class Posted:
    """The lines, and the payments that wait more than is written, by who pays and by who owns the payer."""

    def __init__(self) -> None:
        self._added: list[PostedLine] = []
        self._by_holder: defaultdict[IdentityId, list[PostedLine]] = defaultdict(list)
        self._by_owner: defaultdict[IdentityId, list[PostedLine]] = defaultdict(list)
        self._waiting: defaultdict[IdentityId, int] = defaultdict(int)
        self._waiting_below: defaultdict[IdentityId, int] = defaultdict(int)

    def add(self, line: Line, at: datetime) -> None:
        """Note a line."""
        self._added.append(PostedLine(line, at))

    def of(self, holder: IdentityId, *, with_family: bool = False) -> Iterator[PostedLine]:
        """Go through the lines of a holder, and of the identities that it owns."""
        # Sorted only once somebody asks: most transactions have no limits to hold against.
        for posted in self._added:
            identity = posted.line.holder.identity
            self._by_holder[identity.id].append(posted)
            if identity.owner is not None:
                self._by_owner[identity.owner].append(posted)
        self._added.clear()
        yield from self._by_holder.get(holder, ())
        if with_family:
            yield from self._by_owner.get(holder, ())

    def wait(self, payer: IdentityRow, payments: int) -> None:
        """Note that so many payments of an identity wait for others to agree; below zero, that they do no longer."""
        self._waiting[payer.identity.id] += payments
        if payer.identity.owner is not None:
            self._waiting_below[payer.identity.owner] += payments

    def waiting(self, payer: IdentityId, *, with_family: bool = False) -> int:
        """Say how many payments of an identity, and of those that it owns, wait more than is written."""
        return self._waiting.get(payer, 0) + (self._waiting_below.get(payer, 0) if with_family else 0)
