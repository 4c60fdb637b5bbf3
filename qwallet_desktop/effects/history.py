"""Performs what the activity table asks for: one page at a rank."""

from qwallet_desktop.domain.transfers import HistoryPage
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.history import (
    PAGE_ROWS,
    FetchHistoryPage,
    HistoryFailed,
    HistoryLoaded,
    HistoryRemembered,
)


async def fetch_page(desk: Desk, effect: FetchHistoryPage, dispatch: Dispatch) -> None:
    """Read one page of a table; of the first one, what was read some time ago is shown until then."""
    identity_id, query, as_of, number = effect.identity_id, effect.query, effect.as_of, effect.number

    def remember(page: HistoryPage) -> None:
        dispatch(HistoryRemembered(identity_id, query, page))

    stale = remember if as_of is None else None
    try:
        wallets = (await desk.services_for(identity_id)).wallets
        page = await wallets.get_transactions(identity_id, query, number * PAGE_ROWS, PAGE_ROWS, as_of, stale=stale)
    except ServiceError as error:
        dispatch(HistoryFailed(identity_id, query, number, error.problem))
        return
    desk.note(identity_id, page.entries)
    dispatch(HistoryLoaded(identity_id, query, as_of, number, page))


PERFORMERS: Performers = {FetchHistoryPage: fetch_page}
