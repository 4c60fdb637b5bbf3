"""Limits in words: how much is used and left, when it comes back, and what a change makes different."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar, assert_never

from PySide6.QtCore import QT_TR_NOOP, QCoreApplication

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import (
    AmountChanged,
    CountChanged,
    CountUse,
    EntriesChanged,
    LimitDifference,
    LimitField,
    LimitScope,
    TokenUse,
    Window,
)
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import grouped, symbol_of, with_symbol
from qwallet_desktop.ui.charter_words import CharterTerms
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.time_label import relative_time


def _tr(text: str) -> str:
    return QCoreApplication.translate("Limits", text)


def window_words(window: Window) -> str:
    """Name a window of time, as the head of a bar."""
    match window:
        case Window.HOUR:
            return _tr("Any hour")
        case Window.DAY:
            return _tr("Any 24 hours")
        case Window.MONTH:
            return _tr("Any 30 days")
        case _:
            assert_never(window)


class LimitNames:
    """The names of limits; the class is the context in which they are translated."""

    OF: ClassVar[Mapping[LimitField, object]] = {
        LimitField.DAILY: QT_TR_NOOP("In any 24 hours"),
        LimitField.MONTHLY: QT_TR_NOOP("In any 30 days"),
        LimitField.PER_TRANSACTION: QT_TR_NOOP("In a single payment"),
        LimitField.APPROVAL_ABOVE: QT_TR_NOOP("Approval above"),
        LimitField.MAX_TRANSACTIONS_PER_HOUR: QT_TR_NOOP("Payments in any hour"),
        LimitField.ALLOWED_TOKENS: QT_TR_NOOP("Tokens that may be paid"),
        LimitField.RESTRICTED_ADDRESSES: QT_TR_NOOP("Never paid"),
    }


def field_words(field: LimitField) -> str:
    """Name a limit, as the label of its field."""
    return QCoreApplication.translate("LimitNames", str(LimitNames.OF[field]))


def scope_words(scope: LimitScope) -> str:
    """Name whose limits they are."""
    return _tr("Own limits") if scope is LimitScope.IDENTITY else _tr("Limits of the family")


class LimitWords:
    """Says limits in one language, with one locale's figures.

    Args:
        tokens: The tokens that are known, for their symbols.
        identities: Those held here, for their names.
        numbers: How the locale writes numbers.
        hidden: Whether amounts are shown as dots.
    """

    def __init__(
        self,
        tokens: Mapping[TokenId, Token],
        identities: Identities,
        numbers: NumberStyle,
        *,
        hidden: bool = False,
    ) -> None:
        self._tokens, self._identities = tokens, identities
        self._numbers, self._hidden = numbers, hidden

    @property
    def charter_terms(self) -> CharterTerms:
        """The same, for the words about a group's signers."""
        return CharterTerms(self._identities, self._tokens, self._numbers, self._hidden)

    def amount(self, amount: Amount) -> str:
        """Write an amount with its token."""
        return with_symbol(amount, symbol_of(self._tokens, amount.token_id), self._numbers, hidden=self._hidden)

    def count(self, count: int) -> str:
        """Write a whole number."""
        return grouped(count, self._numbers)

    def used(self, use: TokenUse) -> str:
        """Say how much of a limit is used, as in "250.00 of 1,000.00 QTK used, 50.00 QTK of it held"."""
        taken = use.spent + use.held
        if use.limit is None:
            return _tr("{used} used, no limit").format(used=self.amount(taken))
        words = _tr("{used} of {limit} used").format(used=self.amount(taken), limit=self.amount(use.limit))
        if use.held.units:
            words = _tr("{words}, of which {held} is held for approval").format(words=words, held=self.amount(use.held))
        return words

    def left(self, use: TokenUse) -> str:
        """Say what may still be spent."""
        left = use.left
        return _tr("No limit") if left is None else _tr("{amount} left").format(amount=self.amount(left))

    def comes_back(self, use: TokenUse, now: datetime) -> str:
        """Say when how much may be spent again, as in "12.50 QTK comes back in 3 h"; empty where nothing was spent."""
        if use.frees_at is None or use.frees is None or use.limit is None:
            return ""
        amount = self.amount(use.frees)
        if use.frees_at <= now:
            return _tr("{amount} comes back any moment").format(amount=amount)
        return _tr("{amount} comes back {when}").format(amount=amount, when=_soon(use.frees_at, now))

    def made(self, count: CountUse) -> str:
        """Say how many payments were made within the hour."""
        made = self.count(count.made + count.held)
        if count.limit is None:
            return _tr("{made} made, no limit").format(made=made)
        return _tr("{made} of {limit} payments made").format(made=made, limit=self.count(count.limit))

    def more(self, count: CountUse) -> str:
        """Say how many more payments may be made within the hour."""
        if count.limit is None:
            return _tr("No limit")
        return _tr("{n} left").format(n=self.count(max(0, count.limit - count.made - count.held)))

    def next_again(self, count: CountUse, now: datetime) -> str:
        """Say when one more payment may be made; empty where none counts any more."""
        if count.frees_at is None or count.limit is None:
            return ""
        if count.frees_at <= now:
            return _tr("One more any moment")
        return _tr("One more {when}").format(when=_soon(count.frees_at, now))

    def difference(self, change: LimitDifference) -> str:
        """Say one difference between two versions of limits."""
        match change:
            case AmountChanged():
                return self._amount_changed(change)
            case CountChanged(before, after):
                old, new = (None if one is None else self.count(one) for one in (before, after))
                return _from_to(field_words(change.field), old, new)
            case EntriesChanged():
                return self._entries_changed(change)
            case _:
                assert_never(change)

    def _amount_changed(self, change: AmountChanged) -> str:
        what = _of_token(change.field).format(symbol=symbol_of(self._tokens, change.token_id))
        old, new = (None if one is None else self.amount(one) for one in (change.before, change.after))
        return _from_to(what, old, new)

    def _entries_changed(self, change: EntriesChanged) -> str:
        if change.field is LimitField.ALLOWED_TOKENS:
            if not change.after:
                return _tr("Every token may be paid")
            names = ", ".join(symbol_of(self._tokens, TokenId(one)) for one in change.after)
            return _tr("Only {names} may be paid").format(names=names)
        parts = []
        if change.added:
            parts.append(_tr("Never paid any more: {names}").format(names=self.names(change.added)))
        if change.removed:
            parts.append(_tr("May be paid again: {names}").format(names=self.names(change.removed)))
        return "; ".join(parts)

    def names(self, dids: Iterable[str]) -> str:
        """List identities."""
        return ", ".join(called(self._identities, IdentityId(did)) for did in dids)


def _of_token(field: LimitField) -> str:
    """Name a limit on a token; `{symbol}` stands for the token."""
    match field:
        case LimitField.DAILY:
            return _tr("{symbol} in any 24 hours")
        case LimitField.MONTHLY:
            return _tr("{symbol} in any 30 days")
        case LimitField.PER_TRANSACTION:
            return _tr("{symbol} in a single payment")
        case _:
            return _tr("{symbol} without approval")


def _from_to(what: str, before: str | None, after: str | None) -> str:
    if before is None:
        return _tr("{what}: {after}, until now no limit").format(what=what, after=after)
    if after is None:
        return _tr("{what}: no limit any more, until now {before}").format(what=what, before=before)
    return _tr("{what}: {after}, until now {before}").format(what=what, after=after, before=before)


def _soon(at: datetime, now: datetime) -> str:
    """Say how long it takes, "in less than a minute" included."""
    words = relative_time(at, now)
    return _tr("in less than a minute") if (at - now).total_seconds() < 60 else words  # noqa: PLR2004 - a minute
