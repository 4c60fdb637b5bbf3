"""The consent policies and limits in force, their earlier versions, and putting new ones into force."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, func, select

from qwallet_desktop.domain.consent import ConsentPolicy, PolicyVersion, default_policy
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import Limits, LimitScope, LimitsVersion
from qwallet_desktop.node import multisig, rule_events, tables
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.rows import IdentityRow, chunks
from qwallet_desktop.node.rule_tables import limit_versions, policies
from qwallet_desktop.node.working import Working
from qwallet_desktop.wire.shapes import adapter, dump

_GIVEN: BindParameter[Any] = bindparam("given", expanding=True)
_setter, _holder = tables.identities.c, tables.identities.alias("holders")


def _versions(table: Table) -> Select[Any]:
    """Ask for versions, each with the DID of who set it."""
    return select(table, _setter.id.label("by")).join(tables.identities, table.c.by_n == _setter.n)


def _in_force(table: Table, *within: str) -> Select[Any]:
    """Ask for the newest versions of some identities, by primary key."""
    other = table.alias("others")
    same = [other.c[name] == table.c[name] for name in ("identity_n", *within)]
    newest = select(func.max(other.c.version)).where(*same).correlate(table).scalar_subquery()
    return _versions(table).where(table.c.identity_n.in_(_GIVEN), table.c.version == newest)


def _all_of(table: Table) -> Select[Any]:
    """Ask for all versions of one identity."""
    return (
        _versions(table).join(_holder, table.c.identity_n == _holder.c.n).where(_holder.c.id == bindparam("identity"))
    )


_POLICIES = _in_force(policies)
_LIMITS = _in_force(limit_versions, "scope")
_POLICIES_OF = _all_of(policies).order_by(policies.c.version.desc())
_LIMITS_OF = (
    _all_of(limit_versions)
    .where(limit_versions.c.scope == bindparam("scope"))
    .order_by(limit_versions.c.version.desc())
)

# ------------------------------------------------------------------------------------- in force


def policy_of(working: Working, row: IdentityRow) -> PolicyVersion:
    """Return the policy in force of an identity, as the decisions so far have left it.

    What is not known yet is read for all identities of the working set at once, so that a payment
    costs no question of its own.
    """
    if row.n not in working.policies:
        _read(working, row)
    return working.policies[row.n]


def limits_of(working: Working, row: IdentityRow, scope: LimitScope) -> LimitsVersion:
    """Return the limits in force of an identity, or with FAMILY those that it set for its family; as `policy_of`."""
    if row.n not in working.limits:
        _read(working, row)
    return working.limits[row.n].get(scope) or _first_limits(row.identity, scope)


def initiator_counts(working: Working, initiator: IdentityRow, charter: Charter | None) -> bool:
    """Tell whether who asks for something of a group agrees by that, if it is an approver; not if it may not sign."""
    return charter is not None and charter.initiator_counts and policy_of(working, initiator).policy.can_sign


def _read(working: Working, row: IdentityRow) -> None:
    wanted = {**working.unruled, row.n: row}
    working.unruled.clear()
    policies_read = {n: _first_policy(one.identity) for n, one in wanted.items()}
    limits_read: dict[int, dict[LimitScope, LimitsVersion]] = {n: {} for n in wanted}
    for found in _asked(working.connection, _POLICIES, wanted):
        policies_read[found.identity_n] = _policy(wanted[found.identity_n].identity, found)
    for found in _asked(working.connection, _LIMITS, wanted):
        version = _limits(wanted[found.identity_n].identity, found)
        limits_read[found.identity_n][version.scope] = version
    # Known only now: where one can't be read, nobody's default may stand in for what is in force.
    working.policies.update(policies_read)
    working.limits.update(limits_read)


def _asked(connection: Connection, question: Select[Any], numbers: Collection[int]) -> list[Any]:
    return [row for chunk in chunks(numbers) for row in connection.execute(question, {"given": chunk})]


def _first_policy(identity: Identity) -> PolicyVersion:
    return PolicyVersion(identity.id, 0, default_policy(identity.type), identity.created_at)


def _first_limits(identity: Identity, scope: LimitScope) -> LimitsVersion:
    return LimitsVersion(identity.id, scope, 0, Limits(), identity.created_at)


def _policy(identity: Identity, row: Any) -> PolicyVersion:  # noqa: ANN401,RUF100  (a row)
    policy = adapter(ConsentPolicy).validate_json(row.policy)
    return PolicyVersion(identity.id, row.version, policy, row.at, IdentityId(row.by), row.reason)


def _limits(identity: Identity, row: Any) -> LimitsVersion:  # noqa: ANN401,RUF100  (a row)
    limits = adapter(Limits).validate_json(row.limits)
    scope = LimitScope(row.scope)
    return LimitsVersion(identity.id, scope, row.version, limits, row.at, IdentityId(row.by), row.reason)


# ------------------------------------------------------------------------------------- changing


def put_policy(turn: Turn, row: IdentityRow, policy: ConsentPolicy, reason: str) -> PolicyVersion:
    """Put a policy into force: write the version, tell the identity, close what was opened under the one before."""
    working, before = turn.working, policy_of(turn.working, row)
    by = turn.actor.identity.id
    version = PolicyVersion(row.identity.id, before.version + 1, policy, turn.at, by, reason)
    working.add(
        policies,
        identity_n=row.n,
        version=version.version,
        policy=dump(policy).decode(),
        at=turn.at,
        by_n=turn.actor.n,
        reason=reason,
    )
    working.policies[row.n] = version
    rule_events.tell_policy(working, row, version.version)
    multisig.supersede(turn, row)
    return version


def put_limits(turn: Turn, row: IdentityRow, scope: LimitScope, limits: Limits, reason: str) -> LimitsVersion:
    """Put limits into force, as `put_policy`. Those of a family are told to its ROOT alone: they show what all spend.

    What the ROOT's own identities have open stays open: it is checked again when it is carried out.
    """
    working, before = turn.working, limits_of(turn.working, row, scope)
    by = turn.actor.identity.id
    version = LimitsVersion(row.identity.id, scope, before.version + 1, limits, turn.at, by, reason)
    working.add(
        limit_versions,
        identity_n=row.n,
        scope=scope,
        version=version.version,
        limits=dump(limits).decode(),
        at=turn.at,
        by_n=turn.actor.n,
        reason=reason,
    )
    working.limits[row.n][scope] = version
    rule_events.tell_limits(working, row, scope, version.version)
    multisig.supersede(turn, row)
    return version


# ------------------------------------------------------------------------------------- reading


def policy(connection: Connection, identity: Identity) -> PolicyVersion:
    """Read the policy in force of an identity."""
    found = connection.execute(_POLICIES_OF.limit(1), {"identity": identity.id}).one_or_none()
    return _first_policy(identity) if found is None else _policy(identity, found)


def policy_versions(connection: Connection, identity: Identity) -> tuple[PolicyVersion, ...]:
    """Read all versions of an identity's policy, newest first, the type's default last."""
    found = connection.execute(_POLICIES_OF, {"identity": identity.id})
    return (*(_policy(identity, one) for one in found), _first_policy(identity))


def limits_versions(connection: Connection, identity: Identity, scope: LimitScope) -> tuple[LimitsVersion, ...]:
    """Read all versions of an identity's limits of a scope, newest first, no limits last."""
    found = connection.execute(_LIMITS_OF, {"identity": identity.id, "scope": scope})
    return (*(_limits(identity, one) for one in found), _first_limits(identity, scope))
