"""How operations lie on the disk: one JSON document, sealed by the vault; written again at each change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter

from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.effects.document import from_plain, read_rows, write
from qwallet_desktop.state.asks import (
    AppointSuccessor,
    ApproveContact,
    BurnToken,
    ChangeSigners,
    CloseIdentity,
    DecideItem,
    DropContact,
    FoundGroup,
    IssueToken,
    MintToken,
    RenameIdentity,
    RetryItem,
    SetIdentityStatus,
    ShareContact,
    UpdateLimits,
    UpdatePolicy,
)
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.operation import (
    Ask,
    Cancelled,
    Course,
    Made,
    Operation,
    Refused,
    Stage,
    Unanswered,
    Waiting,
)
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.wire.shapes import Moment, adapter, shape

NAME: Final = "operations"
"""The name of the sealed document."""

VERSION: Final = 3

_READ: Final = (1, 2, VERSION)
"""The versions that are read: the first knew payments and lists only, the second none that another signs for."""

_ASKS: Final[Mapping[str, type[Ask]]] = {
    "PAYMENT": PaymentDraft,
    "LIST": Order,
    "ISSUE": IssueToken,
    "MINT": MintToken,
    "BURN": BurnToken,
    "RENAME": RenameIdentity,
    "STATUS": SetIdentityStatus,
    "FOUND": FoundGroup,
    "POLICY": UpdatePolicy,
    "LIMITS": UpdateLimits,
    "SIGNERS": ChangeSigners,
    "DECIDE": DecideItem,
    "RETRY_ITEM": RetryItem,
    "CLOSE": CloseIdentity,
    "SUCCESSOR": AppointSuccessor,
    "SHARE_CONTACT": ShareContact,
    "APPROVE_CONTACT": ApproveContact,
    "DROP_CONTACT": DropContact,
}
_STAGES: Final[Mapping[str, type[Stage]]] = {
    "WAITING": Waiting,
    "UNANSWERED": Unanswered,
    "MADE": Made,
    "REFUSED": Refused,
    "CANCELLED": Cancelled,
}
"""The stages that the disk is told of (`as_kept`)."""

_NAMES: Final = {kind: name for table in (_ASKS, _STAGES) for name, kind in table.items()}

for _kind in (*_ASKS.values(), *_STAGES.values(), Course):
    shape(_kind)

_moment: Final[TypeAdapter[datetime]] = TypeAdapter(Moment)


class OperationFile:
    """Writes operations, each that has not changed as it was written before."""

    def __init__(self) -> None:
        self._written: dict[RequestId, tuple[Operation, str]] = {}

    def pack(self, operations: tuple[Operation, ...]) -> bytes:
        """Write operations in their order; takes milliseconds where hundreds have changed."""
        before = self._written
        self._written = {}
        for operation in operations:
            known = before.get(operation.id)
            text = known[1] if known is not None and known[0] is operation else _written(operation)
            self._written[operation.id] = (operation, text)
        joined = ",\n".join(text for _, text in self._written.values())
        return f'{{"version":{VERSION},"operations":[\n{joined}\n]}}'.encode()


def unpack(data: bytes) -> tuple[Operation, ...]:
    """Read what `pack` wrote.

    Raises:
        DamagedError: It is of another version, or damaged.
    """
    return read_rows(data, "operations", _READ, _read)


def _written(operation: Operation) -> str:
    fields = {
        "id": operation.id,
        "identityId": operation.identity_id,
        "kind": _NAMES[type(operation.ask)],
        "ask": _plain(operation.ask),
        "submittedAt": _moment.dump_python(operation.submitted_at, mode="json"),
        "stage": _NAMES[type(operation.stage)],
        "at": _plain(operation.stage),
        "retryOf": operation.retry_of,
        "course": _plain(operation.course),
        "nodeId": operation.node_id,
        "actor": operation.actor,
    }
    return write(fields)


def _plain(value: object) -> Any:
    return adapter(type(value)).dump_python(value, mode="json", by_alias=True)


def _read(fields: dict[str, Any]) -> Operation:
    retry_of, node_id, actor = fields["retryOf"], fields.get("nodeId"), fields.get("actor")
    return Operation(
        RequestId(fields["id"]),
        IdentityId(fields["identityId"]),
        _told(_ASKS[fields["kind"]], fields["ask"]),
        _moment.validate_python(fields["submittedAt"]),
        _told(_STAGES[fields["stage"]], fields["at"]),
        None if retry_of is None else RequestId(retry_of),
        _told(Course, fields["course"]),
        None if node_id is None else NodeId(node_id),
        None if actor is None else IdentityId(actor),
    )


def _told(kind: Any, plain: object) -> Any:
    return from_plain(adapter(kind), plain)
