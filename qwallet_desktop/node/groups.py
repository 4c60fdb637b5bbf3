"""Groups: who belongs to them and with which roles, what changes that, and reading them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, text, update

from qwallet_desktop.domain.group_chain import Amendment, CharterChange, Group, Replacement, with_successor
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import GROUP_TYPES, Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.node import rule_tables, tables
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.rows import IdentityRow, chunks, identity_rows_numbered
from qwallet_desktop.node.working import Working
from qwallet_desktop.wire.shapes import adapter, dump

_charter, _group, _membership = rule_tables.charters.c, rule_tables.groups.c, rule_tables.memberships.c
_GIVEN: BindParameter[Any] = bindparam("given", expanding=True)
_CHANGES = cast("type[CharterChange]", CharterChange)
_members = tables.identities.alias("members")
_groups = tables.identities.alias("group_identities")

_CHARTERS = (
    select(_charter.version, _charter.charter, _charter.replacement)
    .where(_charter.identity_n == bindparam("n"))
    .order_by(_charter.version)
)
_CHARTER = _CHARTERS.order_by(None).order_by(_charter.version.desc()).limit(1)
_GROUPS_OF = select(_membership.group_n).where(_membership.member_n == bindparam("n"))
_ROLES_OF = (
    select(_groups.c.id.label("group_id"), _membership.roles)
    .join(_groups, _membership.group_n == _groups.c.n)
    .join(_members, _membership.member_n == _members.c.n)
    .where(_members.c.id.in_(_GIVEN))
)
_ROLES_IN = (
    select(_members.c.id.label("member_id"), _membership.roles)
    .join(_groups, _membership.group_n == _groups.c.n)
    .join(_members, _membership.member_n == _members.c.n)
    .where(_groups.c.id == bindparam("group_id"))
)
_REPLACE_MEMBER = (
    update(rule_tables.memberships)
    .where(_membership.group_n == bindparam("of_group"), _membership.member_n == bindparam("old"))
    .values(member_n=bindparam("new"))
)
_FORGET_MEMBERS = text("DELETE FROM memberships WHERE group_n = :of_group")
_ADD_MEMBER = insert(rule_tables.memberships)

Roles = frozenset[Role]
NO_ROLES: Roles = frozenset()


# ----------------------------------------------------------------------------------- in a decision


def charter_of(working: Working, row: IdentityRow) -> tuple[Charter, int] | None:
    """Return a group's charter in force and its version, None for a single holder. Asked for once, then known."""
    if row.identity.type not in GROUP_TYPES:
        return None
    found_charter = working.charters.get(row.n)
    if found_charter is None:
        kept = working.connection.execute(_CHARTER, {"n": row.n}).one()
        charter = adapter(Charter).validate_json(kept.charter)
        found_charter = working.charters[row.n] = (charter, int(kept.version))
    return found_charter


def roles_of(working: Working, actor: IdentityId, row: IdentityRow) -> Roles:
    """Return the roles that an actor has in a subject: none where that is no group, or no group of its."""
    known = charter_of(working, row)
    return known[0].roles(actor) if known else NO_ROLES


def memberships_of(working: Working, row: IdentityRow) -> frozenset[int]:
    """Return the row numbers of the groups that an identity belongs to. Asked for once, then known."""
    if row.n not in working.memberships:
        found_groups = working.connection.scalars(_GROUPS_OF, {"n": row.n})
        working.memberships[row.n] = frozenset(found_groups)
    return working.memberships[row.n]


def circles_of(working: Working, row: IdentityRow) -> frozenset[int]:
    """Return the row numbers of the groups to whose members an identity is no outsider; a group is one of its own.

    Those count that it has signed for; of somebody's sub-identity or ward, those that its owner or its guardian
    has: else it, or a stranger who names it a member, would found a group to get round what they set.
    """
    identity = row.identity
    above = [one for one in (identity.owner, identity.guardian) if one] or [identity.id]
    known = ((group, charter_of(working, group)) for group in group_rows(working, row))
    return frozenset({row.n, *(group.n for group, kept in known if kept and any(map(kept[0].is_bound, above)))})


def in_common_group(working: Working, one: IdentityRow, other: IdentityRow) -> bool:
    """Tell whether the other one belongs to a circle of the first (`circles_of`), or is it."""
    return not circles_of(working, one).isdisjoint({*memberships_of(working, other), other.n})


def group_rows(working: Working, row: IdentityRow) -> list[IdentityRow]:
    """Return the groups that an identity belongs to, as they stand after the decisions so far."""
    numbered = identity_rows_numbered(working.connection, memberships_of(working, row))
    ids = [numbered[n].identity.id for n in sorted(numbered)] + [
        kept["id"] for kept in working.rows["identities"] if kept["n"] in memberships_of(working, row)
    ]
    return [found_row for group_id in ids if (found_row := working.identity(group_id))]


def is_last_admin(working: Working, admin: IdentityRow, group: IdentityRow) -> bool:
    """Tell whether no other ADMIN of a group is active."""
    known = charter_of(working, group)
    if known is None or admin.identity.id not in known[0].admins:
        return False
    others = (working.identity(other) for other in known[0].admins if other != admin.identity.id)
    return not any(other and other.identity.status is IdentityStatus.ACTIVE for other in others)


