"""What is wrong with a list of payments, line by line, as far as a desktop can know before the node decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qwallet_desktop.domain.batch_lines import Line
from qwallet_desktop.domain.batches import AskedPayment
from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import PLAIN, Amount, format_amount, parse_amount
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import parse_memo
from qwallet_desktop.domain.wallets import Balance


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What a list is checked against.

    `recipients` holds what the node said of the recipients that it was asked about: None where it has
    nothing against them.
    """

    sender: IdentityId
    identities: Mapping[IdentityId, Identity]
    tokens: Mapping[TokenId, Token]
    balances: Mapping[TokenId, Balance]
    recipients: Mapping[IdentityId, Problem | None] = field(default_factory=dict[IdentityId, Problem | None])


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line as it was understood.

    `payment` is there if the line can be asked for, though `problem` may say that the node would refuse
    it; `twin` is the number of an earlier line with the same recipient and amount.
    """

    line: Line
    recipient: IdentityId | None = None
    token: Token | None = None
    amount: Amount | None = None
    payment: AskedPayment | None = None
    problem: Problem | None = None
    twin: int | None = None


@dataclass(frozen=True, slots=True)
class TokenTotal:
    """What all lines that can be asked for take of one token, and what there is of it."""

    token: Token
    total: Amount
    available: Amount

    @property
    def left(self) -> Amount:
        """What remains; below zero where the list takes more than there is."""
        return self.available - self.total


@dataclass(frozen=True, slots=True)
class CheckedList:
    """A list with everything that can be said about it; totals stand in the order in which tokens occur."""

    lines: tuple[CheckedLine, ...] = ()
    totals: tuple[TokenTotal, ...] = ()

    def payments(self) -> tuple[AskedPayment, ...]:
        """Return the payments that can be asked for, in their order."""
        return tuple(line.payment for line in self.lines if line.payment is not None)

    def unreadable(self) -> int:
        """Count the lines that can't be asked for."""
        return sum(line.payment is None for line in self.lines)

    def doomed(self) -> int:
        """Count the lines that can be asked for and that the node would refuse."""
        return sum(line.payment is not None and line.problem is not None for line in self.lines)


def check_list(lines: Iterable[Line], facts: ListFacts) -> CheckedList:
    """Read every line, and spend what there is from the first line to the last as the node will."""
    by_symbol = _by_symbol(facts)
    remaining: dict[TokenId, Amount] = {}
    seen: dict[tuple[IdentityId, Amount], int] = {}
    checked: list[CheckedLine] = []
    for line in lines:
        read = _read(line, facts, by_symbol)
        if read.recipient is not None and read.amount is not None:
            pair = (read.recipient, read.amount)
            read = replace(read, twin=seen.get(pair))
            seen.setdefault(pair, line.number)
        checked.append(_spent(read, remaining, facts))
    return CheckedList(tuple(checked), _totals(checked, facts))


def _by_symbol(facts: ListFacts) -> Mapping[str, Sequence[Token]]:
    """Return the tokens of each symbol: those that the sender has or had, else all that are known."""
    found: dict[str, list[Token]] = {}
    for token in facts.tokens.values():
        found.setdefault(token.symbol.casefold(), []).append(token)
    return {symbol: [one for one in all_ if one.id in facts.balances] or all_ for symbol, all_ in found.items()}


def _read(line: Line, facts: ListFacts, by_symbol: Mapping[str, Sequence[Token]]) -> CheckedLine:
    """Understand as much of a line as can be understood; the first problem is the one that is told."""
    if line.problem is not None:
        return CheckedLine(line, problem=line.problem)
    problems: list[Problem] = []
    recipient = token = amount = memo = None
    try:
        recipient = _recipient(line.recipient)
        if recipient == facts.sender:
            problems.append(Problem(Code.SELF_TRANSFER, {}, "recipient"))
    except Refused as refused:
        problems.append(refused.problem)
    try:
        token = _token(line.token, facts, by_symbol)
        amount = parse_amount(line.amount, token.id, token.decimals)
    except Refused as refused:
        problems.append(refused.problem)
    try:
        memo = parse_memo(line.memo)
    except Refused as refused:
        problems.append(refused.problem)
    if problems or recipient is None or amount is None or memo is None:
        return CheckedLine(line, recipient, token, amount, problem=problems[0])
    payment = AskedPayment(recipient, amount.token_id, format_amount(amount, PLAIN), memo)
    return CheckedLine(line, recipient, token, amount, payment, _against(recipient, facts))


def _recipient(text: str) -> IdentityId:
    if not text.strip():
        raise refuse(Code.RECIPIENT_EMPTY, at="recipient")
    return parse_did(text, at="recipient")


def _token(text: str, facts: ListFacts, by_symbol: Mapping[str, Sequence[Token]]) -> Token:
    """Find a token by its id or symbol, whatever the case of the latter."""
    token = facts.tokens.get(TokenId(text.strip()))
    if token is not None:
        return token
    candidates = by_symbol.get(text.strip().casefold(), ())
    if len(candidates) == 1:
        return candidates[0]
    reason = "ambiguous" if candidates else ("unknown" if text.strip() else "empty")
    raise refuse(Code.TOKEN_UNKNOWN, at="token", reason=reason, symbol=text.strip())


def _against(recipient: IdentityId, facts: ListFacts) -> Problem | None:
    """Return what the node would have against a recipient, as far as that is known."""
    known = facts.identities.get(recipient)
    if known is not None and known.status is not IdentityStatus.ACTIVE:
        return Problem(Code.RECIPIENT_FROZEN, {}, "recipient")
    return facts.recipients.get(recipient)


def _spent(read: CheckedLine, remaining: dict[TokenId, Amount], facts: ListFacts) -> CheckedLine:
    """Take a payment from what the lines before it left, or say that it is too much."""
    if read.payment is None or read.problem is not None or read.amount is None or read.token is None:
        return read
    left = remaining.setdefault(read.token.id, _available(read.token, facts))
    if left < read.amount:
        told = {"available": format_amount(left, PLAIN), "symbol": read.token.symbol}
        return replace(read, problem=Problem(Code.INSUFFICIENT_FUNDS, told, "amount"))
    remaining[read.token.id] = left - read.amount
    return read


def _available(token: Token, facts: ListFacts) -> Amount:
    balance = facts.balances.get(token.id)
    return balance.available if balance is not None else Amount(0, token.decimals, token.id)


def _totals(lines: Iterable[CheckedLine], facts: ListFacts) -> tuple[TokenTotal, ...]:
    totals: dict[TokenId, TokenTotal] = {}
    for line in lines:
        if line.payment is None or line.token is None or line.amount is None:
            continue
        before = totals.get(line.token.id)
        total = line.amount if before is None else before.total + line.amount
        totals[line.token.id] = TokenTotal(line.token, total, _available(line.token, facts))
    return tuple(totals.values())
