"""The working set of one transaction: what its decisions read, and the rows that they want written."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, insert, select, text, update

from qwallet_desktop.domain.did import FORM
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId
from qwallet_desktop.domain.ledger import Account, AccountKind, AccountState
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.tokens import TOKEN_ID
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.node import facets, search, statements, tables
from qwallet_desktop.node.known import AccountRow, Known, Pair
from qwallet_desktop.node.rows import IdentityRow, TokenRow, chunks, identity_rows, token_rows
from qwallet_desktop.node.statements import Row


def _update(table: Table, *names: str) -> Update:
    question = update(table).where(table.c.n == bindparam("row_n"))
    return question.values({name: bindparam(name) for name in names})


_EMPTY = AccountState()
_account = tables.accounts.c
_HEAD = select(tables.log_head)
_ACCOUNTS = select(tables.accounts).where(
    _account.identity_n.in_(bindparam("holders", expanding=True)),
    _account.token_n.in_(bindparam("tokens", expanding=True)),
)
_NOT_INSERTED = (tables.log_head, tables.history_cells, tables.notification_marks)
_INSERTS = {table.name: insert(table) for table in tables.metadata.sorted_tables if table not in _NOT_INSERTED}
_UPDATE_ACCOUNTS = _update(tables.accounts, "balance", "out_sum", "out_count", "sequence")
_UPDATE_IDENTITIES = _update(tables.identities, "name", "status", "frozen_by_n", "reason")
_UPDATE_HEAD = update(tables.log_head).values(
    {column.name: bindparam(column.name) for column in tables.log_head.columns if column.name != "id"}
)

_UPDATE_MARKS = text(
    "INSERT INTO notification_marks (identity_n, read_up_to, payments) VALUES (:identity_n, :read_up_to, :payments) "
    "ON CONFLICT (identity_n) DO UPDATE SET read_up_to = excluded.read_up_to, payments = excluded.payments"
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
    """

    def __init__(self, connection: Connection, known: Known | None = None) -> None:
        self.connection = connection
        self.head: Row = dict(connection.execute(_HEAD).mappings().one())
        self.rows: dict[str, list[Row]] = {name: [] for name in _INSERTS}
        self._found = dict(self.head)
        self._known = known = Known() if known is None else known
        known.begin(self._found)
        self.edge = known.edge
        self._identities = known.identities
        self._changed: dict[int, Row] = {}
        self._tokens = known.tokens
        self._accounts = known.accounts
        self._touched: dict[int, tuple[Pair, AccountKind, AccountRow]] = {}
        self.marks: dict[int, Row] = {}

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
            self._identities.update({row.identity.id: row for row in identity_rows(self.connection, wanted)})

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
                    kinds[AccountKind(row.kind)] = AccountRow(row.n, state, row.sequence)

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

    def add_identity(self, identity: Identity) -> IdentityRow:
        """Add a new identity."""
        owner = self.identity(identity.owner) if identity.owner else None
        n = self.insert(
            tables.identities,
            id=identity.id,
            type=identity.type,
            name=identity.name,
            status=identity.status,
            owner_n=owner.n if owner else None,
            can_issue=identity.can_issue,
            created_at=identity.created_at,
            frozen_by_n=None,
            reason=identity.reason,
        )
        row = self._identities[identity.id] = IdentityRow(n, identity)
        return row

    def change_identity(self, row: IdentityRow, changed: Identity) -> None:
        """Replace an identity's name, status and what goes with it."""
        self._identities[changed.id] = IdentityRow(row.n, changed)
        freezer = self.identity(changed.frozen_by) if changed.frozen_by else None
        self._changed[row.n] = {
            "row_n": row.n,
            "name": changed.name,
            "status": changed.status,
            "frozen_by_n": freezer.n if freezer else None,
            "reason": changed.reason,
        }

    def add_token(self, row: TokenRow) -> None:
        """Let the decisions that follow know a token whose row was inserted."""
        self._tokens[row.token.id] = row

    def set_account(self, holder: IdentityRow, token: TokenRow, kind: AccountKind, state: AccountState) -> int:
        """Give an account its new state, as of the next event, and return its row number."""
        kinds = self._accounts[holder.n, token.n]
        if kind not in kinds:
            self.head["accounts"] += 1
            kinds[kind] = AccountRow(self.head["accounts"], state, 0, made=True)
        row = kinds[kind]
        row.state, row.sequence = state, self.next_sequence
        self._touched[row.n] = ((holder.n, token.n), kind, row)
        return row.n

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
            self._write()
        self._known.head = dict(self.head)

    def _write(self) -> None:
        touched = self._touched.values()
        self.rows["accounts"].extend(
            {"n": row.n, "identity_n": pair[0], "token_n": pair[1], "kind": kind, **_state(row)}
            for pair, kind, row in touched
            if row.made
        )
        for name, question in _INSERTS.items():
            statements.execute(self.connection, question, self.rows[name])
        changed = [{"row_n": row.n, **_state(row)} for _, _, row in touched if not row.made]
        for _, _, row in touched:
            row.made = False
        statements.execute(self.connection, _UPDATE_ACCOUNTS, changed)
        statements.execute(self.connection, _UPDATE_IDENTITIES, list(self._changed.values()))
        statements.execute(self.connection, facets.COUNT, facets.count_rows(self.rows["history"]))
        statements.execute(self.connection, _UPDATE_MARKS, list(self.marks.values()))
        search.add(self.connection, map(_remembered, self.rows["transfers"]))
        statements.execute(self.connection, _UPDATE_HEAD, [dict(self.head)])


def _remembered(row: Row) -> search.Remembered:
    parties = (row["sender_n"], row["recipient_n"])
    return search.Remembered(row["sequence"], row["memo"], tuple(n for n in parties if n is not None))


def _state(row: AccountRow) -> Row:
    return {
        "balance": row.state.balance,
        "out_sum": row.state.out_sum,
        "out_count": row.state.out_count,
        "sequence": row.sequence,
    }


def account(holder: IdentityRow, token: TokenRow, kind: AccountKind = AccountKind.AVAILABLE) -> Account:
    """Name an identity's account of a token as the domain does."""
    return Account(IdentityId(holder.identity.id), TokenId(token.token.id), kind)
