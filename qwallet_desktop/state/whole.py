"""The whole state, one slice a noun, and every action there is."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from immutables import Map

from qwallet_desktop.settings import Preferences
from qwallet_desktop.state import (
    addressbook,
    aids,
    audit,
    backups,
    batches,
    capabilities,
    consent,
    copies,
    explanations,
    exports,
    groups,
    health,
    history,
    identities,
    item_records,
    last_known,
    lazy,
    limits,
    lock,
    multisig,
    navigation,
    notifications,
    offline,
    onboarding,
    operations,
    preferences,
    shared_books,
    tokens,
    transfers,
    wallets,
    what_if,
)
from qwallet_desktop.state.addressbook import AddressBook
from qwallet_desktop.state.aids import Aids
from qwallet_desktop.state.audit import Drawer
from qwallet_desktop.state.backups import Backups
from qwallet_desktop.state.batches import Batches
from qwallet_desktop.state.capabilities import Capabilities
from qwallet_desktop.state.consent import Consent
from qwallet_desktop.state.copies import Copies
from qwallet_desktop.state.explanations import Explanations
from qwallet_desktop.state.exports import Export, NoExport
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.health import Health
from qwallet_desktop.state.history import Histories
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_records import ItemRecords
from qwallet_desktop.state.last_known import Memory
from qwallet_desktop.state.lazy_books import Lazy
from qwallet_desktop.state.limits import LimitsKnown
from qwallet_desktop.state.lock import Lock
from qwallet_desktop.state.multisig import MultiSig
from qwallet_desktop.state.navigation import Navigation
from qwallet_desktop.state.notifications import Notifications
from qwallet_desktop.state.offline import Offline
from qwallet_desktop.state.onboarding import Onboarding
from qwallet_desktop.state.operations import Operations
from qwallet_desktop.state.shared_books import SharedBooks
from qwallet_desktop.state.tokens import Tokens
from qwallet_desktop.state.transfers import Payments
from qwallet_desktop.state.wallets import Wallets
from qwallet_desktop.state.what_if import Replays

Action: TypeAlias = (
    addressbook.Action
    | aids.Action
    | audit.Action
    | backups.Action
    | batches.Action
    | capabilities.Action
    | consent.Action
    | copies.Action
    | explanations.Action
    | exports.Action
    | groups.Action
    | health.Action
    | history.Action
    | identities.Action
    | item_records.Action
    | last_known.Action
    | lazy.Action
    | limits.Action
    | lock.Action
    | multisig.Action
    | navigation.Action
    | notifications.Action
    | offline.Action
    | onboarding.Action
    | operations.Action
    | preferences.Action
    | shared_books.Action
    | tokens.Action
    | transfers.Action
    | wallets.Action
    | what_if.Action
)


@dataclass(frozen=True)
class State:
    """Everything that the desktop knows, one slice a noun. Without slots: a copy then costs next to nothing."""

    addressbook: AddressBook = AddressBook()
    aids: Aids = Aids()
    backups: Backups = Backups()
    batches: Batches = Map()
    capabilities: Capabilities = Map()
    consent: Consent = Consent()
    copies: Copies = Copies()
    drawer: Drawer = Drawer()
    explanations: Explanations = Explanations()
    export: Export = NoExport()
    groups: Groups = Groups()
    health: Health = Health()
    history: Histories = Map()
    identities: Identities = Identities()
    item_records: ItemRecords = ItemRecords()
    last_known: Memory = Memory()
    lazy: Lazy = Lazy()
    limits: LimitsKnown = LimitsKnown()
    lock: Lock = Lock()
    multisig: MultiSig = MultiSig()
    navigation: Navigation = Navigation()
    notifications: Notifications = Notifications()
    offline: Offline = Offline()
    onboarding: Onboarding = Onboarding()
    operations: Operations = Operations()
    preferences: Preferences = Preferences()
    shared_books: SharedBooks = Map()
    tokens: Tokens = Tokens()
    transfers: Payments = Map()
    wallets: Wallets = Map()
    what_if: Replays = Map()

    def having(self, changes: dict[str, Any]) -> "State":
        """Return a state in which the named slices are others; `dataclasses.replace` takes longer than all the rest."""
        after = object.__new__(State)
        object.__setattr__(after, "__dict__", self.__dict__ | changes)
        return after


def whole(slices: dict[str, Any]) -> State:
    """Make a state of all its slices, by their names; they are the state's own from then on."""
    made = object.__new__(State)
    object.__setattr__(made, "__dict__", slices)
    return made


def connected(state: State) -> bool:
    """Tell whether the node answers and the keys are at hand."""
    return health.is_up(state.health) and state.lock.phase is lock.Phase.OPEN


def way(state: State) -> Health:
    """Return node and stream alone: the head moves with every event, which screens need not be compared for."""
    return Health(node=state.health.node, live=state.health.live, served=state.health.served)
