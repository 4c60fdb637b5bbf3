"""The tables of what rules stand on: groups, links, policies, limits, items, shared address books, invitations.

Documents that were signed, and rules as they were set, are kept as the JSON that was decided upon
(wire shapes), next to the columns that questions need.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text, UniqueConstraint

from qwallet_desktop.node import tables
from qwallet_desktop.node.columns import AmountType, MomentType, RowNumber, sorted_string

metadata = tables.metadata
"""All tables of the database: those of tables.py, and these."""

groups = Table(
    "groups",
    metadata,
    Column("identity_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("founding", Text, nullable=False),
    Column("signatures", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""How a group was founded: the document and the founding signatures. Never changed."""

charters = Table(
    "charters",
    metadata,
    Column("identity_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("version", RowNumber, primary_key=True, autoincrement=False),
    Column("charter", Text, nullable=False),
    Column("replacement", Text, nullable=False),
    Column("at", MomentType, nullable=False),
    sqlite_with_rowid=False,
)
"""Who belongs to a group and how many sign: every version, the newest is in force.

`replacement` is the signed document by which a member's successor took its place; empty for version 1.
"""

memberships = Table(
    "memberships",
    metadata,
    Column("group_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("member_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("roles", String(80), nullable=False),
    Column("weight", RowNumber, nullable=False),
    Index("memberships_by_member", "member_n"),
    sqlite_with_rowid=False,
)
"""The members of the charter in force, so that one question finds an identity's groups; roles by commas."""

links = Table(
    "links",
    metadata,
    Column("child_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("relation", String(20), primary_key=True),
    Column("parent_n", ForeignKey("identities.n"), nullable=False),
    Column("parent_signature", LargeBinary(64), nullable=False),
    Column("child_signature", LargeBinary(64), nullable=False),
    Column("at", MomentType, nullable=False),
    sqlite_with_rowid=False,
)
"""The signatures of both sides of what ties a child to its owner and a ward to its guardian."""

successions = Table(
    "successions",
    metadata,
    Column("old_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("new_n", ForeignKey("identities.n"), nullable=False),
    Column("authority_n", ForeignKey("identities.n"), nullable=False),
    Column("authority_signature", LargeBinary(64), nullable=False),
    Column("new_signature", LargeBinary(64), nullable=False),
    Column("at", MomentType, nullable=False),
    Index("successions_by_new", "new_n"),
    sqlite_with_rowid=False,
)
"""Whose place another key took, and the signatures of the authority and of the new key."""

policies = Table(
    "policies",
    metadata,
    Column("identity_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("version", RowNumber, primary_key=True, autoincrement=False),
    Column("policy", Text, nullable=False),
    Column("at", MomentType, nullable=False),
    Column("by_n", ForeignKey("identities.n"), nullable=False),
    Column("reason", String(280), nullable=False),
    sqlite_with_rowid=False,
)
"""Consent policies, every version from 1; without any the type's default is in force."""

limit_versions = Table(
    "limit_versions",
    metadata,
    Column("identity_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("scope", String(10), primary_key=True),
    Column("version", RowNumber, primary_key=True, autoincrement=False),
    Column("limits", Text, nullable=False),
    Column("at", MomentType, nullable=False),
    Column("by_n", ForeignKey("identities.n"), nullable=False),
    Column("reason", String(280), nullable=False),
    sqlite_with_rowid=False,
)
"""Limits, every version from 1; those of a family stand with its ROOT."""

decisions = Table(
    "decisions",
    metadata,
    Column("identity_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("leaf_n", ForeignKey("audit_leaves.n"), primary_key=True, autoincrement=False),
    Column("item_n", RowNumber),
    Index("decisions_by_item", "item_n"),
    sqlite_with_rowid=False,
)
"""Where the audit log says what was decided of an identity's payments that were not made at once.

Those that were refused, and with `item_n` those that wait, or waited, for others to agree. The leaves of
payments that were made are named by these.
"""

items = Table(
    "items",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("id", sorted_string(35), nullable=False, unique=True),
    Column("identity_n", ForeignKey("identities.n"), nullable=False),
    Column("number", RowNumber, nullable=False),
    Column("subject", String(32), nullable=False),
    Column("initiator_n", ForeignKey("identities.n"), nullable=False),
    Column("proposal", Text, nullable=False),
    Column("token_n", ForeignKey("tokens.n")),
    Column("held", AmountType, nullable=False),
    Column("payments", RowNumber, nullable=False, server_default="0"),
    Column("leaf_n", RowNumber),
    Column("at", MomentType, nullable=False),
    Column("expires_at", MomentType, nullable=False),
    Column("state", String(16), nullable=False),
    Column("closing", Text, nullable=False),
    UniqueConstraint("identity_n", "number", name="items_by_number"),
    Index("items_by_identity", "identity_n", "n"),
    Index("items_by_expiry", "state", "expires_at"),
    Index("items_by_state", "state", "n"),
)
"""What waits, or waited, for others to agree. `state` is OPEN until nothing is held for it any more.

`payments` says how many payments carrying it out makes; `token_n` and `held` are of a single one, of many
the proposal says them. `leaf_n` is the leaf of what ended it: the deciding signature, the try, its expiry.
"""

item_approvers = Table(
    "item_approvers",
    metadata,
    Column("signer_n", ForeignKey("identities.n"), primary_key=True, autoincrement=False),
    Column("item_n", ForeignKey("items.n"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Who may sign an item, by signer, so that one question finds what waits for somebody."""

item_votes = Table(
    "item_votes",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("item_n", ForeignKey("items.n"), nullable=False),
    Column("signer_n", ForeignKey("identities.n"), nullable=False),
    Column("choice", String(10), nullable=False),
    Column("at", MomentType, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("reason", String(280), nullable=False),
    UniqueConstraint("item_n", "signer_n", "choice", name="item_votes_once"),
)
"""Signatures on items, those that reject and cancel too. Never changed."""

item_news = Table(
    "item_news",
    metadata,
    Column("sequence", RowNumber, primary_key=True, autoincrement=False),
    Column("identity_n", ForeignKey("identities.n"), nullable=False),
    Column("item_n", ForeignKey("items.n"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("by_n", ForeignKey("identities.n")),
    Column("reason", String(280), nullable=False),
    Column("at", MomentType, nullable=False),
    Index("item_news_by_identity", "identity_n", "sequence"),
)
"""What is worth telling somebody of an item, by the sequence of the event that told it. Never changed."""

contacts = Table(
    "contacts",
    metadata,
    Column("n", RowNumber, primary_key=True, autoincrement=False),
    Column("id", sorted_string(35), nullable=False, unique=True),
    Column("group_n", ForeignKey("identities.n"), nullable=False),
    Column("did", String(128), nullable=False),
    Column("name", String(60), nullable=False),
    Column("note", String(280), nullable=False),
    Column("state", String(10), nullable=False),
    Column("proposed_by_n", ForeignKey("identities.n"), nullable=False),
    Column("decided_by_n", ForeignKey("identities.n")),
    Column("signature", LargeBinary(64), nullable=False),
    Column("at", MomentType, nullable=False),
    Index("contacts_by_group", "group_n", "n"),
)
"""A group's address book: PROPOSED by a member, APPROVED by an ADMIN's signature, or REMOVED."""

invitations = Table(
    "invitations",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("may_issue", Boolean, nullable=False),
    Column("at", MomentType, nullable=False),
    Column("expires_at", MomentType, nullable=False),
    Column("used_by_n", ForeignKey("identities.n")),
    Column("used_at", MomentType),
    sqlite_with_rowid=False,
)
"""By which somebody may register once: the SHA-256 of each, never what is written on it, and who used it."""
