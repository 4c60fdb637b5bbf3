"""Changes answers as a liar on the way would: every value in a JSON document, one after the other."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Path = tuple[str | int, ...]
_PLACE = re.compile(r"\[\d+\]")


def places(document: Any, at: Path = ()) -> Iterator[Path]:
    """Name every value of a document: texts, numbers and nulls, and also lists and objects as a whole."""
    if at:
        yield at
    if isinstance(document, dict):
        for name, value in document.items():
            yield from places(value, (*at, name))
    elif isinstance(document, list):
        for index in sorted({0, len(document) - 1} if document else ()):
            yield from places(document[index], (*at, index))


def value_at(document: Any, at: Path) -> Any:
    """Return the value at a place."""
    for step in at:
        document = document[step]
    return document


def put(document: Any, at: Path, other: Any) -> Any:
    """Return a copy of a document with another value at a place."""
    copy = deepcopy(document)
    value_at(copy, at[:-1])[at[-1]] = other
    return copy


def spelt(at: Path) -> str:
    """Write a place as a person does: `item.votes[0].at`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at).lstrip(".")


def kind_of(at: Path) -> str:
    """Write a place without the numbers in it: `item.votes[].at`."""
    return _PLACE.sub("[]", spelt(at))


def changes(document: Any) -> Iterator[tuple[Path, Any]]:
    """Change a document in every place, one at a time: returns the place, and what the document is then.

    Each value is replaced by others like it and by nothing, or left out; lists are shortened, lengthened and turned.
    Of a list's elements the first and the last stand for those between.
    """
    for at in places(document):
        value = value_at(document, at)
        for other in others(value):
            yield at, put(document, at, other)
        if isinstance(value, dict):
            for name in value:
                yield (*at, name), put(document, at, {each: value[each] for each in value if each != name})


def others(value: Any) -> list[Any]:
    """Return what could stand in a value's place."""
    found: list[Any]
    match value:
        case bool():
            found = [not value, None]
        case str():
            found = [*_other_texts(value), None]
        case int():
            found = [value + 1, max(0, value - 1), None]
        case list():
            found = [value[1:], value[:-1], [*value, *value[:1]], value[::-1], None]
        case dict():
            found = [None]
        case _:
            found = ["", 0, []]
    return [other for at, other in enumerate(found) if other != value and other not in found[:at]]


def _other_texts(text: str) -> list[str]:
    """Return texts that look like one: a letter at its end is another, none is left, one is added that nobody sees."""
    found = ["", f"{text}\u202e", text.swapcase()]
    for at, letter in list(enumerate(text))[-2:]:
        other = chr(ord(letter) + 1) if letter.isalnum() and letter not in "9zZ" else "1"
        found.append(text[:at] + other + text[at + 1 :])
    if text.endswith("Z") and "T" in text:
        found += [text.replace("2026", "2027"), text[:-1] + "+01:00"]
    if re.fullmatch(r"\d+\.\d+", text):
        found.append(f"9{text}")
    return found
