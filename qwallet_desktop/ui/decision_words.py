"""A decision about a payment in words: who must agree, what each limit leaves, when it would fit, whose rules apply."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.decisions import Approval, Decision, Outcome, Part, Rule, Scope
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.limits import LimitBook, LimitUse, Window
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.state.aids import is_anonymous
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import grouped, with_symbol
from qwallet_desktop.ui.item_words import names_words
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.time_label import absolute_time, time_of_day
from qwallet_desktop.ui.wording import rule_sentence

_WINDOWS: Final = {Rule.LIMIT_DAILY: Window.DAY, Rule.LIMIT_MONTHLY: Window.MONTH}
_COUNTING: Final = frozenset({*_WINDOWS, Rule.LIMIT_TRANSACTION, Rule.LIMIT_HOURLY_COUNT})
_CONSENTS: Final = frozenset(
    {
        Rule.CONSENT_SEND,
        Rule.CONSENT_RECEIVE,
        Rule.CONSENT_TOKEN,
        Rule.CONSENT_COUNTERPARTY,
        Rule.CONSENT_HOURS,
        Rule.CONSENT_EXTERNAL,
        Rule.CONSENT_CROSS_IDENTITY,
        Rule.GUARDIAN,
        Rule.GUARDED_CAP,
    }
)
_STRICTNESS: Final = {outcome: place for place, outcome in enumerate(Outcome)}


class LimitLine(NamedTuple):
    """One limit that speaks: what it is, what it leaves, and how much of it is then used; `total` 0 draws no bar."""

    title: str
    left: str
    used: int
    total: int
    outcome: Outcome


def _tr(text: str) -> str:
    return QCoreApplication.translate("Decisions", text)


def approval_sentence(
    approval: Approval, identities: Identities, numbers: NumberStyle, aside: IdentityId | None = None, why: str = ""
) -> str:
    """Say who must agree: "Mara must sign it.", "2 of Mara, Leo and Ines must sign it, because …".

    Args:
        approval: Who must agree.
        identities: For their names.
        numbers: How the locale writes numbers.
        aside: Who asks, where its signature doesn't count.
        why: Why so many must (`charter_words.why_so_many`); empty where that is what every payment needs.
    """
    asked = tuple(did for did in approval.approvers if did != aside)
    names = names_words(asked, identities, numbers)
    all_must = approval.required >= len(asked)
    if why:
        words = (
            _tr("{names} must sign it before it goes out, {why}.")
            if all_must
            else _tr("{n} of {names} must sign it before it goes out, {why}.")
        )
    else:
        words = (
            _tr("{names} must sign it before it goes out.")
            if all_must
            else _tr("{n} of {names} must sign it before it goes out.")
        )
    return words.format(n=grouped(approval.required, numbers), names=names, why=why)


def rule_words(decision: Decision, sender: IdentityId) -> str:
    """Say the rule that decided; where the sender itself must sign again, say what that is good for."""
    approval = decision.approval
    if approval is not None and approval.approvers == (sender,):
        words = _tr("You sign it a second time, in the inbox: a pause to think, not a second person.")
        return f"{rule_sentence(decision.rule)} {words}"
    if decision.rule is Rule.OWN_IDENTITIES and any(part.rule in _COUNTING for part in decision.parts):
        counts = _tr("It counts towards your limits all the same.")
        return f"{rule_sentence(decision.rule)} {counts}"
    return rule_sentence(decision.rule)


def limit_lines(
    decision: Decision, symbol: str, book: LimitBook | None, numbers: NumberStyle, *, hidden: bool
) -> tuple[LimitLine, ...]:
    """Return the limits that speak, each with what it leaves after the payment (before it, where it denies)."""
    return tuple(_line(part, symbol, book, numbers, hidden=hidden) for part in decision.parts if part.rule in _COUNTING)


def _line(part: Part, symbol: str, book: LimitBook | None, numbers: NumberStyle, *, hidden: bool) -> LimitLine:
    title, left = _title(part), part.left
    if part.rule is Rule.LIMIT_HOURLY_COUNT:
        words = _tr("None left") if part.outcome is Outcome.DENY else ""
        return LimitLine(title, words, 0, 0, part.outcome)
    if left is None:
        return LimitLine(title, "", 0, 0, part.outcome)
    amount = with_symbol(left, symbol, numbers, hidden=hidden)
    if part.rule is Rule.LIMIT_TRANSACTION:
        return LimitLine(title, _tr("up to {amount}").format(amount=amount), 0, 0, part.outcome)
    total = _total(part, left, book)
    words = _tr("{amount} left now") if part.outcome is Outcome.DENY else _tr("{amount} left after it")
    used = 0 if total is None else max(0, total.units - left.units)
    return LimitLine(title, words.format(amount=amount), used, 0 if total is None else total.units, part.outcome)


def _title(part: Part) -> str:
    family = part.scope is Scope.FAMILY
    match part.rule:
        case Rule.LIMIT_DAILY:
            return _tr("All your identities, any 24 hours") if family else _tr("Any 24 hours")
        case Rule.LIMIT_MONTHLY:
            return _tr("All your identities, any 30 days") if family else _tr("Any 30 days")
        case Rule.LIMIT_TRANSACTION:
            return _tr("All your identities, single payment") if family else _tr("Single payment")
        case _:
            return _tr("All your identities, payments in any hour") if family else _tr("Payments in any hour")


def _total(part: Part, left: Amount, book: LimitBook | None) -> Amount | None:
    """Return the limit that a part is about, as far as it is known here."""
    use: LimitUse | None = None
    if book is not None:
        use = book.family if part.scope is Scope.FAMILY else book.own
    window = _WINDOWS.get(part.rule)
    tokens = () if use is None else use.tokens
    return next((one.limit for one in tokens if one.token_id == left.token_id and one.window is window), None)


def fits_words(decision: Decision, now: datetime) -> str:
    """Say from when a payment that a limit denies would fit; empty where waiting does not help."""
    denying = [part for part in decision.parts if part.outcome is Outcome.DENY]
    times = [part.free_at for part in denying if part.free_at is not None]
    if not times or len(times) < len(denying):
        return ""
    return _tr("It would fit {when}.").format(when=when_words(max(times), now))


def when_words(at: datetime, now: datetime) -> str:
    """Say a moment to come: "from 14:05", "from 14:05 tomorrow", or with its date."""
    days = (at.astimezone().date() - now.astimezone().date()).days
    if at <= now:
        return _tr("any moment")
    if days == 0:
        return _tr("from {time}").format(time=time_of_day(at))
    if days == 1:
        return _tr("from {time} tomorrow").format(time=time_of_day(at))
    return _tr("from {time}").format(time=absolute_time(at + timedelta(0)))


def versions_words(decision: Decision, numbers: NumberStyle) -> str:
    """Say whose rules decided: "Permissions version 3, no limits set"."""
    policy, limits = decision.policy_version, decision.limits_version
    if not policy and not limits:
        return _tr("Decided by the permissions and limits that every identity begins with.")
    said = (
        _tr("permissions version {n}").format(n=grouped(policy, numbers)) if policy else _tr("the first permissions"),
        _tr("limits version {n}").format(n=grouped(limits, numbers)) if limits else _tr("no limits of its own"),
    )
    return _tr("Decided by {permissions} and {limits}.").format(permissions=said[0], limits=said[1])


def consent_of(decision: Decision, scope: Scope) -> Outcome:
    """Return what the permissions of one side say, the strictest of them."""
    said = [part.outcome for part in decision.parts if part.scope is scope and part.rule in _CONSENTS]
    return max(said, key=_STRICTNESS.__getitem__, default=Outcome.ALLOW)


def consent_words(outcome: Outcome, scope: Scope) -> str:
    """Say what the permissions of one side say."""
    sends = scope is Scope.SENDER
    match outcome:
        case Outcome.ALLOW:
            return _tr("Its permissions let it pay") if sends else _tr("Its permissions accept it")
        case Outcome.NEEDS_APPROVAL:
            return _tr("Its permissions ask for approval")
        case Outcome.DENY:
            return _tr("Its permissions refuse it")
        case _:
            assert_never(outcome)


def ties_words(identities: Identities, sender: IdentityId, recipient: IdentityId | None) -> str:
    """Say that a payment between an anonymous identity and another of ours ties them; else nothing."""
    known = identities.known
    if recipient is None or sender == recipient or sender not in known or recipient not in known:
        return ""
    hidden = [one for one in (sender, recipient) if is_anonymous(known[one])]
    if not hidden:
        return ""
    other = sender if hidden == [recipient] else recipient
    words = _tr("This payment ties the anonymous identity to {name}: whoever sees the one in it sees the other.")
    return words.format(name=called(identities, other))
