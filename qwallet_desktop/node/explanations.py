"""*Why?*: reads past decisions about payments out of the audit log, newest first."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, and_, bindparam, or_, select

from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.explanations import DecisionPage, Deed, PastDecision, Recorded, recorded
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId, TransferId
from qwallet_desktop.domain.money import PLAIN, Amount, format_amount, parse_amount
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.transfers import Direction, Transfer, TransferKind
from qwallet_desktop.node import rule_tables, tables
from qwallet_desktop.node.rows import IN_ONE_QUESTION, chunks, token_rows
from qwallet_desktop.node.transfers import rule_of

LARGEST_PLACE = 2**53 - 1
_leaf, _opened, _history, _moved = tables.audit_leaves.c, tables.audit_payloads.c, tables.history.c, tables.transfers.c
_noted, _own, _recipient = rule_tables.decisions.c, tables.identities.c, tables.identities.alias("recipients")
_GIVEN: BindParameter[Any] = bindparam("given", expanding=True)
_UNRECORDED = Recorded(Outcome.ALLOW, Rule.DEFAULT)
"""What is told of a payment of which no decision was recorded."""

_LEAVES = (
    select(_leaf.n, _leaf.at, _leaf.actor, _leaf.kind, _opened.payload)
    .outerjoin(tables.audit_payloads, _leaf.n == _opened.leaf_n)
    .where(_leaf.n.in_(_GIVEN))
)
_OPENED = (
    select(rule_tables.items.c.id, _noted.leaf_n)
    .join(rule_tables.items, _noted.item_n == rule_tables.items.c.n)
    .where(rule_tables.items.c.id.in_(_GIVEN))
)
_MADE = (
    select(
        _moved.id,
        _moved.leaf_n,
        _moved.sequence,
        _recipient.c.id.label("recipient"),
        tables.tokens.c.id.label("token_id"),
        tables.tokens.c.decimals,
        _moved.amount,
        _moved.memo,
    )
    .join(tables.history, _history.transfer_n == _moved.n)
    .join(tables.identities, _history.identity_n == _own.n)
    .join(tables.tokens, _moved.token_n == tables.tokens.c.n)
    .join(_recipient, _moved.recipient_n == _recipient.c.n)
    .where(_own.id == bindparam("identity"), _history.direction == Direction.OUT, _moved.kind == TransferKind.TRANSFER)
)
_MADE_BEFORE = (
    _MADE.where(
        # The index finds where to begin; several transfers may have one leaf.
        _history.sequence <= bindparam("position"),
        or_(
            _moved.leaf_n < bindparam("leaf"),
            and_(_moved.leaf_n == bindparam("leaf"), _moved.sequence < bindparam("sequence")),
        ),
    )
    .order_by(_history.sequence.desc())
    .limit(bindparam("most"))
)
_NOTED_BEFORE = (
    select(_noted.leaf_n, rule_tables.items.c.id.label("item_id"))
    .join(tables.identities, _noted.identity_n == _own.n)
    .outerjoin(rule_tables.items, _noted.item_n == rule_tables.items.c.n)
    .where(_own.id == bindparam("identity"), _noted.leaf_n < bindparam("leaf"))
    .order_by(_noted.leaf_n.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What the audit log has under one number; the payload is empty where it was erased."""

    at: datetime
    actor: str
    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A place in the list: the leaf and the position within it, and the row of the payment if it was made."""

    leaf_n: int
    sequence: int
    made: Any = None
    item_id: str | None = None

    @property
    def place(self) -> tuple[int, int]:
        """What entries are sorted by."""
        return self.leaf_n, self.sequence


def of_transfer(connection: Connection, transfer: Transfer) -> PastDecision:
    """Say why a payment was made.

    Raises:
        Refused: TRANSFER_UNKNOWN for what nobody decided on: minting and burning.
    """
    question = _MADE.where(_moved.id == bindparam("transfer"))
    row = connection.execute(question, {"identity": transfer.sender, "transfer": transfer.id}).one_or_none()
    if row is None or transfer.sender is None:
        raise refuse(Code.TRANSFER_UNKNOWN)
    (found,) = _told(connection, transfer.sender, [_Entry(row.leaf_n, row.sequence, row)])
    return found


def page(connection: Connection, identity: Identity, cursor: str, limit: int) -> DecisionPage:
    """Read a page of what was decided about an identity's payments, newest first.

    Args:
        connection: A snapshot of the ledger.
        identity: Who was to pay.
        cursor: `next` of the page before, empty for the first.
        limit: Most entries.

    Raises:
        Refused: MALFORMED at "cursor".
    """
    leaf, sequence = _place(cursor)
    position = connection.scalar(select(_leaf.sequence).where(_leaf.n == leaf)) if cursor else LARGEST_PLACE
    values = {
        "identity": identity.id,
        "leaf": leaf,
        "sequence": sequence,
        "position": LARGEST_PLACE if position is None else position,
        "most": limit + 1,
    }
    made = [_Entry(row.leaf_n, row.sequence, row) for row in connection.execute(_MADE_BEFORE, values)]
    noted = [
        _Entry(row.leaf_n, LARGEST_PLACE, item_id=row.item_id) for row in connection.execute(_NOTED_BEFORE, values)
    ]
    entries = sorted((*made, *noted), key=lambda entry: entry.place, reverse=True)
    shown = entries[:limit]
    more = f"{shown[-1].leaf_n}.{shown[-1].sequence}" if len(entries) > limit else ""
    return DecisionPage(tuple(_told(connection, identity.id, shown)), more)


def _place(cursor: str) -> tuple[int, int]:
    """Read a cursor: a leaf's number and a position in it."""
    if not cursor:
        return LARGEST_PLACE, LARGEST_PLACE
    leaf, _, sequence = cursor.partition(".")
    if not (leaf.isascii() and leaf.isdigit() and sequence.isascii() and sequence.isdigit()):
        raise refuse(Code.MALFORMED, at="cursor", reason="cursor")
    place = int(leaf), int(sequence)
    if max(place) > LARGEST_PLACE:
        raise refuse(Code.MALFORMED, at="cursor", reason="cursor")
    return place


