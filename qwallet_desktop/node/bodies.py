"""The fields of a body as they were sent: to recognise the same request, and to name what differs in another."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from qwallet_desktop.domain.problems import Code, refuse


def read_fields(body: bytes) -> dict[str, Any]:
    """Read a body's fields.

    Raises:
        Refused: MALFORMED (fact `reason`), where a field stands twice in one object.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise refuse(Code.MALFORMED, at=twice, reason="twice")
        return fields

    return cast("dict[str, Any]", json.loads(body, object_pairs_hook=once))


def canonical(fields: Mapping[str, Any]) -> bytes:
    """Bring equal requests to equal bytes, however their JSON was spaced and ordered."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def named(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name every part that may differ from an earlier request, also those of the payments of a batch."""
    for name, value in fields.items():
        if isinstance(value, list) and all(isinstance(part, dict) for part in value):
            for index, part in enumerate(value):
                yield from ((f"{name}[{index}].{inner}", _as_text(text)) for inner, text in part.items())
        else:
            yield name, _as_text(value)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
