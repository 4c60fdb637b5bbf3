"""Groups: founding them, and reading who belongs to them."""

from fastapi import Response

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import groups
from qwallet_desktop.node.access import Reading, Writing, answer, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.founding import Found
from qwallet_desktop.node.routes.parameters import IdentityPath
from qwallet_desktop.wire.rule_requests import FoundRequest

router = versioned("groups")


@router.post("/groups")
@documented(
    Group,
    Code.NOT_PERMITTED,
    Code.IDENTITY_CLOSED,
    Code.IDENTITY_EXISTS,
    Code.NAME_INVALID,
    Code.NOT_A_DID,
    Code.FOUNDING_INVALID,
    Code.FOUNDING_UNSIGNED,
    Code.TOO_MANY_MEMBERS,
    Code.MEMBER_UNKNOWN,
    Code.MEMBER_NOT_SINGLE,
    Code.MEMBER_TWICE,
    Code.ROLE_MISSING,
    Code.SIGNER_MISSING,
    Code.ADMIN_MISSING,
    Code.WEIGHT_INVALID,
    Code.THRESHOLD_INVALID,
    Code.EXPIRY_INVALID,
    body=FoundRequest,
    status=201,
)
async def found_group(write: Writing) -> Response:
    """Found a group by a document that its founder, whose key signs this, and every SIGNER and ADMIN have signed."""
    asked = write.read(FoundRequest)
    return await write.submit(Found(asked.founding, asked.signatures))


@router.get("/identities/{identity_id}/group")
@documented(Group, Code.IDENTITY_UNKNOWN)
def read_group(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read a group as its members see it: how it was founded, who signed that, and the charter in force."""
    with reader.on(identity_id, Action.READ_GROUP) as (connection, subject):
        found = groups.group(connection, subject.id)
        if found is None:
            raise refuse(Code.IDENTITY_UNKNOWN)
        return answer(found)