def _told(connection: Connection, identity_id: IdentityId, entries: list[_Entry]) -> list[PastDecision]:
    leaves = _leaves(connection, {entry.leaf_n for entry in entries})
    # What was made by agreement was decided where it was opened.
    items = {leaf.payload["itemId"] for leaf in leaves.values() if "itemId" in leaf.payload}
    opened = {
        item_id: leaf_n for chunk in chunks(items) for item_id, leaf_n in connection.execute(_OPENED, {"given": chunk})
    }
    leaves |= _leaves(connection, set(opened.values()) - leaves.keys())
    decimals = _decimals(connection, (leaf.payload for leaf in leaves.values()))
    found: list[PastDecision] = []
    for entry in entries:
        leaf = leaves[entry.leaf_n]
        if entry.made is not None:
            before = leaves.get(opened.get(leaf.payload.get("itemId", ""), -1))
            found.append(_made(identity_id, entry.made, leaf, before))
        elif entry.item_id is not None:
            found.append(_waiting(identity_id, entry.item_id, leaf))
        else:
            found.append(_refused(identity_id, leaf, decimals))
    return found


def _leaves(connection: Connection, numbers: Iterable[int]) -> dict[int, _Leaf]:
    return {
        n: _Leaf(at, actor, kind, json.loads(payload) if payload else {})
        for chunk in chunks(numbers, IN_ONE_QUESTION)
        for n, at, actor, kind, payload in connection.execute(_LEAVES, {"given": chunk})
    }


