"""How notices lie on the disk: one JSON document, sealed by the vault."""

import json
from typing import Annotated, Any, Final, get_args

from pydantic import Field, TypeAdapter, ValidationError

from qwallet_desktop.state.notice import Noted, Own
from qwallet_desktop.wire.shapes import Moment, shape

NAME: Final = "notices"
"""The name of the sealed document."""

VERSION: Final = 1

for _kind in get_args(Own):
    shape(_kind)

_notice: Final[TypeAdapter[Own]] = TypeAdapter(Annotated[Own, Field(discriminator="kind")])
_moment: Final[TypeAdapter[Any]] = TypeAdapter(Moment)


class DamagedError(ValueError):
    """It is not what this version of the program writes."""


def pack(noted: tuple[Noted, ...]) -> bytes:
    """Write notices in their order; those without a time have not been told yet and are left out."""
    rows = [
        {
            "at": _moment.dump_python(each.at, mode="json"),
            "seen": each.seen,
            "notice": _notice.dump_python(each.notice, mode="json", by_alias=True),
        }
        for each in noted
        if each.at is not None
    ]
    return json.dumps({"version": VERSION, "notices": rows}, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(data: bytes) -> tuple[Noted, ...]:
    """Read what `pack` wrote; the notices have no numbers of this run yet.

    Raises:
        DamagedError: It is of another version, or damaged.
    """
    try:
        document = json.loads(data)
        if document["version"] != VERSION:
            raise DamagedError
        return tuple(_read(row) for row in document["notices"])
    except (ValidationError, ValueError, TypeError, LookupError, RecursionError) as error:
        # Its text quotes amounts and names.
        raise DamagedError from error


def _read(row: dict[str, Any]) -> Noted:
    # As JSON and not as Python's values, so that numbers stay strict and times are read from text.
    notice = _notice.validate_json(json.dumps(row["notice"]))
    return Noted(0, notice, _moment.validate_json(json.dumps(row["at"])), row["seen"] is True)
