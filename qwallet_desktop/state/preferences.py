"""What the person chose about the window, kept in the data folder."""

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.identities import IdentityAccepted, SwitchIdentity
from qwallet_desktop.state.successor_key import KeyReplaced


@dataclass(frozen=True, slots=True)
class ChangePreferences:
    """Keep these preferences from now on."""

    preferences: Preferences


@dataclass(frozen=True, slots=True)
class PinIdentity:
    """Pin an identity to the top of the switcher, or let it go."""

    identity_id: IdentityId
    pinned: bool


@dataclass(frozen=True, slots=True)
class HideIdentity:
    """Leave an identity out of the switcher on this desktop, or show it again; an AID is never written down."""

    identity_id: IdentityId
    hidden: bool


@dataclass(frozen=True, slots=True)
class PreferencesNotSaved:
    """The preferences hold for this run only."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class SavePreferences(Effect):
    """Write the preferences."""

    preferences: Preferences

    @property
    def exclusive(self) -> str:
        """The newest preferences are the ones to keep."""
        return "preferences"


Action: TypeAlias = (
    ChangePreferences
    | PinIdentity
    | HideIdentity
    | PreferencesNotSaved
    | SwitchIdentity
    | IdentityAccepted
    | KeyReplaced
)


def reduce(preferences: Preferences, action: Action) -> tuple[Preferences, tuple[Effect, ...]]:
    """Apply a choice."""
    match action:
        case SwitchIdentity():
            return _acting(preferences, action.identity_id)
        case ChangePreferences(chosen):
            changed = chosen
        case PinIdentity(identity_id, pinned):
            others = tuple(other for other in preferences.pinned_identities if other != identity_id)
            changed = replace(preferences, pinned_identities=(*others, identity_id) if pinned else others)
        case HideIdentity(identity_id, hidden):
            others = tuple(other for other in preferences.hidden_identities if other != identity_id)
            changed = replace(preferences, hidden_identities=(*others, identity_id) if hidden else others)
        case IdentityAccepted(_, identity, created):
            return _acting(preferences, identity.id) if created else (preferences, ())
        case KeyReplaced(before, identity):
            order = tuple(identity.id if each == before else each for each in preferences.pinned_identities)
            active = identity.id if preferences.active_identity == before else preferences.active_identity
            changed = replace(preferences, pinned_identities=order, active_identity=active)
        case PreferencesNotSaved():
            changed = preferences
        case _:
            assert_never(action)
    return (preferences, ()) if changed == preferences else (changed, (SavePreferences(changed),))


def _acting(preferences: Preferences, identity_id: IdentityId) -> tuple[Preferences, tuple[Effect, ...]]:
    """Open with that identity the next time."""
    if preferences.active_identity == identity_id:
        return preferences, ()
    changed = preferences.acting_under(identity_id)
    return changed, (SavePreferences(changed),)
