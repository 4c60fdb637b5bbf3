"""Consent: the policy of an identity, its versions, and changing it."""

from fastapi import Response

from qwallet_desktop.domain.consent import PolicyVersion
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.node import policies
from qwallet_desktop.node.access import Reading, Writing, answer, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.routes.parameters import IdentityPath
from qwallet_desktop.node.rule_changes import SetPolicy
from qwallet_desktop.wire.rule_requests import PolicyRequest

router = versioned("consent", "/identities/{identity_id}")

CHANGE_CODES = (
    Code.NOT_PERMITTED,
    Code.IDENTITY_FROZEN,
    Code.IDENTITY_CLOSED,
    Code.GOVERNANCE_NOT_READY,
    Code.VERSION_CHANGED,
    Code.RULES_UNCHANGED,
    Code.TOKEN_UNKNOWN,
    Code.NOT_A_DID,
    Code.TOO_MANY_ENTRIES,
    Code.ENTRY_TWICE,
    Code.MEMO_INVALID,
    Code.APPROVERS_TOO_FEW,
)
"""Why a change of rules may be refused, of policies and of limits."""


@router.get("/policy")
@documented(PolicyVersion, Code.IDENTITY_UNKNOWN)
def read_policy(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read the policy that is in force; version 0 is the default of the identity's type."""
    with reader.on(identity_id, Action.READ_POLICY) as (connection, subject):
        return answer(policies.policy(connection, subject))


@router.get("/policy/versions")
@documented(tuple[PolicyVersion, ...], Code.IDENTITY_UNKNOWN)
def read_policy_versions(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read all policies that were in force, newest first, each with who set it, when and why."""
    with reader.on(identity_id, Action.READ_POLICY) as (connection, subject):
        return answer(policies.policy_versions(connection, subject), tuple[PolicyVersion, ...])


@router.put("/policy")
@documented(PolicyVersion | Item, *CHANGE_CODES, Code.HOURS_INVALID, Code.POLICY_LOCKS_OUT, body=PolicyRequest)
async def set_policy(write: Writing, identity_id: IdentityPath) -> Response:
    """Set the whole policy: at once, or once others have agreed to what it widens (202 and the item)."""
    asked = write.read(PolicyRequest)
    return await write.submit(SetPolicy(identity_id, asked.policy, asked.base, asked.reason))
