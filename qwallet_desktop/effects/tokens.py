"""Performs what tokens ask for: reading them."""

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.tokens import FetchTokens, TokensFailed, TokensLoaded


async def fetch_tokens(desk: Desk, _effect: FetchTokens, dispatch: Dispatch) -> None:
    """Read the tokens that the session's identities have met."""
    services = await desk.online()
    try:
        dispatch(TokensLoaded(await services.wallets.get_tokens()))
    except ServiceError as error:
        dispatch(TokensFailed(error.problem))


PERFORMERS: Performers = {FetchTokens: fetch_tokens}
