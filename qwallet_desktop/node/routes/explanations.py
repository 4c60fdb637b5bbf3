"""*Why?*: what was decided about payments, and by which rule."""

from typing import Annotated

from fastapi import Query, Response

from qwallet_desktop.domain.explanations import DecisionPage, PastDecision
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import explanations, identities, transfers
from qwallet_desktop.node.access import Reading, answer, permitted, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.routes.parameters import IdentityPath, Limit, TransferPath

router = versioned("explanations")


@router.get("/transfers/{transfer_id}/decision")
@documented(PastDecision, Code.TRANSFER_UNKNOWN)
def read_transfer_decision(reader: Reading, transfer_id: TransferPath) -> Response:
    """Say why a payment went: for those who may read the decisions of who paid."""
    with reader.open() as (connection, actors):
        transfer = transfers.transfer(connection, transfer_id)
        payer = identities.identity(connection, transfer.sender) if transfer and transfer.sender else None
        if transfer is None or payer is None or not permitted(connection, actors, Action.READ_DECISIONS, payer):
            raise refuse(Code.TRANSFER_UNKNOWN)
        found = explanations.of_transfer(connection, transfer)
    return answer(found)


@router.get("/identities/{identity_id}/decisions")
@documented(DecisionPage, Code.IDENTITY_UNKNOWN)
def read_decisions(
    reader: Reading,
    identity_id: IdentityPath,
    cursor: Annotated[str, Query(max_length=100)] = "",
    limit: Limit = 50,
) -> Response:
    """Read what was decided about an identity's payments, newest first: made, opened or refused."""
    with reader.on(identity_id, Action.READ_DECISIONS) as (connection, subject):
        return answer(explanations.page(connection, subject, cursor, limit))
