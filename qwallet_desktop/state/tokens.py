"""The tokens that this desktop has met; what is asked of an issuer is an operation."""

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


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens by id."""

    known: Map[TokenId, Token] = Map()


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
class TokenAccepted:
    """The node issued, minted or burned: the token, and the issuer's balance of it now."""

    request_id: RequestId
    identity_id: IdentityId
    token: Token
    balance: Balance


@dataclass(frozen=True, slots=True)
class FetchTokens(Effect):
    """Read the tokens."""

    @property
    def exclusive(self) -> str:
        """The newest list is the one that counts."""
        return "tokens"


Action: TypeAlias = (
    LoadTokens | TokensLoaded | TokensFailed | TokenAccepted | EventReceived | LastKnownFound | LastKnownDropped
)


def reduce(tokens: Tokens, action: Action) -> tuple[Tokens, tuple[Effect, ...]]:
    """Apply an action to the tokens."""
    match action:
        case EventReceived():
            fact = action.event.fact
            if not isinstance(fact, (TransferPosted, TokenIssued)) or fact.token.id in tokens.known:
                return tokens, ()
            return replace(tokens, known=tokens.known.set(fact.token.id, fact.token)), ()
        case LoadTokens():
            return tokens, (FetchTokens(),)
        case TokensLoaded(loaded):
            return replace(tokens, known=tokens.known.update((token.id, token) for token in loaded)), ()
        case TokensFailed():
            return tokens, ()
        case TokenAccepted(_, _, token, _):
            return replace(tokens, known=tokens.known.set(token.id, token)), ()
        case LastKnownFound(found):
            missing = [(token.id, token) for token in found.tokens if token.id not in tokens.known]
            return (replace(tokens, known=tokens.known.update(missing)) if missing else tokens), ()
        case LastKnownDropped():
            return replace(tokens, known=Map()), ()
        case _:
            assert_never(action)
