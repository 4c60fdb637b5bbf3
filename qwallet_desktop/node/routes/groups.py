"""Groups: founding them, changing who belongs to them, and reading that."""

from fastapi import Response

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import groups
from qwallet_desktop.node.access import Reading, Writing, answer, versioned
from qwallet_desktop.node.charters import ChangeCharter
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.founding import Found
from qwallet_desktop.node.routes.parameters import IdentityPath
from qwallet_desktop.wire.rule_requests import CharterRequest, FoundRequest

router = versioned("groups")
_CHARTER_CODES = (
    Code.NOT_A_DID,
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
    Code.AMOUNT_THRESHOLD_INVALID,
    Code.AMOUNT_TOO_PRECISE,
    Code.TOKEN_UNKNOWN,
    Code.TOO_MANY_ENTRIES,
)
"""What can be wrong with a charter."""


@router.post("/groups")
@documented(
    Group,
    Code.NOT_PERMITTED,
    Code.IDENTITY_CLOSED,
    Code.IDENTITY_EXISTS,
    Code.NAME_INVALID,
    Code.FOUNDING_INVALID,
    Code.FOUNDING_UNSIGNED,
    *_CHARTER_CODES,
    body=FoundRequest,
    status=201,
)
async def found_group(write: Writing) -> Response:
    """Found a group by a document that its founder, whose key signs this, and every SIGNER and ADMIN have signed."""
    asked = write.read(FoundRequest)
    return await write.submit(Found(asked.founding, asked.signatures))


@router.post("/identities/{identity_id}/charter")
@documented(
    Item,
    Code.IDENTITY_UNKNOWN,
    Code.IDENTITY_FROZEN,
    Code.NOT_PERMITTED,
    Code.GOVERNANCE_NOT_READY,
    Code.MEMO_INVALID,
    Code.VERSION_CHANGED,
    Code.CHARTER_UNCHANGED,
    Code.LAST_ADMIN,
    Code.APPROVERS_TOO_FEW,
    *_CHARTER_CODES,
    body=CharterRequest,
    status=202,
)
async def change_charter(write: Writing, identity_id: IdentityPath) -> Response:
    """Propose a charter for a group, as one of its ADMINs: the answer is the item that waits for the others.

    The SIGNERs of the charter in force agree, as many as its strictest threshold asks for, and everybody whom the
    new one makes a SIGNER or an ADMIN. Then it is the next version, and what else was open is superseded.
    """
    asked = write.read(CharterRequest)
    return await write.submit(ChangeCharter(identity_id, asked.charter, asked.base, asked.reason))


@router.get("/identities/{identity_id}/group")
@documented(Group, Code.IDENTITY_UNKNOWN)
def read_group(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read a group as its members see it: how it was founded, who signed that, and the charter in force."""
    with reader.on(identity_id, Action.READ_GROUP) as (connection, subject):
        found = groups.group(connection, subject.id)
        if found is None:
            raise refuse(Code.IDENTITY_UNKNOWN)
        return answer(found)
