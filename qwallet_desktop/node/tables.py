"""The tables of the node's database. Rows name each other by short numbers, never by DIDs or hashes."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from qwallet_desktop.node.columns import LONGEST_MEMO_KEY, AmountType, MomentType, RowNumber, sorted_string

metadata = MetaData()

node_facts = Table(
    "node_facts",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What a node is: its id, and the public key of its checkpoints in hex."""

identities = Table(
    "identities",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("id", sorted_string(128), nullable=False, unique=True),
    Column("type", String(16), nullable=False),
    Column("name", String(60), nullable=False),
    Column("status", String(16), nullable=False),
    Column("owner_n", ForeignKey("identities.n")),
    Column("can_issue", Boolean, nullable=False),
    Column("created_at", MomentType, nullable=False),
    Column("frozen_by_n", ForeignKey("identities.n")),
    Column("reason", String(280), nullable=False),
    Column("guardian_n", RowNumber),
    Column("token_n", RowNumber),
    Column("successor_n", RowNumber),
    Index("identities_by_owner", "owner_n"),
    Index("identities_by_guardian", "guardian_n"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("id", sorted_string(68), nullable=False, unique=True),
    Column("symbol", sorted_string(10), nullable=False),
    Column("name", String(60), nullable=False),
    Column("decimals", Integer, nullable=False),
    Column("issuer_n", ForeignKey("identities.n"), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("created_at", MomentType, nullable=False),
    Index("tokens_by_issuer", "issuer_n"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("identity_n", ForeignKey("identities.n"), nullable=False),
    Column("token_n", ForeignKey("tokens.n"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("balance", AmountType, nullable=False),
    Column("out_sum", AmountType, nullable=False),
    Column("out_count", RowNumber, nullable=False),
    Column("sequence", RowNumber, nullable=False),
    Column("at", MomentType),
    UniqueConstraint("identity_n", "token_n", "kind", name="accounts_by_owner"),
)
"""Where units stand, with what the newest posting left there; `at` is that posting's time.

The times of an account's postings never go back, also where the clock does: sliding limits read by them.
"""

audit_leaves = Table(
    "audit_leaves",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("sequence", RowNumber, nullable=False),
    Column("at", MomentType, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
)
"""The audit log: `n` is the leaf's index, from 0. Never changed."""

audit_payloads = Table(
    "audit_payloads",
    metadata,
    Column("leaf_n", ForeignKey("audit_leaves.n"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("payload", Text, nullable=False),
)
"""What opens a leaf's digest. May be erased; the tree stays whole."""

tree_nodes = Table(
    "tree_nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", RowNumber, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)
"""The hashes of the complete subtrees (domain/merkle.py)."""

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", RowNumber, primary_key=True, autoincrement=False),
    Column("at", MomentType, nullable=False),
    Column("note", Text, nullable=False),
)
"""One signed tree head per commit."""

transfers = Table(
    "transfers",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("id", sorted_string(35), nullable=False, unique=True),
    Column("sequence", RowNumber, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("sender_n", ForeignKey("identities.n")),
    Column("recipient_n", ForeignKey("identities.n")),
    Column("token_n", ForeignKey("tokens.n"), nullable=False),
    Column("amount", AmountType, nullable=False),
    Column("memo", String(280), nullable=False),
    Column("at", MomentType, nullable=False),
    Column("leaf_n", ForeignKey("audit_leaves.n"), nullable=False),
)
postings = Table(
    "postings",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("transfer_n", ForeignKey("transfers.n"), nullable=False),
    Column("account_n", ForeignKey("accounts.n"), nullable=False),
    Column("sequence", RowNumber, nullable=False),
    Column("at", MomentType, nullable=False),
    Column("units", AmountType, nullable=False),
    Column("balance", AmountType, nullable=False),
    Column("out_sum", AmountType, nullable=False),
    Column("out_count", RowNumber, nullable=False),
    Index("postings_by_sequence", "account_n", "sequence"),
    Index("postings_by_time", "account_n", "at"),
)
"""Lines of movements, each with what its account held after it. Never changed."""

history = Table(
    "history",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("identity_n", ForeignKey("identities.n"), nullable=False),
    Column("sequence", RowNumber, nullable=False),
    Column("transfer_n", ForeignKey("transfers.n"), nullable=False),
    Column("at", MomentType, nullable=False),
    Column("token_n", ForeignKey("tokens.n"), nullable=False),
    Column("direction", sorted_string(3), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("counterparty_n", ForeignKey("identities.n")),
    Column("magnitude", sorted_string(112), nullable=False),
    Column("memo_key", sorted_string(LONGEST_MEMO_KEY), nullable=False),
    Column("facet", RowNumber, nullable=False),
    Column("balance_after", AmountType, nullable=False),
    Index("history_by_sequence", "identity_n", "sequence", "at", "facet"),
    Index("history_by_time", "identity_n", "at", "sequence", "facet"),
    Index("history_by_facet", "identity_n", "facet", "sequence", "at"),
    Index("history_by_amount", "identity_n", "magnitude", "sequence", "at", "facet"),
    Index("history_by_memo", "identity_n", "memo_key", "sequence", "at", "facet"),
)
"""A transfer as one of its parties sees it; `balance_after` is that party's settled balance.

`magnitude` and `memo_key` are what amounts and memos are sorted by, `facet` is all that is filtered
by in one number (facets.py). The indexes carry what filters read, so that a page deep inside a
million rows is found without reading the rows before it.
"""

history_cells = Table(
    "history_cells",
    metadata,
    Column("identity_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("facet", RowNumber, primary_key=True, autoincrement=False),
    Column("entries", RowNumber, nullable=False),
    sqlite_with_rowid=False,
)
"""How many entries of an identity's history have a facet; so nobody has to count a million rows."""

requests = Table(
    "requests",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("identity_n", ForeignKey("identities.n"), nullable=False),
    Column("request_id", String(64), nullable=False),
    Column("route", String(300), nullable=False),
    Column("digest", String(200), nullable=False),
    Column("fields", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", MomentType, nullable=False),
    Column("leaf_n", ForeignKey("audit_leaves.n"), nullable=False),
    Column("signature_base", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    UniqueConstraint("request_id", "identity_n", name="requests_by_id"),
)
"""Every decision that was taken, its evidence, and the answer that is given again for the same request id."""

events = Table(
    "events",
    metadata,
    Column("sequence", RowNumber, primary_key=True, autoincrement=False),
    Column("identity_n", ForeignKey("identities.n"), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("subject_n", RowNumber, nullable=False),
    Index("events_by_identity", "identity_n", "sequence"),
)
"""Who is told what, in one global order. `subject_n` is the identity, the token or the history row of the fact."""

status_changes = Table(
    "status_changes",
    metadata,
    Column("sequence", RowNumber, primary_key=True, autoincrement=False),
    Column("identity_n", ForeignKey("identities.n"), nullable=False),
    Column("actor_n", ForeignKey("identities.n"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", String(280), nullable=False),
    Column("at", MomentType, nullable=False),
    Index("status_changes_by_identity", "identity_n", "sequence"),
)
"""Who froze or unfroze an identity that is another's, by the sequence of the event that told it. Never changed."""

notification_marks = Table(
    "notification_marks",
    metadata,
    Column("identity_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("read_up_to", RowNumber, nullable=False),
    Column("payments", RowNumber, nullable=False),
    sqlite_with_rowid=False,
)
"""How far an identity's notifications are read, and how many payments had come in until there.

With that number and the counted facets, the unread ones need not be counted one by one.
"""

grants = Table(
    "grants",
    metadata,
    Column("session_key", String(128), primary_key=True),
    Column("identity_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("expires_at", MomentType, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    sqlite_with_rowid=False,
)

log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("events", RowNumber, nullable=False),
    Column("audit_leaves", RowNumber, nullable=False),
    Column("identities", RowNumber, nullable=False),
    Column("tokens", RowNumber, nullable=False),
    Column("accounts", RowNumber, nullable=False),
    Column("transfers", RowNumber, nullable=False),
    Column("postings", RowNumber, nullable=False),
    Column("history", RowNumber, nullable=False),
    Column("requests", RowNumber, nullable=False),
    Column("items", RowNumber, nullable=False, server_default="0"),
    Column("item_votes", RowNumber, nullable=False, server_default="0"),
    Column("contacts", RowNumber, nullable=False, server_default="0"),
)
"""One row: how many rows each numbered table has. Locked and written last in a commit; `events` is the global order."""
