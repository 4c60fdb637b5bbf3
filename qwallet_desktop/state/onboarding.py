"""The first run: create (words shown, three asked back), restore, or look around with sample data."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias, assert_never

from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.identities import IdentitiesLoaded, IdentityAccepted
from qwallet_desktop.state.lock import Phase, VaultInspected, WordsShown


class Step(StrEnum):
    """What the first run shows."""

    WELCOME = "WELCOME"
    PROTECT = "PROTECT"
    WORDS = "WORDS"
    CHECK = "CHECK"
    RESTORE = "RESTORE"
    BACKUP = "BACKUP"
    NAME = "NAME"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class Onboarding:
    """The step, and whether a new wallet is being made (so that its words come next)."""

    step: Step = Step.DONE
    creating: bool = False


@dataclass(frozen=True, slots=True)
class GoToStep:
    """Go to a step, forwards or back."""

    step: Step


@dataclass(frozen=True, slots=True)
class LookAround:
    """Open the program on a throwaway folder with sample data."""


@dataclass(frozen=True, slots=True)
class StartDemo(Effect):
    """Start the program anew with `--demo`, and end this one."""


Action: TypeAlias = GoToStep | LookAround | VaultInspected | WordsShown | IdentitiesLoaded | IdentityAccepted


def reduce(onboarding: Onboarding, action: Action) -> tuple[Onboarding, tuple[Effect, ...]]:
    """Move the first run on by what the person chose or what happened."""
    match action:
        case GoToStep(step):
            begins_anew = step in {Step.WELCOME, Step.RESTORE, Step.BACKUP}
            creating = step is Step.PROTECT or (onboarding.creating and not begins_anew)
            return Onboarding(step, creating), ()
        case LookAround():
            return onboarding, (StartDemo(),)
        case VaultInspected(phase, words_checked=checked):
            return _inspected(onboarding, phase, checked=checked), ()
        case WordsShown():
            shown = onboarding.creating and onboarding.step is Step.PROTECT
            return (replace(onboarding, step=Step.WORDS) if shown else onboarding), ()
        case IdentitiesLoaded(identities):
            named = bool(identities) and not (onboarding.creating and onboarding.step is not Step.NAME)
            unnamed = not identities and onboarding.step is Step.DONE
            if named:
                return Onboarding(), ()
            return (Onboarding(Step.NAME) if unnamed else onboarding), ()
        case IdentityAccepted(created=created):
            return (Onboarding() if created else onboarding), ()
        case _:
            assert_never(action)


def _inspected(onboarding: Onboarding, phase: Phase, *, checked: bool) -> Onboarding:
    if phase is Phase.MISSING:
        return onboarding if onboarding.step is not Step.DONE else Onboarding(Step.WELCOME)
    if onboarding.step is Step.RESTORE or (onboarding.step is Step.CHECK and checked):
        return replace(onboarding, step=Step.NAME)
    return onboarding
