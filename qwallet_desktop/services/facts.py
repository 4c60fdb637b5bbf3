"""Reads the events of a stream, also those of a newer node that tell what this version knows nothing of."""

import json
from dataclasses import dataclass, fields
from typing import get_args

from pydantic import ValidationError

from qwallet_desktop.domain.events import Event, Fact
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.services.errors import answer_invalid
from qwallet_desktop.wire.shapes import adapter

KINDS = frozenset(part.default for form in get_args(Fact) for part in fields(form) if part.name == "kind")
"""The kinds of facts that this version knows."""


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An event that tells a fact of a kind that this version does not know; only its place is of use."""

    sequence: Sequence
    previous: Sequence


def read_event(text: str, about: str) -> Event | UnknownEvent:
    """Read an event.

    Args:
        text: Its JSON.
        about: What to name in the error.

    Raises:
        ServiceError: NODE_ANSWER_INVALID; also for a known kind of fact in another form.
    """
    try:
        return adapter(Event).validate_json(text)
    except ValidationError:
        unknown = _unknown(text)
        if unknown is None:
            raise answer_invalid(about=about) from None
        return unknown


def _unknown(text: str) -> UnknownEvent | None:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match told:
        case {"sequence": sequence, "previous": previous, "fact": {"kind": str(kind)}} if kind not in KINDS:
            # A truth value is an integer to Python; no sequence is below 0.
            whole = all(type(place) is int and place >= 0 for place in (sequence, previous))
            return UnknownEvent(Sequence(sequence), Sequence(previous)) if whole else None
        case _:
            return None
