"""*What if?*: what other rules would have made of the last payments."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import ValidationError

from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.what_if import Supposition, WhatIf
from qwallet_desktop.node import what_if
from qwallet_desktop.node.access import Reading, answer, malformed, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.routes.parameters import IdentityPath
from qwallet_desktop.wire.shapes import adapter

router = versioned("what-if", "/identities/{identity_id}")

LONGEST_SUPPOSITION = 40_000
"""Characters of JSON in an address: uvicorn reads 64 KiB of head, and escaping makes some of them three."""


@router.get("/what-if")
@documented(
    WhatIf,
    Code.IDENTITY_UNKNOWN,
    Code.TOKEN_UNKNOWN,
    Code.NOT_A_DID,
    Code.TOO_MANY_ENTRIES,
    Code.ENTRY_TWICE,
    Code.HOURS_INVALID,
    Code.LIMIT_ORDER,
    Code.LIMIT_COUNT,
    Code.LIMIT_SCOPE,
    Code.AMOUNT_ZERO,
    Code.AMOUNT_NEGATIVE,
    Code.AMOUNT_TOO_LARGE,
    Code.AMOUNT_TOO_PRECISE,
)
def read_what_if(
    reader: Reading,
    identity_id: IdentityPath,
    supposition: Annotated[str, Query(max_length=LONGEST_SUPPOSITION, description="The JSON of a Supposition.")],
) -> Response:
    """Say what other rules would have made of the payments out of the last 30 days; nothing is written.

    For those who may read the identity's history.
    """
    at = reader.parts.node.clock()
    try:
        supposed = adapter(Supposition).validate_json(supposition, strict=True)
    except ValidationError as error:
        raise malformed(error.errors(include_url=False, include_input=False)) from None
    with reader.on(identity_id, Action.READ_HISTORY) as (connection, subject):
        return answer(what_if.what_if(connection, subject, supposed, at))
