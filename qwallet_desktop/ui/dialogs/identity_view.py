"""What the sheet of an identity shows: who it is, what it has, and whose keys are here to do each thing."""

from dataclasses import dataclass, field

from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.state.groups import actors, charter_of
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import IdentitySheet
from qwallet_desktop.state.submission import Idle, Submission
from qwallet_desktop.ui.dialogs.closing import Holdings, holdings_of
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.family import Kin, family_of


@dataclass(frozen=True, slots=True)
class Signing:
    """Whose keys are here to do each thing, the one that does it unless another is chosen first.

    `asking` may ask a group's admins for a freeze; it is empty where somebody here may freeze it.
    """

    renaming: tuple[IdentityId, ...] = ()
    freezing: tuple[IdentityId, ...] = ()
    asking: tuple[IdentityId, ...] = ()
    lifting: tuple[IdentityId, ...] = ()
    closing: tuple[IdentityId, ...] = ()
    replacing: tuple[IdentityId, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The identity, those around it, what it has, and whose keys are on this computer."""

    identity: Identity | None = None
    identities: Identities = Identities()
    signing: Signing = Signing()
    charter: Charter | None = None
    family: tuple[Kin, ...] = ()
    holdings: Holdings = field(default_factory=Holdings)
    hidden: bool = False
    submission: Submission = Idle()
    asked: Asked = Asked()


def select(state: State) -> View:
    """Return what the sheet shows; without this sheet open, nothing."""
    sheet = state.navigation.sheet
    if not isinstance(sheet, IdentitySheet):
        return View()
    identities, preferences = state.identities, state.preferences
    identity = identities.known.get(sheet.identity_id)
    if identity is None:
        return View()
    return View(
        identity,
        identities,
        _signing(state, identity),
        charter_of(state.groups, identity.id),
        family_of(identity, identities, state.groups),
        holdings_of(state.wallets.get(identity.id), state.tokens.known, hidden=preferences.hide_amounts),
        identity.id in preferences.hidden_identities,
        identities.submission,
        asked_on_sheet(state),
    )


def _signing(state: State, identity: Identity) -> Signing:
    did, open_still = identity.id, identity.status is not IdentityStatus.CLOSED
    if not open_still:
        return Signing()
    lifting = actors(state, did, Action.UNFREEZE)
    if state.identities.active in lifting:
        # Who one acts under lifts it, if it may.
        lifting = tuple(sorted(lifting, key=lambda one: one != state.identities.active))
    freezing = actors(state, did, Action.FREEZE)
    return Signing(
        actors(state, did, Action.RENAME),
        freezing,
        () if freezing else actors(state, did, Action.ASK_FREEZE),
        lifting,
        actors(state, did, Action.CLOSE),
        actors(state, did, Action.SUCCEED),
    )
