"""Performs what *Why?* asks for: pages of past decisions, and the one about a transfer."""

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.explanations import (
    DecisionFailed,
    DecisionLoaded,
    DecisionsFailed,
    DecisionsLoaded,
    FetchDecision,
    FetchDecisions,
    OlderDecisionsFailed,
    OlderDecisionsLoaded,
)


async def fetch_decisions(desk: Desk, effect: FetchDecisions, dispatch: Dispatch) -> None:
    """Read a page of decisions about an identity's payments."""
    identity_id, cursor = effect.identity_id, effect.cursor
    try:
        consent = (await desk.services_for(identity_id)).consent
        page = await consent.get_decisions(identity_id, cursor)
    except ServiceError as error:
        if cursor:
            dispatch(OlderDecisionsFailed(identity_id, cursor, error.problem))
        else:
            dispatch(DecisionsFailed(identity_id, error.problem, desk.now()))
        return
    if cursor:
        dispatch(OlderDecisionsLoaded(identity_id, cursor, page))
    else:
        dispatch(DecisionsLoaded(identity_id, page, desk.now()))


async def fetch_decision(desk: Desk, effect: FetchDecision, dispatch: Dispatch) -> None:
    """Read why a transfer was allowed."""
    transfer_id = effect.transfer_id
    try:
        consent = (await desk.services_about(transfer_id)).consent
        told = await consent.explain(transfer_id)
    except ServiceError as error:
        dispatch(DecisionFailed(transfer_id, error.problem, desk.now()))
        return
    dispatch(DecisionLoaded(transfer_id, told, desk.now()))


PERFORMERS: Performers = {FetchDecisions: fetch_decisions, FetchDecision: fetch_decision}