def is_needed_signer(working: Working, signer: IdentityRow, group: IdentityRow) -> bool:
    """Tell whether too few SIGNERs of a group would be left without this one, closed ones not counted."""
    known = charter_of(working, group)
    if known is None or signer.identity.id not in known[0].signers:
        return False
    others = (working.identity(other) for other in known[0].signers if other != signer.identity.id)
    left = [other for other in others if other and other.identity.status is not IdentityStatus.CLOSED]
    return len(left) < known[0].strictest


def add_charter(
    turn: Turn, group: IdentityRow, charter: Charter, version: int, change: CharterChange | None = None
) -> None:
    """Put a version of a charter in force; `change` is the signed document that led to it, if one did."""
    turn.working.add(
        rule_tables.charters,
        identity_n=group.n,
        version=version,
        charter=dump(charter).decode(),
        replacement=dump(change).decode() if change else "",
        at=turn.at,
    )
    turn.working.charters[group.n] = (charter, version)
    turn.working.note_access()


def join(working: Working, member: IdentityRow, group: IdentityRow) -> None:
    """Let the decisions that follow know that an identity belongs to a group."""
    working.memberships[member.n] = memberships_of(working, member) | {group.n}


def replace_member(
    turn: Turn, group: IdentityRow, old: IdentityRow, new: IdentityRow, replacement: Replacement
) -> None:
    """Put a member's successor in its place: the next version of the charter."""
    known = charter_of(turn.working, group)
    if known is None:
        message = "only groups have members"
        raise ValueError(message)
    charter, version = known
    add_charter(turn, group, with_successor(charter, replacement.successor), version + 1, replacement)
    turn.working.change_later(_REPLACE_MEMBER, of_group=group.n, old=old.n, new=new.n)
    join(turn.working, new, group)
    turn.working.memberships[old.n] -= {group.n}
    turn.working.tell(group, "IDENTITY_CHANGED", group.n)


def amend(turn: Turn, group: IdentityRow, amendment: Amendment, charter: Charter, version: int) -> list[IdentityRow]:
    """Put a charter in force that was agreed upon, and let everybody be told from whom it gives or takes roles.

    Args:
        turn: When, and what is known.
        group: Whose charter.
        amendment: How it was agreed upon.
        charter: The new one, which must have been checked.
        version: Its version.

    Returns:
        Who was or is a member, and has other roles than before.
    """
    known = charter_of(turn.working, group)
    before = known[0].members if known else ()
    add_charter(turn, group, charter, version, amendment)
    turn.working.change_later(_FORGET_MEMBERS, of_group=group.n)
    for member, row in _found(turn.working, charter.members):
        turn.working.change_later(_ADD_MEMBER, **membership(group, member, row))
        join(turn.working, row, group)
    left = {one.identity_id for one in before} - {one.identity_id for one in charter.members}
    for member, row in _found(turn.working, before):
        if member.identity_id in left:
            turn.working.memberships[row.n] = memberships_of(turn.working, row) - {group.n}
    turn.working.tell(group, "IDENTITY_CHANGED", group.n)
    others = set(before) ^ set(charter.members)
    affected = {row.n: row for _, row in _found(turn.working, others)}
    return [affected[n] for n in sorted(affected)]


def _found(working: Working, members: Iterable[Member]) -> list[tuple[Member, IdentityRow]]:
    """Pair members with their rows."""
    listed = tuple(members)
    working.prefetch([(tuple(one.identity_id for one in listed), ())])
    return [(one, row) for one in listed if (row := working.identity(one.identity_id))]


def membership(group: IdentityRow, member: Member, row: IdentityRow) -> dict[str, Any]:
    """Return what the table of memberships keeps of a member."""
    return {"group_n": group.n, "member_n": row.n, "roles": ",".join(member.roles), "weight": member.weight}


# ----------------------------------------------------------------------------------- reading


def groups_of(connection: Connection, actors: Collection[IdentityId]) -> Mapping[IdentityId, Roles]:
    """Read the groups that any of the actors belongs to, and all roles that they have there together."""
    together: dict[IdentityId, Roles] = {}
    for chunk in chunks(actors):
        for group_id, roles in connection.execute(_ROLES_OF, {"given": chunk}):
            together[group_id] = together.get(group_id, NO_ROLES) | _read(roles)
    return together


def roles_in(connection: Connection, actors: Collection[IdentityId], subject: Identity) -> Roles:
    """Read all roles that the actors have in a subject together: none where that is no group."""
    if subject.type not in GROUP_TYPES:
        return NO_ROLES
    rows = connection.execute(_ROLES_IN, {"group_id": subject.id})
    return frozenset(role for member_id, roles in rows if member_id in actors for role in _read(roles))


def _read(roles: str) -> Roles:
    return frozenset(map(Role, roles.split(",")))


def group(connection: Connection, group_id: IdentityId) -> Group | None:
    """Read a group with its founding document and the charter in force, None if there is none of this id."""
    question = (
        select(_group.identity_n, _group.founding, _group.signatures)
        .join(_groups, _group.identity_n == _groups.c.n)
        .where(_groups.c.id == group_id)
    )
    kept = connection.execute(question).one_or_none()
    if kept is None:
        return None
    versions = connection.execute(_CHARTERS, {"n": kept.identity_n}).all()
    return Group(
        id=group_id,
        founding=adapter(Founding).validate_json(kept.founding),
        signatures=adapter(tuple[FoundingSignature, ...]).validate_json(kept.signatures),
        charter=adapter(Charter).validate_json(versions[-1].charter),
        version=versions[-1].version,
        changes=tuple(adapter(_CHANGES).validate_json(one.replacement) for one in versions[1:]),
    )
