"""Moves value: postings, transfer, one history row and one event for each party, into the working set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.ledger import AccountState, Posting
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.money import Amount, format_amount
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.transfers import Direction, Receipt, Transfer, TransferKind
from qwallet_desktop.node import tables
from qwallet_desktop.node.columns import magnitude
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.working import Working, account

CREATED = 201
OK = 200


@dataclass(frozen=True, slots=True)
class Turn:
    """One decision: the working set, who asks, when, and where random bytes come from."""

    working: Working
    actor: IdentityRow
    at: datetime
    random: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision that was taken: the answer's status and body, and what the audit log keeps of it."""

    status: int
    body: object
    payload: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Movement:
    """Value that is to move. Minting has no sender, burning no recipient."""

    kind: TransferKind
    sender: IdentityRow | None
    recipient: IdentityRow | None
    token: TokenRow
    amount: Amount
    memo: str

    def parties(self) -> tuple[tuple[IdentityRow, Direction, IdentityRow | None], ...]:
        """Each side that there is, how it looks from there, and the other side."""
        sides = ((self.sender, Direction.OUT, self.recipient), (self.recipient, Direction.IN, self.sender))
        return tuple((side, direction, other) for side, direction, other in sides if side is not None)


def move(turn: Turn, movement: Movement, postings: Sequence[Posting]) -> Receipt:
    """Carry out a movement, or refuse it before anything has changed.

    Returns:
        The transfer, and the balance of its sender (of its recipient where it was minted).

    Raises:
        Refused: INSUFFICIENT_FUNDS or AMOUNT_TOO_LARGE.
    """
    working, token = turn.working, movement.token
    holders = {side.identity.id: side for side, _, _ in movement.parties()}
    before: dict[ledger.Account, AccountState] = {
        account(holder, token, kind): row.state
        for holder in holders.values()
        for kind, row in working.accounts(holder, token).items()
    }
    after = ledger.post(postings, before)
    if isinstance(after, Problem):
        raise _named(after, movement)
    transfer = _transfer(turn, movement)
    transfer_n = _insert_transfer(turn, movement, transfer)
    for name, state in after.items():
        n = working.set_account(holders[name.identity_id], token, name.kind, state)
        units = sum(posting.units for posting in postings if posting.account == name)
        working.insert(
            tables.postings,
            transfer_n=transfer_n,
            account_n=n,
            sequence=transfer.sequence,
            at=turn.at,
            units=units,
            balance=state.balance,
            out_sum=state.out_sum,
            out_count=state.out_count,
        )
    _tell_parties(turn, movement, transfer_n)
    first = movement.parties()[0][0]
    return Receipt(transfer, working.balance(first, token))


def _named(problem: Problem, movement: Movement) -> Refused:
    """Put the ledger's refusal into words: units become an amount with its symbol."""
    if problem.code is not Code.INSUFFICIENT_FUNDS:
        return Refused(problem)
    available = format_amount(movement.amount.of(int(problem.facts["available"])))
    return refuse(problem.code, at=problem.field, available=available, symbol=movement.token.token.symbol)


def _transfer(turn: Turn, movement: Movement) -> Transfer:
    sender, recipient = movement.sender, movement.recipient
    return Transfer(
        id=TransferId(f"tr_{turn.random(16).hex()}"),
        sequence=Position(turn.working.next_sequence),
        kind=movement.kind,
        sender=sender.identity.id if sender else None,
        recipient=recipient.identity.id if recipient else None,
        amount=movement.amount,
        memo=movement.memo,
        at=turn.at,
    )


def _insert_transfer(turn: Turn, movement: Movement, transfer: Transfer) -> int:
    sender, recipient = movement.sender, movement.recipient
    return turn.working.insert(
        tables.transfers,
        id=transfer.id,
        sequence=transfer.sequence,
        kind=transfer.kind,
        sender_n=sender.n if sender else None,
        recipient_n=recipient.n if recipient else None,
        token_n=movement.token.n,
        amount=transfer.amount.units,
        memo=transfer.memo,
        memo_key=transfer.memo.casefold(),
        at=transfer.at,
        # The leaf of this decision, which is added once the decision is whole.
        leaf_n=turn.working.head["audit_leaves"],
    )


def _tell_parties(turn: Turn, movement: Movement, transfer_n: int) -> None:
    working, token = turn.working, movement.token
    sequence = working.next_sequence
    for side, direction, other in movement.parties():
        entry_n = working.insert(
            tables.history,
            identity_n=side.n,
            sequence=sequence,
            transfer_n=transfer_n,
            at=turn.at,
            token_n=token.n,
            direction=direction,
            kind=movement.kind,
            counterparty_n=other.n if other else None,
            magnitude=magnitude(movement.amount.units, movement.amount.decimals),
            balance_after=working.balance(side, token).settled.units,
        )
        working.tell(side, "TRANSFER_POSTED", entry_n)
