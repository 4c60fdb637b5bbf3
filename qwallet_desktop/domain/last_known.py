"""What a desktop knew last of its node, to be shown at the next start until the node answers."""

from dataclasses import dataclass
from datetime import datetime

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryEntry
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletPermissions


@dataclass(frozen=True, slots=True)
class KnownWallet:
    """What an identity had.

    Attributes:
        identity_id: Whose wallet it is.
        at: When it was so.
        permissions: What the identity might do.
        balances: What it had.
        latest: The newest entries of its history, the newest first.
        lines: For each token that has one, the balance at the end of each day, the oldest first.
    """

    identity_id: IdentityId
    at: datetime
    permissions: WalletPermissions
    balances: tuple[Balance, ...]
    latest: tuple[HistoryEntry, ...]
    lines: tuple[tuple[DailyBalance, ...], ...]


@dataclass(frozen=True, slots=True)
class KnownTable:
    """The newest entries of an identity's history, the newest first, and how many there were in all."""

    identity_id: IdentityId
    rows: tuple[HistoryEntry, ...]
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether no entry is missing."""
        return self.total <= len(self.rows)


@dataclass(frozen=True, slots=True)
class LastKnown:
    """What was known, or a part of it.

    Attributes:
        node_id: The node that said so.
        at: When it was taken.
        head: The newest event that is in it: those after it are to be read.
        active: Whom the window acted under.
        identities: In the order of their creation.
        tokens: The tokens that the rest names, at least.
        wallets: Those that were looked at last.
        tables: The histories of the same, where they were read.
    """

    node_id: NodeId
    at: datetime
    head: Sequence
    active: IdentityId | None = None
    identities: tuple[Identity, ...] = ()
    tokens: tuple[Token, ...] = ()
    wallets: tuple[KnownWallet, ...] = ()
    tables: tuple[KnownTable, ...] = ()
