"""Performs what groups ask for: reading and checking what a group is."""

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.groups import FetchGroup, GroupFailed, GroupLoaded


async def fetch_group(desk: Desk, effect: FetchGroup, dispatch: Dispatch) -> None:
    """Read a group; what its id does not stand for, or somebody did not sign, is no answer."""
    identities = (await desk.online()).identities
    try:
        group = await identities.get_group(effect.group_id)
    except ServiceError as error:
        dispatch(GroupFailed(effect.group_id, error.problem, desk.now()))
        return
    dispatch(GroupLoaded(group, desk.now()))


PERFORMERS: Performers = {FetchGroup: fetch_group}
