"""What somebody searches a history for, read the same way by the node and by a desktop without one."""

import re
import unicodedata
from dataclasses import dataclass

from qwallet_desktop.domain.transfers import HistoryEntry

MOST_WORDS = 16
LONGEST_WORD = 100
"""Characters of a word that count: PostgreSQL keeps no more than 2,046 bytes of one, and spoils what is longer."""

LEAST_OF_AN_ID = 6
"""A word of so many letters and digits may also be the beginning of an id; shorter ones would match by chance."""

_ASCII_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}
_TRANSFER_ID = re.compile(r"\btr_([0-9a-f]{1,32})\b")
_DID = re.compile(r"\bdid:[a-z0-9]+:([a-z0-9]+)")
_HEX = re.compile(r"[0-9a-f]{6,32}")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for; empty text where it can't be that.

    Attributes:
        word: The beginning of a word of the memo.
        transfer_id: The beginning of a transfer's id, in hex, without `tr_`.
        identifier: The beginning of the other side's DID, what comes after its method, in lower case.
    """

    word: str = ""
    transfer_id: str = ""
    identifier: str = ""


def words(typed: str) -> list[str]:
    """Split text into words as search compares them: letters and digits, no accents, no upper case."""
    if typed.isascii():
        found = typed.lower().translate(_ASCII_SPACES).split()
    else:
        # Taken apart, some signs are upper case again: ™ becomes TM.
        plain = unicodedata.normalize("NFKD", typed.casefold()).casefold()
        kept = "".join(c for c in plain if not unicodedata.combining(c))
        found = "".join(c if c.isalnum() else " " for c in kept).split()
    return [word[:LONGEST_WORD] for word in found]


def terms(typed: str) -> tuple[Term, ...]:
    """Read what is looked for: all of these must be there. `tr_…` and `did:…` are ids however short."""
    rest = typed.casefold()
    found: list[Term] = []
    for pattern, name in ((_TRANSFER_ID, "transfer_id"), (_DID, "identifier")):
        found += [Term(**{name: begun}) for begun in pattern.findall(rest)]
        rest = pattern.sub(" ", rest)
    found += [_term(word) for word in words(rest)]
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def _term(word: str) -> Term:
    if len(word) < LEAST_OF_AN_ID:
        return Term(word)
    return Term(word, word if _HEX.fullmatch(word) else "", word if word.isascii() else "")


def finds(looked_for: tuple[Term, ...], entry: HistoryEntry) -> bool:
    """Tell whether an entry has all that is looked for."""
    if not looked_for:
        return True
    memo = words(entry.transfer.memo)
    transfer_id = entry.transfer.id.removeprefix("tr_")
    identifier = (entry.counterparty or "").rpartition(":")[2].lower()

    def has(term: Term) -> bool:
        return (
            (bool(term.word) and any(word.startswith(term.word) for word in memo))
            or (bool(term.transfer_id) and transfer_id.startswith(term.transfer_id))
            or (bool(term.identifier) and identifier.startswith(term.identifier))
        )

    return all(map(has, looked_for))
