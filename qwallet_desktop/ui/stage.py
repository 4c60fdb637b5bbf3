"""Which of its faces the window shows: the first run, the lock screen, or the pages."""

from enum import Enum, auto

from qwallet_desktop.state.lock import Phase, Slot, hides_screen
from qwallet_desktop.state.onboarding import Step
from qwallet_desktop.state.root import State


class Stage(Enum):
    """The faces of the window."""

    FIRST_RUN = auto()
    LOCKED = auto()
    PAGES = auto()


def stage(state: State) -> Stage:
    """Say what to show. The lock goes first, except where a vault that opens no more is restored."""
    lock = state.lock
    lost = lock.phase is Phase.DAMAGED or (lock.phase is Phase.LOCKED and lock.slot is Slot.KEYRING)
    restoring = lost and state.onboarding.step in {Step.RESTORE, Step.BACKUP}
    if hides_screen(lock) and not restoring:
        return Stage.LOCKED
    return Stage.PAGES if state.onboarding.step is Step.DONE else Stage.FIRST_RUN


def is_known(state: State) -> bool:
    """Tell whether there is an identity to show pages of."""
    return state.identities.active in state.identities.known
