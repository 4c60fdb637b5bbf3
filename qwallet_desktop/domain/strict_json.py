"""Reads JSON of anybody's strictly: each field is there, of its kind and form, and there is no other.

Every refusal names its place, such as `group.changes[1].proposal.expiresAt`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.messages import LARGEST_INTEGER, moment, timestamp
from qwallet_desktop.domain.money import MOST_DECIMALS, Amount
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.domain.tokens import TOKEN_ID

E = TypeVar("E", bound=StrEnum)

MOST_ENTRIES: Final = 10_000
"""Entries in one list."""

LONGEST_TEXT: Final = 2**20
"""Characters of one text, such as what the audit log keeps; the checks of what people read ask for much less."""

NODE: Final = re.compile(r"[0-9a-f]{32}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
ITEM: Final = re.compile(r"ms_[0-9a-f]{32}")
_UNITS: Final = re.compile(r"0|[1-9][0-9]{0,77}")


@dataclass(frozen=True, slots=True)
class Fields:
    """A map that is read field by field; `at` is its place, `left` what nobody has asked for yet."""

    at: str
    left: dict[str, Any] = field(repr=False)

    def text(self, name: str, form: re.Pattern[str] | None = None) -> str:
        """Take a text, of a form if one is given."""
        value = self._take(name)
        text = _text(value, self._place(name))
        if form and not form.fullmatch(text):
            raise malformed(self._place(name))
        return text

    def whole(self, name: str) -> int:
        """Take an integer from 0 on."""
        value = self._take(name)
        if type(value) is not int or not 0 <= value <= LARGEST_INTEGER:
            raise malformed(self._place(name))
        return value

    def truth(self, name: str) -> bool:
        """Take true or false."""
        value = self._take(name)
        if not isinstance(value, bool):
            raise malformed(self._place(name))
        return value

    def one_of(self, name: str, kind: type[E]) -> E:
        """Take a text that is one of an enumeration."""
        try:
            return kind(self.text(name))
        except ValueError:
            raise malformed(self._place(name)) from None

    def did(self, name: str) -> IdentityId:
        """Take a DID, in its one form."""
        return _did(self.text(name), self._place(name))

    def token(self, name: str) -> TokenId:
        """Take the id of a token."""
        return TokenId(self.text(name, TOKEN_ID))

    def time(self, name: str) -> datetime:
        """Take a time in UTC with milliseconds."""
        text = self.text(name)
        try:
            read = moment(text)
        except ValueError:
            raise malformed(self._place(name)) from None
        if timestamp(read) != text:
            raise malformed(self._place(name))
        return read

    def amount(self, name: str) -> Amount:
        """Take an amount: {decimals, tokenId, units}."""
        inner = self.fields(name)
        units, decimals = int(inner.text("units", _UNITS)), inner.whole("decimals")
        if decimals > MOST_DECIMALS:
            raise malformed(f"{inner.at}.decimals")
        amount = Amount(units, decimals, inner.token("tokenId"))
        inner.end()
        return amount

    def fields(self, name: str) -> "Fields":
        """Take a map, which has to be read to its end."""
        return _fields(self._take(name), self._place(name))

    def each(self, name: str) -> Iterator["Fields"]:
        """Take a list of maps, each of which has to be read to its end."""
        for index, value in enumerate(self._list(name)):
            yield _fields(value, f"{self._place(name)}[{index}]")

    def dids(self, name: str) -> tuple[IdentityId, ...]:
        """Take a list of DIDs."""
        return tuple(_did(text, at) for text, at in self._texts(name))

    def texts(self, name: str, form: re.Pattern[str]) -> tuple[str, ...]:
        """Take a list of texts of a form."""
        found = tuple(self._texts(name))
        for text, at in found:
            if not form.fullmatch(text):
                raise malformed(at)
        return tuple(text for text, _ in found)

    def wholes(self, name: str) -> tuple[int, ...]:
        """Take a list of integers from 0 on."""
        found = self._list(name)
        if not all(type(value) is int and 0 <= value <= LARGEST_INTEGER for value in found):
            raise malformed(self._place(name))
        return tuple(found)

    def has(self, name: str) -> bool:
        """Tell whether a field that may be left out is there."""
        return name in self.left

    def end(self) -> None:
        """Refuse what nobody has asked for.

        Raises:
            Refused: EVIDENCE_UNKNOWN_FIELD (fact `at`).
        """
        for name in self.left:
            raise refuse(Code.EVIDENCE_UNKNOWN_FIELD, at=self._place(name)[:LONGEST_PLACE])

    def _texts(self, name: str) -> Iterator[tuple[str, str]]:
        for index, value in enumerate(self._list(name)):
            at = f"{self._place(name)}[{index}]"
            yield _text(value, at), at

    def _list(self, name: str) -> list[Any]:
        value = self._take(name)
        if not isinstance(value, list) or len(value) > MOST_ENTRIES:
            raise malformed(self._place(name))
        return value

    def _take(self, name: str) -> Any:
        if name not in self.left:
            raise malformed(self._place(name))
        return self.left.pop(name)

    def _place(self, name: str) -> str:
        return f"{self.at}.{name}" if self.at else name


LONGEST_PLACE: Final = 200
"""Characters of a place that a refusal names: a field's name may be anything."""


def read_fields(data: bytes, most: int) -> Fields:
    """Read the map that a file is.

    Args:
        data: The file.
        most: Bytes that it may have.

    Raises:
        Refused: EVIDENCE_TOO_LARGE (fact `most`) or EVIDENCE_MALFORMED.
    """
    if len(data) > most:
        raise refuse(Code.EVIDENCE_TOO_LARGE, most=str(most))
    try:
        return _fields(json.loads(data.decode()), "")
    except (ValueError, RecursionError):
        raise malformed("") from None


def malformed(at: str) -> Refused:
    """Build the refusal of a place where something is missing, or is not of its kind or form: EVIDENCE_MALFORMED."""
    return refuse(Code.EVIDENCE_MALFORMED, at=at[:LONGEST_PLACE])


def _fields(value: object, at: str) -> Fields:
    if not isinstance(value, dict):
        raise malformed(at)
    return Fields(at, dict(value))


def _text(value: object, at: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise malformed(at)
    try:
        value.encode()
    except ValueError:
        # A lone half of a pair of surrogates, which JSON can spell and UTF-8 can't.
        raise malformed(at) from None
    return value


def _did(text: str, at: str) -> IdentityId:
    try:
        read = parse_did(text)
    except Refused:
        raise malformed(at) from None
    if read != text:
        raise malformed(at)
    return read