def _made(identity_id: IdentityId, row: Any, leaf: _Leaf, opened: _Leaf | None) -> PastDecision:  # noqa: ANN401,RUF100  (a row)
    """Tell of a payment that was made: by the decision of its own leaf, or of the one that opened it."""
    decided = opened or leaf
    kept = recorded(decided.payload)
    amount = Amount(row.amount, row.decimals, TokenId(row.token_id))
    past = PastDecision(
        identity_id,
        IdentityId(decided.actor),
        leaf.at,
        Deed.MADE,
        *_spoken(kept or _UNRECORDED),
        row.recipient,
        row.token_id,
        format_amount(amount, PLAIN),
        amount,
        row.memo,
        transfer_id=TransferId(row.id),
        item_id=ItemId(leaf.payload["itemId"]) if opened else None,
        recorded=kept is not None,
    )
    return _with_parts(past, kept)


def _waiting(identity_id: IdentityId, item_id: str, leaf: _Leaf) -> PastDecision:
    """Tell of a payment that was opened; whatever became of it, this was decided then."""
    payload, kept = leaf.payload, recorded(leaf.payload)
    amount = None
    if "units" in payload:
        amount = Amount(int(payload["units"]), payload["decimals"], TokenId(payload["tokenId"]))
    past = PastDecision(
        identity_id,
        IdentityId(leaf.actor),
        leaf.at,
        Deed.OPENED,
        *_spoken(kept or Recorded(Outcome.NEEDS_APPROVAL, Rule.DEFAULT)),
        payload.get("recipient", ""),
        payload.get("tokenId", ""),
        format_amount(amount, PLAIN) if amount else "",
        amount,
        payload.get("memo", ""),
        item_id=ItemId(item_id),
        recorded=kept is not None,
    )
    return _with_parts(past, kept)


def _refused(identity_id: IdentityId, leaf: _Leaf, decimals: Mapping[str, int]) -> PastDecision:
    """Tell of a payment that was refused, by a rule or because it could not be read."""
    payload, kept = leaf.payload, recorded(leaf.payload)
    problem = None
    if "code" in payload:
        problem = Problem(Code(payload["code"]), payload["facts"], payload["field"])
    fields = _fields(payload)
    token_id = fields.get("tokenId", "").strip()
    past = PastDecision(
        identity_id,
        IdentityId(leaf.actor),
        leaf.at,
        Deed.REFUSED,
        *_spoken(kept or Recorded(Outcome.DENY, rule_of(problem) if problem else Rule.DEFAULT)),
        fields.get("recipient", ""),
        token_id,
        fields.get("amount", ""),
        _amount(fields.get("amount", ""), token_id, decimals),
        fields.get("memo", ""),
        problem=problem,
        recorded=bool(payload),
    )
    return _with_parts(past, kept)


def _spoken(kept: Recorded) -> tuple[Outcome, Rule]:
    return kept.outcome, kept.rule


def _with_parts(past: PastDecision, kept: Recorded | None) -> PastDecision:
    if kept is None:
        return past
    return replace(past, parts=kept.parts, policy_version=kept.policy_version, limits_version=kept.limits_version)


def _fields(payload: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what was asked for; of a batch that was refused as a whole, the payment that it failed at."""
    fields: Mapping[str, str] = payload.get("fields", {})
    head, inner, _ = str(payload.get("field", "")).partition("].")
    if not inner:
        return fields
    start = f"{head}{inner}"
    return {name.removeprefix(start): text for name, text in fields.items() if name.startswith(start)}


def _decimals(connection: Connection, payloads: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    wanted = {_fields(payload).get("tokenId", "").strip() for payload in payloads if "code" in payload}
    return {row.token.id: row.token.decimals for row in token_rows(connection, wanted)}


def _amount(text: str, token_id: str, decimals: Mapping[str, int]) -> Amount | None:
    if token_id not in decimals:
        return None
    try:
        return parse_amount(text, TokenId(token_id), decimals[token_id])
    except Refused:
        return None
