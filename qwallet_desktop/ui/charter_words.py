"""Charters in words: who belongs to a group, what larger payments need, and what a change makes different."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import grouped, symbol_of, with_symbol
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.role_words import of_signers, role_noun, roles_words


class CharterTerms(NamedTuple):
    """What charters are told in: the names, the tokens, how numbers are written, and whether amounts are hidden."""

    identities: Identities
    tokens: Mapping[TokenId, Token]
    numbers: NumberStyle
    hidden: bool = False

    def name(self, did: IdentityId) -> str:
        """Name somebody."""
        return called(self.identities, did)

    def amount(self, amount: Amount) -> str:
        """Write an amount with its token."""
        return with_symbol(amount, symbol_of(self.tokens, amount.token_id), self.numbers, hidden=self.hidden)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Charter", text)


# ------------------------------------------------------------------------------------------ a whole charter


def charter_lines(charter: Charter, terms: CharterTerms) -> tuple[str, ...]:
    """Say a whole charter: its members, how many decide, what larger payments need, and how long it waits."""
    members = (f"{terms.name(one.identity_id)}: {roles_words(one.roles)}" for one in charter.members)
    return (
        *members,
        _tr("{these} decide.").format(these=of_signers(charter.threshold, len(charter.signers))),
        *above_lines(charter, terms),
        counts_words(counts=charter.initiator_counts),
        waits_for_words(charter.expiry_hours, terms.numbers),
    )


def above_lines(charter: Charter, terms: CharterTerms) -> tuple[str, ...]:
    """Say what larger payments need, one line for each amount."""
    return tuple(_above(one, len(charter.signers), terms) for one in charter.amount_thresholds)


def _above(one: AmountThreshold, signers: int, terms: CharterTerms) -> str:
    words = _tr("Above {amount}: {these}.")
    return words.format(amount=terms.amount(one.above), these=of_signers(one.threshold, signers))


def counts_words(*, counts: bool) -> str:
    """Say whether the signature of who asks counts."""
    if counts:
        return _tr("The signature of who asks counts, if that is a signer.")
    return _tr("The signature of who asks does not count.")


def waits_for_words(hours: int, numbers: NumberStyle) -> str:
    """Say how long proposals wait."""
    return _tr("What is not signed within {hours} hours expires.").format(hours=grouped(hours, numbers))


# --------------------------------------------------------------------------------------------- a difference


def charter_differences(before: Charter, after: Charter, terms: CharterTerms) -> tuple[str, ...]:
    """Say what a new charter makes different; nothing where it makes nothing different."""
    return (*_member_changes(before, after, terms), *_rule_changes(before, after, terms))


def _member_changes(before: Charter, after: Charter, terms: CharterTerms) -> Iterator[str]:
    was, becomes = _by_id(before), _by_id(after)
    for did in dict.fromkeys((*becomes, *was)):
        old, new, name = was.get(did), becomes.get(did), terms.name(did)
        joins = after.is_bound(did) and not before.is_bound(did)
        if new is None:
            yield _tr("{name} is no member any more.").format(name=name)
        elif old is None:
            words = _tr("{name} joins as {roles}, and must agree itself.") if joins else _tr("{name} joins as {roles}.")
            yield words.format(name=name, roles=_nouns(new.roles))
        else:
            yield from _role_changes(name, old, new, terms.numbers, joins=joins)


def _role_changes(name: str, old: Member, new: Member, numbers: NumberStyle, *, joins: bool) -> Iterator[str]:
    gained = [role for role in new.roles if role not in old.roles]
    lost = [role for role in old.roles if role not in new.roles]
    if gained:
        words = _tr("{name} becomes {roles}, and must agree itself.") if joins else _tr("{name} becomes {roles}.")
        yield words.format(name=name, roles=_nouns(gained))
    if lost:
        yield _tr("{name} is {roles} no more.").format(name=name, roles=_nouns(lost))
    if old.weight != new.weight:
        words = _tr("{name} weighs {after} instead of {before}.")
        yield words.format(name=name, after=grouped(new.weight, numbers), before=grouped(old.weight, numbers))


def _rule_changes(before: Charter, after: Charter, terms: CharterTerms) -> Iterator[str]:
    were, are = (of_signers(one.threshold, len(one.signers)) for one in (before, after))
    if were != are:
        yield _tr("{after} decide instead of {before}.").format(after=are, before=were)
    yield from _amount_changes(before, after, terms)
    if before.initiator_counts != after.initiator_counts:
        yield (
            _tr("The signature of who asks counts from now on, if that is a signer.")
            if after.initiator_counts
            else _tr("The signature of who asks does not count any more.")
        )
    if before.expiry_hours != after.expiry_hours:
        words = _tr("Proposals wait {after} hours instead of {before}.")
        hours = {
            "after": grouped(after.expiry_hours, terms.numbers),
            "before": grouped(before.expiry_hours, terms.numbers),
        }
        yield words.format(**hours)


def _amount_changes(before: Charter, after: Charter, terms: CharterTerms) -> Iterator[str]:
    was = {one.above: one.threshold for one in before.amount_thresholds}
    becomes = {one.above: one.threshold for one in after.amount_thresholds}
    for above in dict.fromkeys((*becomes, *was)):
        old, new, amount = was.get(above), becomes.get(above), terms.amount(above)
        if new is None:
            yield _tr("Payments above {amount} need no more signatures than others.").format(amount=amount)
        elif old is None:
            words = _tr("Payments above {amount} need {n} signatures.")
            yield words.format(amount=amount, n=grouped(new, terms.numbers))
        elif old != new:
            words = _tr("Payments above {amount} need {n} signatures instead of {before}.")
            counts = {"n": grouped(new, terms.numbers), "before": grouped(old, terms.numbers)}
            yield words.format(amount=amount, **counts)


def _by_id(charter: Charter) -> dict[IdentityId, Member]:
    return {one.identity_id: one for one in charter.members}


def _nouns(roles: Iterable[Role]) -> str:
    names = [role_noun(role) for role in Role if role in frozenset(roles)]
    if len(names) == 1:
        return names[0]
    return _tr("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])


# ------------------------------------------------------------------------------------- why so many must sign


def asked_above(charter: Charter, amounts: Iterable[Amount], required: int) -> Amount | None:
    """Return the amount above which so many must sign; None where that is what every payment needs."""
    totals: dict[TokenId, Amount] = {}
    for amount in amounts:
        before = totals.get(amount.token_id)
        totals[amount.token_id] = amount if before is None else before + amount
    if required <= charter.threshold:
        return None
    asking = (one for one in charter.amount_thresholds if one.threshold == required)
    return next((one.above for one in asking if _exceeds(totals, one.above)), None)


def _exceeds(totals: Mapping[TokenId, Amount], above: Amount) -> bool:
    return above.token_id in totals and totals[above.token_id] > above


def why_so_many(charter: Charter | None, amounts: Iterable[Amount], required: int, terms: CharterTerms) -> str:
    """Say why payments need more signatures than others: "because it is above 1,000.00 QTK"; else nothing."""
    those = tuple(amounts)
    above = None if charter is None else asked_above(charter, those, required)
    if above is None:
        return ""
    words = _tr("because it is above {amount}") if len(those) == 1 else _tr("because together they are above {amount}")
    return words.format(amount=terms.amount(above))
