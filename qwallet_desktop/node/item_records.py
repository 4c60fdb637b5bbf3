"""Reads all that is needed to check an item: who stands behind whoever acts, its tokens, and the proof of its end."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from qwallet_desktop.domain.group_chain import Group, Replacement, charter_at
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.item_forms import amounts_of
from qwallet_desktop.domain.item_log import DECIDED, became
from qwallet_desktop.domain.item_record import ItemRecord, LinkProof, TokenRecord
from qwallet_desktop.domain.matters import Matter, SignersMatter
from qwallet_desktop.domain.messages import Link, LinkRelation, Successor
from qwallet_desktop.domain.multisig import Executed
from qwallet_desktop.node import audit, groups, rule_tables, tables
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.item_rows import ItemRow
from qwallet_desktop.node.rows import token_rows

_GIVEN: BindParameter[Any] = bindparam("given", expanding=True)
_link, _succession = rule_tables.links.c, rule_tables.successions.c
_parent, _child = tables.identities.alias("parents"), tables.identities.alias("children")
_old, _new = tables.identities.alias("olds"), tables.identities.alias("news")
_authority = tables.identities.alias("authorities")
_LINKS = (
    select(_link.relation, _parent.c.id.label("parent"), _child.c.id.label("child"))
    .add_columns(_link.parent_signature, _link.child_signature)
    .join(_parent, _link.parent_n == _parent.c.n)
    .join(_child, _link.child_n == _child.c.n)
    .where(_child.c.id.in_(_GIVEN))
    .order_by(_link.child_n, _link.relation)
)
_SUCCESSIONS = (
    select(_new.c.n, _succession.at, _old.c.id.label("old"), _new.c.id.label("new"))
    .add_columns(_authority.c.id.label("authority"), _succession.authority_signature, _succession.new_signature)
    .join(_old, _succession.old_n == _old.c.n)
    .join(_new, _succession.new_n == _new.c.n)
    .join(_authority, _succession.authority_n == _authority.c.n)
)
_INTO = _SUCCESSIONS.where(_new.c.id.in_(_GIVEN))
_OUT_OF = _SUCCESSIONS.where(_old.c.id.in_(_GIVEN))


def record(connection: Connection, node: Node, row: ItemRow) -> ItemRecord:
    """Read what is needed to check an item.

    Args:
        connection: A snapshot.
        node: Whose log the proof is of.
        row: The item, which whoever asks may see.
    """
    item = row.item
    group = _as_far_as_needed(groups.group(connection, item.proposal.identity_id), row)
    is_decided = row.leaf_n is not None and became(item) in DECIDED
    # What followed upon an item that ended is no part of what it was decided by; of what is open there is none of it.
    until = None if row.is_open else item.proposal.opened_at
    links, successions = _Ties(connection, node.node_id, until).of(item.proposal.identity_id, group)
    return ItemRecord(
        item,
        group,
        links,
        successions,
        _tokens(connection, item.proposal.matter),
        audit.proof_of(connection, node, row.leaf_n) if is_decided and row.leaf_n is not None else None,
    )


def _as_far_as_needed(group: Group | None, row: ItemRow) -> Group | None:
    """Return a group as it was when an item that ended was decided, with the change that it was, if it was one.

    Whoever asked for it, or would have joined by it, may read it for ever, and need not belong to the group any more.
    """
    proposal = row.item.proposal
    if group is None or row.is_open:
        return group
    is_change = isinstance(proposal.matter, SignersMatter) and isinstance(row.item.closing, Executed)
    version = proposal.charter_version + is_change
    charter = charter_at(group, version)
    if charter is None:
        return group
    return replace(group, charter=charter, version=version, changes=group.changes[: version - 1])


def _replaced(group: Group) -> list[IdentityId]:
    """Name the members of a group whose place others took on the word of their owner."""
    documents = (change.successor for change in group.changes if isinstance(change, Replacement))
    return [one.identity_id for one in documents if one.authority != one.identity_id]


def _tokens(connection: Connection, matter: Matter) -> tuple[TokenRecord, ...]:
    named = list(dict.fromkeys(amount.token_id for amount in amounts_of(matter)))
    found = {row.token.id: row.token for row in token_rows(connection, named)}
    declared = (found[token_id] for token_id in named if token_id in found)
    return tuple(TokenRecord(one.issuer, one.symbol, one.decimals, one.salt) for one in declared)


class _Ties:
    """What ties identities to those above them: links as they were signed, and who took whose place since.

    Of others than whoever acts only what the checks need: that a guardian has an owner is no ward's business, nor
    who guards a member the others', unless it was on that one's word that a key was replaced.

    Args:
        connection: A snapshot.
        node_id: The node's id, which is part of what is signed.
        until: Up to when successions are told; None for all.
    """

    def __init__(self, connection: Connection, node_id: NodeId, until: datetime | None) -> None:
        self._connection, self._node_id, self._until = connection, node_id, until
        self._links: dict[tuple[str, str], LinkProof] = {}
        self._followed: dict[int, Replacement] = {}

    def of(self, whose: IdentityId, group: Group | None) -> tuple[tuple[LinkProof, ...], tuple[Replacement, ...]]:
        """Read what ties whoever acts: a single holder, or those members of a group whom their owner replaced."""
        pending: list[str] = [whose] if group is None else [*_replaced(group)]
        known: set[str] = set()
        while pending:
            one = pending.pop()
            if one not in known:
                keys, by_owner = self._keys_of(one)
                pending += self._add_links(keys, by_itself=group is None and one == whose, by_owner=by_owner)
                known |= keys
        links = tuple(self._links[key] for key in sorted(self._links))
        return links, tuple(self._followed[n] for n in sorted(self._followed))

    def _keys_of(self, one: str) -> tuple[set[str], bool]:
        """Return the keys that a holder had or has, and whether any of them was replaced on its owner's word."""
        keys, wanted, by_owner = set[str](), {one}, False
        while wanted:
            given, found = {"given": sorted(wanted)}, set[str]()
            for row in (*self._connection.execute(_INTO, given), *self._connection.execute(_OUT_OF, given)):
                if self._until is None or row.at <= self._until:
                    self._followed[row.n] = _replacement(self._node_id, row)
                    by_owner = by_owner or row.authority != row.old
                    found |= {row.old, row.new}
            keys |= wanted
            wanted = found - keys
        return keys, by_owner

    def _add_links(self, keys: set[str], *, by_itself: bool, by_owner: bool) -> list[str]:
        """Read what tied the keys of one holder to others, as far as it is needed; return to whom."""
        above: list[str] = []
        for row in self._connection.execute(_LINKS, {"given": sorted(keys)}):
            relation = LinkRelation(row.relation)
            if by_itself or (by_owner and relation is LinkRelation.PARENT_CHILD):
                link = Link(IdentityId(row.parent), IdentityId(row.child), self._node_id, relation)
                proof = LinkProof(link, row.parent_signature.hex(), row.child_signature.hex())
                self._links[row.child, row.relation] = proof
                above.append(row.parent)
        return above


def _replacement(node_id: NodeId, row: Any) -> Replacement:  # noqa: ANN401,RUF100  (a row)
    document = Successor(IdentityId(row.old), IdentityId(row.new), IdentityId(row.authority), node_id)
    return Replacement(document, row.authority_signature.hex(), row.new_signature.hex())
