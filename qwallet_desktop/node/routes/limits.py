"""Limits: what an identity and its family may spend, how much is used, and changing it."""

from typing import Annotated

from fastapi import Query, Response

from qwallet_desktop.domain.limits import LimitBook, LimitScope, LimitsVersion
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import identities, limit_book, policies
from qwallet_desktop.node.access import Reading, Writing, answer, permitted, versioned
from qwallet_desktop.node.documentation import AMOUNT_CODES, documented
from qwallet_desktop.node.limit_book import has_family
from qwallet_desktop.node.routes.consent import CHANGE_CODES
from qwallet_desktop.node.routes.parameters import IdentityPath
from qwallet_desktop.node.rule_changes import SetLimits
from qwallet_desktop.wire.rule_requests import LimitsRequest

router = versioned("limits", "/identities/{identity_id}")


@router.get("/limits")
@documented(LimitBook, Code.IDENTITY_UNKNOWN)
def read_limits(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read the limits in force and how much is used; those of the family too, for who may read its ROOT's."""
    at = reader.parts.node.clock()
    with reader.open() as (connection, actors):
        subject = identities.identity(connection, identity_id)
        if subject is None or not permitted(connection, actors, Action.READ_LIMITS, subject):
            raise refuse(Code.IDENTITY_UNKNOWN)
        root = identities.identity(connection, subject.owner or subject.id)
        family = root is not None and has_family(root) and permitted(connection, actors, Action.READ_LIMITS, root)
        return answer(limit_book.limit_book(connection, subject, at, family=family))


@router.get("/limits/versions")
@documented(tuple[LimitsVersion, ...], Code.IDENTITY_UNKNOWN)
def read_limits_versions(
    reader: Reading, identity_id: IdentityPath, scope: Annotated[LimitScope, Query()] = LimitScope.IDENTITY
) -> Response:
    """Read all limits of a scope that were in force, newest first, each with who set them, when and why."""
    with reader.on(identity_id, Action.READ_LIMITS) as (connection, subject):
        return answer(policies.limits_versions(connection, subject, scope), tuple[LimitsVersion, ...])


@router.put("/limits")
@documented(
    LimitsVersion | Item,
    *CHANGE_CODES,
    *AMOUNT_CODES,
    Code.LIMIT_ORDER,
    Code.LIMIT_COUNT,
    Code.LIMIT_SCOPE,
    Code.LIMIT_BELOW_USE,
    body=LimitsRequest,
)
async def set_limits(write: Writing, identity_id: IdentityPath) -> Response:
    """Set all limits of a scope: at once, or once others have agreed to what they widen (202 and the item)."""
    asked = write.read(LimitsRequest)
    return await write.submit(SetLimits(identity_id, asked.scope, asked.limits, asked.base, asked.reason))
