"""What the writer's last transaction read and left, so that the next one need not read it again."""

from dataclasses import dataclass, field
from datetime import datetime

from qwallet_desktop.domain.consent import PolicyVersion
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.ledger import AccountKind, AccountState
from qwallet_desktop.domain.limits import LimitScope, LimitsVersion
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.statements import Row

MOST_KNOWN = 50_000
"""Identities and pairs of holder and token together, beyond which everything is forgotten."""

Pair = tuple[int, int]
"""The row numbers of a holder and of a token."""


@dataclass(slots=True)
class AccountRow:
    """An account's row number, what it holds, the newest posting's time, and whether this transaction made it."""

    n: int
    state: AccountState
    sequence: int
    at: datetime | None = None
    made: bool = False


@dataclass(slots=True)
class Known:
    """Rows as they stand in the database while `head` is its `log_head`.

    Whoever writes anything of a decision moves the head, in this process or in another one that has
    the same database: so a transaction that finds this very head finds these very rows. What is
    written without moving it (jobs beside the commands) must be followed by `forget`, as must a
    transaction that fails: another one may reach the head that it would have left.

    `charters` holds those in force with their versions, by the group's row number, and `memberships`
    the row numbers of a member's groups. `policies` and `limits` hold what is in force, by the row number
    of the identity, and `unruled` the identities of which neither was read yet (node/policies.py).
    `changes_access` says that the transaction changes who belongs to a group.
    `edge` holds the hashes of the complete subtrees at the audit log's right edge, by (level, position).
    """

    head: Row = field(default_factory=dict)
    identities: dict[str, IdentityRow | None] = field(default_factory=dict)
    tokens: dict[str, TokenRow | None] = field(default_factory=dict)
    accounts: dict[Pair, dict[AccountKind, AccountRow]] = field(default_factory=dict)
    charters: dict[int, tuple[Charter, int]] = field(default_factory=dict)
    memberships: dict[int, frozenset[int]] = field(default_factory=dict)
    policies: dict[int, PolicyVersion] = field(default_factory=dict)
    limits: dict[int, dict[LimitScope, LimitsVersion]] = field(default_factory=dict)
    unruled: dict[int, IdentityRow] = field(default_factory=dict)
    edge: dict[tuple[int, int], bytes] = field(default_factory=dict)
    next_expiry: datetime | None = None
    changes_access: bool = False

    @property
    def newest(self) -> Position:
        """The position of the newest event; 0 where it is not known, or there is none."""
        return Position(self.head.get("events", 0))

    def begin(self, head: Row) -> None:
        """Begin a transaction that finds this head: keep what holds then, and hold nothing until it has ended."""
        if self.head != head or len(self.identities) + len(self.tokens) + len(self.accounts) > MOST_KNOWN:
            self.forget()
        self.head = {}
        self.changes_access = False

    def forget(self) -> None:
        """Know nothing any more."""
        self.head = {}
        self.next_expiry = None
        for kept in (self.identities, self.tokens, self.accounts, self.charters, self.memberships, self.edge):
            kept.clear()
        for rules in (self.policies, self.limits, self.unruled):
            rules.clear()
