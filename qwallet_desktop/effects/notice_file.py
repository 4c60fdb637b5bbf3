"""How notices lie on the disk: one JSON document, sealed by the vault."""

from typing import Annotated, Any, Final, get_args

from pydantic import Field, TypeAdapter

from qwallet_desktop.effects.document import from_plain, read_rows, write
from qwallet_desktop.state.notice import Noted, Own
from qwallet_desktop.wire.shapes import Moment, shape

NAME: Final = "notices"
"""The name of the sealed document."""

VERSION: Final = 1

for _kind in get_args(Own):
    shape(_kind)

_notice: Final[TypeAdapter[Own]] = TypeAdapter(Annotated[Own, Field(discriminator="kind")])
_moment: Final[TypeAdapter[Any]] = TypeAdapter(Moment)


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
    return write({"version": VERSION, "notices": rows}).encode()


def unpack(data: bytes) -> tuple[Noted, ...]:
    """Read what `pack` wrote; the notices have no numbers of this run yet.

    Raises:
        DamagedError: It is of another version, or damaged.
    """
    return read_rows(data, "notices", (VERSION,), _read)


def _read(row: dict[str, Any]) -> Noted:
    return Noted(0, from_plain(_notice, row["notice"]), from_plain(_moment, row["at"]), row["seen"] is True)
