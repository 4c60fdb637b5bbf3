"""Performs what the key lock is asked for, then looks at the vault again."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import assert_never

from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.keys.lock_status import SlotKind, VaultStatus
from qwallet_desktop.keys.words import parse_words
from qwallet_desktop.state.lock import (
    KeyringSilent,
    PerformInspect,
    PerformLock,
    PerformVault,
    Phase,
    Slot,
    VaultInspected,
    VaultRefused,
    WordsShown,
)
from qwallet_desktop.state.vault_commands import (
    CheckWords,
    CreateVault,
    Hidden,
    RemovePassphrase,
    RestorePreviousVault,
    RestoreVault,
    SetPassphrase,
    ShowWords,
    Unlock,
)

SILENT_SECONDS = 0.8
"""After this long one who waits for the keyring is told what for."""


@contextmanager
def _telling(desk: Desk, dispatch: Dispatch) -> Iterator[None]:
    """Say so if it is the keyring that keeps the vault waiting: it may ask a person, or hang."""
    loop = asyncio.get_running_loop()
    timer: asyncio.TimerHandle | None = None

    def look() -> None:
        nonlocal timer
        if desk.qlock.keyring.is_asked:
            dispatch(KeyringSilent())
        else:
            timer = loop.call_later(SILENT_SECONDS, look)

    timer = loop.call_later(SILENT_SECONDS, look)
    try:
        yield
    finally:
        timer.cancel()


async def inspect(desk: Desk, effect: PerformInspect, dispatch: Dispatch) -> None:
    """Look at the vault; open it where the keyring alone does."""
    with _telling(desk, dispatch):
        await _inspect(desk, effect, dispatch)


async def _inspect(desk: Desk, _effect: PerformInspect, dispatch: Dispatch) -> None:
    problem: Problem | None = None
    try:
        status = await desk.qlock.status()
        if not status.exists and status.keyring_usable is None:
            await desk.qlock.probe_keyring()
        if status.slot is SlotKind.KEYRING and status.locked and not status.damaged:
            problem = await _opened_by_keyring(desk)
    except Refused as refused:
        dispatch(VaultRefused(refused.problem))
        return
    await _report(desk, dispatch)
    if problem is None and status.newer:
        problem = Problem(Code.VAULT_NEWER)
    if problem is None and not status.exists and status.has_previous:
        problem = Problem(Code.VAULT_MISSING)
    if problem is not None:
        dispatch(VaultRefused(problem))


async def _opened_by_keyring(desk: Desk) -> Problem | None:
    try:
        await desk.qlock.unlock(None)
    except Refused as refused:
        return refused.problem
    return None


async def _report(desk: Desk, dispatch: Dispatch) -> None:
    status = await desk.qlock.status()
    slot = None if status.slot is None else Slot(status.slot)
    dispatch(
        VaultInspected(
            _phase(status),
            slot,
            status.words_checked,
            status.has_previous,
            status.keyring_usable is not False,
            desk.held(),
        )
    )


def _phase(status: VaultStatus) -> Phase:
    if not status.exists:
        # A new vault would overwrite the copy of one that only went astray.
        return Phase.DAMAGED if status.has_previous else Phase.MISSING
    if status.damaged or status.newer:
        return Phase.DAMAGED
    return Phase.LOCKED if status.locked else Phase.OPEN


async def perform_vault(desk: Desk, effect: PerformVault, dispatch: Dispatch) -> None:
    """Do what was asked of the vault; a refusal leaves it as it was."""
    with _telling(desk, dispatch):
        try:
            await _do(desk, effect, dispatch)
        except Refused as refused:
            dispatch(VaultRefused(refused.problem))


async def _do(desk: Desk, effect: PerformVault, dispatch: Dispatch) -> None:
    qlock = desk.qlock
    match effect.command:
        case CreateVault(passphrase):
            await qlock.create(_text(passphrase))
            await _report(desk, dispatch)
            await _show_words(desk, passphrase, dispatch)
        case RestoreVault(words, passphrase):
            before = await qlock.status()
            gone = not before.exists and before.has_previous
            # A keyring that lost the key never gives it again; what it was for is set aside, not deleted.
            shut = before.locked and before.slot is SlotKind.KEYRING
            replacing = before.damaged or gone or shut
            await qlock.restore(parse_words(words.text), _text(passphrase), replacing=replacing)
            await _report(desk, dispatch)
        case RestorePreviousVault():
            await qlock.restore_previous()
            desk.is_older_copy = True
            await _inspect(desk, PerformInspect(), dispatch)
        case Unlock(passphrase):
            await qlock.unlock(_text(passphrase))
            await _report(desk, dispatch)
        case ShowWords(passphrase):
            await _show_words(desk, passphrase, dispatch)
        case CheckWords(answers):
            positions = effect.positions
            await qlock.check_words({at: answer.text for at, answer in zip(positions, answers, strict=True)})
            await qlock.mark_words_checked()
            await _report(desk, dispatch)
        case SetPassphrase(new, old):
            await qlock.set_passphrase(new.text, _text(old))
            await _report(desk, dispatch)
        case RemovePassphrase(old):
            await qlock.remove_passphrase(old.text)
            await _report(desk, dispatch)
        case _:
            assert_never(effect.command)


def _text(hidden: Hidden | None) -> str | None:
    return None if hidden is None else hidden.text


async def _show_words(desk: Desk, passphrase: Hidden | None, dispatch: Dispatch) -> None:
    words = await desk.qlock.show_words(_text(passphrase))
    dispatch(WordsShown(Hidden(" ".join(words)), desk.qlock.positions_to_ask()))


async def perform_lock(desk: Desk, _effect: PerformLock, _dispatch: Dispatch) -> None:
    """Wipe the keys, and what was read with them."""
    desk.qlock.lock()
    if (services := desk.connected) is not None:
        services.client.forget_answers()
        desk.apart.forget_answers()


PERFORMERS: Performers = {PerformInspect: inspect, PerformVault: perform_vault, PerformLock: perform_lock}
