"""Policies in words: what an identity may do and lets happen, and what a change makes different."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar, NamedTuple, assert_never

from PySide6.QtCore import QT_TR_NOOP, QCoreApplication, QDateTime, QLocale

from qwallet_desktop.domain.consent import (
    ConsentPolicy,
    External,
    ExternalChanged,
    Hours,
    HoursChanged,
    ListChanged,
    PolicyDifference,
    PolicyField,
    Switched,
)
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.week import Span, to_local, write_day
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import symbol_of
from qwallet_desktop.ui.people import called


class Said(NamedTuple):
    """A sentence of a policy, and the icon and tone that say the same."""

    text: str
    icon: str
    tone: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Permissions", text)


def offset_of(now: datetime) -> int:
    """Return how many minutes the user's zone is ahead of UTC at a moment."""
    return QDateTime.fromSecsSinceEpoch(int(now.timestamp())).offsetFromUtc() // 60


def day_name(day: int) -> str:
    """Name a weekday, 1 for Monday."""
    return QLocale().standaloneDayName(day)


class PolicyNames:
    """The names of a policy's parts; the class is the context in which they are translated."""

    OF: ClassVar[Mapping[PolicyField, object]] = {
        PolicyField.CAN_SEND: QT_TR_NOOP("Pay"),
        PolicyField.CAN_RECEIVE: QT_TR_NOOP("Receive"),
        PolicyField.CAN_ISSUE: QT_TR_NOOP("Issue tokens"),
        PolicyField.CAN_VOTE: QT_TR_NOOP("Vote"),
        PolicyField.CAN_SIGN: QT_TR_NOOP("Sign what others propose"),
        PolicyField.CROSS_IDENTITY: QT_TR_NOOP("Payments between own identities"),
        PolicyField.TOKENS: QT_TR_NOOP("Tokens"),
        PolicyField.COUNTERPARTIES: QT_TR_NOOP("Counterparties"),
        PolicyField.HOURS: QT_TR_NOOP("Hours"),
        PolicyField.EXTERNAL: QT_TR_NOOP("Payments to others"),
    }


def field_words(field: PolicyField) -> str:
    """Name a part of a policy, as the label of its switch."""
    return QCoreApplication.translate("PolicyNames", str(PolicyNames.OF[field]))


def external_words(external: External) -> str:
    """Say what becomes of payments to others than one's own identities and groups."""
    match external:
        case External.ALLOW:
            return _tr("Allowed")
        case External.APPROVAL:
            return _tr("Need approval")
        case External.DENY:
            return _tr("Refused")
        case _:
            assert_never(external)


