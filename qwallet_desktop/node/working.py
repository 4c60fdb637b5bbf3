"""The working set of one transaction: what its decisions read, and the rows that they want written."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

from qwallet_desktop.domain.did import FORM
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId
from qwallet_desktop.domain.ledger import Account, AccountKind, AccountState
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.tokens import TOKEN_ID
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.node import tables
from qwallet_desktop.node.contact_rows import ContactRow
from qwallet_desktop.node.item_rows import ItemRow
from qwallet_desktop.node.known import AccountRow, Known
from qwallet_desktop.node.posted import Posted
from qwallet_desktop.node.rows import IdentityRow, TokenRow, chunks, identity_rows, token_rows
from qwallet_desktop.node.statements import Row, Statement
from qwallet_desktop.node.unwritten import INSERTS, Touched, Unwritten, write

_EMPTY = AccountState()
_account = tables.accounts.c
_HEAD = select(tables.log_head)
_ACCOUNTS = select(tables.accounts).where(
    _account.identity_n.in_(bindparam("holders", expanding=True)),
    _account.token_n.in_(bindparam("tokens", expanding=True)),
)
Mentions = tuple[tuple[str, ...], tuple[str, ...]]
"""The DIDs and the token ids that one decision will ask for; texts that are neither do no harm."""


class Working:
    """Reads each row at most once, keeps what decisions change, and writes it all at the end.

    Args:
        connection: The transaction; only read from until `flush`.
        known: What the transaction before left, if this one may go on from there; `flush` brings it
            up to date, and it must be forgotten if the transaction is not committed.

    Attributes:
        marks: How far notifications are read, where that changed: a row of `notification_marks` by identity.
        posted: The lines that were posted in this transaction.
        charters, memberships: What is known of groups (node/groups.py reads and changes them).
        contacts: The books of the groups that this transaction changes (node/contacts.py).
        items: Those that this transaction read or opened, as they stand now (node/multisig.py).
        policies, limits, unruled: What is known of rules (node/policies.py reads and changes them).
        invited: The invitations that were used in this transaction (node/invitations.py).
    """

    def __init__(self, connection: Connection, known: Known | None = None) -> None:
        self.connection = connection
        self.head: Row = dict(connection.execute(_HEAD).mappings().one())
        self.rows: dict[str, list[Row]] = {name: [] for name in INSERTS}
        self._found = dict(self.head)
        self._known = known = Known() if known is None else known
        known.begin(self._found)
        self.edge = known.edge
        self._identities = known.identities
        self._changed: dict[int, Row] = {}
        self._tokens = known.tokens
        self._accounts = known.accounts
        self.charters = known.charters
        self.memberships = known.memberships
        self.policies = known.policies
        self.limits = known.limits
        self.unruled = known.unruled
        self._touched: dict[int, Touched] = {}
        self.marks: dict[int, Row] = {}
        self._later: list[tuple[Statement, Row]] = []
        self.contacts: dict[int, dict[str, ContactRow]] = {}
        self.items: dict[str, ItemRow] = {}
        self.invited: set[bytes] = set()
        self.posted = Posted()

    def prefetch(self, mentions: Collection[Mentions]) -> None:
        """Read at once what many decisions are about to ask for one by one."""
        dids = {did for mentioned, _ in mentions for did in mentioned}
        token_ids = {token_id for _, mentioned in mentions for token_id in mentioned}
        self._fetch_identities({did for did in dids if did not in self._identities and FORM.fullmatch(did)})
        self._fetch_tokens({id_ for id_ in token_ids if id_ not in self._tokens and TOKEN_ID.fullmatch(id_)})
        self._fetch_accounts(
            {
                (holder.n, token.n)
                for holders, held in mentions
                for token in map(self._tokens.get, held)
                for holder in map(self._identities.get, holders)
                if holder and token and (holder.n, token.n) not in self._accounts
            }
        )

    def _fetch_identities(self, wanted: Collection[str]) -> None:
        if wanted:
            self._identities.update(dict.fromkeys(wanted))
            found: dict[str, IdentityRow] = {row.identity.id: row for row in identity_rows(self.connection, wanted)}
            self._identities.update(found)
            self.unruled.update({row.n: row for row in found.values()})

    def _fetch_tokens(self, wanted: Collection[str]) -> None:
        if wanted:
            self._tokens.update(dict.fromkeys(wanted))
            self._tokens.update({row.token.id: row for row in token_rows(self.connection, wanted)})

    def _fetch_accounts(self, pairs: Collection[tuple[int, int]]) -> None:
        self._accounts.update({pair: {} for pair in pairs})
        tokens = list({t for _, t in pairs})
        for chunk in chunks({i for i, _ in pairs}):
            for row in self.connection.execute(_ACCOUNTS, {"holders": chunk, "tokens": tokens}):
                if (row.identity_n, row.token_n) in pairs:
                    state = AccountState(row.balance, row.out_sum, row.out_count)
                    kinds = self._accounts[row.identity_n, row.token_n]
                    kinds[AccountKind(row.kind)] = AccountRow(row.n, state, row.sequence, row.at)

    # ------------------------------------------------------------------------------- reading

    def identity(self, identity_id: str) -> IdentityRow | None:
        """Return an identity as it stands after the decisions so far, None if there is none."""
        if identity_id not in self._identities:
            self._fetch_identities({identity_id} if FORM.fullmatch(identity_id) else ())
        return self._identities.get(identity_id)

    def token(self, token_id: str) -> TokenRow | None:
        """Return a token, None if it was never declared."""
        if token_id not in self._tokens:
            self._fetch_tokens({token_id} if TOKEN_ID.fullmatch(token_id) else ())
        return self._tokens.get(token_id)

    def accounts(self, holder: IdentityRow, token: TokenRow) -> Mapping[AccountKind, AccountRow]:
        """Return an identity's accounts of a token, those that exist."""
        pair = (holder.n, token.n)
        if pair not in self._accounts:
            self._fetch_accounts({pair})
        return self._accounts[pair]

    def state(self, holder: IdentityRow, token: TokenRow, kind: AccountKind) -> AccountState:
        """Return what an identity's account of a token holds, nothing if there is no such account."""
        row = self.accounts(holder, token).get(kind)
        return row.state if row else _EMPTY

    def settled(self, holder: IdentityRow, token: TokenRow) -> int:
        """Return the units that are an identity's own, held or not."""
        kinds = self.accounts(holder, token)
        available, held = kinds.get(AccountKind.AVAILABLE), kinds.get(AccountKind.HELD)
        return (available.state.balance if available else 0) + (held.state.balance if held else 0)

    def balance(self, holder: IdentityRow, token: TokenRow) -> Balance:
        """Return an identity's balance of a token; its sequence is 0 if it never had any."""
        kinds = self.accounts(holder, token)
        available, held = kinds.get(AccountKind.AVAILABLE), kinds.get(AccountKind.HELD)
        newest = max(available.sequence if available else 0, held.sequence if held else 0)
        held_units = held.state.balance if held else 0
        amount = Amount(self.settled(holder, token), token.token.decimals, token.token.id)
        return Balance(amount, amount.of(held_units), Sequence(newest))

    # ------------------------------------------------------------------------------- changing

    def insert(self, table: Table, **values: Any) -> int:  # noqa: ANN401,RUF100  (a row)
        """Add a row to a numbered table and return its number."""
        name = table.name
        self.head[name] = n = self.head[name] + 1
        values["n"] = n
        self.rows[name].append(values)
        return int(n)

    def add(self, table: Table, **values: Any) -> None:  # noqa: ANN401,RUF100  (a row)
        """Add a row to a table that has no numbers of its own."""
        self.rows[table.name].append(values)

    def change_later(self, statement: Statement, **values: Any) -> None:  # noqa: ANN401,RUF100  (a row)
        """Execute a statement once all new rows are written, in the order in which these were given."""
        self._later.append((statement, values))

    def add_identity(self, identity: Identity) -> IdentityRow:
        """Add a new identity."""
        token = self.token(identity.token_id) if identity.token_id else None
        n = self.insert(
            tables.identities,
            id=identity.id,
            type=identity.type,
            name=identity.name,
            status=identity.status,
            owner_n=self._number(identity.owner),
            can_issue=identity.can_issue,
            created_at=identity.created_at,
            frozen_by_n=None,
            reason=identity.reason,
            guardian_n=self._number(identity.guardian),
            token_n=token.n if token else None,
            successor_n=None,
        )
        row = self._identities[identity.id] = IdentityRow(n, identity)
        return row

    def change_identity(self, row: IdentityRow, changed: Identity) -> None:
        """Replace an identity's name, status, ties and what goes with them."""
        self._identities[changed.id] = IdentityRow(row.n, changed)
        self._changed[row.n] = {
            "row_n": row.n,
            "name": changed.name,
            "status": changed.status,
            "owner_n": self._number(changed.owner),
            "can_issue": changed.can_issue,
            "frozen_by_n": self._number(changed.frozen_by),
            "reason": changed.reason,
            "guardian_n": self._number(changed.guardian),
            "successor_n": self._number(changed.successor),
        }

    def _number(self, identity_id: IdentityId | None) -> int | None:
        row = self.identity(identity_id) if identity_id else None
        return row.n if row else None

    def add_token(self, row: TokenRow) -> None:
        """Let the decisions that follow know a token whose row was inserted."""
        self._tokens[row.token.id] = row

    def set_account(
        self, holder: IdentityRow, token: TokenRow, kind: AccountKind, state: AccountState, at: datetime
    ) -> AccountRow:
        """Give an account its new state, as of the next event, and return its row.

        The row's time is `at`, or that of the posting before where the clock was set back.
        """
        kinds = self._accounts[holder.n, token.n]
        if kind not in kinds:
            self.head["accounts"] += 1
            kinds[kind] = AccountRow(self.head["accounts"], state, 0, at, made=True)
        row = kinds[kind]
        row.state, row.sequence = state, self.next_sequence
        row.at = max(at, row.at or at)
        self._touched[row.n] = ((holder.n, token.n), kind, row)
        return row

    def tell(self, holder: IdentityRow, kind: str, subject: int) -> None:
        """Add an event that is told to an identity."""
        sequence = self.next_sequence
        self.head["events"] = sequence
        self.rows["events"].append({"sequence": sequence, "identity_n": holder.n, "kind": kind, "subject_n": subject})

    def tell_status(self, holder: IdentityRow, actor: IdentityRow, reason: str, at: datetime) -> None:
        """Add who gave an identity the status that it now has, and the event that tells its holder."""
        sequence = self.next_sequence
        self.rows["status_changes"].append(
            {
                "sequence": sequence,
                "identity_n": holder.n,
                "actor_n": actor.n,
                "status": holder.identity.status,
                "reason": reason,
                "at": at,
            }
        )
        self.tell(holder, "STATUS_SET", sequence)

    @property
    def next_expiry(self) -> datetime | None:
        """No open item's time is over before this (UTC); None where that is not known (node/expiry.py)."""
        return self._known.next_expiry

    @next_expiry.setter
    def next_expiry(self, moment: datetime | None) -> None:
        self._known.next_expiry = moment

    def note_access(self) -> None:
        """Note that what was looked up of who may read what does not hold after this transaction."""
        self._known.changes_access = True

    @property
    def found_position(self) -> int:
        """The position of the newest event that was there when the transaction began."""
        return int(self._found["events"])

    @property
    def next_sequence(self) -> int:
        """The position that the next event takes."""
        return int(self.head["events"]) + 1

    # ------------------------------------------------------------------------------- writing

    def flush(self) -> None:
        """Write everything: table by table, and the head last; nothing where nothing was decided."""
        if self.head != self._found:
            unwritten = Unwritten(
                self.rows, self._touched.values(), self._changed.values(), self._later, self.marks.values()
            )
            write(self.connection, unwritten, self.head)
        self._known.head = dict(self.head)


def account(holder: IdentityRow, token: TokenRow, kind: AccountKind = AccountKind.AVAILABLE) -> Account:
    """Name an identity's account of a token as the domain does."""
    return Account(IdentityId(holder.identity.id), TokenId(token.token.id), kind)
