"""Makes text from the node or from other people safe to show: no control characters, no tricks of direction."""

import re
import unicodedata
from typing import Final

_JOINERS: Final = frozenset({"\u200c", "\u200d"})
_REMOVED: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})
_MARKS: Final = frozenset({"Mn", "Me"})
_MOST_MARKS: Final = 4
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def plain(text: str, *, multiline: bool = False) -> str:
    r"""Return `text` in NFC without control, direction and invisible characters.

    Line breaks become one space, or stay as ``\n`` if `multiline`. Joiners stay, since Persian and emoji
    need them; several empty lines become one; more than four combining marks on one letter are dropped; a lone
    surrogate becomes U+FFFD.
    Source: Unicode TR36 (security considerations), sections 2.2 and 3.1.
    """
    if text.isascii() and text.isprintable():
        # Most of what is shown, twenty times as fast.
        return " ".join(text.split())
    lines = [" ".join(_visible(line).split()) for line in text.splitlines()]
    if not multiline:
        return " ".join(line for line in lines if line)
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _visible(line: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", "".join(map(_harmless, line))):
        marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _harmless(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\t":
        return " "
    if category == "Cs":
        return "\ufffd"
    return "" if category in _REMOVED and character not in _JOINERS else character


def cut_middle(text: str, head: int = 10, tail: int = 6) -> str:
    """Return `text` with its middle replaced by an ellipsis, if that makes it shorter."""
    if len(text) <= head + tail + 1:
        return text
    return f"{text[:head]}…{text[-tail:]}"
