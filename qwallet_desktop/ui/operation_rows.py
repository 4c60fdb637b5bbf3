"""An operation as a line: whose it is, what was asked for, how far it is; and which lines a search finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.operation import Operation, has_ended
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.ask_words import amount_text, found_by, kind_words, memo_of, title_of
from qwallet_desktop.ui.operation_words import Mark, mark
from qwallet_desktop.ui.people import Person, person
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.time_label import absolute_time

_LONGEST_AMOUNT: Final = 24
"""Characters of an amount that a cell has room for; longer ones are cut in the middle."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What operations are told in: the names, the tokens, and how numbers are written."""

    identities: Identities
    tokens: Mapping[TokenId, Token]
    numbers: NumberStyle


@dataclass(frozen=True, slots=True)
class Row:
    """What a line shows.

    `amount` may be cut in the middle, `whole_amount` is not; both are empty where there is no single amount.
    """

    who: Person
    kind: str
    title: str
    memo: str
    amount: str
    whole_amount: str
    symbol: str
    mark: Mark
    at: datetime

    @property
    def subtitle(self) -> str:
        """Whose operation it is, and its memo."""
        name = plain(self.who.name) or cut_middle(self.who.did, 12, 4)
        return f"{name} · {plain(self.memo)}" if self.memo else name

    def subtitle_with_amount(self, *, hidden: bool) -> str:
        """Return the subtitle with the amount before it, for where its column has no room."""
        if not self.amount:
            return self.subtitle
        shown = HIDDEN_AMOUNT if hidden else self.amount
        return f"{shown} {self.symbol} · {self.subtitle}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Operations", text)


def row_of(operation: Operation, hold: HoldUp | None, terms: Terms) -> Row:
    """Make an operation's line; `hold` is what it waits for."""
    ask = operation.ask
    whole, symbol = amount_text(ask, terms.tokens, terms.numbers)
    return Row(
        who=person(terms.identities, operation.identity_id),
        kind=kind_words(ask),
        title=title_of(ask, terms.identities, terms.numbers),
        memo=memo_of(ask),
        amount=cut_middle(whole, 7, 5) if len(whole) > _LONGEST_AMOUNT else whole,
        whole_amount=whole,
        symbol=symbol,
        mark=mark(operation, hold),
        at=operation.submitted_at,
    )


def spoken_row(row: Row, *, hidden: bool) -> str:
    """Say a whole line, for a screen reader."""
    amount = _tr("hidden amount") if hidden and row.amount else f"{row.whole_amount} {row.symbol}".strip()
    parts = (row.kind, row.title, amount, row.subtitle, row.mark.words, absolute_time(row.at))
    return ", ".join(part for part in parts if part)


class Which(StrEnum):
    """Operations by whether anything is still to come."""

    OPEN = "OPEN"
    ENDED = "ENDED"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which operations are wanted: open or ended, one identity's, and found by all of some words."""

    which: Which = Which.OPEN
    identity_id: IdentityId | None = None
    search: str = ""


def wanted_of(
    operations: tuple[Operation, ...],
    wanted: Wanted,
    haystack: Callable[[Operation], str],
) -> tuple[Operation, ...]:
    """Return the operations that are wanted, in their order.

    Args:
        operations: All of them.
        wanted: What is asked for.
        haystack: Gives all words that an operation can be found by, case folded.
    """
    words = wanted.search.casefold().split()
    return tuple(
        one
        for one in operations
        if (wanted.which is Which.ALL or has_ended(one) is (wanted.which is Which.ENDED))
        and wanted.identity_id in (None, one.identity_id)
        and (not words or _has_all(haystack(one), words))
    )


def _has_all(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def findable(operation: Operation, terms: Terms) -> str:
    """Return all words that an operation can be found by: names, ids, memos, amounts as written and as typed."""
    ask = operation.ask
    signer = terms.identities.known.get(operation.identity_id)
    words = [operation.id, operation.identity_id, "" if signer is None else signer.name]
    words += amount_text(ask, terms.tokens, terms.numbers)
    words += found_by(ask, terms.identities, terms.tokens)
    return "\n".join(plain(word) for word in words).casefold()