class PolicyWords:
    """Says policies with the names of tokens and people, in the user's time.

    Args:
        tokens: The tokens that are known, for their symbols.
        identities: Those held here, for their names.
        offset: Minutes that the user's time is ahead of UTC.
    """

    def __init__(self, tokens: Mapping[TokenId, Token], identities: Identities, offset: int) -> None:
        self._tokens, self._identities, self._offset = tokens, identities, offset

    def sentences(self, policy: ConsentPolicy) -> tuple[Said, ...]:
        """Say a whole policy, sentence by sentence."""
        return (*self._paying(policy), *self._with_whom(policy), *_more(policy))

    def _paying(self, policy: ConsentPolicy) -> Iterable[Said]:
        if policy.can_send:
            yield _yes(_tr("May pay."))
        else:
            yield _no(_tr("Pays nobody."))
        if policy.can_receive:
            yield _yes(_tr("Accepts payments."))
        else:
            yield _no(_tr("Refuses payments from others."))
        if policy.hours:
            words = _tr("Pays only at these times: {hours}, by your clock.")
            yield _bounded(words.format(hours=self.hours(policy.hours)))
        else:
            yield _yes(_tr("Pays at any time."))

    def _with_whom(self, policy: ConsentPolicy) -> Iterable[Said]:
        if policy.tokens:
            yield _bounded(_tr("Pays and receives only {tokens}.").format(tokens=self.symbols(policy.tokens)))
        else:
            yield _yes(_tr("Pays and receives every token."))
        if policy.counterparties:
            words = _tr("Pays and is paid only by these: {names}.")
            yield _bounded(words.format(names=self.names(policy.counterparties)))
        else:
            yield _yes(_tr("Pays and is paid by anybody."))
        match policy.external:
            case External.ALLOW:
                yield _yes(_tr("Payments to others than your own identities and groups need nothing more."))
            case External.APPROVAL:
                yield Said(
                    _tr("Payments to others than your own identities and groups need approval."), "clock", "caution"
                )
            case External.DENY:
                yield _no(_tr("Payments to others than your own identities and groups are refused."))
            case _:
                assert_never(policy.external)
        if policy.cross_identity:
            yield _yes(_tr("Takes part in payments between your own identities."))
        else:
            yield _no(_tr("Takes no part in payments between your own identities."))

    def difference(self, change: PolicyDifference) -> str:
        """Say one difference between two policies."""
        match change:
            case Switched(field, after):
                words = _tr("{what}: allowed") if after else _tr("{what}: not allowed any more")
                return words.format(what=field_words(field))
            case ListChanged():
                return self._list_changed(change)
            case HoursChanged(before, after):
                if not after:
                    return _tr("Pays at any time, until now only {before}").format(before=self.hours(before))
                old = self.hours(before) if before else _tr("at any time")
                return _tr("Pays only {after}, until now {before}").format(after=self.hours(after), before=old)
            case ExternalChanged(before, after):
                words = _tr("{what}: {after}, until now {before}")
                now, then = external_words(after), external_words(before)
                return words.format(what=field_words(change.field), after=now, before=then)
            case _:
                assert_never(change)

    def _list_changed(self, change: ListChanged) -> str:
        are_tokens = change.field is PolicyField.TOKENS
        named = self.symbols if are_tokens else self.names
        if not change.after:
            return _tr("Every token") if are_tokens else _tr("Anybody may pay and be paid")
        if not change.before:
            words = _tr("Only these tokens: {names}") if are_tokens else _tr("Only these counterparties: {names}")
            return words.format(names=named(change.after))
        parts = []
        if change.added:
            words = _tr("Tokens added: {names}") if are_tokens else _tr("Counterparties added: {names}")
            parts.append(words.format(names=named(change.added)))
        if change.removed:
            words = _tr("Tokens taken out: {names}") if are_tokens else _tr("Counterparties taken out: {names}")
            parts.append(words.format(names=named(change.removed)))
        return "; ".join(parts)

    def symbols(self, tokens: Iterable[str]) -> str:
        """List tokens."""
        return ", ".join(symbol_of(self._tokens, TokenId(one)) for one in tokens)

    def names(self, dids: Iterable[str]) -> str:
        """List identities."""
        return ", ".join(called(self._identities, IdentityId(one)) for one in dids)

    def hours(self, hours: Iterable[Hours]) -> str:
        """Say weekly times in the user's time, days with the same times together: "Mon-Fri 08:00-18:00"."""
        week = to_local(hours, self._offset)
        runs: list[tuple[int, int, tuple[Span, ...]]] = []
        for day, spans in enumerate(week, 1):
            if runs and runs[-1][2] == spans:
                runs[-1] = (runs[-1][0], day, spans)
            else:
                runs.append((day, day, spans))
        return "; ".join(f"{_days(first, last)} {write_day(spans)}" for first, last, spans in runs if spans)


def _days(first: int, last: int) -> str:
    locale = QLocale()
    short = QLocale.FormatType.ShortFormat
    names = [locale.standaloneDayName(day, short) for day in (first, last)]
    return names[0] if first == last else "\u2013".join(names)


def _more(policy: ConsentPolicy) -> Iterable[Said]:
    yield _yes(_tr("May issue tokens, where the node lets it.")) if policy.can_issue else _no(_tr("Issues no tokens."))
    yield _yes(_tr("May vote.")) if policy.can_vote else _no(_tr("Doesn't vote."))
    yield _yes(_tr("May sign what others propose.")) if policy.can_sign else _no(_tr("Signs nothing for others."))


def _yes(text: str) -> Said:
    return Said(text, "check", "positive")


def _no(text: str) -> Said:
    return Said(text, "cross", "danger")


def _bounded(text: str) -> Said:
    return Said(text, "filter", "caution")
