"""Moves value: postings, transfer, one history row and one event for each party, into the working set."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.ids import NodeId, TransferId
from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.ledger import Account, AccountState, Posting
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.money import Amount, format_amount
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.transfers import Direction, Receipt, Transfer, TransferKind
from qwallet_desktop.node import facets, tables
from qwallet_desktop.node.columns import magnitude, memo_key, milliseconds
from qwallet_desktop.node.posted import Line
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.working import Working

CREATED = 201
OK = 200
ACCEPTED = 202
RANDOM_LENGTH = 10
"""Random bytes at the end of a transfer's id."""

HOLD, RELEASE = "HOLD", "RELEASE"
"""What the `transfers` table calls value that is set aside and given back; nobody's history shows it."""

Parties: TypeAlias = Sequence[tuple[IdentityRow, Direction, IdentityRow | None]]
"""Sides of a movement, how it looks from each, and the side opposite."""

States: TypeAlias = Mapping[Account, AccountState]
"""What accounts hold."""


Record: TypeAlias = Callable[[str, Mapping[str, Json]], object]
"""Adds a leaf of a kind with a payload to the audit log."""


def no_leaves(_kind: str, _payload: Mapping[str, Json]) -> None:
    """Stand where nothing is decided that has leaves of its own.

    Raises:
        RuntimeError: Always: a payment without its leaf could never be proved.
    """
    message = "this turn adds no leaves"
    raise RuntimeError(message)


@dataclass(frozen=True, slots=True)
class Turn:
    """One decision: the working set, who asks, when, where random bytes come from, and on which node.

    `record` takes the leaves of the parts of a decision that has several, each right after its part was done.
    """

    working: Working
    actor: IdentityRow
    at: datetime
    random: Callable[[int], bytes]
    node_id: NodeId
    record: Record = no_leaves


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

    def parties(self) -> Parties:
        """Each side that there is, how it looks from there, and the other side."""
        sides = ((self.sender, Direction.OUT, self.recipient), (self.recipient, Direction.IN, self.sender))
        return [(side, direction, other) for side, direction, other in sides if side is not None]


def move(turn: Turn, movement: Movement, postings: Sequence[Posting]) -> Receipt:
    """Carry out a movement, or refuse it before anything has changed.

    Returns:
        The transfer, and the balance of its sender (of its recipient where it was minted).

    Raises:
        Refused: INSUFFICIENT_FUNDS or AMOUNT_TOO_LARGE.
    """
    working, token, parties = turn.working, movement.token, movement.parties()
    holders = {side.identity.id: side for side, _, _ in parties}
    before, after = foreseen(working, movement, postings)
    transfer = _transfer(turn, movement)
    transfer_n = _insert_transfer(turn, movement, transfer)
    for name, state in after.items():
        _post(turn, transfer_n, Line(holders[name.identity_id], token, name.kind, before[name], state))
    _tell_parties(turn, movement, transfer_n, parties)
    return Receipt(transfer, working.balance(parties[0][0], token))


def foreseen(working: Working, movement: Movement, postings: Sequence[Posting]) -> tuple[States, States]:
    """Say how the accounts of a movement stand, and how they would after it.

    Raises:
        Refused: INSUFFICIENT_FUNDS or AMOUNT_TOO_LARGE.
    """
    holders = {side.identity.id: side for side, _, _ in movement.parties()}
    before = {
        posting.account: working.state(holders[posting.account.identity_id], movement.token, posting.account.kind)
        for posting in postings
    }
    after = ledger.post(postings, before)
    if isinstance(after, Problem):
        raise refused(after, movement)
    return before, after


def _post(turn: Turn, transfer_n: int, line: Line) -> int:
    """Write one line of a movement as of the next event and return its number."""
    working = turn.working
    row = working.set_account(line.holder, line.token, line.kind, line.after, turn.at)
    at, after = row.at or turn.at, line.after
    working.posted.add(line, at)
    return working.insert(
        tables.postings,
        transfer_n=transfer_n,
        account_n=row.n,
        sequence=row.sequence,
        at=at,
        units=line.units,
        balance=after.balance,
        out_sum=after.out_sum,
        out_count=after.out_count,
    )


