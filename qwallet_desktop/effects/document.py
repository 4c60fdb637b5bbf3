"""What the sealed JSON documents share: a version and rows, of which nothing is believed that does not fit."""

import json
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class DamagedError(ValueError):
    """It is not what this version of the program writes."""


def write(fields: object) -> str:
    """Write JSON as short as it can be."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def read_rows(data: bytes, name: str, versions: Collection[int], read: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
    """Read the rows of a document.

    Args:
        data: The JSON document, an object with its "version".
        name: The member that holds the rows.
        versions: The versions that are read.
        read: Reads one row; ValueError, TypeError and LookupError say that it does not fit.

    Raises:
        DamagedError: It is of another version, or damaged.
    """
    try:
        document = json.loads(data)
        if document["version"] not in versions:
            raise DamagedError
        return tuple(read(row) for row in document[name])
    except (ValidationError, ValueError, TypeError, LookupError, RecursionError) as error:
        # Its text quotes amounts and names, and what a person asked for.
        raise DamagedError from error


def from_plain(form: TypeAdapter[T], plain: object) -> T:
    """Read a value out of what `json.loads` made of it."""
    # As JSON and not as Python's values, so that numbers stay strict and times are read from text.
    return form.validate_json(json.dumps(plain))
