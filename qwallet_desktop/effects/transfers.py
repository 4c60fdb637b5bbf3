"""Performs what payments ask for: a preview after a moment without typing, and the payment itself."""

import asyncio

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.transfers import (
    AskPreview,
    ExecuteTransfer,
    PreviewFailed,
    TransferCompleted,
    TransferPreviewed,
    TransferRefused,
)

TYPING_PAUSE = 0.12
"""Seconds without typing before the node is asked."""


async def ask_preview(desk: Desk, effect: AskPreview, dispatch: Dispatch) -> None:
    """Ask what the node would decide; a newer draft supersedes this one."""
    await asyncio.sleep(TYPING_PAUSE)
    draft = effect.draft
    wallets = (await desk.online()).wallets
    try:
        decision = await wallets.preview_transfer(
            effect.identity_id, draft.recipient, draft.token_id, draft.amount, draft.memo
        )
    except ServiceError as error:
        dispatch(PreviewFailed(effect.identity_id, draft, error.problem))
        return
    dispatch(TransferPreviewed(effect.identity_id, draft, decision, desk.now()))


async def execute_transfer(desk: Desk, effect: ExecuteTransfer, dispatch: Dispatch) -> None:
    """Pay under the request id that the reducer gave."""
    draft = effect.draft
    wallets = (await desk.online()).wallets
    try:
        receipt = await wallets.transfer(
            effect.identity_id, effect.request_id, draft.recipient, draft.token_id, draft.amount, draft.memo
        )
    except ServiceError as error:
        undecided = error.undecided or not error.sent
        dispatch(TransferRefused(effect.request_id, effect.identity_id, error.problem, undecided))
        return
    dispatch(TransferCompleted(effect.request_id, effect.identity_id, receipt))


PERFORMERS: Performers = {AskPreview: ask_preview, ExecuteTransfer: execute_transfer}
