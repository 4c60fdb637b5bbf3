"""Tokens: issuing, minting, burning and reading them."""

from fastapi import Response

from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.node import tokens
from qwallet_desktop.node.access import Reading, Writing, answer, versioned
from qwallet_desktop.node.documentation import AMOUNT_CODES, documented
from qwallet_desktop.node.routes.parameters import TokenPath
from qwallet_desktop.wire.requests import AmountRequest, IssueAnswer, IssueRequest

router = versioned("tokens", "/tokens")
_CHANGE_CODES = (
    Code.TOKEN_UNKNOWN,
    Code.NOT_THE_ISSUER,
    Code.SENDER_FROZEN,
    Code.ISSUING_OFF,
    Code.IDENTITY_CLOSED,
    Code.MEMO_INVALID,
    *AMOUNT_CODES,
)


@router.post("")
@documented(
    IssueAnswer,
    Code.NOT_PERMITTED,
    Code.SENDER_FROZEN,
    Code.ISSUING_OFF,
    Code.IDENTITY_CLOSED,
    Code.TOKEN_INVALID,
    Code.TOKEN_EXISTS,
    *AMOUNT_CODES,
    body=IssueRequest,
    status=201,
)
async def issue(write: Writing) -> Response:
    """Declare a token and, unless the amount is empty, mint that much of it."""
    asked = write.read(IssueRequest)
    return await write.submit(tokens.Issue(asked.symbol, asked.name, asked.decimals, asked.salt, asked.amount))


@router.get("")
@documented(tuple[Token, ...])
def list_tokens(reader: Reading) -> Response:
    """List the tokens that the reader's identities hold, held or issued."""
    with reader.open() as (connection, actors):
        return answer(tokens.tokens(connection, actors), tuple[Token, ...])


@router.get("/{token_id}")
@documented(Token, Code.TOKEN_UNKNOWN)
def read_token(reader: Reading, token_id: TokenPath) -> Response:
    """Read one token that the reader's identities hold, held or issued."""
    with reader.open() as (connection, actors):
        token = tokens.token(connection, token_id)
        if token is None or token not in tokens.tokens(connection, actors):
            raise refuse(Code.TOKEN_UNKNOWN)
    return answer(token)


@router.post("/{token_id}/mint")
@documented(Receipt, *_CHANGE_CODES, body=AmountRequest, status=201)
async def mint(write: Writing, token_id: TokenPath) -> Response:
    """Make more of a token; its issuer's key signs this."""
    asked = write.read(AmountRequest)
    return await write.submit(tokens.Mint(token_id, asked.amount, asked.memo))


@router.post("/{token_id}/burn")
@documented(Receipt, Code.INSUFFICIENT_FUNDS, *_CHANGE_CODES, body=AmountRequest, status=201)
async def burn(write: Writing, token_id: TokenPath) -> Response:
    """Take some of the issuer's own out of existence; its key signs this."""
    asked = write.read(AmountRequest)
    return await write.submit(tokens.Burn(token_id, asked.amount, asked.memo))
