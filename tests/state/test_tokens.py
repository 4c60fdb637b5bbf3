"""The tokens' slice: what was met."""

from qwallet_desktop.domain.events import IdentityChanged, TokenIssued
from qwallet_desktop.state import tokens
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.tokens import Tokens
from tests.state.builders import ADA, QTK, UNREACHABLE, balance, event, identity, posted, request, token


def test_tokens_are_read_and_a_failure_keeps_those_met_before() -> None:
    assert tokens.reduce(Tokens(), tokens.LoadTokens())[1] == (tokens.FetchTokens(),)
    assert tokens.FetchTokens().exclusive == "tokens"
    loaded = tokens.reduce(Tokens(), tokens.TokensLoaded((token(),)))[0]
    assert loaded.known[QTK] == token()
    assert tokens.reduce(loaded, tokens.TokensFailed(UNREACHABLE)) == (loaded, ())


def test_a_token_that_was_issued_is_known() -> None:
    accepted = tokens.TokenAccepted(request(), ADA, token(), balance(1, 1))
    assert tokens.reduce(Tokens(), accepted)[0].known[QTK] == token()


def test_a_token_is_learned_from_what_is_told() -> None:
    issued = EventReceived(event(2, ADA, TokenIssued(token())))
    learned = tokens.reduce(Tokens(), issued)[0]
    assert learned.known[QTK] == token()
    assert tokens.reduce(learned, EventReceived(posted(3)))[0] is learned
    assert tokens.reduce(learned, EventReceived(event(4, ADA, IdentityChanged(identity()))))[0] is learned
