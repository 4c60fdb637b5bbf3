"""The tokens that this desktop has met, and issuing, minting and burning them."""

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.events import TokenIssued, TransferPosted
from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.recalled import LastKnownDropped, LastKnownFound
from qwallet_desktop.state.submission import Accepted, Idle, Pending, Refused, Submission, awaits


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens by id, and what is being asked of an issuer."""

    known: Map[TokenId, Token] = Map()
    submission: Submission = Idle()


@dataclass(frozen=True, slots=True)
class LoadTokens:
    """Read the tokens that the session's identities have met."""


@dataclass(frozen=True, slots=True)
class TokensLoaded:
    """Tokens that the node told us of."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class TokensFailed:
    """The tokens could not be read; those met so far stay."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class IssueToken:
    """Declare a token and mint `amount` of it (decimal text, may be empty)."""

    request_id: RequestId
    identity_id: IdentityId
    symbol: str
    name: str
    decimals: int
    salt: str
    amount: str


@dataclass(frozen=True, slots=True)
class MintToken:
    """Create more of a token that the identity issued."""

    request_id: RequestId
    identity_id: IdentityId
    token_id: TokenId
    amount: str
    memo: str


@dataclass(frozen=True, slots=True)
class BurnToken:
    """Take some of the issuer's own units out of existence."""

    request_id: RequestId
    identity_id: IdentityId
    token_id: TokenId
    amount: str
    memo: str


@dataclass(frozen=True, slots=True)
class TokenAccepted:
    """The node did it: the token and the issuer's balance of it now."""

    request_id: RequestId
    identity_id: IdentityId
    token: Token
    balance: Balance


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """The node refused it."""

    request_id: RequestId
    problem: Problem


@dataclass(frozen=True, slots=True)
class ForgetTokenSubmission:
    """The form was closed."""


@dataclass(frozen=True, slots=True)
class FetchTokens(Effect):
    """Read the tokens."""

    @property
    def exclusive(self) -> str:
        """The newest list is the one that counts."""
        return "tokens"


@dataclass(frozen=True, slots=True)
class SubmitToken(Effect):
    """Send an issuer's command to the node."""

    command: IssueToken | MintToken | BurnToken


Action: TypeAlias = (
    LoadTokens
    | TokensLoaded
    | TokensFailed
    | IssueToken
    | MintToken
    | BurnToken
    | TokenAccepted
    | TokenRefused
    | ForgetTokenSubmission
    | EventReceived
    | LastKnownFound
    | LastKnownDropped
)


def reduce(tokens: Tokens, action: Action) -> tuple[Tokens, tuple[Effect, ...]]:
    """Apply an action to the tokens."""
    match action:
        case EventReceived(event):
            fact = event.fact
            if not isinstance(fact, (TransferPosted, TokenIssued)) or fact.token.id in tokens.known:
                return tokens, ()
            return replace(tokens, known=tokens.known.set(fact.token.id, fact.token)), ()
        case LoadTokens():
            return tokens, (FetchTokens(),)
        case TokensLoaded(loaded):
            return replace(tokens, known=tokens.known.update((token.id, token) for token in loaded)), ()
        case TokensFailed():
            return tokens, ()
        case IssueToken(request_id) | MintToken(request_id) | BurnToken(request_id):
            if isinstance(tokens.submission, Pending):
                return tokens, ()
            return replace(tokens, submission=Pending(request_id)), (SubmitToken(action),)
        case TokenAccepted(request_id, _, token, _):
            known = tokens.known.set(token.id, token)
            awaited = awaits(tokens.submission, request_id)
            return replace(tokens, known=known, submission=Accepted(request_id) if awaited else tokens.submission), ()
        case TokenRefused(request_id, problem):
            if not awaits(tokens.submission, request_id):
                return tokens, ()
            return replace(tokens, submission=Refused(request_id, problem)), ()
        case ForgetTokenSubmission():
            return replace(tokens, submission=Idle()), ()
        case LastKnownFound(found):
            missing = [(token.id, token) for token in found.tokens if token.id not in tokens.known]
            return (replace(tokens, known=tokens.known.update(missing)) if missing else tokens), ()
        case LastKnownDropped():
            return replace(tokens, known=Map()), ()
        case _:
            assert_never(action)
