"""The rules of tokens: issuing, minting and burning them; and reading them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, assert_never

from sqlalchemy import Connection, select

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.audit import transfer_payload
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.money import Amount, parse_amount
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.tokens import Token, declare_token
from qwallet_desktop.domain.transfers import Receipt, TransferKind, parse_memo
from qwallet_desktop.node import tables
from qwallet_desktop.node.movements import CREATED, Answer, Movement, Turn, move
from qwallet_desktop.node.policies import policy_of
from qwallet_desktop.node.rows import TokenRow, chunks, identity_rows_seen_by, token_rows, token_rows_numbered
from qwallet_desktop.node.working import Mentions
from qwallet_desktop.wire.requests import IssueAnswer


@dataclass(frozen=True, slots=True)
class Issue:
    """Declares a token and mints `amount` of it unless that is empty. Answers IssueAnswer, 201."""

    kind: ClassVar[str] = "ISSUE"
    symbol: str
    name: str
    decimals: int
    salt: str
    amount: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (), ()


@dataclass(frozen=True, slots=True)
class Mint:
    """Makes more of a token, for its issuer. Answers Receipt, 201."""

    kind: ClassVar[str] = "MINT"
    token_id: str
    amount: str
    memo: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (), (self.token_id,)


@dataclass(frozen=True, slots=True)
class Burn:
    """Takes some of a token out of existence, from its issuer. Answers Receipt, 201."""

    kind: ClassVar[str] = "BURN"
    token_id: str
    amount: str
    memo: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (), (self.token_id,)


def decide(turn: Turn, ask: Issue | Mint | Burn) -> Answer:
    """Decide what a token's issuer asks for.

    Raises:
        Refused: What the rules say against it.
    """
    match ask:
        case Issue():
            return issue(turn, ask)
        case Mint():
            return mint(turn, ask)
        case Burn():
            return burn(turn, ask)
        case _:
            assert_never(ask)


def issue(turn: Turn, ask: Issue) -> Answer:
    """Decide the declaration of a token.

    Raises:
        Refused: NOT_PERMITTED, SENDER_FROZEN, ISSUING_OFF, TOKEN_INVALID, TOKEN_EXISTS or what is wrong with
            the amount.
    """
    issuer = turn.actor.identity
    if not issuer.can_issue:
        raise refuse(Code.NOT_PERMITTED)
    _check_active(turn)
    _check_consent(turn)
    declared = declare_token(issuer.id, ask.symbol, ask.name, ask.decimals, ask.salt)
    if turn.working.token(declared.id) is not None:
        raise refuse(Code.TOKEN_EXISTS)
    amount = parse_amount(ask.amount, declared.id, declared.decimals) if ask.amount.strip() else None
    token = Token(declared.id, declared.symbol, declared.name, declared.decimals, issuer.id, declared.salt, turn.at)
    row = _insert_token(turn, token)
    turn.working.tell(turn.actor, "TOKEN_ISSUED", row.n)
    payload: dict[str, Json] = {
        "tokenId": token.id,
        "symbol": token.symbol,
        "name": token.name,
        "decimals": token.decimals,
        "salt": token.salt,
    }
    if amount is None:
        return Answer(CREATED, IssueAnswer(token, turn.working.balance(turn.actor, row)), payload)
    receipt = _mint(turn, row, amount, "")
    return Answer(CREATED, IssueAnswer(token, receipt.balance), payload | transfer_payload(receipt.transfer))


def _insert_token(turn: Turn, token: Token) -> TokenRow:
    n = turn.working.insert(
        tables.tokens,
        id=token.id,
        symbol=token.symbol,
        name=token.name,
        decimals=token.decimals,
        issuer_n=turn.actor.n,
        salt=token.salt,
        created_at=token.created_at,
    )
    row = TokenRow(n, token)
    turn.working.add_token(row)
    return row


def mint(turn: Turn, ask: Mint) -> Answer:
    """Decide a minting.

    Raises:
        Refused: TOKEN_UNKNOWN, NOT_THE_ISSUER, SENDER_FROZEN, ISSUING_OFF, or what is wrong with amount or memo.
    """
    row, amount, memo = _asked(turn, ask)
    _check_consent(turn)
    receipt = _mint(turn, row, amount, memo)
    return Answer(CREATED, receipt, transfer_payload(receipt.transfer))


def _mint(turn: Turn, row: TokenRow, amount: Amount, memo: str) -> Receipt:
    postings = ledger.mint(turn.actor.identity.id, row.token.id, amount.units)
    return move(turn, Movement(TransferKind.MINT, None, turn.actor, row, amount, memo), postings)


def burn(turn: Turn, ask: Burn) -> Answer:
    """Decide a burning.

    Raises:
        Refused: TOKEN_UNKNOWN, NOT_THE_ISSUER, SENDER_FROZEN, INSUFFICIENT_FUNDS, or what is wrong
            with amount or memo.
    """
    row, amount, memo = _asked(turn, ask)
    postings = ledger.burn(turn.actor.identity.id, row.token.id, amount.units)
    receipt = move(turn, Movement(TransferKind.BURN, turn.actor, None, row, amount, memo), postings)
    return Answer(CREATED, receipt, transfer_payload(receipt.transfer))


def _asked(turn: Turn, ask: Mint | Burn) -> tuple[TokenRow, Amount, str]:
    """Read what the issuer asks for.

    Raises:
        Refused: TOKEN_UNKNOWN, NOT_THE_ISSUER, SENDER_FROZEN, or what is wrong with amount or memo.
    """
    row = turn.working.token(ask.token_id.strip())
    if row is None:
        raise refuse(Code.TOKEN_UNKNOWN, at="tokenId")
    if row.token.issuer != turn.actor.identity.id:
        raise refuse(Code.NOT_THE_ISSUER, at="tokenId")
    _check_active(turn)
    amount = parse_amount(ask.amount, row.token.id, row.token.decimals)
    return row, amount, parse_memo(ask.memo)


def _check_consent(turn: Turn) -> None:
    """Refuse an issuer whose policy does not let it issue.

    Raises:
        Refused: ISSUING_OFF.
    """
    if not policy_of(turn.working, turn.actor).policy.can_issue:
        raise refuse(Code.ISSUING_OFF)


def _check_active(turn: Turn) -> None:
    """Refuse an issuer that is frozen.

    Raises:
        Refused: SENDER_FROZEN (fact `reason`).
    """
    if turn.actor.identity.status is not IdentityStatus.ACTIVE:
        raise refuse(Code.SENDER_FROZEN, reason=turn.actor.identity.reason)


def token(connection: Connection, token_id: str) -> Token | None:
    """Read one token, None if it was never declared."""
    return next((row.token for row in token_rows(connection, [token_id])), None)


def tokens(connection: Connection, actors: Collection[IdentityId]) -> tuple[Token, ...]:
    """Read the tokens that the actors, or identities that they own, hold, ever held or issued, oldest first."""
    numbers: set[int] = set()
    for chunk in chunks(row.n for row in identity_rows_seen_by(connection, actors)):
        held = select(tables.accounts.c.token_n).where(tables.accounts.c.identity_n.in_(chunk)).distinct()
        issued = select(tables.tokens.c.n).where(tables.tokens.c.issuer_n.in_(chunk))
        numbers.update(connection.scalars(held), connection.scalars(issued))
    return tuple(row.token for row in token_rows_numbered(connection, numbers).values())
