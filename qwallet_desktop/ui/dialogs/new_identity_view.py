"""What *New identity* shows: who is here, who could own or guard the new one, and what became of what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from immutables import Map

from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.health import Up
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.root import State
from qwallet_desktop.state.submission import Idle, Submission
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet


@dataclass(frozen=True, slots=True)
class View:
    """Who is here, who could own or guard the new identity, and what became of what was asked for."""

    identities: Identities = Identities()
    held: tuple[IdentityId, ...] = ()
    owners: tuple[IdentityId, ...] = ()
    guardians: tuple[IdentityId, ...] = ()
    tokens: Mapping[TokenId, Token] = field(default_factory=Map)
    node_id: NodeId | None = None
    submission: Submission = Idle()
    asked: Asked = Asked()
    served: str = ""


def select(state: State) -> View:
    """Return what the sheet offers."""
    known, held = state.identities.known, frozenset(state.lock.held)
    roots = [
        known[did]
        for did in state.identities.order
        if did in held and known[did].type is IdentityType.ROOT and known[did].status is IdentityStatus.ACTIVE
    ]
    node = state.health.node
    return View(
        state.identities,
        state.lock.held,
        tuple(one.id for one in roots if one.owner is None),
        tuple(one.id for one in roots),
        state.tokens.known,
        node.node_id if isinstance(node, Up) else state.last_known.node_id,
        state.identities.submission,
        asked_on_sheet(state),
        state.health.served,
    )
