"""Performs what tokens ask for: reading them, issuing, minting, burning."""

from typing import assert_never

from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.tokens import (
    BurnToken,
    FetchTokens,
    IssueToken,
    MintToken,
    SubmitToken,
    TokenAccepted,
    TokenRefused,
    TokensFailed,
    TokensLoaded,
)


async def fetch_tokens(desk: Desk, _effect: FetchTokens, dispatch: Dispatch) -> None:
    """Read the tokens that the session's identities have met."""
    services = await desk.online()
    try:
        dispatch(TokensLoaded(await services.wallets.get_tokens()))
    except ServiceError as error:
        dispatch(TokensFailed(error.problem))


async def submit_token(desk: Desk, effect: SubmitToken, dispatch: Dispatch) -> None:
    """Ask the node to issue, mint or burn."""
    command = effect.command
    try:
        token, balance = await _done(await desk.online(), command)
    except (ServiceError, Refused) as error:
        dispatch(TokenRefused(command.request_id, error.problem))
        return
    dispatch(TokenAccepted(command.request_id, command.identity_id, token, balance))


async def _done(services: Services, command: IssueToken | MintToken | BurnToken) -> tuple[Token, Balance]:
    wallets = services.wallets
    match command:
        case IssueToken(request_id, identity_id, symbol, name, decimals, salt, amount):
            issued = await wallets.issue_token(
                identity_id, request_id, symbol=symbol, name=name, decimals=decimals, salt=salt, amount=amount
            )
            return issued.token, issued.balance
        case MintToken(request_id, identity_id, token_id, amount, memo):
            receipt = await wallets.mint(identity_id, request_id, token_id, amount, memo)
        case BurnToken(request_id, identity_id, token_id, amount, memo):
            receipt = await wallets.burn(identity_id, request_id, token_id, amount, memo)
        case _:
            assert_never(command)
    return await wallets.get_token(command.token_id), receipt.balance


PERFORMERS: Performers = {FetchTokens: fetch_tokens, SubmitToken: submit_token}
