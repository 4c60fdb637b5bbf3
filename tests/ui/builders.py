"""Builders of state for the window's tests and pictures: short to write, and each value may be given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from immutables import Map

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId, TokenId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.health import Health, Up
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.tokens import Tokens
from qwallet_desktop.ui.bench import Bench

NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
NODE = NodeId("5f0c" * 8)
QTK = TokenId("qtk1" + "ab" * 32)
REQUEST = RequestId("00000000-0000-4000-8000-000000000001")
SALT = "0f" * 16


def did(number: int) -> IdentityId:
    """Return a DID that differs for each number."""
    return did_from_key(bytes([number % 256]) * 31 + bytes([number // 256]))


def identity(
    number: int = 1,
    name: str = "Mara Lindqvist",
    *,
    kind: IdentityType = IdentityType.ROOT,
    status: IdentityStatus = IdentityStatus.ACTIVE,
    can_issue: bool = False,
) -> Identity:
    """Return an identity; later numbers were created later."""
    created = NOW - timedelta(days=30) + timedelta(minutes=number)
    return Identity(did(number), kind, name, status, None, can_issue, created)


def token(symbol: str = "QTK", decimals: int = 2, *, token_id: TokenId = QTK, issuer: int = 1) -> Token:
    """Return a token."""
    return Token(token_id, symbol, f"{symbol} token", decimals, did(issuer), SALT, NOW)


def identities(*members: Identity, active: int = 0) -> Identities:
    """Return the slice that knows these identities, in this order; `active` counts from 0."""
    return Identities(
        known=Map((each.id, each) for each in members),
        order=tuple(each.id for each in members),
        loading=Loaded(len(members), NOW),
        active=members[active].id if members else None,
    )


def state(*members: Identity, active: int = 0, tokens: Sequence[Token] = ()) -> State:
    """Return the state of a program that is open and online, with these identities."""
    ours = tuple(each.id for each in members)
    return State(
        health=Health(Up(NODE), live=True),
        identities=identities(*members, active=active),
        lock=Lock(Phase.OPEN, Slot.KEYRING, words_checked=True, held=ours),
        tokens=Tokens(Map((each.id, each) for each in tokens)),
    )


def bench(dispatch: Callable[[Action], object], numbers: NumberStyle = NumberStyle()) -> Bench:  # noqa: B008 - frozen
    """Return the screens' tools with a clock that stands still; `dispatch` takes the actions."""

    def hand_on(action: Action) -> None:
        dispatch(action)

    return Bench(hand_on, lambda: NOW, lambda: REQUEST, lambda: SALT, numbers)


@dataclass(slots=True)
class FakeStore:
    """The side of the store that the window needs; `put` changes the state as the store would."""

    state: State = field(default_factory=State)
    watchers: list[Callable[[], None]] = field(default_factory=list)

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` after each `put`."""
        self.watchers.append(watcher)
        return lambda: self.watchers.remove(watcher)

    def put(self, changed: State) -> None:
        """Take a state and tell."""
        self.state = changed
        for watcher in tuple(self.watchers):
            watcher()

    def update(self, **slices: object) -> None:
        """Replace slices of the state and tell."""
        self.put(replace(self.state, **slices))  # type: ignore[arg-type]  # names of slices
