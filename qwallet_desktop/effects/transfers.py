"""Performs what payment forms ask for: a preview after a moment without typing."""

import asyncio

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.transfers import (
    AskPreview,
    PreviewFailed,
    TransferPreviewed,
)

TYPING_PAUSE = 0.12
"""Seconds without typing before the node is asked."""

PATIENCE = 3.0
"""Seconds that one who wants to pay waits for the node's opinion; it decides anyway when it is paid."""


async def ask_preview(desk: Desk, effect: AskPreview, dispatch: Dispatch) -> None:
    """Ask what the node would decide; a newer draft supersedes this one."""
    await asyncio.sleep(TYPING_PAUSE)
    draft = effect.draft
    try:
        wallets = (await desk.services_for(effect.identity_id)).wallets
        async with asyncio.timeout(PATIENCE):
            decision = await wallets.preview_transfer(
                effect.identity_id, draft.recipient, draft.token_id, draft.amount, draft.memo, actor=effect.actor
            )
    except TimeoutError:
        dispatch(PreviewFailed(effect.identity_id, draft, Problem(Code.NODE_TIMEOUT)))
        return
    except ServiceError as error:
        dispatch(PreviewFailed(effect.identity_id, draft, error.problem))
        return
    dispatch(TransferPreviewed(effect.identity_id, draft, decision, desk.now()))


PERFORMERS: Performers = {AskPreview: ask_preview}
