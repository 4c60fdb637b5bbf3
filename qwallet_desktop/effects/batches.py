"""Performs what lists of payments ask for: asking about recipients, and files to read and write."""

import asyncio
from contextlib import suppress
from pathlib import Path

from immutables import Map

from qwallet_desktop.domain.batch_lines import LONGEST_TEXT, read_lines
from qwallet_desktop.domain.batches import MOST_PAYMENTS, AskedPayment, check_count
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.effects.text_files import not_read, not_written, read_text, write_text
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.wallet import WalletService
from qwallet_desktop.state.batch import Recipients
from qwallet_desktop.state.batches import (
    AskRecipients,
    ListFileRead,
    ListNotTaken,
    ListSaved,
    ReadFile,
    RecipientsChecked,
    WriteFile,
)

WRITING_PAUSE = 0.3
"""Seconds without a change before the node is asked about recipients."""

ASKED_AT_ONCE = 20
"""Recipients that are asked about before the answers are shown."""


async def ask_recipients(desk: Desk, effect: AskRecipients, dispatch: Dispatch) -> None:
    """Ask what the node has against each recipient; a newer list supersedes this one.

    What can't be learned now stays open: the node decides about all of it when the list is paid.
    """
    await asyncio.sleep(WRITING_PAUSE)
    for first in range(0, len(effect.payments), ASKED_AT_ONCE):
        told: Recipients = Map()
        with suppress(ServiceError):
            wallets = (await desk.services_for(effect.identity_id)).wallets
            for payment in effect.payments[first : first + ASKED_AT_ONCE]:
                told = told.set(payment.recipient, await _against(wallets, effect, payment))
        if told:
            dispatch(RecipientsChecked(effect.identity_id, told))


async def _against(wallets: WalletService, effect: AskRecipients, payment: AskedPayment) -> Problem | None:
    decision = await wallets.preview_transfer(
        effect.identity_id, payment.recipient, payment.token_id, payment.amount, payment.memo, actor=effect.actor
    )
    # What the node says of the amount leaves the lines before this one out.
    problem = decision.problem
    return problem if problem is not None and problem.field == "recipient" else None


async def read_file(_desk: Desk, effect: ReadFile, dispatch: Dispatch) -> None:
    """Read a list's file, unless it holds more than may be paid at once."""
    try:
        text = await asyncio.to_thread(_text_of, effect.path)
    except Refused as refused:
        dispatch(ListNotTaken(effect.identity_id, refused.problem))
    except OSError as error:
        dispatch(ListNotTaken(effect.identity_id, not_read(effect.path, error)))
    else:
        dispatch(ListFileRead(effect.identity_id, text))


def _text_of(path: Path) -> str:
    """Read a list's file.

    Raises:
        Refused: TOO_MANY_PAYMENTS, or FILE_NOT_READ where it is no text.
        OSError: It can't be read.
    """
    text = read_text(path, LONGEST_TEXT)
    if text is None:
        raise refuse(Code.TOO_MANY_PAYMENTS, at="payments", most=str(MOST_PAYMENTS))
    check_count(range(read_lines(text, 0).count))
    return text


async def write_file(_desk: Desk, effect: WriteFile, dispatch: Dispatch) -> None:
    """Write a list to the file that the person chose, whole or not at all."""
    try:
        await asyncio.to_thread(write_text, effect.path, effect.text)
    except OSError as error:
        dispatch(ListSaved(effect.identity_id, not_written(effect.path, error)))
    else:
        dispatch(ListSaved(effect.identity_id, effect.path))


PERFORMERS: Performers = {
    AskRecipients: ask_recipients,
    ReadFile: read_file,
    WriteFile: write_file,
}
