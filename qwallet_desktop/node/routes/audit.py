"""The audit log's checkpoints, and proofs that it only ever grew."""

from typing import Annotated

from fastapi import Query, Response

from qwallet_desktop.node import audit
from qwallet_desktop.node.access import Reading, answer, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.routes.parameters import LARGEST_INTEGER
from qwallet_desktop.wire.requests import CheckpointAnswer, ConsistencyAnswer

router = versioned("audit", "/audit")
Size = Annotated[int, Query(ge=1, le=LARGEST_INTEGER)]


@router.get("/checkpoint")
@documented(CheckpointAnswer)
def read_checkpoint(reader: Reading) -> Response:
    """Read the newest signed checkpoint."""
    with reader.open() as (connection, _):
        note = audit.checkpoint(connection)
    return answer(CheckpointAnswer(note, reader.parts.node.public_key.hex()))


@router.get("/consistency")
@documented(ConsistencyAnswer)
def read_consistency(reader: Reading, first: Size, second: Size) -> Response:
    """Prove that the log of `second` leaves begins with the log of `first`."""
    with reader.open() as (connection, _):
        return answer(ConsistencyAnswer(audit.consistency(connection, first, second)))
