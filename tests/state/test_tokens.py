"""The tokens' slice: what was met, and one issuer's command at a time."""

import pytest

from qwallet_desktop.domain.events import IdentityChanged, TokenIssued
from qwallet_desktop.state import tokens
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.submission import Accepted, Idle, Pending, Refused
from qwallet_desktop.state.tokens import Tokens
from tests.state.builders import ADA, QTK, REFUSAL, UNREACHABLE, balance, event, identity, posted, request, token

ISSUE = tokens.IssueToken(request(), ADA, "QTK", "", 2, "0" * 32, "1000")
COMMANDS: list[tokens.Action] = [
    ISSUE,
    tokens.MintToken(request(), ADA, QTK, "1", ""),
    tokens.BurnToken(request(), ADA, QTK, "1", ""),
]


def test_tokens_are_read_and_a_failure_keeps_those_met_before() -> None:
    assert tokens.reduce(Tokens(), tokens.LoadTokens())[1] == (tokens.FetchTokens(),)
    assert tokens.FetchTokens().exclusive == "tokens"
    loaded = tokens.reduce(Tokens(), tokens.TokensLoaded((token(),)))[0]
    assert loaded.known[QTK] == token()
    assert tokens.reduce(loaded, tokens.TokensFailed(UNREACHABLE)) == (loaded, ())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_one_command_is_asked_at_a_time(command: tokens.Action) -> None:
    asked, effects = tokens.reduce(Tokens(), command)
    assert (asked.submission, effects) == (Pending(request()), (tokens.SubmitToken(command),))  # type: ignore[arg-type]
    assert tokens.reduce(asked, command) == (asked, ())


def test_an_accepted_token_is_known_and_the_form_done_if_it_waits() -> None:
    accepted = tokens.TokenAccepted(request(), ADA, token(), balance(1, 1))
    done = tokens.reduce(tokens.reduce(Tokens(), ISSUE)[0], accepted)[0]
    assert (done.known[QTK], done.submission) == (token(), Accepted(request()))
    assert tokens.reduce(Tokens(), accepted)[0].submission == Idle()
    assert tokens.reduce(done, tokens.ForgetTokenSubmission())[0].submission == Idle()


def test_a_refusal_is_shown_only_where_it_is_awaited() -> None:
    asked = tokens.reduce(Tokens(), ISSUE)[0]
    assert tokens.reduce(asked, tokens.TokenRefused(request(), REFUSAL))[0].submission == Refused(request(), REFUSAL)
    assert tokens.reduce(asked, tokens.TokenRefused(request(9), REFUSAL))[0] is asked


def test_a_token_is_learned_from_what_is_told() -> None:
    issued = EventReceived(event(2, ADA, TokenIssued(token())))
    learned = tokens.reduce(Tokens(), issued)[0]
    assert learned.known[QTK] == token()
    assert tokens.reduce(learned, EventReceived(posted(3)))[0] is learned
    assert tokens.reduce(learned, EventReceived(event(4, ADA, IdentityChanged(identity()))))[0] is learned
