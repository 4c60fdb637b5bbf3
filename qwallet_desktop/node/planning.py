"""How the ledger is going to stand after payments that were decided and are made only once all of them were."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.batches import at_payment
from qwallet_desktop.domain.explanations import Denied
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ledger import Account, AccountState
from qwallet_desktop.domain.problems import Problem, Refused
from qwallet_desktop.node import movements, transfers
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.rule_facts import Ahead
from qwallet_desktop.node.waiting_payments import Planned
from qwallet_desktop.node.working import Working, account


@contextmanager
def at_place(index: int) -> Iterator[None]:
    """Say of what is refused within which payment of many it is about, counted from 0."""
    try:
        yield
    except Denied as denied:
        raise Denied(at_payment(denied.problem, index), denied.decision) from None
    except Refused as refused:
        raise Refused(at_payment(refused.problem, index)) from None


class Foreseen:
    """What the payments planned so far leave; `ahead` is what they spend and bring."""

    def __init__(self, working: Working) -> None:
        self.ahead = Ahead()
        self._working = working
        self._states: dict[Account, AccountState] = {}

    def add(self, planned: Planned) -> None:
        """Count a payment as made.

        Raises:
            Refused: The ledger can't hold it; nothing was counted.
        """
        # Of these payments only what this one touches: a copy of all for each took longer than deciding them.
        touched = [posting.account for posting in planned.postings]
        foreseen = {name: self._states[name] for name in touched if name in self._states}
        before = self._stored(planned) | foreseen
        after = ledger.post(planned.postings, before)
        if isinstance(after, Problem):
            raise movements.refused(after, planned.movement)
        self._states.update(after)
        self.ahead.add(planned.recipient.identity.id, planned.amount)

    def _stored(self, planned: Planned) -> dict[Account, AccountState]:
        sides, token = (planned.sender, planned.recipient), planned.token
        return {
            account(side, token, kind): row.state
            for side in sides
            for kind, row in self._working.accounts(side, token).items()
        }


def check_room(turn: Turn, planned: Iterable[Planned]) -> None:
    """Check that every AID has room for what it is to be paid, once all else is decided.

    Raises:
        Denied: AID_CAP_REACHED at the first payment to an AID, whichever does not fit: with others that never fit,
            the place of the one that doesn't would tell what an AID holds, and cost nothing.
    """
    first, ahead = -1, Ahead()
    for index, payment in enumerate(planned):
        if payment.recipient.identity.type is not IdentityType.AID:
            continue
        first = index if first < 0 else first
        with at_place(first):
            transfers.check_room(turn, payment, ahead)
        ahead.add(payment.recipient.identity.id, payment.amount)
