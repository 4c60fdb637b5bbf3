"""Performs what policies ask for: the one in force, with its history."""

import asyncio

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.consent import FetchPolicy, PolicyBook, PolicyFailed, PolicyLoaded


async def fetch_policy(desk: Desk, effect: FetchPolicy, dispatch: Dispatch) -> None:
    """Read an identity's policy and all versions of it."""
    identity_id = effect.identity_id
    try:
        consent = (await desk.services_for(identity_id)).consent
        version, versions = await asyncio.gather(
            consent.get_policy(identity_id), consent.get_policy_history(identity_id)
        )
    except ServiceError as error:
        dispatch(PolicyFailed(identity_id, error.problem, desk.now()))
        return
    dispatch(PolicyLoaded(identity_id, PolicyBook(version, versions), desk.now()))


PERFORMERS: Performers = {FetchPolicy: fetch_policy}
