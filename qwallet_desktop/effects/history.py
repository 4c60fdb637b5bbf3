"""Performs what the activity table asks for: one page at a rank."""

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.history import PAGE_ROWS, FetchHistoryPage, HistoryFailed, HistoryLoaded


async def fetch_page(desk: Desk, effect: FetchHistoryPage, dispatch: Dispatch) -> None:
    """Read one page of a table."""
    wallets = (await desk.online()).wallets
    offset = effect.number * PAGE_ROWS
    try:
        page = await wallets.get_transactions(effect.identity_id, effect.query, offset, PAGE_ROWS, effect.as_of)
    except ServiceError as error:
        dispatch(HistoryFailed(effect.identity_id, effect.query, effect.number, error.problem))
        return
    dispatch(HistoryLoaded(effect.identity_id, effect.query, effect.as_of, effect.number, page))


PERFORMERS: Performers = {FetchHistoryPage: fetch_page}
