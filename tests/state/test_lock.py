"""The key lock's slice: one thing at a time, and *Lock* does what the slot allows."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state import lock, vault_commands
from qwallet_desktop.state.identities import IdentitiesLoaded, IdentityAccepted
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.vault_commands import Hidden
from tests.state.builders import ADA, BEN, NOW, identity, request

INSPECTED = lock.VaultInspected(
    Phase.OPEN, Slot.KEYRING, words_checked=False, has_previous=True, keyring_usable=True, held=(ADA,)
)
OPEN = lock.reduce(Lock(), INSPECTED)[0]
WRONG = Problem(Code.PASSPHRASE_WRONG)
COMMANDS: list[lock.Action] = [
    vault_commands.CreateVault(None),
    vault_commands.RestoreVault(Hidden("words"), None),
    vault_commands.RestorePreviousVault(),
    vault_commands.Unlock(Hidden("secret")),
    vault_commands.ShowWords(),
    vault_commands.CheckWords((Hidden("one"),)),
    vault_commands.SetPassphrase(Hidden("new"), None),
    vault_commands.RemovePassphrase(Hidden("old")),
]


def test_the_vault_is_inspected_and_shown_as_it_is() -> None:
    busy, effects = lock.reduce(Lock(), lock.InspectVault())
    assert (busy.busy, effects) == (True, (lock.PerformInspect(),))
    assert (OPEN.phase, OPEN.slot, OPEN.held, OPEN.has_previous) == (Phase.OPEN, Slot.KEYRING, (ADA,), True)


def test_a_key_is_held_as_soon_as_it_is_made_or_found_again() -> None:
    made = lock.reduce(OPEN, IdentityAccepted(request(), identity(BEN, "Ben"), created=True))[0]
    assert made.held == (ADA, BEN)
    assert lock.reduce(OPEN, IdentityAccepted(request(), identity(ADA), created=True))[0] is OPEN
    assert lock.reduce(made, IdentityAccepted(request(), identity(BEN, "Benny"), created=False))[0] is made
    found = lock.reduce(OPEN, IdentitiesLoaded((identity(),), NOW, (BEN, ADA)))[0]
    assert found.held == (BEN, ADA)
    assert lock.reduce(found, IdentitiesLoaded((identity(),), NOW))[0] is found


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_a_command_runs_alone(command: lock.Action) -> None:
    asked, effects = lock.reduce(replace(OPEN, positions=(3, 9, 20)), command)
    assert effects == (lock.PerformVault(command, (3, 9, 20)),)  # type: ignore[arg-type]
    assert asked.busy
    assert lock.reduce(asked, command) == (asked, ())


def test_a_command_to_the_vault_supersedes_none_but_the_vaults() -> None:
    assert lock.PerformVault(vault_commands.ShowWords()).exclusive == "vault"


def test_a_refusal_is_shown_until_the_person_goes_on() -> None:
    refused = lock.reduce(replace(OPEN, busy=True), lock.VaultRefused(WRONG))[0]
    assert (refused.busy, refused.problem) == (False, WRONG)
    assert lock.reduce(refused, lock.ForgetVaultProblem())[0].problem is None


def test_words_are_shown_and_forgotten() -> None:
    shown = lock.reduce(OPEN, lock.WordsShown(Hidden("twenty four"), (1, 2, 3)))[0]
    assert shown.words == Hidden("twenty four")
    assert lock.reduce(shown, lock.HideWords())[0].words is None


def test_what_is_hidden_shows_in_no_text() -> None:
    assert "secret" not in repr(vault_commands.Unlock(Hidden("secret")))


def test_locking_with_a_passphrase_wipes_the_keys() -> None:
    protected = replace(OPEN, slot=Slot.PASSPHRASE, words=Hidden("words"))
    locked, effects = lock.reduce(protected, lock.LockNow())
    assert (locked.phase, locked.words, effects) == (Phase.LOCKED, None, (lock.PerformLock(),))
    assert lock.hides_screen(locked)
    assert lock.reduce(locked, lock.LockNow()) == (locked, ())


def test_locking_without_a_passphrase_only_hides_the_screen() -> None:
    hidden, effects = lock.reduce(OPEN, lock.LockNow())
    assert (hidden.phase, hidden.screen_hidden, effects) == (Phase.OPEN, True, ())
    shown, effects = lock.reduce(hidden, vault_commands.Unlock(None))
    assert (lock.hides_screen(shown), effects) == (False, ())


def test_the_auto_lock_notice_counts_and_ends() -> None:
    noticed = lock.reduce(OPEN, lock.AutoLockNoticed(30))[0]
    assert noticed.notice == 30
    assert lock.reduce(noticed, lock.AutoLockNoticed(30))[0] is noticed
    assert lock.reduce(noticed, lock.AutoLockNoticed(None))[0].notice is None


def test_two_equal_answers_of_the_vault_are_told_apart_and_one_that_comes_twice_is_not() -> None:
    asked = replace(OPEN, busy=True)
    answered = lock.reduce(asked, INSPECTED)[0]
    assert answered.answers == OPEN.answers + 1
    assert lock.reduce(answered, INSPECTED)[0] == answered
    for refusal in (lock.VaultRefused(WRONG), lock.WordsShown(Hidden("words"), (1, 2, 3))):
        assert lock.reduce(asked, refusal)[0].answers == OPEN.answers + 1


def test_a_keyring_that_is_silent_is_told_of_while_it_is_waited_for() -> None:
    busy = replace(OPEN, busy=True)
    silent = lock.reduce(busy, lock.KeyringSilent())[0]
    assert (silent.busy, silent.problem, silent.answers) == (True, lock.KEYRING_SILENT, busy.answers)
    assert lock.reduce(silent, INSPECTED)[0].problem is None


def test_once_there_is_an_answer_nothing_is_silent() -> None:
    assert lock.reduce(OPEN, lock.KeyringSilent()) == (OPEN, ())


def test_a_silent_keyring_is_not_asked_twice() -> None:
    silent = lock.reduce(replace(Lock(), busy=True), lock.KeyringSilent())[0]
    assert lock.reduce(silent, lock.InspectVault()) == (silent, ())
