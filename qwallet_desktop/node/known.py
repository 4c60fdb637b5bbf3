"""What the writer's last transaction read and left, so that the next one need not read it again."""

from dataclasses import dataclass, field

from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.ledger import AccountKind, AccountState
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.statements import Row

MOST_KNOWN = 50_000
"""Identities and pairs of holder and token together, beyond which everything is forgotten."""

Pair = tuple[int, int]
"""The row numbers of a holder and of a token."""


@dataclass(slots=True)
class AccountRow:
    """An account's row number, what it holds, and whether this transaction made it."""

    n: int
    state: AccountState
    sequence: int
    made: bool = False


@dataclass(slots=True)
class Known:
    """Rows as they stand in the database while `head` is its `log_head`.

    Whoever writes anything of a decision moves the head, in this process or in another one that has
    the same database: so a transaction that finds this very head finds these very rows. What is
    written without moving it (jobs beside the commands) must be followed by `forget`, as must a
    transaction that fails: another one may reach the head that it would have left.

    `edge` holds the hashes of the complete subtrees at the audit log's right edge, by (level, position).
    """

    head: Row = field(default_factory=dict)
    identities: dict[str, IdentityRow | None] = field(default_factory=dict)
    tokens: dict[str, TokenRow | None] = field(default_factory=dict)
    accounts: dict[Pair, dict[AccountKind, AccountRow]] = field(default_factory=dict)
    edge: dict[tuple[int, int], bytes] = field(default_factory=dict)

    @property
    def newest(self) -> Position:
        """The position of the newest event; 0 where it is not known, or there is none."""
        return Position(self.head.get("events", 0))

    def begin(self, head: Row) -> None:
        """Begin a transaction that finds this head: keep what holds then, and hold nothing until it has ended."""
        if self.head != head or len(self.identities) + len(self.tokens) + len(self.accounts) > MOST_KNOWN:
            self.forget()
        self.head = {}

    def forget(self) -> None:
        """Know nothing any more."""
        self.head = {}
        for kept in (self.identities, self.tokens, self.accounts, self.edge):
            kept.clear()
