"""Which face the window shows."""

from dataclasses import replace

import pytest
from immutables import Map

from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.onboarding import Onboarding, Step
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.stage import Stage, is_known, stage
from tests.ui.builders import identity, state


def test_the_pages_show_once_the_first_run_is_done() -> None:
    assert stage(State()) is Stage.PAGES


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.DONE])
def test_any_other_step_shows_the_first_run(step: Step) -> None:
    assert stage(State(onboarding=Onboarding(step))) is Stage.FIRST_RUN


@pytest.mark.parametrize(
    "lock",
    [
        Lock(Phase.LOCKED, Slot.PASSPHRASE),
        Lock(Phase.DAMAGED),
        Lock(Phase.OPEN, Slot.KEYRING, screen_hidden=True),
    ],
)
@pytest.mark.parametrize("step", [Step.DONE, Step.NAME])
def test_the_lock_hides_whatever_else_there_is(lock: Lock, step: Step) -> None:
    assert stage(State(lock=lock, onboarding=Onboarding(step))) is Stage.LOCKED


@pytest.mark.parametrize("lock", [Lock(Phase.DAMAGED), Lock(Phase.LOCKED, Slot.KEYRING)])
@pytest.mark.parametrize("step", [Step.RESTORE, Step.BACKUP])
def test_a_vault_that_opens_no_more_may_be_restored_from_words_or_a_backup(lock: Lock, step: Step) -> None:
    assert stage(State(lock=lock, onboarding=Onboarding(step))) is Stage.FIRST_RUN


def test_a_vault_behind_a_passphrase_is_not_passed_by_restoring() -> None:
    restoring = State(lock=Lock(Phase.LOCKED, Slot.PASSPHRASE), onboarding=Onboarding(Step.RESTORE))
    assert stage(restoring) is Stage.LOCKED


def test_a_locked_vault_is_not_opened_by_the_restoring_step() -> None:
    locked = State(lock=Lock(Phase.LOCKED, Slot.PASSPHRASE), onboarding=Onboarding(Step.RESTORE))
    assert stage(locked) is Stage.LOCKED


def test_the_active_identity_is_known_once_it_is_in_the_list() -> None:
    known = state(identity())
    unknown = replace(known, identities=replace(known.identities, known=Map()))
    assert is_known(known)
    assert not is_known(unknown)