def hold(turn: Turn, holder: IdentityRow, token: TokenRow, amount: Amount) -> None:
    """Set an amount aside for a payment that waits for approval, and tell its holder (BALANCE_CHANGED).

    Raises:
        Refused: INSUFFICIENT_FUNDS; nothing has changed then.
    """
    postings = ledger.hold(holder.identity.id, token.token.id, amount.units)
    _move_within(turn, Movement(TransferKind.TRANSFER, holder, None, token, amount, ""), postings, HOLD)


def check_hold(turn: Turn, holder: IdentityRow, token: TokenRow, amount: Amount) -> None:
    """Check that `hold` could set an amount aside.

    Raises:
        Refused: INSUFFICIENT_FUNDS.
    """
    postings = ledger.hold(holder.identity.id, token.token.id, amount.units)
    foreseen(turn.working, Movement(TransferKind.TRANSFER, holder, None, token, amount, ""), postings)


def release(turn: Turn, holder: IdentityRow, token: TokenRow, amount: Amount) -> None:
    """Give a held amount back, and tell its holder (BALANCE_CHANGED).

    Raises:
        Refused: INSUFFICIENT_FUNDS, where less than that is held; nothing has changed then.
    """
    postings = ledger.release(holder.identity.id, token.token.id, amount.units)
    _move_within(turn, Movement(TransferKind.TRANSFER, holder, None, token, amount, ""), postings, RELEASE)


def _move_within(turn: Turn, movement: Movement, postings: Sequence[Posting], kind: str) -> None:
    """Move value between the two accounts of one holder.

    The event's subject is the number of the posting on its AVAILABLE account; both have its sequence.
    """
    working, holder, token = turn.working, movement.sender, movement.token
    if holder is None:
        message = "only a holder can set value aside"
        raise ValueError(message)
    before, after = foreseen(working, movement, postings)
    transfer_n = _insert_transfer(turn, movement, _transfer(turn, movement), kind)
    lines = {
        name.kind: _post(turn, transfer_n, Line(holder, token, name.kind, before[name], state))
        for name, state in after.items()
    }
    working.tell(holder, "BALANCE_CHANGED", lines[ledger.AccountKind.AVAILABLE])


def refused(problem: Problem, movement: Movement) -> Refused:
    """Put the ledger's refusal into words: units become an amount with its symbol."""
    if problem.code is not Code.INSUFFICIENT_FUNDS:
        return Refused(problem)
    available = format_amount(movement.amount.of(int(problem.facts["available"])))
    return refuse(problem.code, at=problem.field, available=available, symbol=movement.token.token.symbol)


def _transfer(turn: Turn, movement: Movement) -> Transfer:
    sender, recipient = movement.sender, movement.recipient
    return Transfer(
        id=_transfer_id(turn),
        sequence=Position(turn.working.next_sequence),
        kind=movement.kind,
        sender=sender.identity.id if sender else None,
        recipient=recipient.identity.id if recipient else None,
        amount=movement.amount,
        memo=movement.memo,
        at=turn.at,
    )


def _transfer_id(turn: Turn) -> TransferId:
    """Choose an id that begins with the time, as RFC 9562's version 7 does.

    Ids that are near in time are near in the index too: random ones cost a page each. The time
    is no secret from those who may see the transfer.
    """
    return TransferId(f"tr_{milliseconds(turn.at):012x}{turn.random(RANDOM_LENGTH).hex()}")


def _insert_transfer(turn: Turn, movement: Movement, transfer: Transfer, kind: str = "") -> int:
    sender, recipient = movement.sender, movement.recipient
    return turn.working.insert(
        tables.transfers,
        id=transfer.id,
        sequence=transfer.sequence,
        kind=kind or transfer.kind,
        sender_n=sender.n if sender else None,
        recipient_n=recipient.n if recipient else None,
        token_n=movement.token.n,
        amount=transfer.amount.units,
        memo=transfer.memo,
        at=transfer.at,
        # The leaf of this decision, which is added once the decision is whole.
        leaf_n=turn.working.head["audit_leaves"],
    )


def _tell_parties(turn: Turn, movement: Movement, transfer_n: int, parties: Parties) -> None:
    working, token, amount = turn.working, movement.token, movement.amount
    sequence, size = working.next_sequence, magnitude(amount.units, amount.decimals)
    key = memo_key(movement.memo)
    for side, direction, other in parties:
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
            magnitude=size,
            memo_key=key,
            facet=facets.pack(other.n if other else None, token.n, movement.kind, direction),
            balance_after=working.settled(side, token),
        )
        working.tell(side, "TRANSFER_POSTED", entry_n)
